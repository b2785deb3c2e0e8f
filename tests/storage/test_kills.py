"""Killed at random moments of everything that writes, nothing is lost and nothing doubled.

``python -m benchmarks kills`` does the same three hundred times.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.kills import PHASES, kill

SEED = 20261128


@pytest.mark.parametrize("place", range(len(PHASES)), ids=[phase.name for phase in PHASES])
def test_killed_it_ends_as_if_nothing_had_been(place: int, tmp_path: Path) -> None:
    [killed] = kill(2, tmp_path, seed=SEED + place, only=place)
    assert killed.kills == 2
    assert killed.wrong == []
