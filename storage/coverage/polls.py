"""How reading each feed goes, as told by the polls in the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.memo import end_of_minute, remembered
from storage.sqlfiles import frame

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection


def feed_polls(con: DuckDBPyConnection, *, now: datetime) -> pl.DataFrame:
    """One row per feed that is read; the last 40 days count. ``now`` is aware.

    Columns: feed_id (Int16), last_poll_at, last_ok_at, last_new_at (Datetime, naive UTC, null: not in these
    days), failures (Int64: failed polls since the last good one), failing_since (Datetime, null while it
    works), http_status (Int16), error (String): of the last poll, null when it went well. All is as of the
    end of the minute of ``now``: whoever asks within it gets one answer.
    """
    return _polls(con, now=end_of_minute(now.astimezone(UTC)).replace(tzinfo=None))


@remembered
def _polls(con: DuckDBPyConnection, *, now: datetime) -> pl.DataFrame:
    return frame(con, "feed_polls", now=now)
