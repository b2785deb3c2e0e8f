"""A copy of everything that an archive needs, made while it is served.

The database's file only changes when its write-ahead log is brought into it. So that is done once, then put
off, and another process copies the file meanwhile: pages and batches go on. Order matters: the ledger is
copied first, the batches that wait in the same moment as the database, so that nothing is known as handed
over that is in neither.
"""

from __future__ import annotations

import glob
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import wait
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE
from typing import Any

from duckdb import DuckDBPyConnection

from storage.alerts.book import FILE as BOOK
from storage.backup.checkpoint import copy_unchanging, unchanging
from storage.batches.batch import pending
from storage.connect import connect
from storage.database import Database
from storage.errands import Progress
from storage.errors import BackupError
from storage.files import copy_file, folder_size, room_for, sync_folder, write_whole
from storage.ledger.shards import ledger_paths
from storage.lock import record_lock
from storage.matching.workers import Workers
from storage.notes import FILE as NOTES

MANIFEST = "backup.json"
DATA = "data"  # in a backup: a data folder
LAST = "last-backup.json"  # in the data folder of the archive
FOLLOWING = ("names-accepted.json", "names-version", NOTES)  # files of the data folder that belong to it
LOOK_EVERY = 0.2  # seconds between looks at how far the copy is; batches have their turn in between


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """A backup that is whole and was read back."""

    folder: Path
    made_at: datetime
    size: int  # bytes
    articles: int
    rows: dict[str, int]  # by table
    left_out: tuple[str, ...]  # ledgers, or the book of alerts, that are damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBackup:
    """The newest backup that was made of an archive."""

    folder: Path
    made_at: datetime


def backup(
    db: Database, to: Path, *, files: Mapping[str, Path], record: bool, made_at: datetime, version: str
) -> Generator[Progress, None, BackupReport]:
    """Write a backup into the folder ``to``, which is not there yet; steps are in bytes.

    ``files`` are copied beside the data under these names. With ``record`` the batches that the archive was
    made of are in it, too. ``version`` is that of sorot.

    :raises BackupError: there is no room, ``to`` is there already, or the copy is not what it should be.
    :raises RecordInUseError: an archive is made again from the record that is to be copied.
    """
    if to.exists():
        raise BackupError(f"{to} is there already; name a folder that is not, or remove that one")
    with ExitStack() as stack:
        if record:  # whose files stay as they are meanwhile
            stack.enter_context(record_lock(db.path.parent, patience=0))
        return (yield from _backup(db, to, files=files, record=record, made_at=made_at, version=version))


def _backup(
    db: Database, to: Path, *, files: Mapping[str, Path], record: bool, made_at: datetime, version: str
) -> Generator[Progress, None, BackupReport]:
    data_dir = db.path.parent
    ledgers = ledger_paths(data_dir)
    books = [path for path in (data_dir / BOOK,) if path.exists()]
    batches = sorted((data_dir / "ingested").rglob("*.parquet")) if record else []
    needed = sum(path.stat().st_size for path in (db.path, *ledgers, *books, *batches))
    room_for(needed, to.parent)
    # The process that copies for one that was killed may still be at it: it has a folder of its own.
    for left in to.parent.glob(f".{glob.escape(to.name)}.*.unfinished"):
        shutil.rmtree(left, ignore_errors=True)
    unfinished = to.with_name(f".{to.name}.{secrets.token_hex(4)}.unfinished")
    try:
        copy = unfinished / DATA
        (copy / "inbox").mkdir(parents=True)
        damaged = [file.name for file in (*ledgers, *books) if not _copied(file, copy / file.name)]
        for name, path in files.items():
            (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
            copy_file(path, unfinished / name)
        for name in FOLLOWING:
            if (data_dir / name).exists():
                copy_file(data_dir / name, copy / name)
        with unchanging(db, _rows) as rows:
            for path in pending(data_dir / "inbox"):
                copy_file(path, copy / "inbox" / path.name)
            yield Progress(done=0, total=needed)
            yield from _elsewhere(_copy_database, db.path, copy / db.path.name, rows, total=needed)
        if batches:
            yield from _elsewhere(_copy_record, data_dir, copy, batches, total=needed)
        size = folder_size(unfinished)
        manifest = {
            "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "sorot": version,
            "zone": db.zone.key,
            "gazetteer": db.gazetteer.version,
            "size": size,
            "record": record,
            "rows": rows,
        }
        write_whole(unfinished / MANIFEST, _bytes(manifest), sync=True)
        unfinished.rename(to)
        sync_folder(to.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    last = {"folder": str(to), "made_at": manifest["made_at"]}
    write_whole(data_dir / LAST, _bytes(last), sync=False)
    return BackupReport(
        folder=to, made_at=made_at, size=size, articles=rows["article"], rows=rows, left_out=tuple(damaged)
    )


def last_backup(data_dir: Path) -> LastBackup | None:
    """The newest backup of the archive in this folder; None when there was none."""
    try:
        said = json.loads((data_dir / LAST).read_bytes())
        return LastBackup(folder=Path(said["folder"]), made_at=datetime.fromisoformat(said["made_at"]))
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return None


def _rows(con: DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has."""
    names = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY ALL").fetchall()
    return {name: con.table(name).aggregate("count(*)").fetchall()[0][0] for (name,) in names}


def _elsewhere(
    function: Callable[..., None], source: Path, target: Path, *args: object, total: int
) -> Generator[Progress, None, None]:
    """Run ``function(None, source, target, …)`` in another process and say how much is at ``target``."""
    with Workers(1, _ready) as workers:
        copying = workers.submit(function, source, target, *args)
        while not wait([copying], LOOK_EVERY).done:
            yield Progress(done=min(folder_size(target), total), total=total)
        copying.result()


def _ready() -> bool:
    return True


def _copy_database(_ready: object, source: Path, target: Path, rows: dict[str, int]) -> None:
    """Copy the file and read it back."""
    copy_unchanging(source, target)
    with closing(connect(target, read_only=True)) as con:
        found = _rows(con)
    if found != rows:
        wrong = ", ".join(name for name in rows if found.get(name) != rows[name])
        raise BackupError(f"the copy was read back and is not what the archive has, in {wrong}")


def _copy_record(_ready: object, data_dir: Path, target: Path, batches: list[Path]) -> None:
    """Batches never change, so on the same disk a second name is as good as a copy."""
    for path in batches:
        copy = target / path.relative_to(data_dir)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, copy)
        except FileNotFoundError:
            raise BackupError(
                "batches were put together while they were being copied; try once more"
            ) from None
        except OSError:
            copy_file(path, copy)


def _copied(path: Path, target: Path) -> bool:
    """Copy a file of SQLite in its own way, whatever is written meanwhile. False: it is damaged."""
    target.touch(mode=S_IMODE(path.stat().st_mode))
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            whole = copy.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        target.unlink(missing_ok=True)
    return whole


def _bytes(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
