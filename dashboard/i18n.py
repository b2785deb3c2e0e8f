"""Words, numbers and dates in the reader's language.

Every text a page shows is in messages/<lang>.yaml. Numbers and dates follow the language too: 1,234.5 in
English is 1.234,5 in Indonesian. Files for other programs (CSV, JSON) never pass through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol

Lang = Literal["en", "id"]
DayForm = Literal["short", "medium", "long", "heading", "weekday"]
LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
DEFAULT: Final[Lang] = "en"
_DAYS: Final[dict[DayForm, str]] = {
    "short": "d MMM",
    "medium": "d MMM y",
    "long": "d MMMM",
    "heading": "EEEE, d MMMM",
    "weekday": "EEEE, d MMMM y",
}
MINUS: Final = "\N{MINUS SIGN}"
# Indonesia's three zones have names that its readers use; others are shown by their offset.
ZONE_NAMES: Final = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}

_reading: ContextVar[Lang] = ContextVar("reading", default=DEFAULT)


class UnknownMessageError(KeyError):
    """A page asked for a text that messages/<lang>.yaml does not have."""


@cache
def messages(lang: Lang) -> dict[str, str]:
    """All texts of a language by dotted key: ``compare.title``."""
    source = resources.files("dashboard.messages").joinpath(f"{lang}.yaml").read_text("utf-8")
    flat: dict[str, str] = {}

    def walk(prefix: str, node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(f"{prefix}.{key}" if prefix else str(key), value)
        else:
            flat[prefix] = str(node)

    walk("", yaml.safe_load(source))
    return flat


@dataclass(frozen=True, slots=True)
class Words:
    """Says things in one language."""

    lang: Lang

    def __call__(self, key: str, **values: object) -> str:
        """The text ``key`` with its ``{places}`` filled; numbers must be formatted by the caller."""
        try:
            text = messages(self.lang)[key]
        except KeyError:
            raise UnknownMessageError(f"messages/{self.lang}.yaml has no {key!r}") from None
        return text.format_map(values) if values else text

    def count(self, key: str, n: int, **values: object) -> str:
        """The text ``key.one`` or ``key.other`` for ``n`` things, with ``{n}`` filled."""
        form = "one" if n == 1 else "other"
        return self(f"{key}.{form}", n=self.number(n), **values)

    def number(self, value: float, digits: int = 0) -> str:
        """``1,234.5`` with exactly ``digits`` decimals."""
        text = f"{value:,.{digits}f}".translate(_symbols(self.lang))
        if text[0] != "-":
            return text
        return MINUS + text[1:] if text.strip("-0.,") else text[1:]

    def percent(self, share: float, digits: int = 1) -> str:
        """``12.4%`` for 0.124."""
        return f"{self.number(share * 100, digits)}%"

    def signed(self, value: float) -> str:
        """``+3.9``, ``−1.2``, ``0.0``."""
        said = self.number(value, 1)
        return f"+{said}" if round(value, 1) > 0 else said

    def change(self, ratio: float) -> str:
        """``+22%`` for 1.22, ``−9%`` for 0.91, ``0%`` for 1.001."""
        points = round((ratio - 1) * 100)
        return f"{'+' if points > 0 else ''}{self.number(points)}%"

    def day(self, day: date, form: DayForm = "medium") -> str:
        """``16 Nov``, ``16 Nov 2026``, ``16 November``, ``Monday, 16 November``, and with year."""
        return _dated(day, _DAYS[form], self.lang)

    def month(self, day: date) -> str:
        """``November 2026``."""
        return _dated(day, "MMMM y", self.lang)

    def days(self, first: date, last: date) -> str:
        """``8–10 Sep``, ``28 Aug – 3 Sep 2026``; within a month without its year."""
        if first == last:
            return self.day(first, "short")
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day(last, 'short')}"
        left = self.day(first, "short" if first.year == last.year else "medium")
        return f"{left} – {self.day(last)}"

    def language(self, code: str) -> str:
        """``Indonesian`` for ``id``, as this language calls it; the code itself when nobody knows it."""
        name = Locale.parse(self.lang).languages.get(code, code)
        return str(name)

    def time(self, at: datetime, zone: ZoneInfo) -> str:
        """``14:05 WIB``. ``at`` is aware."""
        return f"{at.astimezone(zone):%H:%M} {zone_name(zone, at)}"

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """``16 Nov, 09:12 WIB``."""
        return f"{self.day(at.astimezone(zone).date(), 'short')}, {self.time(at, zone)}"

    def hour_of_week(self, weekday: int, hour: int, zone: str) -> str:
        """``Mon 07:00–08:00 WIB``; 1 is Monday."""
        return f"{self(f'weekday.{weekday - 1}')} {hour:02}:00–{(hour + 1) % 24:02}:00 {zone}"

    def join(self, parts: list[str]) -> str:
        """``China, Japan and Malaysia``."""
        if len(parts) < 2:  # noqa: PLR2004  # nothing to join
            return "".join(parts)
        return self("list.and", first=", ".join(parts[:-1]), last=parts[-1])


def plotly_locale(lang: Lang) -> dict[str, object]:
    """Month and day names for plotly: its own Indonesian ones are not those of the rest of the page."""

    def names(table: Mapping[int, str], order: Iterable[int]) -> list[str]:
        return [table[key] for key in order]

    months, sunday_first = range(1, 13), (6, 0, 1, 2, 3, 4, 5)
    return {
        "format": {
            "months": names(get_month_names("wide", locale=lang), months),
            "shortMonths": names(get_month_names("abbreviated", locale=lang), months),
            "days": names(get_day_names("wide", locale=lang), sunday_first),
            "shortDays": names(get_day_names("abbreviated", locale=lang), sunday_first),
        }
    }


def zone_name(zone: ZoneInfo, at: datetime) -> str:
    """``WIB`` for Jakarta; elsewhere ``UTC+8``, as the offset is at ``at``."""
    if zone.key in ZONE_NAMES:
        return ZONE_NAMES[zone.key]
    offset = at.astimezone(zone).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def negotiate(*, asked: str | None, cookie: str | None, accept: str | None) -> Lang:
    """The language to use: the address says so, else the cookie, else what the browser prefers."""
    for choice in (asked, cookie):
        if choice in LANGS:
            return choice
    ranked = sorted(_accepted(accept or ""), key=lambda pair: -pair[1])
    # "in" is the code Indonesian had before 1989; some phones still send it.
    known = ("id" if tag == "in" else tag for tag, weight in ranked if weight > 0)
    return next((tag for tag in known if tag in LANGS), DEFAULT)


def read_in(lang: Lang) -> None:
    """Set the language of the request that is being answered."""
    _reading.set(lang)


def current() -> Words:
    """Words in the language of the request that is being answered."""
    return Words(_reading.get())


def _accepted(header: str) -> list[tuple[str, float]]:
    pairs = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            pairs.append((tag.split("-")[0].lower(), float(weight or 1)))
        except ValueError:
            continue
    return pairs


@lru_cache(maxsize=16_384)  # days of forty years: a page says the same hundreds in every cell and row
def _dated(day: date, form: str, lang: Lang) -> str:
    return str(format_date(day, form, locale=lang))


@cache
def _symbols(lang: Lang) -> dict[int, str]:
    """What Python's marks in numbers are in a language: asked once, for a table has thousands of numbers."""
    return str.maketrans({",": get_group_symbol(lang), ".": get_decimal_symbol(lang)})
