"""Facts for the sentence above a chart: numbers only, the dashboard has the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from storage.coverage import collected_by_day
from storage.memo import remembered
from storage.overview import Kind, movers
from storage.queries import coverage_by_day, coverage_totals
from storage.spikes import spikes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.scope import Scope

FactKind = Literal["spike", "leads", "rose", "fell"]

SURE = 3.0  # standard deviations; below, a change from one week to the next is not worth a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing worth saying about one entity."""

    kind: FactKind
    entity_id: int
    articles: int  # n of the day (spike) or of the window
    collected: int  # N of the same days, outlets and languages
    share: float  # articles / collected, 0..1
    day: date | None = None  # spike: when
    expected: float | None = None  # spike: articles usual on such a day
    ratio: float | None = None  # spike: times expected; rose, fell: times the share before
    share_before: float | None = None  # rose, fell
    record_since: date | None = (
        None  # spike: no day from here to the end of the window had a larger share; None: a later one had
    )
    rank: int | None = None  # leads: 1


@remembered
def compare_facts(con: DuckDBPyConnection, *, scope: Scope, entity_ids: Sequence[int]) -> tuple[Fact, ...]:
    """For some entities in a window: the most surprising spike, then who leads; empty if nothing was read."""
    top = spikes(con, scope=scope, entity_ids=entity_ids, limit=1)
    spike = tuple(_spike(con, scope, row) for row in top.iter_rows(named=True))
    return spike + _leads(con, scope, entity_ids=entity_ids)


@remembered
def overview_facts(
    con: DuckDBPyConnection,
    *,
    scope: Scope,
    kind: Kind | None = None,
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


def _spike(con: DuckDBPyConnection, scope: Scope, row: dict[str, Any]) -> Fact:
    entity_id, day, share = row["entity_id"], row["day"], row["articles"] / row["collected"]
    return Fact(
        kind="spike",
        entity_id=entity_id,
        articles=row["articles"],
        collected=row["collected"],
        share=share,
        day=day,
        expected=row["expected"],
        ratio=row["ratio"],
        record_since=_record_since(con, scope, entity_id=entity_id, day=day, share=share),
    )


def _moved(kind: FactKind, row: dict[str, Any]) -> Fact:
    return Fact(
        kind=kind,
        entity_id=row["entity_id"],
        articles=row["articles"],
        collected=row["collected"],
        share=row["share"],
        ratio=None if row["change"] is None else 1 + row["change"],
        share_before=row["share_before"],
    )


def _leads(
    con: DuckDBPyConnection,
    scope: Scope,
    *,
    entity_ids: Sequence[int] = (),
    kind: Kind | None = None,
    without: Sequence[int] = (),
) -> tuple[Fact, ...]:
    totals = coverage_totals(con, scope=scope, entity_ids=entity_ids, kind=kind)
    asked = ~pl.col("entity_id").is_in(list(without))
    first = totals.filter(asked & (pl.col("share_n") > 0)).sort("share_n", descending=True).head(1)
    return tuple(
        Fact(
            kind="leads",
            entity_id=row["entity_id"],
            articles=row["share_n"],
            collected=row["share_of"],
            share=row["share"],
            rank=1,
        )
        for row in first.iter_rows(named=True)
    )


def _record_since(
    con: DuckDBPyConnection, scope: Scope, *, entity_id: int, day: date, share: float
) -> date | None:
    """First observed day, at most a year back, since which no share was larger; None: a later one is."""
    wide = scope.window(scope.since - timedelta(days=366), scope.end)
    collected = collected_by_day(con, scope=wide).filter(pl.col("state") == "observed")
    mine = coverage_by_day(con, scope=wide, entity_ids=[entity_id]).select("day", n="articles")
    since: date | None = None
    for other, n, total in (
        collected.join(mine, on="day", how="left").select("day", "n", "articles").iter_rows()
    ):
        larger = (n or 0) / total > share
        if larger and other > day:
            return None
        if larger:
            since = None
        elif since is None:
            since = other
    return since
