"""The queries in sql/queries, each a file: name, meaning, parameters, result."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

QUERIES = files("storage") / "sql" / "queries"


@cache
def sql(name: str) -> str:
    """Text of ``sql/queries/<name>.sql``."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def names() -> list[str]:
    """Names of all queries, sorted."""
    return sorted(path.name.removesuffix(".sql") for path in QUERIES.iterdir() if path.name.endswith(".sql"))


def frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """Result of a query as a frame; its columns are in the query's header."""
    return pl.DataFrame(con.sql(sql(name), params=params or None))


def rows(con: DuckDBPyConnection, name: str, **params: object) -> list[tuple[Any, ...]]:
    """Result of a query as tuples, for computations in Python."""
    return con.execute(sql(name), params).fetchall()
