"""An article of what a feed says of it and of its pages: cleaned, dated and matched.

Only the processes that read load this module; the collector itself does without parsers and names.
"""

from __future__ import annotations

from collections.abc import Sequence

from collectors.clean import clean_text
from collectors.dating import dated
from collectors.entries import Entry
from collectors.jobs import Provenance
from collectors.text.plain import MAX_SUMMARY, one_line, plain
from collectors.types import Cut, Page
from entities.matcher import Matcher
from storage.likeness import likeness_of
from storage.matching.mentions import day_of, tags_of
from storage.records import Article, Removed


def article_of(entry: Entry, pages: Sequence[Page], provenance: Provenance, matcher: Matcher) -> Article:
    """Make an article; the text of ``pages`` goes before the feed's, where it is longer."""
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
