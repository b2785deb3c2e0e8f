"""Facts for the sentence at the top of the Overview: numbers only, the dashboard has the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from storage.coverage.panel import on_panel
from storage.memo import remembered
from storage.questions.overview import movers
from storage.questions.queries import coverage_sums

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from entities.types import EntityKind
    from storage.scope import Scope

FactKind = Literal["leads", "rose", "fell"]

SURE = 3.0  # standard deviations; below, a change from one week to the next is not worth a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing worth saying about one entity."""

    kind: FactKind
    entity_id: int
    articles: int  # n of the window's observed days
    collected: int  # N of the same days, outlets and languages
    share: float  # articles / collected, 0..1
    ratio: float | None = None  # rose, fell: times the share before; None where that was 0


@on_panel
@remembered
def overview_facts(
    con: DuckDBPyConnection,
    *,
    scope: Scope,
    kind: EntityKind | None = None,
    earlier: Scope | None = None,
    without: Sequence[int] = (),
) -> tuple[Fact, ...]:
    """Against the window before (as in ``movers``): what rose and what fell most surely, else who leads."""
    moved = movers(con, scope=scope, kind=kind, limit=20, earlier=earlier, without=without)
    rose = moved.filter(pl.col("z") >= SURE).sort("z", descending=True).head(1)
    fell = moved.filter(pl.col("z") <= -SURE).sort("z").head(1)
    facts = [_moved("rose", row) for row in rose.iter_rows(named=True)]
    facts += [_moved("fell", row) for row in fell.iter_rows(named=True)]
    return tuple(facts) or _leads(con, scope, kind=kind, without=without)


def _moved(kind: FactKind, row: dict[str, Any]) -> Fact:
    return Fact(
        kind=kind,
        entity_id=row["entity_id"],
        articles=row["articles"],
        collected=row["collected"],
        share=row["share"],
        ratio=None if row["change"] is None else 1 + row["change"],
    )


def _leads(
    con: DuckDBPyConnection,
    scope: Scope,
    *,
    kind: EntityKind | None = None,
    without: Sequence[int] = (),
) -> tuple[Fact, ...]:
    totals = coverage_sums(con, scope=scope, kind=kind)
    asked = ~pl.col("entity_id").is_in(list(without))
    first = totals.filter(asked & (pl.col("share_n") > 0)).sort("share_n", descending=True).head(1)
    return tuple(
        Fact(
            kind="leads",
            entity_id=row["entity_id"],
            articles=row["share_n"],
            collected=row["share_of"],
            share=row["share"],
        )
        for row in first.iter_rows(named=True)
    )
