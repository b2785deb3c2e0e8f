"""Counts over all outlets and of stories, kept up with every write so that nobody has to add them up.

A write notes the stories whose articles, days or mentions it changes (:func:`touch`, :func:`touch_edited`),
and at its end :func:`refresh` works out what these are worth now. All of it is part of its transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from storage.sqlfiles import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def begin(con: DuckDBPyConnection) -> None:
    """Nothing is touched yet."""
    con.execute("CREATE OR REPLACE TEMP TABLE touched_story (story_id BIGINT, first_day DATE)")


def touch(con: DuckDBPyConnection, stories: Iterable[int], *, first: date) -> None:
    """These stories have other articles now, or are part of another one; none has any before ``first``."""
    con.execute(statement("totals/touch_stories"), {"stories": sorted(set(stories)), "first": first})


def touch_edited(con: DuckDBPyConnection) -> None:
    """The articles in temp table ``edited`` have, or get, another day or other mentions."""
    [(first, last)] = con.execute(statement("totals/edited_days")).fetchall()
    if first is not None:
        con.execute(statement("totals/touch_edited"), {"first": first, "last": last})


def touch_days(con: DuckDBPyConnection, *, since: date, until: date) -> None:
    """The stories of the articles of these days may not be what their articles say."""
    con.execute(statement("totals/touch_days"), {"since": since, "until": until})


def correct(con: DuckDBPyConnection, *, since: date, until: date) -> None:
    """Make the sums of these days, whose articles and counts were mended, follow from them."""
    days = {"since": since, "until": until}
    [(lacking,)] = con.execute(statement("totals/correct_days"), days).fetchall()
    if lacking:
        con.execute(statement("totals/note_corrected"), days)
    touch_days(con, since=since, until=until)
    refresh(con)


def refresh(con: DuckDBPyConnection) -> None:
    """Count the touched stories again, and append the difference."""
    [(any_touched, since)] = con.execute(statement("totals/touched_from")).fetchall()
    if not any_touched:
        return
    days = {"from": since or date.min}
    [(first, last)] = con.execute(statement("totals/touched_days"), days).fetchall()
    if first is not None:
        _refresh(con, first, last)


def derive(con: DuckDBPyConnection) -> None:
    """Make all of it anew from the articles, mentions and daily counts."""
    con.execute(statement("totals/derive"))
    refresh(con)


def _refresh(con: DuckDBPyConnection, first: date, last: date) -> None:
    con.execute("SET VARIABLE first_day = $day", {"day": first})
    con.execute("SET VARIABLE last_day = $day", {"day": last})
    con.execute(statement("totals/refresh_stories"))
