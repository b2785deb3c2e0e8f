"""Notes as CSV: a line each, with the columns ``from,to,title,link,entity``."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from dashboard.exports import table
from dashboard.notes.errors import NotesFileError
from storage.notes import Note, NoteError, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

COLUMNS: Final = ("from", "to", "title", "link", "entity")
_NEEDED: Final = ("from", "title")
_KEPT_SAFE: Final = re.compile(r"'(?=[=+\-@])")  # what exports.safe puts before a formula


def read_table(text: str, entity: Callable[[str], str | None]) -> list[Note]:
    """Every line of a table; ``to``, ``link`` and ``entity`` may be missing.

    :param entity: the key of an entity's code or key, None for what is neither.
    :raises NotesFileError: naming the first line that cannot be read.
    """
    lines = text.splitlines(keepends=True)
    head = 0
    while head < len(lines) and (lines[head].startswith("#") or not lines[head].strip()):
        head += 1
    reader = csv.DictReader(lines[head:], strict=True)
    notes = []
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        if missing := [name for name in _NEEDED if name not in names]:
            raise NotesFileError("line", head + 1, "columns", ", ".join(missing))
        reader.fieldnames = names
        for row in reader:
            line = head + reader.line_num
            if None in row:
                raise NotesFileError("line", line, "cells")
            if any(row.values()):
                notes.append(_note(row, line, entity))
    except csv.Error as error:
        raise NotesFileError("line", head + reader.reader.line_num, "csv", str(error)) from error
    return notes


def write_table(notes: Iterable[Note], made_at: str) -> str:
    """The table that :func:`read_table` reads."""
    rows = [
        (note.first, "" if note.last == note.first else note.last, note.title, note.link, note.entity)
        for note in notes
    ]
    return table(
        [f"sorot, notes, made {made_at}", "to: the last day; empty where it is a day"], COLUMNS, rows
    )


def _note(row: Mapping[str, str | None], line: int, entity: Callable[[str], str | None]) -> Note:
    def cell(name: str) -> str:
        return _KEPT_SAFE.sub("", (row.get(name) or "").strip(), count=1)

    def day(name: str) -> date:
        try:
            return date.fromisoformat(cell(name))
        except ValueError:
            raise NotesFileError("line", line, "date", cell(name)[:40]) from None

    first = day("from")
    code = cell("entity")
    key = entity(code) if code else ""
    if key is None:
        raise NotesFileError("line", line, "entity", code[:40])
    note = Note(
        first=first,
        last=day("to") if cell("to") else first,
        title=cell("title"),
        link=cell("link"),
        entity=key,
    )
    try:
        return checked(note)
    except NoteError as error:
        raise NotesFileError("line", line, error.reason, error.value) from error
