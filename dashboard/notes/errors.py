"""What is wrong with a file of notes, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from storage.notes import NoteError

Part = Literal["line", "event", "file"]


class NotesFileError(ValueError):
    """A file of which nothing is taken. ``reason`` is a text of messages, below ``notes.bad``."""

    def __init__(self, part: Part, number: int, reason: str, value: str = "") -> None:
        super().__init__(f"{part} {number}: {reason} {value}")
        self.part, self.number, self.reason, self.value = part, number, reason, value

    def said(self, words: Words) -> str:
        """Where, what, and what to do."""
        why = words(f"notes.bad.{self.reason}", value=self.value)
        return words(f"notes.in_{self.part}", n=words.number(self.number), why=why)


def said(error: NoteError, words: Words) -> str:
    """What is wrong with one note."""
    return words(f"notes.bad.{error.reason}", value=error.value)
