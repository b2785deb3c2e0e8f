"""A number that leads to its page."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components.icons import icon


def kpi(name: str, label: str, value: str, said: str | list[Any], href: str) -> dcc.Link:
    """Icon, what it is, the number, and what to hold it against."""
    return dcc.Link(
        [
            html.Span([icon(name), label], className="label"),
            html.B(value, className="num"),
            html.Span(said, className="against"),
        ],
        href=href,
        className="card kpi",
    )
