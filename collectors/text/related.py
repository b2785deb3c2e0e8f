"""Links to other articles: "Baca Juga: …", and how far the headline after it goes."""

from __future__ import annotations

import re
from typing import Final

from collectors.text.noise import MAX_LINE, WORD, noise

_BULLET = re.compile(r"[-–—•*>»(\[ ]{0,5}")
_POINTS: Final = frozenset({"- ", "• ", "* ", "> ", "» "})
_MAX_LEAD: Final = 40
_WORDS = re.compile(r"\S+")
_BREAK = re.compile(r"[.!?…][”\"’')]*\s+(?=[“\"'(]?[A-ZÀ-Ž])")
_SENTENCE_END = re.compile(r"[.!?…:;,”\"’'\])]\s*$")
_MAX_HEADLINE: Final = 200
_MIN_HEADLINE: Final = 3  # words
_MIN_TITLE: Final = 4  # words
_LISTS: Final = frozenset(
    {"artikel terkait", "berita terkait", "berita terpopuler", "terpopuler", "rekomendasi untuk anda"}
)
_MAX_LIST: Final = 5  # headlines after one lead


def lead_of(line: str) -> int:
    """Length of the lead that ``line`` begins with, its punctuation included; 0 without one."""
    begin = _BULLET.match(line).end()  # type: ignore[union-attr]  # it matches nothing, too
    word = WORD.match(line, begin)
    leads = noise().leads.get(word[0].casefold(), ()) if word else ()
    if not leads:
        return 0
    folded = line[begin : begin + _MAX_LEAD].casefold()
    for lead in leads:
        if folded.startswith(lead):
            after = line[begin + len(lead) :][:1]
            if after.islower() or after.isdigit():
                continue
            end = begin + len(lead)
            while end < len(line) and not line[end].isalnum() and line[end] not in "“\"'‘(":
                end += 1
            # A lead of one word is also an ordinary word: it needs its colon or the line for itself.
            if " " in lead or ":" in line[begin:end] or end == len(line):
                return end
    return 0


def taken_lines(lines: list[str], index: int, lead: int) -> int:
    """How many lines the link at ``lines[index]`` takes; 0 when the line has more text than the link."""
    line = lines[index]
    rest = line[lead:].strip()
    if rest:
        # "Siapa Dia? Sosok di Balik Pabrik Itu" is one headline; after a full stop the text goes on.
        broken = [end[0] for end in _BREAK.finditer(rest)]
        asks = len(broken) == 1 and broken[0][0] in "?!" and is_headline(rest)
        whole = len(line) <= MAX_LINE and len(rest) <= _MAX_HEADLINE and (asks or not broken)
        sentence = rest.endswith((".", ".”", '."')) and not rest.endswith("...") and _goes_on(rest)
        return 1 if whole and not sentence else 0
    taken = index + 1
    if line[:lead].strip(" :").casefold() in _LISTS and all(_is_entry(below) for below in lines[taken:]):
        return len(lines) - index  # headlines, their sections and their ages, to the end
    colon = ":" in line[:lead]
    if taken < len(lines) and _is_link(lines[taken], loose=colon):
        taken += 1
        while (
            taken < len(lines)
            and taken - index <= _MAX_LIST
            and (
                is_headline(lines[taken], least=_MIN_TITLE + 1)
                or _next_bullet(lines[taken - 1], lines[taken])
            )
        ):
            taken += 1
    return taken - index


def _is_entry(line: str) -> bool:
    """Whether ``line`` may stand in a list of articles: short, and no sentence."""
    return len(line) <= _MAX_HEADLINE and not line.rstrip("”\"’') ").endswith((".", ",", ";"))


def _next_bullet(line: str, following: str) -> bool:
    """Whether both are short points of one list."""
    points = line[:2] in _POINTS and line[:2] == following[:2]
    return points and len(following) <= _MAX_HEADLINE and not following.rstrip().endswith(".")


def _goes_on(rest: str) -> bool:
    """Whether text follows the headline that ``rest`` begins with, in the same sentence."""
    return _headline_end(rest, 0, len(rest)) < len(rest)


def _is_link(line: str, *, loose: bool) -> bool:
    """Whether the line under a lead is the linked headline and not the next paragraph."""
    if is_headline(line, least=_MIN_TITLE):
        return True
    ends = line.rstrip("”\"’') ").endswith((".", ":", ";", ","))
    return (
        loose
        and len(line) <= _MAX_HEADLINE
        and not ends
        and len(line.split()) >= _MIN_TITLE
        and line[0].isupper()
    )


def is_headline(line: str, *, least: int = _MIN_HEADLINE) -> bool:
    """Whether ``line`` reads like a headline in title case: at least ``least`` words, no full stop."""
    if len(line) > _MAX_HEADLINE:
        return False
    words = line.split()
    if len(words) < least:
        return False
    bare = line.rstrip("”\"’') ")
    if bare.endswith((".", ",", ";", ":")) and not bare.endswith("..."):
        return False
    named = [word for word in words if word[0].isalpha()]
    small = sum(word[0].islower() and word.strip("”\"’',:") not in noise().small for word in named)
    return bool(named) and named[0][0].isupper() and small * 4 <= len(named)


def inside_links(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Links put into the paragraph ``text[start:end]``, as (start, end)."""
    found: list[tuple[int, int]] = []
    position = start
    for match in noise().inside.finditer(text, start, end):
        if match.start() < position:
            continue
        colon = text[match.end() : match.end() + 2].lstrip().startswith(":")
        before = text[start : match.start()].rstrip()[-1:]
        if not colon and (
            before not in '.!?…”"’)](' or text[match.end() : match.end() + 2].lstrip()[:1].islower()
        ):
            continue
        first = match.start()
        bracket = text.find(")", match.end(), min(end, match.end() + _MAX_HEADLINE)) if before == "(" else -1
        if bracket >= 0:
            first, stop = text.rindex("(", start, first), bracket + 1
        else:
            stop = _headline_end(text, match.end(), end, no_colon=not colon and not match[0].endswith(":"))
        while first > start and text[first - 1] == " ":
            first -= 1
        # One space stays between the sentences around the link.
        found.append((first, stop if stop == end or first == start else stop - _space_before(text, stop)))
        position = stop
    return found


def _space_before(text: str, end: int) -> int:
    return 1 if text[end - 1] == " " else 0


def _headline_end(text: str, start: int, end: int, *, no_colon: bool = False) -> int:
    """Where the headline ends that begins at ``start``, and the text goes on.

    After a lead without a colon, a whole sentence is text, and there is no headline.
    """
    limit = min(end, start + _MAX_HEADLINE + 100)
    if broken := _BREAK.search(text, start, limit):
        limit = broken.end()
    elif limit == end:
        bare = text[start:end].rstrip("”\"’') ")
        if not bare.endswith("."):
            return end  # a headline and nothing after it
    words = list(_WORDS.finditer(text, start, limit))
    for index, word in enumerate(words):
        if index < 2:  # noqa: PLR2004 - ":" and a first word always belong to the link
            continue
        token = word[0]
        if token[0] in '“"' and index > _MIN_HEADLINE:
            return word.start()
        if token[0].islower() and token.strip("”\"’',:") not in noise().small:
            begin = _sentence_start(words, index)
            if begin < _MIN_HEADLINE or not words[begin][0][0].isupper():
                break  # a headline that is not in title case: nothing but a full stop shows where it ends
            return words[begin].start()
    if no_colon and text[start:limit].rstrip().endswith("."):
        return start + len(text[start:limit]) - len(text[start:limit].lstrip())
    return broken.end() if broken else limit


def _sentence_start(words: list[re.Match[str]], small: int) -> int:
    """Index of the word that begins the sentence whose first small word is ``words[small]``."""
    first = small - 1
    while first > 1 and words[first][0].strip("”\"’',:").casefold() not in noise().small:
        if words[first][0] in noise().openers:
            return first
        first -= 1
    # Without an opening word the last capital begins it: "… dengan Korea Utara Putin berjanji …"
    begin = small - 1
    while begin > _MIN_HEADLINE and words[begin][0][0].islower():
        begin -= 1
    return begin


def trailing_headline(text: str) -> int | None:
    """Where an unmarked headline begins that stands after the last full stop of ``text``; None without."""
    tail_start = max(0, len(text) - _MAX_HEADLINE - 20)
    last = None
    for last in _BREAK.finditer(text, tail_start):  # noqa: B007 - the last one is wanted
        pass
    start = text.rfind("\n") + 1
    if last is not None and last.end() > start:
        start = last.end()
    elif not start or not _SENTENCE_END.search(text[max(0, start - 4) : start]):
        return None
    tail = text[start:]
    if _SENTENCE_END.search(tail) or not is_headline(tail, least=_MIN_TITLE + 2):
        return None
    return start
