"""Addresses of pages that other pages lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from dashboard.filters import Filters
    from dashboard.url_state import Window


def entity_href(code: str, more: str = "") -> str:
    """The page of an entity; ``more`` is a query as ``days_and`` makes it: ``"&from=…"``."""
    query = more.lstrip("&")
    return f"/entity/{quote(code)}" + (f"?{query}" if query else "")


def alert_href(code: str, filters: Filters) -> str:
    """The form of a rule about an entity, in the outlets and languages of a page."""
    return f"/alerts?e={quote(code)}{filters.link()}"


def days_and(filters: Filters, window: Window, *, trend: bool = False) -> str:
    """The days and filters of a page, for another: ``"&from=…&to=…&src=1,2"``; ``trend``: one with panels."""
    return f"&from={window.first}&to={window.last}{filters.link(same_days=trend)}"


def articles_more(filters: Filters, window: Window) -> str:
    """What an address of articles has besides the entities, so that it shows what was counted."""
    shown = "" if filters.basis == "stories" else "&dup=show"
    return f"{shown}{days_and(filters, window)}"


def articles_href(codes: str, filters: Filters, window: Window) -> str:
    """The articles that mention all of ``codes`` (``"MY,JP"``), of these days and outlets."""
    return f"/articles?e={quote(codes, safe=',')}{articles_more(filters, window)}"
