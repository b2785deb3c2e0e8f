"""Mend what an audit found: rows that are there twice go, and daily counts follow the articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
from duckdb import DuckDBPyConnection

from storage.arrow import offered
from storage.ingest import totals
from storage.sqlfiles import statement
from storage.upkeep.rollups import Audit, Difference, audit_days, recount

_Columns = dict[str, pl.DataType | type[pl.DataType]]
_KEY: _Columns = {"day": pl.Date, "outlet_id": pl.Int16, "lang": pl.String}
_OUTLET_DAYS: _Columns = _KEY | {"change": pl.Int64}
_ENTITY_DAYS: _Columns = _KEY | {"entity_id": pl.Int16, "change": pl.List(pl.Int64)}


def repair_days(con: DuckDBPyConnection, *, since: date, until: date) -> Audit:
    """Mend these days and return what is still wrong. Part of a transaction.

    Articles and mentions are believed, what repeats them is not. Nothing is appended where nothing is wrong.
    """
    days = {"since": since, "until": until}
    totals.begin(con)
    totals.touch_days(con, since=since, until=until)
    con.execute(statement("upkeep/drop_duplicates"), days)
    con.execute(statement("upkeep/find_strays"), days)
    [(first, last)] = con.execute(statement("upkeep/stray_days")).fetchall()
    con.execute(statement("upkeep/drop_strays"), days)
    con.execute(statement("upkeep/place_strays"))
    con.execute(statement("upkeep/drop_doubled_mentions"), days)
    con.execute(statement("upkeep/drop_wrong_stories"), days)
    con.execute(statement("upkeep/add_missing_stories"), days)
    since = min(since, first) if first else since
    until = max(until, last + timedelta(days=1)) if last else until
    _correct(con, recount(con, since=since, until=until))
    totals.correct(con, since=since, until=until)
    con.execute("DROP TABLE stray")
    return audit_days(con, since=since, until=until)


def _correct(con: DuckDBPyConnection, differences: Sequence[Difference]) -> None:
    """Append what the daily counts lack: they are sums of signed rows."""
    for table, schema in (("outlet_day", _OUTLET_DAYS), ("entity_day", _ENTITY_DAYS)):
        rows = [_row(difference) for difference in differences if difference.table == table]
        if rows:
            with offered(con, correction=pl.DataFrame(rows, schema=schema, orient="row")):
                con.execute(statement(f"upkeep/correct_{table}s"))


def _row(difference: Difference) -> tuple[object, ...]:
    size = len(difference.stored or difference.counted or ())
    nothing = (0,) * size
    change = [
        counted - stored
        for counted, stored in zip(difference.counted or nothing, difference.stored or nothing, strict=True)
    ]
    key = (difference.day, difference.outlet_id, difference.lang)
    return (*key, change[0]) if difference.entity_id is None else (*key, difference.entity_id, change)
