"""Which days of which outlets were read: worked out from polls and volumes, and kept until they change."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import numpy as np

from storage.coverage.free_days import FreeDay, free_days
from storage.coverage.judging import Unread, judge
from storage.coverage.polled import NOTHING, Polled, Polls, PollState, polled, read_polls
from storage.coverage.volumes import Volumes, read_volumes
from storage.memo import State, names, remembered, remembered_until
from storage.numbers import Counts, Flags, Floats, in_span
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.scope import Scope

DayState = Literal["observed", "gap", "before", "partial"]
OutletState = Literal[DayState, "zero"]  # "zero": read, and there was nothing to read
# Why: an outlet that was not read or not expected to be; "holiday" where little was to be expected.
Reason = Literal[Unread, "not begun", "ended", "holiday"]

GIVEN_UP = 28  # days in a row, up to the last one, after which an unread outlet has left
RECENT = 28  # days that say how much an outlet usually brings
SCATTERED = 28  # articles further from the next than this many days are no beginning

FAR = datetime(9000, 1, 1)  # noqa: DTZ001 - the archive's times are naive UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One outlet through all days of a reading; places count days from its origin."""

    name: str
    start: int  # first place it was collected at
    stop: int  # place after the last: its feeds were removed
    expected: tuple[float | None, ...]  # weekday norm, today's included; None without enough history
    usual: tuple[float | None, ...]  # the same as if no day were a holiday
    unread: Mapping[int, Unread]

    def begun(self, place: int) -> bool:
        """Whether it was being collected."""
        return self.start <= place < self.stop

    def usable(self, place: int) -> bool:
        """Whether its count of that day can be believed."""
        return self.start <= place < self.stop and place not in self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Which days of which outlets were read, over the whole archive."""

    origin: date
    today: date | None
    free: tuple[FreeDay, ...]  # holidays by place, today included
    lines: dict[int, Line]  # by outlet_id
    volumes: Volumes  # without today's
    selections: dict[tuple[int, ...], Any] = field(default_factory=dict, compare=False, repr=False)
    free_parts: dict[int, dict[int, list[float]]] = field(default_factory=dict, compare=False, repr=False)
    begun: Flags = field(init=False, compare=False, repr=False)  # lines x places, today's included
    unread: Flags = field(init=False, compare=False, repr=False)  # of those that had begun
    expected: Floats = field(init=False, compare=False, repr=False)  # nan: not known
    usual_volumes: Floats = field(init=False, compare=False, repr=False)  # articles a day, of each line
    counted: Counts = field(init=False, compare=False, repr=False)  # volumes of outlets that had begun
    unbegun: list[tuple[int, date]] = field(init=False, compare=False, repr=False)  # where others have some

    def __post_init__(self) -> None:
        lines = list(self.lines.values())
        places = np.arange(len(self.free))
        starts = np.array([line.start for line in lines], dtype=np.int64)
        stops = np.array([line.stop for line in lines], dtype=np.int64)
        begun = (places >= starts[:, None]) & (places < stops[:, None])
        unread = np.zeros_like(begun)
        for row, line in enumerate(lines):
            unread[row, [place for place in line.unread if 0 <= place < len(places)]] = True
        counted = self._counted()
        made = {
            "begun": begun,
            "unread": unread & begun,
            "expected": np.array([line.expected[: len(places)] for line in lines], dtype=np.float64).reshape(
                begun.shape
            ),
            "usual_volumes": np.array([self._usual_volume(key) for key in self.lines], dtype=np.float64),
            "counted": counted,
            "unbegun": sorted(
                (int(self.volumes.outlets[row]), self.volumes.first + timedelta(days=int(column)))
                for row, column in np.argwhere(self.volumes.counts != counted)
            ),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def _counted(self) -> Counts:
        """The volumes without the days on which their outlet had not begun, or had ended."""
        volumes = self.volumes
        shift = self.place(volumes.first)
        counted = np.zeros_like(volumes.counts)
        for row, outlet in enumerate(volumes.outlets.tolist()):
            if line := self.lines.get(outlet):
                days = slice(max(0, line.start - shift), max(0, line.stop - shift))
                counted[row, days] = volumes.counts[row, days]
        return counted

    def _usual_volume(self, outlet: int) -> float:
        """Articles of an outlet per day lately."""
        norms = [norm for norm in self.lines[outlet].expected[-RECENT:] if norm is not None]
        if norms:
            return sum(norms) / len(norms)
        recent = self.volumes.of_outlet(outlet)  # of one without a norm yet
        recent = recent[recent > 0][-RECENT:]
        return float(recent.mean()) if len(recent) else 1.0

    def place(self, day: date) -> int:
        """Days from the origin; negative before it."""
        return (day - self.origin).days

    def free_day(self, place: int) -> FreeDay:
        """What kind of holiday a day is, empty when it is none; places outside the reading are not known."""
        return self.free[place] if 0 <= place < len(self.free) else ""

    def selected(self, outlets: Sequence[int]) -> dict[int, Line]:
        """The lines of these outlets; of all when empty."""
        return {key: line for key, line in self.lines.items() if not outlets or key in outlets}

    def state(self, day: date, lines: Iterable[Line]) -> DayState:
        """State of a day for a selection of outlets."""
        return self.state_at(self.place(day), lines)

    def outlet_state(self, line: Line, day: date, articles: int) -> tuple[OutletState, Reason | None]:
        """State of one outlet's day on which it brought so many articles, and the reason if there is one."""
        place = self.place(day)
        if place < line.start:
            return "before", "not begun"
        if place >= line.stop:
            return "before", "ended"
        if day == self.today:
            return "partial", None
        if place in line.unread:
            return "gap", line.unread[place]
        usual = line.usual[place]
        quiet = usual is not None and articles < usual / 2 and self.free[place]
        return ("observed" if articles else "zero"), ("holiday" if quiet else None)

    def state_at(self, place: int, lines: Iterable[Line]) -> DayState:
        """The same of a place."""
        begun = [line for line in lines if line.begun(place)]
        if not begun:
            return "before"
        if self.today and place == self.place(self.today):
            return "partial"
        return "gap" if any(place in line.unread for line in begun) else "observed"


@remembered_until(names)
def zone_of(con: DuckDBPyConnection) -> ZoneInfo:
    """The zone whose midnights begin the archive's days."""
    found = rows(con, "time_zone")
    return ZoneInfo(found[0][0] if found else "Asia/Jakarta")


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Midnight in the zone as the archive stores times: naive UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def read_archive(con: DuckDBPyConnection, *, scope: Scope) -> Reading:
    """What was read, kept until the archive changes, and worked out again when days before today do."""
    # with a day still running, everything is read up to there; without, as far as is asked
    return _reading(con, today=scope.today, end=scope.today or scope.end)


@remembered
def past_state(con: DuckDBPyConnection, *, today: date | None) -> tuple[Any, ...]:
    """What changes when anything of the days before ``today`` (None: of any day) does.

    Volumes, polls, counts of entities, and of stories: see the query.
    """
    return tuple(rows(con, "past_state", today=today or FAR.date())[0])


def _begin_of_today(con: DuckDBPyConnection, today: date | None) -> datetime:
    return begin_of(today, zone_of(con)) if today else FAR


def past_change(con: DuckDBPyConnection, state: State, arguments: Mapping[str, Any]) -> Hashable:
    """The condition of answers worked out from daily counts: only what changed before the scope's end.

    Articles arrive today, and most of what pages show is about days before.
    """
    scope: Scope = arguments["scope"]
    if scope.today is None or scope.end > scope.today:
        return state
    *others, stories = past_state(con, today=scope.today)
    return names(con, state, arguments), *others, stories if scope.basis == "stories" else None


def _reading_change(con: DuckDBPyConnection, state: State, arguments: Mapping[str, Any]) -> Hashable:
    volumes, polls, *_ = past_state(con, today=arguments["today"])
    return names(con, state, arguments), volumes, polls


@remembered_until(_reading_change)
def _reading(con: DuckDBPyConnection, *, today: date | None, end: date) -> Reading:
    # The offset of one moment serves for all: to which day a poll near midnight belongs does not matter here.
    offset = datetime.combine(end, time(), zone_of(con)).utcoffset() or timedelta()
    polls = _read_polls(con, today=today, offset=offset)
    return _work_out(con, today=today, end=end, offset=offset, polls=polls)


def _polls_change(con: DuckDBPyConnection, state: State, arguments: Mapping[str, Any]) -> Hashable:
    return names(con, state, arguments), past_state(con, today=arguments["today"])[1]


@remembered_until(_polls_change)
def _read_polls(con: DuckDBPyConnection, *, today: date | None, offset: timedelta) -> dict[int, Polls]:
    return read_polls(con, until=_begin_of_today(con, today), offset=offset)


def _work_out(
    con: DuckDBPyConnection,
    *,
    today: date | None,
    end: date,
    offset: timedelta,
    polls: dict[int, Polls],
) -> Reading:
    volumes = read_volumes(con, since=date.min, until=today or FAR.date())
    counted = volumes.by_outlet()
    begun = [
        (outlet, name, first, removed)
        for outlet, name, seen, filled, removed in rows(con, "outlet_starts", offset=offset)
        if (first := _start(seen, filled, volumes.days_of(outlet), polls.get(outlet, NOTHING)))
    ]
    origin: date = min((first for _, _, first, _ in begun), default=end)
    known = [poll.last for poll in polls.values() if poll.last]
    last_day = max([*known, volumes.until - timedelta(days=1)] if counted else known, default=origin)
    size = ((today or max(last_day + timedelta(days=1), end)) - origin).days
    free = free_days(origin, size + 1)
    span = volumes.span(origin, origin + timedelta(days=size))
    lines: dict[int, Line] = {}
    for outlet, name, start_day, removed in begun:
        start = (start_day - origin).days
        counts = tuple(in_span(counted[outlet], span).tolist()) if outlet in counted else (0,) * size
        stop = min((removed - origin).days, size + 1) if removed else size + 1
        said = polled(polls.get(outlet, NOTHING), origin=origin, start=start, size=size)
        expected, usual, unread = judge(counts, start, stop, _silent(counts, start, said), free)
        stop = min(stop, _given_up(unread, start, size))
        lines[outlet] = Line(name=name, start=start, stop=stop, expected=expected, usual=usual, unread=unread)
    return Reading(origin=origin, today=today, free=free, lines=lines, volumes=volumes)


def _start(seen: date | None, filled: date | None, counted: Sequence[date], polls: Polls) -> date | None:
    """First day an outlet was collected: the first poll or article seen, or the begin of what was backfilled.

    Feeds list articles of the days before their first poll; those days are not complete and do not begin it.
    """
    live = min((day for day in (polls.first_read, seen) if day), default=None)  # never read: not begun
    if filled is None or (live and live <= filled):
        return live
    days = [day for day in counted if day >= filled]
    for place, day in enumerate(days):
        if live and day >= live:
            return live
        # a few scattered articles with old dates are no beginning
        if place + 3 >= len(days) or (days[place + 3] - day).days <= SCATTERED:
            return day
    return live


def _silent(counts: Sequence[int], start: int, said: Polled) -> Polled:
    """Places before polls begin in four weeks or more without any article were not polled.

    Between what was backfilled and what feeds brought nobody looked; after so long there is no norm to tell.
    """
    states: list[PollState] = list(said.states)
    first = next((place for place, state in enumerate(states) if state), len(states))
    run: list[int] = []
    for place in range(max(start, 0), first):
        run = [] if counts[place] else [*run, place]
        if len(run) >= SCATTERED:
            for silent in run:
                states[silent] = "not polled"
    return Polled(tuple(states), said.made_up)


def _given_up(unread: Mapping[int, Unread], start: int, size: int) -> int:
    """Place after the last of an outlet: after four weeks unread it is no longer missed.

    Otherwise one dead feed would turn every later day of every chart into a gap.
    """
    last = size
    while last > start and last - 1 in unread:
        last -= 1
    return last if size - last > GIVEN_UP else size + 1
