"""One process owns the archive, many threads use it, and it comes back after an error that broke it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.database import THREADS, Database
from storage.errors import DatabaseInUseError, DatabaseUnusableError, ZoneChangedError
from storage.memo import remembered
from storage.sqlfiles import migrations
from tests.storage.world import ALIASES, ENTITIES, GAZETTEER, ZONE, entity, rows

ENTITY_ROWS = "SELECT entity_id, key, name_id, in_gazetteer FROM entity ORDER BY entity_id"
HOLD = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def set_value(con: DuckDBPyConnection, key: str) -> None:
    con.execute("INSERT INTO setting VALUES ($key, 'x')", {"key": key})


def test_a_new_archive_is_made_with_its_folder_and_can_be_opened_by_older_releases(db: Database) -> None:
    assert db.path.exists()
    [(tags,)] = db.call(rows, "SELECT tags FROM duckdb_databases() WHERE path IS NOT NULL")
    assert tags["storage_version"].startswith("v1.5.0")
    applied = db.call(rows, "SELECT version, name FROM schema_version ORDER BY version")
    assert applied == [(step.number, step.name) for step in migrations("migrations")]


def test_a_second_process_is_refused_and_told_who_has_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sorot.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for read_only in (False, True):
            with pytest.raises(DatabaseInUseError, match=f"process {holder.pid}.*stop that one first"):
                Database.open(path, zone=ZONE, gazetteer=GAZETTEER, read_only=read_only)
        holder.kill()
    Database.open(path, zone=ZONE, gazetteer=GAZETTEER).close()


def test_entities_keep_their_ids_over_every_change_of_the_gazetteer(tmp_path: Path) -> None:
    path = tmp_path / "sorot.duckdb"

    def entities(*present: str) -> list[tuple[object, ...]]:
        known = {e.key: e for e in [*ENTITIES, entity("country:KE", "Kenya")]}
        gazetteer = Gazetteer(entities={key: known[key] for key in present}, aliases=ALIASES)
        with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db:
            return db.call(rows, ENTITY_ROWS)

    assert entities("country:FR", "country:JP") == [
        (1, "country:FR", "Prancis", True),
        (2, "country:JP", "Jepang", True),
    ]
    assert entities("country:KE", "country:JP") == [
        (1, "country:FR", "Prancis", False),
        (2, "country:JP", "Jepang", True),
        (3, "country:KE", "Kenya", True),
    ]
    assert entities("country:FR")[0] == (1, "country:FR", "Prancis", True)


def test_names_follow_the_gazetteer(tmp_path: Path) -> None:
    for name in ("Prancis", "Perancis"):
        gazetteer = Gazetteer(entities={"country:FR": entity("country:FR", name)}, aliases=())
        with Database.open(tmp_path / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
            assert db.call(rows, ENTITY_ROWS) == [(1, "country:FR", name, True)]


def test_another_zone_is_refused_with_the_way_out(db: Database) -> None:
    db.close()
    with pytest.raises(ZoneChangedError, match=r"days in Asia/Jakarta.*sorot rebuild"):
        Database.open(db.path, zone=ZoneInfo("Asia/Jayapura"), gazetteer=GAZETTEER)
    Database.open(db.path, zone=ZONE, gazetteer=GAZETTEER).close()


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_times_are_utc_whatever_the_zone_of_the_machine(tmp_path: Path, zone: str) -> None:
    script = (
        "import sys; from datetime import datetime, timedelta, timezone; from pathlib import Path\n"
        "from storage.database import Database; from tests.storage.world import GAZETTEER, ZONE\n"
        "moment = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=7)))\n"
        "with Database.open(Path(sys.argv[1]), zone=ZONE, gazetteer=GAZETTEER) as db:\n"
        "    create = 'CREATE TABLE moment AS SELECT $at::TIMESTAMP AS stored'\n"
        "    db.write(lambda con: con.execute(create, {'at': moment}))\n"
    )
    path = tmp_path / "sorot.duckdb"
    environment = {**os.environ, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=environment)
    with Database.open(path, zone=ZONE, gazetteer=GAZETTEER) as db:
        assert db.call(rows, "SELECT stored FROM moment") == [(datetime(2026, 11, 20, 1, 0),)]  # noqa: DTZ001


def test_every_cursor_is_in_utc(db: Database) -> None:
    moment = datetime(2026, 11, 20, 8, 0, tzinfo=timezone(timedelta(hours=7)))

    async def ask() -> list[list[tuple[object, ...]]]:
        def stored(con: DuckDBPyConnection, at: datetime) -> list[tuple[object, ...]]:
            return con.execute("SELECT $at::TIMESTAMP", {"at": at}).fetchall()

        return await asyncio.gather(*(db.run(stored, at=moment) for _ in range(40)))

    utc = moment.astimezone(UTC).replace(tzinfo=None)
    assert asyncio.run(ask()) == [[(utc,)]] * 40


def test_calls_run_side_by_side(db: Database) -> None:
    meeting = threading.Barrier(THREADS, timeout=30)

    def meet(con: DuckDBPyConnection) -> int:
        meeting.wait()
        return len(con.execute("SELECT 1").fetchall())

    async def ask() -> list[int]:
        return await asyncio.gather(*(db.run(meet) for _ in range(THREADS)))

    assert asyncio.run(ask()) == [1] * THREADS


def test_a_write_is_whole_or_nothing_and_counts_as_a_version(db: Database) -> None:
    def half(con: DuckDBPyConnection) -> None:
        set_value(con, "half")
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        db.write(half)
    assert db.version == 0
    db.write(set_value, "whole")
    assert db.version == 1
    assert db.call(rows, "SELECT key FROM setting WHERE value = 'x'") == [("whole",)]


def test_a_broken_database_is_opened_again(db: Database) -> None:
    db.write(set_value, "before")
    broken = iter([True, False])

    def breaks_once(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
        if next(broken):
            raise duckdb.FatalException("database has been invalidated")
        return con.execute("SELECT key FROM setting WHERE value = 'x'").fetchall()

    assert db.call(breaks_once) == [("before",)]

    def breaks(con: DuckDBPyConnection) -> None:
        set_value(con, "lost")
        raise duckdb.FatalException("database has been invalidated")

    with pytest.raises(duckdb.FatalException):
        db.write(breaks)
    db.write(set_value, "after")
    assert db.call(rows, "SELECT key FROM setting WHERE value = 'x' ORDER BY key") == [
        ("after",),
        ("before",),
    ]


class Long:
    """A question that takes for ever when it is asked for the first time."""

    def __init__(self) -> None:
        self.started = threading.Event()

    def __call__(self, con: DuckDBPyConnection) -> str:
        if self.started.is_set():
            return "asked again"
        self.started.set()
        con.execute(
            "SELECT sum(a.range * b.range) FROM range(10_000_000) AS a, range(10_000_000) AS b"
        ).fetchall()
        return "never"


def test_reopening_begins_long_queries_again_and_lets_waiting_calls_through(db: Database) -> None:
    long = Long()
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(db.call, long)
        long.started.wait()
        db.reopen()
        assert db.call(rows, "SELECT 1") == [(1,)]
        assert asked.result() == "asked again"


def test_another_file_takes_the_place_of_this_one_and_no_call_fails(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.PATIENCE", 0.2)
    fresh = tmp_path / "fresh.duckdb"
    with Database.open(fresh, zone=ZONE, gazetteer=GAZETTEER) as other:
        other.write(set_value, "new")
    db.write(set_value, "old")
    version, long, done = db.version, Long(), threading.Event()
    query = "SELECT key FROM setting WHERE value = 'x'"

    def ask() -> set[tuple[object, ...]]:
        answers: set[tuple[object, ...]] = set()
        while not done.is_set():
            answers |= set(db.call(rows, query))
        return answers

    with ThreadPoolExecutor(4) as threads:
        waiting = threads.submit(db.call, long)
        asking = [threads.submit(ask) for _ in range(3)]
        long.started.wait()
        db.take_over(fresh)
        assert db.call(rows, query) == [("new",)]
        done.set()
        assert waiting.result() == "asked again"
        assert set().union(*(one.result() for one in asking)) <= {("old",), ("new",)}
    assert db.version > version
    assert not fresh.exists()
    db.write(set_value, "later")
    db.close()
    with Database.open(db.path, zone=ZONE, gazetteer=GAZETTEER) as again:
        assert again.call(rows, query) == [("new",), ("later",)]


def test_readers_change_nothing_and_need_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "sorot.duckdb"
    with pytest.raises(DatabaseUnusableError, match="does not exist yet"):
        Database.open(path, zone=ZONE, gazetteer=GAZETTEER, read_only=True)
    assert not path.exists()
    Database.open(path, zone=ZONE, gazetteer=GAZETTEER).close()
    before = path.read_bytes()
    newer = Gazetteer(entities={"country:KE": entity("country:KE", "Kenya")}, aliases=())
    with Database.open(path, zone=ZONE, gazetteer=newer, read_only=True) as db:
        assert len(db.call(rows, ENTITY_ROWS)) == len(ENTITIES)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("INSERT INTO schema_version VALUES (99, '0099_later', now()::TIMESTAMP)", "newer version of sorot"),
        ("DROP TABLE schema_version", "not an archive of sorot"),
    ],
)
def test_a_schema_of_another_version_is_refused(db: Database, statement: str, reason: str) -> None:
    db.close()
    with duckdb.connect(db.path) as con:
        con.execute(statement)
    with pytest.raises(DatabaseUnusableError, match=f"{db.path}.*{reason}"):
        Database.open(db.path, zone=ZONE, gazetteer=GAZETTEER, read_only=True)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "sorot.duckdb"
    path.write_bytes(b"notes" * 5000)
    with pytest.raises(DatabaseUnusableError, match="sorot rebuild"):
        Database.open(path, zone=ZONE, gazetteer=GAZETTEER)
    assert path.read_bytes() == b"notes" * 5000


def test_a_closed_database_says_so(db: Database) -> None:
    db.close()
    db.close()
    with pytest.raises(DatabaseUnusableError, match="closed"):
        db.call(rows, "SELECT 1")


def test_all_that_one_call_reads_is_of_one_moment(db: Database) -> None:
    def settings(con: DuckDBPyConnection) -> int:
        return len(rows(con, "SELECT key FROM setting"))

    def twice(con: DuckDBPyConnection) -> tuple[int, int]:
        before = settings(con)
        db.write(set_value, "between")
        return before, settings(con)

    before, after = db.call(twice)
    assert before == after
    assert db.call(settings) == before + 1


def test_answers_are_anew_for_every_call_after_a_write_and_shared_within_one(db: Database) -> None:
    @remembered
    def settings(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
        return rows(con, "SELECT key FROM setting ORDER BY key")

    def twice(con: DuckDBPyConnection) -> tuple[object, object]:
        return settings(con), settings(con)

    first, again = db.call(twice)
    assert first is again
    db.write(set_value, "new")
    assert ("new",) in db.call(settings)


@pytest.mark.skipif(find_spec("pandas") is not None, reason="pandas is installed: DuckDB finds it once")
def test_parameters_do_not_make_duckdb_look_for_pandas(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []

    class Finder(MetaPathFinder):
        def find_spec(self, fullname: str, path: object, target: object = None) -> None:
            looked_for.append(fullname)

    def total(con: DuckDBPyConnection) -> list[tuple[object, ...]]:
        return con.execute("SELECT list_sum($numbers)", {"numbers": [3, 4]}).fetchall()

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    assert db.call(total) == [(7,)]
    assert "pandas" not in looked_for
