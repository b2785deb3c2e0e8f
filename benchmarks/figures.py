"""Timing several ways of doing one thing, and telling what came out against the limits we set ourselves."""

from __future__ import annotations

import gc
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

import duckdb
import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    unit: str
    at_most: float | None = None  # the limit, one of the two or none
    at_least: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the limit is kept; empty without one."""
        if self.at_most is not None:
            return "ok" if self.value <= self.at_most else "over"
        if self.at_least is not None:
            return "ok" if self.value >= self.at_least else "under"
        return ""

    def __str__(self) -> str:
        limit = self.at_most if self.at_most is not None else self.at_least
        sign = "≤" if self.at_most is not None else "≥"
        said = "" if limit is None else f"{sign} {limit:,.10g}"
        value = f"{_rounded(self.value):>10} {self.unit:<11}"
        return f"  {self.name:<58} {value} {said:>9}  {self.verdict}".rstrip()


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 10 else f"{value:,.2f}"


def tell(title: str, figures: Sequence[Figure], *remarks: str) -> None:
    """Print the figures of one benchmark."""
    print(f"\n{title}", *(f"  {remark}" for remark in remarks), *figures, sep="\n", flush=True)


def machine() -> str:
    """What the figures were measured on."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, polars {pl.__version__}; "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load}. "
        "Seconds depend on the machine and on what else it does; read ratios."
    )


def in_turns(
    ways: Mapping[str, Callable[[], object]],
    rounds: int,
    *,
    clock: Callable[[], float] = perf_counter,
    warm: bool = True,
) -> dict[str, list[float]]:
    """Seconds of each way in each of ``rounds`` turns, so that a busy machine is unfair to none.

    With ``warm`` a first turn only warms up. ``time.process_time`` as clock leaves out what other programs
    take from a core.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(not warm, rounds + 1):
        for name, way in ways.items():
            gc.collect()
            begin = clock()
            way()
            if turn:
                times[name].append(clock() - begin)
    return times


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times as long ``slow`` took: the median over turns, each turn compared with itself."""
    return median(s / f for s, f in zip(slow, fast, strict=True))


def p50(values: Sequence[float]) -> float:
    return median(values)


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]
