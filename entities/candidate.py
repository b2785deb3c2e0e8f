"""A written form at a place of a text, and whether it may be read there."""

from __future__ import annotations

import re

from entities.forms import Form
from entities.normalize import Folded

_AROUND = 80  # characters on each side that tell whether a line is in capitals


class Candidate:
    """A written form at a place of the folded text, and what became of it."""

    __slots__ = ("end", "entity", "form", "forms", "reason", "start")

    def __init__(self, start: int, end: int, forms: tuple[Form, ...]) -> None:
        self.start = start
        self.end = end
        self.forms = forms  # all that it may mean
        self.form: Form | None = None  # what it counts for
        self.reason = ""  # why it does not count
        self.entity: str | None = None  # what it would have counted for


def usable(form: Form, folded: Folded, given: str, start: int, end: int) -> bool:
    """Whether what the form asks of how it is written holds from ``start`` to ``end``.

    :param given: the text that was folded.
    """
    text = folded.text
    if form.written:
        first, last = folded.original(start, end)
        return given[first:last].casefold() == form.written
    if form.needs_hyphen and text[text.rfind(" ", 0, end) + 1 : end].count("-") != 1:
        return False
    return not form.capitals_only or in_capitals(text, start, end)


def in_capitals(text: str, start: int, end: int) -> bool:
    """Whether the words around, on the same line, are written in capitals."""
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    words = re.findall(r"[^\W\d_]{2,}", f"{before} {after}")
    return bool(words) and all(word.isupper() for word in words)
