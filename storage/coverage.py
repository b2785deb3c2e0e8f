"""Which days were read: without this a quiet collector looks like a quiet world.

An outlet's day is *unread* when no poll of it succeeded and later ones did not make up for it, when a poll
found nothing that was known so that entries may have been missed before it, or when its volume fell below
half of what is usual and neither chance nor a holiday explains that. A day is a *gap* when a selected outlet
was unread.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from storage.folding import copies_by_day, counted_params
from storage.memo import remembered_until
from storage.norm import LOOKBACK_WEEKS, middle, same_weekdays
from storage.panel import on_panel
from storage.reading import Reading, past_change, read_archive
from storage.scope import Scope
from storage.selection import Collected, selection_of
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLLECTED = {
    "day": pl.Date,
    "articles": pl.Int64,
    "expected": pl.Float64,
    "outlets_selected": pl.Int64,
    "outlets_unread": pl.Int64,
    "state": pl.String,
}
COUNTED = {"day": pl.Date, "articles": pl.Int64, "state": pl.String}
GAPS: dict[str, pl.DataType | type[pl.DataType]] = {
    "since": pl.Date,
    "until": pl.Date,
    "outlets": pl.List(pl.String),
    "reasons": pl.List(pl.String),
    "outlets_selected": pl.Int64,
}
OUTLETS_COLLECTED = {
    "outlet_id": pl.Int16,
    "name": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "articles": pl.Int64,
    "unread": pl.Int64,
}
CALENDAR = {
    "outlet_id": pl.Int16,
    "since": pl.Date,
    "until": pl.Date,
    "state": pl.String,
    "reason": pl.String,
}
OUTLET_DAYS = {
    "outlet_id": pl.Int16,
    "day": pl.Date,
    "articles": pl.Int64,
    "expected": pl.Float64,
    "state": pl.String,
    "reason": pl.String,
}


@on_panel
@remembered_until(past_change)
def collected_by_day(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Articles collected per day, without holes, up to ``scope.end``.

    Columns: day (Date), articles (Int64), expected (Float64: sum of the outlets' weekday norms, null before
    any is known), outlets_selected, outlets_unread (Int64: of the selected outlets that had begun), state
    (String): "observed"; "gap" (a selected outlet was not read, or nothing at all came in); "before" (no
    selected outlet had begun); "partial" (``scope.today``).
    """
    reading = read_archive(con, scope=scope)
    selection = selection_of(reading, scope.outlets)
    days = days_of(scope)
    if scope.langs:
        found = _in_langs(con, reading, scope)
    elif scope.today in days:
        *past, today = days
        counts = _counts(con, scope, since=today)
        so_far = {key: counts.get((key, today), 0) for key in selection.lines}
        found = [*map(selection.collected, past), selection.summed(today, so_far)]
    else:
        found = [*map(selection.collected, days)]
    return pl.DataFrame(
        [days, *zip(*found, strict=True)] if found else [], schema=COLLECTED, orient="col", strict=False
    )


@on_panel
@remembered_until(past_change)
def counted_by_day(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """What shares divide by: the days of :func:`collected_by_day`, without what is expected of them.

    Columns: day (Date), articles (Int64: stories, where these are counted), state (String). What was read is
    about articles all the same.
    """
    reading = read_archive(con, scope=scope)
    selection = selection_of(reading, scope.outlets)
    counts = dict(rows(con, "collected_days", **counted_params(con, replace(scope, basis="articles"))))
    copies = copies_by_day(con, scope=scope)
    first, days = reading.place(scope.since), days_of(scope)
    states = [
        "gap" if state == "observed" and day not in counts else state
        for day, state in ((day, selection.state(first + place)) for place, day in enumerate(days))
    ]
    articles = [counts.get(day, 0) - copies.get(day, 0) for day in days]
    return pl.DataFrame([days, articles, states], schema=COUNTED)


@remembered_until(past_change)
def outlets_collected(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Since when each outlet has been collected, by name; those that were never read are absent.

    Columns: outlet_id (Int16), name, since (Date), until (Date: last day, null while it is read), articles
    (Int64: since then, today's left out), unread (Int64: days that were not fully read).
    """
    reading = read_archive(con, scope=scope)
    size = len(next(iter(reading.lines.values())).expected) if reading.lines else 0
    found = []
    for key, line in sorted(reading.lines.items(), key=lambda pair: pair[1].name.casefold()):
        since = reading.origin + timedelta(days=line.start)
        until = reading.origin + timedelta(days=line.stop - 1) if line.stop < size else None
        articles = sum(n for day, n in reading.counted.get(key, {}).items() if day >= since)
        unread = sum(line.begun(place) for place in line.unread)
        found.append((key, line.name, since, until, articles, unread))
    return pl.DataFrame(found, schema=OUTLETS_COLLECTED, orient="row")


@on_panel
@remembered_until(past_change)
def coverage_gaps(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Runs of gap days with the same unread outlets for the same reasons, oldest first.

    Columns: since (Date), until (Date, exclusive), outlets (List String: names unread; empty when every
    outlet was read but nothing came in), reasons (List String: why, for each of these,
    storage.judging.Unread), outlets_selected (Int64).
    """
    reading = read_archive(con, scope=scope)
    lines = reading.selected(scope.outlets)
    runs: list[list[Any]] = []
    for row in collected_by_day(con, scope=scope).filter(pl.col("state") == "gap").iter_rows(named=True):
        place = reading.place(row["day"])
        unread = sorted(
            (line.name, line.unread[place])
            for line in lines.values()
            if line.begun(place) and place in line.unread
        )
        tomorrow = row["day"] + timedelta(days=1)
        if runs and runs[-1][1] == row["day"] and runs[-1][2] == unread:
            runs[-1][1] = tomorrow
        else:
            runs.append([row["day"], tomorrow, unread, row["outlets_selected"]])
    found = [
        (since, until, [name for name, _ in unread], [why for _, why in unread], selected)
        for since, until, unread, selected in runs
    ]
    return pl.DataFrame(found, schema=GAPS, orient="row")


@on_panel
@remembered_until(past_change)
def outlet_days(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Each selected outlet's days from ``since`` to ``end``, for volume strips and the coverage calendar.

    Columns: outlet_id (Int16), day (Date), articles (Int64, in the scope's languages), expected (Float64:
    weekday norm of all languages, null without enough history), state (String: observed; zero, which was read
    and brought nothing; gap; before; partial), reason (String, storage.reading.Reason: of a gap, why it was
    not read; of "before", "not begun" or "ended"; "holiday" where less than half of a usual day came in on
    one; else null).
    """
    reading = read_archive(con, scope=scope)
    counts = _counts(con, scope, since=scope.since)
    found: list[tuple[object, ...]] = []
    for key, line in reading.selected(scope.outlets).items():
        for day in days_of(scope):
            place = reading.place(day)
            norm = line.expected[place] if line.begun(place) else None
            articles = counts.get((key, day), 0)
            found.append((key, day, articles, norm, *reading.outlet_state(line, day, articles)))
    return pl.DataFrame(found, schema=OUTLET_DAYS, orient="row")


@on_panel
@remembered_until(past_change)
def coverage_calendar(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Runs of days of each selected outlet in one state, by outlet and oldest first; for years at a glance.

    Columns: outlet_id (Int16), since (Date), until (Date, exclusive), state (String: observed, gap, before,
    partial), reason (String: as in :func:`outlet_days`, without "holiday"). Every day of the scope is in one.
    """
    reading = read_archive(con, scope=scope)
    first, end = reading.place(scope.since), reading.place(scope.since) + scope.days
    found: list[tuple[object, ...]] = []
    for key, line in reading.selected(scope.outlets).items():
        edges = {first, end, line.start, line.stop}
        edges.update(edge for place in line.unread for edge in (place, place + 1))
        if scope.today is not None:
            edges.add(reading.place(scope.today))
        places = sorted(place for place in edges if first <= place <= end)
        runs: list[list[Any]] = []
        for place, until in pairwise(places):
            state = reading.outlet_state(line, reading.origin + timedelta(days=place), 1)
            said = (state[0], None if state[1] == "holiday" else state[1])
            if runs and runs[-1][2] == said:
                runs[-1][1] = until
            else:
                runs.append([place, until, said])
        found += [
            (key, reading.origin + timedelta(days=place), reading.origin + timedelta(days=until), *said)
            for place, until, said in runs
        ]
    return pl.DataFrame(found, schema=CALENDAR, orient="row")


def days_of(scope: Scope) -> list[date]:
    """The days of a scope, oldest first."""
    return [scope.since + timedelta(days=place) for place in range(scope.days)]


def _counts(con: DuckDBPyConnection, scope: Scope, *, since: date) -> dict[tuple[int, date], int]:
    found = rows(con, "outlet_days", since=since, until=scope.end, langs=list(scope.langs))
    return {(outlet, day): articles for outlet, day, articles in found}


def _in_langs(con: DuckDBPyConnection, reading: Reading, scope: Scope) -> list[Collected]:
    """The days of a scope in its languages; what is unread is so in every one."""
    since = scope.since - timedelta(weeks=LOOKBACK_WEEKS)
    first = reading.place(since)
    counts = _counts(con, scope, since=since)
    norms: dict[date, dict[int, float | None]] = {day: {} for day in days_of(scope)}
    for key, line in reading.selected(scope.outlets).items():
        usable = [line.usable(place + first) for place in range((scope.end - since).days)].__getitem__
        series = [
            counts.get((key, since + timedelta(days=place)), 0) for place in range((scope.end - since).days)
        ]
        for day in days_of(scope):
            history = same_weekdays(usable, (day - since).days)
            norms[day][key] = middle([series[place] for place in history]) if history else None
    selection = selection_of(reading, scope.outlets)
    return [
        selection.summed(day, {key: counts.get((key, day), 0) for key in selection.lines}, norms[day])
        for day in days_of(scope)
    ]
