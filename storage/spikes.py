"""Days on which an entity was in far more articles than usual.

What is usual is the median of the last eight same weekdays, gaps and holidays left out; on a holiday, as much
less as on holidays before. A spike is a count of eight articles or more in two outlets or more, at least half
as much again as usual, and too high for chance (``storage.surprise`` has the arithmetic): over all the
entity-days asked for, no more than one discovery in ten is expected to be false.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from storage.coverage import days_of
from storage.folding import copies_by_day, counted_params, covered_by_day
from storage.memo import remembered_until
from storage.norm import LOOKBACK_WEEKS, WEEKS, middle
from storage.panel import on_panel
from storage.reading import past_change, read_archive
from storage.selection import selection_of
from storage.sqlfiles import rows
from storage.surprise import FEWEST_ARTICLES, SMALLEST_NORM, Span, Surprise, discovered, surprises

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.scope import Scope

Verdict = Literal["spike", "usual", "too_few", "no_norm", "gap", "before", "partial"]

FEWEST_OUTLETS = 2
FEWEST_TIMES = 1.5  # a large entity can be surely, and still only slightly, above its usual
SAME_RISE = 3  # days between two spike days of one rise: a weekend in between does not end it

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
    p_value: float | None  # chance of so many articles
    outlets: int | None  # counted only where the rest looks like a spike
    state: Verdict


@on_panel
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


@on_panel
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
    days: list[Judged] = []
    chances: list[float] = []
    for entity in judge.entities:
        for place, found in enumerate(surprises(judge.counts[entity], judge.span), start=judge.span.begin):
            days.append(judge.judged(entity, place, found))
            if found:
                chances.append(found.chance)
    bar = discovered((row.p_value for row in days if row.p_value is not None), chances)
    likely = [place for place, row in enumerate(days) if row.p_value is not None and row.p_value <= bar]
    outlets = judge.outlets({days[place].entity_id for place in likely})
    for place in likely:
        row = days[place]
        many = outlets.get((row.entity_id, row.day), 0)
        large = row.ratio is not None and row.ratio >= FEWEST_TIMES
        spike = row.articles >= FEWEST_ARTICLES and many >= FEWEST_OUTLETS and large
        days[place] = row._replace(outlets=many, state="spike" if spike else row.state)
    return days


class _Judge:
    """What all entities of one question have in common, and their counts."""

    def __init__(self, con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int]) -> None:
        self.con, self.scope = con, scope
        # norms of the eight weeks before are needed to see how far counts scatter
        self.since = scope.since - timedelta(weeks=LOOKBACK_WEEKS + WEEKS)
        wide = scope.window(self.since, scope.end)
        self.params = counted_params(con, wide) | {"capitals": scope.capitals}
        selection = selection_of(read_archive(con, scope=scope), scope.outlets)
        first = selection.reading.place(self.since)
        self.every = days_of(wide)
        places = range(len(self.every))
        self.states = [selection.state(first + place) for place in places]
        if scope.langs or scope.end > (scope.today or scope.end):
            self.collected = [0] * len(self.every)
            for outlet, day, articles in rows(
                con, "outlet_days", since=self.since, until=scope.end, langs=list(scope.langs)
            ):
                line = selection.lines.get(outlet)
                if line and line.begun(selection.reading.place(day)):
                    self.collected[(day - self.since).days] += articles
        else:
            self.collected = list(map(selection.articles, self.every))
        self.counts: dict[int, list[int]] = {entity: [0] * len(self.every) for entity in entity_ids}
        for day, fewer in copies_by_day(con, scope=wide).items():
            self.collected[(day - self.since).days] -= fewer
        for entity, day, articles, _ in covered_by_day(con, scope=wide, entity_ids=entity_ids).iter_rows():
            self.counts.setdefault(entity, [0] * len(self.every))[(day - self.since).days] = articles
        self.entities = list(self.counts)
        self.history = [[back - first for back in selection.history(first + place)] for place in places]
        self.free = [selection.free_part(first + place) for place in places]
        self.span = Span(
            begin=(scope.since - self.since).days,
            observed=[self.states[place] == "observed" and self.collected[place] > 0 for place in places],
            anew=[selection.anew(first + place) for place in places],
            collected=self.collected,
            usual=[self._usual(self.collected, place) for place in places],
            free=[part is not None for part in self.free],
        )

    def _usual(self, counts: Sequence[int], place: int) -> float | None:
        """Median of the same weekdays before, or what part of it a holiday has; None with too few of them."""
        part, history = self.free[place], self.history[place]
        return middle([counts[back] for back in history]) * (part or 1.0) if history else None

    def outlets(self, entities: set[int]) -> dict[tuple[int, date], int]:
        """In how many outlets these entities were, by day."""
        if not entities:
            return {}
        params = self.params | {"since": self.scope.since, "entities": sorted(entities)}
        return {(entity, day): many for entity, day, many in rows(self.con, "outlets_by_day", **params)}

    def judged(self, entity: int, place: int, found: Surprise | None) -> Judged:
        """One day before discoveries are told from chance."""
        day, count, collected = self.every[place], self.counts[entity][place], self.collected[place]
        usual = self._usual(self.counts[entity], place)
        if found is not None and usual is not None:
            few = count < FEWEST_ARTICLES and usual < FEWEST_ARTICLES
            ratio = count / max(usual, SMALLEST_NORM)
            verdict: Verdict = "too_few" if few else "usual"
            return Judged(entity, day, count, collected, usual, ratio, found.z, found.p_value, None, verdict)
        if self.span.observed[place]:
            verdict = "no_norm"
        else:
            state = self.states[place]
            verdict = "gap" if state == "observed" else state
        return Judged(entity, day, count, collected, usual, None, None, None, None, verdict)
