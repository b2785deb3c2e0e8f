"""Match stored articles again after the gazetteer has changed; only mentions that differ are touched.

Articles whose text is no longer kept keep their mentions.

Other processes match. This one reads chunks, and writes what differs in transactions of some ten thousand
articles, each with a note of how far it came: a retag may be stopped or killed at any moment, and the next
run goes on from there. Between two steps the archive may be read, and batches ingested: what comes in
meanwhile is matched with the new names there (see ``rematch.py``), and an article that a batch edited after
it was read here is passed over.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Literal

import polars as pl
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.arrow import offered
from storage.database import Database
from storage.entity_table import note_gazetteer
from storage.errands import Progress
from storage.ingest.merge import replace_mentions, replace_names
from storage.matching.chunks import SIZE, START, Chunk, Place, plan, without_text
from storage.matching.codes import KINDS
from storage.matching.compare import Compared, FinderOf
from storage.matching.matching import Told, matched, numbers_of
from storage.sqlfiles import statement

TOGETHER = 16_000  # articles in one transaction; a kill has as many matched once more
MOST_CHANGED = 4_000  # articles with other mentions in it: half a second

Done = list[tuple[Chunk, Compared]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetagReport:
    """What a retag did in this run; a run that continues another one reports its own part."""

    articles: int  # matched again
    changed: int  # of these, with other mentions than before
    kept: int = 0  # others, whose text is gone: they keep their mentions
    gained: dict[str, int] = field(
        default_factory=dict
    )  # articles that name the entity now and did not, by key
    lost: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A retag that has begun and not ended."""

    version: str  # of the gazetteer
    place: Place
    articles: int  # matched again so far
    total: int  # in the archive, with a text

    @property
    def share(self) -> float:
        """Part of the articles that are done, 0 to 1."""
        return min(1.0, self.articles / self.total) if self.total else 1.0


def retag(
    db: Database, finder_of: FinderOf, *, processes: int | None = None, size: int = SIZE
) -> Generator[Progress, None, RetagReport]:
    """Match every article again with ``db.gazetteer``, in steps of about a second; return what changed.

    A run that was stopped is continued by the next one, unless the gazetteer has changed meanwhile. There is
    one process for each core, unless ``processes`` says otherwise; ``size`` is that of a chunk.
    """
    gazetteer = db.gazetteer
    begun = db.write(_begin, version=gazetteer.version)
    planned = db.call(plan, after=begun.place, size=size)
    total = begun.articles + planned.articles
    numbers = db.call(numbers_of)
    told, done = Told(), Done()
    yield Progress(done=begun.articles, total=total)
    for found in matched(db, planned, finder_of, gazetteer, numbers=numbers, processes=processes):
        if found is not None:
            told.add(found[1])
            done.append(found)
            if (
                sum(chunk.articles for chunk, _ in done) >= TOGETHER
                or sum(one.changed for _, one in done) >= MOST_CHANGED
            ):
                db.write(_store, done, version=gazetteer.version)
                done = []
        yield Progress(done=min(begun.articles + told.articles, total), total=total)
    db.write(_finish, done, gazetteer=gazetteer)
    keys = {number: key for key, number in numbers.items()}
    return RetagReport(
        articles=told.articles,
        changed=told.changed,
        kept=db.call(without_text),
        gained=told.counted("gained", keys),
        lost=told.counted("lost", keys),
    )


def unfinished(con: DuckDBPyConnection) -> Unfinished | None:
    """The retag that is under way, or was stopped."""
    for version, day, article_id, articles, total in con.execute(statement("retag/unfinished")).fetchall():
        return Unfinished(
            version=version,
            place=Place(day=day, article_id=article_id),
            articles=int(articles),
            total=int(total),
        )
    return None


def _begin(con: DuckDBPyConnection, *, version: str) -> Unfinished:
    """Where to go on."""
    begun = unfinished(con)
    if begun is not None and begun.version == version:
        return begun
    con.execute("DELETE FROM retag WHERE finished_at IS NULL")  # of a gazetteer that is no more
    con.execute(
        "INSERT INTO retag VALUES ($version, now()::TIMESTAMP, $day, $article_id, 0, 0, NULL)",
        {"version": version, "day": START.day, "article_id": START.article_id},
    )
    fresh = unfinished(con)
    assert fresh is not None
    return fresh


def _store(con: DuckDBPyConnection, done: Done, *, version: str) -> None:
    """Write what differs in chunks that follow each other, and how far that is."""
    days = {"first": done[0][0].first, "last": done[-1][0].last}
    edited, renamed = _together(done, "edited"), _together(done, "renamed")
    if edited.height:
        with offered(con, incoming_changed=edited, incoming_place=_together(done, "places")):
            con.execute(statement("retag/find_changed"), days)
            replace_mentions(con, enter="retag/enter_mentions", kinds=list(KINDS))
    if renamed.height:
        names = _together(done, "names").drop("place").join(renamed, on="article_id", maintain_order="left")
        with offered(con, incoming_changed=renamed, incoming_name=names):
            con.execute(statement("retag/find_changed"), days)
            replace_names(con)
    end = done[-1][0].end
    con.execute(
        statement("retag/note"),
        {
            "version": version,
            "last_day": end.day,
            "last_article_id": end.article_id,
            "articles": sum(found.articles for _, found in done),
            "changed": edited.height,
        },
    )


def _together(done: Done, which: Literal["edited", "places", "renamed", "names"]) -> pl.DataFrame:
    """A table of all these chunks, numbered."""
    tables = [pl.read_ipc_stream(io.BytesIO(getattr(found, which))) for _, found in done]
    return pl.concat(tables).with_row_index("place")


def _finish(con: DuckDBPyConnection, done: Done, *, gazetteer: Gazetteer) -> None:
    if done:
        _store(con, done, version=gazetteer.version)
    con.execute(statement("retag/finish"), {"version": gazetteer.version})
    note_gazetteer(con, gazetteer)
