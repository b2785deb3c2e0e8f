"""Filters of every page that shows numbers: outlets, languages, what is counted, names or also capitals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast, get_args

import polars as pl

from dashboard.comparison import MOST_LANGS
from dashboard.url_state import Query
from storage.coverage.panel import NOBODY
from storage.questions import queries
from storage.questions.queries import Basis, Panel, Scope

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As the address has them; those it leaves out take everything."""

    outlets: tuple[int, ...] = ()  # outlet_id; empty: all
    langs: tuple[str, ...] = ()  # ISO 639-1; empty: all
    basis: Basis = "articles"
    capitals: bool = True  # whether a capital counts for its country
    panel: Panel = "all"
    members: tuple[int, ...] = ()  # outlet_id of a fixed panel, once it is known

    @property
    def chosen(self) -> int:
        """How many leave something out or count otherwise than usual."""
        fixed, stories = self.panel != "all", self.basis != "articles"
        return sum((bool(self.outlets), bool(self.langs), stories, not self.capitals, fixed))

    @property
    def things(self) -> str:
        """Message key of what is counted, as in "5 % of articles"."""
        return f"basis.things_{self.basis}"

    def scope(self, since: date, until: date, today: date) -> Scope:
        """These days (``until`` is the day after the last) of what is let through."""
        return Scope(
            since=since,
            until=until,
            outlets=self.members or self.outlets,
            langs=self.langs,
            capitals=self.capitals,
            basis=self.basis,
            today=today,
        )

    def link(self, *, same_days: bool = False) -> str:
        """For the addresses of other pages: ``"&src=1,2&basis=stories"``, empty when nothing is chosen.

        The outlets of a fixed panel are named: over other days it would have others, and lists have none.
        With ``same_days`` the address is of a trend over the same days, which has the same panel.
        """
        fixed = same_days and self.panel == "fixed"
        parts = (
            ("panel", self.panel if fixed else ""),
            ("src", ",".join(map(str, self.outlets if fixed else self.members or self.outlets))),
            ("lang", ",".join(self.langs)),
            ("basis", "" if self.basis == "articles" else self.basis),
            ("caps", "" if self.capitals else "0"),
        )
        return "".join(f"&{name}={value}" for name, value in parts if value)


def on_panel(
    con: DuckDBPyConnection, filters: Filters, *, since: date, until: date, today: date
) -> tuple[Filters, pl.DataFrame]:
    """The same with the outlets of the fixed panel over some days, and who is in it (queries.fixed_panel).

    Filters of all outlets stay as they are, and the frame is empty.
    """
    if filters.panel == "all":
        return filters, pl.DataFrame()
    panel = queries.fixed_panel(con, scope=filters.scope(since, until, today))
    if panel.is_empty():
        return filters, panel
    members = tuple(panel.filter("included")["outlet_id"].to_list())
    return replace(filters, members=members or NOBODY), panel


def read_filters(query: Query, archive: Archive) -> Filters:
    """Those of a query; ``query.dropped`` says what could not be used."""
    return Filters(
        outlets=query.items("src", archive.outlet, most=len(archive.outlets)),
        langs=query.items("lang", archive.lang, most=MOST_LANGS),
        basis=cast("Basis", query.choice("basis", get_args(Basis), "articles")),
        capitals=query.flag("caps", base=True),
        panel=cast("Panel", query.choice("panel", get_args(Panel), "all")),
    )
