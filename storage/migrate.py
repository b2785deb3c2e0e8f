"""Bring the archive's schema up to date."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from storage.errors import DatabaseUnusableError
from storage.sqlfiles import migrations, statement


def migrate(con: DuckDBPyConnection) -> int:
    """Apply the steps that are missing, each in one transaction with its note, and return how many.

    :raises DatabaseUnusableError: the schema is newer than this version of sorot knows.
    """
    con.execute(statement("migrations/schema_version"))
    missing = migrations("migrations")[_version(con) :]
    for step in missing:
        con.begin()
        try:
            con.execute(step.text)
            con.execute(
                "INSERT INTO schema_version VALUES ($number, $name, now()::TIMESTAMP)",
                {"number": step.number, "name": step.name},
            )
            con.commit()
        except BaseException:
            con.rollback()
            raise
    return len(missing)


def check(con: DuckDBPyConnection) -> None:
    """Refuse a schema that is not this version's; for readers, who cannot change it.

    :raises DatabaseUnusableError: the schema is older or newer, or the file is another database.
    """
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "schema_version" not in tables:
        raise DatabaseUnusableError("it is not an archive of sorot")
    if _version(con) < len(migrations("migrations")):
        raise DatabaseUnusableError(
            "it is from an older version of sorot; `sorot migrate` brings it up to date"
        )


def _version(con: DuckDBPyConnection) -> int:
    [(version,)] = con.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchall()
    if version > len(migrations("migrations")):
        raise DatabaseUnusableError(
            f"it was written by a newer version of sorot (schema {version}); update this one"
        )
    return int(version)
