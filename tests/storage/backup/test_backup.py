"""A backup is whole, made while others read and write, and nothing is left of one that was not made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from duckdb import DuckDBPyConnection

from storage.alerts.book import FILE as BOOK
from storage.alerts.book import Book
from storage.backup import backup as module
from storage.backup.backup import BackupReport, backup, last_backup
from storage.backup.checkpoint import copy_unchanging
from storage.batches.batch import write_batch
from storage.database import Database
from storage.errors import BackupError, NoRoomError
from storage.ingest.ingest import ingest_pending
from storage.ledger.ledger import Ledger
from storage.notes import Note, Notebook
from storage.rebuild.rebuild import rebuild
from storage.upkeep.rollups import audit
from tests.storage.world import (
    FEEDS,
    GAZETTEER,
    NOW,
    ZONE,
    article,
    batch,
    content,
    finished,
    mention,
    poll,
    rows,
)


@pytest.fixture
def archive(db: Database, data_dir: Path) -> Database:
    """Three articles, a ledger, and a batch that waits."""
    for n in range(3):
        one = batch(article(str(n), mention("country:FR")), polls=[poll()], at=NOW + timedelta(hours=n))
        write_batch(data_dir / "inbox", one)
    ingest_pending(db, data_dir)
    with Ledger.open(data_dir / "ledger.sqlite") as ledger:
        ledger.sync_feeds(FEEDS, NOW)
    write_batch(
        data_dir / "inbox", batch(article("waits", mention("country:JP")), at=NOW + timedelta(days=1))
    )
    return db


def made(
    db: Database, to: Path, each: Callable[[object], object] = lambda _: None, **changes: Any
) -> BackupReport:
    values: dict[str, Any] = {"files": {}, "record": False, "made_at": NOW, "version": "1.2.3"}
    return finished(backup(db, to, **values | changes), each)


def opened(folder: Path) -> Database:
    return Database.open(folder / "data" / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER)


def test_a_backup_is_a_data_folder_that_goes_on_where_the_archive_was(
    archive: Database, data_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text("entities: []\n")
    (data_dir / "names-version").write_text("abc")
    with Book.open(data_dir) as book:
        book.add_address("mail", "Desk", "desk@example.org")
    noted = Notebook(data_dir).put(Note(first=date(2026, 11, 16), last=date(2026, 11, 16), title="Summit"))
    before = archive.call(content)
    report = made(
        archive,
        tmp_path / "kept",
        files={"config.yaml": tmp_path / "own.yaml", "names/own.yaml": tmp_path / "own.yaml"},
    )
    assert (report.articles, report.left_out) == (3, ())
    assert report.size == sum(
        path.stat().st_size
        for path in (tmp_path / "kept").rglob("*")
        if path.is_file() and path.name != "backup.json"
    )
    said = json.loads((tmp_path / "kept" / "backup.json").read_text())
    assert (said["sorot"], said["zone"], said["rows"]["mention"]) == ("1.2.3", "Asia/Jakarta", 3)
    assert (tmp_path / "kept" / "names" / "own.yaml").read_text() == "entities: []\n"
    assert (tmp_path / "kept" / "data" / "names-version").read_text() == "abc"
    kept = tmp_path / "kept" / "data"
    assert (kept / BOOK).stat().st_mode & 0o777 == 0o600  # addresses are secret
    with Book.open(kept) as book:
        assert [address.name for address in book.addresses()] == ["Desk"]
    assert Notebook(kept).all() == (noted,)
    with Ledger.open(kept / "ledger.sqlite", read_only=True) as ledger:
        assert {state.feed for state in ledger.all()} == {feed.key for feed in FEEDS}
    with opened(tmp_path / "kept") as copy:
        assert copy.call(content) == before
        assert ingest_pending(copy, kept).new == 1
        assert copy.call(audit).sound
    last = last_backup(data_dir)
    assert last is not None
    assert (last.folder, last.made_at) == (tmp_path / "kept", NOW)


def test_pages_and_batches_go_on_while_it_is_made(
    archive: Database, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threshold = "SELECT current_setting('checkpoint_threshold')"
    usual = archive.call(rows, threshold)
    before = archive.call(content)
    taken: list[int] = []

    def meanwhile(_: object) -> None:
        if not taken:
            taken.append(ingest_pending(archive, data_dir).new)
            assert archive.call(rows, threshold) != usual

    made(archive, tmp_path / "kept", meanwhile)
    assert taken == [1]
    assert archive.call(rows, "SELECT count(*) FROM article") == [(4,)]
    assert archive.call(rows, threshold) == usual
    with opened(tmp_path / "kept") as copy:
        assert copy.call(content) == before


def test_with_the_record_it_can_be_made_again_from_its_batches(
    archive: Database, data_dir: Path, tmp_path: Path
) -> None:
    made(archive, tmp_path / "kept", record=True)
    kept = tmp_path / "kept" / "data"
    ingest_pending(archive, data_dir)
    (kept / "sorot.duckdb").write_bytes(b"damaged")
    rebuild(kept / "sorot.duckdb", kept, zone=ZONE, gazetteer=GAZETTEER)
    with opened(tmp_path / "kept") as copy:
        names = {"batch": "names"}  # a rebuild notes counts with the first of those that went in together
        assert copy.call(content) | names == archive.call(content) | names


def test_a_damaged_ledger_is_left_out(archive: Database, data_dir: Path, tmp_path: Path) -> None:
    (data_dir / "ledger.sqlite").write_bytes(b"no database" * 1000)
    assert made(archive, tmp_path / "kept").left_out == ("ledger.sqlite",)
    assert not (tmp_path / "kept" / "data" / "ledger.sqlite").exists()


class _Usage(NamedTuple):
    total: int = 10**9
    used: int = 10**9 - 5_000
    free: int = 5_000


def test_a_full_disk_is_seen_before_anything_is_written(
    archive: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage())
    with pytest.raises(NoRoomError, match=r"0 MB free and this needs 1\d\d MB; make room"):
        made(archive, tmp_path / "far" / "kept")
    assert not (tmp_path / "far").exists()


def test_what_is_there_is_not_overwritten(archive: Database, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    with pytest.raises(BackupError, match="kept is there already"):
        made(archive, tmp_path / "kept")


def wrong(_con: DuckDBPyConnection) -> dict[str, int]:
    return {"article": 99, "mention": 3}


def test_a_copy_that_says_other_things_is_not_kept(
    archive: Database, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        module, "_rows", wrong
    )  # here; the process that reads the copy back counts what is there
    with pytest.raises(BackupError, match="is not what the archive has, in article"):
        made(archive, tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert last_backup(data_dir) is None


def test_a_file_that_changes_meanwhile_is_no_backup(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.close()
    copyfile = shutil.copyfile

    def and_change(path: Path, target: Path) -> None:
        copyfile(path, target)
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"another checkpoint")

    monkeypatch.setattr(shutil, "copyfile", and_change)
    with pytest.raises(BackupError, match="try once more"):
        copy_unchanging(db.path, tmp_path / "copy")


def test_checkpoints_are_as_before_when_it_is_given_up(archive: Database, tmp_path: Path) -> None:
    threshold = "SELECT current_setting('checkpoint_threshold')"
    usual = archive.call(rows, threshold)
    steps = backup(archive, tmp_path / "kept", files={}, record=False, made_at=NOW, version="1")
    next(steps)
    assert archive.call(rows, threshold) != usual
    steps.close()
    assert archive.call(rows, threshold) == usual
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
