"""Frames given to DuckDB without pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
from duckdb import DuckDBPyConnection


class _Stream:
    """A frame reduced to the Arrow stream interface: DuckDB asks polars frames themselves for pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


@contextmanager
def offered(con: DuckDBPyConnection, **frames: pl.DataFrame) -> Iterator[None]:
    """Let statements on ``con`` (no other cursor) read ``frames`` under their names."""
    try:
        for name, frame in frames.items():
            con.register(name, _Stream(frame))
        yield
    finally:
        for name in frames:
            con.unregister(name)
