"""From a file into a lake and back: every row of every table, compared when it is there."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.connect import connect
from storage.errors import LakeCopyError
from storage.files import sync_file, sync_folder
from storage.lake.lake import ALIAS, attach_file, begin, connect_lake
from storage.migrate import check, migrate

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.database import Database
    from storage.lake.place import Lake

FILE: Final = "archive_file"
OWN: Final = frozenset({"schema_version"})  # each archive has its own


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeCopy:
    """What was copied, and is the same on both sides."""

    articles: int
    rows: dict[str, int]  # by table


def import_file(db: Database, path: Path, *, replace: bool = False) -> LakeCopy:
    """Fill the lake that ``db`` writes with the archive in ``path``, in one transaction.

    :raises LakeCopyError: there are articles in the lake already and they are not to be replaced, or what
        arrived is not what was sent; the lake is as it was.
    :raises DatabaseInUseError: another process has the file open.
    :raises DatabaseUnusableError: it is missing, damaged or of another version.
    """
    with closing(connect(path, read_only=True)) as con:
        check(con)

    def fill(con: DuckDBPyConnection) -> LakeCopy:
        if not replace and con.execute("SELECT 1 FROM article LIMIT 1").fetchall():
            raise LakeCopyError(
                f"{db.place} has articles already; --replace puts those of {path} in their place"
            )
        return _copy(con, source=FILE, target=ALIAS)

    db.call(attach_file, path, FILE, read_only=True)
    try:
        return db.write(fill)
    finally:
        db.reopen()  # without the file, and with the entities of the names that are in force


def export_file(lake: Lake, path: Path) -> LakeCopy:
    """Make an archive in ``path`` of what the lake is at this moment; its writer goes on meanwhile.

    :raises LakeCopyError: ``path`` is there already, or what arrived is not what was sent.
    :raises DatabaseUnusableError: the lake cannot be opened.
    """
    if path.exists():
        raise LakeCopyError(f"{path} is there already; name another with --to, or move it away")
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(connect_lake(lake, read_only=True)) as con:
            check(con)
            with closing(connect(unfinished)) as file:
                migrate(file)
            attach_file(con, unfinished, FILE)
            begin(con)
            copy = _copy(con, source=ALIAS, target=FILE)
            con.commit()
        connect(unfinished).close()  # what its write-ahead log has goes into the file
        sync_file(unfinished)
        unfinished.rename(path)
        sync_folder(path.parent)
    finally:
        for ending in ("", ".wal"):
            unfinished.with_name(f"{unfinished.name}{ending}").unlink(missing_ok=True)
    return copy


def _copy(con: DuckDBPyConnection, *, source: str, target: str) -> LakeCopy:
    counted = {}
    for table in _tables(con, target):
        con.execute(f"DELETE FROM {target}.{table}")  # noqa: S608 - our own names
        con.execute(f"INSERT INTO {target}.{table} BY NAME FROM {source}.{table}")
        sent, arrived = _content(con, f"{source}.{table}"), _content(con, f"{target}.{table}")
        if sent != arrived:
            raise LakeCopyError(
                f"table {table} is not the same after it was copied ({arrived[0]} rows of {sent[0]}); "
                f"nothing was kept"
            )
        counted[table] = sent[0]
    return LakeCopy(articles=counted["article"], rows=counted)


def _tables(con: DuckDBPyConnection, database: str) -> list[str]:
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = $database ORDER BY ALL",
        {"database": database},
    ).fetchall()
    return [name for (name,) in found if name not in OWN]


def _content(con: DuckDBPyConnection, table: str) -> tuple[int, int | None]:
    """How many rows there are, and a number that is another when any is; columns may be in any order."""
    rows = con.table(table)
    named = ", ".join(f'"{name}"' for name in sorted(rows.columns))
    [found] = rows.project(named).set_alias("r").aggregate("count(*), bit_xor(hash(r))").fetchall()
    return found
