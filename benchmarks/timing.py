"""Time several ways of doing one thing, in turns, so that a busy machine is unfair to none."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

ROUNDS = 7


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median seconds of each way over ``rounds`` turns; the first turn of each only warms up."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            gc.collect()
            begin = perf_counter()
            way()
            if turn:
                times[name].append(perf_counter() - begin)
    return {name: median(found) for name, found in times.items()}


def table(title: str, rows: list[tuple[str, float, str]], *, unit: str, per: int) -> None:
    """Print one line per way: seconds divided by ``per``, the ratio to the first line, a remark."""
    print(f"\n{title}")
    first = rows[0][1]
    for name, seconds, remark in rows:
        print(f"  {name:<34} {seconds / per * 1e6:>10,.1f} µs/{unit}   {seconds / first:>6.2f}x   {remark}")
