"""The table of outlets and their feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import html

from dashboard.components.articles import safe_link
from dashboard.components.attrs import attrs
from dashboard.components.feed_notes import feed_notes
from dashboard.components.icons import icon
from dashboard.components.troubles import trouble
from dashboard.components.volume import bullet, volume_strip
from dashboard.health import UNREAD
from dashboard.sources import worst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.clock import Clock
    from dashboard.health import FeedHealth
    from dashboard.sources import Source

_ICONS: Final = {
    "ok": "circle-check",
    "partly": "alert-triangle",
    "silent": "alert-triangle",
    "late": "clock",
    "waiting": "clock",
    "paused": "clock",
    "unknown": "minus",
    "failing": "circle-x",
    "gone": "circle-x",
    "quiet": "alert-triangle",
}
_LOOK: Final = {
    "ok": "well",
    "failing": "bad",
    "gone": "bad",
    "silent": "warn",
    "partly": "warn",
    "late": "warn",
    "quiet": "warn",
}
_COLUMNS: Final = ("outlet", "state", "last_article", "last_read", "articles", "copies", "strip")
_RIGHT: Final = {"articles", "copies"}
_WIDE: Final = {"last_read", "strip"}  # left out on a phone


def source_table(rows: Sequence[Source], clock: Clock, *, all_feeds: bool) -> html.Div:
    """Outlets, each with its feeds below it; without ``all_feeds`` only with those to look after."""
    words = clock.words
    head = [html.Th(words(f"sources.{name}"), scope="col", className=_class(name)) for name in _COLUMNS]
    groups = [
        html.Tbody([_outlet(row, clock), *(_feed(feed, clock) for feed in _shown(row, all_feeds=all_feeds))])
        for row in rows
    ]
    table = html.Table([html.Thead(html.Tr(head)), *groups], className="data sources")
    return html.Div(table, className="table-scroll", tabIndex=0)


def state(status: str, words: Any) -> html.Span:
    """Icon and word; the colour only repeats them."""
    look = _LOOK.get(status, "neutral")
    return html.Span([icon(_ICONS[status]), words(f"state.{status}")], className=f"state {look}")


def _shown(row: Source, *, all_feeds: bool) -> list[FeedHealth]:
    return [
        feed
        for feed in worst(row.feeds)
        if all_feeds or feed.status in UNREAD or feed.status == "quiet" or feed.has_moved or feed.is_skewed
    ]


def _outlet(row: Source, clock: Clock) -> html.Tr:
    words = clock.words
    href = safe_link(row.homepage) if row.homepage else None
    name = html.A(row.name, href=href, target="_blank", rel="noopener noreferrer") if href else row.name
    said = words.count("sources.feeds", len(row.feeds))
    if row.status == "silent" and row.silent_since:
        said = words("sources.silent_since", time=clock(row.silent_since))
    copies = words.percent(row.copies / row.written, 0) if row.written else "–"
    counted = words("sources.copies_label", n=words.number(row.copies), total=words.number(row.written))
    numbers = words.number(row.articles)
    if row.usual:
        numbers = words("sources.of_usual", n=numbers, usual=words.number(row.usual))
    return html.Tr(
        [
            html.Th([html.Span(name), html.Span(said, className="sub")], scope="row"),
            html.Td(state(row.status, words)),
            html.Td(_time(row.last_article_at, clock), **attrs(data_label=words("sources.last_article"))),
            html.Td(_time(row.last_ok_at, clock), className="hide-narrow"),
            html.Td(
                html.Span(
                    [
                        html.Span(numbers, className="num"),
                        bullet(row.articles, row.usual) if row.usual else None,
                    ]
                ),
                className="n against",
            ),
            html.Td(
                html.Span(copies, className="num", title=counted if row.written else None),
                className="n copies",
                **attrs(data_label=words("sources.copies")),
            ),
            html.Td(volume_strip(row.strip, words) if row.strip else "–", className="hide-narrow"),
        ],
        className="outlet",
    )


def _feed(feed: FeedHealth, clock: Clock) -> html.Tr:
    words = clock.words
    said = [html.Span(_next(feed, clock))]
    said += [html.Span(note, className="sub") for note in feed_notes(feed, clock)]
    return html.Tr(
        [
            html.Th(
                [
                    html.Span(feed.section or feed.key),
                    html.Span(feed.url, className="sub url", title=feed.url),
                ],
                scope="row",
            ),
            html.Td(state(feed.status, words)),
            html.Td(_time(feed.last_new_at, clock), className="hide-narrow"),
            html.Td(_time(feed.last_ok_at, clock), className="hide-narrow"),
            html.Td(said, colSpan=3, className="said", **attrs(data_feed=feed.key)),
        ],
        className="feed",
    )


def _next(feed: FeedHealth, clock: Clock) -> str:
    """Why it is not read and when it is tried next; for a healthy feed, only when."""
    if feed.status in {"failing", "gone"} or (feed.status == "paused" and feed.tries):
        return trouble(feed, clock)
    if feed.next_at is None:
        return ""
    time = clock.words("health.now") if feed.next_at <= clock.now else clock(feed.next_at)
    return clock.words("health.next", time=time)


def _time(at: Any, clock: Clock) -> str:
    return clock(at) if at else "–"


def _class(name: str) -> str:
    return " ".join(filter(None, ("n" if name in _RIGHT else "", "hide-narrow" if name in _WIDE else "")))
