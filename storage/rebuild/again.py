"""Batches of the record that the archive does not have are taken in once more.

A damaged write-ahead log, or a database from a backup, has lost what was taken in last; the files are in
``ingested`` all the same.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import structlog
from duckdb import DuckDBPyConnection

from storage.arrow import offered
from storage.batches.batch import SUFFIX
from storage.batches.bundle import is_bundle
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
    there = {path.name: path for path in (data_dir / "ingested").rglob(f"*{SUFFIX}")}
    [(newest,)] = db.call(lambda con: con.execute("SELECT max(name) FROM batch").fetchall())
    lacking = [
        there[name]
        for name in sorted(db.call(not_taken, names=list(there)))
        if not is_bundle(there[name]) or newest is None or name > newest
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


def not_taken(con: DuckDBPyConnection, *, names: list[str]) -> set[str]:
    """Those of some batches that the archive does not have under their own name; for ``Database.call``."""
    with offered(con, asked=pl.DataFrame({"name": names}, schema={"name": pl.String})):
        return {name for (name,) in con.execute("FROM asked ANTI JOIN batch USING (name)").fetchall()}
