"""Articles: what was written, searched and filtered, each with its mentions where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html

from dashboard import captions, comparison, i18n, reading, shell
from dashboard.article_export import address
from dashboard.components import controls, drawer, empties, facets
from dashboard.components.article_rows import article_rows
from dashboard.components.icons import icon
from dashboard.components.text import rich
from dashboard.filters import Filters
from dashboard.pages.articles_layout import ADDRESS, PATH, Ids, layout
from dashboard.url_state import Query

if TYPE_CHECKING:
    from dash import Dash
    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.i18n import Words
    from dashboard.reading import Listing, Opened
    from dashboard.services import Services


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        archive, state = await services.db.run(_ask, services=services, query=query)
        return layout(archive, state, words, query.notices(words))

    dash.register_page(
        "articles", path=PATH, layout=page, title=lambda **_: f"{i18n.current()('articles.title')} · sorot"
    )

    @app.callback(
        Output(Ids.LEDE, "children"),
        Output(Ids.FILTERS, "children"),
        Output(Ids.CHIPS, "children"),
        Output(Ids.FACETS, "children"),
        Output(Ids.LIST, "children"),
        Output(Ids.PAGER, "children"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        running=[(Output(Ids.CARD, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int) -> tuple[Any, ...]:
        words = i18n.current()
        asked = await services.db.run(_read, services=services, query=Query.parse(query or ""), words=words)
        return _drawn(*asked, services, words)

    @app.callback(
        Output(Ids.DRAWER, "children"),
        Output(Ids.DRAWER, "className"),
        Input(Ids.OPEN, "data"),
    )
    async def open_article(number: str | None) -> tuple[list[Any], str]:
        words, wanted = i18n.current(), reading.article_id(number or "")
        if not number:
            return [], "drawer"
        found = await services.db.run(_open, services=services, number=wanted, words=words)
        return _told(found, services, words), "drawer open"

    _register_clicks(app)


def _register_clicks(app: Dash) -> None:
    """What a click or a key changes, in the browser alone."""
    app.clientside_callback(
        ClientsideFunction("sorot", "writeList"),
        Output(Ids.QUERY, "data"),
        [part for _, part in ADDRESS],
        State(Ids.PLAN, "data"),
        State(Ids.QUERY, "data"),
    )
    stores = (Ids.CODES, Ids.OUTLETS, Ids.LANGS, Ids.SECTIONS, Ids.HOURS)
    app.clientside_callback(
        ClientsideFunction("sorot", "picked"),
        [Output(store, "data") for store in stores],
        Input(Ids.PICKED, "data"),
        [State(store, "data") for store in stores],
        State(Ids.PLAN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "added"),
        Output(Ids.CODES, "data", allow_duplicate=True),
        Output(Ids.ADD_SAID, "children"),
        Input(Ids.ADDED, "data"),
        State(Ids.CODES, "data"),
        State(Ids.PLAN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "closed"),
        Output(Ids.OPEN, "data"),
        Input(drawer.CLOSE, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "drawerDrawn"),
        Output(Ids.DRAWN, "data"),
        Input(Ids.DRAWER, "className"),
        Input(Ids.DRAWER, "children"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "csv"),
        Output(Ids.CSV, "href"),
        Input(Ids.QUERY, "data"),
        State(Ids.PLAN, "data"),
        prevent_initial_call=True,
    )


def _ask(con: DuckDBPyConnection, *, services: Services, query: Query) -> tuple[Archive, reading.State]:
    archive = comparison.archive_of(con, today=services.today())
    return archive, reading.read_state(query, archive=archive, gazetteer=services.gazetteer)


def _read(
    con: DuckDBPyConnection, *, services: Services, query: Query, words: Words
) -> tuple[Archive, Listing]:
    archive, state = _ask(con, services=services, query=query)
    found = reading.listing(con, services=services, state=state, lang=words.lang, today=archive.today)
    return archive, found


def _open(con: DuckDBPyConnection, *, services: Services, number: int | None, words: Words) -> Opened | None:
    return None if number is None else reading.opened(con, services=services, number=number, lang=words.lang)


def _told(found: Opened | None, services: Services, words: Words) -> list[Any]:
    return drawer.unknown(words) if found is None else drawer.drawer(found, services.clock(words))


def _drawn(archive: Archive, found: Listing, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    nothing = _nothing(archive, found, words)
    return (
        rich(_lede(found, services, words)),
        _filters(archive, found.state, services, words),
        facets.chips(found, _hours(found.state, services, words), words),
        facets.facets(found, words),
        [html.Li(nothing)]
        if nothing
        else article_rows(found.page.rows, found.names, services.clock(words), found.carried),
        _pager(found, words),
    )


def _filters(archive: Archive, state: reading.State, services: Services, words: Words) -> str:
    """What was chosen, as paper says it."""
    filters = Filters(outlets=state.outlets, langs=state.langs, capitals=state.capitals)
    return captions.chosen(
        filters,
        archive,
        words,
        words.days(state.window.first, state.window.last),
        words("basis.stories" if state.copies == "fold" else "basis.articles"),
        words.join(list(state.sections)),
        demo=services.settings.demo,
    )


def _lede(found: Listing, services: Services, words: Words) -> str:
    state = found.state
    said = words.count(
        "articles.lede",
        found.total,
        days=words.days(state.window.first, state.window.last),
        stories=words.count("articles.stories", found.stories),
    )
    if found.chosen:
        names = words.join([f"**{name.label}**" for name in found.chosen])
        said += " " + words("articles.mentioning", names=names)
    if state.text:
        said += " " + words("articles.containing", text=state.text.replace("**", ""))
    if state.hours:
        hours = words.join([said for _, said in _hours(state, services, words)])
        said += words("articles.published", hours=hours)
    said += "."
    if found.unread:
        runs = words.join([words.days(first, last) for first, last in found.unread[:3]])
        said += " " + words("articles.unread", days=runs)
    return said


def _hours(state: reading.State, services: Services, words: Words) -> list[tuple[str, str]]:
    """Hours of the filter as the address has them, and as they are read: ``Mon 07:00–08:00 WIB``."""
    zone = i18n.zone_name(services.settings.zone, services.now())
    return [(str(at), words.hour_of_week(at.weekday, at.hour, zone)) for at in state.hours]


def _pager(found: Listing, words: Words) -> Any:
    """Links, so that Back goes back: to the first page and to the next."""
    state, links = found.state, []
    if state.after:
        links.append(
            dcc.Link(
                [icon("chevron-left"), words("articles.first")],
                href=f"{PATH}?{urlencode(address(state, after=''))}",
                className="btn",
            )
        )
    if found.page.after:
        links.append(
            dcc.Link(
                [words("articles.next", n=reading.PAGE), icon("chevron-right")],
                href=f"{PATH}?{urlencode(address(state, after=found.page.after))}",
                className="btn",
            )
        )
    return html.Div(links, className="row between pager") if links else None


def _nothing(archive: Archive, found: Listing, words: Words) -> html.Div | None:
    """Why the list is empty, when it is."""
    if archive.empty:
        return empties.nothing(words)
    if len(found.page.rows):
        return None
    state = found.state
    days = words.days(state.window.first, state.window.last)
    if not found.readable:
        return empties.gap(words, days=days)
    outlets = controls.outlets_said(len(archive.outlets), len(state.outlets), words)
    wider = _wider(archive, state, words)
    if state.text or state.langs or state.sections or state.hours or not found.chosen:
        return empties.empty("zero", words("articles.none", outlets=outlets, days=days), *wider)
    name = words.join([name.label for name in found.chosen])
    return html.Div([empties.zero(words, outlets=outlets, name=name, days=days), *wider])


def _wider(archive: Archive, state: reading.State, words: Words) -> list[Any]:
    """The same over all days, when not all were asked for."""
    if state.window.first <= archive.first and state.window.last >= archive.today:
        return []
    parts = {name: value for name, value in address(state, after="").items() if name not in {"from", "to"}}
    href = f"{PATH}?{urlencode(parts | {'last': 'all'})}"
    return [dcc.Link(words("articles.all_days", day=words.day(archive.first)), href=href, className="btn")]
