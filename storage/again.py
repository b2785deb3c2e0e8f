"""Batches of the record that the archive does not have are taken in once more.

A damaged write-ahead log, or a database from a backup, has lost what was taken in last; the files are in
``ingested`` all the same.
"""

from __future__ import annotations

from pathlib import Path

import structlog

from storage.batch import SUFFIX
from storage.bundle import is_bundle
from storage.database import Database
from storage.errors import RecordInUseError
from storage.files import move
from storage.lock import record_lock

log = structlog.get_logger(__name__)


def take_again(db: Database, data_dir: Path) -> int:
    """Put such batches back into the inbox, and return how many they are.

    Bundles are looked at by name: one that is later than all that the archive has is not in it. While an
    archive is made again from the record, nothing is moved.
    """
    known = db.call(lambda con: {name for (name,) in con.execute("SELECT name FROM batch").fetchall()})
    newest = max(known, default="")
    lacking = [
        path
        for path in sorted((data_dir / "ingested").rglob(f"*{SUFFIX}"))
        if path.name not in known and (not is_bundle(path) or path.name > newest)
    ]
    if not lacking:
        return 0
    try:
        with record_lock(data_dir, patience=0):
            for path in lacking:
                move(path, data_dir / "inbox")
    except RecordInUseError:
        return 0
    log.warning("batches that the archive had lost are taken in again", batches=len(lacking))
    return len(lacking)
