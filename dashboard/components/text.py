"""Words from the message files with **strong** parts."""

from __future__ import annotations

from typing import Any

from dash import html


def rich(text: str) -> list[Any]:
    """``"**China** leads"`` as a strong part and the rest; nothing else is markup."""
    parts = text.split("**")
    return [html.B(part) if at % 2 else part for at, part in enumerate(parts) if part]
