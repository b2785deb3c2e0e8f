"""How many articles outlets brought, by day and language: one table of numbers, kept in memory.

Two hundred outlets over six years take some megabytes, and every share divides by a sum of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from storage.numbers import EPOCH, Counts, Flags, Ints, Span
from storage.sqlfiles import columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Volumes:
    """Articles per day of each outlet in each language."""

    first: date  # day of the first column; a day a column
    outlets: Ints  # outlet_id of each row
    langs: npt.NDArray[np.str_]  # of each row
    counts: Counts  # rows x days

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.first + timedelta(days=self.counts.shape[1])

    def span(self, since: date, until: date) -> Span:
        """The columns of some days."""
        return Span((since - self.first).days, (until - self.first).days)

    def rows_of(self, outlets: Collection[int], langs: Collection[str] = ()) -> Flags:
        """Which rows are of these outlets and languages; all where empty."""
        chosen = np.ones(len(self.outlets), dtype=bool)
        if outlets:
            chosen &= np.isin(self.outlets, list(outlets))
        if langs:
            chosen &= np.isin(self.langs, list(langs))
        return chosen

    def days_of(self, outlet: int) -> list[date]:
        """Days on which an outlet brought anything, oldest first."""
        places = np.flatnonzero(self.of_outlet(outlet))
        return [self.first + timedelta(days=place) for place in places.tolist()]

    def of_outlet(self, outlet: int) -> Counts:
        """The counts of an outlet in all languages."""
        found: Counts = self.counts[self.outlets == outlet].sum(axis=0, dtype=np.int32)
        return found

    def by_outlet(self) -> dict[int, Counts]:
        """The same of every outlet."""
        return {key: self.of_outlet(key) for key in np.unique(self.outlets).tolist()}


def read_volumes(con: DuckDBPyConnection, *, since: date, until: date) -> Volumes:
    """The articles of ``since`` <= day < ``until``; the columns end with the last day that has any."""
    found = columns(con, "volumes", since=since, until=until)
    days = found["day"].astype(np.int64)
    if not len(days):
        return Volumes(
            first=EPOCH,
            outlets=np.zeros(0, dtype=np.int64),
            langs=np.zeros(0, dtype=np.str_),
            counts=np.zeros((0, 0), dtype=np.int32),
        )
    outlets, langs = found["outlet_id"].astype(np.int64), found["lang"].astype(np.str_)
    begins = np.concatenate([[True], (outlets[1:] != outlets[:-1]) | (langs[1:] != langs[:-1])])
    row = np.cumsum(begins) - 1
    first = int(days.min())
    counts = np.zeros((int(row[-1]) + 1, int(days.max()) - first + 1), dtype=np.int32)
    counts[row, days - first] = found["articles"]
    return Volumes(
        first=EPOCH + timedelta(days=first), outlets=outlets[begins], langs=langs[begins], counts=counts
    )
