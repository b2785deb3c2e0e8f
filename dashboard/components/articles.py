"""Articles in lists. Their text is other people's: it is shown as text, never as HTML."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dash import html

from dashboard.components.elements import element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.i18n import Words


def marked(text: str, marks: Sequence[Mapping[str, Any]], *, only: int | None = None) -> list[Any]:
    """``text`` with its mentions marked; offsets are code points, marks in order and apart.

    With ``only``, just the marks of that entity_id.
    """
    parts: list[Any] = []
    at = 0
    for mark in marks:
        if only is not None and mark["entity_id"] != only:
            continue
        parts += [text[at : mark["start"]], element("Mark", text[mark["start"] : mark["end"]])]
        at = mark["end"]
    return [part for part in (*parts, text[at:]) if part]


def safe_link(url: str) -> str | None:
    """``url`` when a browser may be sent there: an address of the web that names its host and nobody else."""
    try:
        parts = urlsplit(url)
    except ValueError:  # "http://["
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc else None


def headline(
    row: Mapping[str, Any], *, words: Words, zone: ZoneInfo, entity_id: int | None = None
) -> html.Div:
    """A row of queries.article_list: the title, linked to its outlet, and where and when it was.

    With ``entity_id`` the marks and the number of mentions are of that entity.
    """
    title = marked(row["title"], row["title_marks"] or (), only=entity_id)
    at: datetime = row["dated_at"].replace(tzinfo=UTC)
    said = [row["outlet"], words.moment(at, zone)]
    if entity_id is not None:
        n = next((chip["count"] for chip in row["chips"] or () if chip["entity_id"] == entity_id), 0)
        said += [words.count("panel.mentions", n)] if n else []
    link = html.A(
        title, href=safe_link(row["url"]), target="_blank", rel="noopener noreferrer", lang=row["lang"]
    )
    return html.Div([link, html.Div(" · ".join(said), className="sub")], className="headline")
