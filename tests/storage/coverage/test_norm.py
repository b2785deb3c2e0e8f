"""The tails of many counts at once are those of each alone, which are sums of terms."""

from __future__ import annotations

import numpy as np
import pytest

from storage.coverage.norm import at_least, middle_tails, upper_tails

CASES = [  # count, expected, variance
    (8, 0.5, 0.5),  # Poisson
    (8, 0.5, 0.5 * (1 + 1e-7)),  # hardly more than that
    (8, 0.5, 40.0),  # of a size far below one
    (9, 4.0, 4.8),
    (30, 12.0, 19.2),
    (700, 500.0, 13_000.0),  # hundreds of terms
    (4_000, 1_500.0, 100_000.0),
    (100, 1.0, 1.05),  # as good as impossible
]


def test_tails_are_those_of_each_alone() -> None:
    counts = np.array([count for count, _, _ in CASES])
    expected, variance = (np.array([case[at] for case in CASES]) for at in (1, 2))
    alone = [at_least(*case) for case in CASES]
    more = [at_least(count + 1, *rest) for count, *rest in CASES]
    assert upper_tails(counts, expected, variance) == pytest.approx(alone, rel=1e-7, abs=0)
    middle = [(one + other) / 2 for one, other in zip(alone, more, strict=True)]
    assert middle_tails(counts, expected, variance) == pytest.approx(middle, rel=1e-7, abs=0)


def test_hardly_more_than_chance_is_nearly_chance() -> None:
    """Where lgamma of two large numbers would leave no digits of their difference."""
    counts, expected = np.array([9, 220]), np.array([1.4, 180.0])
    nearly = upper_tails(counts, expected, expected * (1 + 1e-8))
    assert nearly == pytest.approx(upper_tails(counts, expected, expected), rel=1e-6, abs=0)


def test_no_counts_have_no_tails() -> None:
    nothing = np.zeros(0)
    assert len(middle_tails(nothing.astype(np.int64), nothing, nothing)) == 0
