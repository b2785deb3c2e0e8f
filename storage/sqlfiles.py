"""The SQL of this package, which lies in files under sql/: how it is read, and how queries are asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL = files("storage") / "sql"

POLARS: dict[str, pl.DataType] = {
    "BIGINT": pl.Int64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "DOUBLE": pl.Float64(),
    "INTEGER": pl.Int32(),
    "SMALLINT": pl.Int16(),
    "TIMESTAMP": pl.Datetime("us"),
    "VARCHAR": pl.String(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of a schema; applied once, in order, never edited after a release."""

    number: int  # from 1, without holes
    name: str  # file name without its ending
    text: str


@cache
def statement(name: str) -> str:
    """Text of ``sql/<name>.sql``; the name includes the folder: ``ledger/due``."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations(folder: str) -> tuple[Migration, ...]:
    """The files ``sql/<folder>/NNNN_what.sql`` in order."""
    found = sorted(f.name for f in (_SQL / folder).iterdir() if re.fullmatch(r"\d{4}_\w+\.sql", f.name))
    steps = tuple(
        Migration(number=int(name[:4]), name=name[:-4], text=statement(f"{folder}/{name[:-4]}"))
        for name in found
    )
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError(f"sql/{folder} has a hole or a number twice: {', '.join(found)}")
    return steps


def frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """Result of ``sql/queries/<name>.sql`` as a frame; its columns are in the query's header."""
    return pl.DataFrame(con.sql(statement(f"queries/{name}"), params=params or None))


def large_frame(con: DuckDBPyConnection, name: str, **variables: object) -> pl.DataFrame:
    """Result of ``sql/<name>.sql``, which reads ``variables`` with getvariable().

    DuckDB keeps the whole result of a statement with parameters before it hands it over; this one's is handed
    over as it comes, in a third of the time for texts and a twentieth for numbers.
    """
    for variable, value in variables.items():
        con.execute(f"SET VARIABLE {variable} = $value", {"value": value})
    return pl.DataFrame(con.sql(statement(name)))


def small_frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """The same for plain columns and some thousand rows at most: without Arrow's set-up, in half the time."""
    found = con.execute(statement(f"queries/{name}"), params)
    schema = {column[0]: POLARS[str(column[1])] for column in found.description}
    return pl.DataFrame(found.fetchall(), schema=schema, orient="row")


def rows(con: DuckDBPyConnection, name: str, **params: object) -> list[tuple[Any, ...]]:
    """The same as tuples, for computations in Python."""
    return con.execute(statement(f"queries/{name}"), params).fetchall()
