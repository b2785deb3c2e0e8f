"""The article without what is not the article: bylines, datelines, related links, adverts, tags, credits.

Nothing is lost: every piece taken out is kept with its place and its reason.
"""

from __future__ import annotations

import re
from typing import Final

from collectors import attribution, related
from collectors.dateline import dateline as dateline_of
from collectors.markup import text_of_html
from collectors.noise import MAX_LINE, noise
from collectors.plain import plain
from collectors.types import CleanText, Cut

__all__ = ["clean_text", "text_of_html"]

Piece = tuple[int, int, str]  # start, end, reason

# Taking one thing out can lay another bare (an advert between a lead and its headline). Real texts are done
# after two rounds; the limit is for texts made to have many.
_ROUNDS: Final = 40
_MAX_BYLINE: Final = 300
_MAX_TAG: Final = 60
_MAX_INITIALS: Final = 40
_MAX_TAIL: Final = 12  # lines under the authors' initials
_SURPLUS_SPACE = re.compile(r"^\s+|\s+$| *\n[ \n]*|  +")
_INITIALS = re.compile(r" ?\((?!dan/atau\)|and/or\))(?:[A-Za-z]{2,8}/){1,3}[a-z]{2,6}\)\.?$")
_ONE_INITIALS = re.compile(r"(?<=[.!?”\"]) ?\((?!yoy|ytd|mtm|mom|qtq|qoq|ptp|wib)[a-z]{3}\)$")
# Bylines that run on after the last sentence: "… katanya. Pewarta: A B Editor: C D Copyright © ANTARA 2026"
_RUNNING_CREDIT = re.compile(
    r"(?<=[.!?”\")]) (?:Pewarta|Reporter|Penulis|Editor|Penerjemah|Sumber|COPYRIGHT ©|Copyright ©)"
)
_JOINING: Final = frozenset({"dan", "and", "&", "bin", "binti", "van", "de"})
_INITIALS_LINE = re.compile(
    r"\((?:[a-z]{2,5}|[A-Z]{2,4}|\*+|Ant|ANTARA|Antara|(?:[A-Za-z]{1,8}[/-]){1,3}[A-Za-z]{1,8})\)|\*+|-{3,}|={3,}"
)
_SIGNED = re.compile(r"\([A-Z][\w.'’]*(?: [A-Z][\w.'’]*){1,3}\)")
_BRACKETED_CREDIT = re.compile(r"\s?[(\[](?:Foto|Dok|Photo|Sumber foto|Sumber)\s?[:.][^()\[\]\n]{1,80}[)\]]")
_CREDIT_LINE = re.compile(
    r"Dok\.? |Photo by |"
    r"\(?(?:ANTARA FOTO|CNN Indonesia|CNBC Indonesia|detikcom|KOMPAS\.com|"
    r"AFP|AFP PHOTO|REUTERS|AP Photo|EPA|SHUTTERSTOCK|Shutterstock)/"
)
_CREDITED_LINE = re.compile(
    r"\(?(?:Additional reporting|Reporting|Reported|Writing|Written|Editing|Edited|Compiled) by [A-Z].{1,250}"
)
_VIDEO_LINE = re.compile(r"(?:Video|VIDEO|Infografis|INFOGRAFIS)\b")
_COPYRIGHT: Final = ("©", "Copyright ", "COPYRIGHT ", "Hak cipta ©", "Hak Cipta ©")
_MIN_TAGS: Final = 2
_MAX_BY_LINE: Final = 2  # lines into the text: under the headline, nowhere else
_MAX_BY_NAMES: Final = 8


def clean_text(text: str, *, outlet: str | None = None) -> CleanText:
    """Take out of ``text`` what is not the article; ``outlet`` (key or name) helps with its habits.

    Offsets count in the text as ``collectors.plain.plain`` gives it, which ``text_of_html`` already has.
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


def _noise(text: str, outlet: str | None) -> tuple[list[Piece], str | None]:
    """What goes out of a text without surplus space, in order and apart; and the dateline's city."""
    if not text:
        return [], None
    pieces, city = _opening(text, outlet)
    if pieces:
        return pieces, city  # what the first line is shows once they are gone
    pieces = _lines(text)
    pieces += _phrases(text)
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
            return pieces, city
        start = end


def _running_byline(text: str, start: int) -> int:
    """End of a byline that runs on into the dateline, ``Editor: A KONTAN.CO.ID - JAKARTA. …``; 0 without."""
    head = text[start : start + MAX_LINE].partition("\n")[0]
    if not _is_label(head):
        return 0
    for name in noise().full_stop:
        at = max(head.find(f" {name} -"), head.find(f" {name}-"))
        if at > 0:
            return start + at + 1
    return 0


def _is_label(line: str) -> bool:
    label, colon, _ = line[:40].partition(":")
    return bool(colon) and label.strip().casefold() in noise().byline


def _lines(text: str) -> list[Piece]:
    lines = text.split("\n")
    starts: list[int] = []
    position = 0
    for line in lines:
        starts.append(position)
        position += len(line) + 1
    reasons = _reasons(lines)
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
            if credited := _initials(line):
                pieces.append((end - credited, end, "credit"))
            elif credited := _running_credit(line):
                pieces.append((end - credited, end, "byline"))
            pieces += [(a, b, "related") for a, b in related.inside_links(text, start, end - credited)]
    return pieces


def _initials(line: str) -> int:
    """Length of the authors' initials at the end of ``line``: ``… katanya. (adp/bay)``."""
    length = 0
    while line.endswith((")", ").")) and (match := _INITIALS.search(line, max(0, len(line) - _MAX_INITIALS))):
        line = line[: match.start()]
        length += match.end() - match.start()
    if not length and line.endswith(")") and (match := _ONE_INITIALS.search(line, max(0, len(line) - 8))):
        length = match.end() - match.start()
    return length


def _running_credit(line: str) -> int:
    """Length of a byline that follows the last sentence of ``line``."""
    for match in _RUNNING_CREDIT.finditer(line, max(0, len(line) - _MAX_BYLINE)):
        words = line[match.start() :].split()
        if ":" in line[match.end() : match.end() + 2] or "©" in match[0]:
            named = all(word[0].isupper() or not word[0].isalpha() or word in _JOINING for word in words)
            return len(line) - match.start() if named and not line.endswith(".") else 0
    return 0


def _reasons(lines: list[str]) -> list[str | None]:
    """For every line why it goes; None when it stays."""
    leads = [related.lead_of(line) for line in lines]
    data = noise()
    reasons = [
        None if lead else _byline_reason(line, index) or _shape_reason(line) or data.line_reason(line)
        for index, (line, lead) in enumerate(zip(lines, leads, strict=True))
    ]
    # An advert between a lead and its headline does not part them.
    left = [index for index, reason in enumerate(reasons) if reason is None]
    left_lines = [lines[index] for index in left]
    position = 0
    while position < len(left):
        taken = related.taken_lines(left_lines, position, lead) if (lead := leads[left[position]]) else 0
        for index in left[position : position + taken]:
            reasons[index] = "related"
        position += max(taken, 1)
    _tail(lines, reasons)
    return reasons


def _byline_reason(line: str, index: int) -> str | None:
    if len(line) > _MAX_BYLINE:
        return None
    if _is_label(line) and "." not in line.rstrip(".")[-1:]:
        return "byline"
    if _CREDITED_LINE.fullmatch(line) and (line.startswith("(") or not line.endswith(".")):
        return "byline"
    if index < _MAX_BY_LINE and _is_by_line(line):
        return "byline"
    return None


def _is_by_line(line: str) -> bool:
    """``By Ann Example and Bob Example``."""
    by, *names = line.split()
    return (
        by == "By" and 1 < len(names) <= _MAX_BY_NAMES and all(n[0].isupper() or n in _JOINING for n in names)
    )


def _shape_reason(line: str) -> str | None:
    """Lines known by their form rather than by their words."""
    if line.startswith(_COPYRIGHT) and len(line) <= MAX_LINE:
        return "credit"
    if line[0] in "(*-=" and (_INITIALS_LINE.fullmatch(line) or _initials(line) == len(line)):
        return "credit"
    ended = line.rstrip("”\"’') ").endswith((".", ":"))
    if len(line) <= MAX_LINE and not ended:
        if _CREDIT_LINE.match(line):
            return "caption"
        if _VIDEO_LINE.match(line) and related.is_headline(line, least=4):
            return "related"
    return None


def _tail(lines: list[str], reasons: list[str | None]) -> None:
    """Links, tags and the author's name in brackets, which only the end of an article has."""
    for index in range(len(lines) - 1, max(0, len(lines) - _MAX_TAIL), -1):
        if reasons[index] == "credit" and lines[index].startswith("("):
            for below in range(index + 1, len(lines)):
                if reasons[below] is None and related.is_headline(lines[below]):
                    reasons[below] = "related"
            break
    last = len(lines) - 1
    while last >= 0 and reasons[last] is not None:
        last -= 1
    first = last
    while first >= 0 and _is_tag(lines[first]) and reasons[first] is None:
        first -= 1
    under_initials = first >= 0 and reasons[first] == "credit" and lines[first].startswith("(")
    tags = last - first
    if 0 < tags < len(lines) and (under_initials or tags >= _MIN_TAGS):
        reasons[first + 1 : last + 1] = ["tags"] * tags
        last = first
    while last > 0 and (reasons[last] is not None or _SIGNED.fullmatch(lines[last])):
        reasons[last] = reasons[last] or "byline"
        last -= 1


def _is_tag(line: str) -> bool:
    return (
        len(line) <= _MAX_TAG
        and line == line.lower()
        and any(letter.isalpha() for letter in line)
        and line[-1] not in '.,:;!?”"'
        and line[0].isalnum()
    )


def _phrases(text: str) -> list[Piece]:
    data = noise()
    pieces = [
        (match.start(), match.end(), data.anywhere_reason.get(match[0], "advert"))
        for match in data.anywhere.finditer(text)
    ]
    pieces += [(match.start(), match.end(), "credit") for match in _BRACKETED_CREDIT.finditer(text)]
    return pieces
