"""Names after a title that the gazetteer lacked when their article was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from entities.known import folded_name
from storage.memo import state_of
from storage.snippet import sentence
from storage.sqlfiles import rows

EVER = date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenName:
    """One name, its spellings taken together."""

    folded: str  # no accents, hyphens or capitals
    name: str  # the spelling seen most
    title: str  # key of entities/data/titles.yaml: the one seen most
    country: str | None  # ISO 3166-1 alpha-2: the one seen most, None when none was named
    mentions: int
    articles: int
    outlets: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A sentence in which a name stands. Offsets are code points of ``text``, end exclusive."""

    outlet: str
    day: date
    url: str
    lang: str
    headline: str
    text: str
    start: int
    end: int


def names_seen(con: DuckDBPyConnection, *, since: date = EVER) -> tuple[SeenName, ...]:
    """Every name seen since a day, most mentions first; what has become known meanwhile is among them."""
    found = rows(con, "names_seen", since=since)
    return tuple(SeenName(**dict(zip(SeenName.__slots__, row, strict=True))) for row in found)


@dataclass(slots=True)
class _Kept:
    """The last answer: every page asks for it, and it is too large to be kept many times over."""

    key: Hashable = None
    names: tuple[SeenName, ...] = ()


_last = _Kept()
_lock = Lock()


def _seen(con: DuckDBPyConnection, since: date) -> tuple[SeenName, ...]:
    state = state_of(con)
    key = (state, since)
    with _lock:
        if _last.key == key:
            return _last.names
    names = names_seen(con, since=since)
    if ("path", None) not in state:  # an archive in memory has no name to keep answers under
        with _lock:
            _last.key, _last.names = key, names
    return names


def names_waiting(con: DuckDBPyConnection, *, gazetteer: Gazetteer, since: date = EVER) -> list[SeenName]:
    """Names seen that are neither known now nor rejected, most mentions first."""
    rejected = {folded_name(name) for name in gazetteer.rejected}
    known = gazetteer.known
    return [one for one in _seen(con, since) if one.folded not in rejected and not known.has(one.folded)]


def name_contexts(
    con: DuckDBPyConnection, *, names: Sequence[str], since: date = EVER
) -> dict[str, list[Context]]:
    """At most three sentences for each of these folded names, of different outlets where there are some."""
    found: defaultdict[str, list[Context]] = defaultdict(list)
    for folded, outlet, day, url, lang, headline, text, start, end in _places(con, names, since):
        shown, shown_start, shown_end = sentence(text, start, end)
        found[folded].append(
            Context(
                outlet=outlet,
                day=day,
                url=url,
                lang=lang,
                headline=headline,
                text=shown,
                start=shown_start,
                end=shown_end,
            )
        )
    return dict(found)


def _places(
    con: DuckDBPyConnection, names: Sequence[str], since: date
) -> Iterable[tuple[str, str, date, str, str, str, str, int, int]]:
    return rows(con, "name_contexts", names=list(names), since=since) if names else ()
