"""The frame around every page: header, navigation, and the clock that notices new data."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import dash
import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update

from dashboard import caller, i18n, problems, theme
from dashboard.access import login
from dashboard.components import graph
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.health import UNREAD, health
from storage.questions import queries
from storage.questions.names import names_waiting
from storage.retag.retag import unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import Dash
    from dash.development.base_component import Component
    from duckdb import DuckDBPyConnection

    from dashboard.i18n import Words
    from dashboard.services import Services
    from storage.retag.retag import Unfinished

POLL_MS: Final = 60_000
RETAG_POLL_MS: Final = 5_000  # while names are matched again; figures are drawn anew every twelfth time still
LATELY: Final = timedelta(hours=24)
# The pages in the order of the navigation: message key, icon, path.
PAGES: Final = (
    ("overview", "home-2", "/"),
    ("compare", "chart-line", "/compare"),
    ("entities", "user-circle", "/entity"),
    ("map", "world", "/map"),
    ("relations", "affiliate", "/relations"),
    ("articles", "news", "/articles"),
)
OPERATIONS: Final = (  # below them, under a heading of their own
    ("sources", "rss", "/sources"),
    ("review", "user-question", "/review"),
    ("alerts", "bell", "/alerts"),
    ("about", "info-circle", "/about"),
)


class Ids(StrEnum):
    """What pages may listen to."""

    VERSION = "version"  # Store: number of the last commit; an Input of every callback that reads the archive
    CLOCK = "clock"
    UPDATED = "updated"
    RETAG = "retag"  # what is said while names are matched again
    THEME = "theme"
    COPY = "copy-link"
    COPY_SAID = "copy-said"
    NAV = "nav"
    WAITING = "names-waiting"  # in the navigation: number of names in review
    TROUBLED = "outlets-troubled"  # of outlets that are not fully read
    FIRED = "alerts-fired-lately"  # of alerts of the last 24 hours
    DECIDED = "names-decided"  # Store: number of decisions made on this page


def layout(services: Services, words: Words) -> dmc.MantineProvider:
    """Everything but the page itself."""
    begun = services.db.call(unfinished)
    frame = (
        html.Div(
            [
                html.A(words("shell.skip"), href="#main", className="skip"),
                dcc.Store(id=Ids.VERSION, data=services.db.version),
                dcc.Store(id=graph.LOOK),
                dcc.Store(id=Ids.DECIDED),
                dcc.Interval(id=Ids.CLOCK, interval=RETAG_POLL_MS if begun else POLL_MS),
                _header(services, words),
                _navigation(services, words),
                html.Div(
                    html.Main(
                        [
                            html.Div(_retagging(begun, words), id=Ids.RETAG),
                            html.Div(id=problems.PLACE),
                            dash.page_container,
                            _print_foot(services, words),
                        ],
                        id="main",
                        className="content",
                        tabIndex=-1,
                    ),
                    className="shell-main",
                ),
            ],
            className="shell",
        ),
    )
    return dmc.MantineProvider(
        dmc.DatesProvider(frame, settings={"locale": words.lang, "firstDayOfWeek": 1}),
        theme=theme.MANTINE,
        defaultColorScheme="auto",
    )


def register(app: Dash, services: Services) -> None:
    """Callbacks of the frame."""
    graph.register(app)

    @app.callback(
        Output(Ids.VERSION, "data"),
        Output(Ids.UPDATED, "children"),
        Output(Ids.RETAG, "children"),
        Output(Ids.CLOCK, "interval"),
        Input(Ids.CLOCK, "n_intervals"),
        State(Ids.VERSION, "data"),
        State(Ids.CLOCK, "interval"),
        prevent_initial_call=True,
    )
    async def look_again(beats: int, seen: int, every_ms: int) -> tuple[Any, Any, Any, Any]:
        version, words = services.db.version, i18n.current()
        begun = await services.db.run(unfinished)
        line: tuple[Any, Any] = (no_update, no_update)
        if begun or every_ms != POLL_MS:
            line = _retagging(begun, words), RETAG_POLL_MS if begun else POLL_MS
        if version == seen or (begun and beats % (POLL_MS // RETAG_POLL_MS)):
            return no_update, no_update, *line
        archive = await services.db.run(queries.bounds)
        return version, _updated(archive, services, words), *line

    @app.callback(
        Output(Ids.WAITING, "children"),
        Output(Ids.TROUBLED, "children"),
        Output(Ids.FIRED, "children"),
        Input(Ids.VERSION, "data"),
        Input(Ids.DECIDED, "data"),
        Input(Ids.CLOCK, "n_intervals"),
    )
    async def count_open(_version: int, _decided: int | None, _beats: int | None) -> tuple[list[Any], ...]:
        names, troubled = await services.db.run(_open, services=services)
        fired = await asyncio.to_thread(_fired, services)
        words = i18n.current()
        return (
            _badge("waiting", names, words),
            _badge("troubled", troubled, words, warns=True),
            _badge("fired", fired, words),
        )

    app.clientside_callback(
        ClientsideFunction("sorot", "here"),
        Output(Ids.NAV, "data-path"),
        Output(problems.PLACE, "children"),
        Input("_pages_location", "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "copied"),
        Output(Ids.COPY_SAID, "children"),
        Input(Ids.COPY, "n_clicks"),
        prevent_initial_call=True,
    )


def page(
    title: Component | str,
    lede: Component | None,
    *body: Any,
    notices: Sequence[str] = (),
    tools: Component | None = None,
) -> html.Div:
    """A page: what had to be said about its address, its one heading, a sentence, and the rest.

    ``tools`` stand at the right of the heading, below it on a phone.
    """
    said: list[Any] = [
        html.Div([icon("info-circle"), html.Span(text)], className="notice", role="status")
        for text in notices
    ]
    head: list[Any] = [html.H1(title), lede]
    if tools is None:
        return html.Div([*said, html.Div(head), *body])
    return html.Div(
        [*said, html.Div([html.Div(head, className="grow"), tools], className="page-head"), *body]
    )


def not_found(words: Words) -> html.Div:
    """The page for an address that leads nowhere."""
    return page(
        words("missing.title"),
        html.P(words("missing.text"), className="lede"),
        html.P(dcc.Link(words("missing.home"), href="/", className="btn"), style={"marginTop": 18}),
    )


def _updated(archive: queries.Bounds, services: Services, words: Words) -> str:
    if archive.updated_at is None:
        return ""
    return words(
        "shell.updated", time=words.time(archive.updated_at.replace(tzinfo=UTC), services.settings.zone)
    )


def _print_foot(services: Services, words: Words) -> html.Div:
    """What a printed page says of itself; assets/90-print.js fills it when it is printed."""
    zone = services.settings.zone
    return html.Div(
        className="print-only print-foot",
        **attrs(
            data_zone=zone.key,
            data_name=i18n.zone_name(zone, services.now()),
            data_made=words("print.made"),
            data_address=words("print.address"),
            data_lang=words.lang,
            data_demo=words("shell.demo") if services.settings.demo else "",
        ),
    )


def _retagging(begun: Unfinished | None, words: Words) -> html.Div | None:
    """That counts are of old and new names for the moment."""
    if begun is None:
        return None
    said = words("shell.retag", part=words.percent(begun.share, 0))
    return html.Div([icon("info-circle"), html.Span(said)], className="notice", role="status")


def _header(services: Services, words: Words) -> html.Header:
    # Milliseconds, once a page load; a callback would be one more request.
    updated = _updated(services.db.call(queries.bounds), services, words)
    brand = dcc.Link(["sorot", html.I(".")], href="/", className="brand")
    demo = html.Span(words("shell.demo"), className="demo") if services.settings.demo else None
    return html.Header(
        [
            html.Button(
                icon("menu-2", small=False),
                id="burger",
                className="btn quiet square",
                **attrs(aria_label=words("shell.menu"), aria_expanded="false", aria_controls=Ids.NAV),
            ),
            html.Div([brand, demo], className="shell-start"),
            html.Div(
                [
                    icon("search"),
                    dmc.TextInput(
                        placeholder=words("shell.search"),
                        variant="unstyled",
                        attributes={"input": {"aria-label": words("shell.search")}},
                    ),
                    html.Kbd("/"),
                ],
                className="search",
                **attrs(data_search="go"),
            ),
            html.Div(className="grow hide-narrow"),
            html.Span([icon("clock"), html.Span(updated, id=Ids.UPDATED)], className="updated"),
            _languages(words),
            dmc.ColorSchemeToggle(
                lightIcon=icon("sun"),
                darkIcon=icon("moon"),
                variant="transparent",
                className="scheme",
                id=Ids.THEME,
                **attrs(aria_label=words("shell.theme")),
            ),
            html.Button(
                [
                    icon("link"),
                    html.Span(words("shell.copy"), className="idle"),
                    html.Span(words("shell.copied"), className="finished"),
                ],
                id=Ids.COPY,
                className="btn hide-narrow",
                **attrs(data_done=words("shell.copied"), data_label=words("shell.copy")),
            ),
            html.Span(id=Ids.COPY_SAID, className="hidden-visually", role="status"),
        ],
        className="shell-header",
    )


def _languages(words: Words) -> html.Div:
    buttons = [
        html.Button(
            lang.upper(),
            title=i18n.Words(lang)("shell.language"),
            lang=lang,
            **attrs(data_ui=lang, aria_pressed=str(lang == words.lang).lower()),
        )
        for lang in i18n.LANGS
    ]
    return html.Div(
        buttons, className="languages", role="group", **attrs(aria_label=words("shell.languages"))
    )


def _open(con: DuckDBPyConnection, *, services: Services) -> tuple[int, int]:
    """Names in review, and outlets of which a feed is not read."""
    found = health(con, data_dir=services.settings.data_dir, now=services.now(), writer=services.writer())
    troubled = {feed.outlet for feed in found.feeds if feed.status in UNREAD}
    return len(names_waiting(con, gazetteer=services.gazetteer)), len(troubled)


def _fired(services: Services) -> int:
    """Alerts of the last 24 hours."""
    if services.alerts is None:
        return 0
    since = services.now() - LATELY
    return sum(firing.fired_at > since for firing in services.alerts.book.firings())


def _badge(what: str, number: int, words: Words, *, warns: bool = False) -> list[Any]:
    """How many there are, as it stands in the navigation; nothing for none."""
    if not number:
        return []
    said = html.Span(words.count(f"nav.{what}", number), className="hidden-visually")
    look = "waiting warns num" if warns else "waiting num"
    return [html.Span(words.number(number), className=look, **attrs(aria_hidden="true")), said]


def _session(services: Services, words: Words) -> list[Any]:
    """As what the reader has logged in, and the way out; nothing where there is no login."""
    access = services.settings.access
    if access is None or access.by != "password":
        return []
    leave = html.Button(words("access.leave"), className="btn quiet", type="submit")
    said = html.Span(words(f"access.as_{caller.role() or 'reader'}"), className="sub")
    return [html.Form([said, leave], action=login.OUT, method="POST", className="session")]


def _navigation(services: Services, words: Words) -> html.Nav:
    # Counted when the page is there: it may take a while.
    beside = {"sources": Ids.TROUBLED, "review": Ids.WAITING, "alerts": Ids.FIRED}

    def links(pages: Sequence[tuple[str, str, str]]) -> list[Component]:
        return [
            dcc.Link(
                [
                    icon(name, small=False),
                    words(f"nav.{key}"),
                    *([html.Span(id=beside[key])] if key in beside else []),
                ],
                href=path,
            )
            for key, name, path in pages
        ]

    heading = html.Div(words("nav.operations"), id="nav-operations", className="nav-title")
    operations = html.Div(
        [heading, *links(OPERATIONS)], role="group", **attrs(aria_labelledby="nav-operations")
    )
    return html.Nav(
        [*links(PAGES), operations, _languages(words), *_session(services, words)],
        id=Ids.NAV,
        className="shell-nav",
        **attrs(aria_label=words("shell.nav")),
    )
