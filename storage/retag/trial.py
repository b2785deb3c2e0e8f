"""What one more name would change, found out in the articles that have it and without changing anything.

A preview of all changes matches every article; only those with the letters of a name can gain it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from entities.known import folded_name
from entities.normalize import fold_name
from entities.types import Match
from storage.matching.mentions import Finder
from storage.sqlfiles import rows

Place = tuple[str, int, int]  # field, start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What an entity would gain by a name, and what others would lose to it."""

    mentions: int  # gained
    articles: int  # with one of these
    lost: dict[str, int]  # mentions at the same places, by key of the entity that has them, most first


def trial(con: DuckDBPyConnection, *, finder: Finder, key: str, name: str) -> Trial:
    """Match the articles that have ``name`` with ``finder``, which knows it as one of ``key``."""
    mentions, articles, lost = 0, 0, Counter[str]()
    for _, day, lang, title, body, had in rows(con, "articles_with", words=_rarest(con, name)):
        stored = [(one["key"], (one["field"], one["start_char"], one["end_char"])) for one in had or ()]
        before = {place for owner, place in stored if owner == key}
        found = finder.find(title, body, published=day, lang=lang).matches
        gained = _places(match for match in found if match.entity == key) - before
        mentions, articles = mentions + len(gained), articles + bool(gained)
        lost.update(
            owner for owner, place in stored if owner != key and any(_overlap(place, one) for one in gained)
        )
    return Trial(mentions=mentions, articles=articles, lost=dict(lost.most_common()))


def _rarest(con: DuckDBPyConnection, name: str) -> list[str]:
    """The longest word of each spelling seen, which few texts have: Wałęsa, Walesa, WALESA."""
    seen = con.execute("SELECT DISTINCT name FROM name_seen WHERE name_folded = ?", [folded_name(name)])
    spellings = {name, *(spelling for (spelling,) in seen.fetchall())}
    spellings |= {fold_name(spelling) for spelling in spellings}
    spellings |= {spelling.upper() for spelling in spellings}
    return sorted({max(spelling.replace("-", " ").split(), key=len) for spelling in spellings})


def _places(matches: Iterable[Match]) -> set[Place]:
    return {(match.field, match.start, match.end) for match in matches}


def _overlap(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
