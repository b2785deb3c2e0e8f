"""What worker processes do: documents in, entries and articles out. Pure, but for the matcher each keeps.

The collector only names these jobs; what they need is imported where they run. It has no parser and no names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pickle import PickleBuffer
from typing import TYPE_CHECKING, Any, Self, SupportsIndex, TypeAlias
from zoneinfo import ZoneInfo

from collectors.entries import Entry, identified
from collectors.types import Fetched, ParsedFeed
from collectors.worker_process import in_a_copy
from storage.records import Article, Feed

if TYPE_CHECKING:
    from entities.gazetteer import Gazetteer
    from entities.matcher import Matcher

# What is looked for, or how it is loaded by the processes that look for it, so that no other holds it.
Names: TypeAlias = "Gazetteer | Callable[[], Gazetteer]"

MAX_ENTRIES = 2_000  # of one document; feeds with more are archives or traps
_BESIDE = 5  # version of pickle


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A fetched document on its way to a worker."""

    url: str  # after redirects
    content_type: str | None
    body: bytes

    @classmethod
    def of(cls, answer: Fetched) -> Self:
        """What a server has answered."""
        return cls(url=answer.url, content_type=answer.content_type, body=answer.body)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        """Travel with the body beside the pickle, where there is room for it: it may be large."""
        body = PickleBuffer(self.body) if int(protocol) >= _BESIDE else self.body
        return _document, (self.url, self.content_type, body)


def _document(url: str, content_type: str | None, body: bytes) -> Document:
    return Document(url=url, content_type=content_type, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFeed:
    """A feed document, read: ``feed`` without its entries, and these with their identity."""

    feed: ParsedFeed
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """An article, and the addresses of its further pages when only the first was given."""

    article: Article
    next_pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which feed an article is from, and how its dates are understood."""

    feed: Feed
    zone: ZoneInfo  # in which days begin
    now: datetime
    backfilled: bool = False
    last_resort: datetime | None = None  # a date to take before our own clock: a sitemap's lastmod

    @property
    def dates_zone(self) -> ZoneInfo:
        """What a date without a zone is taken for."""
        return ZoneInfo(self.feed.zone) if self.feed.zone else self.zone


class _Process:
    """What a worker process keeps between its jobs."""

    matcher: Matcher


def set_up(names: Names) -> str:
    """Prepare this process; once, before the first document. Returns the version of the names."""
    from collectors import making, page, parse  # noqa: F401 - before memory is limited, and shared
    from entities.matcher import Matcher

    # Reading the files leaves a heap behind that is half empty, in which every process would have a share.
    gazetteer = in_a_copy(names) if callable(names) else names
    _Process.matcher = Matcher(gazetteer)
    return gazetteer.version


def read_feed(
    document: Document, zone: ZoneInfo, now: datetime, dates_zone: ZoneInfo | None = None
) -> ReadFeed:
    """Read a feed document. Raises ParseError when it is none.

    :param zone: what a date without a zone is taken for.
    :param dates_zone: what every date is taken for, whatever zone it names.
    """
    from collectors.parse import parse_feed

    parsed = parse_feed(
        document.body,
        url=document.url,
        content_type=document.content_type,
        zone=dates_zone or zone,
        now=now,
        local=dates_zone is not None,
    )
    return ReadFeed(
        feed=replace(parsed, entries=()),
        entries=tuple(identified(parsed.entries[:MAX_ENTRIES], feed_url=document.url)),
    )


def read_articles(entries: Sequence[Entry], provenance: Provenance) -> list[Article]:
    """Make articles of what the feed itself says."""
    from collectors.making import article_of

    return [article_of(entry, (), provenance, _Process.matcher) for entry in entries]


def read_article(entry: Entry, documents: Sequence[Document], provenance: Provenance) -> ReadArticle:
    """Make an article of an entry and its page (all its pages, when it has several)."""
    from collectors.making import article_of
    from collectors.page import read_page

    pages = [
        read_page(
            document.body,
            url=document.url,
            content_type=document.content_type,
            rule=provenance.feed.page_rule,
            zone=provenance.dates_zone,
            now=provenance.now,
        )
        for document in documents
    ]
    return ReadArticle(
        article=article_of(entry, pages, provenance, _Process.matcher),
        next_pages=pages[0].next_pages if len(pages) == 1 else (),
    )
