"""What the archive spans, and when it changed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from storage.memo import remembered
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the archive spans."""

    first_day: date | None  # None: empty
    last_day: date | None
    articles: int
    updated_at: datetime | None  # naive UTC: when the last batch came in


@remembered
def bounds(con: DuckDBPyConnection) -> Bounds:
    """First and last day, number of articles and last change of the whole archive."""
    [(first_day, last_day, articles, updated_at)] = rows(con, "bounds")
    return Bounds(first_day=first_day, last_day=last_day, articles=articles, updated_at=updated_at)
