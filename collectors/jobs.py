"""What worker processes do: documents in, entries and articles out. Pure, but for the matcher each keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from collectors.clean import clean_text
from collectors.dating import dated
from collectors.entries import Entry, identified
from collectors.page import read_page
from collectors.parse import parse_feed
from collectors.text.plain import MAX_SUMMARY, one_line, plain
from collectors.types import Cut, Page, ParsedFeed
from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from storage.likeness import likeness_of
from storage.mentions import day_of, tags_of
from storage.records import Article, Feed, Removed

MAX_ENTRIES = 2_000  # of one document; feeds with more are archives or traps


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A fetched document on its way to a worker."""

    url: str  # after redirects
    content_type: str | None
    body: bytes


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


def set_up(gazetteer: Gazetteer) -> None:
    """Prepare this process; once, before the first article."""
    _Process.matcher = Matcher(gazetteer)


def read_feed(
    document: Document, zone: ZoneInfo, now: datetime, dates_zone: ZoneInfo | None = None
) -> ReadFeed:
    """Read a feed document. Raises ParseError when it is none.

    :param zone: what a date without a zone is taken for.
    :param dates_zone: what every date is taken for, whatever zone it names.
    """
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
    return [_article(entry, (), provenance) for entry in entries]


def read_article(entry: Entry, documents: Sequence[Document], provenance: Provenance) -> ReadArticle:
    """Make an article of an entry and its page (all its pages, when it has several)."""
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
        article=_article(entry, pages, provenance), next_pages=pages[0].next_pages if len(pages) == 1 else ()
    )


def _article(entry: Entry, pages: Sequence[Page], provenance: Provenance) -> Article:
    outlet = provenance.feed.outlet
    raw = entry.raw
    own = clean_text(raw.content or raw.summary, outlet=outlet.key)
    clean, walls = own, tuple[Cut, ...]()
    if pages:
        page = clean_text("\n".join(page.text for page in pages), outlet=outlet.key)
        walls = tuple(cut for cut in page.removed if cut.reason == "paywall")
        if len(page.text) > len(own.text):  # shorter is a paywall, or a page that was not understood
            clean, walls = page, ()
    title = raw.title or (one_line(pages[0].title or "") if pages else "")
    published = dated(
        raw,
        pages,
        clean.text,
        zone=provenance.dates_zone,
        now=provenance.now,
        last_resort=provenance.last_resort,
    )
    matcher = _Process.matcher
    day = day_of(published.at, provenance.now, provenance.zone)
    tags = tags_of(matcher, title, clean.text, published=day, lang=provenance.feed.lang)
    summary = own
    if raw.content and raw.summary:
        summary = clean_text(raw.summary, outlet=outlet.key)
    return Article(
        article_id=entry.article_id,
        feed=provenance.feed.key,
        url=entry.url,
        lang=provenance.feed.lang,
        title=title,
        summary=plain(summary.text, limit=MAX_SUMMARY) if raw.summary else "",
        body=clean.text,
        published_at=published.at,
        published_source=published.source,
        published_said=published.said,
        published_zone=published.zone,
        first_seen_at=provenance.now,
        byline=clean.byline or ", ".join(raw.authors) or None,
        dateline=matcher.places(clean.dateline) if clean.dateline else (),
        attribution=clean.attribution,
        removed=tuple(
            Removed(reason=c.reason, text=c.text) for c in (*clean.removed, *walls) if c.reason != "space"
        ),
        mentions=tags.mentions,
        names=tags.names,
        likeness=likeness_of(title, clean.text).packed(),
        backfilled=provenance.backfilled,
    )
