"""The entities of an archive, small enough to be kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from storage.memo import names, remembered_until
from storage.sqlfiles import frame

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@remembered_until(names)
def entities(con: DuckDBPyConnection) -> pl.DataFrame:
    """Every entity, countries first, then by English name.

    Columns: entity_id (Int16), key, kind, name_en, name_id, country, in_gazetteer (false: no longer looked
    for).
    """
    return frame(con, "entities")
