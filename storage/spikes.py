"""Days on which an entity was in far more articles than usual.

A count is set against the median of the last eight same weekdays, gaps left out. How surprising it is comes
from a negative binomial distribution as wide as the entity's own last eight weeks, never narrower than
Poisson; over all entity-days asked for, the rate of false discoveries is held at one in twenty
(Benjamini-Hochberg).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from storage.coverage import days_of
from storage.folding import copies_by_day, covered_by_day
from storage.memo import remembered_until
from storage.norm import LOOKBACK_WEEKS, WEEKS, at_least, deviation, middle, spread
from storage.reading import past_change, read_archive
from storage.selection import selection_of
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.scope import Scope

Verdict = Literal["spike", "usual", "too_few", "no_norm", "gap", "before", "partial"]

FALSE_DISCOVERIES = 0.05
FEWEST_ARTICLES = 8
FEWEST_OUTLETS = 2
FEWEST_TIMES = 1.5  # a large entity can be surely, and still only slightly, above its usual
WORTH_TESTING = 2.0  # standard deviations; below, no count is a discovery
SAME_RISE = 3  # days between two spike days of one rise: a weekend in between does not end it
SMALLEST_NORM = 0.5  # a median of 0 does not mean that it never happens

JUDGED = {
    "entity_id": pl.Int16,
    "day": pl.Date,
    "articles": pl.Int64,
    "collected": pl.Int64,
    "expected": pl.Float64,
    "ratio": pl.Float64,
    "z": pl.Float64,
    "p_value": pl.Float64,
    "outlets": pl.Int64,
    "state": pl.String,
}


class Judged(NamedTuple):
    """One entity on one day."""

    entity_id: int
    day: date
    articles: int
    collected: int
    expected: float | None  # None without a norm
    ratio: float | None
    z: float | None  # standard deviations above the norm
    p_value: float | None  # chance of this count or more
    outlets: int | None  # counted only where the rest looks like a spike
    state: Verdict


@remembered_until(past_change)
def spikes(
    con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int] = (), limit: int = 5
) -> pl.DataFrame:
    """The ``limit`` most surprising spikes, in the order of time; of all entities when none are given.

    A rise that lasts is one spike: of an entity's spike days that nearly touch, the one with the
    largest share is kept.

    Columns: entity_id (Int16), day (Date), articles, collected (Int64), expected, ratio, z, p_value
    (Float64), outlets (Int64), state (String, "spike").
    """
    if scope.today and scope.end > scope.today and entity_ids:  # today is not over: it never is a spike
        scope = scope.window(min(scope.since, scope.today), scope.today)
        return spikes(con, scope=scope, entity_ids=entity_ids, limit=limit)
    days = _judged_days(con, scope, entity_ids)
    found = pl.DataFrame([row for row in days if row.state == "spike"], schema=JUDGED, orient="row")
    rise = (pl.col("day").diff().over("entity_id") > timedelta(days=SAME_RISE)).fill_null(value=True)
    peaks = (
        found.sort("entity_id", "day")
        .with_columns(rise=rise.cum_sum())
        .sort(pl.col("articles") / pl.col("collected"), "p_value", descending=[True, False])
        .unique("rise", keep="first", maintain_order=True)
        .drop("rise")
    )
    return peaks.sort("p_value", "articles", descending=[False, True]).head(limit).sort("day", "entity_id")


@remembered_until(past_change)
def judged_days(con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int] = ()) -> pl.DataFrame:
    """Every entity on every day against its own norm, for heat maps and for the panel of one day.

    Columns as ``spikes``, one row per entity and day without holes. state: "spike"; "usual"; "too_few" (below
    eight articles, and fewer than that are usual); "no_norm" (fewer than four usable same weekdays before);
    "gap", "before", "partial" as in ``collected_by_day``. z and ratio are null when there is no norm, the day
    is no observed one. p_value is null where nothing was to be tested.
    """
    return pl.DataFrame(_judged_days(con, scope, entity_ids), schema=JUDGED, orient="row")


def _judged_days(con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int]) -> list[Judged]:
    judge = _Judge(con, scope, entity_ids)
    days = [row for entity in judge.entities for row in judge.days(entity)]
    tested = sum(row.expected is not None and row.state in {"usual", "too_few"} for row in days)
    bar = _discoveries([row.p_value for row in days if row.p_value is not None], tested)
    likely = [place for place, row in enumerate(days) if row.p_value is not None and row.p_value <= bar]
    outlets = judge.outlets({days[place].entity_id for place in likely})
    for place in likely:
        row = days[place]
        many = outlets.get((row.entity_id, row.day), 0)
        large = row.ratio is not None and row.ratio >= FEWEST_TIMES
        spike = row.articles >= FEWEST_ARTICLES and many >= FEWEST_OUTLETS and large
        days[place] = row._replace(outlets=many, state="spike" if spike else row.state)
    return days


def _discoveries(p_values: list[float], tested: int) -> float:
    """Benjamini-Hochberg: the largest p-value that is still a discovery; -1 when there is none.

    Tests without a p-value here were counted in ``tested`` and are no discoveries.
    """
    bar = -1.0
    for rank, p_value in enumerate(sorted(p_values), start=1):
        if p_value <= FALSE_DISCOVERIES * rank / tested:
            bar = p_value
    return bar


class _Judge:
    """What all entities of one question have in common."""

    def __init__(self, con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int]) -> None:
        self.con, self.scope = con, scope
        # norms of the eight weeks before are needed to see how far counts scatter
        self.since = scope.since - timedelta(weeks=LOOKBACK_WEEKS + WEEKS)
        wide = scope.window(self.since, scope.end)
        self.params = wide.params() | {"capitals": scope.capitals}
        selection = selection_of(read_archive(con, scope=scope), scope.outlets)
        first = selection.reading.place(self.since)
        every = days_of(wide)
        self.states = [selection.state(first + place) for place in range(len(every))]
        begin = (scope.since - self.since).days - 7 * WEEKS
        self.history = [
            [back - first for back in selection.history(first + place)] if place >= begin else []
            for place in range(len(every))
        ]
        if scope.langs or scope.end > (scope.today or scope.end):
            self.collected = [0] * len(every)
            for outlet, day, articles in rows(
                con, "outlet_days", since=self.since, until=scope.end, langs=list(scope.langs)
            ):
                if not scope.outlets or outlet in selection.lines:
                    self.collected[(day - self.since).days] += articles
        else:
            self.collected = list(map(selection.articles, every))
        self.counts: dict[int, list[int]] = {entity: [0] * len(every) for entity in entity_ids}
        for day, fewer in copies_by_day(con, scope=wide).items():
            self.collected[(day - self.since).days] -= fewer
        for entity, day, articles, _ in covered_by_day(con, scope=wide, entity_ids=entity_ids):
            self.counts.setdefault(entity, [0] * len(every))[(day - self.since).days] = articles
        self.entities = list(self.counts)

    def days(self, entity: int) -> list[Judged]:
        """The entity's days inside the scope."""
        counts = self.counts[entity]
        begin = (self.scope.since - self.since).days
        above = squares = 0.0
        recent: list[tuple[float, float]] = []
        found: list[Judged] = []
        for place in range(max(0, begin - 7 * WEEKS), len(counts)):
            day = self.since + timedelta(days=place)
            history = self.history[place]
            norm = (middle([counts[back] for back in history]), len(history)) if history else None
            if place >= begin:
                excess = max(0.0, above / squares) if squares else 0.0
                found.append(self._judged(entity, day, place, norm, excess))
            usable = norm is not None and self.states[place] == "observed"
            recent.append(_scatter(counts[place], *norm) if usable and norm else (0.0, 0.0))
            above, squares = above + recent[-1][0], squares + recent[-1][1]
            if len(recent) > 7 * WEEKS:
                oldest = recent[-7 * WEEKS - 1]
                above, squares = above - oldest[0], squares - oldest[1]
        return found

    def outlets(self, entities: set[int]) -> dict[tuple[int, date], int]:
        """In how many outlets these entities were, by day."""
        if not entities:
            return {}
        params = self.params | {"since": self.scope.since, "entities": sorted(entities)}
        return {(entity, day): many for entity, day, many in rows(self.con, "outlets_by_day", **params)}

    def _judged(
        self, entity: int, day: date, place: int, norm: tuple[float, int] | None, excess: float
    ) -> Judged:
        count, collected, state = self.counts[entity][place], self.collected[place], self.states[place]
        if state != "observed" or not collected:
            verdict: Verdict = "gap" if state == "observed" else state
            expected = norm[0] if norm else None
            return Judged(entity, day, count, collected, expected, None, None, None, None, verdict)
        if norm is None:
            return Judged(entity, day, count, collected, None, None, None, None, None, "no_norm")
        expected = max(norm[0], SMALLEST_NORM)
        variance = spread(expected, excess, norm[1])
        few = count < FEWEST_ARTICLES and norm[0] < FEWEST_ARTICLES
        z = deviation(count, expected, variance)
        tested = count >= FEWEST_ARTICLES and z > WORTH_TESTING
        return Judged(
            entity,
            day,
            count,
            collected,
            norm[0],
            count / expected,
            z,
            at_least(count, expected, variance) if tested else None,
            None,
            "too_few" if few else "usual",
        )


def _scatter(count: int, norm: float, history: int) -> tuple[float, float]:
    """Squared distance from the norm beyond chance, and the norm squared; one burst counts only so far."""
    expected = max(norm, SMALLEST_NORM)
    distance = min((count - expected) ** 2, 16 * expected + 0.36 * expected**2)
    return distance - spread(expected, 0.0, history), expected**2
