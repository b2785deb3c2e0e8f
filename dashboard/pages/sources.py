"""Sources: which outlets and feeds are read, and what is wrong with those that are not."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import Input, Output, dcc, html

from dashboard import address, i18n, shell, sources, url_state
from dashboard.components import controls, troubles
from dashboard.components.attrs import attrs
from dashboard.components.empties import empty
from dashboard.components.nights_card import nights_card, nights_lines
from dashboard.components.source_table import source_table
from dashboard.components.text import rich
from dashboard.health import UNREAD
from dashboard.url_state import Field, Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import Dash

    from dashboard.clock import Clock
    from dashboard.i18n import Words
    from dashboard.services import Services
    from dashboard.sources import Sources

PATH: Final = "/sources"


class Ids(StrEnum):
    """Elements of the page."""

    WHICH = "sources-which"
    FEEDS = "sources-feeds"
    PLAN = "sources-plan"  # Store: how the address is written
    QUERY = "sources-query"  # Store: the query of the address, which the server reads
    LEDE = "sources-lede"
    SYSTEM = "sources-system"
    CARD = "sources-card"
    TABLE = "sources-table"
    NIGHTS = "sources-nights"


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="st", base="all"), Input(Ids.WHICH, "value")),
    (Field(name="feeds", base="0"), Input(Ids.FEEDS, "checked")),
)


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        state = sources.read_state(query)
        return _layout(state, services, words, query.notices(words))

    dash.register_page(
        "sources", path=PATH, layout=page, title=lambda **_: f"{i18n.current()('sources.title')} · sorot"
    )

    @app.callback(
        Output(Ids.LEDE, "children"),
        Output(Ids.SYSTEM, "children"),
        Output(Ids.TABLE, "children"),
        Output(Ids.NIGHTS, "children"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        Input(shell.Ids.CLOCK, "n_intervals"),  # the ledger changes without the archive
        running=[(Output(Ids.CARD, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int, _beats: int | None) -> tuple[Any, ...]:
        state, words = sources.read_state(Query.parse(query or "")), i18n.current()
        found = await services.db.run(sources.sources, services=services)
        return _drawn(found, state, services.clock(words))

    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)


def _layout(state: sources.State, services: Services, words: Words, notices: Sequence[str]) -> html.Div:
    today = services.today()
    plan = url_state.plan(PATH, [field for field, _ in ADDRESS], today=today, first=today, last="28d")
    which = [(name, words(f"sources.which_{name}")) for name in ("all", "bad")]
    tools = html.Div(
        [
            controls.toggle(Ids.FEEDS, "rss", words("sources.all_feeds"), on=state.feeds),
            controls.segments(Ids.WHICH, which, state.which, words("sources.which")),
        ],
        className="row wrap page-tools no-print",
    )
    return shell.page(
        words("sources.title"),
        html.P(id=Ids.LEDE, className="lede", **attrs(aria_live="polite")),
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        html.Div(id=Ids.SYSTEM),
        html.Section(
            html.Div(id=Ids.TABLE),
            id=Ids.CARD,
            className="card",
            **attrs(aria_label=words("sources.title"), aria_busy="true"),
        ),
        html.Div(id=Ids.NIGHTS),
        tools=tools,
        notices=notices,
    )


def _drawn(found: Sources, state: sources.State, clock: Clock) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    words = clock.words
    rows = [row for row in found.rows if state.which == "all" or not row.well]
    lines = troubles.names_lines(found.names_refused, words) + troubles.system_lines(found.health, clock)
    lines += nights_lines(found.nights, words)
    table: Any = source_table(rows, clock, all_feeds=state.feeds)
    if not found.rows:
        table = empty("nothing", words("sources.none"))
    elif not rows:
        table = empty("zero", words("sources.all_well"))
    nights = nights_card(found.nights, words) if found.rows else None
    return rich(_lede(found, clock)), troubles.notice(lines, words, link=False), table, nights


def _lede(found: Sources, clock: Clock) -> str:
    """How much of the news is read."""
    words = clock.words
    if not found.rows:
        return ""
    said = words(
        "sources.reading", n=words.number(found.reading), total=words.count("filter.outlets", len(found.rows))
    )
    parts = [said]
    since = found.missing_since
    if since is not None and found.missing_share > 0:
        share = words.percent(found.missing_share, 0)
        parts.append(words("sources.missing", since=clock(since), share=share))
    unread = sum(found.health.of[status] for status in UNREAD)
    if unread:
        parts.append(
            words("sources.unread", n=words.number(unread), total=words.number(len(found.health.feeds)))
        )
    elif found.reading == len(found.rows) and not found.health.stopped:
        parts.append(words("sources.well"))
    parts.append(words("sources.zone", zone=i18n.zone_name(clock.zone, clock.now)))
    return " ".join(parts)
