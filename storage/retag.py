"""Match stored articles again after the gazetteer has changed; only mentions that differ are touched.

Resumable: each chunk is one transaction that also notes how far it came. Between two chunks the archive may
be read, and batches ingested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.arrow import offered
from storage.batch_rows import MENTION, NAME, rows_of
from storage.database import Database
from storage.entity_table import note_gazetteer
from storage.mentions import Finder, Tags, tags_of
from storage.merge import mention_rows, name_rows, replace_mentions
from storage.records import Mention, NameSeen
from storage.sqlfiles import statement

CHUNK = 1000  # articles: some 10 MB of text at most, and pages wait no longer than it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class RetagReport:
    """What a retag did in this run; a run that continues another one reports its own part."""

    articles: int  # matched again
    changed: int  # of these, with other mentions than before
    gained: dict[str, int] = field(
        default_factory=dict
    )  # articles that name the entity now and did not, by key
    lost: dict[str, int] = field(default_factory=dict)
    finished: bool = True  # False: stopped, the next run continues


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How far a retag has come."""

    day: date
    article_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What one chunk did; ``place`` is None at the end of the archive."""

    place: _Place | None
    articles: int
    changed: int
    gained: Counter[str]
    lost: Counter[str]


def retag(
    db: Database,
    finder: Finder,
    *,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
    chunk: int = CHUNK,
) -> RetagReport:
    """Match every article again with ``finder``, made from the gazetteer that ``db`` was opened with.

    ``progress`` gets articles done and to do. A run that ``stop`` ended is continued by the next one, unless
    the gazetteer has changed again meanwhile.
    """
    place, articles, changed = db.write(_begin, version=db.gazetteer.version)
    [(total,)] = db.call(lambda con: con.execute("SELECT count(*) FROM article").fetchall())
    before, gained, lost = (articles, changed), Counter[str](), Counter[str]()
    while not stop():
        step = db.write(_step, finder=finder, gazetteer=db.gazetteer, after=place, limit=chunk)
        articles, changed = articles + step.articles, changed + step.changed
        gained, lost = gained + step.gained, lost + step.lost
        if progress:
            progress(articles, max(total, articles))
        if step.place is None:
            return _report(before, articles, changed, gained, lost, finished=True)
        place = step.place
    return _report(before, articles, changed, gained, lost, finished=False)


def _report(
    before: tuple[int, int],
    articles: int,
    changed: int,
    gained: Counter[str],
    lost: Counter[str],
    *,
    finished: bool,
) -> RetagReport:
    return RetagReport(
        articles=articles - before[0],
        changed=changed - before[1],
        gained=dict(gained.most_common()),
        lost=dict(lost.most_common()),
        finished=finished,
    )


def _begin(con: DuckDBPyConnection, *, version: str) -> tuple[_Place, int, int]:
    """Where to go on, with the counts so far."""
    unfinished = con.execute(statement("write/unfinished_retag"), {"version": version}).fetchall()
    for day, article_id, articles, changed in unfinished:
        return _Place(day=day, article_id=article_id), articles, changed
    con.execute("DELETE FROM retag WHERE finished_at IS NULL")  # of a gazetteer that is no more
    start = _Place(day=date.min, article_id=-1)
    con.execute(
        "INSERT INTO retag VALUES ($version, now()::TIMESTAMP, $day, $article_id, 0, 0, NULL)",
        {"version": version, "day": start.day, "article_id": start.article_id},
    )
    return start, 0, 0


def _step(
    con: DuckDBPyConnection, *, finder: Finder, gazetteer: Gazetteer, after: _Place, limit: int
) -> _Step:
    """Do one chunk: articles of one day only, since a day's rows lie together."""
    found = _chunk(con, after, limit)
    if not found:
        days = con.execute("SELECT min(day) FROM article WHERE day > $day", {"day": after.day}).fetchall()
        if days == [(None,)]:
            con.execute(statement("write/finish_retag"), {"version": gazetteer.version})
            note_gazetteer(con, gazetteer)
            return _Step(place=None, articles=0, changed=0, gained=Counter(), lost=Counter())
        after = _Place(day=days[0][0], article_id=-1)
        found = _chunk(con, after, limit)
    changed: list[tuple[int, Tags]] = []
    gained, lost = Counter[str](), Counter[str]()
    other_mentions = 0
    for article_id, title, body, lang, had, had_names in found:
        tags = tags_of(finder, title, body, published=after.day, lang=lang)
        before, now = _stored(had or []), _comparable(tags.mentions)
        if before != now or _stored_names(had_names or []) != set(tags.names):
            changed.append((article_id, tags))
        if before != now:
            other_mentions += 1
            keys_before, keys_now = {key for key, _ in before}, {key for key, _ in now}
            gained.update(keys_now - keys_before)
            lost.update(keys_before - keys_now)
    if changed:
        _replace(con, changed, day=after.day)
    place = _Place(day=after.day, article_id=found[-1][0])
    con.execute(
        statement("write/note_retag"),
        {
            "version": gazetteer.version,
            "last_day": place.day,
            "last_article_id": place.article_id,
            "articles": len(found),
            "changed": other_mentions,
        },
    )
    return _Step(place=place, articles=len(found), changed=other_mentions, gained=gained, lost=lost)


def _chunk(con: DuckDBPyConnection, after: _Place, limit: int) -> list[tuple[Any, ...]]:
    params = {"day": after.day, "after": after.article_id, "limit": limit}
    return con.execute(statement("write/retag_chunk"), params).fetchall()


def _replace(con: DuckDBPyConnection, changed: list[tuple[int, Tags]], *, day: date) -> None:
    articles = pl.DataFrame(
        {
            "article_id": [article_id for article_id, _ in changed],
            "mentions": [rows_of(new.mentions) for _, new in changed],
            "names": [rows_of(new.names) for _, new in changed],
        },
        schema={"article_id": pl.Int64, "mentions": pl.List(MENTION), "names": pl.List(NAME)},
    ).with_row_index("place")
    retagged, mentions = articles.select("place", "article_id"), mention_rows(articles)
    with offered(
        con, incoming_retagged=retagged, incoming_mention=mentions, incoming_name=name_rows(articles)
    ):
        con.execute(statement("write/add_unknown_entities"))
        con.execute(statement("write/find_retagged"), {"day": day})
        replace_mentions(con)


Spans = frozenset[tuple[str, int, int]]


def _stored(had: list[dict[str, Any]]) -> dict[tuple[str, str], Spans]:
    return {
        (m["key"], m["kind"]): frozenset((s["field"], s["start_char"], s["end_char"]) for s in m["spans"])
        for m in had
    }


def _stored_names(had: list[dict[str, Any]]) -> set[NameSeen]:
    return {NameSeen(**name) for name in had}


def _comparable(mentions: tuple[Mention, ...]) -> dict[tuple[str, str], Spans]:
    return {
        (m.entity, m.kind): frozenset((s.field, s.start_char, s.end_char) for s in m.spans) for m in mentions
    }
