"""What is usual for a weekday, and how surprising a count is against it. Pure."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from math import exp, lgamma, log, pi, sqrt

WEEKS = 8  # same weekdays that the norm is taken from
LOOKBACK_WEEKS = 16  # how far back they may lie when days in between are gaps
FEWEST = 4  # of them; with fewer there is no norm


def usual(counts: Sequence[int], usable: Callable[[int], bool], place: int) -> tuple[float, int] | None:
    """Median of the last eight usable same weekdays before ``place``, and how many there were.

    None when fewer than four are usable. One place is one day.
    """
    history: list[int] = []
    for back in range(place - 7, max(-1, place - 7 * LOOKBACK_WEEKS - 1), -7):
        if usable(back):
            insort(history, counts[back])
            if len(history) == WEEKS:
                break
    size = len(history)
    if size < FEWEST:
        return None
    middle = size // 2
    return (history[middle] if size % 2 else (history[middle - 1] + history[middle]) / 2), size


def spread(expected: float, excess: float, history: int) -> float:
    """Variance of a count around a median of ``history`` days.

    A count of independent events has variance ``expected``; ``excess`` is the part that grows with its square
    (news comes in bursts); and the median itself is only an estimate.
    """
    return expected * (1 + pi / (2 * history)) + excess * expected**2


def deviation(count: int, expected: float, variance: float) -> float:
    """How many standard deviations ``count`` is above (below: negative) what is expected."""
    return (count - expected) / sqrt(max(variance, 1.0))


def at_least(count: int, expected: float, variance: float) -> float:
    """Probability of ``count`` or more: the upper tail, negative binomial or Poisson."""
    if count <= 0:
        return 1.0
    if count - expected < 8 * sqrt(variance):
        return max(0.0, 1.0 - at_most(count - 1, expected, variance))
    # far out, one minus nearly one has no digits left: sum the tail itself
    term, total, k = exp(_log_mass(count, expected, variance)), 0.0, count
    while term > total * 1e-12 and term > 0.0:
        total += term
        k += 1
        term = exp(_log_mass(k, expected, variance))
    return total


def at_most(count: int, expected: float, variance: float) -> float:
    """Probability of ``count`` or fewer: the lower tail, negative binomial or Poisson."""
    return min(1.0, sum(exp(_log_mass(k, expected, variance)) for k in range(count + 1)))


def _log_mass(k: int, expected: float, variance: float) -> float:
    if expected <= 0.0:
        return 0.0 if k == 0 else float("-inf")
    if variance <= expected * (1 + 1e-9):
        return k * log(expected) - expected - lgamma(k + 1)
    size = expected**2 / (variance - expected)
    chance = expected / variance
    return lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * log(chance) + k * log(1 - chance)
