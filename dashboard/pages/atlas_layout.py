"""The Map page as it stands before its callbacks have run: every control set from the address."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, get_args

from dash import Input, dcc, html

from dashboard import shell, url_state
from dashboard.atlas import DEFAULT_LAST, Level, Measure
from dashboard.components import controls, filter_bar, graph
from dashboard.components.attrs import attrs
from dashboard.components.chart_head import chart_head, take_away
from dashboard.figures.world import HEIGHT
from dashboard.regions import Region
from dashboard.url_state import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.atlas import State
    from dashboard.comparison import Archive
    from dashboard.i18n import Words
    from dashboard.services import Services

PATH: Final = "/map"
NAME: Final = "atlas"
GRAPH: Final = "world"


class Ids(StrEnum):
    """Elements of the page. assets/76-atlas.js knows the Store of the open country."""

    AT = "atlas-at"  # Store: code of the country whose card is open; empty: none
    DATES = "atlas-dates"
    MEASURE = "atlas-measure"
    REGION = "atlas-region"
    LEVEL = "atlas-level"
    HOME = "atlas-home"
    PLAN = "atlas-plan"  # Store: how the address is written
    QUERY = "atlas-query"  # Store: the query of the address, which the server reads
    PICTURED = "atlas-pictured"
    PNG = "atlas-png"
    CSV = "atlas-csv"
    LEDE = "atlas-lede"
    TITLE = "atlas-title"
    SUB = "atlas-sub"
    KEY = "atlas-key"
    PLOT = "atlas-plot"
    NOTHING = "atlas-nothing"
    CARD = "atlas-card"
    TABLE = "atlas-table"
    BODY = "atlas-body"


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="dates", kind="dates"), Input(Ids.DATES, "value")),
    (Field(name="m", base="share"), Input(Ids.MEASURE, "value")),
    (Field(name="region", base="world"), Input(Ids.REGION, "value")),
    (Field(name="l", base="country"), Input(Ids.LEVEL, "value")),
    (Field(name="home", base="0"), Input(Ids.HOME, "checked")),
    *filter_bar.address(NAME),
    (Field(name="at"), Input(Ids.AT, "data")),
)


def layout(
    archive: Archive, state: State, services: Services, words: Words, notices: Sequence[str]
) -> html.Div:
    """The page."""
    fields = url_state.sized((field for field, _ in ADDRESS), filter_bar.sizes(archive))
    plan = url_state.plan(
        PATH, fields, today=archive.today, first=archive.first, last=DEFAULT_LAST, step="at", holder=Ids.AT
    )
    return shell.page(
        words("atlas.title"),
        html.P(id=Ids.LEDE, className="lede", **attrs(aria_live="polite")),
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        dcc.Store(id=Ids.AT, data=state.at or ""),
        dcc.Store(id=Ids.PICTURED),
        _controls(archive, state, services, words),
        html.Div(
            [_chart(words), html.Div([_card(words), _table(words)], className="stack")],
            id=Ids.BODY,
            className="two-cards atlas",
            **attrs(aria_busy="true"),
        ),
        notices=notices,
    )


def _controls(archive: Archive, state: State, services: Services, words: Words) -> html.Div:
    home = services.settings.home_country
    measures = [(name, words(f"atlas.measure_{name}")) for name in get_args(Measure)]
    levels = [(name, words(f"atlas.level_{name}")) for name in get_args(Level)]
    regions = [(name, words(f"region.{name}")) for name in get_args(Region)]
    switch = controls.toggle(
        Ids.HOME,
        "flag",
        words("overview.home", name=services.label(f"country:{home}", words.lang)),
        on=state.home,
        hint=words("overview.home_hint"),
    )
    return html.Div(
        [
            controls.dates(Ids.DATES, state.window, today=archive.today, first=archive.first, words=words),
            controls.segments(Ids.MEASURE, measures, state.measure, words("filter.measure")),
            controls.segments(Ids.LEVEL, levels, state.level, words("atlas.level")),
            controls.select(Ids.REGION, regions, state.region, words("atlas.region")),
            html.Div(className="grow"),
            html.Div(switch, hidden=home is None),
            filter_bar.filter_bar(NAME, state.filters, archive, words),
        ],
        className="controls spaced no-print",
    )


def _chart(words: Words) -> html.Section:
    head = chart_head(Ids.TITLE, Ids.SUB, take_away(Ids.PNG, Ids.CSV, words), words)
    return html.Section(
        [
            head,
            html.Div(graph.graph(GRAPH, height=HEIGHT, lang=words.lang), id=Ids.PLOT),
            html.Div(id=Ids.NOTHING),
            html.Div(
                [html.Div(id=Ids.KEY, className="row wrap"), html.Span(words("atlas.borders"))],
                className="row wrap between sub foot",
            ),
        ],
        className="card",
        **attrs(aria_label=words("atlas.title")),
    )


def _card(words: Words) -> html.Aside:
    return html.Aside(id=Ids.CARD, className="card panel", **attrs(aria_label=words("atlas.card")))


def _table(words: Words) -> html.Section:
    return html.Section(
        [html.H2(words("atlas.table_title")), html.Div(id=Ids.TABLE)],
        className="card",
        **attrs(aria_label=words("atlas.table_title")),
    )
