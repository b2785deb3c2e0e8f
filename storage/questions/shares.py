"""Shares of countries for the map, and of outlets for the dot plot."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import polars as pl

from storage.coverage.coverage import days_of, days_that_count
from storage.coverage.folding import covered, story_params
from storage.coverage.panel import on_panel
from storage.coverage.reading import past_change
from storage.memo import remembered_until
from storage.questions.entity_list import entities
from storage.scope import Scope
from storage.sqlfiles import frame

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SURE = 1.96  # standard deviations: the interval holds the true share 19 times in 20


@on_panel
@remembered_until(past_change)
def country_totals(
    con: DuckDBPyConnection, *, scope: Scope, earlier: Scope | None = None, leaders: bool = False
) -> pl.DataFrame:
    """Every country written of in the window or in ``earlier`` (the equally long one before), most first.

    With ``leaders`` an article about a leader counts for the country, too, and one about both counts once.
    Observed days only, but a window of today alone counts today so far.

    Columns: country (String, ISO 3166-1 alpha-2), articles, collected, articles_before, collected_before
    (Int64), share, share_before (Float64, null when nothing was observed), change (Float64: 0.31 = 31 % more;
    null when share_before is 0 or null), outlets (Int64: that wrote of it on these days).
    """
    now, collected = _countries(con, scope, leaders=leaders)
    before, collected_before = _countries(con, earlier or scope.before(), leaders=leaders, outlets=False)
    both = now.join(
        before.select("country", articles_before="articles"), on="country", how="full", coalesce=True
    ).with_columns(pl.col("articles", "outlets", "articles_before").fill_null(0))
    share = pl.col("articles") / pl.lit(collected or None, dtype=pl.Float64)
    share_before = pl.col("articles_before") / pl.lit(collected_before or None, dtype=pl.Float64)
    return (
        both.with_columns(
            share=share,
            share_before=share_before,
            collected=pl.lit(collected, dtype=pl.Int64),
            collected_before=pl.lit(collected_before, dtype=pl.Int64),
        )
        .with_columns(
            change=pl.when(pl.col("share_before") > 0).then(pl.col("share") / pl.col("share_before") - 1)
        )
        .select(
            *("country", "articles", "collected", "articles_before", "collected_before"),
            *("share", "share_before", "change", "outlets"),
        )
        .sort("articles", "articles_before", "country", descending=[True, True, False])
    )


def _countries(
    con: DuckDBPyConnection, scope: Scope, *, leaders: bool, outlets: bool = True
) -> tuple[pl.DataFrame, int]:
    """Counts of every country, and of all articles, over the days of the window that count.

    Columns: country, articles, and outlets, at least where these are wanted.
    """
    counted, total = days_that_count(con, scope)
    without = [day for day, counts in zip(days_of(scope), counted, strict=True) if not counts]
    asked = story_params(con, scope) | {"capitals": scope.capitals, "without": without}
    if leaders:  # an article has a country once, however many of its leaders: no daily counts tell
        asked |= {"stories": scope.basis == "stories", "with_outlets": outlets}
        return frame(con, "country_sums", **asked), total
    country = entities(con).filter(pl.col("kind") == "country").select("entity_id", "country")
    if scope.basis == "articles" and scope.outlets:  # of all outlets they are known by day without a question
        written = frame(con, "outlets_of_entities", **asked)
        return country.join(written, on="entity_id").drop("entity_id"), total
    sums = covered(con, scope=scope, entity_ids=country["entity_id"].to_list(), mentions=False).sums(counted)
    found = country.join(sums.filter(pl.col("share_n") > 0), on="entity_id")
    found = found.select("entity_id", "country", articles="share_n")
    if outlets:
        many = frame(con, "outlets_of_entities", **asked)
        found = found.join(many.drop("articles"), on="entity_id")
    return found.drop("entity_id"), total


@on_panel
@remembered_until(past_change)
def coverage_by_outlet(con: DuckDBPyConnection, *, scope: Scope, entity_id: int) -> pl.DataFrame:
    """How each outlet covers one entity, most articles first; outlets that collected nothing are absent.

    Where stories are counted, an outlet's are its articles less the copies of its own.

    Columns: outlet_id (Int16), key, name, articles, mentions, collected (Int64), share, low, high (Float64:
    articles / collected, and its 95 % interval by Wilson's method, wide where little was collected).
    """
    asked = story_params(con, scope) | {"entity": entity_id, "capitals": scope.capitals}
    found = frame(con, "coverage_by_outlet", **asked)
    if scope.basis == "stories":
        copies = frame(con, "own_copies_by_outlet", **asked)
        fewer = found.select("outlet_id").join(copies, on="outlet_id", how="left").fill_null(0)
        found = found.with_columns(
            articles=found["articles"] - fewer["articles"], collected=found["collected"] - fewer["collected"]
        )
        found = found.filter(pl.col("collected") > 0)  # else it had copies of its own alone
        found = found.sort("articles", "collected", "outlet_id", descending=[True, True, False])
    bounds = [wilson(n, total) for n, total in found.select("articles", "collected").iter_rows()]
    return found.with_columns(
        share=pl.col("articles") / pl.col("collected"),
        low=pl.Series([low for low, _ in bounds], dtype=pl.Float64),
        high=pl.Series([high for _, high in bounds], dtype=pl.Float64),
    )


def wilson(n: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share of which ``n`` of ``total`` were seen; ``total`` is positive."""
    share, part = n / total, SURE**2 / total
    middle = (share + part / 2) / (1 + part)
    half = SURE / (1 + part) * sqrt(share * (1 - share) / total + part / (4 * total))
    return (middle - half if n else 0.0), (middle + half if n < total else 1.0)
