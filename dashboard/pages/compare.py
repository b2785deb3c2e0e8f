"""Compare: how often entities are written of, side by side over time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dash
from dash import ALL, ClientsideFunction, Input, Output, State, html, no_update

from dashboard import address, chart_clicks, comparison, evidence, i18n, shell
from dashboard.compared import ask, chart_of
from dashboard.components import chips, controls, event_key, graph, panel
from dashboard.components.text import rich
from dashboard.components.twin import OPEN, recent_table, twin
from dashboard.kept import Kept
from dashboard.pages.compare_layout import ADDRESS, GRAPH, PATH, Ids, layout
from dashboard.url_state import Query, Window

if TYPE_CHECKING:
    from dash import Dash
    from duckdb import DuckDBPyConnection

    from dashboard.compared import Asked
    from dashboard.comparison import Comparison, Recent
    from dashboard.evidence import Evidence
    from dashboard.i18n import Words
    from dashboard.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that the page shows beside the panel."""

    asked: Asked
    comparison: Comparison
    recent_window: Window
    recent: list[Recent]


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""
    kept: Kept[tuple[Any, ...]] = Kept()

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        asked = await services.db.run(ask, services=services, query=query, words=words)
        return layout(asked.archive, asked.state, asked.subjects, words, query.notices(words))

    dash.register_page(
        "compare",
        path=PATH,
        charts=True,
        layout=page,
        title=lambda **_: f"{i18n.current()('compare.title')} · sorot",
    )

    @app.callback(
        Output(graph.spec_id(GRAPH), "data"),
        Output(Ids.PLOT, "hidden"),
        Output(Ids.TWIN, "children"),
        Output(Ids.KEY, "children"),
        Output(Ids.TABLE, "aria-pressed"),
        Output(Ids.FINDING, "children"),
        Output(Ids.CHIPS, "children"),
        Output(Ids.TITLE, "children"),
        Output(Ids.SUBTITLE, "children"),
        Output(Ids.OUTLETS_SAID, "children"),
        Output(Ids.RECENT, "children"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        running=[(Output(Ids.CHART, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int) -> tuple[Any, ...]:
        words = i18n.current()

        async def make() -> tuple[Any, ...]:
            asked = Query.parse(query or "")
            answer = await services.db.run(_read, services=services, query=asked, words=words)
            return await asyncio.to_thread(_drawn, answer, services, words)

        return await kept.get(
            (services.db.version, services.notes.stamp, services.today(), words.lang, query), make
        )

    @app.callback(
        Output(Ids.PANEL, "children"),
        Output(Ids.BODY, "className"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        prevent_initial_call=True,
    )
    async def open_panel(query: str | None, _version: int) -> tuple[list[Any], str]:
        words = i18n.current()
        found = await services.db.run(_look, services=services, query=Query.parse(query or ""), words=words)
        return _panel(found, services, words)

    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)
    _register_clicks(app)


def _register_clicks(app: Dash) -> None:
    """What a click changes, in the browser alone."""
    app.clientside_callback(
        ClientsideFunction("sorot", "removed"),
        Output(Ids.CODES, "data"),
        Input({"type": chips.REMOVE, "code": ALL}, "n_clicks"),
        State(Ids.CODES, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "added"),
        Output(Ids.CODES, "data", allow_duplicate=True),
        Output(Ids.ADD_NOTE, "children"),
        Input(Ids.ADDED, "data"),
        State(Ids.CODES, "data"),
        State(Ids.PLAN, "data"),
        prevent_initial_call=True,
    )
    chart_clicks.opens(app, GRAPH, "opened", Ids.AT, panel.CLOSE)
    chart_clicks.turns_to_table(app, Ids.TABLE, Ids.VIEW)
    chart_clicks.becomes_picture(app, GRAPH, Ids.PNG, Ids.PICTURED)
    app.clientside_callback(
        ClientsideFunction("sorot", "openedBy"),
        Output(Ids.AT, "data", allow_duplicate=True),
        Input({"type": OPEN, "at": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "csv"),
        Output(Ids.CSV, "href"),
        Input(Ids.QUERY, "data"),
        State(Ids.PLAN, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "briefing"),
        Output(Ids.BRIEFING, "href"),
        Input(Ids.QUERY, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "snippet"),
        Output(Ids.SNIPPET, "children"),
        Input(Ids.QUERY, "data"),
        Input(Ids.TITLE, "children"),
        prevent_initial_call=True,
    )


def _read(con: DuckDBPyConnection, *, services: Services, query: Query, words: Words) -> Answer:
    # A page from which the last entity was removed has no e= either, and stays empty.
    asked = ask(con, services=services, query=Query({"e": "", **query.params}), words=words)
    today = asked.archive.today
    numbers = comparison.compare(con, state=asked.state, subjects=asked.subjects, today=today)
    window, recent = comparison.recent(con, state=asked.state, subjects=asked.subjects, today=today)
    return Answer(
        asked=asked,
        comparison=numbers,
        recent_window=window,
        recent=recent,
    )


def _look(
    con: DuckDBPyConnection, *, services: Services, query: Query, words: Words
) -> tuple[comparison.State, Evidence | None]:
    archive = comparison.archive_of(con, today=services.today())
    state = comparison.read_state(query, archive=archive, gazetteer=services.gazetteer)
    if state.at is None:
        return state, None
    found = evidence.evidence(
        con, state=state, at=state.at, today=archive.today, gazetteer=services.gazetteer, lang=words.lang
    )
    return state, found


def _panel(
    found: tuple[comparison.State, Evidence | None], services: Services, words: Words
) -> tuple[list[Any], str]:
    state, shown = found
    if shown is None:
        return [], "main-and-aside alone"
    return panel.panel(shown, state, words, services.settings.zone), "main-and-aside"


def _drawn(answer: Answer, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    asked, state = answer.asked, answer.asked.state
    outlets = controls.outlets_said(len(asked.archive.outlets), len(state.outlets), words)
    chart = chart_of(asked, answer.comparison, services, words)
    spec: Any = no_update if chart.figure is None else chart.figure
    if chart.figure is not None:
        chart.figure["credits"]["graph"] = GRAPH
    nothing, as_table = chart.nothing, state.view == "table"
    if nothing is None and as_table:
        nothing = twin(answer.comparison, state, words)
    return (
        spec,
        as_table or chart.figure is None,
        nothing,
        event_key.event_key(chart.events, words),
        str(as_table).lower(),
        rich(chart.finding),
        [chips.chip(subject, words) for subject in asked.subjects],
        chart.title,
        chart.subtitle,
        outlets,
        _recent(answer, words),
    )


def _recent(answer: Answer, words: Words) -> list[Any]:
    if not answer.recent:
        return []
    window = answer.recent_window
    head = html.Div(
        [
            html.H2(words("recent.title")),
            html.Span(words("recent.sub", days=words.days(window.first, window.last)), className="sub"),
        ],
        className="row wrap base head",
    )
    return [head, recent_table(answer.recent, words)]
