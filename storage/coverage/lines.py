"""Articles of each outlet by day in the languages of a scope, and what is usual of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from storage.coverage.norm import LOOKBACK_WEEKS, History, histories, middles
from storage.coverage.reading import Reading
from storage.memo import remembered
from storage.numbers import Floats, Ints, Span, in_span
from storage.scope import Scope
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@remembered
def todays(con: DuckDBPyConnection, *, today: date, langs: tuple[str, ...]) -> list[tuple[int, int]]:
    """Articles of today so far, by outlet_id."""
    found = rows(con, "outlet_days", since=today, until=today + timedelta(days=1), langs=list(langs))
    return [(outlet, articles) for outlet, _, articles in found]


def by_line(con: DuckDBPyConnection, reading: Reading, scope: Scope, *, since: date) -> Ints:
    """Articles of each line of the reading in the languages of a scope, by day from ``since``."""
    volumes = reading.volumes
    row = {key: place for place, key in enumerate(reading.lines)}
    found = np.zeros((len(row), max(0, (scope.end - since).days)), dtype=np.int64)
    chosen = volumes.rows_of((), scope.langs)
    for outlet, counts in zip(
        volumes.outlets[chosen].tolist(),
        in_span(volumes.counts[chosen], volumes.span(since, scope.end)),
        strict=True,
    ):
        if outlet in row:
            found[row[outlet]] += counts
    if scope.today and since <= scope.today < scope.end:
        for outlet, articles in todays(con, today=scope.today, langs=scope.langs):
            if outlet in row:
                found[row[outlet], -1] = articles
    return found


def norms_in_langs(con: DuckDBPyConnection, reading: Reading, scope: Scope) -> Floats:
    """What is usual of each line in the languages of a scope; what is unread is so in every one."""
    since = scope.since - timedelta(weeks=LOOKBACK_WEEKS)
    counts = by_line(con, reading, scope, since=since)
    span = Span(reading.place(since), reading.place(scope.end))
    history = histories(in_span(reading.begun & ~reading.unread, span))
    days = np.arange((scope.since - since).days, counts.shape[1])
    found = [
        middles(counts[row], History(history.places[row][days], history.found[row][days]))
        for row in range(len(counts))
    ]
    return np.array(found).reshape(len(counts), len(days))
