"""Keeping a lake: every batch leaves small files behind, and the catalog forgets nothing by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from storage.lake.lake import ALIAS
from storage.lake.place import Lake
from storage.sqlfiles import statement

if TYPE_CHECKING:
    from storage.database import Database

EVERY: Final = timedelta(hours=1)
SMALL: Final = 16 * 2**20  # bytes; larger files are merged once a day only
LARGE: Final = 256 * 2**20
GONE: Final = 0.1  # of a file's rows
HISTORY: Final = timedelta(days=1)  # for which the lake can be looked at as it was
LONGEST_READ: Final = timedelta(hours=1)  # a file that was replaced may still be read for so long


class Keeper:
    """Does it when it is due, if the archive is a lake at all."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._due: datetime | None = None

    def look(self, now: datetime, *, new_day: bool) -> None:
        """Do what is due; ``new_day`` when the daily work was not done today."""
        if not isinstance(self._db.place, Lake):
            return
        if new_day:
            keep_daily(self._db, now=now)
        elif self._due is not None and now >= self._due:  # a process that has just begun waits with it
            keep_hourly(self._db)
        elif self._due is not None:
            return
        self._due = now + EVERY


def keep_hourly(db: Database) -> None:
    """Put what came in since the last time into files of a good size. Other writes wait, readers do not."""
    _do(db, "flush")
    _do(db, "merge", below=SMALL)


def keep_daily(db: Database, *, now: datetime) -> None:
    """Write again what was much deleted from, forget what the lake was, and delete what nobody needs."""
    keep_hourly(db)
    _do(db, "rewrite", share=GONE)
    _do(db, "merge", below=LARGE)
    _do(db, "expire", before=now - HISTORY)
    _do(db, "clean_up", before=now - LONGEST_READ)
    _do(db, "clean_up_lost", before=now - HISTORY)


def _do(db: Database, what: str, **params: object) -> None:
    """One step in a transaction of its own."""
    db.write(lambda con: con.execute(statement(f"lake/{what}"), {"lake": ALIAS} | params).fetchall())
