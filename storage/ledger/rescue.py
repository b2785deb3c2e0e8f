"""A damaged ledger is set aside and a new one begun, with what can still be read of the old one.

Little depends on it: a feed that is not in it is read once from the start, and articles that are there
already are known by their ids.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from storage.sqlite import connect_writer

TABLES = ("feed", "entry", "host_pause", "backfill")


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is not what it wrote; a lock or a full disk is no damage."""
    return type(error) is sqlite3.DatabaseError


def rescued(path: Path, now: datetime) -> tuple[Path, int] | None:
    """Look a ledger through; of a damaged one return where it is kept and how many rows were saved."""
    if not path.exists() or not _damaged(path):
        return None
    kept = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    for ending in ("-wal", "-shm", ""):
        part = path.with_name(f"{path.name}{ending}")
        if part.exists():
            part.replace(kept.with_name(f"{kept.name}{ending}"))
    with closing(connect_writer(path)) as new:
        return kept, sum(_saved(new, kept, table) for table in TABLES)


def _damaged(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as con:
            return bool(con.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)])
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return True


def _saved(new: sqlite3.Connection, kept: Path, table: str) -> int:
    """Copy rows until one cannot be read."""
    columns = [row["name"] for row in new.execute(f"PRAGMA table_info({table})")]
    marks = ", ".join("?" for _ in columns)
    saved = 0
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(kept)) as old:
        new.execute("BEGIN")
        try:
            for row in old.execute(f"SELECT {', '.join(columns)} FROM {table}"):  # noqa: S608 - own names
                saved += new.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row).rowcount  # noqa: S608
        finally:
            new.execute("COMMIT")
    return saved
