"""Coverage over time: by day, week or month, with gaps that stay gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import polars as pl

from storage.coverage.coverage import counted_by_day
from storage.coverage.folding import covered
from storage.coverage.panel import on_panel
from storage.coverage.reading import past_change
from storage.memo import remembered_until
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Grain = Literal["day", "week", "month"]

NOBODY = 0  # no entity has this id

EVERY = {"day": "1d", "week": "1w", "month": "1mo"}


@on_panel
@remembered_until(past_change)
def timeline(
    con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int], grain: Grain = "day"
) -> pl.DataFrame:
    """One row per entity and bucket without holes, in the order of ``entity_ids``, then of time.

    Columns: entity_id (Int16), day (Date: first day of the bucket; weeks begin on Monday), articles, mentions
    (Int64), collected (Int64), share (Float64, 0..1), index (Float64: articles per observed day, 100 = mean
    of the window), days, days_observed (Int64), state (String). articles, mentions, collected, share and
    index are sums over the bucket's observed days (and today), null where there is none. state: "observed";
    "gap" and "before" when no day of the bucket was observed; "partial" when it has today, or the window cuts
    it.
    """
    days = counted_by_day(con, scope=scope)
    daily = _with_zeros(con, scope, entity_ids, days)
    seen = pl.col("state").is_in(["observed", "partial"])
    whole = pl.col("state") == "observed"
    mean = (
        daily.filter(whole)
        .group_by("entity_id")
        .agg(per_day=pl.col("articles").sum() / pl.col("articles").len())
    )
    bucket = pl.col("day").dt.truncate(EVERY[grain])
    sums = daily.group_by("order", "entity_id", bucket=bucket).agg(
        articles=pl.col("articles").filter(seen).sum(),
        mentions=pl.col("mentions").filter(seen).sum(),
        collected=pl.col("collected").filter(seen).sum(),
        days=pl.len().cast(pl.Int64),
        days_observed=seen.sum().cast(pl.Int64),
        began=(pl.col("state") != "before").any(),
        running=(pl.col("state") == "partial").any(),
    )
    full = (pl.col("bucket").dt.offset_by(EVERY[grain]) - pl.col("bucket")).dt.total_days()
    cut = pl.col("days") < full
    none = pl.col("days_observed") == 0
    known = ~none & (pl.col("collected") > 0)
    return (
        sums.join(mean, on="entity_id", how="left")
        .with_columns(
            state=pl.when(~pl.col("began"))
            .then(pl.lit("before"))
            .when(none)
            .then(pl.lit("gap"))
            .when(pl.col("running") | cut)
            .then(pl.lit("partial"))
            .otherwise(pl.lit("observed"))
        )
        .with_columns(
            pl.when(~none).then(pl.col("articles", "mentions", "collected")),
            share=pl.when(known).then(pl.col("articles") / pl.col("collected")),
            index=pl.when(~none & (pl.col("per_day") > 0)).then(
                100 * pl.col("articles") / pl.col("days_observed") / pl.col("per_day")
            ),
        )
        .sort("order", "bucket")
        .select(
            "entity_id",
            pl.col("bucket").alias("day"),
            *("articles", "mentions", "collected", "share", "index", "days", "days_observed", "state"),
        )
    )


@on_panel
@remembered_until(past_change)
def rolling_share(
    con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int], days: int = 7
) -> pl.DataFrame:
    """Share of the last ``days`` days up to each day, sum over sum of observed days; for sparklines.

    Columns: entity_id (Int16), day (Date), articles, collected (Int64), share (Float64, null when no day of
    the span was observed).
    """
    wide = scope.window(scope.since - timedelta(days=days - 1), scope.until)
    daily = _with_zeros(con, wide, entity_ids, counted_by_day(con, scope=wide))
    seen = pl.col("state") == "observed"
    summed = daily.sort("order", "day").with_columns(
        pl.when(seen)
        .then(pl.col("articles", "collected"))
        .otherwise(0)
        .rolling_sum(days, min_samples=1)
        .over("order")
    )
    known = pl.col("collected") > 0
    return summed.filter(pl.col("day") >= scope.since).select(
        "entity_id",
        "day",
        "articles",
        "collected",
        share=pl.when(known).then(pl.col("articles") / pl.col("collected")),
    )


def _with_zeros(
    con: DuckDBPyConnection, scope: Scope, entity_ids: Sequence[int], days: pl.DataFrame
) -> pl.DataFrame:
    """Every entity on every day: order, entity_id, day, articles, mentions, collected, state."""
    counts = covered(con, scope=scope, entity_ids=entity_ids or (NOBODY,)).frame()
    asked = pl.DataFrame(
        {"entity_id": list(entity_ids), "order": list(range(len(entity_ids)))},
        schema={"entity_id": pl.Int16, "order": pl.Int64},
    )
    grid = asked.join(days.select("day", "state", collected="articles"), how="cross")
    return grid.join(counts, on=["entity_id", "day"], how="left").with_columns(
        pl.col("articles", "mentions").fill_null(0)
    )
