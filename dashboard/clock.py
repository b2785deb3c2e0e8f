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
    """``clock(at)`` is ``06:20`` today and ``19 Nov, 06:20`` on other days."""

    now: datetime  # aware
    zone: ZoneInfo
    words: Words

    def __call__(self, at: datetime) -> str:
        """Say ``at``, which is aware."""
        local = at.astimezone(self.zone)
        time = f"{local:%H:%M}"
        today = self.now.astimezone(self.zone).date()
        return time if local.date() == today else f"{self.words.day(local.date(), 'short')}, {time}"
