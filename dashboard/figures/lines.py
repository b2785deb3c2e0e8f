"""Series out of the timeline frame: values, averages, and which stretches are drawn dotted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.comparison import Comparison, Measure, State, Subject

_DIGITS: Final = {"share": 2, "count": 2, "index": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One entity over the buckets of a timeline; all lists are equally long."""

    subject: Subject
    values: list[float | None]  # drawn: percent, articles or index; None where not observed
    articles: list[int | None]
    mean: float | None  # articles a day that are 100 of an index; None when values are not averaged

    @property
    def last(self) -> int | None:
        """Place of the last value."""
        return next((at for at in reversed(range(len(self.values))) if self.values[at] is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All series on their common buckets."""

    days: list[date]  # first day of each bucket
    states: list[str]  # as in queries.timeline, and "short": a sum that misses some of its days
    read: list[tuple[int, int]]  # days observed, days of the bucket
    collected: list[int | None]
    series: list[Series]

    @property
    def top(self) -> float:
        """The largest value."""
        return max((v for s in self.series for v in s.values if v is not None), default=0.0)

    def place(self, day: date) -> int | None:
        """Bucket that has ``day`` in it."""
        return next((at for at in reversed(range(len(self.days))) if self.days[at] <= day), None)

    def runs(self, *states: str) -> list[range]:
        """Stretches of buckets in one of ``states``."""
        found: list[range] = []
        for at, state in enumerate(self.states):
            if state not in states:
                continue
            if found and found[-1].stop == at:
                found[-1] = range(found[-1].start, at + 1)
            else:
                found.append(range(at, at + 1))
        return found


def lines(comparison: Comparison, state: State) -> Lines:
    """Series of a comparison in the measure and with the average its state asks for."""
    parts = comparison.timeline.partition_by("entity_id", as_dict=True)
    frames = [parts[(subject.entity_id,)] for subject in comparison.subjects]
    first = frames[0] if frames else comparison.timeline.head(0)
    read = list(first.select("days_observed", "days").iter_rows())
    # A share of the days that were read is still a share; a sum without some days is too low.
    states = [
        "short" if state.measure == "count" and was == "observed" and seen < of else was
        for was, (seen, of) in zip(first["state"], read, strict=True)
    ]
    smoothed = state.average if state.grain == "day" else 0
    collected: list[int | None] = first["collected"].to_list()
    around = _Around(states, smoothed // 2, collected) if smoothed else None
    return Lines(
        days=first["day"].to_list(),
        states=states,
        read=read,
        collected=collected,
        series=[
            _series(subject, frame, states, state.measure, around)
            for subject, frame in zip(comparison.subjects, frames, strict=True)
        ],
    )


def _series(
    subject: Subject,
    frame: pl.DataFrame,
    states: list[str],
    measure: Measure,
    around: _Around | None,
) -> Series:
    """``around``: what each value is averaged over; None for no average."""
    articles: list[int | None] = frame["articles"].to_list()
    digits = _DIGITS[measure]
    if around is None:
        column = {"share": pl.col("share") * 100, "count": pl.col("articles"), "index": pl.col("index")}[
            measure
        ]
        values = frame.select(column.cast(pl.Float64).round(digits).alias("value"))["value"].to_list()
        return Series(subject=subject, values=values, articles=articles, mean=None)
    whole = [n for n, state in zip(articles, states, strict=True) if state == "observed" and n is not None]
    mean = sum(whole) / len(whole) if whole else 0.0
    averaged: list[float | None] = []
    for n, of, days in zip(around.sums(articles), around.collected, around.days, strict=True):
        value = _worth(measure, n=n, of=of, days=days, mean=mean)
        averaged.append(None if value is None else round(value, digits))
    return Series(subject=subject, values=averaged, articles=articles, mean=mean or None)


def _worth(measure: Measure, *, n: int, of: int, days: int, mean: float) -> float | None:
    """Value of some days together: sum over sum, never a mean of shares."""
    if measure == "share":
        return 100 * n / of if of else None
    if measure == "count":
        return n / days if days else None
    return 100 * n / days / mean if days and mean else None


class _Around:
    """Whole days up to ``half`` before and after each place, and itself; none where it was not observed."""

    def __init__(self, states: list[str], half: int, collected: Sequence[int | None]) -> None:
        places = np.arange(len(states))
        self._whole = np.array([state == "observed" for state in states], dtype=bool)
        self._partial = np.array([state == "partial" for state in states], dtype=bool)
        self._begin, self._end = np.maximum(places - half, 0), np.minimum(places + half + 1, len(states))
        self.days = self.sums([1] * len(states))
        self.collected = self.sums(collected)

    def sums(self, numbers: Sequence[int | None]) -> list[int]:
        """Of these numbers, one a place, over the days around each place."""
        values = np.array([number or 0 for number in numbers], dtype=np.int64)
        rising = np.concatenate([[0], np.cumsum(values * self._whole)])
        found = rising[self._end] - rising[self._begin] + values * self._partial
        return (found * (self._whole | self._partial)).tolist()  # type: ignore[no-any-return]


def dotted(lines: Lines, series: Series) -> dict[str, list[Any]]:
    """Points of the bridges over gaps and of the stretches that are not over, broken by None."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in [*lines.runs("gap"), *lines.runs("partial", "short")]:
        ends = [run.start - 1, *run, run.stop]
        points = [
            (lines.days[at].isoformat(), series.values[at])
            for at in ends
            if 0 <= at < len(lines.days) and series.values[at] is not None
        ]
        if len(points) > 1:
            x += [*(day for day, _ in points), None]
            y += [*(value for _, value in points), None]
    return {"x": x[:-1], "y": y[:-1]}
