"""The readers' own notes: what happened on a day or over some, kept in a file beside the archive.

They are not in the database: making that again from the batches loses nothing of them, and beside a lake they
are on the machine that serves its pages. A note is text alone, whatever it holds.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from storage.errors import StorageError
from storage.files import write_whole

FILE: Final = "notes.json"  # in the data folder
MOST: Final = 2_000
LONGEST_TITLE: Final = 200  # characters
LONGEST_LINK: Final = 1_000
LONGEST: Final = 3_660  # days
FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2200, 1, 1)


class NoteError(StorageError):
    """A note that is not taken. ``reason`` is one of REASONS; nothing was changed."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(f"{reason}: {value}" if value else reason)
        self.reason, self.value = reason, value


REASONS: Final = ("no_title", "long_title", "link", "order", "dates", "full", "gone", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that a reader wrote down."""

    first: date
    last: date  # the same for a day
    title: str
    link: str = ""  # http or https; empty: none
    entity: str = ""  # Entity.key; empty: it concerns all
    note_id: str = ""  # empty until it is kept

    @property
    def says(self) -> tuple[date, date, str, str]:
        """What tells it from others: a note is kept once."""
        return self.first, self.last, self.title, self.entity


def checked(note: Note) -> Note:
    """The note with its texts trimmed.

    :raises NoteError: it has no title, its days are none, or its link leads to no page.
    """
    title, link = " ".join(note.title.split()), note.link.strip()
    title = "".join(letter for letter in title if letter.isprintable())
    if not title:
        raise NoteError("no_title")
    if len(title) > LONGEST_TITLE:
        raise NoteError("long_title", str(LONGEST_TITLE))
    if note.last < note.first:
        raise NoteError("order")
    if not (note.first >= FIRST and note.last < LAST and (note.last - note.first).days < LONGEST):
        raise NoteError("dates")
    if link and not _leads(link):
        raise NoteError("link", link[:60])
    return replace(note, title=title, link=link)


class Notebook:
    """The notes of a data folder. Safe to use from any thread; what another process wrote is seen at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._read: tuple[tuple[int, int], tuple[Note, ...]] = ((0, 0), ())

    @property
    def stamp(self) -> tuple[int, int]:
        """Changes when the notes do."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_mtime_ns, found.st_ino

    def all(self) -> tuple[Note, ...]:
        """Every note, the oldest first.

        :raises NoteError: the file is damaged.
        """
        stamp = self.stamp
        if stamp == (0, 0):
            return ()
        if stamp != self._read[0]:
            self._read = stamp, self._loaded()
        return self._read[1]

    def put(self, note: Note) -> Note:
        """Keep a new note, or the one of its id as it is now.

        :raises NoteError: as :func:`checked`; there are too many; the one it was is gone.
        """
        note = checked(note)

        def changed(notes: list[Note]) -> list[Note]:
            if note.note_id and all(one.note_id != note.note_id for one in notes):
                raise NoteError("gone")
            return [one for one in notes if one.note_id != note.note_id] + [kept]

        kept = replace(note, note_id=note.note_id or secrets.token_hex(8))
        self._change(changed)
        return kept

    def add(self, notes: Sequence[Note]) -> int:
        """Keep those that are not kept already, all or none; how many that were.

        :raises NoteError: as :meth:`put`.
        """
        new: list[Note] = []

        def changed(known: list[Note]) -> list[Note]:
            says = {one.says for one in known}
            for note in map(checked, notes):
                if note.says not in says:
                    says.add(note.says)
                    new.append(replace(note, note_id=secrets.token_hex(8)))
            return known + new

        self._change(changed)
        return len(new)

    def remove(self, note_id: str) -> None:
        """Forget a note; one that is gone already is no error."""
        self._change(lambda notes: [one for one in notes if one.note_id != note_id])

    def _change(self, changed: Callable[[list[Note]], list[Note]]) -> None:
        with self._lock:
            notes = changed(list(self.all()))
            if len(notes) > MOST:
                raise NoteError("full", str(MOST))
            notes.sort(key=lambda one: (one.first, one.last, one.title))
            write_whole(self._path, _written(notes), sync=True)

    def _loaded(self) -> tuple[Note, ...]:
        try:
            rows = json.loads(self._path.read_bytes())["notes"]
            return tuple(
                checked(Note(**{**row, "first": _day(row["first"]), "last": _day(row["last"])}))
                for row in rows
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NoteError("file", str(self._path)) from error


@cache
def notebook(folder: Path) -> Notebook:
    """The one of a data folder."""
    return Notebook(folder)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _written(notes: Iterable[Note]) -> bytes:
    rows = [{**asdict(one), "first": one.first.isoformat(), "last": one.last.isoformat()} for one in notes]
    return json.dumps({"notes": rows}, ensure_ascii=False, indent=1).encode()


def _leads(link: str) -> bool:
    """Whether an address is one of the web that a reader may be sent to."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    plain = link.isprintable() and " " not in link and len(link) <= LONGEST_LINK
    named = bool(parts.hostname) and "@" not in parts.netloc  # and nobody else
    return plain and parts.scheme in {"http", "https"} and named
