from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.schedule import adapted_interval, after_skips, cache_wish, next_poll_at, pace, usual_gap

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
DAY = timedelta(hours=24)


def wait(**kwargs: Any) -> timedelta:
    return next_poll_at(NOW, **{"interval": QUARTER, "jitter": 0.0, **kwargs}) - NOW


def test_a_healthy_feed_waits_for_its_interval() -> None:
    assert wait() == QUARTER


@pytest.mark.behaviour(14)
def test_jitter_spreads_feeds_and_stays_small() -> None:
    assert QUARTER < wait(jitter=0.5) < wait(jitter=0.999) <= QUARTER * 1.1


@pytest.mark.behaviour(12)
@pytest.mark.parametrize(("failures", "times"), [(1, 1), (2, 2), (3, 3), (10, 10), (95, 95)])
def test_backoff_is_linear(failures: int, times: int) -> None:
    assert wait(failures=failures) == QUARTER * times


@pytest.mark.behaviour(12)
@pytest.mark.parametrize("failures", [96, 1_000, 10**9])
def test_the_deadest_feed_is_probed_daily_and_not_all_of_them_at_once(failures: int) -> None:
    assert wait(failures=failures) == DAY
    assert DAY * 0.9 < wait(failures=failures, jitter=0.9) < DAY


@pytest.mark.behaviour(8, 10)
def test_retry_after_is_a_floor_not_a_replacement() -> None:
    assert wait(retry_after=timedelta(hours=2)) == timedelta(hours=2)
    assert wait(retry_after=timedelta(seconds=1)) == QUARTER
    assert wait(retry_after=timedelta(days=3)) == DAY


@pytest.mark.behaviour(11)
def test_slowed_without_a_time_adds_up_to_an_hour() -> None:
    assert wait(slowed=True, failures=1) == QUARTER
    assert timedelta(minutes=45) <= wait(slowed=True, failures=1, jitter=0.5) <= timedelta(minutes=50)


@pytest.mark.behaviour(8)
def test_the_servers_wish_counts_up_to_a_day() -> None:
    assert wait(server_wish=timedelta(hours=1)) == timedelta(hours=1)
    assert wait(server_wish=timedelta(minutes=1)) == QUARTER
    assert wait(server_wish=timedelta(days=365)) == DAY


@pytest.mark.behaviour(8)
@given(
    interval=st.timedeltas(timedelta(seconds=1), timedelta(days=2)),
    failures=st.integers(0, 10**6),
    jitter=st.floats(0, 0.999),
    retry_after=st.none() | st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_never_in_the_past_and_never_later_than_a_day(
    interval: timedelta, failures: int, jitter: float, retry_after: timedelta | None
) -> None:
    due = next_poll_at(NOW, interval=interval, failures=failures, jitter=jitter, retry_after=retry_after)
    assert NOW < due <= NOW + DAY


@pytest.mark.behaviour(14)
def test_after_a_first_poll_feeds_are_spread_over_a_whole_interval() -> None:
    spread = [wait(first=True, jitter=number / 1000) for number in range(1000)]
    assert (min(spread), max(spread)) == (QUARTER, QUARTER + 0.999 * QUARTER)
    assert len({at // timedelta(seconds=60) for at in spread}) == 15


# -- hours and days left out --------------------------------------------------------------------------------

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def skipped(due: datetime, *, hours: set[int] = frozenset(), days: set[int] = frozenset()) -> datetime:  # type: ignore[assignment]
    return after_skips(
        due,
        hours=sum(1 << hour for hour in hours),
        days=sum(1 << day for day in days),
        jitter=0.0,
        latest=due + DAY,
    )


@pytest.mark.behaviour(14)
@pytest.mark.parametrize(
    ("due", "hours", "days", "then"),
    [
        (MONDAY.replace(hour=5, minute=20), set(), set(), MONDAY.replace(hour=5, minute=20)),
        (MONDAY.replace(hour=5, minute=20), {4, 6}, set(), MONDAY.replace(hour=5, minute=20)),
        (MONDAY.replace(hour=5, minute=20), {5, 6}, set(), MONDAY.replace(hour=7)),
        (MONDAY.replace(hour=23, minute=59), {23, 0, 1}, set(), MONDAY + timedelta(days=1, hours=2)),
        (MONDAY.replace(hour=9), set(), {0}, MONDAY + timedelta(days=1)),
        (MONDAY - timedelta(hours=3), {0, 1}, {6}, MONDAY + timedelta(hours=2)),
        # Nothing is left out for longer than a day.
        (MONDAY.replace(hour=9), set(), {0, 1, 2}, MONDAY + timedelta(days=1, hours=9)),
        (MONDAY.replace(hour=9), set(range(24)), set(), MONDAY + timedelta(days=1, hours=9)),
    ],
)
def test_hours_and_days_that_a_feed_leaves_out(
    due: datetime, hours: set[int], days: set[int], then: datetime
) -> None:
    assert skipped(due, hours=hours, days=days) == then


@pytest.mark.behaviour(14)
def test_left_out_hours_are_of_greenwich_and_their_end_is_no_rush_hour() -> None:
    jakarta = timezone(timedelta(hours=7))
    due = datetime(2026, 11, 23, 12, 30, tzinfo=jakarta)  # 05:30 GMT
    then = after_skips(due, hours=1 << 5, days=0, jitter=0.5, latest=due + DAY)
    assert then == MONDAY.replace(hour=6, minute=5)


# -- pace ---------------------------------------------------------------------------------------------------


def adapted(current: timedelta, entries: int, known: int, **kwargs: Any) -> timedelta:
    limits = {
        "configured": QUARTER,
        "gap": DAY,
        "min_interval": timedelta(minutes=10),
        "max_interval": DAY,
    }
    return adapted_interval(current, entries=entries, known=known, **{**limits, **kwargs})


@pytest.mark.behaviour(13)
@pytest.mark.parametrize("known", [17, 25, 33])
def test_between_a_third_and_two_thirds_known_is_right(known: int) -> None:
    assert adapted(QUARTER * 3, 50, known) == QUARTER * 3


@pytest.mark.behaviour(13)
def test_a_document_full_of_news_halves_the_interval_down_to_the_floor() -> None:
    assert adapted(timedelta(minutes=40), 50, 0) == timedelta(minutes=20)
    assert timedelta(minutes=20) < adapted(timedelta(minutes=40), 50, 10) < timedelta(minutes=40)
    assert adapted(QUARTER, 50, 3) == timedelta(minutes=10)


def test_the_floor_can_be_seconds() -> None:
    low = {"configured": timedelta(seconds=4), "min_interval": timedelta(seconds=1)}
    assert adapted(timedelta(seconds=1.5), 50, 0, **low) == timedelta(seconds=1)


def test_an_interval_configured_below_the_floor_is_what_its_owner_wants() -> None:
    assert adapted(timedelta(minutes=5), 50, 0, configured=timedelta(minutes=5)) == timedelta(minutes=5)


@pytest.mark.behaviour(13)
def test_nothing_new_slows_a_feed_down_to_once_a_day() -> None:
    current = QUARTER
    for _ in range(50):
        slower = adapted(current, 50, 50)
        assert slower > current or current == DAY
        current = slower
    assert current == DAY
    assert adapted(current, 0, 0) == DAY


@pytest.mark.behaviour(13)
def test_a_feed_is_not_slower_than_its_news() -> None:
    assert adapted(timedelta(hours=2), 50, 50, gap=timedelta(hours=1)) == timedelta(hours=1)
    assert adapted(timedelta(hours=2), 50, 50, gap=timedelta(minutes=2)) == QUARTER  # as configured


@pytest.mark.behaviour(13)
def test_the_pace_of_a_feed_is_what_it_brought_in_the_last_days() -> None:
    daily = pace(None, new=0, since=timedelta(), configured=QUARTER)
    assert daily == 96  # until it has shown its own
    for _ in range(24 * 14):
        daily = pace(daily, new=1, since=timedelta(hours=1), configured=QUARTER)
    assert daily == pytest.approx(24, rel=0.01)
    assert usual_gap(daily, new=0, since=timedelta(hours=1)) == pytest.approx(timedelta(hours=1), rel=0.01)
    for _ in range(8):  # a night
        daily = pace(daily, new=0, since=timedelta(hours=1), configured=QUARTER)
    assert usual_gap(daily, new=0, since=timedelta(hours=1)) < timedelta(minutes=75)
    for _ in range(24 * 10):  # a feed that dies
        daily = pace(daily, new=0, since=timedelta(hours=1), configured=QUARTER)
    assert usual_gap(daily, new=0, since=timedelta(hours=1)) == DAY
    assert usual_gap(daily, new=30, since=DAY) == timedelta(minutes=48)  # and wakes up
    assert pace(daily, new=5, since=timedelta(), configured=QUARTER) == daily  # a clock that stands


@pytest.mark.behaviour(8)
@pytest.mark.parametrize(
    ("headers", "ttl", "wish"),
    [
        ({}, None, None),
        ({}, timedelta(minutes=60), timedelta(minutes=60)),
        ({"cache-control": "public, max-age=1800"}, None, timedelta(minutes=30)),
        ({"cache-control": "public, max-age=1800"}, timedelta(minutes=60), timedelta(minutes=60)),
        (
            {"cache-control": "max-age=60", "expires": "Mon, 23 Nov 2026 08:00:00 GMT"},
            None,
            timedelta(minutes=1),
        ),
        ({"expires": "Mon, 23 Nov 2026 08:00:00 GMT"}, None, timedelta(hours=3)),
        ({"expires": "Mon, 23 Nov 2020 08:00:00 GMT"}, None, timedelta()),
        ({"expires": "0"}, None, timedelta()),
        ({"expires": "-1"}, None, timedelta()),
        ({"cache-control": "no-cache", "expires": "Mon, 23 Nov 2026 08:00:00 GMT"}, None, None),
        ({"cache-control": "max-age=banyak"}, None, None),
    ],
)
def test_what_server_and_feed_wish(
    headers: dict[str, str], ttl: timedelta | None, wish: timedelta | None
) -> None:
    assert cache_wish(headers, ttl=ttl, now=NOW) == wish
