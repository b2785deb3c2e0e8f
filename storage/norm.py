"""What is usual for a weekday, and how surprising a count is against it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, lgamma, log, pi

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
