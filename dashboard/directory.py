"""Who is written of, by kind: the way to the pages of entities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from dashboard.comparison import archive_of
from dashboard.earlier import comparable, panel_days, window_of
from dashboard.filters import Filters, on_panel, read_filters
from dashboard.overview import names_of
from dashboard.url_state import Query, Window
from storage.questions import queries

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.i18n import Lang
    from dashboard.overview import Named
    from dashboard.services import Services
    from entities.types import EntityKind

DEFAULT_LAST: Final = "28d"
SHOWN: Final = 30  # of a kind; the search field has all


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    window: Window
    filters: Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the list."""

    name: Named
    articles: int  # of the observed days
    share: float | None
    before: float | None  # None: too little was read
    articles_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Lists by kind, the kinds with the most articles first."""

    archive: Archive
    state: State
    panel: pl.DataFrame  # queries.fixed_panel; empty where all outlets count
    kinds: dict[EntityKind, tuple[Entry, ...]]
    earlier: Window


def read_state(query: Query, archive: Archive) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    return State(
        window=query.window(today=archive.today, first=archive.first, last=DEFAULT_LAST),
        filters=read_filters(query, archive),
    )


def directory(con: DuckDBPyConnection, *, services: Services, query: Query, lang: Lang) -> Directory:
    """Read it all."""
    archive = archive_of(con, today=services.today())
    state = read_state(query, archive)
    window, today = state.window, archive.today
    since, until = panel_days(con, state.filters.scope(window.first, window.until, today))
    filters, panel = on_panel(con, state.filters, since=since, until=until, today=today)
    state = replace(state, filters=filters)
    scope = filters.scope(window.first, window.until, today)
    earlier = scope.before()
    names = names_of(con, services, lang)
    before = {
        row["entity_id"]: row for row in queries.coverage_sums(con, scope=earlier).iter_rows(named=True)
    }
    known = comparable(con, earlier)
    kinds: dict[EntityKind, list[Entry]] = {}
    for row in queries.coverage_sums(con, scope=scope).iter_rows(named=True):
        was = before.get(row["entity_id"])
        entry = Entry(
            name=names[row["entity_id"]],
            articles=row["share_n"],
            share=row["share"],
            before=(was["share"] if was else 0.0) if known else None,
            articles_before=was["share_n"] if was else 0,
        )
        kinds.setdefault(row["kind"], []).append(entry)
    return Directory(
        archive=archive,
        state=state,
        panel=panel,
        kinds={
            kind: tuple(sorted(entries, key=lambda one: (-one.articles, one.name.label))[:SHOWN])
            for kind, entries in kinds.items()
        },
        earlier=window_of(earlier),
    )
