"""The one DuckDB file between two checkpoints: until the next one it is as it is, and may be copied.

Commits go to the write-ahead log beside it. Only a checkpoint changes the file's header; new blocks that it
does not name yet are no part of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from duckdb import DuckDBPyConnection

from storage.database import Database
from storage.errors import BackupError
from storage.files import sync_file

T = TypeVar("T")
_HEADERS = 3 * 4096  # bytes: one of the file, and two that take turns at each checkpoint
_NEVER = "1TB"  # of write-ahead log


def checkpoint(con: DuckDBPyConnection) -> None:
    """Bring the write-ahead log into the file. Part of a transaction that has written nothing yet."""
    con.execute("CHECKPOINT")


@contextmanager
def unchanging(db: Database, look: Callable[[DuckDBPyConnection], T]) -> Iterator[T]:
    """The file holds all that was committed, and stays as it is inside; give what ``look`` saw then.

    What is committed meanwhile waits in the write-ahead log.
    """

    def begin(con: DuckDBPyConnection) -> tuple[str, T]:
        [(before,)] = con.execute("SELECT current_setting('checkpoint_threshold')").fetchall()
        con.execute(f"SET GLOBAL checkpoint_threshold = '{_NEVER}'")
        checkpoint(con)
        return before, look(con)

    def end(con: DuckDBPyConnection) -> None:
        con.execute(f"SET GLOBAL checkpoint_threshold = '{before}'")

    before, seen = db.write(begin)
    try:
        yield seen
    finally:
        db.call(end)


def copy_unchanging(path: Path, target: Path) -> None:
    """Copy such a file, durably. Never in the process that has it open: closing it lets go of the lock on it.

    :raises BackupError: it changed after all; the process that had it open began anew.
    """
    before = _headers(path)
    shutil.copyfile(path, target)
    sync_file(target)
    if not _headers(path) == _headers(target) == before:
        raise BackupError("the archive was opened again while it was being copied; try once more")


def _headers(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADERS)
