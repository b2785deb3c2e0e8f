"""Which days were read: without this a quiet collector looks like a quiet world.

An outlet's day is *unread* when no poll of it succeeded and later ones did not make up for it, when a poll
found nothing that was known so that entries may have been missed before it, or when its volume fell below
half of what is usual and neither chance nor a holiday explains that. A day is a *gap* when a selected outlet
was unread.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from storage.coverage.folding import copies_by_day
from storage.coverage.lines import by_line, norms_in_langs, todays
from storage.coverage.panel import on_panel
from storage.coverage.reading import DayState, past_change, read_archive
from storage.coverage.selection import GAP, OBSERVED, STATES, selection_of
from storage.memo import remembered_until
from storage.numbers import Flags, Ints, in_span
from storage.scope import Scope

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
    span = selection.span(scope.since, scope.end)
    counts = by_line(con, reading, scope, since=scope.since)
    begun = in_span(reading.begun, span)
    norms = norms_in_langs(con, reading, scope) if scope.langs else in_span(reading.expected, span, np.nan)
    of_lines = selection.of_lines[:, None]
    known = begun & of_lines & ~np.isnan(norms)
    articles = (counts * (begun & of_lines)).sum(axis=0)
    # an outlet without history yet is expected to bring what it brings
    new = (counts * (begun & of_lines & ~known)).sum(axis=0)
    expected = np.where(known, norms, 0.0).sum(axis=0) + new
    return pl.DataFrame(
        {
            "day": days_of(scope),
            "articles": articles,
            "expected": pl.Series(expected).set(pl.Series(~known.any(axis=0)), None),
            "outlets_selected": in_span(selection.begun, span),
            "outlets_unread": in_span(selection.unread, span),
            "state": states_named(_with_nothing(selection.states_of(span), articles)),
        },
        schema=COLLECTED,
    )


@on_panel
@remembered_until(past_change)
def counted_by_day(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """What shares divide by: the days of :func:`collected_by_day`, without what is expected of them.

    Columns: day (Date), articles (Int64: stories, where these are counted), state (String). What was read is
    about articles all the same.
    """
    states, counts = counted_days(con, scope=scope)
    return pl.DataFrame(
        {
            "day": days_of(scope),
            "articles": counts - copies_by_day(con, scope=scope),
            "state": states_named(states),
        },
        schema=COUNTED,
    )


def counted_days(con: DuckDBPyConnection, *, scope: Scope) -> tuple[Ints, Ints]:
    """State (a place in STATES) and articles, whatever the scope's basis, of each day of a scope."""
    selection = selection_of(read_archive(con, scope=scope), scope.outlets)
    counts = selection.articles(scope.since, scope.end, scope.langs).astype(np.int64)
    if scope.today in days_of(scope):
        begun = {
            key: line.begun(selection.reading.place(scope.today)) for key, line in selection.lines.items()
        }
        counts[-1] = sum(
            articles
            for key, articles in todays(con, today=scope.today, langs=scope.langs)
            if begun.get(key, not scope.outlets or key in scope.outlets)
        )
    states = selection.states_of(selection.span(scope.since, scope.end))
    return _with_nothing(states, counts), counts


def days_that_count(con: DuckDBPyConnection, scope: Scope) -> tuple[Flags, int]:
    """Which days of a scope are compared with others, and what was collected on them.

    Observed ones; but a window of today alone counts today so far.
    """
    days = counted_by_day(con, scope=scope)
    counted = days["state"].is_in(["observed", "partial"] if scope.days == 1 else ["observed"])
    return counted.to_numpy(), int(days["articles"].filter(counted).sum())


def _with_nothing(states: Ints, articles: Ints) -> Ints:
    """The same where nothing at all came in, though outlets were read: gaps."""
    return np.where((states == OBSERVED) & (articles == 0), GAP, states)


@remembered_until(past_change)
def outlets_collected(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Since when each outlet has been collected, by name; those that were never read are absent.

    Columns: outlet_id (Int16), name, since (Date), until (Date: last day, null while it is read), articles
    (Int64: since then, today's left out), unread (Int64: days that were not fully read).
    """
    reading = read_archive(con, scope=scope)
    volumes, size = reading.volumes, len(reading.free)
    found = []
    for key, line in sorted(reading.lines.items(), key=lambda pair: pair[1].name.casefold()):
        since = reading.origin + timedelta(days=line.start)
        until = reading.origin + timedelta(days=line.stop - 1) if line.stop < size else None
        articles = int(in_span(volumes.of_outlet(key), volumes.span(since, volumes.until)).sum())
        unread = sum(line.begun(place) for place in line.unread)
        found.append((key, line.name, since, until, articles, unread))
    return pl.DataFrame(found, schema=OUTLETS_COLLECTED, orient="row")


@on_panel
@remembered_until(past_change)
def coverage_gaps(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Runs of gap days with the same unread outlets for the same reasons, oldest first.

    Columns: since (Date), until (Date, exclusive), outlets (List String: names unread; empty when every
    outlet was read but nothing came in), reasons (List String: why, for each of these,
    storage.coverage.judging.Unread), outlets_selected (Int64).
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
def outlets_with_articles(con: DuckDBPyConnection, *, scope: Scope) -> int:
    """How many of the selected outlets brought anything in the scope's languages on its days."""
    reading = read_archive(con, scope=scope)
    counts = by_line(con, reading, scope, since=scope.since)
    return int((counts[selection_of(reading, scope.outlets).of_lines] > 0).any(axis=1).sum())


@on_panel
@remembered_until(past_change)
def outlet_days(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Each selected outlet's days from ``since`` to ``end``, for volume strips and the coverage calendar.

    Columns: outlet_id (Int16), day (Date), articles (Int64, in the scope's languages), expected (Float64:
    weekday norm of all languages, null without enough history), state (String: observed; zero, which was read
    and brought nothing; gap; before; partial), reason (String, ``reading.Reason``: of a gap, why it was
    not read; of "before", "not begun" or "ended"; "holiday" where less than half of a usual day came in on
    one; else null).
    """
    reading = read_archive(con, scope=scope)
    counts = by_line(con, reading, scope, since=scope.since)
    found: list[tuple[object, ...]] = []
    for row, (key, line) in enumerate(reading.lines.items()):
        if scope.outlets and key not in scope.outlets:
            continue
        for day, articles in zip(days_of(scope), counts[row].tolist(), strict=True):
            place = reading.place(day)
            norm = line.expected[place] if line.begun(place) else None
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


def states_named(states: Ints) -> list[DayState]:
    """States in words."""
    return [STATES[state] for state in states.tolist()]
