"""Dates of entries: what they say, and what that means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import struct_time
from typing import Final
from zoneinfo import ZoneInfo

from collectors.dates import Moment, read_moment
from collectors.text.plain import one_line

OWN_ZONE: Final = re.compile(r"[+-]\d{2}:?\d{2}$|Z$|GMT$|UTC?$")
_MAX_SAID: Final = 200  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """How dates are understood."""

    zone: ZoneInfo  # what a date without a zone is taken for
    now: datetime  # what is dated later than this, or before 1990, is not believed
    local: bool = False  # every date is taken for local time in ``zone``, whatever zone it names


def first_date(dates: Iterable[tuple[object, object]], when: When) -> tuple[str | None, Moment | None]:
    """What an entry says of its date, and what that means: of the first of its dates that can be read.

    :param dates: each as printed, and as feedparser reads it, or None.
    """
    first: str | None = None
    for text, parsed in dates:
        said = one_line(text[: 4 * _MAX_SAID], limit=_MAX_SAID) if isinstance(text, str) else ""
        if said and (moment := _moment(said, parsed, when)):
            return said, moment
        first = first or said or None
    return first, None


def _moment(said: str, parsed: object, when: When) -> Moment | None:
    if moment := read_moment(said, zone=when.zone, local=when.local):
        return moment
    # feedparser knows rarer forms, but takes every zone that it does not know for UTC.
    if isinstance(parsed, struct_time) and OWN_ZONE.search(said):
        try:
            return Moment(at=datetime(*parsed[:6], tzinfo=UTC), offset=timedelta(), own_zone=True)
        except ValueError:
            return None
    return None
