"""Entity: all that is known of the coverage of one country, leader, or whatever else is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html, no_update

from dashboard import address, captions, chart_clicks, evidence, i18n, profile, shell
from dashboard.comparison import archive_of
from dashboard.components import entity_cards, event_key, filter_bar, graph, overview_parts, panel
from dashboard.components.empties import empty
from dashboard.components.entity_head import finding, kpis
from dashboard.components.entity_terms import terms
from dashboard.components.month_table import month_table
from dashboard.components.text import rich
from dashboard.components.twin import twin
from dashboard.events import NONE, all_events
from dashboard.exports import CSV_PATH
from dashboard.figures.calendar import calendar
from dashboard.figures.timeline import timeline
from dashboard.links import alert_href, articles_href, days_and
from dashboard.pages.entity_layout import ADDRESS, GRAPH, NAME, PATH, YEAR, Ids, layout
from dashboard.url_state import Query

if TYPE_CHECKING:
    from dash import Dash
    from duckdb import DuckDBPyConnection

    from dashboard.evidence import Evidence
    from dashboard.i18n import Words
    from dashboard.profile import Around, Profile
    from dashboard.services import Services


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        given, words = str(arguments.pop("path_code", "")), i18n.current()
        entity = profile.find(services.gazetteer, unquote(given))
        if entity is None:
            return _unknown(unquote(given), words)
        query = Query.of(arguments)
        archive = await services.db.run(archive_of, today=services.today())
        state = profile.read_state(query, entity, archive=archive, gazetteer=services.gazetteer)
        home = profile.home_shown(query)
        notices = query.notices(words)
        return layout(f"{PATH}/{given}", entity, archive, state, services, words, notices, home=home)

    def title(path_code: str = "", **_: Any) -> str:
        entity = profile.find(services.gazetteer, unquote(path_code))
        words = i18n.current()
        return f"{entity.labels[words.lang] if entity else words('missing.title')} · sorot"

    dash.register_page(
        NAME,
        path_template=f"{PATH}/<path_code>",
        charts=True,
        knows=lambda code: profile.find(services.gazetteer, unquote(code)) is not None,
        layout=page,
        title=title,
    )

    @app.callback(
        Output(graph.spec_id(GRAPH), "data"),
        Output(Ids.PLOT, "hidden"),
        Output(Ids.TWIN, "children"),
        Output(Ids.KEY, "children"),
        Output(Ids.TABLE, "aria-pressed"),
        Output(Ids.FINDING, "children"),
        Output(Ids.KPIS, "children"),
        Output(Ids.TITLE, "children"),
        Output(Ids.SUBTITLE, "children"),
        Output(Ids.CSV, "href"),
        Output(Ids.COMPARE, "href"),
        Output(Ids.ALERT, "href"),
        Output(filter_bar.said_id(NAME), "children"),
        Output(Ids.PANEL, "children"),
        Output(Ids.BODY, "className"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        State(Ids.CODE, "data"),
        running=[(Output(Ids.CHART, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int, code: str) -> tuple[Any, ...]:
        words = i18n.current()
        found, opened = await services.db.run(
            _read, services=services, code=code, query=Query.parse(query or ""), words=words
        )
        return _drawn(found, opened, services, words)

    @app.callback(
        Output(Ids.OUTLETS, "children"),
        Output(Ids.BESIDE, "children"),
        Output(Ids.BESIDE_SUB, "children"),
        Output(Ids.RELATIONS, "href"),
        Output(Ids.NAMED, "children"),
        Output(Ids.TERMS, "children"),
        Output(Ids.HOURS, "children"),
        Output(graph.spec_id(YEAR), "data"),
        Output(Ids.MONTHS, "children"),
        Output(Ids.LATEST, "children"),
        Output(Ids.ALL, "href"),
        Input(Ids.CSV, "href"),  # with the chart's numbers: the browser draws that first
        State(Ids.QUERY, "data"),
        State(Ids.CODE, "data"),
        running=[(Output(Ids.CARDS, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw_cards(_chart: str | None, query: str | None, code: str) -> tuple[Any, ...]:
        words = i18n.current()
        found = await services.db.run(
            _read_around, services=services, code=code, query=Query.parse(query or ""), words=words
        )
        return _cards(found, code, services, words)

    _register_clicks(app)


def _register_clicks(app: Dash) -> None:
    """What a click changes, in the browser alone."""
    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)
    chart_clicks.opens(app, GRAPH, "opened", Ids.AT, panel.CLOSE)
    chart_clicks.turns_to_table(app, Ids.TABLE, Ids.VIEW)
    chart_clicks.becomes_picture(app, GRAPH, Ids.PNG, Ids.PICTURED)
    app.clientside_callback(
        ClientsideFunction("sorot", "dayOpened"),
        Output(Ids.AT, "data", allow_duplicate=True),
        Input(graph.graph_id(YEAR), "clickData"),
        prevent_initial_call=True,
    )


def _unknown(given: str, words: Words) -> html.Div:
    """The page for a code that nobody has."""
    return shell.page(
        words("entity.unknown_title"),
        html.P(words("entity.unknown", code=given[:60]), className="lede"),
        html.P(dcc.Link(words("entity.all"), href=PATH, className="btn"), style={"marginTop": 18}),
    )


def _read(
    con: DuckDBPyConnection, *, services: Services, code: str, query: Query, words: Words
) -> tuple[Profile, Evidence | None]:
    entity = services.gazetteer.entities[_key(services, code)]
    found = profile.profile(con, services=services, entity=entity, query=query, lang=words.lang)
    state = found.state
    if state.at is None:
        return found, None
    opened = evidence.evidence(
        con,
        state=state,
        at=state.at,
        today=found.archive.today,
        gazetteer=services.gazetteer,
        lang=words.lang,
    )
    return found, opened


def _read_around(
    con: DuckDBPyConnection, *, services: Services, code: str, query: Query, words: Words
) -> Around:
    entity = services.gazetteer.entities[_key(services, code)]
    return profile.around(con, services=services, entity=entity, query=query, lang=words.lang)


def _key(services: Services, code: str) -> str:
    found = profile.find(services.gazetteer, code)
    if found is None:  # the names changed while the page was open
        raise LookupError(f"no entity {code!r}")
    return found.key


def _drawn(found: Profile, opened: Evidence | None, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    state, numbers = found.state, found.numbers
    text = finding(found, words)
    name, things = found.entity.labels[words.lang], captions.counted(state, words)
    title = words(f"entity.title_{state.measure}", things=things, name=name)
    subtitle = captions.subtitle(numbers, state, services, words)
    nothing = _nothing(found, words)
    events = (
        NONE
        if nothing
        else all_events(state, found.subjects, services.gazetteer, services.own_notes(), words)
    )
    spec: Any = no_update
    if found.subjects and not found.archive.empty:
        spec = timeline(numbers, state, words, events=events, finding=text.replace("**", ""))
        spec["credits"] = {
            "graph": GRAPH,
            "title": title,
            "subtitle": subtitle,
            "events": event_key.said(events, words),
            "filters": captions.filters(state, found.archive, words, demo=services.settings.demo),
            "name": captions.file_name(state),
        }
    as_table = state.view == "table"
    if nothing is None and as_table:
        nothing = twin(numbers, state, words)
    code = found.entity.code
    filters = found.filters
    more = days_and(filters, state.window, trend=True)
    return (
        spec,
        as_table or spec is no_update,
        nothing,
        event_key.event_key(events, words),
        str(as_table).lower(),
        rich(text),
        kpis(found, words),
        title,
        subtitle,
        f"{CSV_PATH}?e={code}&m={state.measure}&g={state.grain}{more}",
        f"/compare?e={code}&m={state.measure}&g={state.grain}{more}",
        alert_href(code, filters),
        filter_bar.said(filters, words),
        [] if opened is None else panel.panel(opened, state, words, services.settings.zone),
        "main-and-aside alone below" if opened is None else "main-and-aside below",
    )


def _nothing(found: Profile, words: Words) -> html.Div | None:
    """Why there is nothing to see, when there is not."""
    if not found.subjects and not found.archive.empty:
        return empty("zero", words("entity.never", name=found.entity.labels[words.lang]))
    return captions.nothing(found.archive, found.subjects, found.numbers, found.state, words)


def _cards(found: Around, code: str, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw_cards``, in their order."""
    clock, today = services.clock(words), services.today()
    things = words(found.filters.things)
    label = services.label(_key(services, code), words.lang)
    items = overview_parts.latest(found.latest, found.names, clock)
    more = days_and(found.filters, found.window)
    return (
        entity_cards.by_outlet(found, code, words),
        entity_cards.beside(found, code, words),
        words("entity.beside_home", name=found.home) if found.home else "",
        f"/relations?e={code}{more}" + ("" if found.home else "&home=1"),
        entity_cards.named(found, code, words),
        terms(found, words, today=today),
        entity_cards.hours(found, code, words),
        calendar(found.calendar, found.gaps, code, label, things, words),
        month_table(found.months, words),
        html.Ul(items, className="latest") if items else empty("zero", words("entity.nothing")),
        articles_href(code, found.filters, found.window),
    )
