"""What the letters above a chart stand for, in words; also what there was no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from dashboard import theme
from dashboard.components.articles import safe_link
from dashboard.components.attrs import attrs

if TYPE_CHECKING:
    from dashboard.events import Event, Events
    from dashboard.i18n import Words


def event_key(events: Events, words: Words) -> list[Any]:
    """Nothing when nothing happened."""
    key: list[Any] = []
    if events.shown:
        rows = [_row(event, words) for event in events.shown]
        key.append(html.Ol(rows, **attrs(aria_label=words("event.title"))))
    for name, others in (("more", events.rest), ("holidays", events.holidays)):
        if others:
            list_ = html.Ul([_row(event, words) for event in others])
            key.append(html.Details([html.Summary(words.count(f"event.{name}", len(others))), list_]))
    return key


def said(events: Events, words: Words) -> str:
    """The key as lines of a picture."""
    lines = [f"{event.letter}  {event.said_days(words)}  {event.text}" for event in events.shown]
    if events.rest:
        lines.append(words.count("event.more", len(events.rest)))
    if events.holidays:
        lines.append(words.count("event.holidays", len(events.holidays)))
    return "\n".join(lines)


def _row(event: Event, words: Words) -> html.Li:
    role = f"{theme.series(event.subjects[0].colour)[1:]}-text" if event.subjects else "ink-2"
    letter = html.B(event.letter, style={"color": f"var(--{role})"}) if event.letter else ""
    text: Any = html.Span(event.text)
    if event.link:
        text = html.A(event.text, href=safe_link(event.link), target="_blank", rel="noopener noreferrer")
    return html.Li([letter, html.Span(event.said_days(words), className="num day"), text])
