"""What the map shows as a file for other programs: decimal points, codes, and how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.requests import Request

from dashboard import atlas
from dashboard.exports import stamp, table
from dashboard.url_state import Query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.atlas import Atlas, Country
    from dashboard.services import Services

CSV_PATH: Final = "/api/v1/countries.csv"
_COLUMNS: Final = (
    *("code", "name", "n", "N", "share"),
    *("n_before", "N_before", "share_before", "change", "outlets"),
)


_UNUSUAL: Final = ("z", "n_judged", "usual")


def router(services: Services) -> APIRouter:
    """``GET /api/v1/countries.csv`` with the query of the Map page."""
    api = APIRouter()

    @api.get(CSV_PATH, include_in_schema=False)
    async def countries(request: Request) -> PlainTextResponse:
        text = await services.db.run(_countries, services=services, query=request.url.query)
        return PlainTextResponse(
            text,
            media_type="text/csv",
            headers={"content-disposition": 'attachment; filename="sorot-countries.csv"'},
        )

    return api


def _countries(con: DuckDBPyConnection, *, services: Services, query: str) -> str:
    found = atlas.atlas(con, services=services, query=Query.parse(query), lang="en")
    columns = (*_COLUMNS, *_UNUSUAL) if found.state.measure == "z" else _COLUMNS
    return table(_notes(found, services), columns, (_row(one, found) for one in found.countries))


def _row(one: Country, found: Atlas) -> list[object]:
    change = one.share / one.share_before - 1 if one.share is not None and one.share_before else None
    return [
        one.code,
        one.label,
        one.articles,
        found.collected,
        _rounded(one.share),
        one.articles_before,
        found.before[1],
        _rounded(one.share_before),
        _rounded(change),
        one.outlets,
        *_unusual(one, found),
    ]


def _unusual(one: Country, found: Atlas) -> list[object]:
    if found.state.measure != "z":
        return []
    if one.unusual is None:
        return [None, None, None]
    return [_rounded(one.unusual.z), one.unusual.articles, _rounded(one.unusual.usual)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _notes(found: Atlas, services: Services) -> list[str]:
    state = found.state
    level = "the country or one of its leaders" if state.level == "leader" else "the country"
    aside = [] if found.aside is None else [f"Left out: {found.aside.label}; home=1 has it"]
    usual = (
        "z: standard deviations from the country's own usual, over the days that can be judged, its leaders "
        "left aside: sum of the days' over the root of their number; n_judged, usual: articles of these days"
    )
    return stamp(
        "coverage of countries",
        state.filters,
        state.window,
        found.archive,
        services,
        f"Before: days from {found.before[0].first} to {found.before[0].last}",
        f"Days not fully read, and left out: {found.unread} of {found.days}",
        f"Region: {state.region}",
        *aside,
        *([usual] if state.measure == "z" else []),
        f"n: those that mention {level}; change: share against the share before, 0.31 is 31 % more",
    )
