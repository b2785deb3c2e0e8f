"""What an outlet usually brings, and which of its days brought so little that they were not read. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from storage.coverage.free_days import FreeDay
from storage.coverage.norm import FEWEST, LOOKBACK_WEEKS, WEEKS, at_most, middle, spread
from storage.coverage.polled import Polled

# Why an outlet was not read on a day.
Unread = Literal["polls failed", "not polled", "entries may have been missed", "low volume"]

CREDIBLE = 0.001  # below this probability a low volume is not chance
CREDIBLE_IF_READ = 0.00001  # the same where polls of the day worked: then it takes more to doubt it
FEWEST_FREE_DAYS = 3  # before, of the same kind, to know what is usual on one
FREE_DAYS = 12  # of them that are remembered: more than one Lebaran
SCATTER_DAYS = 7 * WEEKS


class Judged(NamedTuple):
    """An outlet's days; norms are None without enough history, and there is one more than days: today's."""

    expected: tuple[float | None, ...]
    usual: tuple[float | None, ...]  # the same as if no day were a holiday
    unread: Mapping[int, Unread]


@lru_cache(maxsize=1024)
def judge(
    counts: tuple[int, ...], start: int, stop: int, polled: Polled, free: tuple[FreeDay, ...]
) -> Judged:
    """Norms of all days and of today, and the places that were not read.

    ``free`` says of each day, today included, whether it is a holiday. The norm of any other day is the
    median of the same weekdays before it, holidays left out; that of a holiday is as much less as on holidays
    of its kind before, once three were seen.

    A day below half its norm is unread when chance does not explain it; a holiday, below half of the quietest
    one before, and the first three of a kind may be as quiet as they like. Low days in a row are judged
    together: one empty day of an outlet with two articles a day says nothing, six in a row do.
    """
    judging = _Judging(counts, start, polled, free)
    for place in range(max(start, 0), stop):
        judging.look(place)
    return Judged(tuple(judging.expected), tuple(judging.usual), judging.unread)


class _Judging:
    """Goes through an outlet's days in the order of time."""

    def __init__(
        self, counts: tuple[int, ...], start: int, polled: Polled, free: tuple[FreeDay, ...]
    ) -> None:
        self.counts, self.start, self.polled, self.free = counts, start, polled, free
        self.unread: dict[int, Unread] = {
            place: cast("Unread", state)
            for place, state in enumerate(polled.states)
            if state not in {"", "read"}
        }
        self.expected: list[float | None] = [None] * (len(counts) + 1)
        self.usual = self.expected.copy()
        self.parts: dict[FreeDay, list[float]] = defaultdict(list)  # of the norm that holidays brought
        self.measures: list[list[int]] = [[] for _ in range(7)]  # places that later ones are measured by
        self.above = [0.0] * len(counts)  # of each of these: its square around its norm, beyond chance
        self.squares = self.above.copy()  # and the square of the norm
        self.begin_run()

    def begin_run(self) -> None:
        """Of low days that are judged together."""
        self.run: list[int] = []
        self.run_count, self.run_norm, self.run_variance = 0, 0.0, 0.0

    def look(self, place: int) -> None:
        """The days before ``place`` were looked at."""
        self._judge(place)
        if place < len(self.counts) and self.measure(place):
            self.measures[place % 7].append(place)
            norm = self.expected[place] or 0.0
            self.above[place] = (self.counts[place] - norm) ** 2 - norm if norm else 0.0
            self.squares[place] = norm**2

    def _history(self, place: int) -> list[int]:
        """The last eight of the same weekdays that it is measured by; none when they are too few."""
        oldest = place - 7 * LOOKBACK_WEEKS
        found = [back for back in self.measures[place % 7][-WEEKS:] if back >= oldest]
        return found if len(found) >= FEWEST else []

    def _judge(self, place: int) -> None:
        history = self._history(place)
        if not history:
            return
        usual = self.usual[place] = middle([self.counts[day] for day in history])
        kind = self.free[place]
        known, part, least = True, 1.0, usual
        if kind:
            before = self.parts[kind][-FREE_DAYS:]
            known = len(before) >= FEWEST_FREE_DAYS
            part, least = (middle(before), usual * min(before)) if known else (1.0, usual)
        self.expected[place] = usual * part
        if place == len(self.counts) or (place in self.unread and not self.made_up(place, least)):
            return
        if self.counts[place] >= least / 2:
            self.begin_run()
        elif known and self.is_missing(place, least, len(history)):
            for day in self.run:
                if day not in self.unread and day in self.measures[day % 7]:
                    self.measures[day % 7].remove(day)
                    self.above[day] = self.squares[day] = 0.0
            self.unread.update(dict.fromkeys(self.run, "low volume"))
            return
        if kind and usual:
            self.parts[kind].append(self.counts[place] / usual)

    def measure(self, place: int) -> bool:
        """Whether later days are measured by this one."""
        return place >= self.start and place not in self.unread and not self.free[place]

    def made_up(self, place: int, least: float) -> bool:
        """Whether a day that was not read came in later; then it counts as read."""
        if place not in self.polled.made_up or self.counts[place] < max(least / 2, 1):
            return False
        del self.unread[place]
        return True

    def is_missing(self, place: int, least: float, history: int) -> bool:
        """Whether a low day, with those before it, is beyond chance."""
        self.run.append(place)
        self.run_count += self.counts[place]
        self.run_norm += least
        self.run_variance += spread(least, self._excess(place), history)
        states = self.polled.states
        read = all(day < len(states) and states[day] == "read" for day in self.run)
        likely = CREDIBLE_IF_READ if read else CREDIBLE
        # each day more was another chance to look like this
        return at_most(self.run_count, self.run_norm, self.run_variance) < likely * 0.5 ** (len(self.run) - 1)

    def _excess(self, place: int) -> float:
        """How much more than chance the last eight weeks scattered around their norms, part of the square."""
        lately = slice(max(0, place - SCATTER_DAYS), place)
        above, squares = sum(self.above[lately]), sum(self.squares[lately])
        return max(0.0, above / squares) if squares else 0.0
