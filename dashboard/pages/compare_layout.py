"""The Compare page as it stands before its callbacks have run: every control set from the address."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, get_args

import dash_mantine_components as dmc
from dash import Input, dcc, html

from dashboard import shell, url_state
from dashboard.comparison import AVERAGES, DEFAULT_LAST, MOST
from dashboard.components import chips, controls, event_choice, filter_bar, graph
from dashboard.components.attrs import attrs
from dashboard.components.chart_head import chart_head, take_away
from dashboard.components.icons import icon
from dashboard.exports import CSV_PATH
from dashboard.figures.timeline import HEIGHT
from dashboard.url_state import Field
from storage.questions.queries import Basis, Grain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash.development.base_component import Component

    from dashboard.comparison import Archive, State, Subject
    from dashboard.i18n import Words

PATH: Final = "/compare"
GRAPH: Final = "timeline"


class Ids(StrEnum):
    """Elements of the page."""

    CODES = "compare-codes"  # Store: codes of the entities, in the order of their colours
    ADDED = "compare-added"  # Store: what the search field found
    ADD_NOTE = "compare-add-note"  # why nothing was added
    DATES = "compare-dates"
    MEASURE = "compare-measure"
    BASIS = "compare-basis"
    GRAIN = "compare-grain"
    AVERAGE = "compare-average"
    OUTLETS = "compare-outlets"
    OUTLETS_SAID = "compare-outlets-said"
    LANGS = "compare-langs"
    FIXED = "compare-fixed"  # which outlets make up the panel
    CAPITALS = "compare-capitals"
    GAPS = "compare-gaps"
    SPIKES = "compare-spikes"
    EVENTS = "compare-events"
    AT = "compare-at"  # Store: "MY.2026-11-16", the panel that is open
    VIEW = "compare-view"  # Store: chart or table
    TABLE = "compare-table"
    PNG = "compare-png"
    CSV = "compare-csv"
    BRIEFING = "compare-briefing"
    SNIPPET = "compare-snippet"  # what puts the chart into another page
    PLAN = "compare-plan"  # Store: how the address is written
    QUERY = "compare-query"  # Store: the query of the address, which the server reads
    PICTURED = "compare-pictured"
    FINDING = "compare-finding"
    CHIPS = "compare-chips"
    TITLE = "compare-title"
    SUBTITLE = "compare-subtitle"
    CHART = "compare-chart"
    PLOT = "compare-plot"
    TWIN = "compare-twin"
    KEY = "compare-key"  # what the letters of events stand for
    PANEL = "compare-panel"
    BODY = "compare-body"
    RECENT = "compare-recent"


# Parts of the address, and the property of the page that each is.
ADDRESS: Final = (
    (Field(name="e"), Input(Ids.CODES, "data")),
    (Field(name="dates", kind="dates"), Input(Ids.DATES, "value")),
    (Field(name="m", base="share"), Input(Ids.MEASURE, "value")),
    (Field(name="basis", base="articles"), Input(Ids.BASIS, "value")),
    (Field(name="g", base="day"), Input(Ids.GRAIN, "value")),
    (Field(name="avg", base="5"), Input(Ids.AVERAGE, "value")),
    (Field(name="src", kind="set"), Input(Ids.OUTLETS, "value")),
    (Field(name="lang", kind="set"), Input(Ids.LANGS, "value")),
    (Field(name="panel", base="all"), Input(Ids.FIXED, "value")),
    (Field(name="caps", base="1"), Input(Ids.CAPITALS, "checked")),
    (Field(name="gaps", base="1"), Input(Ids.GAPS, "checked")),
    (Field(name="spk", base="1"), Input(Ids.SPIKES, "checked")),
    (Field(name="ev", base="1"), Input(Ids.EVENTS, "checked")),
    *event_choice.address("compare"),
    (Field(name="view", base="chart"), Input(Ids.VIEW, "data")),
    (Field(name="at"), Input(Ids.AT, "data")),
)


def layout(
    archive: Archive,
    state: State,
    subjects: Sequence[Subject],
    words: Words,
    notices: Sequence[str],
) -> html.Div:
    """The page."""
    return shell.page(
        words("compare.title"),
        html.P(id=Ids.FINDING, className="lede", **attrs(aria_live="polite")),
        *_stores(archive, state, subjects),
        html.Div(
            [
                html.Span([chips.chip(s, words) for s in subjects], id=Ids.CHIPS, className="chips-in"),
                chips.add_field(words, most=MOST, into=Ids.ADDED),
                html.Span(id=Ids.ADD_NOTE, className="sub", role="status"),
                html.Div(className="grow"),
                controls.segments(
                    Ids.BASIS,
                    [(name, words(f"basis.{name}")) for name in get_args(Basis)],
                    state.basis,
                    words("basis.label"),
                ),
            ],
            className="chips",
        ),
        _controls(archive, state, words),
        html.Div(
            [
                _chart(words),
                html.Aside(id=Ids.PANEL, className="card panel", **attrs(aria_label=words("panel.label"))),
            ],
            id=Ids.BODY,
            className="main-and-aside" if state.at else "main-and-aside alone",
        ),
        html.Section(id=Ids.RECENT, className="card below", **attrs(aria_label=words("recent.title"))),
        notices=notices,
    )


def _stores(archive: Archive, state: State, subjects: Sequence[Subject]) -> list[dcc.Store]:
    fields = url_state.sized((field for field, _ in ADDRESS), filter_bar.sizes(archive))
    plan = url_state.plan(
        PATH,
        fields,
        today=archive.today,
        first=archive.first,
        last=DEFAULT_LAST,
        step="at",
        holder=Ids.AT,
        most=MOST,
        csv=CSV_PATH,
    )
    return [
        dcc.Store(id=Ids.PLAN, data=plan),
        dcc.Store(id=Ids.QUERY),
        dcc.Store(id=Ids.CODES, data=[subject.code for subject in subjects]),
        dcc.Store(id=Ids.ADDED),
        dcc.Store(id=Ids.AT, data=str(state.at or "")),
        dcc.Store(id=Ids.VIEW, data=state.view),
        dcc.Store(id=Ids.PICTURED),
    ]


def _controls(archive: Archive, state: State, words: Words) -> html.Div:
    measures = [(name, words(f"measure.{name}")) for name in ("count", "share", "index")]
    grains = [(name, words(f"grain.{name}")) for name in get_args(Grain)]
    return html.Div(
        [
            controls.dates(Ids.DATES, state.window, today=archive.today, first=archive.first, words=words),
            controls.segments(Ids.MEASURE, measures, state.measure, words("filter.measure")),
            controls.segments(Ids.GRAIN, grains, state.grain, words("filter.grain")),
            controls.outlet_picker(Ids.OUTLETS, Ids.OUTLETS_SAID, archive.outlets, state.outlets, words),
            controls.popover(words("filter.options"), _options(archive, state, words)),
            html.Div(className="grow"),
            controls.toggle(Ids.EVENTS, "flag", words("filter.events"), on=state.events),
            controls.toggle(Ids.GAPS, "alert-triangle", words("filter.gaps"), on=state.gaps),
            controls.toggle(Ids.SPIKES, "arrow-up-right", words("filter.spikes"), on=state.spikes),
        ],
        className="controls no-print",
    )


def _options(archive: Archive, state: State, words: Words) -> list[Component]:
    averages = [(str(n), words(f"filter.average_{n}")) for n in AVERAGES]
    return [
        html.H3(words("filter.average")),
        controls.segments(Ids.AVERAGE, averages, str(state.average), words("filter.average")),
        *filter_bar.panel_choice(Ids.FIXED, state.panel, words),
        html.H3(words("filter.capitals")),
        dmc.Switch(
            id=Ids.CAPITALS,
            checked=state.capitals,
            label=words("filter.capitals_label"),
            description=words("filter.capitals_hint"),
            size="sm",
        ),
        *event_choice.switches("compare", state, words),
        filter_bar.language_boxes(Ids.LANGS, archive, state.langs, words),
    ]


def _chart(words: Words) -> html.Section:
    table = controls.button(Ids.TABLE, "table", words("chart.table"), **attrs(aria_pressed="false"))
    briefing = html.A(
        [icon("mail"), words("briefing.title")], id=Ids.BRIEFING, href="/briefing", className="btn quiet"
    )
    buttons = [table, *take_away(Ids.PNG, Ids.CSV, words), _embed(words), briefing]
    head = chart_head(Ids.TITLE, Ids.SUBTITLE, buttons, words)
    plot = html.Div(graph.graph(GRAPH, height=HEIGHT, lang=words.lang), id=Ids.PLOT)
    return html.Section(
        [head, plot, html.Div(id=Ids.TWIN), html.Div(id=Ids.KEY, className="events")],
        id=Ids.CHART,
        className="card",
        **attrs(aria_busy="false", aria_label=words("compare.title")),
    )


def _embed(words: Words) -> html.Details:
    copy = html.Button(
        [
            html.Span([icon("copy"), words("embed.copy")], className="row idle"),
            html.Span([icon("check"), words("shell.copied")], className="row finished", role="status"),
        ],
        className="btn",
        **attrs(data_copies=Ids.SNIPPET, data_done=words("shell.copied")),
    )
    shown = [
        html.P(words("embed.hint"), className="sub"),
        html.Code(id=Ids.SNIPPET, className="embed-code", tabIndex=0),
        copy,
    ]
    summary = html.Summary([icon("code"), words("embed.title")], className="btn quiet")
    return html.Details([summary, html.Div(shown, className="popover")], className="opens")
