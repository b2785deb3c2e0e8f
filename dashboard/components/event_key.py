"""What the letters above a chart stand for, in words; also what there was no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard import theme
from dashboard.components.attrs import attrs

if TYPE_CHECKING:
    from dashboard.events import Event, Events
    from dashboard.i18n import Words


def event_key(events: Events, words: Words) -> list[Any]:
    """Nothing when nothing happened."""
    if not events.shown:
        return []
    key: list[Any] = [
        html.Ol([_row(event, words) for event in events.shown], **attrs(aria_label=words("event.title")))
    ]
    if events.rest:
        rows = html.Ul([_row(event, words) for event in events.rest])
        key.append(html.Details([html.Summary(words.count("event.more", len(events.rest))), rows]))
    return key


def said(events: Events, words: Words) -> str:
    """The key as lines of a picture."""
    lines = [f"{event.letter}  {words.day(event.day)}  {event.text}" for event in events.shown]
    if events.rest:
        lines.append(words.count("event.more", len(events.rest)))
    return "\n".join(lines)


def _row(event: Event, words: Words) -> html.Li:
    colour = f"var(--{theme.series(event.subjects[0].colour)[1:]}-text)"
    letter = html.B(event.letter, style={"color": colour}) if event.letter else ""
    return html.Li([letter, html.Span(words.day(event.day), className="num day"), html.Span(event.text)])
