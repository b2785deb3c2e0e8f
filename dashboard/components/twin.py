"""Tables: the chart's numbers for those who read them, and the last four weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from dash import dcc, html

from dashboard.components.chips import key_line
from dashboard.components.elements import Element, element
from dashboard.components.sparkline import sparkline
from dashboard.figures.end_labels import value_said
from dashboard.figures.lines import lines
from dashboard.gaps import unread_in, why
from dashboard.links import entity_href

if TYPE_CHECKING:
    from datetime import date

    from dashboard.comparison import Comparison, Recent, State
    from dashboard.figures.lines import Lines
    from dashboard.gaps import Unread
    from dashboard.i18n import Words

OPEN: Final = "open-at"  # type of the buttons that open the panel: evidence for who cannot click on a line
_STEADY: Final = 0.05  # a smaller change of share is neither up nor down


def twin(comparison: Comparison, state: State, words: Words) -> html.Div:
    """Every value of the chart with its n, the newest first."""
    drawn = lines(comparison, state)
    unread = unread_in(comparison.gaps, state.grain)
    span = 1 if state.measure == "count" else 2  # a count is its own n
    head = [
        html.Th(words(f"table.{state.grain}"), scope="col"),
        *(html.Th(s.subject.label, scope="colgroup", className="n", colSpan=span) for s in drawn.series),
        html.Th(words("table.collected"), scope="col", className="n"),
        html.Th(words("table.state"), scope="col"),
    ]
    rows = []
    for at in reversed(range(len(drawn.days))):
        cells: list[Any] = [element("Th", _bucket(drawn.days[at], state, words), scope="row")]
        for series in drawn.series:
            value, n = series.values[at], series.articles[at]
            pair = [
                element("Td", "–" if value is None else value_said(value, state, words), className="n"),
                element("Td", "" if n is None else words.number(n), className="n muted"),
            ]
            cells += pair[:span]
        collected = drawn.collected[at]
        cells += [
            element("Td", "" if collected is None else words.number(collected), className="n muted"),
            element("Td", _state(drawn, at, unread.get(drawn.days[at]), words), className="muted"),
        ]
        rows.append(element("Tr", cells))
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="data")
    return html.Div(table, className="table-scroll tall", tabIndex=0, role="region")


def recent_table(rows: list[Recent], words: Words) -> html.Div:
    """The last 28 days of each entity."""
    head = [
        html.Th(words("recent.name"), scope="col"),
        html.Th(words("recent.weeks"), scope="col", className="hide-narrow"),
        html.Th(words("recent.articles"), scope="col", className="n"),
        html.Th(words("recent.share"), scope="col", className="n"),
        html.Th(words("recent.change"), scope="col", className="n"),
        html.Th(words("recent.peak"), scope="col", className="n hide-narrow"),
        html.Th(words("recent.outlet"), scope="col", className="hide-narrow"),
    ]
    body = html.Tbody([_recent_row(row, words) for row in rows])
    return html.Div(html.Table([html.Thead(html.Tr(head)), body], className="data"), className="table-scroll")


def change(now: float | None, before: float | None, words: Words, *, few: bool = False) -> Element:
    """How a share changed, with a sign that needs no colour."""
    if now is None or before is None:
        return element("Span", "–", className="muted", title=words("recent.unread"))
    if few:
        return element("Span", words("recent.few"), className="muted")
    if not before:
        return element("Span", words("movers.new"), className="up")
    ratio = now / before
    sign, look = (
        ("▲", "up") if ratio > 1 + _STEADY else ("▼", "down") if ratio < 1 - _STEADY else ("●", "flat")
    )
    return element("Span", f"{sign} {words.change(ratio)}", className=look)


def _recent_row(row: Recent, words: Words) -> html.Tr:
    subject = row.subject
    link = dcc.Link(subject.label, href=entity_href(subject.code))
    articles = dcc.Link(words.number(row.articles), href=f"/articles?e={quote(subject.code)}&last=28d")
    peak: html.Button | str = ""
    if row.peak_day and row.peak_share is not None:
        peak = html.Button(
            f"{words.day(row.peak_day, 'short')} · {words.percent(row.peak_share, 0)}",
            id={"type": OPEN, "at": f"{subject.code}.{row.peak_day}"},
            className="open",
            title=words("recent.open"),
        )
    return html.Tr(
        [
            html.Th(html.Div([key_line(subject.colour), link], className="row"), scope="row"),
            html.Td(sparkline(row.line, colour=subject.colour), className="hide-narrow"),
            html.Td(articles, className="n"),
            html.Td("–" if row.share is None else words.percent(row.share), className="n"),
            html.Td(change(row.share, row.before, words, few=row.few), className="n"),
            html.Td(peak, className="n hide-narrow"),
            html.Td(row.outlet or "", className="hide-narrow"),
        ]
    )


def _bucket(day: date, state: State, words: Words) -> str:
    return words.month(day) if state.grain == "month" else words.day(day)


def _state(drawn: Lines, at: int, unread: Unread | None, words: Words) -> str:
    """How far it was read, and why not."""
    seen, of = drawn.read[at]
    said = words(f"table.{drawn.states[at]}")
    if drawn.states[at] in {"observed", "short"} and seen < of:
        said = words("table.short", n=words.number(seen), of=words.number(of))
    return said if unread is None else words("table.why", state=said, why=why(unread, words))
