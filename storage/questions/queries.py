"""Every question the dashboard asks, as functions that return polars frames.

Days are those of the archive's zone, times are naive UTC. n (articles) and N (collected) always travel
together: a share is a sum of n over a sum of N, over observed days of the same outlets and languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from storage.coverage.bounds import Bounds, bounds
from storage.coverage.coverage import (
    collected_by_day,
    counted_by_day,
    coverage_calendar,
    coverage_gaps,
    outlet_days,
    outlets_collected,
    outlets_with_articles,
)
from storage.coverage.folding import counted_params, counting_kinds, covered
from storage.coverage.panel import fixed_panel, on_panel
from storage.coverage.reading import past_change, zone_of
from storage.memo import names, remembered, remembered_until
from storage.questions.articles import (
    EVERYTHING,
    ArticleFilter,
    ArticlePage,
    article,
    article_count,
    article_list,
    carried,
    facets,
    mentions_of,
    typical_headlines,
    versions_of,
)
from storage.questions.entity_list import entities
from storage.questions.hours import weekday_and_hour
from storage.questions.nights import nights
from storage.questions.overview import (
    Mentioned,
    Today,
    entities_mentioned,
    movers,
    outlets_reporting,
    today,
)
from storage.questions.series import Grain, rolling_share, timeline
from storage.questions.shares import country_totals, coverage_by_outlet
from storage.questions.spikes import judged_days, spikes
from storage.questions.together import mentioned_with, pairs, together_by_day
from storage.scope import Basis, Panel, Scope
from storage.sqlfiles import frame, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from entities.types import EntityKind

__all__ = [
    "EVERYTHING",
    "ArticleFilter",
    "ArticlePage",
    "Basis",
    "Bounds",
    "Grain",
    "Mentioned",
    "Panel",
    "Scope",
    "Today",
    "article",
    "article_count",
    "article_list",
    "bounds",
    "by_weekday_and_hour",
    "carried",
    "collected_by_day",
    "copies_by_outlet",
    "counted_by_day",
    "country_totals",
    "coverage_by_day",
    "coverage_by_outlet",
    "coverage_calendar",
    "coverage_gaps",
    "coverage_sums",
    "coverage_totals",
    "entities",
    "entities_mentioned",
    "facets",
    "fed_articles",
    "feeds",
    "fixed_panel",
    "judged_days",
    "languages",
    "mentioned_with",
    "mentions_of",
    "movers",
    "named_as",
    "nights",
    "outlet_days",
    "outlets",
    "outlets_collected",
    "outlets_reporting",
    "outlets_with_articles",
    "pairs",
    "rolling_share",
    "spikes",
    "timeline",
    "today",
    "together_by_day",
    "typical_headlines",
    "versions_of",
    "zone_of",
]


@remembered_until(names)
def outlets(con: DuckDBPyConnection) -> pl.DataFrame:
    """Every outlet by name. Columns: outlet_id (Int16), key, name, country, lang, homepage."""
    return frame(con, "outlets")


@remembered_until(names)
def feeds(con: DuckDBPyConnection) -> pl.DataFrame:
    """Feeds that are read. Columns: feed_id, key, outlet_id, outlet, url, section, lang, added_at."""
    return frame(con, "feeds")


@remembered
def copies_by_outlet(con: DuckDBPyConnection, *, since: date, until: date) -> pl.DataFrame:
    """How many articles of ``since`` <= day < ``until`` are copies of others, by outlet.

    The first article of a story is no copy, whichever outlet has it. Columns: outlet_id (Int16), articles
    (Int64), copies (Int64). Outlets without articles are absent.
    """
    return frame(con, "copies_by_outlet", since=since, until=until)


@remembered
def languages(con: DuckDBPyConnection) -> tuple[str, ...]:
    """Languages of the archive's articles (ISO 639-1), most written in first."""
    return tuple(lang for (lang,) in rows(con, "languages"))


@on_panel
def coverage_by_day(con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int] = ()) -> pl.DataFrame:
    """Raw counts, of all entities when none are given; days without any are absent, gaps are not marked.

    Columns: entity_id (Int16), day (Date), articles, mentions (Int64). For charts use ``timeline``.
    """
    return covered(con, scope=scope, entity_ids=entity_ids).frame()


@on_panel
@remembered_until(past_change)
def coverage_sums(
    con: DuckDBPyConnection, *, scope: Scope, kind: EntityKind | None = None, entity_ids: Sequence[int] = ()
) -> pl.DataFrame:
    """Sums of every entity mentioned in the window, or of those given (with zeros), most articles first.

    Columns: entity_id (Int16), key, kind, name_en, name_id, country, articles, mentions (Int64, all days),
    share_n, share_of (Int64: n and N of the observed days), share (Float64, null when nothing was observed),
    peak_day (Date: observed day with the most articles, the latest of several), peak_articles, peak_collected
    (Int64).
    """
    collected = counted_by_day(con, scope=scope)
    observed = collected.filter(pl.col("state") == "observed").select("day", collected="articles")
    total = int(observed["collected"].sum())
    whole = (collected["state"] == "observed").to_numpy()
    sums = covered(con, scope=scope, entity_ids=entity_ids).sums(whole)
    peaks = observed.select(peak_day="day", peak_collected="collected")
    asked = entities(con)
    if entity_ids:
        asked = asked.filter(pl.col("entity_id").is_in(list(entity_ids)))
    if kind:
        asked = asked.filter(pl.col("kind") == kind)
    joined = asked.join(sums, on="entity_id", how="left" if entity_ids else "inner")
    return (
        joined.join(peaks, on="peak_day", how="left")
        .select(
            *("entity_id", "key", "kind", "name_en", "name_id", "country"),
            *(pl.col(name).fill_null(0) for name in ("articles", "mentions", "share_n")),
            pl.lit(total, dtype=pl.Int64).alias("share_of"),
            (pl.col("share_n").fill_null(0) / pl.lit(total or None, dtype=pl.Float64)).alias("share"),
            *("peak_day", "peak_articles", "peak_collected"),
        )
        .sort("articles", "mentions", "entity_id", descending=[True, True, False])
    )


@on_panel
@remembered_until(past_change)
def coverage_totals(
    con: DuckDBPyConnection, *, scope: Scope, kind: EntityKind | None = None, entity_ids: Sequence[int] = ()
) -> pl.DataFrame:
    """:func:`coverage_sums`, and in how many outlets that was.

    Columns, after ``share``: outlets (Int64), lead_outlet_id, lead_outlet, lead_articles: the one with the
    most articles.
    """
    sums = coverage_sums(con, scope=scope, kind=kind, entity_ids=entity_ids)
    leading = frame(
        con,
        "leading_outlets",
        **counted_params(con, scope),
        entities=list(entity_ids),
        capitals=scope.capitals,
    )
    peak = ("peak_day", "peak_articles", "peak_collected")
    return sums.join(leading, on="entity_id", how="left", maintain_order="left").select(
        pl.exclude("outlets", "lead_outlet_id", "lead_outlet", "lead_articles", *peak),
        pl.col("outlets").fill_null(0),
        *("lead_outlet_id", "lead_outlet", "lead_articles", *peak),
    )


@on_panel
@remembered
def fed_articles(con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int]) -> pl.DataFrame:
    """What feeds brought of each day, leaving out what was backfilled or imported, for alerts.

    Columns: entity_id (Int16, null: whatever it is about), day (Date), articles, outlets (Int64). Stories are
    counted where the scope's basis is these; days without any are absent.
    """
    return frame(
        con,
        "fed_articles",
        **scope.params(),
        entities=list(entity_ids),
        kinds=list(counting_kinds(scope)),
        stories=scope.basis == "stories",
    ).sort("entity_id", "day")


@on_panel
@remembered
def named_as(con: DuckDBPyConnection, *, scope: Scope, entity_id: int, limit: int = 12) -> pl.DataFrame:
    """In which words an entity is named, office mentions included and marked by their kind.

    Columns: surface, kind, articles, mentions (Int64), example_id (Int64: an article).
    """
    return frame(con, "named_as", **scope.params(), entity=entity_id, limit=limit)


@on_panel
@remembered
def by_weekday_and_hour(
    con: DuckDBPyConnection, *, scope: Scope, entity_id: int, zone: ZoneInfo
) -> pl.DataFrame:
    """When articles about an entity are published, by outlets' own times.

    Columns: weekday (Int8, 1 = Monday), hour (Int8, of the zone), articles (Int64). Hours without any are
    absent.
    """
    found = frame(
        con, "by_quarter_hour", **scope.params(), entity=entity_id, kinds=list(counting_kinds(scope))
    )
    weekday, hour = weekday_and_hour(pl.col("quarter"), zone)
    return found.group_by(weekday=weekday, hour=hour).agg(pl.col("articles").sum()).sort("weekday", "hour")
