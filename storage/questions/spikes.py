"""Days on which an entity was in far more articles than usual.

What is usual is the median of the last eight same weekdays, gaps and holidays left out; on a holiday, as much
less as on holidays before. A spike is a count of eight articles or more in two outlets or more, at least half
as much again as usual, and too high for chance (``surprise.py`` has the arithmetic): over all the
entity-days asked for, no more than one discovery in ten is expected to be false.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from storage.coverage.coverage import counted_days
from storage.coverage.daily import day_series
from storage.coverage.folding import copies_by_day, counted_params, covered
from storage.coverage.norm import LOOKBACK_WEEKS, WEEKS, middles, middles_of
from storage.coverage.panel import on_panel
from storage.coverage.reading import past_change, read_archive
from storage.coverage.selection import GAP, OBSERVED, STATES, selection_of
from storage.memo import remembered_until
from storage.numbers import Floats, Ints, Span, in_span
from storage.questions.surprise import FEWEST_ARTICLES, SMALLEST_NORM, Days, discovered, surprises
from storage.sqlfiles import rows as sql_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.scope import Scope

VERDICTS = ("spike", "usual", "too_few", "no_norm")  # besides the states of days that are not observed

FEWEST_OUTLETS = 2
FEWEST_TIMES = 1.5  # a large entity can be surely, and still only slightly, above its usual
JUDGED_FROM = timedelta(weeks=LOOKBACK_WEEKS + WEEKS)  # before the days judged: what they are judged by
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
    judge = _Judge(con, scope, entity_ids)
    found = judge.frame(*judge.spikes())
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
    is no observed one. p_value is null where nothing was to be tested, outlets where a day was not far enough
    above its norm.
    """
    judge = _Judge(con, scope, entity_ids)
    order = judge.rows_of(entity_ids)
    return judge.frame(np.repeat(order, judge.size), np.tile(np.arange(judge.size), len(order)))


class _Judge:
    """Entities on the days of a scope: tables with a row an entity and a column a day."""

    def __init__(self, con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int]) -> None:
        # norms of the eight weeks before are needed to see how far counts scatter
        wide = scope.window(scope.since - JUDGED_FROM, scope.end)
        self.since, self.size = scope.since, scope.days
        begin = min((scope.since - wide.since).days, wide.days)
        selection = selection_of(read_archive(con, scope=scope), scope.outlets)
        span = selection.span(wide.since, wide.end)
        states, collected = counted_days(con, scope=wide)
        collected = collected - copies_by_day(con, scope=wide)
        found = covered(con, scope=wide, entity_ids=entity_ids, mentions=False)
        observed = (states == OBSERVED) & (collected > 0)
        parts = in_span(selection.free_parts, span, np.nan)
        self._part = np.where(np.isnan(parts), 1.0, parts)[begin:]
        self._history = selection.histories.within(Span(span.start + begin, span.stop), span.start)
        usual = np.full(len(collected), np.nan)
        usual[begin:] = middles(collected, self._history) * self._part
        anew = in_span(selection.anew, span)
        days = Days(
            begin=begin, observed=observed, anew=anew, collected=collected, usual=usual, free=~np.isnan(parts)
        )
        self.entities, self._counts = found.entities, found.articles
        self.z, self.p_values, chances = surprises(self._counts, days)
        self.articles, self.collected = self._counts[:, begin:], collected[begin:]
        self._observed, self._states = observed[begin:], states[begin:]
        tested = ~np.isnan(self.p_values)
        bar = discovered(self.p_values[tested], chances[~np.isnan(chances)])
        self._outlets = self._counted_outlets(con, wide, *np.nonzero(tested & (self.p_values <= bar)))

    def rows_of(self, entity_ids: Sequence[int]) -> Ints:
        """Of these entities, in their order; of all when none are given."""
        if not entity_ids:
            return np.arange(len(self.entities))
        return np.searchsorted(self.entities, np.array(list(dict.fromkeys(entity_ids)), dtype=np.int64))

    def spikes(self) -> tuple[Ints, Ints]:
        """Rows and columns."""
        rows, places = np.nonzero(self._outlets >= FEWEST_OUTLETS)
        return rows, places

    def frame(self, rows: Ints, places: Ints) -> pl.DataFrame:
        """What is told of these."""
        counts, collected = self.articles[rows, places], self.collected[places]
        usual = self._usual(rows, places)
        z, p_values = self.z[rows, places], self.p_values[rows, places]
        known = ~np.isnan(z)
        outlets = self._outlets[rows, places]
        few = (counts < FEWEST_ARTICLES) & (usual < FEWEST_ARTICLES)
        verdicts = np.select(
            [outlets >= FEWEST_OUTLETS, known & few, known, self._observed[places]],
            [VERDICTS.index(name) for name in ("spike", "too_few", "usual", "no_norm")],
            np.where(self._states[places] == OBSERVED, GAP, self._states[places]) + len(VERDICTS),
        )
        told = np.array([*VERDICTS, *STATES], dtype=object)[verdicts]
        found = pl.DataFrame(
            {
                "entity_id": self.entities[rows],
                "day": day_series(self.since, places),
                "articles": counts,
                "collected": collected,
                "expected": usual,
                "ratio": np.where(known, self._times(rows, places, usual), np.nan),
                "z": z,
                "p_value": p_values,
                "outlets": outlets,
                "state": told.tolist(),
            },
            schema=JUDGED,
        )
        return found.with_columns(
            pl.col("expected", "ratio", "z", "p_value").fill_nan(None),
            pl.when(pl.col("outlets") >= 0).then(pl.col("outlets")),
        )

    def _times(self, rows: Ints, places: Ints, usual: Floats) -> Floats:
        """How many times as much as usual."""
        found: Floats = self.articles[rows, places] / np.maximum(usual, SMALLEST_NORM)
        return found

    def _usual(self, rows: Ints, places: Ints) -> Floats:
        """Median of the same weekdays before, or what part of it a holiday has; nan with too few of them."""
        found: Floats = middles_of(self._counts, rows, self._history.at(places)) * self._part[places]
        return found

    def _counted_outlets(self, con: DuckDBPyConnection, wide: Scope, rows: Ints, places: Ints) -> Ints:
        """In how many outlets entities were on those of these days that are large enough; -1 elsewhere."""
        found = np.full(self.articles.shape, -1)
        large = self._times(rows, places, self._usual(rows, places)) >= FEWEST_TIMES
        rows, places = rows[large], places[large]
        if len(rows):
            found[rows, places] = 0
            days = day_series(self.since, places).to_list()
            asked = counted_params(con, wide) | {
                "entities": self.entities[rows].tolist(),
                "days": days,
                "since": min(days),
                "until": max(days) + timedelta(days=1),
                "capitals": wide.capitals,
            }
            for entity, day, outlets in sql_rows(con, "outlets_by_day", **asked):
                found[np.searchsorted(self.entities, entity), (day - self.since).days] = outlets
        return found
