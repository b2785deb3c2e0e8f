"""Months by number, as tables in memory are kept and ``sql/queries/*_changes.sql`` tell of them."""

from __future__ import annotations

from datetime import date


def number_of(day: date) -> int:
    """The month of a day: twelve times the year, and months since its begin."""
    return day.year * 12 + day.month - 1


def begin_of(number: int) -> date:
    """The first day of the month with this number."""
    return date(number // 12, number % 12 + 1, 1)
