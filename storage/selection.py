"""The days of some outlets taken together, each worked out once as long as the reading stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from storage.judging import FEWEST_FREE_DAYS, FREE_DAYS
from storage.norm import middle, same_weekdays
from storage.reading import DayState, Line, Reading

SAME_OUTLETS = 0.9  # of today's volume must have been collected on a day for it to be compared with
RECENT = 28  # days that say how much an outlet usually brings
LEAST_PART = 0.05  # of a usual day, that any holiday brings
KEEP = 32  # selections of outlets of one reading


class Collected(NamedTuple):
    """One day of a selection."""

    articles: int
    expected: float | None  # sum of the outlets' weekday norms; None before any is known
    begun: int  # outlets that had begun
    unread: int  # of these
    state: DayState


class Selection:
    """Some outlets of a reading; use :func:`selection_of`."""

    def __init__(self, reading: Reading, outlets: tuple[int, ...]) -> None:
        self.reading = reading
        self.lines = reading.selected(outlets)
        self._articles: dict[date, int] = {}
        self._unbegun: list[tuple[int, date]] = []
        self._counted: list[tuple[dict[date, int], date, date]] = []  # and first day, day after the last
        for key, counts in reading.counted.items():
            if outlets and key not in outlets:
                continue
            first, last = _days_of(reading, reading.lines.get(key))
            self._unbegun += [(key, day) for day in counts if not first <= day < last]
            self._counted.append((counts, first, last))
        self._begun, self._unread = _how_many(self.lines.values())
        self._collected: dict[date, Collected] = {}
        self._history: dict[int, list[int]] = {}
        self._parts: dict[int, float | None] = {}
        self._volume: dict[int, float] = {}
        self._weights: list[tuple[int, int, float]] = []  # start, stop, usual daily volume of each line
        for key, line in self.lines.items():
            norms = [norm for norm in line.expected[-RECENT:] if norm is not None]
            recent = list(reading.counted.get(key, {}).values())[-RECENT:]  # of an outlet without norm yet
            usual = sum(norms) / len(norms) if norms else sum(recent) / max(1, len(recent)) or 1.0
            self._weights.append((line.start, line.stop, usual))

    def state(self, place: int) -> DayState:
        """State of a day, places counted from the reading's origin."""
        if not self._begun[place]:
            return "before"
        if self.reading.today and place == self.reading.place(self.reading.today):
            return "partial"
        return "gap" if self._unread[place] else "observed"

    def articles(self, day: date) -> int:
        """Articles of a day before today, in all languages, of outlets that had begun."""
        found = self._articles.get(day)
        if found is None:
            found = self._articles[day] = sum(
                counts.get(day, 0) for counts, first, last in self._counted if first <= day < last
            )
        return found

    def unbegun(self, since: date, until: date) -> list[dict[str, object]]:
        """Days on which outlets have articles though they had not begun, or had ended: these are not counted.

        Feeds list articles of the days before their first poll, some of them.
        """
        today = self.reading.today
        found = [(key, day) for key, day in self._unbegun if since <= day < until]
        if today and since <= today < until:
            place = self.reading.place(today)
            found += [(key, today) for key, line in self.lines.items() if not line.begun(place)]
        return [{"outlet_id": key, "day": day} for key, day in found]

    def collected(self, day: date) -> Collected:
        """A day before today, in all languages."""
        found = self._collected.get(day)
        if found is None:
            counts = {key: self.reading.counted.get(key, {}).get(day, 0) for key in self.lines}
            found = self._collected[day] = self.summed(day, counts)
        return found

    def summed(
        self, day: date, counts: Mapping[int, int], norms: Mapping[int, float | None] | None = None
    ) -> Collected:
        """A day with these articles per outlet; ``norms`` in place of those of all languages."""
        place = self.reading.place(day)
        begun = {key: line for key, line in self.lines.items() if line.begun(place)}
        articles = sum(counts.get(key, 0) for key in begun)
        state = self.state(place)
        if state == "observed" and not articles:
            state = "gap"
        usual = {key: norms[key] if norms else line.expected[place] for key, line in begun.items()}
        known = [norm for norm in usual.values() if norm is not None]
        # an outlet without history yet is expected to bring what it brings
        new = sum(counts.get(key, 0) for key, norm in usual.items() if norm is None)
        return Collected(
            articles=articles,
            expected=sum(known) + new if known else None,
            begun=len(begun),
            unread=self._unread[place],
            state=state,
        )

    def history(self, place: int) -> list[int]:
        """Places of the same weekdays before that a day's counts can be compared with; empty when too few.

        Counts from before an outlet joined are no measure for counts after it, nor are holidays for others.
        """
        found = self._history.get(place)
        if found is None:
            enough = SAME_OUTLETS * self._begun_volume(place)
            found = self._history[place] = same_weekdays(
                lambda back: (
                    self.state(back) == "observed"
                    and not self.reading.free_day(back)
                    and self._begun_volume(back) >= enough
                ),
                place,
            )
        return found

    def anew(self, place: int) -> bool:
        """Whether an outlet joined that makes counts of the days before no measure."""
        return self._begun_volume(place - 1) < SAME_OUTLETS * self._begun_volume(place)

    def free_part(self, place: int) -> float | None:
        """What part of a usual day's articles a holiday brings; None when the day is none.

        The median of the holidays of its kind before. With fewer than three, what it brought itself: then
        all that is known is that there was less of everything. 1 when nothing is known.
        """
        if not self.reading.free_day(place):
            return None
        if place not in self._parts:
            kind = self.reading.free_day(place)
            before = [self._part(back) for back in range(place) if self.reading.free_day(back) == kind]
            known = [part for part in before if part is not None][-FREE_DAYS:]
            own = min(self._part(place) or 1.0, 1.0)
            self._parts[place] = max(middle(known) if len(known) >= FEWEST_FREE_DAYS else own, LEAST_PART)
        return self._parts[place]

    def _part(self, place: int) -> float | None:
        """Articles of a day against those usual on its weekday; None when either is not known."""
        history = self.history(place) if self.state(place) == "observed" else []
        day = self.reading.origin + timedelta(days=place)
        usual = middle([self.articles(day + timedelta(days=back - place)) for back in history] or [0])
        return self.articles(day) / usual if usual else None

    def _begun_volume(self, place: int) -> float:
        """Usual daily volume of the outlets that had begun on a day."""
        found = self._volume.get(place)
        if found is None:
            weights = (weight for start, stop, weight in self._weights if start <= place < stop)
            found = self._volume[place] = sum(weights, 0.0)
        return found


def _days_of(reading: Reading, line: Line | None) -> tuple[date, date]:
    """First day on which an outlet was collected, and the day after the last; no day of one never read."""
    if line is None:
        return date.max, date.max
    start, stop = (reading.origin + timedelta(days=place) for place in (line.start, line.stop))
    return start, stop


def _how_many(lines: Iterable[Line]) -> tuple[Counter[int], Counter[int]]:
    """At each place, how many outlets had begun, and how many of these were not read."""
    steps: Counter[int] = Counter()
    unread: Counter[int] = Counter()
    last = 0
    for line in lines:
        steps[line.start] += 1
        steps[line.stop] -= 1
        unread.update(place for place in line.unread if line.begun(place))
        last = max(last, line.stop)
    begun = accumulate(steps[place] for place in range(min(steps, default=0), last))
    return Counter(dict(enumerate(begun, min(steps, default=0)))), unread


def selection_of(reading: Reading, outlets: tuple[int, ...]) -> Selection:
    """The selection of these outlets, of all when empty; kept with the reading."""
    found: Selection | None = reading.selections.get(outlets)
    if found is None:
        found = Selection(reading, outlets)
        if len(reading.selections) >= KEEP:
            reading.selections.clear()
        reading.selections[outlets] = found
    return found
