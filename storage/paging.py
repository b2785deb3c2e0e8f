"""Which articles are on a page of a list, newest first, without a look at all the others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from storage.sqlfiles import columns, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST_WINDOW = timedelta(days=8)  # the newest days are searched first, then wider and wider windows
WIDER = 4
OF_THAT_MAY = 4  # times a page, so many articles that may mention several entities make a page likely
FOLD_BACK = timedelta(days=15)


def newest_first(con: DuckDBPyConnection, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of sql/queries/article_ids.sql, whose parameters these are, newest first.

    It looks in the newest days, and further back only when too little was found there.
    """
    since, until, span = params["since"], params["until"], FIRST_WINDOW
    if params["at"] is not None:  # days later than the cursor hold nothing; two: its zone may be ahead of UTC
        until = min(until, params["at"].date() + timedelta(days=2))
    possible: list[date] = []  # days on which an outlet mentions all entities, newest first
    if params["entities"]:
        found = rows(con, "days_mentioning_all", **(params | {"until": until}))
        if not found:
            return []
        possible = [day for day, _ in found]
        full = _full_from(found, params["limit"] * (1 if len(params["entities"]) == 1 else OF_THAT_MAY))
        since, span = possible[-1], max(span if params["terms"] else timedelta(), until - full)
    while True:
        start = max(since, until - span)
        # Of a story's articles, each but the first has another one in the two weeks before it.
        begin = max(since, start - FOLD_BACK) if params["fold"] else start
        found = _page(con, params | {"since": begin, "from": start, "until": until}, possible)
        if len(found) >= params["limit"] or start <= since:
            return found
        span *= WIDER


def _page(con: DuckDBPyConnection, params: dict[str, Any], possible: list[date]) -> list[tuple[Any, ...]]:
    """The newest articles of some days: those that mention the entities first, as these are few."""
    if possible and not params["alias"]:
        days = [day for day in possible if params["since"] <= day < params["until"]]
        mentioning = columns(con, "articles_mentioning", **(params | {"days": days}))
        if not len(mentioning["day"]):
            return []
        days = np.unique(mentioning["day"]).astype("datetime64[D]").tolist()
        params |= {"entities": [], "articles": mentioning["article_id"].tolist(), "days": days}
    return rows(con, "article_ids", **params)


def _full_from(found: list[tuple[date, int]], limit: int) -> date:
    """Back to which day a page is full at the soonest, of days and at most how many articles each has."""
    most = 0
    for day, articles in found:
        most += articles
        if most >= limit:
            return day
    return found[-1][0]
