"""The page of an entity as it stands before its callbacks have run: every control set from the address."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, get_args

from dash import Input, dcc, html

from dashboard import i18n, shell, url_state
from dashboard.comparison import DEFAULT_LAST
from dashboard.components import controls, event_choice, filter_bar, graph
from dashboard.components.attrs import attrs
from dashboard.components.chart_head import chart_head, take_away
from dashboard.components.entity_head import kind_said, known_as
from dashboard.components.icons import icon
from dashboard.figures import calendar
from dashboard.figures.timeline import HEIGHT
from dashboard.filters import Filters
from dashboard.links import alert_href
from dashboard.profile import MEASURES, filters_of
from dashboard.url_state import Field
from storage.questions.queries import Grain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.comparison import Archive, State
    from dashboard.i18n import Words
    from dashboard.services import Services
    from entities.types import Entity

PATH: Final = "/entity"
NAME: Final = "entity"
GRAPH: Final = "timeline"
YEAR: Final = "calendar"


class Ids(StrEnum):
    """Elements of the page."""

    CODE = "entity-code"  # Store: Entity.code
    DATES = "entity-dates"
    MEASURE = "entity-measure"
    GRAIN = "entity-grain"
    AT = "entity-at"  # Store: "MY.2026-11-16", the panel that is open
    VIEW = "entity-view"  # Store: chart or table
    TABLE = "entity-table"
    PNG = "entity-png"
    CSV = "entity-csv"
    COMPARE = "entity-compare"
    ALERT = "entity-alert"
    PLAN = "entity-plan"  # Store: how the address is written
    QUERY = "entity-query"  # Store: the query of the address, which the server reads
    PICTURED = "entity-pictured"
    FINDING = "entity-finding"
    KPIS = "entity-kpis"
    TITLE = "entity-title"
    SUBTITLE = "entity-subtitle"
    CHART = "entity-chart"
    PLOT = "entity-plot"
    TWIN = "entity-twin"
    KEY = "entity-key"  # what the letters of events stand for
    PANEL = "entity-panel"
    BODY = "entity-body"
    CARDS = "entity-cards"
    OUTLETS = "entity-outlets"
    BESIDE = "entity-beside"
    HOME = "entity-home"  # whether the home country is among those mentioned with it
    BESIDE_SUB = "entity-beside-sub"
    RELATIONS = "entity-relations"
    NAMED = "entity-named"
    TERMS = "entity-terms"
    HOURS = "entity-hours"
    YEAR_PLOT = "entity-year-plot"
    MONTHS = "entity-months"
    LATEST = "entity-latest"
    ALL = "entity-all"


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="dates", kind="dates"), Input(Ids.DATES, "value")),
    (Field(name="m", base="share"), Input(Ids.MEASURE, "value")),
    (Field(name="g", base="day"), Input(Ids.GRAIN, "value")),
    *filter_bar.address(NAME),
    *event_choice.address(NAME),
    (Field(name="home", base="0"), Input(Ids.HOME, "checked")),
    (Field(name="view", base="chart"), Input(Ids.VIEW, "data")),
    (Field(name="at"), Input(Ids.AT, "data")),
)


def layout(
    path: str,
    entity: Entity,
    archive: Archive,
    state: State,
    services: Services,
    words: Words,
    notices: Sequence[str],
    *,
    home: bool,
) -> html.Div:
    """The page; ``path`` is that of the address, however its letters are written.

    ``home``: whether the home country stands among those mentioned with it.
    """
    fields = url_state.sized((field for field, _ in ADDRESS), filter_bar.sizes(archive))
    plan = url_state.plan(
        path, fields, today=archive.today, first=archive.first, last=DEFAULT_LAST, step="at", holder=Ids.AT
    )
    return shell.page(
        entity.labels[words.lang],
        html.Div(
            [
                html.P(kind_said(entity, services, words), className="sub"),
                html.P(id=Ids.FINDING, className="lede", **attrs(aria_live="polite")),
            ]
        ),
        known_as(entity, services, words),
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        dcc.Store(id=Ids.CODE, data=entity.code),
        dcc.Store(id=Ids.AT, data=str(state.at or "")),
        dcc.Store(id=Ids.VIEW, data=state.view),
        dcc.Store(id=Ids.PICTURED),
        _controls(archive, state, words),
        html.Div([html.Div(className="card kpi bone-kpi")] * 4, id=Ids.KPIS, className="kpis"),
        html.Div(
            [
                _chart(entity, words),
                html.Aside(id=Ids.PANEL, className="card panel", **attrs(aria_label=words("panel.label"))),
            ],
            id=Ids.BODY,
            className="main-and-aside below" if state.at else "main-and-aside alone below",
        ),
        html.Div(
            _cards(entity, services, words, home=home),
            id=Ids.CARDS,
            className="two-cards even entity",
            **attrs(aria_busy="true"),
        ),
        notices=notices,
    )


def _controls(archive: Archive, state: State, words: Words) -> html.Div:
    measures = [(name, words(f"measure.{name}")) for name in MEASURES]
    grains = [(name, words(f"grain.{name}")) for name in get_args(Grain)]
    compare = dcc.Link(
        [icon("chart-line"), words("entity.compare")], id=Ids.COMPARE, href="/compare", className="btn"
    )
    return html.Div(
        [
            controls.dates(Ids.DATES, state.window, today=archive.today, first=archive.first, words=words),
            controls.segments(Ids.MEASURE, measures, state.measure, words("filter.measure")),
            controls.segments(Ids.GRAIN, grains, state.grain, words("filter.grain")),
            filter_bar.filter_bar(NAME, filters_of(state), archive, words),
            controls.popover(
                html.Span([icon("flag"), words("filter.events")], className="row"),
                event_choice.switches(NAME, state, words),
            ),
            html.Div(className="grow"),
            compare,
        ],
        className="controls spaced no-print",
    )


def _chart(entity: Entity, words: Words) -> html.Section:
    table = controls.button(Ids.TABLE, "table", words("chart.table"), **attrs(aria_pressed="false"))
    alert = dcc.Link(
        [icon("bell"), words("alerts.me")],
        id=Ids.ALERT,
        href=alert_href(entity.code, Filters()),
        className="btn quiet",
    )
    buttons = [alert, table, *take_away(Ids.PNG, Ids.CSV, words)]
    head = chart_head(Ids.TITLE, Ids.SUBTITLE, buttons, words)
    return html.Section(
        [
            head,
            html.Div(graph.graph(GRAPH, height=HEIGHT, lang=words.lang), id=Ids.PLOT),
            html.Div(id=Ids.TWIN),
            html.Div(id=Ids.KEY, className="events"),
        ],
        id=Ids.CHART,
        className="card",
        **attrs(aria_busy="false", aria_label=words("chart.table")),
    )


def _cards(entity: Entity, services: Services, words: Words, *, home: bool) -> list[Any]:
    scale = html.Span([html.I(className="scale more"), words("entity.scale")], className="key")
    calendar_plot = html.Div(graph.graph(YEAR, height=calendar.HEIGHT, lang=words.lang), id=Ids.YEAR_PLOT)
    relations = dcc.Link(
        [words("entity.relations"), icon("arrow-right")],
        id=Ids.RELATIONS,
        href="/relations",
        className="btn link more",
    )
    everything = dcc.Link(
        [words("overview.latest_all"), icon("arrow-right")],
        id=Ids.ALL,
        href="/articles",
        className="btn link more",
    )
    zone = i18n.zone_name(services.settings.zone, services.now())
    offices = words("entity.terms_country" if entity.kind == "country" else "entity.terms_leader")
    return [
        _card(
            words("entity.calendar_title"), calendar_plot, html.Div(id=Ids.MONTHS),
            sub=[words("entity.calendar_sub"), " ", scale], wide=True,
        ),
        _card(words("entity.outlets_title"), html.Div(id=Ids.OUTLETS), sub=[words("entity.outlets_sub")]),
        _card(
            words("entity.beside_title"), html.Div(id=Ids.BESIDE), relations,
            sub=[words("relations.note"), " ", html.Span(id=Ids.BESIDE_SUB)],
            tool=_home_switch(entity, services, words, on=home),
        ),
        _card(
            words("entity.named_title"), html.Div(id=Ids.NAMED), sub=[words("entity.named_sub")], wide=True
        ),
        _card(
            words("entity.hours_title"), html.Div(id=Ids.HOURS),
            sub=[words("entity.hours_sub", zone=zone)], wide=True,
        ),
        _card(offices, html.Div(id=Ids.TERMS), sub=[words("entity.terms_sub")]),
        _card(words("overview.latest"), html.Div(id=Ids.LATEST), everything),
    ]  # fmt: skip


def _home_switch(entity: Entity, services: Services, words: Words, *, on: bool) -> html.Div:
    """There always, as the address is read from it; seen where the home country could be left out."""
    home = services.settings.home_country
    name = services.label(f"country:{home}", words.lang)
    switch = controls.toggle(
        Ids.HOME, "flag", words("overview.home", name=name), on=on, hint=words("overview.home_hint")
    )
    return html.Div(switch, hidden=home is None or home == entity.code, className="no-print")


def _card(
    title: str,
    *body: Any,
    sub: Sequence[Any] = (),
    tool: Component | None = None,
    wide: bool = False,
) -> html.Section:
    head: Component = html.H2(title)
    if tool is not None:
        head = html.Div([head, tool], className="row wrap between")
    return html.Section(
        [
            head,
            html.Div(list(sub), className="sub"),
            *body,
        ],
        className="card wide" if wide else "card",
        **attrs(aria_label=title),
    )
