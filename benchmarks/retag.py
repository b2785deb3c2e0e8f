"""Matching all stored articles again: how fast, in how much memory, and how long pages wait meanwhile.

The archive is made by SQL from invented paragraphs, its mentions by a first retag, in which every article
changes. Then a few dozen names are taken out, and the retag that is measured finds the articles that had
them. A page's question is asked four times a second all the while. Memory is the process's own: what DuckDB
keeps of the file in its cache, up to its limit, is told apart.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import polars as pl
from duckdb import DuckDBPyConnection

from benchmarks.archive import ZONE
from benchmarks.figures import Figure, p95, tell
from benchmarks.news import Press
from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher
from storage.arrow import offered
from storage.database import Database
from storage.questions import queries
from storage.questions.queries import Scope
from storage.retag.preview import preview
from storage.retag.retag import retag

T = TypeVar("T")

ARTICLES = 100_000  # `python -m benchmarks.retag 1000000` for a large archive
FIRST, DAYS = date(2025, 5, 1), 548
PARAGRAPHS, PER_ARTICLE = 20_000, 9  # an article has about 3 KB
GONE = 36  # names that are taken out
SAMPLE = 2_000


def build(con: DuckDBPyConnection, *, articles: int, press: Press) -> None:
    """Write articles without mentions; for ``Database.write``."""
    texts = [
        " ".join(press.sentence(press.rng.choice((0, 0, 0, 1))) for _ in range(3)) for _ in range(PARAGRAPHS)
    ]
    titles = [press.sentence(press.rng.choice((0, 1, 1, 2))).removesuffix(".") for _ in range(PARAGRAPHS)]
    numbered = {"n": range(PARAGRAPHS)}
    with offered(
        con, text=pl.DataFrame({**numbered, "t": texts}), title=pl.DataFrame({**numbered, "t": titles})
    ):
        con.execute("CREATE TEMP TABLE paragraph AS FROM text")
        con.execute("CREATE TEMP TABLE headline AS FROM title")
    con.execute(
        "INSERT INTO outlet SELECT n, 'outlet-' || n, 'Outlet ' || n, 'ID', 'id', 'https://outlet.example/' "
        "FROM range(1, 14) AS r(n)"
    )
    places = range(PER_ARTICLE)
    joins = " ".join(
        f"JOIN paragraph AS p{k} ON p{k}.n = (hash(i * {PER_ARTICLE} + {k}) % {PARAGRAPHS})::BIGINT"
        for k in places
    )
    body = " || chr(10) || ".join(f"p{k}.t" for k in places)
    con.execute(
        f"""
        INSERT INTO article BY NAME
        SELECT
            (hash(i) >> 1)::BIGINT AS article_id, i % 13 + 1 AS outlet_id, i % 13 + 1 AS feed_id,
            'https://outlet.example/' || i AS url, 'id' AS lang, h.t AS title, '' AS summary, {body} AS body,
            $first::TIMESTAMP + to_seconds(i * $seconds / $articles) AS published_at,
            'feed' AS published_source, published_at AS first_seen_at, published_at::DATE AS day,
            []::VARCHAR[] AS attribution, []::VARCHAR[] AS dateline, [] AS removed, false AS backfilled
        FROM range($articles) AS r(i)
        JOIN headline AS h ON h.n = (hash(-i) % {PARAGRAPHS})::BIGINT
        {joins}
        ORDER BY i
        """,
        {"first": FIRST, "seconds": DAYS * 86_400.0, "articles": articles},
    )
    con.execute(
        "INSERT INTO outlet_day_delta SELECT day, outlet_id, lang, count(*) FROM article GROUP BY ALL"
    )


def without_some(gazetteer: Gazetteer, often: Sequence[str]) -> Gazetteer:
    """The same without a few dozen names, none of which stands in the news often."""
    rare = [e.labels["id"] for e in gazetteer.entities.values() if e.labels["id"] not in often]
    gone = frozenset(rare[:: len(rare) // GONE])
    return replace(gazetteer, aliases=tuple(a for a in gazetteer.aliases if a.text not in gone))


@dataclass(kw_only=True)
class Watched:
    """What was seen beside a run."""

    took_s: float = 0.0
    cpu_s: float = 0.0  # of this process and the workers
    waits_ms: list[float] = field(default_factory=list)  # of a page's question
    own_mb: float = 0.0  # most that this process had beside DuckDB's cache
    worker_mb: float = 0.0  # most that one worker process had


@contextmanager
def watched(db: Database) -> Iterator[Watched]:
    """Ask what a page asks, and look at memory, until the block ends."""
    seen, done = Watched(), threading.Event()
    scope = Scope(
        since=FIRST + timedelta(days=DAYS - 365),
        until=FIRST + timedelta(days=DAYS),
        today=FIRST + timedelta(days=DAYS),
    )

    def ask() -> None:
        while not done.wait(0.25):
            begin = time.perf_counter()
            db.call(queries.collected_by_day, scope=scope)
            seen.waits_ms.append((time.perf_counter() - begin) * 1e3)
            cached = db.call(_cached_mb)
            seen.own_mb = max(seen.own_mb, _resident_mb(os.getpid()) - cached)
            seen.worker_mb = max([seen.worker_mb, *map(_resident_mb, _children())])

    asking = threading.Thread(target=ask)
    asking.start()
    begin, cpu = time.perf_counter(), _cpu_s()
    try:
        yield seen
    finally:
        seen.took_s, seen.cpu_s = time.perf_counter() - begin, _cpu_s() - cpu
        done.set()
        asking.join()


def _cached_mb(con: DuckDBPyConnection) -> float:
    [(size,)] = con.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchall()
    return float(size) / 2**20


def _cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _children() -> list[int]:
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for path in children for pid in path.read_text().split()]


def _resident_mb(pid: int) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def main(articles: int = ARTICLES) -> None:
    gazetteer, cores = load(), os.cpu_count() or 1
    press = Press(gazetteer)
    fewer = without_some(gazetteer, press.often)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sorot.duckdb"
        with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db:
            begin = time.perf_counter()
            db.write(build, articles=articles, press=press)
            [(size,)] = db.call(lambda con: con.execute("SELECT avg(strlen(body)) FROM article").fetchall())
            built = time.perf_counter() - begin
            with watched(db) as first:
                _done(retag(db, Matcher))
            begin = time.perf_counter()
            told = _done(preview(db, fewer, Matcher, sample=SAMPLE))
            previewed = time.perf_counter() - begin
            db.follow(fewer)
            with watched(db) as second:
                report = _done(retag(db, Matcher))
    tell(
        f"Matching {articles:,} stored articles of {size / 1e3:.1f} KB again, {cores} processes",
        [
            Figure(
                name=f"a few dozen names fewer, by CPU time on {cores} cores",
                value=articles / second.cpu_s * cores,
                unit="articles/s",
                at_least=15_000,
            ),
            Figure(
                name="the same by the clock",
                value=articles / second.took_s,
                unit="articles/s",
                at_least=15_000,
            ),
            Figure(name="articles with other mentions", value=100 * report.changed / articles, unit="%"),
            Figure(name="every article changes", value=articles / first.took_s, unit="articles/s"),
            Figure(name="a page's question meanwhile, p95", value=p95(second.waits_ms or [0, 0]), unit="ms"),
            Figure(
                name="a page's question meanwhile, worst", value=max(second.waits_ms, default=0), unit="ms"
            ),
            Figure(name="memory of the archive's process, without cache", value=second.own_mb, unit="MB"),
            Figure(name="memory of one worker process", value=second.worker_mb, unit="MB"),
            Figure(name=f"preview of a sample of {told.looked_at:,}", value=previewed, unit="s"),
            Figure(name="whole retag, as the preview guessed", value=told.takes.total_seconds(), unit="s"),
            Figure(name="whole retag", value=second.took_s, unit="s"),
        ],
        f"The archive was made in {built:.0f} s. Starting the processes is part of every run.",
    )


def _done(steps: Generator[object, None, T]) -> T:
    """What the steps return."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            answer: T = end.value
            return answer


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    main(parser.parse_args(sys.argv[1:]).articles)
