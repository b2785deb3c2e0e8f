"""Public holidays of Indonesia: days on which papers bring less, and nobody failed to read them.

Most of them move through the year. Idul Fitri with the leave around it ("Lebaran") is a kind of its own: most
of the country is away for a week or more, and papers print half of what they do on any other holiday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

FreeDay = Literal["", "holiday", "lebaran"]  # "": a day like any other

FIRST_YEAR = 1946  # holidays of the republic
_LEBARAN = "Eid al-Fitr"
_SATURDAY = 5


@lru_cache(maxsize=64)
def free_days(first: date, days: int) -> tuple[FreeDay, ...]:
    """What each of ``days`` days from ``first`` on is: national holidays and days of joint leave are free.

    Lebaran are the days of Idul Fitri and all holidays, leave and week-ends that touch them.
    """
    last = first + timedelta(days=days)
    known: dict[date, FreeDay] = {}
    for year in range(first.year, last.year + 1):
        known |= _kinds(year)
    return tuple(known.get(first + timedelta(days=place), "") for place in range(days))


def holiday_names(first: date, last: date, lang: str) -> dict[date, str]:
    """National holidays from ``first`` to ``last``, both inclusive, without days of joint leave.

    ``lang`` is "id" or "en". Dates that still depend on the moon are marked as estimates by their name.
    """
    names = {
        day: name for year in range(first.year, last.year + 1) for day, name in _names(year, lang, "public")
    }
    return {day: names[day] for day in sorted(names) if first <= day <= last}


@lru_cache(maxsize=256)
def _kinds(year: int) -> dict[date, FreeDay]:
    """The free days of a year."""
    # A run of free days may begin in December and end in January.
    free = {
        day: name
        for near in (year - 1, year, year + 1)
        for category in ("government", "public")
        for day, name in _names(near, "en", category)
    }
    kinds: dict[date, FreeDay] = dict.fromkeys(free, "holiday")
    for day, name in free.items():
        if name.startswith(_LEBARAN):
            kinds |= dict.fromkeys(_run(day, frozenset(free)), "lebaran")
    return {day: kind for day, kind in kinds.items() if day.year == year}


def _run(day: date, free: frozenset[date]) -> Iterator[date]:
    """All days off in a row around ``day``."""
    yield day
    for step in (timedelta(days=-1), timedelta(days=1)):
        near = day + step
        while near in free or near.weekday() >= _SATURDAY:
            yield near
            near += step


@lru_cache(maxsize=1024)
def _names(year: int, lang: str, category: str) -> tuple[tuple[date, str], ...]:
    if year < FIRST_YEAR:
        return ()
    # Loading it takes an eighth of a second and 12 MB, so it waits until somebody asks.
    from holidays import country_holidays  # noqa: PLC0415

    language = "id" if lang == "id" else "en_US"
    found = country_holidays("ID", years=year, categories=category, language=language)
    return tuple(sorted(found.items()))
