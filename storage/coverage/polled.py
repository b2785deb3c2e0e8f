"""What polls say of an outlet's days: read, not read, or read so that entries may have been missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from storage.sqlfiles import rows

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

# "" where nothing is known, before the first poll; the last three mean that the day was not read.
PollState = Literal["", "read", "polls failed", "not polled", "entries may have been missed"]


@dataclass(kw_only=True)
class Polls:
    """What polls say of one outlet. Complete when the first of its properties is asked for."""

    days: dict[date, tuple[int, int]]  # feeds polled, successful polls
    holes: dict[date, set[int]]  # feeds of which entries may have been missed
    said: dict[tuple[date, int, int], Polled] = field(default_factory=dict)  # what polled() found before

    @cached_property
    def first(self) -> date | None:
        """The first day with a poll."""
        return min(self.days, default=None)

    @cached_property
    def last(self) -> date | None:
        """The last one."""
        return max(self.days, default=None)

    @cached_property
    def first_read(self) -> date | None:
        """The first day with a successful poll; None: it was never read."""
        return min((day for day, (_, ok) in self.days.items() if ok), default=None)

    @cached_property
    def last_read(self) -> date:
        """The last one; the first of all days where it was never read."""
        return max((day for day, (_, ok) in self.days.items() if ok), default=date.min)


@dataclass(frozen=True, slots=True)
class Polled:
    """The same by place, days counted from an origin."""

    states: tuple[PollState, ...]
    made_up: frozenset[int]  # not read that day, but the next poll found where the last one had ended


NOTHING = Polls(days={}, holes={})


def read_polls(con: DuckDBPyConnection, *, until: datetime, offset: timedelta) -> dict[int, Polls]:
    """What polls before ``until`` say, by outlet_id. ``offset`` is the zone's distance from UTC."""
    polls: dict[int, Polls] = {}
    for outlet, day, feeds, ok in rows(con, "polled_days", offset=offset, until=until):
        polls.setdefault(outlet, Polls(days={}, holes={})).days[day] = (feeds, ok)
    for outlet, feed, first, last in rows(con, "poll_holes", offset=offset, until=until):
        for place in range((last - first).days + 1):
            polls[outlet].holes.setdefault(first + timedelta(days=place), set()).add(feed)
    return polls


def polled(polls: Polls, *, origin: date, start: int, size: int) -> Polled:
    """Which of ``size`` days polls show as read, from the outlet's ``start`` on.

    One feed of many with a hole does not make the outlet unread: what it lists is mostly in others, too, and
    with many feeds some feed always has one. Half of them do.

    Articles come in of days whose polls are long known, so the answer is kept with the polls.
    """
    asked = (origin, start, size)
    found = polls.said.get(asked)
    if found is None:
        found = _polled(polls, origin=origin, start=start, size=size)
        polls.said = {asked: found}
    return found


def _polled(polls: Polls, *, origin: date, start: int, size: int) -> Polled:
    states: list[PollState] = [""] * size
    made_up: set[int] = set()
    first = max(start, (polls.first - origin).days) if polls.first else size
    often = 1  # feeds polled on the last day with a poll
    for place in range(first, size):
        day = origin + timedelta(days=place)
        feeds, ok = polls.days.get(day, (0, 0))
        often = feeds or often
        lost = 2 * len(polls.holes.get(day, ())) >= often
        if ok:
            states[place] = "entries may have been missed" if lost else "read"
        else:
            states[place] = "polls failed" if feeds else "not polled"
            if not lost and day < polls.last_read:
                made_up.add(place)
    return Polled(tuple(states), frozenset(made_up))
