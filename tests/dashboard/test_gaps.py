"""Why a day is a gap, wherever gaps are seen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import polars as pl
import pytest

from dashboard.components.twin import twin
from dashboard.figures.timeline import timeline
from dashboard.gaps import reason_said, reasons, unread_in, why
from dashboard.i18n import Lang, Words
from storage.coverage.coverage import GAPS
from storage.coverage.judging import Unread
from tests.dashboard.calls import text_of
from tests.dashboard.frames import MALAYSIA, comparison_of, state_of

EN = Words("en")
MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)


def gaps(*runs: tuple[int, int, dict[str, str]]) -> pl.DataFrame:
    """First and last day from a Monday on, reason by outlet."""
    rows = [
        (MONDAY + first * DAY, MONDAY + (last + 1) * DAY, list(unread), list(unread.values()), 9)
        for first, last, unread in runs
    ]
    return pl.DataFrame(rows, schema=GAPS, orient="row")


def test_each_day_has_its_outlets_by_reason() -> None:
    found = unread_in(
        gaps((0, 1, {"A": "polls failed"}), (2, 2, {"A": "not polled", "B": "low volume"})), "day"
    )
    assert found == {
        MONDAY: {"polls failed": {"A"}},
        MONDAY + DAY: {"polls failed": {"A"}},
        MONDAY + 2 * DAY: {"not polled": {"A"}, "low volume": {"B"}},
    }


def test_a_week_and_a_month_have_those_of_their_days() -> None:
    asked = gaps((0, 1, {"A": "polls failed"}), (6, 7, {"B": "polls failed"}), (3, 3, {}))
    assert unread_in(asked, "week") == {
        MONDAY: {"polls failed": {"A", "B"}},
        MONDAY + 7 * DAY: {"polls failed": {"B"}},
    }
    assert unread_in(asked, "month") == {date(2026, 11, 1): {"polls failed": {"A", "B"}}}


@pytest.mark.parametrize("lang", get_args(Lang))
def test_every_reason_has_words(lang: Lang) -> None:
    said = {reason_said(reason, Words(lang)) for reason in get_args(Unread)}
    assert len(said) == len(get_args(Unread))


def test_the_most_outlets_come_first_and_few_are_named() -> None:
    unread = {"polls failed": {"E"}, "not polled": {"A", "B", "C", "D", "F"}}
    assert why(unread, EN) == "A, B, C and 2 more outlets: not asked for; E: every attempt to read failed"
    assert reasons(unread, EN) == "not asked for; every attempt to read failed"
    assert why({}, EN) == "nothing came in"


def test_chart_and_table_say_why() -> None:
    comparison = comparison_of({MALAYSIA: [5, None, 5]}, [100, None, 100], ["observed", "gap", "observed"])
    figure = timeline(comparison, state_of(3), EN)
    (bars,) = [trace for trace in figure["data"] if trace["type"] == "bar"]
    said = "A, B and C: every attempt to read failed"
    assert bars["hovertext"][1].endswith(f", coverage gap, not counted<br>{said}")
    assert bars["hovertext"][0] == "100 articles collected"
    assert f"gap: {said}" in text_of(twin(comparison, state_of(3), EN))
