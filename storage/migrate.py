"""Bring the archive's schema up to date."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from duckdb import DuckDBPyConnection

from storage.errors import DatabaseUnusableError
from storage.sqlfiles import Migration, migrations, statement

_FILES_ONLY: Final = "-- Files only"  # how such a step begins


def migrate(con: DuckDBPyConnection) -> int:
    """Apply the steps that are missing, each in one transaction with its note, and return how many.

    :raises DatabaseUnusableError: the schema is newer than this version of sorot knows.
    """
    missing = missing_steps(con)
    con.execute(statement("migrations/schema_version"))
    for step in missing:
        con.begin()
        try:
            _apply(con, step)
            con.commit()
        except BaseException:
            con.rollback()
            raise
    return len(missing)


def missing_steps(con: DuckDBPyConnection) -> tuple[Migration, ...]:
    """The steps that an archive lacks, oldest first: all of them where it is empty.

    :raises DatabaseUnusableError: the schema is newer than this version of sorot knows.
    """
    return migrations("migrations")[_version(con) if _has_schema(con) else 0 :]


def try_steps(con: DuckDBPyConnection) -> list[tuple[Migration, timedelta]]:
    """Apply the steps that are missing in one transaction, take all of it back, and say how long each took.

    Raises as :func:`migrate`, and what a step that cannot be applied raises.
    """
    tried = []
    con.begin()
    try:
        for step in missing_steps(con):
            begun = time.monotonic()
            con.execute(_text(con, step))
            tried.append((step, timedelta(seconds=time.monotonic() - begun)))
    finally:
        con.rollback()
    return tried


def check(con: DuckDBPyConnection) -> None:
    """Refuse a schema that is not this version's; for readers, who cannot change it.

    :raises DatabaseUnusableError: the schema is older or newer, or the file is another database.
    """
    if not _has_schema(con):
        raise DatabaseUnusableError("it is not an archive of sorot")
    if missing_steps(con):
        raise DatabaseUnusableError(
            "it is from an older version of sorot; `sorot migrate` brings it up to date"
        )


def _apply(con: DuckDBPyConnection, step: Migration) -> None:
    con.execute(_text(con, step))
    con.execute(
        "INSERT INTO schema_version VALUES ($number, $name, now()::TIMESTAMP)",
        {"number": step.number, "name": step.name},
    )


def _text(con: DuckDBPyConnection, step: Migration) -> str:
    """What a step does to this archive: to a lake nothing, where it is about how a file is written."""
    if not step.text.startswith(_FILES_ONLY):
        return step.text
    [(kind,)] = con.execute(
        "SELECT type FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()
    return step.text if kind == "duckdb" else "SELECT 1"


def _has_schema(con: DuckDBPyConnection) -> bool:
    tables = con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    return ("schema_version",) in tables


def _version(con: DuckDBPyConnection) -> int:
    [(version,)] = con.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()
    if version > len(migrations("migrations")):
        raise DatabaseUnusableError(
            f"it was written by a newer version of sorot (schema {version}); update this one"
        )
    return int(version)
