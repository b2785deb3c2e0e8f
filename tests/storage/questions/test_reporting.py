"""On holidays outlets bring less; that makes no outlet silent and no day quiet that is as usual."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from storage.coverage.coverage import collected_by_day
from storage.coverage.free_days import free_days
from storage.questions import queries
from storage.questions.overview import Today
from storage.scope import Scope
from tests.archive import ZONE, counted_archive

FIRST = date(2025, 1, 6)
FREE = {"": 100, "holiday": 40, "lebaran": 10}
NO_HOLIDAY = date(2026, 9, 29)  # nor in the weeks before, but 25 August
HOLIDAY = date(2026, 8, 17)
AFTER = date(2026, 8, 31)  # fourteen days after the one, and six after the other
LEBARAN = date(2026, 3, 20)


def on(
    path: Path, day: date, *, quiet: date | None = None, hour: int = 23
) -> tuple[Today, float, float, bool]:
    """Today so far, and usual, missed and silent of an outlet that brings nothing from ``quiet`` on.

    All of a day's articles come at noon.
    """
    days = (day - FIRST).days + 1
    kinds = free_days(FIRST, days)
    counts = [
        0 if quiet and FIRST + timedelta(days=place) >= quiet else FREE[kind]
        for place, kind in enumerate(kinds)
    ]
    con = counted_archive(path / "a.duckdb", first=FIRST, outlets=[counts], polls=False)
    now = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    row = queries.outlets_reporting(con, now=now).row(0, named=True)
    found = queries.today(con, now=now, zone=ZONE)
    expected = collected_by_day(con, scope=Scope(since=day, until=day + timedelta(days=1), today=day))
    assert expected["expected"][0] == pytest.approx(found.usual)  # what coverage says of the same day
    return found, row["usual_24h"], row["missed"], row["silent_since"] is not None


def test_a_holiday_is_held_against_holidays(tmp_path: Path) -> None:
    found, usual, missed, silent = on(tmp_path, HOLIDAY)
    assert (found.articles, found.usual) == (40, 40)
    assert usual == pytest.approx(40, abs=5)  # an hour of it is of the day before
    assert (missed, silent) == (0, False)


def test_an_outlet_without_anything_is_silent_on_a_holiday_too(
    tmp_path: Path,
) -> None:
    _, _, missed, silent = on(tmp_path, HOLIDAY, quiet=HOLIDAY)
    assert missed == pytest.approx(40, abs=3)
    assert silent


def test_lebaran_is_quieter(tmp_path: Path) -> None:
    found, usual, missed, silent = on(tmp_path, LEBARAN, quiet=LEBARAN)
    assert (found.articles, found.usual) == (0, 10)
    assert usual == pytest.approx(10, abs=1)
    assert missed == pytest.approx(10, abs=1)
    assert silent


def test_holidays_are_no_measure_for_other_days(tmp_path: Path) -> None:
    found, usual, missed, silent = on(tmp_path, AFTER)
    assert (found.articles, found.usual) == (100, 100)
    assert (usual, missed, silent) == (100, 0, False)


def test_of_the_first_holidays_nothing_is_known(tmp_path: Path) -> None:
    first = date(2025, 3, 28)  # the first day of the first Lebaran
    *_, missed, silent = on(tmp_path, first, quiet=first, hour=13)
    assert (missed, silent) == (0, False)


def test_another_day_without_anything_makes_an_outlet_silent(tmp_path: Path) -> None:
    found, usual, missed, silent = on(tmp_path, NO_HOLIDAY, quiet=NO_HOLIDAY)
    assert (found.articles, found.usual, usual, missed) == (0, 100, 100, 100)
    assert silent
