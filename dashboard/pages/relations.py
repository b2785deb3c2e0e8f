"""Relations: which countries and leaders are written of together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash
from dash import ClientsideFunction, Input, Output, dcc, html, no_update

from dashboard import address, captions, chart_clicks, i18n, relations, shell
from dashboard.comparison import archive_of
from dashboard.components import filter_bar, graph
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.components.pair_table import pair_table
from dashboard.components.panel_note import panel_said
from dashboard.components.text import rich
from dashboard.figures.matrix import matrix
from dashboard.figures.network import finding, network, shape
from dashboard.links import entity_href
from dashboard.pages.relations_layout import ADDRESS, GRAPH, NAME, PATH, Ids, layout
from dashboard.pair_export import CSV_PATH
from dashboard.url_state import Query

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.i18n import Words
    from dashboard.relations import Relations
    from dashboard.services import Services


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        archive = await services.db.run(archive_of, today=services.today())
        state = relations.read_state(query, archive=archive, gazetteer=services.gazetteer)
        return layout(archive, state, services, words, query.notices(words))

    dash.register_page(
        NAME,
        path=PATH,
        charts=True,
        layout=page,
        title=lambda **_: f"{i18n.current()('relations.title')} · sorot",
    )

    @app.callback(
        Output(graph.spec_id(GRAPH), "data"),
        Output(Ids.PLOT, "hidden"),
        Output(Ids.PLOT, "className"),
        Output(Ids.LEDE, "children"),
        Output(Ids.CHIP, "children"),
        Output(Ids.TITLE, "children"),
        Output(Ids.SUB, "children"),
        Output(Ids.TABLE, "children"),
        Output(Ids.CSV, "href"),
        Output(filter_bar.said_id(NAME), "children"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        running=[(Output(Ids.BODY, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int) -> tuple[Any, ...]:
        words = i18n.current()
        found = await services.db.run(
            relations.relations, services=services, query=Query.parse(query or ""), lang=words.lang
        )
        return _drawn(found, query or "", services, words)

    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)
    chart_clicks.becomes_picture(app, GRAPH, Ids.PNG, Ids.PICTURED)
    app.clientside_callback(
        ClientsideFunction("sorot", "focused"),
        Output(Ids.FOCUS, "data"),
        Input(Ids.ADDED, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sorot", "relationOpened"),
        Output(Ids.GONE, "data"),
        Input(graph.graph_id(GRAPH), "clickData"),
        prevent_initial_call=True,
    )


def _drawn(found: Relations, query: str, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    state = found.state
    figure: Any = no_update
    if found.pairs:
        figure = network(found, words) if state.view == "net" else matrix(found, words)
        figure["credits"] = {
            "graph": GRAPH,
            "title": words(f"relations.title_{state.view}"),
            "subtitle": _sub(found, words),
            "events": words("relations.note"),
            "filters": captions.chosen(
                state.filters,
                found.archive,
                words,
                f"{words('relations.least')} {words.number(state.least)}",
                words("filter.home_aside", name=found.aside) if found.aside else "",
                demo=services.settings.demo,
            ),
            "name": f"sorot-relations-{state.window.first}-{state.window.last}",
        }
    return (
        figure,
        not found.pairs,
        "hide-narrow" if state.view == "net" else "",  # a phone has no room for it: its table stands below
        rich(finding(found, words)),
        _chip(found, words),
        words(f"relations.title_{state.view}"),
        [_sub(found, words), *_key(found, words)],
        pair_table(found, words),
        CSV_PATH + query,
        filter_bar.said(state.filters, words),
    )


def _sub(found: Relations, words: Words) -> str:
    days = words.days(found.state.window.first, found.state.window.last)
    said = words(
        f"relations.sub_{found.state.view}",
        days=days,
        n=words.number(found.collected),
        things=words(found.state.filters.things),
        thing=words(f"basis.thing_{found.state.filters.basis}"),
    )
    return " ".join(filter(None, (said, panel_said(found.panel, words))))


def _key(found: Relations, words: Words) -> list[html.Span]:
    """What the marks of the network are."""
    if found.state.view != "net":
        return []
    kinds = dict.fromkeys(node.kind for node in found.nodes)
    return [
        html.Span(
            [html.I(className=f"node-mark {shape(kind)[0]}"), words(f"kind.{kind}")], className="key node-key"
        )
        for kind in kinds
    ]


def _chip(found: Relations, words: Words) -> list[html.Span]:
    if found.focus is None:
        return []
    remove = html.Button(
        icon("x"),
        type="button",
        **attrs(data_unfocus=Ids.FOCUS, aria_label=words("filter.remove", name=found.focus.label)),
    )
    name = dcc.Link(found.focus.label, href=entity_href(found.focus.code), title=words("atlas.profile"))
    return [html.Span([name, remove], className="chip")]
