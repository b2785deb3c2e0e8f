"""A few lines of a text around the first mention, with the mentions where they are now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

BEFORE, LENGTH = 70, 220  # characters
ELLIPSIS = "…"
_STOP = re.compile(r"(?<=\w\w\w)[.!?][\"'\u201d\u2019)]* +(?=[\"'\u201c\u2018(]?[^\W\d_a-z])")


class Mark(NamedTuple):
    """A mention in a text: code points, end exclusive."""

    start: int
    end: int
    entity_id: int


def snippet(text: str, marks: Iterable[Mark], wanted: Collection[int], search: str) -> tuple[str, list[Mark]]:
    """Return about 220 characters around the first mention of a wanted entity, cut between words.

    Without a wanted mention the first word searched for decides, else the first mention, else the beginning.
    Line breaks become spaces, one for one, so offsets stay true.
    """
    ordered = sorted(marks)
    anchor = _anchor(text, ordered, wanted, search)
    start = _word_start(text, max(0, anchor - BEFORE)) if anchor > BEFORE else 0
    end = _word_end(text, min(len(text), start + LENGTH))
    lead = ELLIPSIS if start else ""
    shown = lead + text[start:end].replace("\n", " ") + (ELLIPSIS if end < len(text) else "")
    shift = len(lead) - start
    inside = [mark for mark in ordered if start <= mark.start and mark.end <= end]
    return shown, [Mark(mark.start + shift, mark.end + shift, mark.entity_id) for mark in inside]


def _anchor(text: str, marks: list[Mark], wanted: Collection[int], search: str) -> int:
    places = [mark.start for mark in marks if mark.entity_id in wanted]
    if not places and search:
        lowered = text.lower()
        found = (
            [lowered.find(word.strip('"')) for word in search.lower().split()]
            if len(lowered) == len(text)
            else []
        )
        places = [place for place in found if place >= 0]
    if not places:
        places = [mark.start for mark in marks]
    return min(places, default=0)


def _word_start(text: str, at: int) -> int:
    """Begin of the next word after ``at``; ``at`` itself when there is none near."""
    for place in range(at, min(at + 30, len(text))):
        if text[place].isspace():
            return place + 1
    return at


def _word_end(text: str, at: int) -> int:
    """End of the last word before ``at``; ``at`` itself when there is none near."""
    if at == len(text):
        return at
    for place in range(at, max(at - 30, 0), -1):
        if text[place].isspace():
            return place
    return at


def sentence(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The sentence around the place from ``start`` to ``end``, and the place in it.

    Long ones are cut between words, about 220 characters around the place.
    """
    first, last = _sentence_start(text, start), _sentence_end(text, end)
    cut_start, cut_end = first, last
    if last - first > LENGTH:
        cut_start = _word_start(text, max(first, start - BEFORE)) if start - first > BEFORE else first
        cut_end = max(end, _word_end(text, min(last, cut_start + LENGTH)))
    lead = ELLIPSIS if cut_start > first else ""
    shown = lead + text[cut_start:cut_end].replace("\n", " ") + (ELLIPSIS if cut_end < last else "")
    shift = len(lead) - cut_start
    return shown, start + shift, end + shift


def _sentence_start(text: str, at: int) -> int:
    """Begin of the sentence or line that has ``at``. After an abbreviation it goes on: "Dr. X"."""
    line = text.rfind("\n", 0, at) + 1
    ends = [found.end() for found in _STOP.finditer(text, line, at)]
    return max(ends, default=line)


def _sentence_end(text: str, at: int) -> int:
    line = text.find("\n", at)
    line = line if line >= 0 else len(text)
    found = _STOP.search(text, at, line)
    return found.start() + len(found.group().rstrip()) if found else line
