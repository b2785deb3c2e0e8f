"""The Overview as it stands before its callbacks have run: every control set from the address."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, get_args

from dash import Input, dcc, html

from dashboard import shell, url_state
from dashboard.components import controls, filter_bar, graph
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.overview import DEFAULT, Span
from dashboard.url_state import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.comparison import Archive
    from dashboard.i18n import Words
    from dashboard.overview import State
    from dashboard.services import Services

PATH: Final = "/"
NAME: Final = "overview"
HEAT: Final = "heat"
MOVED: Final = "moved"
_HEIGHT: Final = {HEAT: 333, MOVED: 315}  # of twelve and of seven rows


class Ids(StrEnum):
    """Elements of the page."""

    SPAN = "overview-span"
    HOME = "overview-home"
    HEAT_VIEW = "overview-heat-view"  # Store: chart or table
    MOVED_VIEW = "overview-moved-view"  # Store: chart or table
    PLAN = "overview-plan"  # Store: how the address is written
    QUERY = "overview-query"  # Store: the query of the address, which the server reads
    GONE = "overview-gone"  # Store: where a click on a chart led
    DAY = "overview-day"
    STORY = "overview-story"
    HEALTH = "overview-health"
    START = "overview-start"
    BODY = "overview-body"
    KPIS = "overview-kpis"
    HEAT_SUB = "overview-heat-sub"
    HEAT_PLOT = "overview-heat-plot"
    HEAT_TWIN = "overview-heat-twin"
    HEAT_TABLE = "overview-heat-table"
    HEAT_PNG = "overview-heat-png"
    HEAT_PICTURED = "overview-heat-pictured"
    MOVED_SUB = "overview-moved-sub"
    MOVED_PLOT = "overview-moved-plot"
    MOVED_TWIN = "overview-moved-twin"
    MOVED_ALL = "overview-moved-all"
    MOVED_TABLE = "overview-moved-table"
    MOVED_PNG = "overview-moved-png"
    MOVED_PICTURED = "overview-moved-pictured"
    LEADERS = "overview-leaders"
    LEADERS_SUB = "overview-leaders-sub"
    LATEST = "overview-latest"
    LIVE = "overview-live"


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="last", base=DEFAULT), Input(Ids.SPAN, "value")),
    (Field(name="home", base="0"), Input(Ids.HOME, "checked")),
    (Field(name="heat", base="chart"), Input(Ids.HEAT_VIEW, "data")),
    (Field(name="moved", base="chart"), Input(Ids.MOVED_VIEW, "data")),
    *filter_bar.address(NAME),
)


def layout(
    archive: Archive, state: State, services: Services, words: Words, notices: Sequence[str]
) -> html.Div:
    """The page."""
    today = archive.today
    fields = url_state.sized((part for part, _ in ADDRESS), filter_bar.sizes(archive))
    plan = url_state.plan(PATH, fields, today=today, first=today, last=DEFAULT)
    return shell.page(
        html.Span(words.day(today, "heading"), id=Ids.DAY),
        html.P(id=Ids.STORY, className="lede", **attrs(aria_live="polite")),
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        dcc.Store(id=Ids.GONE),
        dcc.Store(id=Ids.HEAT_PICTURED),
        dcc.Store(id=Ids.MOVED_PICTURED),
        dcc.Store(id=Ids.HEAT_VIEW, data=state.heat),
        dcc.Store(id=Ids.MOVED_VIEW, data=state.moved),
        html.Div(id=Ids.HEALTH),
        html.Div(id=Ids.START),
        html.Div(
            [
                html.Div([html.Div(className="card kpi bone-kpi")] * 4, id=Ids.KPIS, className="kpis"),
                html.Div([_heat(words), _moved(words)], className="two-cards"),
                html.Div([_leaders(words), _latest(words)], className="two-cards"),
            ],
            id=Ids.BODY,
            **attrs(aria_busy="true"),
        ),
        tools=_tools(archive, state, services, words),
        notices=notices,
    )


def _tools(archive: Archive, state: State, services: Services, words: Words) -> html.Div:
    home = services.settings.home_country
    name = services.label(f"country:{home}", words.lang)
    switch = controls.toggle(
        Ids.HOME, "flag", words("overview.home", name=name), on=state.home, hint=words("overview.home_hint")
    )
    spans = [(span, words(f"overview.span.{span}")) for span in get_args(Span)]
    return html.Div(
        [
            html.Div(switch, hidden=home is None),
            filter_bar.filter_bar(NAME, state.filters, archive, words),
            controls.segments(Ids.SPAN, spans, state.span, words("overview.span.label")),
        ],
        className="row wrap page-tools no-print",
    )


def _heat(words: Words) -> html.Section:
    title = words("heat.title")
    scale = html.Span([html.I(className="scale"), words("heat.scale")], className="key hide-narrow")
    tools = [scale, *_chart_tools(Ids.HEAT_TABLE, Ids.HEAT_PNG, title, words)]
    return _figure(
        HEAT, title, tools, Ids.HEAT_SUB, words,
        html.Div(graph.graph(HEAT, height=_HEIGHT[HEAT], lang=words.lang), id=Ids.HEAT_PLOT),
        html.Div(id=Ids.HEAT_TWIN),
    )  # fmt: skip


def _moved(words: Words) -> html.Section:
    more = dcc.Link(
        [html.Span(id=Ids.MOVED_ALL), icon("arrow-up-right")], href="/map?m=change", className="btn link more"
    )
    title = words("movers.title")
    return _figure(
        MOVED, title, _chart_tools(Ids.MOVED_TABLE, Ids.MOVED_PNG, title, words), Ids.MOVED_SUB, words,
        html.Div(graph.graph(MOVED, height=_HEIGHT[MOVED], lang=words.lang), id=Ids.MOVED_PLOT),
        html.Div(id=Ids.MOVED_TWIN),
        more,
    )  # fmt: skip


def _figure(name: str, title: str, tools: Sequence[Any], sub: Ids, words: Words, *body: Any) -> html.Section:
    head = html.Div(
        [html.H2(title, className="grow"), *tools],
        className="row",
    )
    return html.Section(
        [head, html.Div(words("heat.sub") if name == HEAT else "", id=sub, className="sub"), *body],
        className="card",
        **attrs(aria_label=title),
    )


def _chart_tools(table: Ids, png: Ids, title: str, words: Words) -> list[html.Button]:
    """The chart as a table, and as a picture."""
    picture = words("chart.picture", title=title)
    return [
        _square(table, "table", words("chart.table"), aria_pressed="false"),
        _square(png, "photo", picture),
    ]


def _square(id_: Ids, name: str, label: str, **more: str) -> html.Button:
    return html.Button(
        icon(name),
        id=id_,
        className="btn quiet square small no-print",
        title=label,
        **attrs(aria_label=label, **more),
    )


def _leaders(words: Words) -> html.Section:
    head = html.Div(
        [
            html.H2(words("overview.leaders_title"), className="grow"),
            html.Span(id=Ids.LEADERS_SUB, className="sub"),
        ],
        className="row wrap base card-head",
    )
    return html.Section(
        [head, html.Div(id=Ids.LEADERS, className="leaders")],
        className="card",
        **attrs(aria_label=words("overview.leaders_title")),
    )


def _latest(words: Words) -> html.Section:
    live = html.Span(id=Ids.LIVE, className="key")
    more = dcc.Link(
        [words("overview.latest_all"), icon("arrow-right")], href="/articles", className="btn link more"
    )
    return html.Section(
        [
            html.Div([html.H2(words("overview.latest"), className="grow"), live], className="row"),
            html.Ul(id=Ids.LATEST, className="latest"),
            more,
        ],
        className="card",
        **attrs(aria_label=words("overview.latest")),
    )
