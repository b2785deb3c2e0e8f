"""The queries in sql/queries, each a file: its meaning, parameters and result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from storage.statements import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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


def frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """Result of a query as a frame; its columns are in the query's header."""
    return pl.DataFrame(con.sql(statement(f"queries/{name}"), params=params or None))


def small_frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """The same for plain columns and some thousand rows at most: without Arrow's set-up, in half the time."""
    found = con.execute(statement(f"queries/{name}"), params)
    schema = {column[0]: POLARS[str(column[1])] for column in found.description}
    return pl.DataFrame(found.fetchall(), schema=schema, orient="row")


def rows(con: DuckDBPyConnection, name: str, **params: object) -> list[tuple[Any, ...]]:
    """Result of a query as tuples, for computations in Python."""
    return con.execute(statement(f"queries/{name}"), params).fetchall()
