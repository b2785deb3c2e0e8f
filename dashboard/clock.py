"""Times as a reader would say them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from dashboard.i18n import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """``clock(at)`` is ``06:20`` today, ``19 Nov, 06:20`` this year, ``19 Nov 2025, 06:20`` before."""

    now: datetime  # aware
    zone: ZoneInfo
    words: Words

    def __call__(self, at: datetime) -> str:
        """Say ``at``, which is aware."""
        day, time = self._day(at), f"{at.astimezone(self.zone):%H:%M}"
        return f"{day}, {time}" if day else time

    def full(self, at: datetime) -> str:
        """The same with the name of the zone: ``19 Nov, 06:20 WIB``."""
        day, time = self._day(at), self.words.time(at, self.zone)
        return f"{day}, {time}" if day else time

    def _day(self, at: datetime) -> str:
        """Nothing for today."""
        day, today = at.astimezone(self.zone).date(), self.now.astimezone(self.zone).date()
        if day == today:
            return ""
        return self.words.day(day, "short" if day.year == today.year else "medium")
