"""The card beside the map: one country, what is written of it, and where to go on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components import controls
from dashboard.components.articles import headline
from dashboard.components.country_table import against_usual
from dashboard.components.twin import change
from dashboard.links import articles_href, days_and, entity_href

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.atlas import Atlas, Card
    from dashboard.i18n import Words

CLOSE = "panel-close"  # which Escape closes, too: assets/60-page.js


def country_card(card: Card, found: Atlas, words: Words, zone: ZoneInfo) -> list[Any]:
    """Contents of the card."""
    one = card.country
    head = html.Div(
        [html.H2(one.label, className="grow"), controls.close(CLOSE, words("panel.close"))], className="row"
    )
    if one.share is None:
        return [head, html.P(words("atlas.card_none"), className="sub"), _ways(card, found, words)]
    figure = html.Div(
        [
            html.Span(words.percent(one.share), className="big"),
            html.Span(words("panel.share", things=words(found.state.filters.things)), className="beside"),
        ],
        className="row base figure",
    )
    window = found.before[0]
    against = words("atlas.card_before", days=words.days(window.first, window.last))
    if one.share_before is None:
        against = words("entity.not_before", days=words.days(window.first, window.last))
    moved = html.Div(
        [change(one.share, one.share_before, words, few=one.few), html.Span(against, className="sub")],
        className="row base wrap",
    )
    if one.unusual:
        moved = html.Div(
            [against_usual(one.unusual, words), html.Span(words("atlas.z"), className="sub")],
            className="row base wrap",
        )
    rows = card.headlines.iter_rows(named=True)
    headlines = [headline(row, words=words, zone=zone, entity_id=card.entity_id) for row in rows]
    return [
        head,
        figure,
        html.Div(
            words(
                "panel.counted_plain",
                n=words.number(one.articles),
                of=words.number(found.collected),
                things=words(found.state.filters.things),
            ),
            className="sub",
        ),
        html.Div(words.count("atlas.outlets", one.outlets), className="sub"),
        moved,
        *([html.H3(words("panel.headlines")), html.Div(headlines)] if headlines else []),
        _ways(card, found, words),
    ]


def _ways(card: Card, found: Atlas, words: Words) -> html.Div:
    code, filters, window = card.country.code, found.state.filters, found.state.window
    read = dcc.Link(words("atlas.read"), href=articles_href(code, filters, window), className="btn primary")
    return html.Div(
        [
            *([read] if card.country.articles else []),
            dcc.Link(
                words("atlas.profile"), href=entity_href(code, days_and(filters, window)), className="btn"
            ),
        ],
        className="row wrap read",
    )
