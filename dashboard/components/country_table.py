"""Countries as a table: what the map draws, with every number, and the way to those too small to point at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.atlas import FAR
from dashboard.components.attrs import attrs
from dashboard.components.elements import Element, element, link
from dashboard.components.empties import before, empty, gap
from dashboard.components.panel_note import nobody
from dashboard.components.twin import change
from dashboard.links import articles_href

if TYPE_CHECKING:
    from dashboard.atlas import Atlas, Country, Unusual
    from dashboard.i18n import Words


def country_table(found: Atlas, words: Words) -> Any:
    """Every country of the region. The name opens its card, the number its articles."""
    nothing = empty_map(found, words)
    if nothing is not None:
        return nothing
    by_usual = found.state.measure == "z"
    head = [
        html.Th(words("atlas.name"), scope="col"),
        html.Th(words("atlas.share"), scope="col", className="n"),
        html.Th(words(f"basis.{found.state.filters.basis}"), scope="col", className="n"),
        html.Th(words("atlas.z" if by_usual else "atlas.change"), scope="col", className="n"),
    ]
    rows = [_row(one, found, words) for one in found.countries]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="data")
    return html.Div(
        table,
        className="table-scroll tall",
        tabIndex=0,
        role="region",
        **attrs(aria_label=words("atlas.table_title")),
    )


def empty_map(found: Atlas, words: Words) -> html.Div | None:
    """Why there is nothing to see, when there is not."""
    window = found.state.window
    days = words.days(window.first, window.last)
    if nobody(found.panel):
        return empty("gap", words("compare.panel_none", days=days))
    if not found.begun:
        return before(words, first=found.archive.first, href=f"/map?from={found.archive.first}")
    if not found.collected and found.unread:
        return gap(words, days=days)
    if not any(one.articles or one.articles_before for one in found.countries):
        return empty("zero", words("atlas.none", days=days))
    return None


def against_usual(unusual: Unusual | None, words: Words) -> Element:
    """Standard deviations from usual, with a sign that needs no colour, and of what as its title."""
    if unusual is None:
        return element("Span", "–", className="muted", title=words("atlas.usual_unknown"))
    z = unusual.z
    sign, look = ("▲", "up") if z >= FAR else ("▼", "down") if z <= -FAR else ("●", "flat")
    n, usual = words.number(unusual.articles), words.number(unusual.usual)
    title = words("atlas.hover_usual", n=n, usual=usual, z=words.signed(z))
    return element("Span", f"{sign} {words.signed(z)}", className=look, title=title)


def _row(one: Country, found: Atlas, words: Words) -> Element:
    opens = element(
        "Button",
        one.label,
        type="button",
        className="open name",
        title=words("atlas.open"),
        **attrs(data_place=one.code, aria_pressed=str(one.code == found.state.at).lower()),
    )
    number = words.number(one.articles)
    reads = link(
        number,
        href=articles_href(one.code, found.state.filters, found.state.window),
        title=words("atlas.read"),
    )
    moved = change(one.share, one.share_before, words, few=one.few)
    if found.state.measure == "z":
        moved = against_usual(one.unusual, words)
    return element(
        "Tr",
        [
            element("Th", opens, scope="row"),
            element("Td", "–" if one.share is None else words.percent(one.share), className="n"),
            element("Td", reads if one.articles else number, className="n"),
            element("Td", moved, className="n"),
        ],
    )
