"""When an article was published: the first credible claim, who makes it, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from collectors.dates import credible, moment_in_text
from collectors.types import Page, RawEntry
from storage.records import PublishedSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What is known of an article's date."""

    at: datetime | None  # None: no claim is credible, and only our own clock is known
    source: PublishedSource
    said: str | None  # the claim as printed; without a credible one, what the feed said
    zone: str | None  # what it was taken for, when it names no zone itself


def dated(
    raw: RawEntry,
    pages: Sequence[Page],
    text: str,
    *,
    zone: ZoneInfo,
    now: datetime,
    last_resort: datetime | None = None,
) -> Dated:
    """The feed's date, else the page's, else one in the text, else ``last_resort`` (a sitemap's).

    :param zone: what a date without a zone was and is taken for.
    """
    if raw.published_at is not None:
        assumed = raw.dated is not None and not raw.dated.own_zone
        return Dated(
            at=raw.published_at, source="feed", said=raw.published_said, zone=zone.key if assumed else None
        )
    for page in pages:
        if page.published_at is not None:
            return Dated(
                at=page.published_at,
                source="page",
                said=page.published_said,
                zone=zone.key if page.zone_assumed else None,
            )
    moment, words = moment_in_text(text, zone=zone)
    if moment is not None and credible(moment.at, now):
        return Dated(at=moment.at, source="text", said=words, zone=zone.key)
    if last_resort is not None:
        return Dated(at=last_resort, source="page", said=None, zone=None)
    return Dated(at=None, source="collected", said=raw.published_said, zone=None)
