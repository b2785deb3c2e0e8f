"""What is stored, as frozen records. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

import xxhash

from storage.sites import site_of_url

if TYPE_CHECKING:
    from entities.types import MentionKind, TextField

MAX_EDITS = 24  # of one article; some outlets publish a clock inside their text: each poll would be an edit

PublishedSource = Literal["feed", "page", "text", "collected"]
PollStatus = Literal["ok", "unchanged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publisher."""

    key: str  # "kontan"
    name: str  # "KONTAN"
    country: str  # ISO 3166-1 alpha-2
    lang: str  # ISO 639-1, of most of its articles
    homepage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One RSS or Atom address of an outlet, and how to read it."""

    key: str  # "kontan-internasional"
    outlet: Outlet
    url: str
    section: str
    lang: str
    full_text: Literal["page", "feed"] = "page"  # where the body comes from
    page_rule: str | None = None  # collectors/outlets/<page_rule>.yaml; None: generic extraction
    interval: timedelta = timedelta(minutes=15)
    zone: str | None = (
        None  # IANA: its dates are local time there, whatever zone they name; None: as they say
    )

    @property
    def host(self) -> str:
        """The site it is read from, with the port where the address names one: what a 429 or 503 pauses."""
        return site_of_url(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedFeed:
    """A feed that is no longer in the configuration; what it brought stays."""

    key: str
    removed_at: datetime


class Span(NamedTuple):  # an article has dozens; made in a quarter of the time
    """Where a mention stands in the stored title or body. Offsets are code points, end exclusive."""

    field: TextField
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """All places of one article that name one entity in one way."""

    entity: str  # entities.types.Entity.key
    kind: MentionKind
    spans: tuple[Span, ...]

    @property
    def count(self) -> int:
        """Number of places."""
        return len(self.spans)

    @property
    def in_title(self) -> bool:
        """Whether the title has one of them."""
        return any(span.field == "title" for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSeen:
    """A name after a title that the gazetteer lacks, at one place. Offsets as in Span."""

    name: str  # in full, where the article has it in full anywhere
    title: str  # key of entities/data/titles.yaml
    country: str | None  # ISO 3166-1 alpha-2, of the country named beside the title
    field: TextField
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A piece of text that the cleaner took out, kept so that a reader can check it."""

    reason: str  # "byline", "dateline", "related", "advert", "promotion", "credit", "caption", …
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry, cleaned and matched."""

    article_id: int  # article_id_of(url), or of what stays the same in it
    feed: str  # Feed.key
    url: str  # canonical
    lang: str
    title: str
    summary: str
    body: str  # cleaned text, paragraphs separated by one newline
    published_at: datetime | None  # as claimed, when credible; None when absent or unreadable
    published_source: PublishedSource
    first_seen_at: datetime  # our clock; sort by this when in doubt
    published_said: str | None = None  # the date as printed; when published_at is None, by the feed
    published_zone: str | None = None  # IANA: what it was taken for, when it names no zone itself
    byline: str | None = None
    dateline: tuple[str, ...] = ()  # ISO 3166-1 alpha-2 of the places, in text order
    attribution: tuple[str, ...] = ()  # wire agencies and other sources named
    removed: tuple[Removed, ...] = ()
    mentions: tuple[Mention, ...] = field(default=())
    names: tuple[NameSeen, ...] = ()
    likeness: bytes = b""  # storage.likeness; empty: worked out when it is stored
    text_gone: str | None = None  # md5 of the body that was there, where the text is no longer kept
    backfilled: bool = False  # from backfill or import, not a feed: checked against the whole archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One attempt to read a feed, failures included."""

    feed: str  # Feed.key
    started_at: datetime
    took_ms: int
    status: PollStatus
    http_status: int | None  # None when no answer came
    bytes: int  # of the body after decompression
    entries: int
    new_articles: int
    known_articles: int
    error: str | None = None  # in words, for the Sources page
    dates_set_aside: int = 0  # entries whose date cannot be read, or cannot be


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article that stands in another feed than the one that brought it."""

    article_id: int
    feed: str  # Feed.key
    seen_at: datetime  # first


def article_id_of(url: str) -> int:
    """63-bit xxh3 hash of what identifies an article: the same on every machine, and it fits a BIGINT."""
    return xxhash.xxh3_64_intdigest(url.encode()) & 0x7FFF_FFFF_FFFF_FFFF
