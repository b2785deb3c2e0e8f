"""An archive that is a lake: one writer, several readers, killed, kept and copied."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from storage.batches.batch import pending, write_batch
from storage.database import Database
from storage.errors import (
    DatabaseInUseError,
    DatabaseUnusableError,
    LakeCopyError,
    LakeInUseError,
    ZoneChangedError,
)
from storage.ingest.ingest import IngestReport, ingest_pending
from storage.lake.copy import export_file, import_file
from storage.lake.keep import Keeper
from storage.lake.place import Lake
from storage.questions import queries
from storage.upkeep.rollups import audit, compact
from tests.postgres import ask
from tests.storage.crash import ingest_until_empty
from tests.storage.reading import read_until
from tests.storage.world import GAZETTEER, NOW, ZONE, article, batch, content, mention, poll, rows

MANY = 250  # more rows than are written into the catalog
LOCK = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'sorot on %'"


@pytest.fixture
def db(lake: Lake) -> Iterator[Database]:
    with open_lake(lake) as opened:
        yield opened


def open_lake(lake: Lake, *, read_only: bool = False) -> Database:
    return Database.open(lake, zone=ZONE, gazetteer=GAZETTEER, read_only=read_only)


def take_in(db: Database, data_dir: Path, number: int, articles: int = 3) -> IngestReport:
    at = NOW + timedelta(minutes=number)
    found = [
        article(f"{number}-{n}", mention("country:FR"), mention("country:JP", "capital"), at=at)
        for n in range(articles)
    ]
    write_batch(data_dir / "inbox", batch(*found, polls=[poll(at=at)], at=at))
    return ingest_pending(db, data_dir)


def test_a_reader_sees_what_is_written_while_it_is_open(db: Database, lake: Lake, data_dir: Path) -> None:
    with open_lake(lake, read_only=True) as reader:
        assert reader.call(queries.bounds).articles == 0
        before = reader.version
        take_in(db, data_dir, 1)
        assert reader.call(queries.bounds).articles == 3
        assert reader.version > before
        assert reader.call(content) == db.call(content)
        assert reader.call(queries.outlets)["key"].to_list() == ["pagi", "sore"]


def test_a_second_writer_is_refused_in_words(db: Database, lake: Lake, postgres: str) -> None:
    with pytest.raises(LakeInUseError, match=rf"written by sorot on .* \(process {os.getpid()}\)") as refused:
        open_lake(lake)
    assert isinstance(refused.value, DatabaseInUseError)  # so a command leaves an errand
    assert "sorot serve --read-only" in str(refused.value)
    # The lock keeps no transaction open, which would keep PostgreSQL from tidying its tables.
    states = "SELECT DISTINCT state, backend_xmin IS NULL AS unseen FROM pg_stat_activity WHERE pid IN ({})"
    assert ask(postgres, states.format(LOCK)) == [("idle", True)]
    db.close()
    open_lake(lake).close()


def test_a_writer_that_lost_its_session_goes_on_unless_another_came(
    db: Database, lake: Lake, data_dir: Path, postgres: str
) -> None:
    def end_session() -> None:
        ask(postgres, f"SELECT pg_terminate_backend(pid) FROM ({LOCK}) AS mine")

    end_session()
    assert take_in(db, data_dir, 1).new == 3
    end_session()
    with open_lake(lake), pytest.raises(LakeInUseError):
        take_in(db, data_dir, 2)
    assert take_in(db, data_dir, 3).new == 6  # with the batch that had to wait
    assert db.call(audit).sound


def test_killed_while_others_read_everything_is_in_once(lake: Lake, data_dir: Path, tmp_path: Path) -> None:
    random = Random(7)
    # Children are forked from a server that has imported everything: a fresh interpreter takes too long.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.storage.crash", "tests.storage.reading"])
    handed_over = []
    for number in range(8):
        at = NOW + timedelta(minutes=number)
        found = [article(f"{number}-{n}", mention("country:FR"), at=at) for n in range(4)]
        again = article(f"{number - 1}-0", mention("country:JP"), at=at, body="Isi baru.")  # an edit
        written = write_batch(data_dir / "inbox", batch(*found, *[again] * (number > 0), at=at))
        assert written is not None
        handed_over.append(written.name)
    open_lake(lake).close()
    stop = context.Event()
    told = [tmp_path / "one.txt", tmp_path / "other.txt"]
    readers = [context.Process(target=read_until, args=(lake, path, stop)) for path in told]
    for reader in readers:
        reader.start()
    killed = 0
    while killed < 2:
        child = context.Process(target=ingest_until_empty, args=(data_dir, lake, 1))
        child.start()
        before = len(pending(data_dir / "inbox"))
        while child.is_alive() and len(pending(data_dir / "inbox")) > before - 2:
            child.join(0.01)
        child.join(random.uniform(0.0, 0.3))  # a moment of its work
        child.kill()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        killed += 1
    last = context.Process(target=ingest_until_empty, args=(data_dir, lake))
    last.start()
    last.join()
    stop.set()
    for reader in readers:
        reader.join()
    assert [process.exitcode for process in (last, *readers)] == [0, 0, 0]
    for path in told:
        seen = [int(line) for line in path.read_text().split()]
        assert seen == sorted(seen)
        assert len(set(seen)) > 2
    with open_lake(lake, read_only=True) as db:
        assert [name for (name,) in db.call(rows, "SELECT name FROM batch ORDER BY name")] == sorted(
            handed_over
        )
        assert db.call(rows, "SELECT count(*), count(DISTINCT article_id) FROM article") == [(32, 32)]
        assert db.call(rows, "SELECT count(*) FROM article WHERE revision = 2") == [(7,)]
        assert db.call(audit).sound


def test_keeping_leaves_few_files_and_the_same_archive(db: Database, lake: Lake, data_dir: Path) -> None:
    def files(table: str) -> int:
        return len(db.call(rows, f"FROM ducklake_list_files('lake', '{table}')"))

    keeper, clock = Keeper(db), datetime.now(UTC)
    keeper.look(clock, new_day=False)
    for number in range(3):
        take_in(db, data_dir, number, articles=MANY)
    take_in(db, data_dir, 3)  # into the catalog
    db.write(compact)
    keeper.look(clock + timedelta(minutes=59), new_day=False)
    assert [files("article"), files("mention"), files("batch")] == [3, 3, 0]
    before = db.call(content)
    keeper.look(clock + timedelta(minutes=60), new_day=False)
    assert [files("article"), files("mention"), files("batch")] == [1, 1, 1]
    assert db.call(content) == before
    take_in(db, data_dir, 4, articles=MANY)
    before = db.call(content)
    keeper.look(clock + timedelta(days=2), new_day=True)
    assert [files("article"), files("mention"), files("batch")] == [1, 1, 1]
    assert len(db.call(rows, "SELECT snapshot_id FROM ducklake_snapshots('lake')")) == 1
    assert len(list(Path(lake.data, "main", "article").glob("*.parquet"))) == 1  # the others are deleted
    assert db.call(content) == before
    with open_lake(lake, read_only=True) as reader:
        assert reader.call(content) == before
        assert reader.call(audit).sound


def test_a_text_that_no_catalog_can_hold_is_set_aside(db: Database, data_dir: Path) -> None:
    write_batch(data_dir / "inbox", batch(article("nol", attribution=("An\0tara",))))
    report = ingest_pending(db, data_dir)
    assert len(report.rejected) == 1
    assert take_in(db, data_dir, 1).new == 3
    assert len(list((data_dir / "rejected").glob("*.parquet"))) == 1


def test_a_file_becomes_a_lake_and_a_file_again(lake: Lake, data_dir: Path, tmp_path: Path) -> None:
    path, back = data_dir / "sorot.duckdb", tmp_path / "back.duckdb"
    with Database.open(path, zone=ZONE, gazetteer=GAZETTEER) as file:
        take_in(file, data_dir, 1, articles=MANY)
        before = file.call(content)
    with open_lake(lake) as db:
        copy = import_file(db, path)
        assert (copy.articles, copy.rows["mention"]) == (MANY, 2 * MANY)
        assert db.call(content) == before
        with pytest.raises(LakeCopyError, match="has articles already"):
            import_file(db, path)
        assert import_file(db, path, replace=True) == copy
        take_in(db, data_dir, 2)
        now = db.call(content)
        assert export_file(lake, back).rows["article"] == MANY + 3  # while it is being written
        with pytest.raises(LakeCopyError, match="is there already"):
            export_file(lake, back)
    with Database.open(back, zone=ZONE, gazetteer=GAZETTEER) as file:
        assert file.call(content) == now
        assert file.call(audit).sound


def test_what_is_wrong_is_said_in_words(lake: Lake) -> None:
    with pytest.raises(DatabaseUnusableError, match="does not exist yet; its writer makes it"):
        open_lake(lake, read_only=True)
    nowhere = replace(lake, catalog="host=/nowhere user=sorot dbname=postgres")
    with pytest.raises(DatabaseUnusableError, match=r"(?s)cannot be opened: .*PGPASSWORD"):
        open_lake(nowhere)
    open_lake(lake).close()
    with pytest.raises(DatabaseUnusableError, match=r"(?s)cannot be opened: .*elsewhere"):
        open_lake(replace(lake, data=f"{lake.data}-elsewhere"))
    with pytest.raises(ZoneChangedError, match="counts days in Asia/Jakarta"):
        Database.open(lake, zone=type(ZONE)("Asia/Jayapura"), gazetteer=GAZETTEER)
    assert "nowhere" not in repr(nowhere)
