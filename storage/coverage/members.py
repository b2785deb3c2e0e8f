"""The articles of stories that have several, as tables of numbers in memory: one for each month.

How many of some outlets' articles are copies of each other is no sum over outlets, so it cannot be kept ready
for every choice of them. What it takes is small: of ten million articles some 1.6 million are of such
stories, and take 65 MB with whom they mention. A month is read again when one of its stories changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from storage.coverage.months import begin_of, number_of
from storage.memo import notes_of_moment, remembered, remembered_until, this_archive
from storage.numbers import EPOCH, Counts, Flags, Ints
from storage.sqlfiles import columns, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Smalls = npt.NDArray[np.int16]
Cells = Mapping[str, Any]  # as in storage.coverage.daily
_NONE: Final = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which articles a question is about, and of which days it asks."""

    since: date  # inclusive
    until: date  # exclusive
    first: date  # the earliest day of stories that have an article from ``since`` on
    outlets: tuple[int, ...]  # empty: all
    langs: tuple[str, ...]  # empty: all
    unbegun: tuple[tuple[int, date], ...]  # days of outlets that are not counted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Month:
    """The stories that begin in one month. Articles are numbered, those of a story one after the other."""

    stories: Counts  # of each article the number of its story in this month
    days: Counts  # of each article, since 1970-01-01
    outlets: Smalls
    langs: Smalls  # places in ``known``
    known: tuple[str, ...]
    entities: Smalls  # all that these articles mention, in order
    begins: Ints  # where in ``mentions`` each of these begins, and the end
    mentions: Counts  # twice the article, 1 more when it has more than the capital; by story of each entity

    def chosen(self, which: Chosen, unbegun: Ints) -> Flags:
        """The articles of a question. ``unbegun``: outlet and day (since 1970) of those not counted."""
        found = np.ones(len(self.stories), dtype=bool)
        if which.outlets:
            found &= _among(which.outlets, self.outlets)
        if which.langs:
            found &= _among([at for at, lang in enumerate(self.known) if lang in which.langs], self.langs)
        if len(unbegun) and len(found):
            out = unbegun[(unbegun[:, 1] >= self.days.min()) & (unbegun[:, 1] <= self.days.max())]
            if len(out):
                at = np.flatnonzero(found & _among(out[:, 0], self.outlets))
                day_of = _outlet_day(self.outlets[at].astype(np.int64), self.days[at])
                found[at] = ~np.isin(day_of, _outlet_day(out[:, 0], out[:, 1]))
        return found

    def mentioning(self, entity_ids: Sequence[int]) -> tuple[Smalls, Counts]:
        """Of some entities, or all when none are given: entity and mention, an article each."""
        if not entity_ids:
            return np.repeat(self.entities, np.diff(self.begins)), self.mentions
        asked = np.unique(np.array(entity_ids, dtype=np.int16))
        at = np.searchsorted(self.entities, asked)
        known = np.searchsorted(self.entities, asked, side="right") > at
        asked, at = asked[known], at[known]
        spans = [slice(*span) for span in zip(self.begins[at], self.begins[at + 1], strict=True)]
        parts = [self.mentions[span] for span in spans]
        if not parts:
            return self.entities[:0], self.mentions[:0]
        return np.repeat(asked, [len(part) for part in parts]), np.concatenate(parts)


class _Copied(NamedTuple):
    """The articles of a question that are of stories with several of them."""

    month: Month
    articles: Ints
    begun: Counts  # of each story of the month the day of the first of these, where it has any
    sign: int = 1  # -1: to be taken off


def copied_articles(con: DuckDBPyConnection, which: Chosen, *, change: bool = False) -> Ints:
    """How many of each day's articles are counted with another one, on the day of the first of these.

    With ``change``: how many more, because days of outlets are not counted.
    """
    size = max(0, (which.until - which.since).days)
    fewer = np.zeros(size, dtype=np.int64)
    for month, articles, begun, more in _copied(con, which, change=change):
        stories = month.stories[articles]
        first = np.flatnonzero(np.diff(stories, prepend=-1))
        for sign, days in ((more, month.days[articles]), (-more, begun[stories[first]])):
            places = days - (which.since - EPOCH).days
            asked = places[(places >= 0) & (places < size)]
            fewer += sign * np.bincount(asked, minlength=size)
    return fewer


def copied_mentions(
    con: DuckDBPyConnection,
    which: Chosen,
    entity_ids: Sequence[int],
    *,
    capitals: bool,
    change: bool = False,
) -> Cells:
    """The same of the articles that mention each of these entities, of all entities when none are given.

    A story mentions an entity when any of its chosen articles does, also one of a later day; so a day may
    have fewer than none. Without ``capitals`` only articles count that have more than the capital.

    Columns: entity_id, place (days after ``since``), fewer; several numbers of an entity and day add up.
    """
    found = []
    for month, copied, begun, sign in _copied(con, which, change=change):
        entities, mentions = month.mentioning(entity_ids)
        is_copied = np.zeros(len(month.stories), dtype=bool)
        is_copied[copied] = True
        kept = is_copied[mentions >> 1]
        if not capitals:
            kept &= (mentions & 1).astype(bool)
        articles, entities = mentions[kept] >> 1, entities[kept]
        stories = month.stories[articles]
        first = np.ones(len(stories), dtype=bool)
        first[1:] = (stories[1:] != stories[:-1]) | (entities[1:] != entities[:-1])
        for whose, on, count in (
            (entities, month.days[articles], sign),
            (entities[first], begun[stories[first]], -sign),
        ):
            found.append((whose, on, np.full(len(on), count, dtype=np.int32)))
    entities, days, fewer = (np.concatenate([_NONE, *(part[at] for part in found)]) for at in range(3))
    places = days - (which.since - EPOCH).days
    asked = (places >= 0) & (places < (which.until - which.since).days)
    return {"entity_id": entities[asked], "place": places[asked], "fewer": fewer[asked]}


def _among(chosen: Collection[int] | Ints, values: Smalls) -> Flags:
    """Which values are chosen; none of these is negative."""
    kept = np.array([one for one in chosen if one >= 0], dtype=np.int64)
    flags = np.zeros(max(int(kept.max(initial=0)), int(values.max(initial=0))) + 1, dtype=bool)
    flags[kept] = True
    found: Flags = flags[values]
    return found


def _outlet_day(outlet: Any, day: Any) -> Any:
    return (outlet << 32) + day


def _copied(con: DuckDBPyConnection, which: Chosen, *, change: bool) -> Iterable[_Copied]:
    """By month; found once in one moment, as mostly all articles and those of entities are asked for."""
    finding = _found_change if change else _found_copied
    notes = notes_of_moment()
    if notes is None:
        return finding(con, which)
    key = (finding, which)
    if key not in notes:
        notes[key] = list(finding(con, which))
    found: list[_Copied] = notes[key]
    return found


def _found_copied(con: DuckDBPyConnection, which: Chosen) -> Iterator[_Copied]:
    unbegun = _unbegun(which)
    for whole in _months_of(con, which):
        chosen = whole.month.chosen(which, unbegun)
        if chosen.all():
            yield whole
        elif chosen.any():
            yield _copied_of(whole.month, np.flatnonzero(chosen))


def _found_change(con: DuckDBPyConnection, which: Chosen) -> Iterator[_Copied]:
    """Of the stories with articles of days that are not counted: without these, less what all have."""
    unbegun = _unbegun(which)
    if not len(unbegun):
        return
    for month, *_ in _months_of(con, which):
        every = month.chosen(which, unbegun[:0])
        chosen = month.chosen(which, unbegun)
        if (every == chosen).all():
            continue
        changed = np.zeros(int(month.stories[-1]) + 1, dtype=bool)
        changed[month.stories[every & ~chosen]] = True
        is_changed = changed[month.stories]
        for sign, flags in ((1, chosen & is_changed), (-1, every & is_changed)):
            if flags.any():
                yield _copied_of(month, np.flatnonzero(flags))._replace(sign=sign)


def _unbegun(which: Chosen) -> Ints:
    """Outlet and day (since 1970-01-01) of each."""
    return np.array([(key, (day - EPOCH).days) for key, day in which.unbegun], dtype=np.int64)


def _months_of(con: DuckDBPyConnection, which: Chosen) -> list[_Copied]:
    return _months(con, number_of(which.first), number_of(which.until - timedelta(days=1)) + 1)


def _copied_of(month: Month, articles: Ints) -> _Copied:
    """What these articles of a month, which are some, have of copies among them."""
    stories = month.stories[articles]
    first = np.flatnonzero(np.diff(stories, prepend=-1))
    sizes = np.diff(first, append=len(stories))
    begun = np.zeros(int(month.stories[-1]) + 1, dtype=np.int32)
    begun[stories[first]] = np.minimum.reduceat(month.days[articles], first)
    return _Copied(month, articles[np.repeat(sizes > 1, sizes)], begun)


@remembered_until(this_archive)
def _shelf(_con: DuckDBPyConnection) -> dict[int, tuple[int, _Copied | None]]:
    """The months of this archive that were read, each with how often its stories had changed by then."""
    return {}


@remembered
def _changes(con: DuckDBPyConnection) -> dict[int, int]:
    """How often stories of each month changed."""
    return dict(rows(con, "story_changes"))


def _months(con: DuckDBPyConnection, first: int, end: int) -> list[_Copied]:
    """The months with these numbers that have any stories, oldest first, and what all their articles have."""
    changes, shelf = _changes(con), _shelf(con)
    asked = {number: changes[number] for number in sorted(changes) if first <= number < end}
    nothing: tuple[int, _Copied | None] = (-1, None)
    kept = {number: shelf.get(number, nothing) for number in asked}
    missing = [number for number, changed in asked.items() if kept[number][0] != changed]
    for _, numbers in groupby(missing, key=lambda number: number // 12):  # sorting takes room
        for number, month in _read(con, list(numbers)):
            whole = _copied_of(month, np.arange(len(month.stories))) if len(month.stories) else None
            shelf[number] = kept[number] = (asked[number], whole)
    return [whole for _, whole in kept.values() if whole is not None]


def _read(con: DuckDBPyConnection, numbers: Sequence[int]) -> Iterator[tuple[int, Month]]:
    known = tuple(lang for (lang,) in rows(con, "languages"))
    since, until = begin_of(numbers[0]), begin_of(numbers[-1] + 1)
    found = columns(con, "stories_begun", since=since, until=until, langs=list(known))
    edges = [(begin_of(number + more) - EPOCH).days for number in numbers for more in (0, 1)]
    places = np.searchsorted(found["begin_day"], edges).tolist()
    for number, begin, end in zip(numbers, places[::2], places[1::2], strict=True):
        yield number, _month({name: values[begin:end] for name, values in found.items()}, known)


def _month(found: Cells, known: tuple[str, ...]) -> Month:
    is_article = found["entity_id"] == 0
    article = np.cumsum(is_article, dtype=np.int32) - 1
    story_id = found["story_id"][is_article]
    mention = np.flatnonzero(~is_article)
    mention = mention[np.argsort(found["entity_id"][mention], kind="stable")]
    sizes = np.bincount(found["entity_id"][mention])
    entities = np.flatnonzero(sizes).astype(np.int16)
    return Month(
        stories=np.cumsum(np.diff(story_id, prepend=story_id[:1]) != 0, dtype=np.int32),
        days=found["day"][is_article],
        outlets=found["outlet_id"][is_article],
        langs=found["lang"][is_article],
        known=("", *known),
        entities=entities,
        begins=np.append(0, np.cumsum(sizes[entities])),
        mentions=2 * article[mention] + found["named"][mention],
    )
