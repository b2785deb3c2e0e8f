"""How surprising an entity's counts are against its own past, and which surprises are no chance. Pure.

What is expected on a day is the entity's share of what was collected lately, times what is usually collected
on such a day, times how much more or less it is written of on that weekday. How far its counts scatter around
it is learned along the way: counts are negative binomial, with variance ``e + scatter * e ** 2``. Later days
weigh more, one burst counts only so far, gaps and holidays teach nothing. A median of eight counts, which is
what readers are told, is too rough for this; ``python -m benchmarks spikes`` says what is found and what not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final, NamedTuple

import numpy as np

from storage.coverage.norm import middle_tails, upper_tails
from storage.numbers import Flags, Floats, Ints

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
FEW = 6  # entities; up to here each is followed on its own
BURST = 3.0  # standard deviations beyond which a count teaches no more


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Days:
    """What all entities of a question have in common, by place; places count days, seven are a week."""

    begin: int  # first place that is asked for; those before it are learned from
    observed: Flags
    anew: Flags  # an outlet joined that makes all counts before useless
    collected: Ints
    usual: Floats  # usually collected on such a day, on holidays less; nan: nothing is known
    free: Flags  # holidays


class Surprises(NamedTuple):
    """Counts against what was expected, entities x places; nan where not observed, or nothing is usual."""

    z: Floats  # standard deviations above it
    p_values: Floats  # chance of so many articles; nan where nothing was to be tested
    chances: Floats  # that a day like this has enough articles to be tested at all: at most 1


def surprises(counts: Ints, days: Days) -> Surprises:
    """Of each place from ``days.begin`` on; ``counts`` are entities x places."""
    asked = counts[:, days.begin :]
    known = _Known(*(np.zeros(asked.shape[::-1]) for _ in _Known._fields))
    numbers = counts.astype(np.float64)
    if len(counts) <= FEW:
        for row, of_one in enumerate(numbers.tolist()):
            _follow(of_one, days, _ONE, 0.0, _Known(*(table[:, row] for table in known)))
    else:
        _follow(np.ascontiguousarray(numbers.T), days, _MANY, np.zeros(len(counts)), known)
    return _surprises(asked, _Known(*(table.T for table in known)), days)


class _Known(NamedTuple):
    """What was known of entities before each place: places x entities."""

    expected: Floats
    articles: Floats
    weekday_articles: Floats
    scatter: Floats


class _Arithmetic(NamedTuple):
    """What is done to the number of one entity, or to an array with that of each."""

    larger: Callable[[Any, Any], Any]
    smaller: Callable[[Any, Any], Any]
    root: Callable[[Any], Any]
    either: Callable[[Any, Any, Any], Any]  # the second where the first is true, else the third


# An array of a few is ten times as slow as the numbers themselves.
_ONE: Final = _Arithmetic(max, min, sqrt, lambda flag, one, other: one if flag else other)
_MANY: Final = _Arithmetic(np.maximum, np.minimum, np.sqrt, np.where)


def _follow(counts: Iterable[Any], days: Days, arithmetic: _Arithmetic, zero: Any, known: _Known) -> None:
    """Learn from each place, and enter in ``known`` what was known before it."""
    past = _Past(arithmetic, zero)
    usual, collected = days.usual.tolist(), days.collected.tolist()
    observed, anew, free = days.observed.tolist(), days.anew.tolist(), days.free.tolist()
    for place, taken in enumerate(counts):
        if anew[place]:
            past = _Past(arithmetic, zero)
        if not observed[place]:
            continue
        weekday = place % 7
        share, scatter = past.share(weekday), past.scatter
        at = place - days.begin
        if at >= 0:
            known.expected[at] = share * usual[place]
            known.articles[at] = past.articles
            known.weekday_articles[at] = past.weekday_articles[weekday]
            known.scatter[at] = scatter
        if not free[place]:
            past.learn(taken, share * collected[place], scatter, collected[place], weekday)


class _Past:
    """What is known of one entity, or of many, before a day: sums in which lately weighs more."""

    __slots__ = (
        *("_arithmetic", "articles", "collected", "known"),
        *("scattered", "weekday_articles", "weekday_expected"),
    )

    def __init__(self, arithmetic: _Arithmetic, zero: Any) -> None:
        self._arithmetic = arithmetic
        self.articles = zero
        self.collected = 0.0
        self.weekday_articles = [zero] * 7
        self.weekday_expected = [zero] * 7
        self.scattered = zero + USUAL_SCATTER * USUAL_SCATTER_KNOWN
        self.known = zero + USUAL_SCATTER_KNOWN

    def share(self, weekday: int) -> Any:
        """Of what is collected on a weekday."""
        if not self.collected:
            return self.articles  # 0
        own = self.weekday_articles[weekday] + WEEKDAY_ARTICLES
        return self.articles / self.collected * own / (self.weekday_expected[weekday] + WEEKDAY_ARTICLES)

    @property
    def scatter(self) -> Any:
        """Beyond chance, as part of the square."""
        return self._arithmetic.larger(self.scattered / self.known, 0.0)

    def learn(self, taken: Any, expected: Any, scatter: Any, collected: int, weekday: int) -> None:
        """Take in a day."""
        if self.collected:
            floor = self._arithmetic.larger(expected, SMALLEST_NORM)
            square = floor * floor
            variance = floor + scatter * square
            most = floor + BURST * self._arithmetic.root(variance)
            self._learn_scatter(taken, floor, square, variance, within=taken <= most)
            taken = self._arithmetic.smaller(taken, most)
            self.weekday_articles[weekday] = self.weekday_articles[weekday] * _WEEKDAY + taken
            plain = self.articles / self.collected * collected
            self.weekday_expected[weekday] = self.weekday_expected[weekday] * _WEEKDAY + plain
        self.articles = self.articles * _SHARE + taken
        self.collected = self.collected * _SHARE + collected

    def _learn_scatter(self, counts: Any, expected: Any, square: Any, variance: Any, *, within: Any) -> None:
        """Each day tells the more of it the larger the count that is expected."""
        weight = square / (2 * variance * variance)
        difference = counts - expected
        beyond = difference * difference - expected
        # what is usual for entities is never forgotten
        scattered = self.scattered * _SCATTER + beyond * weight + _SCATTER_KEPT
        known = self.known * _SCATTER + square * weight + _KNOWN_KEPT
        self.scattered = self._arithmetic.either(within, scattered, self.scattered)
        self.known = self._arithmetic.either(within, known, self.known)


_SHARE = 0.5 ** (1 / SHARE_DAYS)
_SCATTER = 0.5 ** (1 / SCATTER_DAYS)
_WEEKDAY = 0.5 ** (1 / WEEKDAY_WEEKS)
_SCATTER_KEPT = (1 - _SCATTER) * USUAL_SCATTER * USUAL_SCATTER_KNOWN
_KNOWN_KEPT = (1 - _SCATTER) * USUAL_SCATTER_KNOWN


def _surprises(counts: Ints, known: _Known, days: Days) -> Surprises:
    """How surprising counts are, upwards."""
    judged = days.observed[days.begin :] & ~np.isnan(days.usual[days.begin :])
    expected = np.where(judged, np.maximum(known.expected, SMALLEST_NORM), SMALLEST_NORM)
    scatter = known.scatter + np.where(days.free[days.begin :], FREE_DAY_SCATTER, 0.0)
    # What is expected is itself known only so well.
    learned = 1 / (known.articles + 1) + 1 / (known.weekday_articles + WEEKDAY_ARTICLES)
    variance = expected + (scatter + (1 + scatter * expected) * learned / 2) * expected * expected
    z = np.where(judged, (counts - expected) / np.sqrt(np.maximum(variance, 1.0)), np.nan)
    tested = (counts >= FEWEST_ARTICLES) & (z > WORTH_TESTING)
    p_values = np.full(counts.shape, np.nan)
    # half of the chance of just as many: uniform on the whole, though counts jump
    p_values[tested] = middle_tails(counts[tested], expected[tested], variance[tested])
    chances = np.full(counts.shape, np.nan)
    chances[:, judged] = _chances(expected[:, judged], variance[:, judged])
    return Surprises(z=z, p_values=p_values, chances=chances)


def _chances(expected: Floats, variance: Floats) -> Floats:
    """At least the chance of enough articles to be tested; rounded up, so that few values are worked out."""
    halves = np.ceil(2 * expected).astype(np.int64)
    found = np.ones(expected.shape)
    small = halves < 2 * FEWEST_ARTICLES
    quarters = np.ceil(4 * variance[small] / expected[small]).astype(np.int64)
    pairs = halves[small] + 2 * FEWEST_ARTICLES * quarters
    kinds = np.flatnonzero(np.bincount(pairs)) if len(pairs) else pairs
    means = kinds % (2 * FEWEST_ARTICLES) / 2
    spreads = means * (kinds // (2 * FEWEST_ARTICLES)) / 4
    of_kind = np.zeros(int(kinds.max(initial=0)) + 1)
    of_kind[kinds] = upper_tails(np.full(len(kinds), FEWEST_ARTICLES), means, spreads)
    found[small] = of_kind[pairs]
    return found


def discovered(p_values: Sequence[float] | Floats, chances: Sequence[float] | Floats) -> float:
    """The largest p-value that is still a discovery; -1 when there is none.

    Benjamini-Hochberg, in the form for counts (Heyse): a test whose count would be high enough only with some
    chance adds to the false discoveries at a bar by no more than that chance. ``chances`` has one of each
    test, those with a p-value included.
    """
    bars = np.sort(np.asarray(p_values, dtype=np.float64))
    if not len(bars):
        return -1.0
    every = np.asarray(chances, dtype=np.float64)
    rising = np.sort(every[every <= bars[-1]])
    sums = np.concatenate([[0.0], np.cumsum(rising)])
    below = np.searchsorted(rising, bars, side="right")
    false = sums[below] + bars * (len(every) - below)  # as many are expected at each bar by chance
    kept = np.flatnonzero(false <= FALSE_DISCOVERIES * np.arange(1, len(bars) + 1))
    return float(bars[kept[-1]]) if len(kept) else -1.0
