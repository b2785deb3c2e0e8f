"""The days of some outlets taken together, each worked out once as long as the reading stands."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cached_property
from math import isnan

import numpy as np

from storage.coverage.free_days import FreeDay
from storage.coverage.judging import FEWEST_FREE_DAYS, FREE_DAYS
from storage.coverage.norm import History, histories, middle, middles
from storage.coverage.reading import DayState, Reading
from storage.numbers import Counts, Flags, Floats, Ints, Span, in_span

SAME_OUTLETS = 0.9  # of today's volume must have been collected on a day for it to be compared with
LEAST_PART = 0.05  # of a usual day, that any holiday brings
KEEP = 32  # selections of outlets of one reading

STATES: tuple[DayState, ...] = ("before", "gap", "observed", "partial")  # as numbers
BEFORE, GAP, OBSERVED, PARTIAL = range(4)


class Selection:
    """Some outlets of a reading; use :func:`selection_of`."""

    def __init__(self, reading: Reading, outlets: tuple[int, ...]) -> None:
        self.reading = reading
        self.outlets = outlets
        self.lines = reading.selected(outlets)
        self.of_lines: Flags = np.array([key in self.lines for key in reading.lines], dtype=bool)
        self.begun: Ints = reading.begun[self.of_lines].sum(axis=0)  # outlets that had begun, by place
        self.unread: Ints = reading.unread[self.of_lines].sum(axis=0)  # of these
        self.states: Ints = np.where(self.unread > 0, GAP, OBSERVED)
        self.states[self.begun == 0] = BEFORE
        if reading.today and 0 <= (place := reading.place(reading.today)) < len(self.states):
            self.states[place] = PARTIAL if self.begun[place] else BEFORE

    def span(self, since: date, until: date) -> Span:
        """The places of some days."""
        return Span(self.reading.place(since), self.reading.place(until))

    def states_of(self, span: Span) -> Ints:
        """The states of some places, as places in STATES; no outlet had begun outside the reading."""
        return in_span(self.states, span, BEFORE)

    def articles(self, since: date, until: date, langs: tuple[str, ...] = ()) -> Counts:
        """Articles of days before today, of outlets that had begun."""
        volumes = self.reading.volumes
        chosen = self.reading.counted[volumes.rows_of(self.outlets, langs)]
        found: Counts = in_span(chosen, volumes.span(since, until)).sum(axis=0, dtype=np.int32)
        return found

    def unbegun(self, since: date, until: date) -> list[tuple[int, date]]:
        """Days on which outlets have articles though they had not begun, or had ended: these are not counted.

        Feeds list articles of the days before their first poll, some of them.
        """
        today = self.reading.today
        found = [
            (key, day)
            for key, day in self.reading.unbegun
            if since <= day < until and (not self.outlets or key in self.outlets)
        ]
        if today and since <= today < until:
            place = self.reading.place(today)
            found += [(key, today) for key, line in self.lines.items() if not line.begun(place)]
        return found

    @cached_property
    def histories(self) -> History:
        """Of each place, the same weekdays before that its counts can be compared with; none when too few.

        Counts from before an outlet joined are no measure for counts after it, nor are holidays for others.
        """
        usable = (self.states == OBSERVED) & ~self._free
        return histories(usable, volume=self._volume, enough=SAME_OUTLETS)

    @cached_property
    def anew(self) -> Flags:
        """Places at which an outlet joined that makes counts of the days before no measure."""
        before = np.concatenate([[0.0], self._volume[:-1]])
        found: Flags = before < SAME_OUTLETS * self._volume
        return found

    @cached_property
    def free_parts(self) -> Floats:
        """What part of a usual day's articles each holiday brings; nan where a day is none.

        The median of the holidays of its kind before. With fewer than three, what it brought itself: then
        all that is known is that there was less of everything. 1 when nothing is known.
        """
        places = np.flatnonzero(self._free)
        found = np.full(len(self._free), np.nan)
        before: dict[FreeDay, list[float]] = defaultdict(list)
        for place, part in zip(places.tolist(), self._parts(places).tolist(), strict=True):
            known = before[self.reading.free[place]]
            own = 1.0 if isnan(part) else min(part or 1.0, 1.0)
            usual = middle(known[-FREE_DAYS:]) if len(known) >= FEWEST_FREE_DAYS else own
            found[place] = max(usual, LEAST_PART)
            if not isnan(part):
                known.append(part)
        return found

    def parts_before(self, place: int) -> list[float]:
        """What parts of a usual day's articles the last holidays of a day's kind brought, as far as known."""
        kind = self.reading.free_day(place)
        if not kind:
            return []
        same = [back for back, other in enumerate(self.reading.free[:place]) if other == kind]
        parts = self._parts(np.array(same, dtype=np.int64)).tolist()
        return [part for part in parts if not isnan(part)][-FREE_DAYS:]

    def _parts(self, places: Ints) -> Floats:
        """Articles of some places against those usual on their weekdays; nan when either is not known."""
        origin = self.reading.origin
        counts = self.articles(origin, origin + timedelta(days=len(self.states)))
        usual = middles(counts, self.histories.at(places))
        known = (self.states[places] == OBSERVED) & (usual > 0)
        return np.where(known, counts[places] / np.where(known, usual, 1.0), np.nan)

    @cached_property
    def _free(self) -> Flags:
        return np.array([bool(kind) for kind in self.reading.free], dtype=bool)

    @cached_property
    def _volume(self) -> Floats:
        """Usual daily volume of the outlets that had begun, by place."""
        found: Floats = self.reading.usual_volumes[self.of_lines] @ self.reading.begun[self.of_lines]
        return found


def selection_of(reading: Reading, outlets: tuple[int, ...]) -> Selection:
    """The selection of these outlets, of all when empty; kept with the reading."""
    found: Selection | None = reading.selections.get(outlets)
    if found is None:
        found = Selection(reading, outlets)
        if len(reading.selections) >= KEEP:
            reading.selections.clear()
        reading.selections[outlets] = found
    return found


def parts_of_outlets(reading: Reading, place: int) -> dict[int, list[float]]:
    """:meth:`Selection.parts_before` of each outlet alone; kept with the reading.

    For one day, today: two hundred outlets take a while.
    """
    found = reading.free_parts.get(place)
    if found is None:
        found = {key: Selection(reading, (key,)).parts_before(place) for key in reading.lines}
        reading.free_parts[place] = found
    return found
