"""What a chart shows, as a file for other programs: ISO dates, decimal points, and how it was made."""

from __future__ import annotations

import csv
import io
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.requests import Request

from dashboard import comparison
from dashboard.url_state import Query
from storage.questions import queries
from storage.questions.methodology import COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import polars as pl
    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive, State, Subject
    from dashboard.filters import Filters
    from dashboard.services import Services
    from dashboard.url_state import Window

CSV_PATH: Final = "/api/v1/timeseries.csv"
_STATES: Final = {"observed": "ok"}
_COLUMNS: Final = ("start", "code", "name", "n", "N", "share", "index", "state")


def router(services: Services) -> APIRouter:
    """``GET /api/v1/timeseries.csv`` with the query of the Compare page."""
    api = APIRouter()

    @api.get(CSV_PATH, include_in_schema=False)
    async def timeseries(request: Request) -> PlainTextResponse:
        text = await services.db.run(_timeseries, services=services, query=request.url.query)
        return PlainTextResponse(
            text,
            media_type="text/csv",
            headers={"content-disposition": 'attachment; filename="sorot-timeseries.csv"'},
        )

    return api


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def table(notes: Iterable[str], columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A CSV file: notes as lines that begin with ``#``, then the header, then the rows."""
    out = io.StringIO()
    for note in notes:
        out.write("# " + " ".join(note.split()) + "\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def stamp(
    what: str, filters: Filters, window: Window, archive: Archive, services: Services, *own: str
) -> list[str]:
    """How a file was made: the filters that pages share, with the lines of one page after its days."""
    made = services.now().astimezone(UTC)
    demo = ["Demo data: invented, not news."] if services.settings.demo else []
    outlets = filters.members or filters.outlets or tuple(archive.outlets)
    panel = ["Panel: fixed, only outlets that were read throughout"] if filters.panel == "fixed" else []
    capitals = "count" if filters.capitals else "do not count"
    return [
        f"sorot, {what}, made {made:%Y-%m-%dT%H:%M:%SZ}",
        *demo,
        f"Days from {window.first} to {window.last}, from midnight in {services.settings.zone.key}",
        *own,
        f"Outlets: {', '.join(archive.outlets[key] for key in outlets if key in archive.outlets)}",
        *panel,
        f"Languages: {', '.join(filters.langs) or 'all'}",
        COUNTED[filters.basis],
        f"Capitals and seats of government {capitals} for their country",
        f"Gazetteer {services.gazetteer.version}",
    ]


def _timeseries(con: DuckDBPyConnection, *, services: Services, query: str) -> str:
    archive = comparison.archive_of(con, today=services.today())
    state = comparison.read_state(Query.parse(query), archive=archive, gazetteer=services.gazetteer)
    codes = state.codes or comparison.leading(
        con, today=archive.today, without=services.settings.home_country
    )
    subjects = comparison.subjects_of(con, codes=codes, gazetteer=services.gazetteer, lang="en")
    found = queries.timeline(
        con,
        scope=state.scope(archive.today),
        entity_ids=[subject.entity_id for subject in subjects],
        grain=state.grain,
    )
    by_id = {subject.entity_id: subject for subject in subjects}
    rows = [_row(by_id[row["entity_id"]], row) for row in found.iter_rows(named=True)]
    panel = comparison.panel_of(con, state.scope(archive.today))
    notes = _notes(state, archive, panel, services, services.now().astimezone(UTC))
    return table(notes, _COLUMNS, rows)


def _row(subject: Subject, row: dict[str, Any]) -> list[object]:
    share, index = row["share"], row["index"]
    return [
        row["day"].isoformat(),
        subject.code,
        subject.label,
        row["articles"],
        row["collected"],
        None if share is None else round(share, 6),
        None if index is None else round(index, 2),
        _STATES.get(row["state"], row["state"]),
    ]


def _panel(state: State, panel: pl.DataFrame) -> list[str]:
    if state.panel != "fixed" or panel.is_empty():
        return ["Panel: fixed, no outlet was read throughout"] if state.panel == "fixed" else []
    members = panel.filter("included")
    out = panel.filter(~panel["included"]).select("name", "reason").iter_rows()
    left_out = ", ".join(f"{name} ({reason})" for name, reason in out) or "none"
    read = f"the {len(members)} of {len(panel)} outlets that were read throughout"
    return [f"Panel: fixed, {read}; left out: {left_out}"]


def _notes(
    state: State, archive: Archive, panel: pl.DataFrame, services: Services, now: datetime
) -> list[str]:
    outlets = state.outlets or tuple(archive.outlets)
    if state.panel == "fixed":
        outlets = () if panel.is_empty() else tuple(panel.filter("included")["outlet_id"])
    zone = services.settings.zone.key
    demo = ["Demo data: invented, not news."] if services.settings.demo else []
    return [
        f"sorot, coverage per {state.grain}, made {now:%Y-%m-%dT%H:%M:%SZ}",
        *demo,
        f"Days from {state.window.first} to {state.window.last}, beginning at midnight in {zone}",
        f"Outlets: {', '.join(archive.outlets[key] for key in outlets)}",
        *_panel(state, panel),
        f"Languages: {', '.join(state.langs) or 'all'}",
        COUNTED[state.basis],
        "index: articles a day, 100 is the average of the range",
        f"Capitals and seats of government {'count' if state.capitals else 'do not count'} for their country",
        "state: ok; gap: outlets were not read, so n is unknown, not 0; partial: not over; before: not begun",
        f"Gazetteer {services.gazetteer.version}",
    ]
