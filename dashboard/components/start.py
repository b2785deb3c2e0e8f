"""A new installation: what has been done, and what comes next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from dash import html

from dashboard.components.icons import icon
from dashboard.components.troubles import reason

if TYPE_CHECKING:
    from dashboard.clock import Clock
    from dashboard.health import Health
    from dashboard.i18n import Words

Mark = Literal["done", "open", "bad"]
_ICONS = {"done": "circle-check", "open": "clock", "bad": "alert-triangle"}


def checklist(found: Health, clock: Clock) -> html.Div:
    """From the feeds to the first article."""
    words = clock.words
    steps = [_found(found, words), *_read(found, clock), _first(found, words)]
    items = [
        html.Li([icon(_ICONS[mark], small=False), html.Span(text)], className=f"step {mark}")
        for mark, text in steps
    ]
    return html.Div([html.H2(words("start.title")), html.Ol(items)], className="card start")


def _found(found: Health, words: Words) -> tuple[Mark, str]:
    if not found.feeds:
        return "open", words("start.not_found")
    return "done", words.count("start.found", len(found.feeds))


def _read(found: Health, clock: Clock) -> list[tuple[Mark, str]]:
    words = clock.words
    if not found.feeds:
        return []
    read = sum(feed.last_ok_at is not None for feed in found.feeds)
    if read:
        text = words("start.reading", n=words.number(read), total=words.number(len(found.feeds)))
        return [("done" if read == len(found.feeds) else "open", text)]
    if found.tried < len(found.feeds):
        return [("open", words("start.waiting"))]
    common = Counter(reason(feed, words) for feed in found.feeds).most_common(1)[0][0]
    if found.next_at is None:
        return [("bad", words("start.none_plain", reason=common))]
    time = clock(found.next_at)
    return [("bad", words("start.none", reason=common, time=time))]


def _first(found: Health, words: Words) -> tuple[Mark, str]:
    none = found.tried and not any(feed.last_ok_at for feed in found.feeds)
    return "open", words("start.later" if none else "start.soon")
