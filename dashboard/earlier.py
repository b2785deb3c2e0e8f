"""The window before: whether enough of it was read to be a measure for the one that is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from dashboard.url_state import Window
from storage.questions import queries

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from storage.questions.queries import Scope

LEAST: Final = 0.5  # of its days


def comparable(con: DuckDBPyConnection, scope: Scope) -> bool:
    """Whether at least half of the days of a window were read."""
    days = queries.collected_by_day(con, scope=scope)["state"]
    return len(days) > 0 and (days == "observed").sum() >= LEAST * len(days)


def panel_days(con: DuckDBPyConnection, scope: Scope) -> tuple[date, date]:
    """First day, and the day after the last, through which outlets of a fixed panel were read.

    The window before is among them where it can be compared with.
    """
    earlier = scope.before()
    return (earlier.since if comparable(con, earlier) else scope.since), scope.until


def window_of(scope: Scope) -> Window:
    """Its days."""
    return Window(first=scope.since, last=max(scope.since, scope.until - timedelta(days=1)))
