"""Daily counts in articles or in stories.

A story counts once: on the day of its first article among the outlets and languages asked for, and for every
entity that any of its articles there mentions. Most articles are their own story, so stories are the daily
counts of articles less what few copies there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from storage.reading import read_archive
from storage.scope import Scope
from storage.selection import selection_of
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAMED = ("name", "demonym", "nickname")


class Covered(NamedTuple):
    """One entity on one day."""

    entity_id: int
    day: date
    articles: int  # or stories, by the scope's basis
    mentions: int  # in all articles


COVERED = {"entity_id": pl.Int16, "day": pl.Date, "articles": pl.Int64, "mentions": pl.Int64}


def counted_params(con: DuckDBPyConnection, scope: Scope) -> dict[str, object]:
    """The parameters of queries about what is counted: only days of outlets that had begun."""
    selection = selection_of(read_archive(con, scope=scope), scope.outlets)
    # a story may have begun long before
    since = scope.since if scope.basis == "articles" else date.min
    return scope.params() | {"unbegun": selection.unbegun(since, scope.end)}


def counting_kinds(scope: Scope) -> tuple[str, ...]:
    """Kinds of mention that make an article count for an entity: offices never do."""
    return (*NAMED, "capital") if scope.capitals else NAMED


def covered_by_day(con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int]) -> list[Covered]:
    """How often entities are written of per day, all of them when none are given; days without are absent."""
    params = counted_params(con, scope) | {"entities": list(entity_ids)}
    found = [Covered(*row) for row in rows(con, "coverage_by_day", **params, capitals=scope.capitals)]
    if scope.basis == "articles":
        return found
    kinds = list(counting_kinds(scope))
    copies = {
        (entity, day): fewer for entity, day, fewer in rows(con, "folded_by_entity", **params, kinds=kinds)
    }
    counted = [row._replace(articles=row.articles - copies.pop((row[0], row[1]), 0)) for row in found]
    # The first article of a story need not be the one with the name: then its day has only the story.
    begun = [Covered(entity, day, -fewer, 0) for (entity, day), fewer in copies.items()]
    return sorted(row for row in (*counted, *begun) if row.articles > 0)


def copies_by_day(con: DuckDBPyConnection, *, scope: Scope) -> dict[date, int]:
    """How many of each day's articles are not counted; none where the basis is articles.

    Below zero on no day: a story begins on a day on which it has an article.
    """
    if scope.basis == "articles":
        return {}
    return dict(rows(con, "folded_by_day", **counted_params(con, scope)))
