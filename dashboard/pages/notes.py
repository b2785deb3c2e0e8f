"""Notes: what readers wrote down of days, for the lane above charts. Editors write, everybody reads."""

from __future__ import annotations

import asyncio
import base64
import binascii
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import ALL, Input, Output, State, ctx, html, no_update

from dashboard import caller, i18n
from dashboard.access.limits import Limit
from dashboard.notes.errors import NotesFileError, said
from dashboard.notes.files import LARGEST, read_notes
from dashboard.pages.notes_layout import DELETE, EDIT, PATH, Ids, layout, rows
from storage.notes import Note, NoteError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash import Dash

    from dashboard.i18n import Words
    from dashboard.services import Services

MOST_ACTS: Final = (60, 60)  # of all editors, in so many seconds
_KEEP: Final = (no_update,) * 5  # what is in the form
_CLEAR: Final = (None, "", "", None, "")


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""
    tries = Limit(*MOST_ACTS)

    async def page(**_: Any) -> html.Div:
        words = i18n.current()
        return layout(services, words, writable=caller.may_edit(), problem=_problem(services, words))

    dash.register_page(
        "notes", path=PATH, layout=page, title=lambda **_: f"{i18n.current()('notes.title')} · sorot"
    )

    @app.callback(
        Output(Ids.LIST, "children"),
        Output(Ids.SAID, "children"),
        Output(Ids.DATES, "value"),
        Output(Ids.TITLE, "value"),
        Output(Ids.LINK, "value"),
        Output(Ids.ENTITY, "value"),
        Output(Ids.EDITED, "data"),
        Input(Ids.SAVE, "n_clicks"),
        Input(Ids.FILE, "contents"),
        Input({"type": EDIT, "note": ALL}, "n_clicks"),
        Input({"type": DELETE, "note": ALL}, "n_clicks"),
        State(Ids.DATES, "value"),
        State(Ids.TITLE, "value"),
        State(Ids.LINK, "value"),
        State(Ids.ENTITY, "value"),
        State(Ids.EDITED, "data"),
        prevent_initial_call=True,
    )
    async def act(
        _save: int | None, file: str | None, _edit: list[Any], _delete: list[Any], *form: Any
    ) -> tuple[Any, ...]:
        words, asked = i18n.current(), ctx.triggered_id
        if not caller.may_edit() or not any(one["value"] for one in ctx.triggered):
            return no_update, no_update, *_KEEP
        if wait := tries.wait(""):
            return no_update, words.count("review.too_often", wait), *_KEEP
        try:
            told, filled = await asyncio.to_thread(_act, asked, file, form, services, words)
        except NoteError as error:
            return no_update, said(error, words), *_KEEP
        except NotesFileError as error:
            return no_update, error.said(words), *_KEEP
        return rows(services, words, writable=True), told, *filled


def _problem(services: Services, words: Words) -> str:
    """That the file cannot be read, where it cannot."""
    try:
        services.notes.all()
    except NoteError as error:
        return said(error, words)
    return ""


def _act(
    asked: Any, file: str | None, form: tuple[Any, ...], services: Services, words: Words
) -> tuple[str, tuple[Any, ...]]:
    """Do what a button asks for: what is said of it, and what the form has then."""
    notes = services.notes
    if asked == Ids.FILE:
        found = read_notes(_body(file or ""), services)
        added = notes.add(found)
        return words("notes.added", added=words.number(added), n=words.number(len(found))), _KEEP
    if asked == Ids.SAVE:
        notes.put(_note(form, services))
        return words("notes.saved"), _CLEAR
    return _of_row(asked, services, words)


def _of_row(asked: Mapping[str, str], services: Services, words: Words) -> tuple[str, tuple[Any, ...]]:
    number = str(asked["note"])
    if asked["type"] == DELETE:
        services.notes.remove(number)
        return words("notes.deleted"), _CLEAR
    note = next((one for one in services.notes.all() if one.note_id == number), None)
    if note is None:
        raise NoteError("gone")
    days = [note.first.isoformat(), note.last.isoformat()]
    return words("notes.editing", title=note.title), (
        days,
        note.title,
        note.link,
        note.entity or None,
        number,
    )


def _note(form: tuple[Any, ...], services: Services) -> Note:
    days, title, link, entity, edited = form
    try:
        first, last = (date.fromisoformat(str(day)[:10]) for day in days or ())
    except ValueError:
        raise NoteError("no_dates") from None
    if entity and entity not in services.gazetteer.entities:
        raise NoteError("entity", str(entity)[:40])
    return Note(
        first=first,
        last=last,
        title=str(title or ""),
        link=str(link or ""),
        entity=str(entity or ""),
        note_id=str(edited or ""),
    )


def _body(contents: str) -> bytes:
    """What a browser read of a file."""
    coded = contents.partition(",")[2]
    if len(coded) > LARGEST * 4 // 3 + 4:
        raise NotesFileError("file", 0, "large", str(LARGEST // 1_000_000))
    try:
        return base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise NotesFileError("file", 0, "empty") from error
