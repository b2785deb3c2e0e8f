"""Counts of entities over all outlets, as tables of numbers in memory: one for each month.

Questions about all entities look back half a year to see what is usual, so they read the same months again
and again. A month takes some 200 KB, six years of all languages together 15 MB; and as much again of each
language that is asked for alone. A month is read again when a count of one of its days changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from storage.coverage.months import begin_of, number_of
from storage.memo import remembered, remembered_until, this_archive
from storage.numbers import EPOCH, Counts, Ints
from storage.sqlfiles import columns, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.coverage.selection import Selection
    from storage.scope import Scope

Cells = Mapping[str, Any]  # as in storage.coverage.daily
MOST: Final = 500  # months that are kept, of each language: forty years, or 100 MB
_NONE: Final = np.zeros(0, dtype=np.int32)
_NUMBERS = ("articles", "mentions", "articles_named", "mentions_named")


class _Month(NamedTuple):
    """Articles, days x entity_id."""

    changes: int  # how often they had changed by then
    articles: Counts
    named: Counts  # those that have more than a capital


class _Unbegun(NamedTuple):
    """What is in sums of a month and not counted."""

    changes: int
    days: Sequence[tuple[int, date]]  # each of one outlet
    found: Cells  # columns of unbegun.sql


class _Shelf(NamedTuple):
    """What was read of an archive, by month; sums also by language, which is empty for all together."""

    sums: dict[tuple[str, int], _Month]
    unbegun: dict[int, _Unbegun]


def sums_of_all(con: DuckDBPyConnection, scope: Scope) -> Ints:
    """Articles of each entity_id on each day, over all outlets and in all languages or the one asked for.

    Entities x days. Days of outlets that are not counted are in it.
    """
    if not scope.days:
        return np.zeros((1, 0), dtype=np.int64)
    first, end = number_of(scope.since), number_of(scope.end - timedelta(days=1)) + 1
    months = list(_months(con, scope.langs[0] if scope.langs else "", first, end))
    parts = [month.articles if scope.capitals else month.named for month in months]
    found = np.zeros((max(part.shape[1] for part in parts), scope.days), dtype=np.int64)
    at = (begin_of(first) - scope.since).days
    for part in parts:
        begin, until = max(0, at), min(scope.days, at + len(part))
        found[: part.shape[1], begin:until] = part[begin - at : until - at].T
        at += len(part)
    return found


def sums_of_unbegun(con: DuckDBPyConnection, scope: Scope, selection: Selection) -> Cells:
    """What sums over all outlets have of the scope's days and languages that is not counted.

    Columns: entity_id, place (days after ``since``), articles, mentions; several rows of a place add up.
    ``selection`` is that of all outlets.
    """
    parts = _unbegun(con, scope, selection) if scope.days else []
    day, lang, entities, *numbers = (
        np.concatenate([_NONE, *(part[name] for part in parts)])
        for name in ("day", "lang", "entity_id", *_NUMBERS)
    )
    place = day - (scope.since - EPOCH).days
    kept = (place >= 0) & (place < scope.days)
    if scope.langs:
        kept &= np.isin(lang, scope.langs)
    articles, mentions = numbers[:2] if scope.capitals else numbers[2:]
    found = {"entity_id": entities, "place": place, "articles": articles, "mentions": mentions}
    return {name: values[kept] for name, values in found.items()}


@remembered_until(this_archive)
def _shelf(_con: DuckDBPyConnection) -> _Shelf:
    return _Shelf({}, {})


@remembered
def _changes(con: DuckDBPyConnection) -> dict[int, int]:
    """How often counts changed of days of each month."""
    return dict(rows(con, "entity_changes"))


def _months(con: DuckDBPyConnection, lang: str, first: int, end: int) -> Iterator[_Month]:
    """The months with these numbers, oldest first."""
    changes, shelf = _changes(con), _shelf(con).sums
    kept = {number: shelf.get((lang, number)) for number in range(first, end)}
    missing = [
        number for number, month in kept.items() if not month or month.changes != changes.get(number, 0)
    ]
    for run in _runs(missing):
        for number, month in zip(run, _read(con, lang, run, changes), strict=True):
            shelf[lang, number] = kept[number] = month
    for oldest in list(shelf)[:-MOST]:  # other threads may take some out, too
        shelf.pop(oldest, None)
    return (month for month in kept.values() if month)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Numbers that follow each other, together."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]


def _read(
    con: DuckDBPyConnection, lang: str, numbers: Sequence[int], changes: Mapping[int, int]
) -> Iterator[_Month]:
    since, until = begin_of(numbers[0]), begin_of(numbers[-1] + 1)
    found = columns(con, "sums_of_all", since=since, until=until, lang=lang)
    size = int(found["entity_id"].max(initial=0)) + 1
    at = found["place"] * size + found["entity_id"]
    tables = []
    for name in ("articles", "named"):
        table = np.zeros((until - since).days * size, dtype=np.int32)
        table[at] = found[name]
        tables.append(table.reshape(-1, size))
    for number in numbers:
        days = slice((begin_of(number) - since).days, (begin_of(number + 1) - since).days)
        # copies, or one month would keep all that was read with it
        yield _Month(changes.get(number, 0), *(table[days].copy() for table in tables))


def _unbegun(con: DuckDBPyConnection, scope: Scope, selection: Selection) -> list[Cells]:
    """What is not counted, of whole months; of those that have any."""
    first, end = number_of(scope.since), number_of(scope.end - timedelta(days=1)) + 1
    asked: dict[int, list[tuple[int, date]]] = {}
    for outlet, day in sorted(set(selection.unbegun(begin_of(first), begin_of(end)))):
        asked.setdefault(number_of(day), []).append((outlet, day))
    if not asked:
        return []
    changes, shelf = _changes(con), _shelf(con).unbegun
    kept = {number: shelf.get(number) for number in asked}
    missing = [
        number
        for number, part in kept.items()
        if not part or part[:2] != (changes.get(number, 0), asked[number])
    ]
    if missing:
        days = [pair for number in missing for pair in asked[number]]
        since, until = min(day for _, day in days), max(day for _, day in days) + timedelta(days=1)
        found = columns(
            con,
            "unbegun",
            outlets=[outlet for outlet, _ in days],
            days=[day for _, day in days],
            since=since,
            until=until,
        )
        for number in missing:
            edges = [(begin_of(number + more) - EPOCH).days for more in (0, 1)]
            inside = (found["day"] >= edges[0]) & (found["day"] < edges[1])
            part = {name: values[inside] for name, values in found.items()}
            shelf[number] = kept[number] = _Unbegun(changes.get(number, 0), asked[number], part)
    return [part.found for part in kept.values() if part]
