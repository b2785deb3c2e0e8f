"""What is damaged is told in words, kept aside, and made again from the record with the same numbers."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from storage.batches.batch import pending, write_batch
from storage.batches.bundle import bundle_days
from storage.database import Database
from storage.errors import DatabaseUnusableError, RebuildLossError
from storage.ingest.ingest import ingest_pending
from storage.rebuild.again import take_again
from storage.rebuild.exchange import exchange
from storage.rebuild.rebuild import making, rebuild
from storage.upkeep.rollups import audit
from storage.writer import Writer
from tests.storage.world import GAZETTEER, NOW, ZONE, article, batch, content, mention, poll, rows

PAGE = 4096


@pytest.fixture
def record(data_dir: Path) -> Path:
    """An archive of some hundred blocks."""
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        for n in range(4):
            at = NOW + timedelta(minutes=n)
            found = [
                article(f"{n}-{m}", mention("country:FR"), body=os.urandom(400).hex(), at=at)
                for m in range(300)
            ]
            write_batch(data_dir / "inbox", batch(*found, polls=[poll(at=at)], at=at))
        ingest_pending(db, data_dir)
    return data_dir


def opened(data_dir: Path) -> Database:
    return Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER)


def numbers(db: Database) -> dict[str, object]:
    """All but the counts noted with each batch."""
    return db.call(content) | {"batch": db.call(rows, "SELECT name FROM batch ORDER BY name")}


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def emptied(_content: bytes) -> bytes:
    return b""


def overwritten(content: bytes) -> bytes:
    random = Random(3)
    pages = bytearray(content)
    for _ in range(60):
        at = random.randrange(3 * PAGE, len(content) - PAGE)
        pages[at : at + PAGE] = random.randbytes(PAGE)
    return bytes(pages)


def headless(content: bytes) -> bytes:
    return os.urandom(3 * PAGE) + content[3 * PAGE :]


@pytest.mark.parametrize("damage", [cut, emptied, overwritten, headless])
def test_a_damaged_database_is_named_kept_and_made_again(record: Path, damage: object) -> None:
    assert callable(damage)
    path = record / "sorot.duckdb"
    with opened(record) as db:
        before = numbers(db)
    broken = damage(path.read_bytes())
    path.write_bytes(broken)
    with pytest.raises(DatabaseUnusableError, match=r"sorot\.duckdb cannot be opened.*`sorot rebuild`"):
        opened(record)
    assert path.read_bytes() == broken  # looking at it changes nothing
    report = rebuild(path, record, zone=ZONE, gazetteer=GAZETTEER)
    assert report.set_aside == record / "sorot.duckdb.damaged"
    assert report.set_aside.read_bytes() == broken
    with opened(record) as db:
        assert numbers(db) == before
        assert db.call(audit).sound


def damaged_inside(record: Path) -> None:
    """Spoil blocks of texts: the file can be opened, and not all of it be read."""
    path = record / "sorot.duckdb"
    good = path.read_bytes()
    random = Random(5)
    for _ in range(200):
        at = random.randrange(len(good) // 8, len(good) // 2)
        path.write_bytes(good[:at] + random.randbytes(PAGE) + good[at + PAGE :])
        try:
            with opened(record) as db, pytest.raises(duckdb.IOException):
                db.call(rows, "SELECT sum(length(body)), min(article_id) FROM article")
        except (DatabaseUnusableError, pytest.fail.Exception):
            continue
        return
    raise AssertionError("nowhere")


def test_damage_that_is_found_while_running_is_said_and_mended_by_a_rebuild_beside(record: Path) -> None:
    with opened(record) as db:
        before = numbers(db)
    damaged_inside(record)
    path = record / "sorot.duckdb"
    with opened(record) as db:
        writer = Writer(db, record, every=timedelta(milliseconds=5))
        with pytest.raises(duckdb.IOException):
            db.call(rows, "SELECT sum(length(body)), min(article_id) FROM article")
        assert "Corrupt" in str(db.damage)
        writer.start()
        while writer.state.damage is None:
            pass
        writer.stop()
        with making(path, record, {}, ZONE, GAZETTEER):
            assert exchange(db, record) == 0
        assert db.damage is None
        again = numbers(db)
        assert {table: again[table] for table in ("article", "mention", "entity_day", "batch")} == {
            table: before[table] for table in ("article", "mention", "entity_day", "batch")
        }
        assert db.call(audit).sound
    assert (record / "sorot.duckdb.damaged").exists()


def test_a_lost_log_costs_nothing_for_its_batches_are_taken_in_again(record: Path) -> None:
    with opened(record) as db:
        before = numbers(db)
        articles = before["article"]
        lost = db.call(rows, "SELECT name FROM batch ORDER BY name")[-2:]

        def forget(con: duckdb.DuckDBPyConnection) -> None:
            """As if the last two batches had only been in a log that is gone."""
            for (name,) in lost:
                con.execute("DELETE FROM batch WHERE name = $name", {"name": name})
            con.execute("DELETE FROM article WHERE title LIKE 'Judul 2-%' OR title LIKE 'Judul 3-%'")

        db.write(forget)
        assert take_again(db, record) == 2
        assert [path.name for path in pending(record / "inbox")] == [name for (name,) in lost]
        assert ingest_pending(db, record).new == 600
        assert len(db.call(rows, "FROM article")) == len(articles)  # type: ignore[arg-type]
        assert take_again(db, record) == 0


def test_an_archive_that_is_gone_comes_back_from_the_record(record: Path) -> None:
    with opened(record) as db:
        before = db.call(rows, "SELECT article_id FROM article ORDER BY article_id")
    bundle_days(record, before=(NOW + timedelta(days=1)).date())
    (record / "sorot.duckdb").unlink()
    with opened(record) as db:
        assert take_again(db, record) == 1  # the bundle
        ingest_pending(db, record)
        assert db.call(rows, "SELECT article_id FROM article ORDER BY article_id") == before
        assert db.call(audit).sound


def test_an_exchange_that_would_lose_articles_changes_nothing(record: Path) -> None:
    with opened(record) as db:
        before = numbers(db)
        for path in sorted((record / "ingested").rglob("*.parquet"))[:1]:
            path.unlink()
        with (
            making(record / "sorot.duckdb", record, {}, ZONE, GAZETTEER),
            pytest.raises(RebuildLossError, match="300 articles"),
        ):
            exchange(db, record)
        assert numbers(db) == before
    assert sorted(path.name for path in record.glob("sorot*")) == ["sorot.duckdb"]
