"""Daily counts in articles or in stories.

A story counts once: on the day of its first article among the outlets and languages asked for, and for every
entity that any of its articles there mentions. Most articles are their own story, so stories are the daily
counts of articles less what few copies there are. Over all outlets, in all languages and in each, these are
kept ready (:mod:`storage.ingest.totals`); of some outlets they are worked out in memory, and so is what it
changes that some days of outlets are not counted (:mod:`storage.coverage.members`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from storage.coverage.daily import Cells, Daily, add_by_day, daily, daily_of_all
from storage.coverage.members import Chosen, copied_articles, copied_mentions
from storage.coverage.reading import read_archive
from storage.coverage.selection import selection_of
from storage.coverage.sums import sums_of_all, sums_of_unbegun
from storage.memo import notes_of_moment, remembered
from storage.numbers import Ints
from storage.scope import Scope
from storage.sqlfiles import columns, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALL_ARTICLES = 0  # in place of an entity's id
NAMED = ("name", "demonym", "nickname")


def counted_params(con: DuckDBPyConnection, scope: Scope) -> dict[str, object]:
    """The parameters of queries about what is counted: only days of outlets that had begun."""
    selection = selection_of(read_archive(con, scope=scope), scope.outlets)
    return scope.params() | {"unbegun": _told(selection.unbegun(scope.since, scope.end))}


def story_params(con: DuckDBPyConnection, scope: Scope) -> dict[str, object]:
    """The same of queries about stories; ``first`` is their earliest day: they may have begun long before."""
    if scope.basis == "articles":
        return counted_params(con, scope) | {"first": scope.since}
    first, unbegun = _unbegun_of_stories(con, scope)
    return scope.params() | {"unbegun": _told(unbegun), "first": first}


def _told(unbegun: Sequence[tuple[int, date]]) -> list[dict[str, object]]:
    return [{"outlet_id": outlet, "day": day} for outlet, day in unbegun]


def counting_kinds(scope: Scope) -> tuple[str, ...]:
    """Kinds of mention that make an article count for an entity: offices never do."""
    return (*NAMED, "capital") if scope.capitals else NAMED


def covered(
    con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int] = (), mentions: bool = True
) -> Daily:
    """How often entities are written of per day, all of them when none are given.

    In articles, or in stories by the scope's basis; mentions are those in all articles of a day that has any.
    """
    ahead: _Ahead | None = (notes_of_moment() or {}).get(_of_any_days(scope))
    if ahead and ahead.has(scope, entity_ids):
        return ahead.read(con).part(scope.since, scope.end, entity_ids)
    return _covered(con, scope, entity_ids, mentions=mentions)


def cover_ahead(*, scope: Scope, entity_ids: Sequence[int] = ()) -> None:
    """Say that :func:`covered` will be asked in this moment for several parts of a scope.

    A page asks for a dozen windows of the same months. The first of them, if none is known already, reads the
    counts of all days and of all these entities (of all there are, when none are given).
    """
    notes, key = notes_of_moment(), _of_any_days(scope)
    if notes is not None and not (key in notes and notes[key].has(scope, entity_ids)):
        notes[key] = _Ahead(scope, tuple(entity_ids))


class _Ahead:
    """Counts that several questions are about parts of."""

    def __init__(self, scope: Scope, entity_ids: tuple[int, ...]) -> None:
        self._scope, self._entity_ids = scope, entity_ids
        self._found: Daily | None = None

    def has(self, scope: Scope, entity_ids: Sequence[int]) -> bool:
        """Whether they are all there."""
        inside = self._scope.since <= scope.since and scope.end <= self._scope.end
        of_them = not self._entity_ids or (bool(entity_ids) and set(self._entity_ids).issuperset(entity_ids))
        return inside and of_them

    def read(self, con: DuckDBPyConnection) -> Daily:
        """All of them, read when they are asked for first."""
        if self._found is None:
            self._found = _covered(con, self._scope, self._entity_ids, mentions=True)
        return self._found


def _of_any_days(scope: Scope) -> Hashable:
    return "covered", scope.outlets, scope.langs, scope.capitals, scope.basis, scope.today


def _covered(con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int], *, mentions: bool) -> Daily:
    copies = None if scope.basis == "articles" else _copies(con, scope, entity_ids)
    if not (scope.outlets or entity_ids or mentions or len(scope.langs) > 1):
        less = [
            _unbegun_of_all(con, scope),
            *([] if copies is None else [{**copies, "articles": copies["fewer"]}]),
        ]
        return daily_of_all(since=scope.since, sums=sums_of_all(con, scope), less=less)
    asked = {"entities": list(entity_ids), "capitals": scope.capitals, "mentions": mentions}
    found: Cells
    if scope.outlets:
        found = columns(con, "coverage", **counted_params(con, scope), **asked)
    else:
        found = _less(columns(con, "coverage_of_all", **scope.params(), **asked), _unbegun_of_all(con, scope))
    return daily(since=scope.since, until=scope.end, entity_ids=entity_ids, covered=found, copies=copies)


def _unbegun_of_all(con: DuckDBPyConnection, scope: Scope) -> Cells:
    """What is taken out of sums over all outlets; nothing mostly."""
    return sums_of_unbegun(con, scope, selection_of(read_archive(con, scope=scope), ()))


def _less(cells: Cells, other: Cells) -> Cells:
    """Cells without what others have."""
    if not len(other["place"]):
        return cells
    return {
        name: np.concatenate([cells[name], other[name] if name in {"entity_id", "place"} else -other[name]])
        for name in cells
    }


def copies_by_day(con: DuckDBPyConnection, *, scope: Scope) -> Ints:
    """How many of each day's articles are not counted; none where the basis is articles.

    Below zero on no day: a story begins on a day on which it has an article.
    """
    if scope.basis == "articles":
        return np.zeros(scope.days, dtype=np.int64)
    which = _chosen(con, scope)
    if not _is_ready(scope):
        return copied_articles(con, which)
    ready = add_by_day(_copies_of_all(con, scope, entities=[ALL_ARTICLES]), "fewer", scope.days)
    return ready + copied_articles(con, which, change=True)


@remembered
def _first_of_stories(con: DuckDBPyConnection, *, since: date) -> date:
    """The earliest day of stories with articles from ``since`` on, or ``since``."""
    found: date | None = rows(con, "first_of_stories", since=since)[0][0]
    return found or since


def _copies(con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int]) -> Cells:
    """Articles that are counted with another one; of all entities when none are given."""
    which, ready = _chosen(con, scope), _is_ready(scope)
    found = copied_mentions(con, which, entity_ids, capitals=scope.capitals, change=ready)
    if not ready:
        return found
    of_all = _copies_of_all(con, scope, entities=list(entity_ids))
    return {name: np.concatenate([of_all[name], found[name]]) for name in found}


def _chosen(con: DuckDBPyConnection, scope: Scope) -> Chosen:
    first, unbegun = _unbegun_of_stories(con, scope)
    return Chosen(
        since=scope.since,
        until=scope.end,
        first=first,
        outlets=scope.outlets,
        langs=scope.langs,
        unbegun=tuple(unbegun),
    )


def _copies_of_all(con: DuckDBPyConnection, scope: Scope, *, entities: list[int]) -> Cells:
    return columns(
        con,
        "copies_of_all",
        since=scope.since,
        until=scope.end,
        lang=scope.langs[0] if scope.langs else "",
        entities=entities,
        all=not entities,
        capitals=scope.capitals,
    )


def _is_ready(scope: Scope) -> bool:
    """Whether copies are kept ready, but for what days that are not counted change."""
    return not scope.outlets and len(scope.langs) <= 1


def _unbegun_of_stories(con: DuckDBPyConnection, scope: Scope) -> tuple[date, Sequence[tuple[int, date]]]:
    """The earliest day of the scope's stories, and the days from then on of outlets that had not begun."""
    first = _first_of_stories(con, since=scope.since)
    selection = selection_of(read_archive(con, scope=scope), scope.outlets)
    return first, selection.unbegun(first, scope.end)
