"""What the search fields ask: which entities and outlets a few letters may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query
from pydantic import BaseModel

from dashboard import i18n
from dashboard.links import entity_href
from storage.questions import queries

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.services import Services

ENTITIES: Final = 7
OUTLETS: Final = 3


class Result(BaseModel):
    """A line of the list."""

    label: str
    hint: str
    href: str
    code: str | None = None  # of an entity


class Results(BaseModel):
    """The list, best first."""

    results: list[Result]


def router(services: Services) -> APIRouter:
    """``GET /api/search?q=…``; with ``entities=1`` only entities."""
    api = APIRouter()

    @api.get("/api/search", include_in_schema=False)
    async def search(q: Annotated[str, Query(max_length=100)] = "", *, entities: bool = False) -> Results:
        words = i18n.current()
        wanted = q.strip()
        if not wanted:
            return Results(results=[])
        found = _entities(services, wanted, words)
        if not entities:
            found += await _outlets(services, wanted, words)
            found.append(
                Result(
                    label=words("search.headlines", text=wanted),
                    hint=words("nav.articles"),
                    href=f"/articles?q={quote(wanted)}",
                )
            )
        return Results(results=found)

    return api


def _entities(services: Services, wanted: str, words: Words) -> list[Result]:
    return [
        Result(
            label=entity.labels[words.lang],
            hint=words(f"kind.{entity.kind}"),
            href=entity_href(entity.code),
            code=entity.code,
        )
        for entity in services.gazetteer.search(wanted, ENTITIES)
    ]


async def _outlets(services: Services, wanted: str, words: Words) -> list[Result]:
    outlets = await services.db.run(queries.outlets)
    return [
        Result(label=row["name"], hint=words("kind.outlet"), href=f"/articles?src={row['outlet_id']}")
        for row in outlets.iter_rows(named=True)
        if wanted.casefold() in row["name"].casefold()
    ][:OUTLETS]
