"""What is not being read, in words: who, why, since when, and when it is tried next."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.components.icons import icon
from dashboard.components.text import rich
from dashboard.health import BACKLOG, UNREAD

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.clock import Clock
    from dashboard.health import FeedHealth, Health
    from dashboard.i18n import Words

SHOWN: Final = 3  # outlets named; the Sources page has the rest
_REFUSED: Final = 400
MB: Final = 1_000_000


def reason(feed: FeedHealth, words: Words) -> str:
    """``answered 403 Forbidden``, or what the collector said."""
    if feed.http_status is not None and feed.http_status >= _REFUSED:
        return words("health.answered", status=_status(feed.http_status))
    return feed.error or words("health.no_reason")


def trouble(feed: FeedHealth, clock: Clock) -> str:
    """``answered 403 Forbidden since 06:20, 9 tries; next 15:10``."""
    words = clock.words
    parts = [reason(feed, words)]
    if feed.since:
        parts.append(words("health.since", time=clock(feed.since)))
    said = " ".join(parts)
    if feed.tries > 1:
        said += ", " + words.count("health.tries", feed.tries)
    return said + _next(feed.next_at, clock)


def health_lines(found: Health, clock: Clock) -> list[str]:
    """Everything that keeps articles from coming in, worst first; **names** strong. Empty: all is well."""
    return [*_writer(found, clock), *_collector(found, clock), *_feeds(found, clock)]


def own_lines(found: Health, clock: Clock) -> list[str]:
    """What is wrong on our side."""
    return [*_writer(found, clock), *_collector(found, clock)]


def system_lines(found: Health, clock: Clock) -> list[str]:
    """What is wrong beyond single feeds."""
    lines = own_lines(found, clock)
    if found.rejected:
        lines.append(
            clock.words("health.rejected", batches=clock.words.count("health.batches", found.rejected))
        )
    return lines + _feeds(found, clock) if _none_read(found) else lines


def names_lines(refused: str, words: Words) -> list[str]:
    """That the user's own names are refused: the first mistake, and how many there are."""
    if not refused:
        return []
    mistakes = refused.splitlines()
    if len(mistakes) == 1:
        return [words("health.names", error=refused)]
    return [words("health.names_more", n=words.number(len(mistakes)), error=mistakes[0])]


def notice(lines: list[str], words: Words, *, link: bool = True) -> html.Div | None:
    """The lines, with a way to the Sources page."""
    if not lines:
        return None
    shown, more = lines[:SHOWN], len(lines) - SHOWN
    body: list[Any] = [html.P(rich(line)) for line in shown]
    if link:
        said = words.count("health.more", more) if more > 0 else words("health.link")
        body.append(dcc.Link(said, href="/sources"))
    return html.Div([icon("alert-triangle"), html.Div(body)], className="notice trouble", role="status")


def _none_read(found: Health) -> bool:
    return len(found.feeds) > 1 and all(feed.status in UNREAD for feed in found.feeds)


def _writer(found: Health, clock: Clock) -> list[str]:
    words = clock.words
    writer = found.writer
    if writer is None:
        return []
    if writer.damage:
        return [words("health.damaged", error=writer.damage)]
    if writer.full:
        folder, free = (
            str(writer.full.folder),
            words("health.megabytes", n=words.number(writer.full.free // MB)),
        )
        return [words("health.full", folder=folder, free=free, since=clock(writer.full.since))]
    if writer.last_error:
        since = clock(writer.failing_since or clock.now)
        return [words("health.not_stored", since=since, error=writer.last_error)]
    if writer.backlog > BACKLOG:
        return [words("health.backlog", n=words.number(writer.backlog))]
    return []


def _collector(found: Health, clock: Clock) -> list[str]:
    words = clock.words
    if found.problem:
        return [words("health.no_ledger", error=found.problem)]
    if not found.stopped:
        return []
    if found.last_poll_at is None:
        return [words("health.never")]
    return [words("health.stopped", since=clock(found.last_poll_at))]


def _feeds(found: Health, clock: Clock) -> list[str]:
    words = clock.words
    troubles = found.troubles()
    failing = [feed for feeds in troubles for feed in feeds]
    if _none_read(found):
        first = min((feed.since for feed in failing if feed.since), default=clock.now)
        said = words("health.none", n=words.number(len(failing)), since=clock(first))
        if found.next_at is None:
            return [said]
        return [f"{said} {words('health.next_try', time=_time(found.next_at, clock))}"]
    lines, by_outlet = [], found.by_outlet()
    for feeds in troubles:
        of = len(by_outlet[feeds[0].outlet])
        who = words("health.outlet", name=feeds[0].outlet)
        if len(feeds) < of:
            who = words("health.some", name=feeds[0].outlet, n=words.number(len(feeds)), of=words.number(of))
        lines.append(f"{who} {trouble(feeds[0], clock)}.")
    return lines


def _next(at: datetime | None, clock: Clock) -> str:
    words = clock.words
    if at is None:
        return ""
    return "; " + words("health.next", time=_time(at, clock))


def _time(at: datetime, clock: Clock) -> str:
    return clock.words("health.now") if at <= clock.now else clock(at)


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
