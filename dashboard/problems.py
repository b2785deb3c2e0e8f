"""What happens when a callback fails: the log gets the error, the reader a sentence and its number."""

from __future__ import annotations

import secrets
from typing import Final

import structlog
from dash import html, set_props

from dashboard import i18n
from dashboard.components.icons import icon

PLACE: Final = "problem"  # element of the shell

log = structlog.get_logger()


def tell(error: Exception) -> None:
    """Log ``error`` and say so on the page; what was drawn before stays."""
    number = secrets.token_hex(3)
    log.error("callback failed", problem=number, exc_info=error)
    words = i18n.current()
    said = html.Span(
        [words("problem.text"), " ", html.Span(words("problem.number", number=number), className="num")]
    )
    set_props(PLACE, {"children": html.Div([icon("alert-triangle"), said], className="notice", role="alert")})
