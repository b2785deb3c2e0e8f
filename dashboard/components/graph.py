"""A chart: the page sends a specification, the browser puts in colours and draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict, cast

from dash import MATCH, ClientsideFunction, Input, Output, dcc, html

from dashboard.components.attrs import attrs
from dashboard.i18n import Lang, plotly_locale

if TYPE_CHECKING:
    from dash import Dash

LOOK: Final = "look"  # changes when the colour scheme or the width class does
_CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "responsive": True,
    "showTips": False,
    "doubleClick": "reset",
    "scrollZoom": False,  # a map would take the wheel from the page
    "topojsonURL": "/assets/topojson/",  # maps would ask another host
}


class Figure(TypedDict):
    """What a figure function returns. Colours are roles: ``"@series-1"`` (dashboard.theme)."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]
    narrow: NotRequired[dict[str, Any]]  # keys of the layout that differ on a phone
    shrink: NotRequired[float]  # how large marks are on a phone, as a part
    hover: NotRequired[dict[str, Any] | None]  # counts for hover texts, see assets/50-figures.js
    credits: NotRequired[dict[str, str]]  # graph; title, subtitle, filters, name: what a picture of it says
    label: NotRequired[str]  # the finding in a sentence, for those who do not see the chart


def spec_id(name: str) -> dict[str, str]:
    """Where a page's callback puts its Figure: ``Output(spec_id("timeline"), "data")``."""
    return {"type": "spec", "name": name}


def graph_id(name: str) -> dict[str, str]:
    """The drawn chart: ``Input(graph_id("timeline"), "clickData")``."""
    return {"type": "graph", "name": name}


def graph(name: str, *, height: int, lang: Lang, figure: Figure | None = None) -> html.Div:
    """Place for a chart of ``height`` pixels; ``figure`` when it is known already."""
    chart = dcc.Graph(
        id=graph_id(name),
        config=cast("Any", {**_CONFIG, "locale": lang, "locales": {lang: plotly_locale(lang)}}),
        responsive=True,
        style={"height": height},
    )
    return html.Div(
        [
            dcc.Store(id=spec_id(name), data=cast("Any", figure)),
            html.Div(chart, id={"type": "plot", "name": name}, role="img", **attrs(aria_label="")),
        ],
        id=name,
        className="graph",
    )


def register(app: Dash) -> None:
    """The one callback that draws every chart, again when the reader changes the colour scheme."""
    app.clientside_callback(
        ClientsideFunction("sorot", "painted"),
        Output(graph_id(MATCH), "figure"),  # type: ignore[arg-type]
        Output({"type": "plot", "name": MATCH}, "aria-label"),
        Output(graph_id(MATCH), "style"),  # type: ignore[arg-type]
        Input(spec_id(MATCH), "data"),  # type: ignore[arg-type]
        Input(LOOK, "data"),
    )
