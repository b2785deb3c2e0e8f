"""The hours and days in which a feed asks to be left alone (RSS 0.91 to 2.0), as bit masks."""

from __future__ import annotations

import re
from typing import Final

HOURS, DAYS = 24, 7
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*([a-z]{6,9})\s*</day>", re.IGNORECASE)
_MAX_LIST: Final = 2_000  # characters


def skip_masks(text: str) -> tuple[int, int]:
    """Return the hours (GMT) and weekdays (0 is Monday) to leave out of a feed document, bit n for number n.

    24 is midnight, as in RSS 0.91. A feed that leaves out every hour or every day says nothing.
    """
    if "<skip" not in text:
        return 0, 0
    first, last = text.find("<item"), text.rfind("</item>")
    channel = text if first < 0 or last < 0 else text[:first] + text[last:]
    hours = {int(hour) % HOURS for hour in _HOUR.findall(_list(channel, "skipHours")) if int(hour) <= HOURS}
    days = {
        _WEEKDAYS.index(day.lower())
        for day in _DAY.findall(_list(channel, "skipDays"))
        if day.lower() in _WEEKDAYS
    }
    return _mask(hours, HOURS), _mask(days, DAYS)


def _list(channel: str, name: str) -> str:
    start = channel.find(f"<{name}>")
    end = channel.find(f"</{name}>", start, start + _MAX_LIST) if start >= 0 else -1
    return channel[start:end] if end > 0 else ""


def _mask(numbers: set[int], of: int) -> int:
    return sum(1 << number for number in numbers) if len(numbers) < of else 0
