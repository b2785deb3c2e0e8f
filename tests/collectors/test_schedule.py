from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.schedule import adapted_interval, cache_wish, next_poll_at

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
def test_the_deadest_feed_is_probed_daily(failures: int) -> None:
    assert wait(failures=failures, jitter=0.9) == DAY


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


def adapted(current: timedelta, entries: int, known: int, **kwargs: Any) -> timedelta:
    limits = {"configured": QUARTER, "min_interval": timedelta(minutes=10), "max_interval": DAY}
    return adapted_interval(current, entries=entries, known=known, **{**limits, **kwargs})


@pytest.mark.behaviour(13)
def test_a_document_full_of_news_halves_the_interval_down_to_the_floor() -> None:
    assert adapted(timedelta(minutes=40), 50, 0) == timedelta(minutes=20)
    assert adapted(QUARTER, 50, 10) == timedelta(minutes=10)


def test_the_floor_can_be_seconds() -> None:
    low = {"configured": timedelta(seconds=4), "min_interval": timedelta(seconds=1)}
    assert adapted(timedelta(seconds=1.5), 50, 0, **low) == timedelta(seconds=1)


def test_an_interval_configured_below_the_floor_is_what_its_owner_wants() -> None:
    assert adapted(timedelta(minutes=5), 50, 0, configured=timedelta(minutes=5)) == timedelta(minutes=5)


@pytest.mark.behaviour(13)
def test_nothing_new_slows_a_feed_to_four_times_its_interval() -> None:
    current = QUARTER
    for _ in range(50):
        slower = adapted(current, 50, 50)
        assert slower >= current
        current = slower
    assert current == timedelta(hours=1)
    assert adapted(current, 0, 0) == timedelta(hours=1)


def test_ordinary_news_bring_a_feed_back_to_its_interval() -> None:
    current = timedelta(hours=1)
    for _ in range(30):
        current = adapted(current, 50, 40)
    assert current - QUARTER < timedelta(seconds=1)


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
