"""One look at an address: is there a feed, and what is odd about it? Nothing is kept."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import aiohttp

from collectors.dates import MAX_AHEAD
from collectors.errors import AddressRefusedError, FetchError, ParseError, WorkerError
from collectors.fetch import Web
from collectors.jobs import Document
from collectors.parse import parse_feed
from collectors.types import NotModified
from collectors.urls import canonical_url
from collectors.workers import WorkerPool

SAMPLE = 20  # titles, enough to tell a language by
AHEAD = timedelta(days=400)  # so far into the future dates are read, to say how wrong they are
Failure = Literal[
    "address", "dns", "certificate", "connection", "timeout", "gone", "refused", "later", "status", "no-feed"
]  # fmt: skip

_GONE, _REFUSED, _LATER = frozenset({404, 410}), frozenset({401, 403, 451}), frozenset({429, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a feed document has."""

    title: str
    link: str
    language: str | None
    entries: int
    links: frozenset[str]  # canonical
    dated: int  # entries with a date
    linked: int  # entries with a link
    newest: datetime | None  # of those that are not in the future
    ahead: timedelta | None  # how far the newest date lies in the future
    titles: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at an address found: a feed's content, or why there is none."""

    url: str  # as asked
    took: timedelta
    content: Content | None = None
    failure: Failure | None = None
    reason: str = ""  # in words
    http_status: int | None = None
    at: str = ""  # where the document was, after redirects
    moved_to: str | None = None  # when all redirects were permanent
    body: Document | None = field(default=None, repr=False)  # what came when it is no feed


def ready() -> None:
    """Prepare a worker process: what reading needs is loaded before its memory is limited."""


def read_content(document: Document, zone: ZoneInfo, now: datetime) -> Content:
    """Read a feed document. Pure, and run in a worker process. Raises ParseError when it is no feed."""
    parsed = parse_feed(
        document.body, url=document.url, content_type=document.content_type, zone=zone, now=now + AHEAD
    )
    dates = [entry.published_at for entry in parsed.entries if entry.published_at is not None]
    past = [date for date in dates if date <= now + MAX_AHEAD]
    ahead = max(dates, default=now) - now
    return Content(
        title=parsed.title,
        link=parsed.link,
        language=parsed.language,
        entries=len(parsed.entries),
        links=frozenset(canonical_url(entry.link) for entry in parsed.entries if entry.link),
        dated=len(dates),
        linked=sum(bool(entry.link) for entry in parsed.entries),
        newest=max(past, default=None),
        ahead=ahead if ahead > MAX_AHEAD else None,
        titles=tuple(entry.title for entry in parsed.entries[:SAMPLE] if entry.title),
        problems=parsed.problems,
    )


async def look(web: Web, workers: WorkerPool, url: str, *, zone: ZoneInfo, now: datetime) -> Seen:
    """Ask for ``url`` once and read what comes."""
    started = time.monotonic()
    try:
        answer = await web.fetch(url)
    except FetchError as error:
        return Seen(
            url=url,
            took=_since(started),
            failure=failure_of(error),
            reason=error.reason,
            http_status=error.http_status,
        )
    assert not isinstance(answer, NotModified)  # asked without validators
    took = _since(started)
    document = Document(url=answer.url, content_type=answer.content_type, body=answer.body)
    content, reason = None, ""
    try:
        content = await workers.run(read_content, document, zone, now)
    except (ParseError, WorkerError) as error:
        reason = error.reason
    return Seen(
        url=url,
        took=took,
        content=content,
        failure=None if content else "no-feed",
        reason=reason,
        http_status=answer.http_status,
        at=answer.url,
        moved_to=answer.moved_to,
        body=None if content else document,
    )


def failure_of(error: FetchError) -> Failure:
    """Which kind of failure it is."""
    cause, status = error.__cause__, error.http_status
    if isinstance(error, AddressRefusedError):
        return "address"
    if isinstance(cause, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(cause, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError | ssl.SSLError):
        return "certificate"
    if status is None:
        return "later" if error.retry_after else "connection" if cause is not None else "timeout"
    for statuses, kind in ((_GONE, "gone"), (_REFUSED, "refused"), (_LATER, "later")):
        if status in statuses:
            return kind  # type: ignore[return-value]
    return "status"


def same_entries(one: Content, other: Content, *, share: float) -> bool:
    """Whether two feeds have ``share`` of their entries in common."""
    together = len(one.links | other.links)
    return bool(together) and len(one.links & other.links) >= share * together


def _since(started: float) -> timedelta:
    return timedelta(seconds=time.monotonic() - started)
