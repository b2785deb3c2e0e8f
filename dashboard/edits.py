"""What an edit changed: words taken out and words put in, with some of the words around them."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

AROUND: Final = 6  # words on either side
MOST_WORDS: Final = 3_000  # of a text that are compared
MOST_PLACES: Final = 12  # of one edit that are shown

Kind = Literal["same", "out", "in"]


class Piece(NamedTuple):
    """A run of words."""

    kind: Kind
    text: str


def edits(before: str, after: str) -> list[list[Piece]]:
    """The places in which two texts differ, in text order; empty when they say the same."""
    old, new = before.split()[:MOST_WORDS], after.split()[:MOST_WORDS]
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND)
    places = []
    for number, group in enumerate(groups):
        if number == MOST_PLACES:
            break
        places.append([piece for code in group for piece in _pieces(code, old, new) if piece.text])
    return [place for place in places if any(piece.kind != "same" for piece in place)]


def _pieces(code: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[Piece]:
    tag, i1, i2, j1, j2 = code
    if tag == "equal":
        yield Piece("same", " ".join(old[i1:i2]))
    else:
        yield Piece("out", " ".join(old[i1:i2]))
        yield Piece("in", " ".join(new[j1:j2]))
