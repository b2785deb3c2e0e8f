"""Who is written of together: in one article, or in one story where stories are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from storage.coverage.coverage import counted_by_day
from storage.coverage.folding import counting_kinds, covered, story_params
from storage.coverage.panel import on_panel
from storage.memo import remembered
from storage.scope import Scope
from storage.sqlfiles import frame, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@on_panel
@remembered
def mentioned_with(con: DuckDBPyConnection, *, scope: Scope, entity_id: int, limit: int = 10) -> pl.DataFrame:
    """Entities in the same articles (stories, by the scope's basis) as one, those most often together first.

    Columns: entity_id (Int16), together, articles, focus, collected (Int64: articles with both, with the
    other, with this one, and all), lift (Float64: times as often together as two unrelated entities of their
    size would be).
    """
    if scope.basis == "stories":
        found = _beside_in_stories(con, scope, entity_id)
    else:
        kinds = list(counting_kinds(scope))
        found = frame(con, "mentioned_with", **scope.params(), entity=entity_id, kinds=kinds, limit=limit)
    lift = pl.col("together") * pl.col("collected") / (pl.col("articles") * pl.col("focus"))
    return found.with_columns(lift=lift).head(limit)


@on_panel
@remembered
def pairs(
    con: DuckDBPyConnection,
    *,
    scope: Scope,
    entity_ids: Sequence[int] = (),
    most: int = 40,
    at_least: int = 5,
) -> pl.DataFrame:
    """Pairs of entities in the same articles (or stories), among those given or the ``most`` covered ones.

    Columns: a, b (Int16, a < b), together, articles_a, articles_b, collected (Int64), lift (Float64).
    """
    if scope.basis == "stories":
        found = _pairs_of_stories(con, scope, list(dict.fromkeys(entity_ids)), most, at_least)
    else:
        found = frame(
            con,
            "pairs",
            **scope.params(),
            entities=list(entity_ids),
            kinds=list(counting_kinds(scope)),
            most=most,
            at_least=at_least,
        )
    total = _collected(con, scope)
    lift = pl.col("together") * pl.lit(total) / (pl.col("articles_a") * pl.col("articles_b"))
    return found.with_columns(collected=pl.lit(total, dtype=pl.Int64), lift=lift)


@on_panel
@remembered
def together_by_day(
    con: DuckDBPyConnection, *, scope: Scope, pairs: Sequence[tuple[int, int]]
) -> pl.DataFrame:
    """On which days both entities of a pair were in the same articles, for some pairs (entity_id, entity_id).

    A story counts on the day of its first article. Columns: a, b (Int16, as in the pair), day (Date),
    together (Int64: articles, or stories); other days are absent.
    """
    if scope.basis == "stories":
        return _days_of_stories(con, scope, pairs)
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    kinds = list(counting_kinds(scope))
    return frame(con, "together_by_day", **scope.params(), a=first, b=second, kinds=kinds)


def _collected(con: DuckDBPyConnection, scope: Scope) -> int:
    """Articles, or stories, of all days of a scope."""
    if scope.basis == "stories":
        return int(counted_by_day(con, scope=scope)["articles"].sum())
    found = rows(con, "outlet_days", since=scope.since, until=scope.end, langs=list(scope.langs))
    return sum(articles for outlet, _, articles in found if not scope.outlets or outlet in scope.outlets)


def _in_stories(
    con: DuckDBPyConnection, scope: Scope, entities: Sequence[int] = (), focus: int | None = None
) -> pl.DataFrame:
    """Columns of sql/queries/story_pairs.sql."""
    return frame(
        con,
        "story_pairs",
        **story_params(con, scope),
        entities=list(entities),
        entity=focus,
        kinds=list(counting_kinds(scope)),
        capitals=scope.capitals,
    )


def _stories_of(con: DuckDBPyConnection, scope: Scope, entities: Sequence[int] = ()) -> pl.DataFrame:
    """How many stories mention each: entity_id, articles."""
    found = covered(con, scope=scope, entity_ids=entities, mentions=False).frame()
    return found.group_by("entity_id").agg(pl.col("articles").sum())


def _beside_in_stories(con: DuckDBPyConnection, scope: Scope, entity_id: int) -> pl.DataFrame:
    found = _in_stories(con, scope, focus=entity_id)
    other = pl.when(pl.col("a") == entity_id).then("b").otherwise("a")
    beside = found.group_by(entity_id=other).agg(pl.col("together").sum())
    sizes = _stories_of(con, scope, [entity_id, *beside["entity_id"]])
    focus = sizes.filter(pl.col("entity_id") == entity_id)["articles"].sum()
    return (
        beside.join(sizes, on="entity_id")
        .with_columns(
            focus=pl.lit(focus, dtype=pl.Int64), collected=pl.lit(_collected(con, scope), dtype=pl.Int64)
        )
        .sort("together", "entity_id", descending=[True, False])
    )


def _pairs_of_stories(
    con: DuckDBPyConnection, scope: Scope, ids: list[int], most: int, at_least: int
) -> pl.DataFrame:
    sizes = _stories_of(con, scope, ids)
    asked = sizes.sort("articles", "entity_id", descending=[True, False]).head(len(ids) or most)
    found = _in_stories(con, scope, asked["entity_id"].to_list()) if asked.height else _NOTHING
    return (
        found.group_by("a", "b")
        .agg(pl.col("together").sum())
        .filter(pl.col("together") >= at_least)
        .join(asked.rename({"entity_id": "a", "articles": "articles_a"}), on="a")
        .join(asked.rename({"entity_id": "b", "articles": "articles_b"}), on="b")
        .sort("together", "a", "b", descending=[True, False, False])
    )


def _days_of_stories(con: DuckDBPyConnection, scope: Scope, pairs: Sequence[tuple[int, int]]) -> pl.DataFrame:
    asked = pl.DataFrame(
        [(min(pair), max(pair), *pair) for pair in dict.fromkeys(pairs)],
        schema={"a": pl.Int16, "b": pl.Int16, "one": pl.Int16, "other": pl.Int16},
        orient="row",
    )
    ids = sorted({entity for pair in pairs for entity in pair})
    found = _in_stories(con, scope, ids) if ids else _NOTHING
    return (
        asked.join(found, on=["a", "b"])
        .select(pl.col("one").alias("a"), pl.col("other").alias("b"), "day", "together")
        .sort("a", "b", "day")
    )


_NOTHING = pl.DataFrame(schema={"a": pl.Int16, "b": pl.Int16, "day": pl.Date, "together": pl.Int64})
