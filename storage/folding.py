"""Daily counts in articles or in stories.

A story counts once: on the day of its first article among the outlets and languages asked for, and for every
entity that any of its articles there mentions. Most articles are their own story, so stories are the daily
counts of articles less what few copies there are. Over all outlets and languages these are kept ready
(:mod:`storage.totals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from storage.reading import read_archive
from storage.scope import Scope
from storage.selection import selection_of
from storage.sqlfiles import frame, rows, small_frame

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STORY_SPAN = timedelta(days=28)  # twice what may lie between two copies
NAMED = ("name", "demonym", "nickname")


def counted_params(con: DuckDBPyConnection, scope: Scope) -> dict[str, object]:
    """The parameters of queries about what is counted: only days of outlets that had begun."""
    selection = selection_of(read_archive(con, scope=scope), scope.outlets)
    # a story may have begun long before
    since = scope.since if scope.basis == "articles" else date.min
    return scope.params() | {"unbegun": selection.unbegun(since, scope.end)}


def counting_kinds(scope: Scope) -> tuple[str, ...]:
    """Kinds of mention that make an article count for an entity: offices never do."""
    return (*NAMED, "capital") if scope.capitals else NAMED


def covered_by_day(con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int] = ()) -> pl.DataFrame:
    """How often entities are written of per day, all of them when none are given; days without are absent.

    Columns: entity_id (Int16), day (Date), articles (Int64: or stories, by the scope's basis), mentions
    (Int64: in all articles).
    """
    params = counted_params(con, scope) | {"entities": list(entity_ids), "capitals": scope.capitals}
    ready = _is_ready(con, scope)
    if scope.outlets:
        found = frame(con, "coverage_by_day", **params)
    else:
        found = frame(con, "coverage_total_by_day", **_of_all(params), stories=ready)
    if scope.basis == "articles" or ready:
        return found
    copies = frame(con, "folded_by_entity", **params)
    # The first article of a story need not be the one with the name: then its day has only the story.
    both = found.join(copies, on=["entity_id", "day"], how="full", coalesce=True)
    return (
        both.select(
            "entity_id",
            "day",
            pl.col("articles").fill_null(0) - pl.col("fewer").fill_null(0),
            pl.col("mentions").fill_null(0),
        )
        .filter(pl.col("articles") > 0)
        .sort("entity_id", "day")
    )


def covered_sums(
    con: DuckDBPyConnection, *, scope: Scope, observed: Sequence[date], entity_ids: Sequence[int] = ()
) -> pl.DataFrame:
    """Sums of :func:`covered_by_day` over the days of the scope; entities without any are absent.

    Columns: entity_id (Int16), articles, mentions (Int64, all days), share_n (Int64: articles of ``observed``
    days), peak_day (Date: the observed day with the most articles, the latest of several), peak_articles
    (Int64).
    """
    ready = _is_ready(con, scope)
    if scope.basis == "articles" or ready:
        params = counted_params(con, scope) | {"entities": list(entity_ids), "capitals": scope.capitals}
        params["days"] = list(observed)
        if scope.outlets:
            return small_frame(con, "coverage_sums", **params)
        return small_frame(con, "coverage_total_sums", **_of_all(params), stories=ready)
    known = pl.col("day").is_in(list(observed))
    return (
        covered_by_day(con, scope=scope, entity_ids=entity_ids)
        .sort("entity_id", pl.col("articles") * known, "day", descending=[False, True, True])
        .group_by("entity_id", maintain_order=True)
        .agg(
            pl.col("articles", "mentions").sum(),
            share_n=pl.col("articles").filter(known).sum(),
            peak_day=pl.col("day").filter(known).first(),
            peak_articles=pl.col("articles").filter(known).first(),
        )
    )


def copies_by_day(con: DuckDBPyConnection, *, scope: Scope) -> dict[date, int]:
    """How many of each day's articles are not counted; none where the basis is articles.

    Below zero on no day: a story begins on a day on which it has an article.
    """
    if scope.basis == "articles":
        return {}
    if _is_ready(con, scope):
        return dict(rows(con, "copies_by_day", since=scope.since, until=scope.end))
    return dict(rows(con, "folded_by_day", **counted_params(con, scope)))


def _is_ready(con: DuckDBPyConnection, scope: Scope) -> bool:
    """Whether stories are those of all outlets and languages, and all articles of these count."""
    if scope.basis == "articles" or scope.outlets or scope.langs:
        return False
    selection = selection_of(read_archive(con, scope=scope), ())
    return not selection.unbegun(scope.since - STORY_SPAN, scope.end)


def _of_all(params: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in params.items() if name != "outlets"}
