"""Map: how much is written of each country, and more or less than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash
from dash import Input, Output, html, no_update

from dashboard import address, atlas, captions, chart_clicks, i18n, shell
from dashboard.comparison import archive_of
from dashboard.components import filter_bar, graph
from dashboard.components.country_card import CLOSE, country_card
from dashboard.components.country_table import country_table, empty_map
from dashboard.components.panel_note import panel_said
from dashboard.components.text import rich
from dashboard.country_export import CSV_PATH
from dashboard.figures.world import TONED, finding, world
from dashboard.pages.atlas_layout import ADDRESS, GRAPH, NAME, PATH, Ids, layout
from dashboard.url_state import Query

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.atlas import Atlas
    from dashboard.i18n import Words
    from dashboard.services import Services


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        archive = await services.db.run(archive_of, today=services.today())
        state = atlas.read_state(query, archive=archive, gazetteer=services.gazetteer)
        return layout(archive, state, services, words, query.notices(words))

    dash.register_page(
        NAME,
        path=PATH,
        charts=True,
        layout=page,
        title=lambda **_: f"{i18n.current()('atlas.title')} · sorot",
    )

    @app.callback(
        Output(graph.spec_id(GRAPH), "data"),
        Output(Ids.PLOT, "hidden"),
        Output(Ids.NOTHING, "children"),
        Output(Ids.LEDE, "children"),
        Output(Ids.TITLE, "children"),
        Output(Ids.SUB, "children"),
        Output(Ids.KEY, "children"),
        Output(Ids.CARD, "children"),
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
            atlas.atlas, services=services, query=Query.parse(query or ""), lang=words.lang
        )
        return _drawn(found, query or "", services, words)

    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)
    chart_clicks.opens(app, GRAPH, "countryOpened", Ids.AT, CLOSE)
    chart_clicks.becomes_picture(app, GRAPH, Ids.PNG, Ids.PICTURED)


def _drawn(found: Atlas, query: str, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    nothing = empty_map(found, words)
    figure: Any = no_update
    title = words(f"atlas.title_{found.state.measure}", things=words(found.state.filters.things))
    sub = _sub(found, words)
    if nothing is None:
        figure = world(found, words)
        figure["credits"] = {
            "graph": GRAPH,
            "title": title,
            "subtitle": sub,
            "events": words("atlas.borders"),
            "filters": captions.chosen(
                found.state.filters,
                found.archive,
                words,
                words(f"region.{found.state.region}"),
                words(f"atlas.level_{found.state.level}"),
                demo=services.settings.demo,
            ),
            "name": f"sorot-map-{found.state.measure}-{found.state.window.first}-{found.state.window.last}",
        }
    card = found.card
    return (
        figure,
        nothing is not None,
        nothing,
        rich(finding(found, words)) if nothing is None else [],
        title,
        sub,
        _key(found, words),
        country_card(card, found, words, services.settings.zone) if card else [],
        country_table(found, words),
        CSV_PATH + query,
        filter_bar.said(found.state.filters, words),
    )


def _sub(found: Atlas, words: Words) -> str:
    state, window = found.state, found.before[0]
    parts = [
        words(
            "atlas.sub",
            n=words.number(found.collected),
            things=words(state.filters.things),
            days=words.days(state.window.first, state.window.last),
        )
    ]
    if state.measure == "change":
        parts.append(words("atlas.sub_change", days=words.days(window.first, window.last), n=atlas.FEW))
    if state.measure == "z":
        parts.append(words("atlas.sub_z"))
        if state.level == "leader":
            parts.append(words("atlas.sub_z_level"))
    if found.unread:
        unread, days = words.number(found.unread), words.number(found.days)
        parts.append(words("atlas.sub_unread", n=unread, of=days))
    if found.aside and found.aside.share is not None:
        share = words.percent(found.aside.share, 0)
        parts.append(words("atlas.sub_home", name=found.aside.label, share=share))
    parts.append(panel_said(found.panel, words))
    return " ".join(filter(None, parts))


def _key(found: Atlas, words: Words) -> list[html.Span]:
    """What circles and colours are."""
    circle = html.Span([html.I(className="node-mark circle"), words("atlas.key_circle")], className="key")
    if found.state.measure not in TONED:
        return [circle]
    which, least = ("usual", atlas.LEAST_UNUSUAL) if found.state.measure == "z" else ("change", atlas.FEW)
    scale = html.Span([html.I(className="scale even"), words(f"atlas.key_{which}")], className="key")
    said = words(f"atlas.key_few_{which}", n=least)
    few = html.Span([html.I(className="node-mark few"), said], className="key")
    return [circle, scale, few]
