"""Opening a file of SQLite, the ledger or the book of alerts, and how its values are written."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.errors import LedgerError
from storage.sqlfiles import migrations

WAIT_S = 30.0  # for another process to finish


def connect_writer(path: Path, steps: str = "ledger") -> sqlite3.Connection:
    """Open for writing, made and brought up to date when needed with the steps of this folder of sql/."""
    path.parent.mkdir(parents=True, exist_ok=True)
    con = _connect(str(path))
    _use_wal(con)
    # A power cut may cost the last polls' states: they are polled again, and nothing is doubled.
    con.execute("PRAGMA synchronous = NORMAL")
    if _schema_version(path, con, steps) < len(migrations(steps)):
        _migrate(path, con, steps)
    return con


def _use_wal(con: sqlite3.Connection) -> None:
    """Change to WAL mode; SQLite does not wait for this by itself when another process does the same."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            con.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate(path: Path, con: sqlite3.Connection, steps: str) -> None:
    """Bring the schema up to date; of two processes that begin at once the second finds it done."""
    con.execute("BEGIN IMMEDIATE")
    try:
        for step in migrations(steps)[_schema_version(path, con, steps) :]:
            for statement in _statements(step.text):
                con.execute(statement)
            con.execute(f"PRAGMA user_version = {step.number}")
        con.execute("COMMIT")
    except BaseException:
        con.close()  # which rolls back
        raise


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: executescript would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def connect_reader(path: Path) -> sqlite3.Connection | None:
    """Open for reading; None when there is no ledger yet, or its writer is just making it."""
    if not path.exists():
        return None
    con = _connect(f"{path.resolve().as_uri()}?mode=ro")
    version = _schema_version(path, con, "ledger")
    if version == len(migrations("ledger")):
        return con
    con.close()
    if version:
        raise LedgerError(
            f"{path} is from an older version of sorot; start the collector once to bring it up to date"
        )
    return None


def stored(value: Any) -> Any:
    """A value as SQLite gets it: times as text that sorts, text without what UTF-8 cannot hold."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def time_of(text: str | None) -> datetime | None:
    """A stored time, aware UTC."""
    return None if text is None else datetime.fromisoformat(text)


def _connect(address: str) -> sqlite3.Connection:
    con = sqlite3.connect(
        address,
        uri=address.startswith("file:"),
        isolation_level=None,
        check_same_thread=False,
        timeout=WAIT_S,
    )
    con.row_factory = sqlite3.Row
    return con


def _schema_version(path: Path, con: sqlite3.Connection, steps: str) -> int:
    version = int(con.execute("PRAGMA user_version").fetchone()[0])
    if version > len(migrations(steps)):
        con.close()
        raise LedgerError(
            f"{path} was written by a newer version of sorot (schema {version}); update this one"
        )
    return version
