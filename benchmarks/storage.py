"""Ten million articles: how long answers take, alone and beside a writer, and against two other databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb

from benchmarks.big_archive import LANGS, OUTLETS, ZONE, Big, build
from benchmarks.figures import Figure, p50, p95, ratio, tell
from benchmarks.many_questions import Asker, Question
from benchmarks.news import WORDS
from benchmarks.peers import QUESTIONS, Params, export, postgres_times, sqlite_times
from entities.gazetteer import Gazetteer, load
from storage import memo
from storage.batches.batch import Batch, read_frames, write_batch
from storage.database import Database
from storage.ingest.merge import merge_batch
from storage.questions import queries
from storage.questions.queries import ArticleFilter, Scope
from storage.records import Article, Feed, Mention, Outlet, Poll, Span, article_id_of

COMPARED = 1_000_000  # articles that the other databases get
BATCH = 200  # articles
COMMITS = timedelta(seconds=0.5)  # between two while reads are measured beside a writer


def main(articles: int = 10_000_000, rounds: int = 40, years: int = 6) -> None:
    gazetteer = load()
    with TemporaryDirectory(prefix="sorot-") as folder:
        begin = perf_counter()
        big = build(Path(folder) / "big" / "sorot.duckdb", gazetteer, articles=articles, years=years)
        built = perf_counter() - begin
        measure(big, gazetteer, Path(folder), rounds, built=built)
        compare_with_others(big, gazetteer, Path(folder), max(3, rounds // 6))


def measure(big: Big, gazetteer: Gazetteer, folder: Path, rounds: int, *, built: float | None = None) -> None:
    """Tell everything about one archive alone."""
    size = big.path.stat().st_size / big.articles
    figures = [
        Figure(name="bytes an article in the file, bodies left out", value=size, unit="B", at_most=260)
    ]
    if built is not None:
        figures.append(Figure(name="articles built a second", value=big.articles / built, unit="articles/s"))
    tell(f"An archive of {big.articles:,} articles, {big.first} to {big.until}", figures)
    memo.forget()
    with Database.open(big.path, zone=ZONE, gazetteer=gazetteer) as db:
        tell("Answers, nothing asked twice", answers(db, big, rounds), "p95 of each; its p50 below")
        writer = Batches(folder, gazetteer, big)
        tell(f"A batch of {BATCH} articles", ingestion(db, writer, rounds))
        tell(
            f"Beside a writer that commits every {COMMITS.total_seconds()} s", beside(db, big, writer, rounds)
        )


def answers(db: Database, big: Big, rounds: int) -> list[Figure]:
    """Each kind of question, computed anew every time."""
    asker = Asker(big)
    first = timed(db, (queries.collected_by_day, {"scope": asker.scope(30, 30, outlets=False)}))
    every = Scope(since=big.first, until=big.until, outlets=(1,), basis="stories", today=asker.today)
    copies = timed(db, (queries.counted_by_day, {"scope": every}))
    figures = [
        Figure(name="what was read in all years, once after a start", value=first * 1000, unit="ms"),
        Figure(name="stories of some outlets in all years, the same", value=copies * 1000, unit="ms"),
    ]
    for kind in asker.kinds():
        times = [timed(db, kind.asked()) * 1000 for _ in range(rounds + 2)][2:]  # two to warm up
        figures.append(Figure(name=kind.name, value=p95(times), unit="ms", at_most=kind.at_most))
        figures.append(Figure(name="  half of them within", value=p50(times), unit="ms"))
    return figures


def timed(db: Database, question: Question) -> float:
    """Seconds of one answer."""
    fn, arguments = question
    begin = perf_counter()
    db.call(fn, **arguments)
    return perf_counter() - begin


def ingestion(db: Database, writer: Batches, rounds: int) -> list[Figure]:
    times = [writer.write(db) * 1000 for _ in range(max(5, rounds // 2))]
    return [
        Figure(name="taken in, half of them within", value=p50(times), unit="ms"),
        Figure(name="taken in, 19 of 20 within", value=p95(times), unit="ms"),
    ]


def beside(db: Database, big: Big, writer: Batches, rounds: int) -> list[Figure]:
    """The same kinds of questions without and with a writer, in turns."""
    asker = Asker(big, seed=11)
    kinds = list(asker.kinds())
    alone: list[float] = []
    together: list[float] = []
    for turn in range(max(4, rounds // 5)):
        for times in (alone, together) if turn % 2 else (together, alone):
            pairs = [kind.asked() for kind in kinds]
            if times is together:
                with writer.writing(db):
                    times.append(sum(timed(db, question) for question in pairs))
            else:
                times.append(sum(timed(db, question) for question in pairs))
    return [
        Figure(
            name="reads beside a writer, against reads alone",
            value=median(together) / median(alone),
            unit="times",
            at_most=1.5,
        ),
        Figure(name="one of every question, alone", value=median(alone) * 1000, unit="ms"),
    ]


class Batches:
    """New articles of the day after the archive's last, some of them copies of each other."""

    def __init__(self, folder: Path, gazetteer: Gazetteer, big: Big) -> None:
        self._inbox, self._version, self._rng = folder / "inbox", gazetteer.version, Random(3)
        self._keys = sorted(gazetteer.entities)[:400]
        self._at = datetime.combine(big.until, time(9), ZONE).astimezone(UTC)
        self._number = 0

    def write(self, db: Database) -> float:
        """Take one batch in; return the seconds, without those of making it."""
        path = self.hand_over()
        frames = read_frames(path)
        begin = perf_counter()
        merged = db.write(merge_batch, frames=frames, zone=db.zone, ingested_at=self._at)
        took = perf_counter() - begin
        path.unlink()
        if merged.new != BATCH:
            raise RuntimeError(f"{merged.new} of {BATCH} articles were new")
        return took

    def hand_over(self) -> Path:
        """Put a batch into the inbox."""
        path = write_batch(self._inbox, self._batch())
        assert path is not None
        return path

    @contextmanager
    def writing(self, db: Database) -> Iterator[None]:
        """A thread writes inside."""
        stop = threading.Event()

        def work() -> None:
            while not stop.is_set():
                stop.wait(max(0.0, COMMITS.total_seconds() - self.write(db)))

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _batch(self) -> Batch:
        self._at += timedelta(seconds=5)
        feeds = [self._feed(number) for number in self._rng.sample(range(1, OUTLETS + 1), 20)]
        return Batch(
            feeds=tuple(feeds),
            articles=tuple(self._article(self._rng.choice(feeds)) for _ in range(BATCH)),
            polls=tuple(self._poll(feed) for feed in feeds),
            gazetteer_version=self._version,
            created_at=self._at,
        )

    def _feed(self, number: int) -> Feed:
        """As the archive has it: one that says other things of a feed renews all that hangs on it."""
        outlet = Outlet(
            key=f"outlet-{number}",
            name=f"Outlet {number}",
            country="ID",
            lang=LANGS[number % len(LANGS)],
            homepage=f"https://www.outlet-{number}.example/",
        )
        return Feed(
            key=f"feed-{number}",
            outlet=outlet,
            url=f"https://feeds.example/{number}",
            section="internasional",
            lang="id",
            full_text="feed",
        )

    def _article(self, feed: Feed) -> Article:
        rng = self._rng
        self._number += 1
        url = f"{feed.outlet.homepage}new/{self._number}"
        words = Random(self._number // 8).choices(WORDS, k=60)  # eight in a row are nearly the same
        title, body = " ".join(words[:8]), " ".join([*words, *rng.choices(WORDS, k=4)])
        return Article(
            article_id=article_id_of(url),
            feed=feed.key,
            url=url,
            lang="id",
            title=title,
            summary="",
            body=body,
            published_at=self._at - timedelta(minutes=rng.randrange(1, 40)),
            published_source="feed",
            first_seen_at=self._at,
            mentions=tuple(
                Mention(entity=key, kind="name", spans=(Span(field="body", start_char=3, end_char=8),))
                for key in sorted(set(rng.choices(self._keys, k=6)))
            ),
            backfilled=False,
        )

    def _poll(self, feed: Feed) -> Poll:
        return Poll(
            feed=feed.key,
            started_at=self._at,
            took_ms=100,
            status="ok",
            http_status=200,
            bytes=20_000,
            entries=20,
            new_articles=10,
            known_articles=10,
        )


def compare_with_others(big: Big, gazetteer: Gazetteer, folder: Path, rounds: int) -> None:
    """Ask four of the questions of other databases, too."""
    path = folder / "compared" / "sorot.duckdb"
    if big.articles > COMPARED:
        big = build(path, gazetteer, articles=COMPARED)
    with duckdb.connect(big.path, read_only=True) as con:
        tables = export(con, folder)
    asker = Asker(big, seed=5)
    asked = [_params(asker) for _ in range(rounds)]
    times = {"SQLite": sqlite_times(tables, folder, asked)}
    postgres = postgres_times(tables, folder, asked)
    if postgres is not None:
        times["PostgreSQL"] = postgres
    ours: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    with Database.open(big.path, zone=ZONE, gazetteer=gazetteer) as db:
        timed(db, (queries.collected_by_day, {"scope": asker.scope(30, 30)}))
        for params in asked:
            for name, question in zip(QUESTIONS, _same(params, asker.today), strict=True):
                ours[name].append(timed(db, question))
    figures = []
    for name in QUESTIONS:
        figures.append(Figure(name=name, value=p50(ours[name]) * 1000, unit="ms"))
        figures += [
            Figure(name=f"  {peer} takes", value=ratio(found[name], ours[name]), unit="times")
            for peer, found in times.items()
        ]
    without = () if postgres is not None else ("PostgreSQL is not installed here",)
    tell(f"Against other databases, {big.articles:,} articles", figures, *without)


def _params(asker: Asker) -> Params:
    until = asker.big.until - timedelta(days=asker.rng.randrange(1, 300))
    days = {"two_years": 730, "month": 28, "quarter": 90}
    since = {name: (until - timedelta(days=length)).isoformat() for name, length in days.items()}
    entity, other = asker.rng.sample(asker.big.entity_ids[:200], 2)
    return {"entity": entity, "other": other, "until": until.isoformat(), **since}


def _same(params: Params, today: date) -> Sequence[Question]:
    """What sorot's pages ask for the same: with gaps, shares and marks."""

    def scope(since: str) -> Scope:
        first, until = (datetime.fromisoformat(str(params[name])).date() for name in (since, "until"))
        return Scope(since=first, until=until, today=today)

    entity, other = int(params["entity"]), int(params["other"])
    everything = Scope(since=today - timedelta(days=4000), until=scope("month").until, today=today)
    return (
        (queries.timeline, {"scope": scope("two_years"), "entity_ids": (entity,)}),
        (queries.movers, {"scope": scope("month")}),
        (queries.article_list, {"scope": everything, "where": ArticleFilter(entities=(entity, other))}),
        (queries.pairs, {"scope": scope("quarter")}),
    )
