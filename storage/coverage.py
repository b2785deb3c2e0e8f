"""Which days were read: without this a quiet collector looks like a quiet world.

An outlet's day is *unread* when no poll of it succeeded, when its feeds were not read for so long that
entries were lost, or when its volume fell below half of what is usual and chance does not explain that. A day
is a *gap* when a selected outlet was unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import polars as pl

from storage.memo import archive_state, remembered
from storage.norm import LOOKBACK_WEEKS, at_most, middle, same_weekdays, spread
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.scope import Scope

DayState = Literal["observed", "gap", "before", "partial"]

HOLE = timedelta(hours=6)  # a feed not read for longer than this may have lost entries
CREDIBLE = 0.001  # below this probability a low volume is not chance
CREDIBLE_IF_READ = 0.00001  # the same where polls of the day worked: then it takes more to doubt it
GIVEN_UP = 28  # days in a row, up to the last one, after which an unread outlet has left
SCATTERED = 28  # articles further from the next than this many days are no beginning

FAR = datetime(9000, 1, 1)  # noqa: DTZ001 - the archive's times are naive UTC

COLLECTED = {
    "day": pl.Date,
    "articles": pl.Int64,
    "expected": pl.Float64,
    "outlets_selected": pl.Int64,
    "outlets_unread": pl.Int64,
    "state": pl.String,
}
GAPS = {"since": pl.Date, "until": pl.Date, "outlets": pl.List(pl.String), "outlets_selected": pl.Int64}
OUTLET_DAYS = {
    "outlet_id": pl.Int16,
    "day": pl.Date,
    "articles": pl.Int64,
    "expected": pl.Float64,
    "state": pl.String,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One outlet through all days of a reading; places count days from its origin."""

    name: str
    start: int  # first place it was collected at
    stop: int  # place after the last: its feeds were removed
    expected: tuple[float | None, ...]  # weekday norm, today's included; None without enough history
    unread: frozenset[int]

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
    lines: dict[int, Line]  # by outlet_id

    def place(self, day: date) -> int:
        """Days from the origin; negative before it."""
        return (day - self.origin).days

    def selected(self, outlets: Sequence[int]) -> dict[int, Line]:
        """The lines of these outlets; of all when empty."""
        return {key: line for key, line in self.lines.items() if not outlets or key in outlets}

    def state(self, day: date, lines: Iterable[Line]) -> DayState:
        """State of a day for a selection of outlets."""
        place = self.place(day)
        begun = [line for line in lines if line.begun(place)]
        if not begun:
            return "before"
        if day == self.today:
            return "partial"
        return "gap" if any(place in line.unread for line in begun) else "observed"


@remembered
def collected_by_day(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Articles collected per day, without holes, up to ``scope.end``.

    Columns: day (Date), articles (Int64), expected (Float64: sum of the outlets' weekday norms, null before
    any is known), outlets_selected, outlets_unread (Int64: of the selected outlets that had begun), state
    (String): "observed"; "gap" (a selected outlet was not read, or nothing at all came in); "before" (no
    selected outlet had begun); "partial" (``scope.today``).
    """
    reading = read_archive(con, scope=scope)
    lines = reading.selected(scope.outlets)
    counts = _counts(con, scope, since=scope.since)
    norms = _norms_in_langs(con, reading, scope) if scope.langs else None
    found: list[tuple[object, ...]] = []
    for day in days_of(scope):
        place = reading.place(day)
        begun = {key: line for key, line in lines.items() if line.begun(place)}
        articles = sum(counts.get((key, day), 0) for key in lines)
        state = reading.state(day, lines.values())
        if state == "observed" and not articles:
            state = "gap"
        usual_counts = {
            key: norms[key, day] if norms else line.expected[place] for key, line in begun.items()
        }
        known = [norm for norm in usual_counts.values() if norm is not None]
        # an outlet without history yet is expected to bring what it brings
        new = sum(counts.get((key, day), 0) for key, norm in usual_counts.items() if norm is None)
        unread = sum(place in line.unread for line in begun.values())
        found.append((day, articles, sum(known) + new if known else None, len(begun), unread, state))
    return pl.DataFrame(found, schema=COLLECTED, orient="row")


@remembered
def coverage_gaps(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Runs of gap days with the same unread outlets, oldest first.

    Columns: since (Date), until (Date, exclusive), outlets (List String: names unread; empty when every
    outlet was read but nothing came in), outlets_selected (Int64).
    """
    reading = read_archive(con, scope=scope)
    lines = reading.selected(scope.outlets)
    runs: list[list[Any]] = []
    for row in collected_by_day(con, scope=scope).filter(pl.col("state") == "gap").iter_rows(named=True):
        place = reading.place(row["day"])
        unread = sorted(line.name for line in lines.values() if line.begun(place) and place in line.unread)
        tomorrow = row["day"] + timedelta(days=1)
        if runs and runs[-1][1] == row["day"] and runs[-1][2] == unread:
            runs[-1][1] = tomorrow
        else:
            runs.append([row["day"], tomorrow, unread, row["outlets_selected"]])
    return pl.DataFrame(runs, schema=GAPS, orient="row")


@remembered
def outlet_days(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Each selected outlet's days from ``since`` to ``end``, for volume strips and the coverage calendar.

    Columns: outlet_id (Int16), day (Date), articles (Int64, in the scope's languages), expected (Float64:
    weekday norm of all languages, null without enough history), state (String: observed, gap, before,
    partial; "before" also after its last feed was removed).
    """
    reading = read_archive(con, scope=scope)
    counts = _counts(con, scope, since=scope.since)
    found: list[tuple[object, ...]] = []
    for key, line in reading.selected(scope.outlets).items():
        for day in days_of(scope):
            place = reading.place(day)
            norm = line.expected[place] if line.begun(place) else None
            found.append((key, day, counts.get((key, day), 0), norm, reading.state(day, [line])))
    return pl.DataFrame(found, schema=OUTLET_DAYS, orient="row")


def days_of(scope: Scope) -> list[date]:
    """The days of a scope, oldest first."""
    return [scope.since + timedelta(days=place) for place in range(scope.days)]


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
def _reading(con: DuckDBPyConnection, *, today: date | None, end: date) -> Reading:
    zone = zone_of(con)
    until = begin_of(today, zone) if today else FAR
    file = dict(archive_state(con))["path"]
    before = rows(con, "reading_state", until=until, today=today or FAR.date())
    key = (file, zone.key, today, end, *before, *rows(con, "outlet_states"))
    kept = _kept.get(key) if file else None
    if kept is None:
        kept = _work_out(con, today=today, end=end, zone=zone, until=until)
        for old in list(_kept)[: max(0, len(_kept) - KEEP + 1)]:
            _kept.pop(old, None)  # another thread may have been faster
        _kept[key] = kept
    return kept


_kept: dict[tuple[object, ...], Reading] = {}
KEEP = 16


def _work_out(
    con: DuckDBPyConnection, *, today: date | None, end: date, zone: ZoneInfo, until: datetime
) -> Reading:
    # The offset of one moment serves for all: which day a poll near midnight belongs to does not matter here.
    offset = datetime.combine(end, time(), zone).utcoffset() or timedelta()
    counted: dict[int, dict[date, int]] = {}
    for outlet, day, articles in rows(
        con, "outlet_days", since=date.min, until=today or FAR.date(), langs=[]
    ):
        counted.setdefault(outlet, {})[day] = articles
    polled: dict[int, dict[date, tuple[int, int]]] = {}
    for outlet, day, feeds, ok in rows(con, "polled_days", offset=offset, until=until):
        polled.setdefault(outlet, {})[day] = (feeds, ok)
    holes: dict[tuple[int, date], set[int]] = {}
    for outlet, feed, first, last in rows(con, "poll_holes", offset=offset, hole=HOLE, until=until):
        for place in range((last - first).days + 1):
            holes.setdefault((outlet, first + timedelta(days=place)), set()).add(feed)
    outlets = rows(con, "outlet_starts", offset=offset)
    starts = {
        outlet: start
        for outlet, _, seen, filled, _ in outlets
        if (start := _start(seen, filled, counted.get(outlet, {}), polled.get(outlet, {})))
    }
    origin = min(starts.values(), default=end)
    last_day = max((day for days in (*counted.values(), *polled.values()) for day in days), default=origin)
    end = today or max(last_day + timedelta(days=1), end)
    size = max(0, (end - origin).days)
    lines: dict[int, Line] = {}
    for outlet, name, _, _, removed in outlets:
        if outlet not in starts:
            continue
        days, polls = counted.get(outlet, {}), polled.get(outlet, {})
        counts = tuple(days.get(origin + timedelta(days=place), 0) for place in range(size))
        stop = (removed - origin).days if removed else size + 1
        start = (starts[outlet] - origin).days
        lost = {day: feeds for (key, day), feeds in holes.items() if key == outlet}
        blind, read = _polled(origin, start, size, polls, lost)
        expected, unread = judge(counts, start, min(stop, size + 1), blind, read)
        stop = min(stop, _given_up(unread, start, size))
        lines[outlet] = Line(name=name, start=start, stop=stop, expected=expected, unread=unread)
    return Reading(origin=origin, today=today, lines=lines)


def _start(
    seen: date | None, filled: date | None, counted: dict[date, int], polled: dict[date, tuple[int, int]]
) -> date | None:
    """First day an outlet was collected: the first poll or article seen, or the begin of what was backfilled.

    Feeds list articles of the days before their first poll; those days are not complete and do not begin it.
    """
    read = min((day for day, (_, ok) in polled.items() if ok), default=None)  # never read: not begun
    live = min((day for day in (read, seen) if day), default=None)
    if filled is None or (live and live <= filled):
        return live
    days = sorted(day for day in counted if day >= filled)
    for place, day in enumerate(days):
        if live and day >= live:
            return live
        # a few scattered articles with old dates are no beginning
        if place + 3 >= len(days) or (days[place + 3] - day).days <= SCATTERED:
            return day
    return live


def _polled(
    origin: date, start: int, size: int, polled: dict[date, tuple[int, int]], holes: dict[date, set[int]]
) -> tuple[frozenset[int], frozenset[int]]:
    """Places where polls show that an outlet was not read, and those where they show that it was.

    One feed of many with a hole does not make the outlet unread: with many feeds some feed always has one.
    """
    blind, read = set(), set()
    first = max(start, (min(polled) - origin).days) if polled else size
    for place in range(first, size):
        day = origin + timedelta(days=place)
        feeds, ok = polled.get(day, (0, 0))
        whole = ok and 2 * len(holes.get(day, ())) < feeds
        (read if whole else blind).add(place)
    return frozenset(blind), frozenset(read)


def _given_up(unread: frozenset[int], start: int, size: int) -> int:
    """Place after the last of an outlet: after four weeks unread it is no longer missed.

    Otherwise one dead feed would turn every later day of every chart into a gap.
    """
    last = size
    while last > start and last - 1 in unread:
        last -= 1
    return last if size - last > GIVEN_UP else size + 1


@lru_cache(maxsize=1024)
def judge(
    counts: tuple[int, ...], start: int, stop: int, blind: frozenset[int], read: frozenset[int]
) -> tuple[tuple[float | None, ...], frozenset[int]]:
    """Return the norm of each day (one more than ``counts``: today), and the places that were not read.

    A day below half its norm is unread when chance does not explain it. Low days in a row are judged
    together: one empty day of an outlet with two articles a day says nothing, six in a row do.
    """
    unread = set(blind)
    expected: list[float | None] = [None] * (len(counts) + 1)
    run: list[int] = []
    run_count, run_norm, run_variance = 0, 0.0, 0.0
    for place in range(max(start, 0), stop):
        history = same_weekdays(lambda day: day >= start and day not in unread, place)
        if not history:
            continue
        norm = middle([counts[day] for day in history])
        expected[place] = norm
        if place == len(counts) or place in unread:
            continue
        if counts[place] >= norm / 2:
            run, run_count, run_norm, run_variance = [], 0, 0.0, 0.0
            continue
        run.append(place)
        run_count += counts[place]
        run_norm += norm
        run_variance += spread(norm, _excess(counts, expected, unread, place), len(history))
        likely = CREDIBLE_IF_READ if read.issuperset(run) else CREDIBLE
        # each day more was another chance to look like this
        if at_most(run_count, run_norm, run_variance) < likely / 2 ** (len(run) - 1):
            unread.update(run)
    return tuple(expected), frozenset(unread)


def _excess(counts: Sequence[int], expected: Sequence[float | None], unread: set[int], place: int) -> float:
    """How much more than chance the last eight weeks scattered around their norms, as part of the square."""
    above, squares = 0.0, 0.0
    for back in range(max(0, place - 56), place):
        norm = expected[back]
        if norm and back not in unread:
            above += (counts[back] - norm) ** 2 - norm
            squares += norm**2
    return max(0.0, above / squares) if squares else 0.0


def _counts(con: DuckDBPyConnection, scope: Scope, *, since: date) -> dict[tuple[int, date], int]:
    found = rows(con, "outlet_days", since=since, until=scope.end, langs=list(scope.langs))
    return {(outlet, day): articles for outlet, day, articles in found}


def _norms_in_langs(
    con: DuckDBPyConnection, reading: Reading, scope: Scope
) -> dict[tuple[int, date], float | None]:
    """Weekday norms of the articles in the scope's languages; what is unread is so in every one."""
    since = scope.since - timedelta(weeks=LOOKBACK_WEEKS)
    first = reading.place(since)
    counts = _counts(con, scope, since=since)
    norms: dict[tuple[int, date], float | None] = {}
    for key, line in reading.selected(scope.outlets).items():
        usable = [line.usable(place + first) for place in range((scope.end - since).days)].__getitem__
        series = [
            counts.get((key, since + timedelta(days=place)), 0) for place in range((scope.end - since).days)
        ]
        for day in days_of(scope):
            history = same_weekdays(usable, (day - since).days)
            norms[key, day] = middle([series[place] for place in history]) if history else None
    return norms
