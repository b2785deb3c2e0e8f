"""Files of notes: taken in whole or not at all, and given out."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from fastapi.responses import Response

from dashboard.notes.calendars import read_calendar, write_calendar
from dashboard.notes.errors import NotesFileError
from dashboard.notes.tables import read_table, write_table
from storage.notes import MOST

if TYPE_CHECKING:
    from dashboard.services import Services
    from entities.gazetteer import Gazetteer
    from storage.notes import Note

CSV_PATH: Final = "/api/v1/notes.csv"
ICS_PATH: Final = "/api/v1/notes.ics"
LARGEST: Final = 1_000_000  # bytes
_CALENDAR: Final = b"BEGIN:VCALENDAR"


def read_notes(body: bytes, services: Services) -> list[Note]:
    """The notes of a table or a calendar.

    :raises NotesFileError: it is neither, too large, or not right throughout.
    """
    if len(body) > LARGEST:
        raise NotesFileError("file", 0, "large", str(LARGEST // 1_000_000))
    plain = body.removeprefix(b"\xef\xbb\xbf")
    gazetteer = services.gazetteer
    if not plain.strip():
        raise NotesFileError("file", 0, "empty")
    if plain.lstrip()[: len(_CALENDAR)].upper() == _CALENDAR:
        notes = read_calendar(plain, lambda code: _key(code, gazetteer), services.settings.zone)
    else:
        try:
            text = plain.decode()
        except UnicodeDecodeError as error:
            raise NotesFileError("line", plain[: error.start].count(b"\n") + 1, "utf8") from error
        notes = read_table(text, lambda code: _key(code, gazetteer))
    if not notes:
        raise NotesFileError("file", 0, "empty")
    if len(notes) > MOST:
        raise NotesFileError("file", 0, "full", str(MOST))
    return notes


def router(services: Services) -> APIRouter:
    """``GET /api/v1/notes.csv`` and ``.ics``."""
    api = APIRouter()

    @api.get(CSV_PATH, include_in_schema=False)
    async def as_table() -> Response:
        made_at = f"{services.now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return _file(write_table(services.own_notes(), made_at).encode(), "text/csv", "csv")

    @api.get(ICS_PATH, include_in_schema=False)
    async def as_calendar() -> Response:
        body = write_calendar(services.own_notes(), services.now().astimezone(UTC))
        return _file(body, "text/calendar", "ics")

    return api


def _file(body: bytes, kind: str, ending: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="sorot-notes.{ending}"'}
    return Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)


def _key(code: str, gazetteer: Gazetteer) -> str | None:
    """``country:MY`` for itself and for ``MY``."""
    if code in gazetteer.entities:
        return code
    return next((key for key, entity in gazetteer.entities.items() if entity.code == code), None)
