"""Hours of the week in a zone, as the quarters of an hour in UTC that they are: zones differ by quarters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl

if TYPE_CHECKING:
    from datetime import date

QUARTER: Final = "15m"
NEVER: Final = datetime(1, 1, 1)  # noqa: DTZ001  # naive UTC as all times of the archive


def weekday_and_hour(quarter: pl.Expr, zone: ZoneInfo) -> tuple[pl.Expr, pl.Expr]:
    """Weekday (1 = Monday) and hour in a zone of a naive time in UTC."""
    local = quarter.dt.replace_time_zone("UTC").dt.convert_time_zone(zone.key)
    return local.dt.weekday(), local.dt.hour()


def quarters_of(
    hours: Sequence[tuple[int, int]], *, since: date, until: date, zone: ZoneInfo
) -> list[datetime]:
    """The beginnings (naive UTC) of all quarters that lie in some hours of the week.

    ``hours`` are pairs of weekday (1 = Monday) and hour; ``since`` is inclusive, ``until`` exclusive, both
    days of the zone. Never empty, as that would leave nothing out: without any there is one before all news.
    """
    begin, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        for day in (since, until)
    )
    if end <= begin:
        return [NEVER]
    last = end - timedelta(minutes=15)
    every = pl.datetime_range(begin, last, QUARTER, time_zone="UTC", eager=True).dt.replace_time_zone(None)
    weekday, hour = weekday_and_hour(pl.col("quarter"), zone)
    wanted = pl.DataFrame(
        list(dict.fromkeys(hours)), schema={"weekday": pl.Int8, "hour": pl.Int8}, orient="row"
    )
    found = pl.DataFrame({"quarter": every}).with_columns(weekday=weekday, hour=hour)
    return found.join(wanted, on=["weekday", "hour"], how="semi")["quarter"].to_list() or [NEVER]
