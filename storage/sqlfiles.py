"""The queries in sql/queries, each a file: its meaning, parameters and result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from storage.statements import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """Result of a query as a frame; its columns are in the query's header."""
    return pl.DataFrame(con.sql(statement(f"queries/{name}"), params=params or None))


def rows(con: DuckDBPyConnection, name: str, **params: object) -> list[tuple[Any, ...]]:
    """Result of a query as tuples, for computations in Python."""
    return con.execute(statement(f"queries/{name}"), params).fetchall()
