"""What travels between the steps of a collection."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from collectors.dates import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with; sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None  # xxh3 of the last body: some servers send 200 for the same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as the server gave it, decompressed."""

    url: str  # after redirects
    body: bytes
    size: int  # of the body, even after it was let go
    content_type: str | None  # the whole header, charset included
    http_status: int
    validators: Validators
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names; for Cache-Control, Expires …
    moved_to: str | None = None  # target when every hop was permanent (301, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server, or the body's hash, says that nothing changed."""

    validators: Validators
    http_status: int  # 304, or 200 with the same ETag or body
    headers: dict[str, str] = field(default_factory=dict)  # as in Fetched
    moved_to: str | None = None  # as in Fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An item as the feed gave it, in plain text: bounded, a line for each block of HTML, still hostile."""

    title: str  # one line; "" without one
    link: str  # absolute, http or https; "" when the feed gives none that is usable
    guid: str | None
    published_at: datetime | None  # aware UTC, by collectors.dates; None when absent or not credible
    summary: str
    content: str  # the full text when the feed carries it, else ""
    authors: tuple[str, ...] = ()
    published_said: str | None = None  # the date as printed, understood or not
    dated: Moment | None = None  # as it was understood, credible or not


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document, read."""

    title: str
    link: str
    language: str | None
    ttl: timedelta | None  # how long the feed asks us to wait (ttl, sy:updatePeriod)
    entries: tuple[RawEntry, ...]
    problems: tuple[str, ...]  # in words, each harmless by itself
    skip_hours: int = 0  # bit n: the hour n (GMT) in which it asks to be left alone
    skip_days: int = 0  # bit n: the weekday n (GMT, 0 is Monday)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """Text without what is not the article."""

    text: str  # paragraphs separated by one newline, NFC
    removed: tuple[Cut, ...]  # in the order of the original text
    byline: str | None
    dateline: str | None  # "SEOUL/MOSKOW", as printed
    attribution: tuple[str, ...]  # "Reuters", "AFP", "Xinhua", …

    def original_offset(self, offset: int) -> int:
        """Offset in the original text, as ``collectors.text.plain`` gives it, of ``offset`` in ``text``."""
        for cut in self.removed:
            if cut.start > offset:
                break
            offset += cut.end - cut.start
        return offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A piece taken out of the original text; offsets are code points of the original, end exclusive."""

    start: int
    end: int
    text: str
    # "byline", "dateline", "related", "advert", "promotion", "paywall", "credit", "caption", "tags", "space"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article page, read."""

    title: str | None
    text: str  # raw paragraphs, before collectors.clean
    published_at: datetime | None  # aware UTC, from the page's own date
    next_pages: tuple[str, ...] = ()
    published_said: str | None = None  # that date as printed
    zone_assumed: bool = False  # it names no zone
