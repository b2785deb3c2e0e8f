"""The archive as a lake beside the same archive as a file: questions, and how fast batches are taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from duckdb import DuckDBPyConnection

from benchmarks.archive import FEEDS, ZONE, Desk, batch_of, build
from benchmarks.figures import Figure, in_turns, p50, p95, tell
from entities.gazetteer import load
from storage import memo
from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.lake.copy import import_file
from storage.lake.keep import keep_hourly
from storage.lake.place import Lake
from storage.questions import queries
from storage.questions.queries import Scope
from tests.postgres import cluster, programs

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
HISTORY = 2000  # days: 100,000 articles
BATCHES, SIZE = 10, 200


@contextmanager
def places(folder: Path, history: int, catalog: str | None) -> Iterator[tuple[Desk, dict[str, Database]]]:
    """The same archive as a file and as a lake."""
    gazetteer, path = load(), folder / "sorot.duckdb"
    desk = build(folder, gazetteer, now=NOW, history=history)
    with ExitStack() as stack:
        if catalog is None:
            found = programs()
            if found is None:
                raise RuntimeError(
                    "there is no PostgreSQL here; name its programs' folder with SOROT_POSTGRES"
                )
            catalog = stack.enter_context(cluster(found))
        lake = Lake(catalog=catalog, data=str(folder / "lake"), schema="measured")
        on_lake = stack.enter_context(Database.open(lake, zone=ZONE, gazetteer=gazetteer))
        import_file(on_lake, path)
        file = stack.enter_context(Database.open(path, zone=ZONE, gazetteer=gazetteer))
        yield desk, {"file": file, "lake": on_lake}


def questions(ids: list[int], today: date) -> dict[str, Callable[[DuckDBPyConnection], object]]:
    scope = Scope(since=today - timedelta(days=89), until=today + timedelta(days=1), today=today)
    return {
        "timeline, 5 entities, 90 days": lambda con: queries.timeline(con, scope=scope, entity_ids=ids),
        "latest 50 articles": lambda con: queries.article_list(con, scope=scope),
        "totals of every entity": lambda con: queries.coverage_totals(con, scope=scope),
    }


def main(
    history: int = HISTORY, rounds: int = 20, batches: int = BATCHES, catalog: str | None = None
) -> None:
    """``catalog`` is a PostgreSQL to use; its own without one."""
    with TemporaryDirectory() as name, places(Path(name), history, catalog) as (desk, archives):
        known = [entity.key for entity in desk.entities[:5]]
        ids = dict(
            archives["file"].call(lambda con: con.execute("SELECT key, entity_id FROM entity").fetchall())
        )
        asked = questions([ids[key] for key in known], NOW.astimezone(ZONE).date())
        articles = archives["file"].call(queries.bounds).articles
        figures = list(_asked(archives, asked, rounds))
        figures += _taken_in(Path(name), desk, archives, batches)
        figures += [
            Figure(name=f"{said}, on the lake before its files are put together", value=value, unit="ms")
            for said, value in _once(archives["lake"], asked)
        ]
        begin = perf_counter()
        keep_hourly(archives["lake"])
        figures.append(Figure(name="putting them together", value=perf_counter() - begin, unit="s"))
    tell(f"A lake and a file of {articles:,} articles; nothing kept in memory", figures)


def _asked(
    archives: Mapping[str, Database], asked: Mapping[str, Callable[[DuckDBPyConnection], object]], rounds: int
) -> Iterator[Figure]:
    for question, ask in asked.items():
        times = in_turns({name: _anew(db, ask) for name, db in archives.items()}, rounds)
        for name, took in times.items():
            yield Figure(name=f"{question}, {name}: p50", value=p50(took) * 1000, unit="ms")
            yield Figure(name=f"{question}, {name}: p95", value=p95(took) * 1000, unit="ms")


def _anew(db: Database, ask: Callable[[DuckDBPyConnection], object]) -> Callable[[], object]:
    def work(con: DuckDBPyConnection) -> None:
        memo.forget()
        ask(con)

    return lambda: db.call(work)


def _once(
    db: Database, asked: Mapping[str, Callable[[DuckDBPyConnection], object]]
) -> Iterator[tuple[str, float]]:
    for question, ask in asked.items():
        begin = perf_counter()
        _anew(db, ask)()
        yield question, (perf_counter() - begin) * 1000


def _taken_in(folder: Path, desk: Desk, archives: Mapping[str, Database], batches: int) -> Iterator[Figure]:
    """The same batches into both, one after the other."""
    made = [
        [
            desk.article(
                FEEDS[0], NOW - timedelta(minutes=1), 100_000_000 + turn * SIZE + n, backfilled=False
            )
            for n in range(SIZE)
        ]
        for turn in range(batches)
    ]
    for name, db in archives.items():
        for turn, articles in enumerate(made):
            at = NOW + timedelta(seconds=turn)
            write_batch(folder / name / "inbox", batch_of(desk.gazetteer_version, at, articles, []))
        begin = perf_counter()
        report = ingest_pending(db, folder / name)
        took = perf_counter() - begin
        if report.new != batches * SIZE:
            raise RuntimeError(f"not taken in: {report}")
        yield Figure(name=f"taking in batches of {SIZE}, {name}", value=report.new / took, unit="articles/s")


if __name__ == "__main__":
    main()
