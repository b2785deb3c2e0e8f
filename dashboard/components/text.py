"""Words from the message files with **strong** parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

if TYPE_CHECKING:
    from dashboard.i18n import Words


def rich(text: str) -> list[Any]:
    """``"**China** leads"`` as a strong part and the rest; nothing else is markup."""
    parts = text.split("**")
    return [html.B(part) if at % 2 else part for at, part in enumerate(parts) if part]


def marked(text: str) -> list[Any]:
    """``"The **US** said"`` with its strong parts marked as counted, as in an article."""
    parts = text.split("**")
    return [html.Mark(part) if at % 2 else part for at, part in enumerate(parts) if part]


def how_counted(words: Words) -> dcc.Link:
    """The way to the page that says what a mention is and how well they are found."""
    return dcc.Link(words("about.more"), href="/about", className="about-more")
