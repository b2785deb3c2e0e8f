"""The article without what is not the article: bylines, datelines, related links, adverts, tags, credits.

Nothing is lost: every piece taken out is kept with its place and its reason.
"""

from __future__ import annotations

import re
from typing import Final

from collectors.text import attribution, related
from collectors.text.dateline import dateline as dateline_of
from collectors.text.dateline import late_dateline
from collectors.text.lines import credit_at_end, is_label, line_reasons
from collectors.text.markup import text_of_html
from collectors.text.noise import MAX_LINE, noise
from collectors.text.plain import plain
from collectors.types import CleanText, Cut

__all__ = ["clean_text", "text_of_html"]

Piece = tuple[int, int, str]  # start, end, reason

# Taking one thing out can lay another bare (an advert between a lead and its headline). Real texts are done
# after two rounds; the limit is for texts made to have many.
_ROUNDS: Final = 40
_MAX_BEFORE_REPORT: Final = 8  # lines
_SURPLUS_SPACE = re.compile(r"^\s+|\s+$| *\n[ \n]*|  +")
_SPACES: Final = (" ", "\n")
_BRACKETED_LINK = re.compile(r"[(\[](?:Baca|Simak|Lihat)(?: [Jj]uga)? ?: ?[^()\[\]\n]{1,200}[)\]]")
_BRACKETED_CREDIT = re.compile(r"[(\[](?:Foto|Dok|Photo|Sumber foto|Sumber)\s?[:.][^()\[\]\n]{1,80}[)\]]")


def clean_text(text: str, *, outlet: str | None = None) -> CleanText:
    """Take out of ``text`` what is not the article; ``outlet`` (key or name) helps with its habits.

    Offsets count in the text as ``collectors.text.plain.plain`` gives it, which ``text_of_html`` already has.
    Cleaning the result again changes nothing. Surplus white space is a cut, too (reason "space").
    """
    original = plain(text)
    kept = _Kept(original)
    byline: list[str] = []
    dateline: str | None = None
    for _ in range(_ROUNDS):
        pieces = _spaces(kept.text)
        if not pieces:
            pieces, city = _noise(kept.text, outlet)
            dateline = dateline or city
            byline += [kept.text[start:end].strip() for start, end, reason in pieces if reason == "byline"]
        if not pieces:
            break
        kept.take_out(pieces)
    return CleanText(
        text=kept.text,
        removed=tuple(
            Cut(start=start, end=end, text=original[start:end], reason=reason)
            for start, end, reason in kept.cuts
        ),
        byline=" | ".join(dict.fromkeys(line.replace("\n", " | ") for line in byline)) or None,
        dateline=dateline,
        attribution=attribution.sources(original, outlet=outlet),
    )


class _Kept:
    """What is left of a text, and where it stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._length = len(text)
        self.cuts: list[Piece] = []  # in the original, in order, never touching by mistake

    def take_out(self, pieces: list[Piece]) -> None:
        """Take ``pieces`` of the current text out; they are in order and apart."""
        left: list[str] = []
        position = 0
        taken: list[Piece] = []
        place = _Place(self.cuts)
        for start, end, reason in pieces:
            left.append(self.text[position:start])
            position = end
            taken.append((place.of(start), place.of(end - 1) + 1, reason))
        left.append(self.text[position:])
        self.text = "".join(left)
        self.cuts = _merged(self.cuts, taken)


class _Place:
    """Current offsets to original ones; asked in rising order."""

    def __init__(self, cuts: list[Piece]) -> None:
        self._cuts = cuts
        self._next = 0
        self._shift = 0

    def of(self, offset: int) -> int:
        while self._next < len(self._cuts) and self._cuts[self._next][0] <= offset + self._shift:
            start, end, _ = self._cuts[self._next]
            self._shift += end - start
            self._next += 1
        return offset + self._shift


def _merged(old: list[Piece], new: list[Piece]) -> list[Piece]:
    """Both in order; an old piece inside a new one is part of it now."""
    merged: list[Piece] = []
    for piece in sorted([*old, *new], key=lambda piece: (piece[0], -piece[1])):
        if not merged or piece[0] >= merged[-1][1]:
            merged.append(piece)
    return merged


def _spaces(text: str) -> list[Piece]:
    """White space more than one newline between lines and one space between words."""
    if text.strip() == text and not _has_surplus_inside(text):
        return []
    pieces: list[Piece] = []
    for match in _SURPLUS_SPACE.finditer(text):
        start, end = match.span()
        if start == 0 or end == len(text):
            pieces.append((start, end, "space"))
            continue
        newline = text.find("\n", start, end)
        keep = newline if newline >= 0 else start
        pieces += [(a, b, "space") for a, b in ((start, keep), (keep + 1, end)) if a < b]
    return pieces


def _has_surplus_inside(text: str) -> bool:
    if "  " in text:
        return True
    at = text.find("\n")
    while at >= 0:
        if text[at - 1 : at] == " " or text[at + 1 : at + 2] in _SPACES:
            return True
        at = text.find("\n", at + 1)
    return False


def _noise(text: str, outlet: str | None) -> tuple[list[Piece], str | None]:
    """What goes out of a text without surplus space, in order and apart; and the dateline's city."""
    if not text:
        return [], None
    pieces, city = _opening(text, outlet)
    if pieces:
        return pieces, city  # what the first line is shows once they are gone
    phrased, linked = noise().kinds_in(text)
    pieces = _lines(text, linked=linked)
    pieces += _phrases(text, phrased=phrased)
    if not pieces and (start := related.trailing_headline(text)) is not None:
        pieces.append((start, len(text), "related"))
    return _apart(pieces), city


def _apart(pieces: list[Piece]) -> list[Piece]:
    apart: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece[0], -piece[1])):
        if piece[0] < piece[1] and (not apart or piece[0] >= apart[-1][1]):
            apart.append(piece)
    return apart


def _opening(text: str, outlet: str | None) -> tuple[list[Piece], str | None]:
    """Bylines and datelines before the report begins, and the first city they name."""
    pieces: list[Piece] = []
    city: str | None = None
    start = 0
    while True:
        if end := _running_byline(text, start):
            pieces.append((start, end, "byline"))
        elif found := dateline_of(text, start, outlet=outlet):
            end, city = found.end, city or found.city
            pieces.append((start, end, "dateline"))
        else:
            break
        start = end
    return (pieces, city) if pieces else _late_opening(text)


def _late_opening(text: str) -> tuple[list[Piece], str | None]:
    """A dateline under the headline, the lead or the caption of a photograph, which may come first."""
    start = 0
    for _ in range(_MAX_BEFORE_REPORT):
        start = text.find("\n", start) + 1
        if not start:
            break
        end = text.find("\n", start)
        if found := late_dateline(text, start, end if end >= 0 else len(text)):
            return [(start, found.end, "dateline")], found.city
    return [], None


def _running_byline(text: str, start: int) -> int:
    """End of a byline that runs on into the dateline, ``Editor: A KONTAN.CO.ID - JAKARTA. …``; 0 without."""
    head = text[start : start + MAX_LINE].partition("\n")[0]
    if not is_label(head):
        return 0
    for name in noise().full_stop:
        at = max(head.find(f" {name} -"), head.find(f" {name}-"))
        if at > 0:
            return start + at + 1
    return 0


def _lines(text: str, *, linked: bool) -> list[Piece]:
    lines = text.split("\n")
    starts: list[int] = []
    position = 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    reasons = line_reasons(lines)
    pieces: list[Piece] = []
    for index, reason in enumerate(reasons):
        if reason is None:
            continue
        start = starts[index]
        end = start + len(lines[index])
        # A line goes with the newline after it, the last one with the newline before it.
        if end < len(text):
            end += 1
        elif start and reasons[index - 1] is None:
            start -= 1
        pieces.append((start, end, reason))
    for index, line in enumerate(lines):
        if reasons[index] is None:
            start = starts[index]
            end = start + len(line)
            credited, why = credit_at_end(line)
            if credited:
                pieces.append((end - credited, end, why))
            if linked:
                pieces += [(a, b, "related") for a, b in related.inside_links(text, start, end - credited)]
    return pieces


def _phrases(text: str, *, phrased: bool) -> list[Piece]:
    data = noise()
    pieces: list[Piece] = []
    if phrased:
        pieces += [
            (match.start(), match.end(), data.anywhere_reason.get(match[0], "advert"))
            for match in data.anywhere.finditer(text)
        ]
    if "(" in text or "[" in text:
        for bracketed, reason in ((_BRACKETED_CREDIT, "credit"), (_BRACKETED_LINK, "related")):
            for match in bracketed.finditer(text):
                start = match.start()
                pieces.append((start - text[start - 1 : start].isspace(), match.end(), reason))
    return pieces
