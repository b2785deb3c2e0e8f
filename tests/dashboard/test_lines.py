from dataclasses import replace

import pytest

from dashboard.figures.lines import dotted, lines
from tests.dashboard.frames import MALAYSIA, comparison_of, state_of

STATES = ["before", "observed", "observed", "gap", "observed", "partial"]
BROKEN = comparison_of({MALAYSIA: [None, 10, 0, None, 30, 5]}, [None, 100, 100, None, 200, 20], STATES)


def test_a_gap_is_nothing_and_zero_is_zero() -> None:
    (series,) = lines(BROKEN, state_of(6)).series
    assert series.values == [None, 10.0, 0.0, None, 15.0, 25.0]


def test_an_average_is_sum_over_sum_of_the_days_that_were_read() -> None:
    (series,) = lines(BROKEN, state_of(6, average=5)).series
    # Day 2: days 1, 2 and 4 (3 is a gap, 5 is not over): 40 of 400.
    assert series.values[2] == pytest.approx(10.0)
    # Today: itself with the whole days before it: 35 of 220.
    assert series.values[5] == pytest.approx(15.91)
    assert series.values[3] is None


def test_an_average_count_is_a_daily_one() -> None:
    (series,) = lines(BROKEN, state_of(6, average=5, measure="count")).series
    assert series.values[2] == pytest.approx(40 / 3, abs=0.01)


def test_an_index_is_a_hundred_on_average() -> None:
    flat = comparison_of({MALAYSIA: [4, 4, 4]}, [100, 100, 100], ["observed"] * 3)
    (series,) = lines(flat, state_of(3, average=5, measure="index")).series
    assert series.values == [100.0, 100.0, 100.0]


def test_bridges_go_over_gaps_and_dots_to_today() -> None:
    drawn = lines(BROKEN, state_of(6))
    points = dotted(drawn, drawn.series[0])
    assert points["x"] == ["2026-11-04", "2026-11-06", None, "2026-11-06", "2026-11-07"]
    assert points["y"] == [0.0, 15.0, None, 15.0, 25.0]


def test_a_sum_that_misses_days_is_not_shown_as_whole() -> None:
    timeline = BROKEN.timeline.with_columns(days=7)
    weekly = replace(BROKEN, timeline=timeline)
    assert lines(weekly, state_of(6, grain="week", measure="count")).states[1] == "short"
    assert lines(weekly, state_of(6, grain="week", measure="share")).states[1] == "observed"


def test_a_day_is_in_the_last_bucket_that_has_begun() -> None:
    drawn = lines(BROKEN, state_of(6))
    assert drawn.place(drawn.days[2]) == 2
    assert drawn.place(drawn.days[0].replace(day=1)) is None
