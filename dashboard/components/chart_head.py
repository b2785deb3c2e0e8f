"""The head of a chart's card: what it is, of what, and ways to take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components import controls
from dashboard.components.icons import icon
from dashboard.components.text import how_counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words


def chart_head(title: str, sub: str, buttons: Sequence[Any], words: Words) -> html.Div:
    """``title`` and ``sub`` are ids of what the page's callback fills."""
    said: list[Any] = [html.Span(id=sub), " ", how_counted(words)]
    return html.Div(
        [
            html.Div([html.H2(id=title), html.Div(said, className="sub")], className="grow"),
            html.Div(list(buttons), className="row tools no-print"),
        ],
        className="row top head",
    )


def take_away(png: str, csv: str, words: Words) -> list[Any]:
    """As a picture, and as a file for other programs, whose address the page's callback fills."""
    return [
        controls.button(png, "photo", words("chart.png")),
        html.A([icon("download"), words("chart.csv")], id=csv, className="btn quiet", download=""),
    ]
