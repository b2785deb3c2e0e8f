"""From what a matcher finds in an article to its mentions and unknown names, and the day it counts for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from entities.types import Found, Match, Unknown
from storage.records import Mention, NameSeen, Span


class Finder(Protocol):
    """What :class:`entities.matcher.Matcher` offers."""

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        """All that is named in an article."""

    def unknown(self, title: str, body: str, found: Found, *, lang: str | None = None) -> tuple[Unknown, ...]:
        """Names after a title that nothing in ``found`` covers."""


class Tags(NamedTuple):
    """What an article's text says."""

    mentions: tuple[Mention, ...]
    names: tuple[NameSeen, ...]  # that the gazetteer lacks


def tags_of(finder: Finder, title: str, body: str, *, published: date, lang: str) -> Tags:
    """Mentions and unknown names of an article."""
    found = finder.find(title, body, published=published, lang=lang)
    return Tags(mentions_from(found.counted), names_from(finder.unknown(title, body, found, lang=lang)))


def names_from(unknown: Iterable[Unknown]) -> tuple[NameSeen, ...]:
    """Unknown names as they are stored."""
    return tuple(
        NameSeen(
            name=one.name,
            title=one.title,
            country=one.country,
            field=one.field,
            start_char=one.start,
            end_char=one.end,
        )
        for one in unknown
    )


def mentions_from(matches: Iterable[Match]) -> tuple[Mention, ...]:
    """All places where one entity is named in one way, together; in text order."""
    places: dict[tuple[str, str], list[Match]] = {}
    for match in matches:
        places.setdefault((match.entity, match.kind), []).append(match)
    return tuple(
        Mention(
            entity=group[0].entity,
            kind=group[0].kind,
            spans=tuple([Span(m.field, m.start, m.end) for m in group]),
        )
        for group in places.values()
    )


def day_of(published_at: datetime | None, first_seen_at: datetime, zone: ZoneInfo) -> date:
    """The day that an article counts for, and by which titles without a name are resolved."""
    return (published_at or first_seen_at).astimezone(zone).date()
