"""How surprising an entity's counts are against its own past, and which surprises are no chance. Pure.

What is expected on a day is the entity's share of what was collected lately, times what is usually collected
on such a day, times how much more or less it is written of on that weekday. How far its counts scatter around
it is learned along the way: counts are negative binomial, with variance ``e + scatter * e ** 2``. Later days
weigh more, one burst counts only so far, gaps and holidays teach nothing. A median of eight counts, which is
what readers are told, is too rough for this; ``python -m benchmarks spikes`` says what is found and what not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple

from storage.norm import at_least

FALSE_DISCOVERIES = 0.1
FEWEST_ARTICLES = 8
WORTH_TESTING = 2.0  # standard deviations; below, no count is a discovery
SMALLEST_NORM = 0.5  # a share of 0 does not mean that it never happens

SHARE_DAYS = 10  # after so many days a day weighs half in the share
SCATTER_DAYS = 84  # the same for how far counts scatter
WEEKDAY_WEEKS = 16  # the same for what weekdays have of their own
WEEKDAY_ARTICLES = 30.0  # on a weekday, from which what it has of its own outweighs what all days have
USUAL_SCATTER = 0.05  # of an entity of which little is known
USUAL_SCATTER_KNOWN = 400.0  # how surely: one over the variance
FREE_DAY_SCATTER = 0.04  # more on a holiday: what is usual on one is known less well
BURST = 3.0  # standard deviations beyond which a count teaches no more


class Surprise(NamedTuple):
    """A count against what was expected."""

    z: float  # standard deviations above it
    p_value: float | None  # chance of so many articles; None where nothing was to be tested
    chance: float  # that a day like this has enough articles to be tested at all: at most 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What all entities of a question have in common, by place; places count days, seven are a week."""

    begin: int  # first place that is asked for; those before it are learned from
    observed: Sequence[bool]
    anew: Sequence[bool]  # an outlet joined that makes all counts before useless
    collected: Sequence[int]
    usual: Sequence[float | None]  # usually collected on such a day, on holidays less; None: nothing is known
    free: Sequence[bool]  # holidays


def surprises(counts: Sequence[int], span: Span) -> Iterator[Surprise | None]:
    """Of each place from ``span.begin`` on; None where it was not observed, or nothing is usual."""
    past = _Past()
    for place, count in enumerate(counts):
        if span.anew[place]:
            past = _Past()
        usual, weekday = span.usual[place], place % 7
        if not span.observed[place]:
            if place >= span.begin:
                yield None
            continue
        expected = past.share(weekday) * (span.collected[place] if usual is None else usual)
        if place >= span.begin:
            yield None if usual is None else past.surprise(count, expected, weekday, free=span.free[place])
        if not span.free[place]:
            past.learn(count, past.share(weekday) * span.collected[place], span.collected[place], weekday)


class _Past:
    """What is known of an entity before a day: sums in which lately weighs more."""

    __slots__ = ("articles", "collected", "known", "scattered", "weekday_articles", "weekday_expected")

    def __init__(self) -> None:
        self.articles = self.collected = 0.0
        self.weekday_articles = [0.0] * 7
        self.weekday_expected = [0.0] * 7
        self.scattered = USUAL_SCATTER * USUAL_SCATTER_KNOWN
        self.known = USUAL_SCATTER_KNOWN

    def share(self, weekday: int) -> float:
        """Of what is collected on a weekday."""
        if not self.collected:
            return 0.0
        own = self.weekday_articles[weekday] + WEEKDAY_ARTICLES
        return self.articles / self.collected * own / (self.weekday_expected[weekday] + WEEKDAY_ARTICLES)

    @property
    def scatter(self) -> float:
        """Beyond chance, as part of the square."""
        return max(0.0, self.scattered / self.known)

    def surprise(self, count: int, expected: float, weekday: int, *, free: bool) -> Surprise:
        """How surprising a count is, upwards."""
        expected = max(expected, SMALLEST_NORM)
        scatter = self.scatter + (FREE_DAY_SCATTER if free else 0.0)
        # What is expected is itself known only so well.
        learned = 1 / (self.articles + 1) + 1 / (self.weekday_articles[weekday] + WEEKDAY_ARTICLES)
        variance = expected + (scatter + (1 + scatter * expected) * learned / 2) * expected**2
        z = (count - expected) / sqrt(max(variance, 1.0))
        tested = count >= FEWEST_ARTICLES and z > WORTH_TESTING
        return Surprise(
            z=z,
            p_value=_tail(count, expected, variance) if tested else None,
            chance=_chance(ceil(2 * expected), ceil(4 * variance / expected)),
        )

    def learn(self, count: int, expected: float, collected: int, weekday: int) -> None:
        """Take in a day."""
        taken = float(count)
        if self.collected:
            floor = max(expected, SMALLEST_NORM)
            variance = floor + self.scatter * floor**2
            taken = min(taken, floor + BURST * sqrt(variance))
            self._learn_scatter(count, floor, variance)
            self.weekday_articles[weekday] = self.weekday_articles[weekday] * _WEEKDAY + taken
            plain = self.articles / self.collected * collected
            self.weekday_expected[weekday] = self.weekday_expected[weekday] * _WEEKDAY + plain
        self.articles = self.articles * _SHARE + taken
        self.collected = self.collected * _SHARE + collected

    def _learn_scatter(self, count: int, expected: float, variance: float) -> None:
        """Each day tells the more of it the larger the count that is expected."""
        if count > expected + BURST * sqrt(variance):
            return
        square = expected**2
        weight = square / (2 * variance**2)
        beyond = (count - expected) ** 2 - expected
        self.scattered = self.scattered * _SCATTER + beyond * weight
        self.known = self.known * _SCATTER + square * weight
        # what is usual for entities is never forgotten
        self.scattered += (1 - _SCATTER) * USUAL_SCATTER * USUAL_SCATTER_KNOWN
        self.known += (1 - _SCATTER) * USUAL_SCATTER_KNOWN


_SHARE = 0.5 ** (1 / SHARE_DAYS)
_SCATTER = 0.5 ** (1 / SCATTER_DAYS)
_WEEKDAY = 0.5 ** (1 / WEEKDAY_WEEKS)


def _tail(count: int, expected: float, variance: float) -> float:
    """Chance of more articles, and half of that of just as many: uniform on the whole, though counts jump."""
    return (at_least(count, expected, variance) + at_least(count + 1, expected, variance)) / 2


@lru_cache(maxsize=8192)
def _chance(halves: int, quarters: int) -> float:
    """At least the chance of enough articles to be tested; rounded up, so that few values are worked out."""
    expected = halves / 2
    if expected >= FEWEST_ARTICLES:
        return 1.0
    return at_least(FEWEST_ARTICLES, expected, expected * quarters / 4)


def discovered(p_values: Iterable[float], chances: Sequence[float]) -> float:
    """The largest p-value that is still a discovery; -1 when there is none.

    Benjamini-Hochberg, in the form for counts (Heyse): a test whose count would be high enough only with some
    chance adds to the false discoveries at a bar by no more than that chance. ``chances`` has one of each
    test, those with a p-value included.
    """
    rising = sorted(chances)
    sums = list(accumulate(rising, initial=0.0))
    found = -1.0
    for rank, bar in enumerate(sorted(p_values), start=1):
        below = bisect_right(rising, bar)
        false = sums[below] + bar * (len(rising) - below)  # as many are expected at this bar by chance
        if false <= FALSE_DISCOVERIES * rank:
            found = bar
    return found
