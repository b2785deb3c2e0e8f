"""Icons from the one style sheet of masks (assets/40-icons.css)."""

from __future__ import annotations

from dash import html

from dashboard.components.attrs import attrs


def icon(name: str, *, small: bool = True) -> html.I:
    """A decoration: the words beside it say the same."""
    return html.I(className=f"icon icon-{name}{' small' if small else ''}", **attrs(aria_hidden="true"))
