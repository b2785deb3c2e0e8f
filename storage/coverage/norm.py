"""What is usual for a weekday, and how surprising a count is against it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from math import exp, lgamma, log, pi
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from storage.numbers import Flags, Floats, Ints, Span, in_span

WEEKS = 8  # same weekdays that a norm is taken from
LOOKBACK_WEEKS = 16  # how far back they may lie when days in between are gaps
FEWEST = 4  # of them; with fewer there is no norm


def same_weekdays(usable: Callable[[int], bool], place: int) -> list[int]:
    """Places of the last eight usable same weekdays before ``place``; one place is one day.

    Empty when fewer than four are usable.
    """
    found: list[int] = []
    for back in range(place - 7, max(-1, place - 7 * LOOKBACK_WEEKS - 1), -7):
        if usable(back):
            found.append(back)
            if len(found) == WEEKS:
                break
    return found if len(found) >= FEWEST else []


class History(NamedTuple):
    """What :func:`same_weekdays` finds for many places."""

    places: Ints  # eight of each, of which as many count as found
    found: Ints  # 0 where they are too few

    def at(self, places: Ints) -> History:
        """Of these places alone."""
        return History(self.places[places], self.found[places])

    def within(self, span: Span, begin: int) -> History:
        """Of the places of a span, as places counted from ``begin``; there is none outside of all places."""
        found = in_span(self.found, span)
        places = in_span(self.places.T, span).T - begin
        return History(np.where(np.arange(WEEKS) < found[:, None], places, 0), found)


def histories(usable: Flags, *, volume: Floats | None = None, enough: float = 0.0) -> History:
    """:func:`same_weekdays` of all places; they lie on the last axis.

    With ``volume`` a place is usable for another one only where it has ``enough`` of the other's.
    """
    size = usable.shape[-1]
    weeks = np.zeros((LOOKBACK_WEEKS, *usable.shape), dtype=bool)
    for back in range(1, min(LOOKBACK_WEEKS, (size - 1) // 7) + 1):
        week = weeks[back - 1, ..., 7 * back :]
        week |= usable[..., : size - 7 * back]
        if volume is not None:
            week &= volume[..., : size - 7 * back] >= enough * volume[..., 7 * back :]
    rank = weeks.cumsum(axis=0, dtype=np.int8)
    found = np.minimum(rank[-1], WEEKS).astype(np.int64)
    places = np.zeros((*usable.shape, WEEKS), dtype=np.int64)
    taken = np.nonzero(weeks & (rank <= WEEKS))
    places[(*taken[1:], rank[taken] - 1)] = taken[-1] - 7 * (taken[0] + 1)
    return History(places, np.where(found >= FEWEST, found, 0))


def middles(counts: npt.NDArray[np.integer], history: History) -> Floats:
    """The median of the counts at the places of each history; nan where there is none.

    Of several rows of counts the places are on the last axis, and so are the histories of the answer.
    """
    return _middles(counts[..., history.places], history.found)


def middles_of(counts: npt.NDArray[np.integer], rows: Ints, history: History) -> Floats:
    """The same where each history is of another of the ``rows`` of counts."""
    return _middles(counts[rows[:, None], history.places], history.found)


def _middles(counts: npt.NDArray[np.integer], found: Ints) -> Floats:
    values = np.where(np.arange(WEEKS) < found[:, None], counts, np.iinfo(np.int64).max)
    values.sort(axis=-1)
    rows = np.arange(len(found))
    low, high = (values[..., rows, np.maximum(at, 0)] for at in ((found - 1) // 2, found // 2))
    return np.where(found > 0, (low.astype(np.float64) + high) / 2, np.nan)


def middle(counts: Sequence[float]) -> float:
    """The median."""
    ordered, half = sorted(counts), len(counts) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread(expected: float, excess: float, history: int) -> float:
    """Variance of a count around a median of ``history`` days.

    A count of independent events has variance ``expected``; ``excess`` is the part that grows with its
    square (news comes in bursts); and the median itself is only an estimate.
    """
    return expected * (1 + pi / (2 * history)) + excess * expected**2


def at_least(count: int, expected: float, variance: float) -> float:
    """Probability of ``count`` or more: upper tail, negative binomial, or Poisson without excess variance.

    Summed outwards from ``count``, so that small probabilities keep their digits. ``expected`` is positive.
    """
    if count <= 0:
        return 1.0
    if count <= expected:
        return 1.0 - at_most(count - 1, expected, variance)
    return _sum_from(count, expected, variance, step=1)


def at_most(count: int, expected: float, variance: float) -> float:
    """Probability of ``count`` or fewer: lower tail, as :func:`at_least`."""
    if count < 0:
        return 0.0
    if count >= expected:
        return 1.0 - at_least(count + 1, expected, variance)
    return _sum_from(count, expected, variance, step=-1)


def _sum_from(count: int, expected: float, variance: float, *, step: int) -> float:
    poisson = variance <= expected * (1 + 1e-9)
    size = 0.0 if poisson else expected**2 / (variance - expected)
    fail = 0.0 if poisson else 1 - expected / variance

    def ratio(k: int) -> float:
        """Probability of ``k`` against that of ``k - 1``."""
        return expected / k if poisson else (k - 1 + size) / k * fail

    first = count * log(expected) - expected if poisson else lgamma(count + size) - lgamma(size)
    if not poisson:
        first += size * log(expected / variance) + count * log(fail)
    term = exp(first - lgamma(count + 1))
    total, k = 0.0, count
    while k >= 0 and term > total * 1e-12:
        total += term
        term *= ratio(k + 1) if step > 0 else (1 / ratio(k) if k else 0.0)
        k += step
    return min(1.0, total)


def upper_tails(counts: Ints, expected: Floats, variance: Floats) -> Floats:
    """:func:`at_least` of many counts, all of them above what is expected and above 0."""
    return np.minimum(_first_and_sum(counts, expected, variance)[1], 1.0)


def middle_tails(counts: Ints, expected: Floats, variance: Floats) -> Floats:
    """Probability of more, and half of that of just as many; for counts as of :func:`upper_tails`."""
    first, total = _first_and_sum(counts, expected, variance)
    return np.minimum(total - first / 2, 1.0)


def _first_and_sum(counts: Ints, expected: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Probability of each count, and of as many or more.

    The sums go on for as many terms as the slowest of them needs, some hundreds where counts are large, so
    many terms are taken in one step.
    """
    poisson = variance <= expected * (1 + 1e-9)
    beyond = np.where(poisson, 1.0, variance - expected)
    size = np.where(poisson, 1.0, expected * expected / beyond)
    fail = np.where(poisson, 0.5, beyond / np.where(poisson, 2.0, variance))
    logarithm = np.where(
        poisson,
        counts * np.log(expected) - expected,
        _log_rising(size, counts) - size * np.log1p(beyond / expected) + counts * np.log(fail),
    )
    first = np.exp(logarithm - _log_factorials(int(counts.max(initial=0)).bit_length())[counts])
    # a term against the one before it is slope + base / k
    slope, base = np.where(poisson, 0.0, fail), np.where(poisson, expected, (size - 1) * fail)
    total, term, left, k = first.copy(), first, np.arange(len(counts)), counts[:, None] + _STEPS
    while len(left):
        terms = np.cumprod(slope[:, None] + base[:, None] / k, axis=1) * term[:, None]
        total[left] += terms.sum(axis=1)
        term = terms[:, -1]
        going = term > total[left] * 1e-12
        left, term, k = left[going], term[going], k[going] + len(_STEPS)
        slope, base = slope[going], base[going]
    return first, total


_STEPS: Final = np.arange(1, 33)


@cache
def _log_factorials(bits: int) -> Floats:
    """Of all numbers of so many bits."""
    return np.array([lgamma(number + 1) for number in range(1 << bits)], dtype=np.float64)


def _log_rising(size: Floats, counts: Ints) -> Floats:
    """lgamma(size + counts) - lgamma(size), by Stirling's series; keeps its digits where sizes are large."""
    low = size < _SERIES_FROM
    at = np.where(low, size + _SERIES_FROM, size)
    end: Floats = at + counts
    found = (at - 0.5) * np.log1p(counts / at) + counts * (np.log(end) - 1) + _series(end) - _series(at)
    if low.any():
        steps = size[low, None] + np.arange(_SERIES_FROM)
        found[low] += np.log(np.prod(steps / (steps + counts[low, None]), axis=1))
    return np.asarray(found, dtype=np.float64)


_SERIES_FROM: Final = 10  # from here on what the series leaves out is below 1e-13


def _series(values: Floats) -> Floats:
    """What Stirling's formula adds for a number that is not large."""
    squared = values * values
    parts = 1 / 1260 - (1 / 1680 - 1 / 1188 / squared) / squared
    return np.asarray((1 / 12 - (1 / 360 - parts / squared) / squared) / values, dtype=np.float64)
