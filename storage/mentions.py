"""From what a matcher finds in an article to its mentions, and the day that it counts for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from entities.types import Found, Match
from storage.records import Mention, Span


class Finder(Protocol):
    """What :class:`entities.matcher.Matcher` offers."""

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        """All that is named in an article."""


def mentions_from(matches: Iterable[Match]) -> tuple[Mention, ...]:
    """All places where one entity is named in one way, together; in text order."""
    places: dict[tuple[str, str], list[Match]] = {}
    for match in matches:
        places.setdefault((match.entity, match.kind), []).append(match)
    return tuple(
        Mention(
            entity=group[0].entity,
            kind=group[0].kind,
            spans=tuple(Span(field=m.field, start_char=m.start, end_char=m.end) for m in group),
        )
        for group in places.values()
    )


def day_of(published_at: datetime | None, first_seen_at: datetime, zone: ZoneInfo) -> date:
    """The day that an article counts for, and by which titles without a name are resolved."""
    return (published_at or first_seen_at).astimezone(zone).date()
