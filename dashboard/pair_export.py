"""What the page of relations shows as a file for other programs: every pair, and how it was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.requests import Request

from dashboard import relations
from dashboard.exports import stamp, table
from dashboard.url_state import Query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.relations import Pair, Relations
    from dashboard.services import Services

CSV_PATH: Final = "/api/v1/pairs.csv"
_COLUMNS: Final = ("a", "name_a", "b", "name_b", "together", "n_a", "n_b", "N", "lift")


def router(services: Services) -> APIRouter:
    """``GET /api/v1/pairs.csv`` with the query of the page of relations."""
    api = APIRouter()

    @api.get(CSV_PATH, include_in_schema=False)
    async def pairs(request: Request) -> PlainTextResponse:
        text = await services.db.run(_pairs, services=services, query=request.url.query)
        return PlainTextResponse(
            text,
            media_type="text/csv",
            headers={"content-disposition": 'attachment; filename="sorot-pairs.csv"'},
        )

    return api


def _pairs(con: DuckDBPyConnection, *, services: Services, query: str) -> str:
    found = relations.relations(con, services=services, query=Query.parse(query), lang="en")
    return table(_notes(found, services), _COLUMNS, (_row(pair, found) for pair in found.pairs))


def _row(pair: Pair, found: Relations) -> list[object]:
    a, b = pair.a, pair.b
    return [
        *(a.code, a.label, b.code, b.label, pair.together),
        *(a.articles, b.articles, found.collected, round(pair.lift, 4)),
    ]


def _notes(found: Relations, services: Services) -> list[str]:
    state = found.state
    most = f"the {len(found.nodes)} most written of, at least {relations.TIED} times as often as chance"
    among = f"Pairs with {state.focus}" if state.focus else f"Pairs among {most}"
    aside = [f"Left out: {found.aside}; home=1 has it"] if found.aside else []
    return stamp(
        "who is written of together",
        state.filters,
        state.window,
        found.archive,
        services,
        f"{among}, together {state.least} times or more",
        *aside,
        "together: those that mention both, which does not mean that they acted together. n_a and n_b: those "
        "that mention one. All days count. lift: together * N / (n_a * n_b), 1 is chance",
    )
