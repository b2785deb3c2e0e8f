"""Which lines of a text are not the article: by their words, by their form, and by where they stand."""

from __future__ import annotations

import re
from typing import Final

from collectors.text import related
from collectors.text.noise import MAX_HELD, MAX_LINE, WORD, noise

_MAX_BYLINE: Final = 300
_MAX_TAG: Final = 60
_MAX_INITIALS: Final = 40
_MAX_TAIL: Final = 12  # lines under the authors' initials
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
_QUOTED_VERSE = re.compile(r"\([qQ][sS]\.? [^()\n]{2,60}\)")
_SIGNED = re.compile(r"\([A-Z][\w.'’]*(?: [A-Z][\w.'’]*){1,3}\)")
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
# With which lines begin that are known by their form: every pattern above that is not of signs.
_FORM_WORDS: Final = frozenset(
    {
        "by", "additional", "reporting", "reported", "writing", "written", "editing", "edited", "compiled",
        "copyright", "hak", "dok", "photo", "antara", "cnn", "cnbc", "detikcom", "kompas", "afp", "reuters",
        "ap", "epa", "shutterstock", "video", "infografis",
    }
)  # fmt: skip
_MIN_TAGS: Final = 2
_MAX_BY_LINE: Final = 2  # lines into the text: under the headline, nowhere else
_MAX_BY_NAMES: Final = 8
_MAX_BYLINE_WORDS: Final = 8  # of one that ends in a full stop; what is longer is a sentence


def line_reasons(lines: list[str]) -> list[str | None]:
    """For every line why it goes; None when it stays."""
    data = noise()
    plain = [_is_paragraph(line) for line in lines]
    leads = [0 if is_text else related.lead_of(line) for line, is_text in zip(lines, plain, strict=True)]
    reasons = [
        None
        if lead or is_text
        else _byline_reason(line, index) or _shape_reason(line) or data.line_reason(line)
        for index, (line, lead, is_text) in enumerate(zip(lines, leads, plain, strict=True))
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


def credit_at_end(line: str) -> tuple[int, str]:
    """Length of initials or a byline after the last sentence of ``line``, and why they go; 0 without."""
    if length := _initials(line):
        return length, "credit"
    return _running_credit(line), "byline"


def is_label(line: str) -> bool:
    """Whether ``line`` begins with a byline's label: ``Editor: …``."""
    label, colon, _ = line[:40].partition(":")
    return bool(colon) and label.strip().casefold() in noise().byline


def _is_paragraph(line: str) -> bool:
    """Whether a look at length and first word is enough: most lines are paragraphs."""
    if len(line) <= MAX_HELD or not line[0].isalpha():
        return False
    word = WORD.match(line)[0].casefold()  # type: ignore[index]  # a letter is a word
    return word not in noise().first_words and word not in _FORM_WORDS


def _byline_reason(line: str, index: int) -> str | None:
    if len(line) > _MAX_BYLINE:
        return None
    if is_label(line) and not (line.endswith(".") and len(line.split()) > _MAX_BYLINE_WORDS):
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
    if line[0] == "(" and _QUOTED_VERSE.fullmatch(line):
        return "promotion"  # what the widgets at the end of Republika's pages leave
    ended = line.rstrip("”\"’') ").endswith((".", ":"))
    if len(line) <= MAX_LINE and not ended:
        if _CREDIT_LINE.match(line):
            return "caption"
        if _VIDEO_LINE.match(line) and related.is_headline(line, least=4):
            return "related"
    return None


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
    begin = max(0, len(line) - _MAX_BYLINE)
    if line.find(":", begin) < 0 and line.find("©", begin) < 0:
        return 0
    for match in _RUNNING_CREDIT.finditer(line, begin):
        words = line[match.start() :].split()
        if ":" in line[match.end() : match.end() + 2] or "©" in match[0]:
            named = all(word[0].isupper() or not word[0].isalpha() or word in _JOINING for word in words)
            return len(line) - match.start() if named and not line.endswith(".") else 0
    return 0


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
