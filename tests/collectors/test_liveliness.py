"""Feeds of every kind, polled for weeks of invented time: how often they are asked, and when they show."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.liveliness import Counts, lived
from collectors.settings import CollectSettings
from storage.ledger.ledger import FeedState

NOW = datetime(2026, 11, 2, tzinfo=UTC)
SETTINGS = CollectSettings(data_dir=Path("nirgends"), zone=ZoneInfo("Asia/Jakarta"))
ENTRIES = 50
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def new_state() -> FeedState:
    return FeedState(
        feed="uji-depan",
        url="https://uji.example/rss",
        host="uji.example",
        configured_interval_s=900,
        interval_s=900,
        next_poll_at=NOW,
        added_at=NOW,
    )


def polled(published: list[datetime], *, until: datetime) -> Iterator[FeedState]:
    """The states of a feed of 50 entries that publishes at these times; from 30 days of them on."""
    state, now, seen = new_state(), NOW, 0
    while now < until:
        ready = bisect_right(published, now)
        document = min(ready, ENTRIES)
        fresh = min(ready - seen, document)
        counts = Counts(
            entries=document,
            known=document - fresh,
            new=fresh,
            dates=tuple(published[max(0, ready - ENTRIES) : ready]),
        )
        state = lived(state, counts, now, SETTINGS)
        state = replace(state, last_fetched_at=now, last_ok_at=now, last_poll_at=now)
        yield state
        seen, now = ready, now + timedelta(seconds=state.interval_s)


def every(gap: timedelta, *, hours: range = range(24), days: int = 60) -> list[datetime]:
    """Times from 30 days before NOW on, in these hours of each day."""
    times, at = [], NOW - 30 * DAY
    while at < NOW + (days - 30) * DAY:
        if at.hour in hours:
            times.append(at)
        at += gap
    return times


def interval_after(published: list[datetime], time: timedelta) -> timedelta:
    *_, last = polled(published, until=NOW + time)
    return timedelta(seconds=last.interval_s)


@pytest.mark.behaviour(13)
@pytest.mark.parametrize(
    ("gap", "at_most"),
    [
        (timedelta(seconds=20), timedelta(minutes=10)),  # 30 of 50 are new after ten minutes
        (timedelta(minutes=3), timedelta(minutes=15)),
        (timedelta(minutes=36), timedelta(minutes=45)),
        (timedelta(hours=6), timedelta(hours=8)),
    ],
)
def test_a_feed_is_asked_about_as_often_as_it_brings_something(gap: timedelta, at_most: timedelta) -> None:
    assert interval_after(every(gap), 14 * DAY) <= at_most


@pytest.mark.behaviour(13)
def test_a_feed_that_changes_faster_than_its_document_is_long_is_asked_at_the_floor() -> None:
    assert interval_after(every(timedelta(seconds=10), days=31), 10 * timedelta(hours=1)) == 10 * MINUTE


@pytest.mark.behaviour(13)
def test_a_dead_feed_is_asked_once_a_day() -> None:
    alive_until_now = [at for at in every(timedelta(hours=1)) if at <= NOW]
    assert interval_after(alive_until_now, 31 * DAY) == DAY
    assert interval_after([NOW - 2 * 365 * DAY], timedelta(minutes=1)) == DAY  # from its first poll on


@pytest.mark.behaviour(13)
def test_the_dates_of_a_first_document_say_how_busy_its_feed_is() -> None:
    weekly = every(7 * DAY)
    states = list(polled(weekly, until=NOW + 5 * DAY))
    assert len(states) < 20  # it need not be asked for days on end to find that out
    assert interval_after(every(timedelta(minutes=20)), timedelta(hours=12)) <= 20 * MINUTE
    undated = lived(new_state(), Counts(entries=50, new=50), NOW, SETTINGS)
    assert undated.daily_new == 96


@pytest.mark.behaviour(13)
def test_a_night_costs_the_morning_little() -> None:
    day_only = every(timedelta(minutes=20), hours=range(15))
    last_of_night = [
        state.interval_s
        for state in polled(day_only, until=NOW + 20 * DAY)
        if state.last_poll_at and state.last_poll_at > NOW + 10 * DAY and state.last_poll_at.hour == 23
    ]
    assert max(last_of_night) < 3600


@pytest.mark.behaviour(13)
def test_a_burst_after_weeks_of_silence_is_followed_within_the_hour() -> None:
    quiet = [NOW - DAY, *every(timedelta(minutes=10), days=60)]
    wakes = NOW + 20 * DAY
    published = [quiet[0], *(at for at in quiet[1:] if at > wakes)]
    states = list(polled(published, until=wakes + 2 * DAY))
    [first] = [place for place, state in enumerate(states) if state.alive_at and state.alive_at > wakes][:1]
    assert states[first - 1].interval_s > 12 * 3600
    assert states[first].interval_s <= 3600


@pytest.mark.behaviour(13)
def test_no_entry_is_pushed_out_unseen_once_a_feed_is_known() -> None:
    for gap in (timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=3)):
        published = every(gap, days=35)
        states = list(polled(published, until=NOW + 5 * DAY))
        seen_at = [state.last_poll_at for state in states if state.last_poll_at]
        for before, after in itertools.pairwise(seen_at):
            assert bisect_right(published, after) - bisect_right(published, before) <= ENTRIES


@pytest.mark.behaviour(43)
def test_silence_shows_after_five_times_the_usual_longest_gap_and_no_night_does() -> None:
    by_day = every(timedelta(minutes=20), hours=range(15))
    stops = NOW + 20 * DAY
    states = list(polled([at for at in by_day if at < stops], until=stops + 4 * DAY))
    quiet = [s.last_poll_at for s in states if s.last_poll_at and s.is_quiet(s.last_poll_at)]
    assert stops + DAY < min(at for at in quiet if at) < stops + 3 * DAY
    assert not replace(states[-1], failures=1).is_quiet(
        stops + 4 * DAY
    )  # it is not read: that is said instead


@pytest.mark.behaviour(16)
def test_a_clock_that_went_back_between_two_polls_is_no_time_at_all() -> None:
    state = replace(lived(new_state(), Counts(entries=50, new=50), NOW, SETTINGS), last_fetched_at=NOW)
    ahead = replace(state, last_ok_at=NOW + 365 * DAY, alive_at=NOW + 365 * DAY)
    after = lived(ahead, Counts(entries=50, known=49, new=1), NOW, SETTINGS)
    assert after.daily_new == ahead.daily_new
    assert (after.alive_at, after.longest_gap_s) == (NOW, 0)
