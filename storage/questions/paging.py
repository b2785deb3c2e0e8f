"""Which articles are on a page of a list, newest first, without a look at all the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from storage.sqlfiles import by_day, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST_DAYS = 8  # the newest days are searched first
NEWEST = timedelta(days=90)  # in which a page of most entities is full
OF_THAT_MAY = 4  # times a page, so many articles that may be on it make it likely
AHEAD = 1.5  # times as far as it seems to be to a full page
WIDER = 8  # times as far as it was looked so far, at most
FOLD_BACK = timedelta(days=15)
FEW_DAYS = 8  # one day in so many: then it is worth to look at each whether it is one of them

Days = Iterator[tuple[date, int]]  # the newest first, with how many articles of each may be on the page


def newest_first(con: DuckDBPyConnection, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of sql/queries/article_ids.sql, whose parameters these are, newest first.

    It looks in the newest days, and then as much further back as what it found there makes likely.
    """
    if params["at"] is not None:  # days later than the cursor hold nothing; two: its zone may be ahead of UTC
        params = params | {"until": min(params["until"], params["at"].date() + timedelta(days=2))}
    limit, several = params["limit"], len(params["entities"]) > 1
    page: list[tuple[Any, ...]] = []
    looked, until = 0, params["until"]
    if params["entities"]:
        days, ahead = (
            _days_mentioning(con, params),
            limit * (OF_THAT_MAY if several or params["terms"] else 1),
        )
    else:
        days, ahead = _every_day(params["since"], until), FIRST_DAYS
    while len(page) < limit and (part := _next(days, ahead)):
        start = part[-1][0]
        # Of a story's articles, each but the first has another one in the two weeks before it.
        since = max(params["since"], start - FOLD_BACK) if params["fold"] else start
        page += _page(con, params | {"since": since, "from": start, "until": until}, [day for day, _ in part])
        looked += sum(most for _, most in part)
        ahead = min(ceil(AHEAD * (limit - len(page)) * looked / max(len(page), 1)), WIDER * looked)
        until = start
    return page[:limit]


def _every_day(since: date, until: date) -> Days:
    return ((until - timedelta(days=back), 1) for back in range(1, (until - since).days + 1))


def _days_mentioning(con: DuckDBPyConnection, params: dict[str, Any]) -> Days:
    """Days on which an outlet mentions all entities."""
    since, until = params["since"], params["until"]
    middle = max(since, until - NEWEST)
    yield from rows(con, "days_mentioning_all", **(params | {"since": middle}))
    if since < middle:
        yield from rows(con, "days_mentioning_all", **(params | {"until": middle}))


def _next(days: Days, ahead: int) -> list[tuple[date, int]]:
    """The next days, as many as have so many articles that may be on the page; fewer at the end."""
    found: list[tuple[date, int]] = []
    while ahead > 0 and (day := next(days, None)):
        found.append(day)
        ahead -= day[1]
    return found


def _page(con: DuckDBPyConnection, params: dict[str, Any], days: list[date]) -> list[tuple[Any, ...]]:
    """The newest articles of some days: those that mention the entities first, as these are few."""
    if params["entities"] and not params["alias"]:
        mentioning = rows(con, "articles_mentioning", **(params | _narrowed(params, days)))
        if not mentioning:
            return []
        found = by_day(mentioning)
        params |= {"entities": [], "matched": False, "anywhere": False, "articles": found}
    return rows(con, "article_ids", **params)


def _narrowed(params: dict[str, Any], days: list[date]) -> dict[str, object]:
    """Parameters by which articles are found soonest that mention all entities, on these days and before."""
    entities = params["entities"]
    two = len(entities) <= 2  # noqa: PLR2004
    before = [day for day, _ in _every_day(params["since"], params["from"])]
    some = FEW_DAYS * len(days) < (params["until"] - params["from"]).days
    return {
        "days": days + before if some else [],
        "two": two,
        "one": entities[0],
        "other": entities[-1],
        "entities": [] if two else entities,
        "size": len(entities),
    }
