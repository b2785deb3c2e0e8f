"""Pairs as a table: what the network draws, with every number, for all who read it another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.empties import empty
from dashboard.components.panel_note import nobody
from dashboard.components.sparkline import sparkline
from dashboard.links import articles_href
from dashboard.relations import ROWS

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.relations import Pair, Relations


def pair_table(found: Relations, words: Words) -> Any:
    """The first pairs, each leading to the articles with both."""
    if nobody(found.panel):
        window = found.state.window
        return empty("gap", words("compare.panel_none", days=words.days(window.first, window.last)))
    if not found.pairs:
        return empty("zero", words("relations.none"))
    head = [
        html.Th(words("relations.pair"), scope="col"),
        html.Th(words("relations.weeks"), scope="col", className="hide-narrow"),
        html.Th(words(f"basis.{found.state.filters.basis}"), scope="col", className="n"),
        html.Th(words("relations.lift"), scope="col", className="n"),
    ]
    body = [_row(pair, found, words) for pair in found.pairs[:ROWS]]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="data")
    return html.Div(table, className="table-scroll tall", tabIndex=0)


def _row(pair: Pair, found: Relations, words: Words) -> html.Tr:
    line = found.weeks.get((pair.a.entity_id, pair.b.entity_id))
    return html.Tr(
        [
            html.Th(
                dcc.Link(
                    f"{pair.a.label} · {pair.b.label}",
                    href=articles_href(pair.codes, found.state.filters, found.state.window),
                ),
                scope="row",
            ),
            html.Td(sparkline(line, width=84, height=24) if line else None, className="hide-narrow"),
            html.Td(words.number(pair.together), className="n"),
            html.Td(words("relations.times", times=words.number(pair.lift, 1)), className="n"),
        ]
    )
