"""The outlets that a question is about: all of them, or those that were read through its whole window.

An outlet that joins or leaves bends a trend, even of shares: it has its own taste. A *fixed panel* has only
outlets that had begun by the window's first day, had not ended by its last one, and were unread on at most
one day in ten, or on one. The days on which one of these was unread are gaps all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, TypeVar, cast

import polars as pl

from storage.coverage.reading import Line, past_change, read_archive
from storage.memo import remembered_until
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

P = ParamSpec("P")
T = TypeVar("T")
LeftOut = Literal["began later", "ended", "not read"]

UNREAD_PART = 0.1  # of the window's days, that an outlet of the panel may have been unread
NOBODY = (-1,)  # outlets of a panel without any: no outlet has this id

PANEL = {
    "outlet_id": pl.Int16,
    "name": pl.String,
    "included": pl.Boolean,
    "reason": pl.String,
    "since": pl.Date,
    "until": pl.Date,
    "unread": pl.Int64,
    "days": pl.Int64,
}


@remembered_until(past_change)
def fixed_panel(con: DuckDBPyConnection, *, scope: Scope) -> pl.DataFrame:
    """Which of the scope's outlets make up its fixed panel, and why the others do not; by name.

    Outlets that were not collected on any day of the window are absent.

    Columns: outlet_id (Int16), name, included (Boolean), reason (String: "began later", "ended", "not read",
    null of those included), since (Date: first day collected), until (Date: last one, null while it is read),
    unread (Int64: days of the window that were not read), days (Int64: of the window, today left out).
    """
    first, until = scope.panel_over or (scope.since, scope.until)
    reading = read_archive(con, scope=scope)
    last = until - timedelta(days=1)
    if scope.today and last >= scope.today:
        last = max(first, scope.today - timedelta(days=1))
    begin, end = reading.place(first), reading.place(last)
    found: list[tuple[object, ...]] = []
    for key, line in sorted(
        reading.selected(scope.outlets).items(), key=lambda pair: pair[1].name.casefold()
    ):
        if line.start > end or line.stop <= begin:
            continue
        unread = sum(begin <= place <= end and line.begun(place) for place in line.unread)
        why = _left_out(line, begin, end, unread)
        ended = reading.origin + timedelta(days=line.stop - 1) if line.stop < len(line.expected) else None
        since = reading.origin + timedelta(days=line.start)
        found.append((key, line.name, why is None, why, since, ended, unread, end - begin + 1))
    return pl.DataFrame(found, schema=PANEL, orient="row")


def _left_out(line: Line, begin: int, end: int, unread: int) -> LeftOut | None:
    if line.start > begin:
        return "began later"
    if line.stop <= end:
        return "ended"
    return "not read" if unread > max(1, int(UNREAD_PART * (end - begin + 1))) else None


def settled(con: DuckDBPyConnection, scope: Scope) -> Scope:
    """The same with the outlets of its panel named one by one."""
    if scope.panel == "all":
        return scope
    panel = fixed_panel(con, scope=scope)
    members = tuple(panel.filter("included")["outlet_id"].to_list())
    return replace(scope, panel="all", panel_over=None, outlets=members or NOBODY)


def on_panel(
    question: Callable[Concatenate[DuckDBPyConnection, P], T],
) -> Callable[Concatenate[DuckDBPyConnection, P], T]:
    """Ask a question, which has a ``scope``, of the outlets of its panel.

    One with ``earlier``, a scope to compare with, is asked of outlets that were read through both.
    """
    compares = "earlier" in signature(question).parameters

    @wraps(question)
    def ask(con: DuckDBPyConnection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        scope = cast("Scope", kwargs["scope"])
        if scope.panel == "fixed":
            if compares:
                earlier = cast("Scope | None", kwargs.get("earlier")) or scope.before()
                scope = together(scope, earlier)
                kwargs["earlier"] = settled(con, scope.window(earlier.since, earlier.until))
            kwargs["scope"] = settled(con, scope)
        return question(con, *args, **kwargs)

    return ask


def together(scope: Scope, earlier: Scope) -> Scope:
    """The scope with a panel of outlets that were read through both windows."""
    over: tuple[date, date] = (min(scope.since, earlier.since), max(scope.until, earlier.until))
    return replace(scope, panel_over=over)
