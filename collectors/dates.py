"""Dates as feeds, pages and texts print them, read strictly: what is not understood is None, never a guess.

Every reader we tried takes ``WIB`` for UTC, which puts an article seven hours into the future.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
MAX_AHEAD: Final = timedelta(minutes=10)  # of our clock; clocks differ

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb febr februari pebruari february",
            "mar mrt mac maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli julai july",
            "agu agt ags agus agust agustus ogo ogos aug august",
            "sep sept september",
            "okt oct oktober october",
            "nov nop nopem november nopember",
            "des dec dis desember disember december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY: Final = (
    r"(?:senin|isnin|selasa|rabu|kamis|khamis|jum[’'‘`´ʼ]?aa?t|sabtu|minggu|ahad|sen|sel|rab|kam|jum|sab|min|mgg|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|thu|fri|sat|sun)"
)
_MONTH: Final = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR: Final = r"(?P<year>\d{4}|\d{2})(?!\d)"
# Hours east of UTC. Names that mean several zones (IST, CST, BST) stand for what feeds mean by them; EST and
# its kin are as RFC 822 has them.
_ZONES: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "cet": 1, "west": 1, "cest": 2, "eet": 2,
    "sast": 2, "msk": 3, "eest": 3, "ist": 5.5, "pkt": 5, "wib": 7, "ict": 7, "wita": 8, "sgt": 8, "myt":
    8, "hkt": 8, "pht": 8, "awst": 8, "wit": 9, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12,
    "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
_ZONE: Final = (
    r"(?:(?:utc|gmt|z)?\s?(?P<sign>[+-])(?P<zone_h>\d{1,2})(?::?(?P<zone_m>\d{2}))?|\(?(?P<zone>[a-z]{1,5})\)?)"
    # said twice: +0700 (WIB), WIB (UTC+7)
    r"(?:\s?\((?:[a-z ]{1,40}|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?)\))?"
)
_TIME: Final = (
    r"(?:pukul\s|pkl\.?\s|jam\s|at\s)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    rf"(?:\s?(?P<half>[ap]\.?m\.?))?(?:\s?{_ZONE})?"
)
_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)"
_BETWEEN: Final = r"\s?[,|/•·–-]?\s?(?:[|/•·–-]\s?)?"
_CLOCKED: Final = rf"(?:{_BETWEEN}{_TIME})?"
_AFTER_DAY: Final = rf"(?:{_DAY}[.,]?\s?(?:[,/|-]\s?)?)?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 2026-11-20T08:00:00+07:00, 2026-11-20 08:00, 2026-11-20, 2026/11/20 08:00, 20261120T080000Z
        rf"(?P<year>\d{{4}})[-/](?P<month_no>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?:(?:t|,?\s){_TIME})?",
        rf"(?P<year>\d{{4}})(?P<month_no>\d\d)(?P<day>\d\d)t(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d){_ZONE}?",
        # Fri, 20 Nov 2026 08:00:00 +0700; Jumat, 20 November 2026 / 08:00 WIB; Kam, 06 Agu 2026
        rf"{_AFTER_DAY}(?P<day>\d{{1,2}})[\s-]{_MONTH}[\s,-]{{1,2}}{_YEAR}{_CLOCKED}",
        # November 20, 2026 8:00 am
        rf"{_AFTER_DAY}{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}{_CLOCKED}",
        # 20/11/2026, 08:00 WIB: the day comes first, as in Indonesia and most of the world
        rf"{_AFTER_DAY}\(?(?P<day>\d{{1,2}})[/.-](?P<month_no>\d{{1,2}})[/.-](?P<year>\d{{4}})\)?{_CLOCKED}",
        # Fri Nov 20 08:00:00 2026, Fri Nov 20 08:00:00 WIB 2026
        rf"{_DAY}\s{_MONTH}\s(?P<day>\d{{1,2}})\s{_CLOCK}(?:\s(?P<zone>[a-z]{{1,5}}))?\s(?P<year>\d{{4}})",
    )
)
# What nearly all feeds say, "Fri, 20 Nov 2026 08:00:00 +0700": read as the third form has it, but quickly.
_USUAL = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) "
    r"(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)",
    re.ASCII,
)
_LEAD = re.compile(
    r"(?:(?:diperbarui|diterbitkan|dipublikasikan|tayang|terbit|published|updated|posted|dibuat|waktu)"
    r"(?:\s(?:at|on|pada))?\s?:?\s?|[\w .]{2,40}?\s?[-–|]\s(?=\d)|,\s?)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_EPOCH = re.compile(r"\d{10}(?:\.\d{1,6})?|\d{13}")
_MAX_DATE: Final = 100  # characters
_MILLIS: Final = 13  # digits
_IN_TEXT: Final = re.compile(
    rf"{_DAY}\s?,?\s?\(?\s?(?P<day>\d{{1,2}})(?:/(?P<month_no>\d{{1,2}})/|\s{_MONTH}\s)(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_TEXT_HEAD: Final = 3_000  # characters of an article in which it says when


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as it was read."""

    at: datetime  # aware UTC
    offset: timedelta  # east of UTC, in which it was read
    own_zone: bool  # it names a zone itself, which was believed

    @property
    def local(self) -> datetime:
        """What the clock on the wall said, without a zone."""
        return (self.at + self.offset).replace(tzinfo=None)


def read_date(text: str, *, zone: ZoneInfo) -> datetime | None:
    """The moment that ``text`` names, in UTC; see :func:`read_moment`."""
    moment = read_moment(text, zone=zone)
    return None if moment is None else moment.at


def read_moment(text: str, *, zone: ZoneInfo, local: bool = False) -> Moment | None:
    """The moment that ``text`` names; without a zone of its own it is local time in ``zone``.

    With ``local`` it is that whatever zone it names. A date without a time is its midnight. None when the
    text has anything that is not understood.
    """
    moment = _usual(text)
    if moment is None:
        text = _SPACES.sub(" ", text[: 2 * _MAX_DATE]).strip()
        if not text or len(text) > _MAX_DATE:
            return None
        moment = _epoch(text) if _EPOCH.fullmatch(text) else _read(text, zone)
    if moment is None or not local:
        return moment
    try:
        return _in_zone(moment.local, zone)
    except (ValueError, OverflowError):  # the years 1 and 9999
        return None


def _usual(text: str) -> Moment | None:
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    day, name, year, hour, minute, second, sign, zone_h, zone_m = match.groups()
    month = _MONTHS.get(name.lower())
    if month is None or zone_h > "14":
        return None
    offset = timedelta(hours=int(zone_h), minutes=int(zone_m))
    if sign == "-":
        offset = -offset
    try:
        local = datetime(int(year), month, int(day), int(hour), int(minute), min(int(second), 59), tzinfo=UTC)
        return Moment(at=local - offset, offset=offset, own_zone=True)
    except (ValueError, OverflowError):
        return None


def _read(text: str, zone: ZoneInfo) -> Moment | None:
    for candidate in (text, _LEAD.sub("", text, count=1) if _LEAD.match(text) else ""):
        for form in _FORMS:
            if candidate and (match := form.fullmatch(candidate)):
                return _moment(match.groupdict(), zone)
    return None


def credible(value: datetime | None, now: datetime) -> datetime | None:
    """``value`` when an article can have been published then: from 1990 to ten minutes after ``now``."""
    return value if value is not None and EARLIEST <= value <= now + MAX_AHEAD else None


def date_in_text(text: str, *, zone: ZoneInfo) -> datetime | None:
    """Midnight in ``zone`` of the first full date in an article's text, "Rabu (19/6/2024)"; in UTC."""
    moment, _ = moment_in_text(text, zone=zone)
    return None if moment is None else moment.at


def moment_in_text(text: str, *, zone: ZoneInfo) -> tuple[Moment | None, str]:
    """As :func:`date_in_text`, with the words that say it; "" when there are none."""
    match = _IN_TEXT.search(text, 0, _TEXT_HEAD)
    return (_moment(match.groupdict(), zone), match[0]) if match else (None, "")


def _epoch(text: str) -> Moment:
    seconds = int(text) // 1000 if len(text) == _MILLIS and text.isdigit() else int(float(text))
    return Moment(at=datetime.fromtimestamp(seconds, tz=UTC), offset=timedelta(), own_zone=True)


def _moment(found: dict[str, str | None], zone: ZoneInfo) -> Moment | None:
    try:
        local = datetime(_year(found), _month(found), int(found["day"] or 0))  # noqa: DTZ001 - the zone is next
        if found.get("hour") is not None:
            second = min(int(found.get("second") or 0), 59)  # leap seconds
            local = local.replace(hour=_hour(found), minute=int(found["minute"] or 0), second=second)
        own = _own_offset(found)
        if own is None:
            return _in_zone(local, zone)
        at = local.replace(tzinfo=timezone(own)).astimezone(UTC)
    except (ValueError, OverflowError, LookupError):  # 31 February, 25 o'clock, an unknown zone, the year 0
        return None
    return Moment(at=at, offset=own, own_zone=True)


def _in_zone(local: datetime, zone: ZoneInfo) -> Moment:
    here = local.replace(tzinfo=zone)
    return Moment(at=here.astimezone(UTC), offset=here.utcoffset() or timedelta(), own_zone=False)


def _year(found: dict[str, str | None]) -> int:
    year = found["year"] or ""
    short = 2
    if len(year) == short:  # RFC 822: feeds began in the nineties
        return int(year) + (1900 if int(year) >= 90 else 2000)  # noqa: PLR2004
    return int(year)


def _month(found: dict[str, str | None]) -> int:
    name = found.get("month")
    return _MONTHS[name.lower()] if name else int(found.get("month_no") or 0)


def _hour(found: dict[str, str | None]) -> int:
    hour, half = int(found.get("hour") or 0), (found.get("half") or "").lower()
    noon = 12
    if half:
        if not 1 <= hour <= noon:
            raise ValueError(hour)
        return hour % noon + (noon if half.startswith("p") else 0)
    return hour


def _own_offset(found: dict[str, str | None]) -> timedelta | None:
    """East of UTC, as the text says; None when it does not."""
    if sign := found.get("sign"):
        offset = timedelta(hours=int(found.get("zone_h") or 0), minutes=int(found.get("zone_m") or 0))
        return -offset if sign == "-" else offset
    if name := found.get("zone"):
        return timedelta(hours=_ZONES[name.lower()])
    return None
