"""The Overview page's numbers: today so far, outlets that fell silent, what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import isnan, sqrt
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from storage.coverage.bounds import bounds
from storage.coverage.coverage import collected_by_day, days_that_count
from storage.coverage.folding import covered
from storage.coverage.free_days import free_days
from storage.coverage.judging import FEWEST_FREE_DAYS
from storage.coverage.norm import WEEKS, middle
from storage.coverage.panel import on_panel
from storage.coverage.reading import Reading, past_change, read_archive, zone_of
from storage.coverage.selection import parts_of_outlets, selection_of
from storage.memo import end_of_minute, names, remembered, remembered_until
from storage.questions.entity_list import entities
from storage.scope import Scope
from storage.sqlfiles import frame, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from entities.types import EntityKind

FEWEST_WINDOWS = 3  # to say how many entities are usual
FEWEST_MOVED = 20  # articles in one of two weeks, below which a change of share is noise
SURELY_SILENT = 5.3  # articles missed: with so many usual, none at all happens once in 200 times
COMPARED = 4  # weeks
_DAY = timedelta(days=1)
LOST_TOUCH = timedelta(hours=2)  # without a successful poll

REPORTING = {
    "outlet_id": pl.Int16,
    "key": pl.String,
    "name": pl.String,
    "last_article_at": pl.Datetime,
    "last_ok_at": pl.Datetime,
    "articles_24h": pl.Int64,
    "usual_24h": pl.Float64,
    "missed": pl.Float64,
    "silent_since": pl.Datetime,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day so far."""

    day: date
    articles: int
    usual: float | None  # median by this hour of the last eight same weekdays; None without four of them
    updated_at: datetime | None  # naive UTC: last batch taken in


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """How many entities were mentioned in a window."""

    entities: int
    usual: float | None  # median of up to eight equally long windows before; None without three observed ones
    windows: int  # how many that were


def today(
    con: DuckDBPyConnection,
    *,
    now: datetime,
    zone: ZoneInfo,
    outlets: tuple[int, ...] = (),
    langs: tuple[str, ...] = (),
) -> Today:
    """Articles collected today against the same weekday's usual number by this hour. ``now`` is aware.

    Holidays are left out of what is usual; on one, it is as much less as on those of its kind before.
    """
    local = now.astimezone(zone)
    day = local.date()
    reading = read_archive(con, scope=Scope(since=day, until=day + timedelta(days=1), today=day))
    selection, place = selection_of(reading, outlets), reading.place(day)
    before = selection.histories
    observed = [
        day - timedelta(days=place - past) for past in before.places[place][: before.found[place]].tolist()
    ]
    part = selection.free_parts[place]
    asked = [day, *observed]
    # the same clock time on each day, whatever the zone's offset was then
    until = [
        datetime.combine(past, local.time(), zone).astimezone(UTC).replace(tzinfo=None) for past in asked
    ]
    counts = dict(
        rows(con, "articles_by_hour", days=asked, until=until, outlets=list(outlets), langs=list(langs))
    )
    history = [counts.get(past, 0) for past in observed]
    return Today(
        day=day,
        articles=counts.get(day, 0),
        usual=float(median(history)) * (1.0 if isnan(part) else float(part)) if history else None,
        updated_at=bounds(con).updated_at,
    )


def outlets_reporting(
    con: DuckDBPyConnection, *, now: datetime, outlets: tuple[int, ...] = ()
) -> pl.DataFrame:
    """Whether each outlet still brings articles.

    Silent is an outlet that brought nothing since a time when, at the same hours of the last four weeks, it
    would have brought at least five, or that could not be read for two hours. Holidays are left out of these
    weeks. On one, an outlet brings as much less as on those of its kind before, and is not called silent as
    long as it may be as quiet as on the quietest; nor before three were seen.

    Columns: outlet_id (Int16), key, name, last_article_at (Datetime: a feed brought it), last_ok_at
    (Datetime: last successful poll), articles_24h (Int64), usual_24h (Float64: mean of four weeks), missed
    (Float64: articles usual since last_article_at), silent_since (Datetime, null while reporting). Times are
    naive UTC. All is as of the end of the minute of ``now``: whoever asks within it gets one answer.
    """
    return _reporting(con, now=end_of_minute(now.astimezone(UTC)), outlets=outlets)


@remembered
def _reporting(con: DuckDBPyConnection, *, now: datetime, outlets: tuple[int, ...]) -> pl.DataFrame:
    at = now.replace(tzinfo=None)
    local = now.astimezone(zone_of(con))
    day = local.date()
    reading = read_archive(con, scope=Scope(since=day, until=day + timedelta(days=1), today=day))
    backs = _plain_days_before(day)
    found: list[tuple[object, ...]] = []
    asked = frame(con, "outlets_reporting", now=at, outlets=list(outlets), backs=backs)
    for row in asked.iter_rows(named=True):
        seen, outlet = row["last_article_at"], row["outlet_id"]
        row["usual_24h"] *= _part(reading, outlet, local, _DAY)[0]
        row["missed"] *= _part(reading, outlet, local, at - seen if seen else _DAY)[1]
        seen, read, polled = row["last_article_at"], row["last_ok_at"], row["last_poll_at"]
        silent: datetime | None = None
        if seen is not None and row["missed"] >= SURELY_SILENT:
            silent = seen
        elif polled is not None and (read is None or at - read > LOST_TOUCH):
            silent = read or polled
        found.append((*(row[name] for name in list(REPORTING)[:-1]), silent))
    return pl.DataFrame(found, schema=REPORTING, orient="row")


def _plain_days_before(day: date) -> list[int]:
    """How many days before a day those of other weeks lie that are no holidays, nor the days before them."""
    weeks = range(7, 7 * (COMPARED + 2), 7)
    free = {back: free_days(day - timedelta(days=back + 1), 2) for back in weeks}
    return [back for back in weeks if not any(free[back])][:COMPARED]


def _part(reading: Reading, outlet: int, now: datetime, span: timedelta) -> tuple[float, float]:
    """What part of usual hours the hours before ``now``, a day at most, bring where they are of holidays.

    As a rule, and at least: that of the quietest day among them, 0 where too few holidays were seen to tell.
    """
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    span = min(max(span, timedelta(hours=1)), _DAY)
    of_today = min(now - midnight, span) / span
    usual, least = 0.0, 1.0
    for day, weight in ((now.date(), of_today), (now.date() - _DAY, 1 - of_today)):
        place = reading.place(day)
        free, parts = reading.free_day(place), list[float]()
        if free:
            parts = parts_of_outlets(reading, place).get(outlet, [])
        known = len(parts) >= FEWEST_FREE_DAYS
        usual += weight * (middle(parts) if known else 1.0)
        if free and weight:
            least = min(least, min(parts) if known else 0.0)
    return usual, least


@on_panel
@remembered
def entities_mentioned(
    con: DuckDBPyConnection, *, scope: Scope, kind: EntityKind | None = "country"
) -> Mentioned:
    """How many entities the window mentions, against up to eight equally long windows before it."""
    windows = [scope]
    for _ in range(WEEKS):
        windows.append(windows[-1].before())
    wide = scope.window(windows[-1].since, scope.end)
    states = dict(collected_by_day(con, scope=wide).select("day", "state").iter_rows())
    found = covered(con, scope=wide, mentions=False)
    asked = np.isin(found.entities, list(_of_kind(con, kind)))
    days = found.articles[asked] > 0
    seen = [
        int(days[:, place * scope.days : (place + 1) * scope.days].any(axis=1).sum())
        for place in reversed(range(len(windows)))
    ]
    usual = [
        seen[place] for place, window in enumerate(windows) if place and _mostly_observed(window, states)
    ]
    return Mentioned(
        entities=seen[0],
        usual=float(median(usual)) if len(usual) >= FEWEST_WINDOWS else None,
        windows=len(usual),
    )


@on_panel
@remembered
def movers(
    con: DuckDBPyConnection,
    *,
    scope: Scope,
    kind: EntityKind | None = None,
    limit: int = 7,
    earlier: Scope | None = None,
    without: Sequence[int] = (),
) -> pl.DataFrame:
    """Entities whose share changed most surely against ``earlier``; largest change first.

    ``earlier`` is the equally long window before, unless given. Only entities with 20 articles or more in one
    of the two windows, and none of ``without``; observed days only, but a window of today alone counts today
    so far.

    Columns: entity_id (Int16), articles, collected, articles_before, collected_before (Int64), share,
    share_before (Float64), change (Float64: 0.31 = 31 % more; null when share_before is 0), z (Float64:
    standard deviations).
    """
    moved = _moved(con, scope=scope, kind=kind, earlier=earlier or scope.before())
    asked = moved.filter(~pl.col("entity_id").is_in(list(without)))
    surest = asked.sort(pl.col("z").abs(), "entity_id", descending=[True, False]).head(limit)
    return surest.sort(pl.col("change").fill_null(float("inf")), descending=True)


@remembered
def _moved(con: DuckDBPyConnection, *, scope: Scope, kind: EntityKind | None, earlier: Scope) -> pl.DataFrame:
    """All that can be judged, in no order; columns as :func:`movers`."""
    n, total = _window(con, scope=scope, kind=kind)
    n_before, total_before = _window(con, scope=earlier, kind=kind)
    found: list[tuple[object, ...]] = []
    if total and total_before:
        for entity in n.keys() | n_before.keys():
            a, b = n.get(entity, 0), n_before.get(entity, 0)
            if max(a, b) < FEWEST_MOVED:
                continue
            share, before = a / total, b / total_before
            pooled = (a + b) / (total + total_before)
            error = sqrt(max(pooled * (1 - pooled), 1e-12) * (1 / total + 1 / total_before))
            change = share / before - 1 if before else None
            found.append((entity, a, total, b, total_before, share, before, change, (share - before) / error))
    schema = {
        "entity_id": pl.Int16,
        "articles": pl.Int64,
        "collected": pl.Int64,
        "articles_before": pl.Int64,
        "collected_before": pl.Int64,
        "share": pl.Float64,
        "share_before": pl.Float64,
        "change": pl.Float64,
        "z": pl.Float64,
    }
    return pl.DataFrame(found, schema=schema, orient="row")


@remembered_until(past_change)
def _window(con: DuckDBPyConnection, *, scope: Scope, kind: EntityKind | None) -> tuple[dict[int, int], int]:
    """Count of every entity and of all articles, over the observed days of a window."""
    counted, total = days_that_count(con, scope)
    sums = covered(con, scope=scope, mentions=False).sums(counted).filter(pl.col("share_n") > 0)
    counts = dict(sums.select("entity_id", "share_n").iter_rows())
    asked = _of_kind(con, kind)
    return {key: n for key, n in counts.items() if key in asked}, total


@remembered_until(names)
def _of_kind(con: DuckDBPyConnection, kind: EntityKind | None) -> frozenset[int]:
    every = entities(con)
    return frozenset((every if kind is None else every.filter(pl.col("kind") == kind))["entity_id"])


def _mostly_observed(window: Scope, states: dict[date, str]) -> bool:
    days = [states.get(window.since + timedelta(days=place)) for place in range(window.days)]
    return bool(days) and days.count("observed") >= 0.8 * len(days)
