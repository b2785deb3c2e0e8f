"""Bundled days say the same in fewer files, whatever moment the bundling dies at."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.batches import batch as batch_module
from storage.batches import bundle as module
from storage.batches.batch import read_batch, write_batch
from storage.batches.bundle import bundle_days
from storage.database import Database
from storage.errors import StorageError
from storage.ingest.ingest import ingest_pending
from storage.rebuild.rebuild import rebuild
from storage.records import RemovedFeed
from storage.upkeep.rollups import audit
from tests.storage.world import FEEDS, GAZETTEER, NOW, ZONE, article, batch, content, mention, poll, rows

TOMORROW = date(2026, 11, 21)


def files(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "ingested").rglob("*.parquet"))


@pytest.fixture
def record(data_dir: Path) -> Path:
    """A day of eight batches: an edit among them, and a feed that is taken out and comes back."""
    first = article("0", mention("country:FR"))
    edited = article("0", mention("country:JP"), title="Judul baru", at=NOW)
    gone = (RemovedFeed(key="sore-dunia", removed_at=NOW + timedelta(minutes=4)),)
    batches = [
        batch(first, polls=[poll()], at=NOW),
        *(batch(article(str(n)), polls=[poll()], at=NOW + timedelta(minutes=n)) for n in (1, 2)),
        batch(edited, at=NOW + timedelta(minutes=3)),
        batch(feeds=FEEDS[:2], removed_feeds=gone, at=NOW + timedelta(minutes=4)),
        *(batch(polls=[poll()], feeds=FEEDS[:2], at=NOW + timedelta(minutes=n)) for n in (5, 6)),
        batch(polls=[poll("sore-dunia")], at=NOW + timedelta(minutes=7)),
    ]
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        for one in batches:
            write_batch(data_dir / "inbox", one)
        ingest_pending(db, data_dir)
    return data_dir


def rebuilt(data_dir: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything but the counts noted with each batch, of which a bundle's are with its first part."""
    path = data_dir / "again.duckdb"
    path.unlink(missing_ok=True)
    rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
    with Database.open(path, zone=ZONE, gazetteer=GAZETTEER) as db:
        assert db.call(audit).sound
        names = db.call(rows, "SELECT name FROM batch ORDER BY name")
        return db.call(content) | {"batch": names}


def test_a_bundled_day_is_the_same_record_in_fewer_files(record: Path) -> None:
    before, articles = rebuilt(record), [a for path in files(record) for a in read_batch(path).articles]
    assert bundle_days(record, before=TOMORROW) == 5
    assert len(files(record)) == 3
    assert [a for path in files(record) for a in read_batch(path).articles] == articles
    assert rebuilt(record) == before
    assert bundle_days(record, before=TOMORROW) == 0


def test_a_bundle_is_known_to_the_archive_that_has_its_parts(record: Path) -> None:
    bundle_days(record, before=TOMORROW)
    with Database.open(record / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        before = db.call(content)
        for path in files(record):
            path.rename(record / "inbox" / path.name)
        assert ingest_pending(db, record).again == 3
        assert db.call(content) == before


def test_a_bundling_that_died_before_it_tidied_up_doubles_nothing(
    record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, parts = rebuilt(record), {path: path.read_bytes() for path in files(record)}
    bundle_days(record, before=TOMORROW)
    for path, there_before in parts.items():
        path.write_bytes(there_before)  # the parts are still there beside their bundle
    assert rebuilt(record) == before
    assert bundle_days(record, before=TOMORROW) == 7
    assert len(files(record)) == 3
    assert rebuilt(record) == before


def test_parts_are_kept_when_their_bundle_is_not_right(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(record)
    real = batch_module.store_tables

    def forgetful(folder: Path, stem: str, tables: dict, **about: object) -> Path:  # type: ignore[type-arg]
        return real(folder, stem, tables | {"poll": tables["poll"].head(1)}, **about)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "store_tables", forgetful)
    with pytest.raises(StorageError, match="parts are kept"):
        bundle_days(record, before=TOMORROW)
    assert files(record) == before


def test_the_day_still_running_and_damaged_files_are_left_alone(record: Path) -> None:
    before = files(record)
    assert bundle_days(record, before=date(2026, 11, 20)) == 0
    assert files(record) == before
    before[1].write_bytes(b"damaged")
    bundle_days(record, before=TOMORROW)
    assert before[1].read_bytes() == b"damaged"
    assert before[0].exists()


def test_bundles_stay_small_enough_to_be_taken_at_once(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ARTICLES", 2)
    before = rebuilt(record)
    bundle_days(record, before=TOMORROW)
    assert max(len(read_batch(path).articles) for path in files(record)) == 2
    assert rebuilt(record) == before
