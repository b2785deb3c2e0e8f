"""The Relations page as it stands before its callbacks have run: every control set from the address."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, get_args

from dash import Input, dcc, html

from dashboard import shell, url_state
from dashboard.components import chips, controls, filter_bar, graph
from dashboard.components.attrs import attrs
from dashboard.components.chart_head import chart_head, take_away
from dashboard.figures.network import HEIGHT
from dashboard.relations import DEFAULT_LAST, LEASTS, View, Weight
from dashboard.url_state import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.comparison import Archive
    from dashboard.i18n import Words
    from dashboard.relations import State
    from dashboard.services import Services

PATH: Final = "/relations"
NAME: Final = "relations"
GRAPH: Final = "network"


class Ids(StrEnum):
    """Elements of the page. assets/75-relations.js knows the Store of the focus."""

    FOCUS = "relations-focus"  # Store: code of the entity in the middle; empty: none
    ADDED = "relations-added"  # Store: what the name field found
    DATES = "relations-dates"
    LEAST = "relations-least"
    WEIGHT = "relations-weight"
    VIEW = "relations-view"
    HOME = "relations-home"
    PLAN = "relations-plan"  # Store: how the address is written
    QUERY = "relations-query"  # Store: the query of the address, which the server reads
    PNG = "relations-png"
    CSV = "relations-csv"
    PICTURED = "relations-pictured"
    GONE = "relations-gone"  # Store: where a click on the chart led
    LEDE = "relations-lede"
    CHIP = "relations-chip"
    TITLE = "relations-chart-title"
    SUB = "relations-sub"
    PLOT = "relations-plot"
    TABLE = "relations-table"
    BODY = "relations-body"


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="e"), Input(Ids.FOCUS, "data")),
    (Field(name="dates", kind="dates"), Input(Ids.DATES, "value")),
    (Field(name="min", base="5"), Input(Ids.LEAST, "value")),
    (Field(name="w", base="lift"), Input(Ids.WEIGHT, "value")),
    (Field(name="view", base="net"), Input(Ids.VIEW, "value")),
    (Field(name="home", base="0"), Input(Ids.HOME, "checked")),
    *filter_bar.address(NAME),
)


def layout(
    archive: Archive, state: State, services: Services, words: Words, notices: Sequence[str]
) -> html.Div:
    """The page."""
    fields = url_state.sized((field for field, _ in ADDRESS), filter_bar.sizes(archive))
    plan = url_state.plan(
        PATH,
        fields,
        today=archive.today,
        first=archive.first,
        last=DEFAULT_LAST,
        step="e",
        holder=Ids.FOCUS,
        most=1,
    )
    return shell.page(
        words("relations.title"),
        html.P(id=Ids.LEDE, className="lede", **attrs(aria_live="polite")),
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        dcc.Store(id=Ids.FOCUS, data=state.focus or ""),
        dcc.Store(id=Ids.ADDED),
        dcc.Store(id=Ids.GONE),
        dcc.Store(id=Ids.PICTURED),
        _controls(archive, state, services, words),
        html.Div(
            [_chart(words), _table(words)],
            id=Ids.BODY,
            className="two-cards relations",
            **attrs(aria_busy="true"),
        ),
        notices=notices,
    )


def _controls(archive: Archive, state: State, services: Services, words: Words) -> html.Div:
    home = services.settings.home_country
    leasts = [(least, words("relations.least_n", n=least)) for least in LEASTS]
    weights = [(name, words(f"relations.by_{name}")) for name in get_args(Weight)]
    views = [(name, words(f"relations.view_{name}")) for name in get_args(View)]
    switch = controls.toggle(
        Ids.HOME,
        "flag",
        words("overview.home", name=services.label(f"country:{home}", words.lang)),
        on=state.home,
        hint=words("overview.home_hint"),
    )
    return html.Div(
        [
            html.Span(id=Ids.CHIP, className="chips-in"),
            chips.add_field(words, most=1, into=Ids.ADDED),
            controls.dates(Ids.DATES, state.window, today=archive.today, first=archive.first, words=words),
            controls.segments(Ids.VIEW, views, state.view, words("relations.view")),
            controls.segments(Ids.WEIGHT, weights, state.weight, words("relations.weight")),
            controls.segments(Ids.LEAST, leasts, str(state.least), words("relations.least")),
            html.Div(className="grow"),
            html.Div(switch, hidden=home is None),
            filter_bar.filter_bar(NAME, state.filters, archive, words),
        ],
        className="controls spaced no-print",
    )


def _chart(words: Words) -> html.Section:
    return html.Section(
        [
            chart_head(Ids.TITLE, Ids.SUB, take_away(Ids.PNG, Ids.CSV, words), words),
            html.Div(graph.graph(GRAPH, height=HEIGHT, lang=words.lang), id=Ids.PLOT),
            html.P(words("relations.note"), className="sub foot"),
        ],
        className="card",
        **attrs(aria_label=words("relations.title")),
    )


def _table(words: Words) -> html.Section:
    return html.Section(
        [html.H2(words("relations.table_title")), html.Div(id=Ids.TABLE)],
        className="card",
        **attrs(aria_label=words("relations.table_title")),
    )
