"""A list of articles as a file for other programs: ISO times, plain text, and how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.requests import Request

from dashboard import comparison, reading
from dashboard.exports import table
from dashboard.url_state import Query
from storage.questions import queries

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.services import Services

CSV_PATH: Final = "/api/v1/articles.csv"
MOST_ROWS: Final = 10_000
_COLUMNS: Final = (
    "published_at",
    "first_seen_at",
    "outlet",
    "section",
    "lang",
    "title",
    "url",
    "mentions",
    "entities",
    "dateline",
    "attribution",
    "byline",
    "story",
)


def router(services: Services) -> APIRouter:
    """``GET /api/v1/articles.csv`` with the query of the Articles page."""
    api = APIRouter()

    @api.get(CSV_PATH, include_in_schema=False)
    async def articles(request: Request) -> PlainTextResponse:
        text = await services.db.run(_articles, services=services, query=request.url.query)
        return PlainTextResponse(
            text,
            media_type="text/csv",
            headers={"content-disposition": 'attachment; filename="sorot-articles.csv"'},
        )

    return api


def address(state: reading.State, *, after: str) -> dict[str, str]:
    """Parts of the address of a list, without the article that is open."""
    parts = {
        "q": state.text,
        "e": ",".join(state.codes),
        "src": ",".join(map(str, state.outlets)),
        "lang": ",".join(state.langs),
        "sec": ",".join(state.sections),
        "when": ",".join(map(str, state.hours)),
        "from": state.window.first.isoformat(),
        "to": state.window.last.isoformat(),
        "caps": "" if state.capitals else "0",
        "dup": "" if state.copies == "fold" else state.copies,
        "sort": "" if state.sort == "new" else state.sort,
        "after": after,
    }
    return {name: value for name, value in parts.items() if value}


def _articles(con: DuckDBPyConnection, *, services: Services, query: str) -> str:
    archive = comparison.archive_of(con, today=services.today())
    state = reading.read_state(Query.parse(query), archive=archive, gazetteer=services.gazetteer)
    scope = state.scope(archive.today)
    wanted = reading.where(con, state, services.gazetteer)
    keys = dict(queries.entities(con).select("entity_id", "key").iter_rows())
    total = queries.article_count(con, scope=scope, where=wanted)
    page = queries.article_list(con, scope=scope, where=wanted, sort=state.sort, limit=MOST_ROWS)
    rows = [_row(row, keys) for row in page.rows.iter_rows(named=True)]
    return table(_notes(state, archive, services, total=total, now=services.now()), _COLUMNS, rows)


def _row(row: dict[str, Any], keys: dict[int, str]) -> list[object]:
    entities = (f"{keys[chip['entity_id']].partition(':')[2]} {chip['count']}" for chip in row["chips"] or ())
    published = row["published_at"] if row["published_source"] != "collected" else None
    return [
        _utc(published),
        _utc(row["first_seen_at"]),
        row["outlet"],
        row["section"],
        row["lang"],
        " ".join(row["title"].split()),
        row["url"],
        row["mentions"],
        "; ".join(entities),
        "; ".join(row["dateline"] or ()),
        "; ".join(row["attribution"] or ()),
        row["byline"],
        row["story_id"],
    ]


def _utc(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def _notes(
    state: reading.State, archive: Archive, services: Services, *, total: int, now: datetime
) -> list[str]:
    demo = ["Demo data: invented, not news."] if services.settings.demo else []
    cut = [f"Only the first {MOST_ROWS} of {total}: choose fewer days for the rest."]
    outlets = state.outlets or tuple(archive.outlets)
    zone = services.settings.zone.key
    filters = {
        "Mentioning all of": ", ".join(state.codes),
        "Containing": state.text,
        "Languages": ", ".join(state.langs),
        "Sections": ", ".join(state.sections),
        "Published in the hours (weekday, 1 is Monday, and hour)": ", ".join(map(str, state.hours)),
    }
    return [
        f"sorot, {total} articles, made {now:%Y-%m-%dT%H:%M:%SZ}",
        *demo,
        *(cut if total > MOST_ROWS else []),
        f"Days from {state.window.first} to {state.window.last}, from midnight in {zone}; times are UTC",
        f"Outlets: {', '.join(archive.outlets[key] for key in outlets)}",
        *(f"{name}: {value}" for name, value in filters.items() if value),
        "story: articles with the same number are copies of one text",
        "entities: code and number of mentions"
        + ("" if state.capitals else "; capitals and seats of government do not count"),
        f"Gazetteer {services.gazetteer.version}",
    ]
