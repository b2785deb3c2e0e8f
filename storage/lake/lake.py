"""The archive as a lake: Parquet files in a folder or an object store, and a catalog of them in PostgreSQL.

For when one machine is not enough: one process writes (:mod:`storage.lake.lock`), any number read meanwhile,
and what a transaction reads is of one moment. Tables and statements are those of the file. What differs is
in the modules named ``lake…``, and is this:

- A cursor begins outside of the lake and has to enter it (:func:`begin`).
- The catalog keeps everything that ever was until it is told to forget (:mod:`storage.lake.keep`).
- It is asked about each table of each statement, some milliseconds a table. So whether anything was written
  is told by one number.
- There is no key, no index and no sequence. The migrations have none either.
- A write of a few rows goes into the catalog; a file for each would be too many (:data:`INLINE_ROWS`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Final

import duckdb

from storage.connect import duckdb_settings
from storage.errors import DatabaseUnusableError
from storage.lake.place import Lake
from storage.memo import State, archive_state
from storage.sqlfiles import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


ALIAS: Final = "lake"
INLINE_ROWS: Final = 200
# By what the standard tools go, so that nothing secret is written into config.yaml.
S3_VARIABLES: Final = {
    "KEY_ID": "AWS_ACCESS_KEY_ID",
    "SECRET": "AWS_SECRET_ACCESS_KEY",
    "SESSION_TOKEN": "AWS_SESSION_TOKEN",
    "REGION": "AWS_REGION",
}


def connect_lake(lake: Lake, *, read_only: bool = False) -> DuckDBPyConnection:
    """Open a lake, made when missing unless ``read_only``.

    :raises DatabaseUnusableError: the catalog or the data cannot be reached, or there is no lake yet.
    """
    scratch = Path(tempfile.gettempdir()) / f"sorot-lake-{token_hex(4)}"  # made when memory is short
    con = duckdb.connect(":memory:", config=duckdb_settings() | {"temp_directory": str(scratch)})
    try:
        for extension in _needed(lake):
            load_extension(con, extension)
        if lake.data.startswith("s3://"):
            con.execute(f"CREATE SECRET (TYPE s3, {', '.join(_s3())})")
        elif not read_only:
            Path(lake.data).mkdir(parents=True, exist_ok=True)
        _attach(con, lake, read_only=read_only)
        con.execute(f"USE {ALIAS}")
        con.execute("SET GLOBAL TimeZone = 'UTC'")
    except BaseException:
        con.close()
        raise
    return con


def begin(cursor: DuckDBPyConnection) -> None:
    """Begin a transaction in the lake."""
    cursor.begin()
    cursor.execute(f"USE {ALIAS}")  # inside: it asks the catalog which moment it is, which is asked once then


def attach_file(con: DuckDBPyConnection, path: Path, name: str, *, read_only: bool = False) -> None:
    """Have an archive that is a file beside the lake, under this name."""
    con.execute(f"ATTACH {_quoted(str(path))} AS {name} {'(READ_ONLY)' if read_only else ''}")


def snapshot(con: DuckDBPyConnection) -> int:
    """The number of what was written last, as this transaction sees it."""
    [(number,)] = con.execute(statement("lake/snapshot"), {"lake": ALIAS}).fetchall()
    return int(number)


def is_unfit(error: duckdb.Error) -> bool:
    """Whether a commit failed since a text has a NUL character, which PostgreSQL has not."""
    return "unterminated quoted string" in str(error)


class LakeState:
    """What :func:`storage.memo.archive_state` finds out, looked up once after each write."""

    def __init__(self, lake: Lake) -> None:
        self._where = f"{lake.catalog} {lake.schema} {lake.data}"
        self._known: tuple[int, State] | None = None

    def at(self, number: int) -> Callable[[DuckDBPyConnection], State]:
        """What finds it out for the moment of this number."""

        def find(con: DuckDBPyConnection) -> State:
            known = self._known
            if known is None or known[0] != number:
                found = {part for part in archive_state(con) if part[0] != "path"}
                known = self._known = (number, frozenset({*found, ("path", self._where)}))
            return known[1]

        return find


def _needed(lake: Lake) -> Iterator[str]:
    yield "postgres_scanner"
    yield "ducklake"
    if lake.data.startswith("s3://"):
        yield "httpfs"


def load_extension(con: DuckDBPyConnection, name: str) -> None:
    """Load an extension from its Python package, else as DuckDB installs it; DuckDB signs either."""
    package = find_spec(f"duckdb_extension_{name}")
    for folder in (package.submodule_search_locations or ()) if package else ():
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.exists():
            con.execute(f"LOAD {_quoted(str(file))}")
            return
    try:
        con.execute(f"INSTALL {name}")  # nothing is fetched that is there already
        con.execute(f"LOAD {name}")
    except duckdb.Error as error:
        raise DatabaseUnusableError(
            f"a lake needs DuckDB's extension {name} for DuckDB {duckdb.__version__}, and there is none: "
            f"`pip install 'sorot[lake]'` brings it. ({error})"
        ) from error


def _attach(con: DuckDBPyConnection, lake: Lake, *, read_only: bool) -> None:
    options = [
        f"DATA_PATH {_quoted(lake.data.rstrip('/') + '/')}",
        f"METADATA_SCHEMA {_quoted(lake.schema)}",
        f"DATA_INLINING_ROW_LIMIT {INLINE_ROWS}",
        *(["READ_ONLY"] if read_only else []),
    ]
    try:
        con.execute(
            f"ATTACH {_quoted(f'ducklake:postgres:{lake.catalog}')} AS {ALIAS} ({', '.join(options)})"
        )
    except duckdb.Error as error:
        said = str(error).strip().rstrip(".!")
        if read_only and "does not exist" in said:
            raise DatabaseUnusableError(
                f"{lake} does not exist yet; its writer makes it, with `sorot serve` or `sorot ingest --once`"
            ) from error
        raise DatabaseUnusableError(
            f"{lake} cannot be opened: {said}. Look at storage: in config.yaml; passwords are taken from "
            f"PGPASSWORD or ~/.pgpass, keys of S3 from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ) from error


def _s3() -> Iterator[str]:
    for what, variable in S3_VARIABLES.items():
        if value := os.environ.get(variable):
            yield f"{what} {_quoted(value)}"
    if address := os.environ.get("AWS_ENDPOINT_URL"):  # another maker's store
        scheme, _, host = address.rpartition("://")
        yield from (f"ENDPOINT {_quoted(host)}", "URL_STYLE 'path'", f"USE_SSL {scheme != 'http'}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
