"""Dates that are whole hours off are noticed, late news and few entries are not taken for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from collectors.dates import Moment
from collectors.skew import FEWEST, KEPT, skew, watched, zone_at
from storage.ledger.ledger import FeedState

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seen(
    hours: float, *, gap: timedelta, count: int = 30, late: timedelta = timedelta(minutes=5), seed: int = 1
) -> list[tuple[timedelta, timedelta]]:
    """Entries of a feed whose dates are off, published at random between two polls."""
    random = Random(seed)
    return [(hours * HOUR - random.random() * gap - random.random() * late, gap) for _ in range(count)]


@pytest.mark.behaviour(26)
@pytest.mark.parametrize("gap", [timedelta(minutes=10), timedelta(minutes=50), timedelta(hours=3)], ids=str)
@pytest.mark.parametrize("hours", [7, 1, 8, 14, -7, -3])
def test_dates_off_by_whole_hours_are_noticed_however_seldom_it_is_polled(hours: int, gap: timedelta) -> None:
    assert skew(seen(hours, gap=gap, count=40)) == hours


@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    "lags",
    [
        seen(0, gap=timedelta(minutes=15)),
        seen(0, gap=timedelta(hours=6)),
        seen(0, gap=timedelta(minutes=15), late=timedelta(hours=2)),  # slow, not wrong
        seen(-1, gap=timedelta(minutes=15)),  # news that its feed has an hour later
        seen(7, gap=timedelta(minutes=15), count=FEWEST - 1),
        [*seen(7, gap=timedelta(minutes=15), count=15), *seen(0, gap=timedelta(minutes=15), count=15)],
        [*seen(0, gap=timedelta(minutes=15)), *seen(-400, gap=timedelta(minutes=15), count=4)],  # old ones
        [],
    ],
)
def test_right_dates_late_news_and_too_few_entries_are_no_skew(
    lags: list[tuple[timedelta, timedelta]],
) -> None:
    assert skew(lags) is None


@pytest.mark.parametrize(
    ("hours", "zone"),
    [
        (7, "Asia/Jakarta"),
        (8, "Asia/Makassar"),
        (9, "Asia/Jayapura"),
        (0, "UTC"),
        (3, "Etc/GMT-3"),
        (-5, "Etc/GMT+5"),
        (5.5, None),
        (15, None),
    ],
)
def test_the_zone_that_is_proposed(hours: float, zone: str | None) -> None:
    assert zone_at(hours * HOUR, now=NOW, preferred=JAKARTA) == zone
    if zone:
        assert NOW.astimezone(ZoneInfo(zone)).utcoffset() == hours * HOUR


STATE = FeedState(
    feed="uji",
    url="https://uji.example/rss",
    host="uji.example",
    configured_interval_s=900,
    interval_s=900,
    next_poll_at=NOW,
    added_at=NOW,
    last_ok_at=NOW,
    last_fetched_at=NOW,
)


def polls(state: FeedState, count: int, *, ahead: timedelta, offset: timedelta) -> FeedState:
    for place in range(count):
        now = NOW + timedelta(minutes=15) * (place + 1)
        new = [Moment(at=now + ahead - timedelta(minutes=n), offset=offset, own_zone=True) for n in range(12)]
        state = replace(watched(state, new, before=state, now=now, zone=JAKARTA), last_ok_at=now)
    return state


@pytest.mark.behaviour(26)
def test_a_feed_is_judged_by_several_polls_and_forgiven_when_it_is_right_again() -> None:
    assert polls(STATE, 1, ahead=7 * HOUR, offset=timedelta()).skew_h is None  # one document does not decide
    wrong = polls(STATE, 4, ahead=7 * HOUR, offset=timedelta())
    assert (wrong.skew_h, wrong.skew_zone) == (7, "Asia/Jakarta")
    assert len(wrong.lags.split()) == KEPT
    right = polls(wrong, 2, ahead=timedelta(), offset=7 * HOUR)
    assert (right.skew_h, right.skew_zone) == (None, None)


def test_the_first_document_and_one_after_a_long_sleep_say_nothing() -> None:
    new = [Moment(at=NOW + 7 * HOUR, offset=timedelta(), own_zone=True)] * 30
    first = replace(STATE, last_ok_at=None, last_fetched_at=None)
    assert watched(first, new, before=first, now=NOW, zone=JAKARTA) is first
    slept = replace(STATE, last_ok_at=NOW - timedelta(days=1))
    assert watched(slept, new, before=slept, now=NOW, zone=JAKARTA) is slept
