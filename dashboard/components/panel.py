"""The panel beside a chart: evidence for one entity on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dash import dcc, html

from dashboard import theme
from dashboard.components import controls, empties
from dashboard.components.articles import headline
from dashboard.components.attrs import attrs
from dashboard.components.icons import icon
from dashboard.evidence import NAMED_OUTLETS, WEEKS
from dashboard.filters import Filters
from dashboard.links import alert_href

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.comparison import State
    from dashboard.evidence import Evidence
    from dashboard.i18n import Words

CLOSE = "panel-close"


def panel(found: Evidence, state: State, words: Words, zone: ZoneInfo) -> list[Any]:
    """Contents of the panel."""
    colour = f"var(--{theme.series(found.subject.colour)[1:]})"
    day = words.day(found.first, "long") if found.first == found.last else words.days(found.first, found.last)
    badge = (
        [html.Span(str(found.number), className="badge", style={"background": colour})]
        if found.number
        else []
    )
    head = html.Div(
        [
            *badge,
            html.H2(words("panel.title", name=found.subject.label, day=day), className="grow"),
            controls.close(CLOSE, words("panel.close")),
        ],
        className="row",
    )
    if found.state in {"gap", "before"}:
        said = empties.gap(words, days=day) if found.state == "gap" else html.P(words("table.before"))
        return [head, said]
    if not found.articles:
        outlets = (
            words.count("filter.outlets", len(state.outlets)) if state.outlets else words("panel.any_outlet")
        )
        return [head, empties.zero(words, outlets=outlets, name=found.subject.label, days=day)]
    return [
        head,
        *_figure(found, state, words),
        *_outlets(found, words, colour),
        *_headlines(found, state, words, zone),
    ]


def _figure(found: Evidence, state: State, words: Words) -> list[Any]:
    things = words(f"basis.things_{state.basis}")
    counted = {"n": words.number(found.articles), "of": words.number(found.collected), "things": things}
    articles, stories = map(words.number, found.folded)
    if found.ratio is not None and found.expected is not None:
        big, beside = words("panel.factor", factor=words.number(found.ratio, 1)), words("panel.usual")
        said = words(
            "panel.counted",
            **counted,
            expected=words.number(found.expected, 0 if found.expected == round(found.expected) else 1),
            weeks=WEEKS,
            weekdays=words(f"weekdays.{found.first.weekday()}"),
        )
    else:
        share = found.articles / found.collected if found.collected else 0.0
        big, beside = words.percent(share), words("panel.share", things=things)
        said = words("panel.counted_plain", **counted)
    return [
        html.Div(
            [html.Span(big, className="big"), html.Span(beside, className="beside")],
            className="row base figure",
        ),
        html.Div(said, className="sub"),
        html.Div(words("panel.folded", articles=articles, stories=stories), className="sub"),
    ]


def _outlets(found: Evidence, words: Words, colour: str) -> list[Any]:
    most = NAMED_OUTLETS if len(found.outlets) > NAMED_OUTLETS + 1 else NAMED_OUTLETS + 1
    named, rest = found.outlets[:most], found.outlets[most:]
    rows = [*named, *([(words.count("panel.others", len(rest)), sum(n for _, n in rest))] if rest else [])]
    top = max(n for _, n in rows)
    return [
        html.H3(words("panel.outlets")),
        html.Div([_meter(name, n, n / top, words, colour) for name, n in rows]),
    ]


def _meter(name: str, n: int, part: float, words: Words, colour: str) -> html.Div:
    bar = html.Div(html.I(style={"width": f"{part:.0%}", "background": colour}), className="bar")
    line = html.Div([html.Span(name), html.Span(words.number(n), className="num")], className="row between")
    return html.Div([line, bar], className="meter")


def _headlines(found: Evidence, state: State, words: Words, zone: ZoneInfo) -> list[Any]:
    rows = found.headlines.iter_rows(named=True)
    query = f"e={quote(found.subject.code)}&from={found.first}&to={found.last}"
    if found.asked:
        query += f"&src={','.join(map(str, found.asked))}"
    if not state.capitals:
        query += "&caps=0"
    if state.basis == "articles":
        query += "&dup=show"
    filters = Filters(outlets=found.asked, langs=state.langs, basis=state.basis, capitals=state.capitals)
    return [
        html.H3(words("panel.headlines")),
        html.Div([headline(row, words=words, zone=zone, entity_id=found.subject.entity_id) for row in rows]),
        html.Div(
            [
                dcc.Link(
                    words.count(f"panel.read_{state.basis}", found.articles),
                    href=f"/articles?{query}",
                    className="btn primary",
                ),
                dcc.Link(
                    [icon("bell"), words("alerts.me")],
                    href=alert_href(found.subject.code, filters),
                    className="btn",
                ),
            ],
            className="row wrap read",
            **attrs(data_n=str(found.articles)),
        ),
    ]
