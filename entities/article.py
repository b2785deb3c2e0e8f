"""What can be asked of a folded text: words beside a place, sentence starts, headline lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING = "(\"'[*<"
_NEXT = re.compile(r" [(\"'\[]?([^\s,.;:!?()\"\]]+)")
_SENTENCE_END = frozenset(".!?:;|")
_SKIPPED = frozenset(" \"'([*")
_HEADLINE_SHARE = 0.7  # of the words with four letters or more that start with a capital
_HEADLINE_WORDS = 3
_LONG_RUN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text."""

    start: int
    end: int
    headline: bool  # most words start with a capital, or all nouns do, so that a capital says nothing


def word_before(text: str, start: int) -> tuple[str, int]:
    """The word right before ``start`` and a space, and where it starts; ``("", start)`` for none."""
    if not start or text[start - 1] != " ":
        return "", start
    word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
    if "\n" in word:
        word = word[word.rfind("\n") + 1 :]
    word = word.lstrip(_OPENING)
    return word, start - 1 - len(word)


def word_after(text: str, end: int) -> tuple[str, int]:
    """The word right after ``end`` and a space, and where it ends; ``("", end)`` for none."""
    found = _NEXT.match(text, end)
    return (found[1], found.end()) if found else ("", end)


def capital_run(text: str, start: int, *, joined: bool = False) -> tuple[list[str], int]:
    """The capitalised words, numbers and ``&`` that lead up to ``start``, in text order, and their start.

    :param joined: go on over "dan" when a capitalised word stands before it.
    """
    words: list[str] = []
    while len(words) < _LONG_RUN:
        word, at = word_before(text, start)
        if joined and words and word == "dan" and word_before(text, at)[0][:1].isupper():
            start = at
            continue
        if not word or not (word[0].isupper() or word[0].isdigit() or word == "&") or word[-1] in ",;:!?)\"'":
            break
        if word[-1] == "." and len(word) > 3:  # noqa: PLR2004 - "Jl.", "PT.", "Dr." belong; a sentence's end does not
            break
        words.insert(0, word.rstrip("."))
        start = at
        if at and text[at - 1] in "(\"'[":
            break
    return words, start


class Article:
    """A folded text and facts about it, found when first asked for."""

    def __init__(self, text: str, *, capitals_tell: bool = True) -> None:
        """:param capitals_tell: whether a capital says that a word is a name; in German it does not."""
        self.text = text
        self._capitals_tell = capitals_tell
        self._lines: dict[int, Line] = {}
        self._ordinary: dict[str, bool] = {}
        self._inside: dict[str, bool] = {}
        self._has: dict[str, bool] = {}
        self.initials: set[str] | None = None  # of suspects and victims; None: nobody has asked

    def line(self, at: int) -> Line:
        """The line that has ``at``."""
        start = self.text.rfind("\n", 0, at) + 1
        line = self._lines.get(start)
        if line is None:
            end = self.text.find("\n", at)
            end = end if end >= 0 else len(self.text)
            words = re.findall(r"[^\W\d_]{4,}", self.text[start : min(end, start + 400)])
            capital = sum(word[0].isupper() for word in words)
            last = self.text[max(start, end - 4) : end].rstrip(" \"')")
            stopped = last.endswith(".") and not last.endswith("..")  # a headline ends in no full stop
            enough = start == 0 or len(words) >= _HEADLINE_WORDS  # the title comes first
            headline = enough and not stopped and capital >= _HEADLINE_SHARE * len(words)
            headline = headline or not self._capitals_tell
            line = self._lines[start] = Line(start, end, headline)
        return line

    def starts_sentence(self, at: int) -> bool:
        """Whether the word at ``at`` opens a sentence, quotation or line."""
        text = self.text
        quoted = False
        while at and text[at - 1] in _SKIPPED:
            at -= 1
            quoted = quoted or text[at] in "\"'"
        return (
            at == 0
            or text[at - 1] == "\n"
            or text[at - 1] in _SENTENCE_END
            or (quoted and text[at - 1] == ",")
        )

    def ordinary(self, word: str) -> bool:
        """Whether ``word`` is also written in small letters somewhere, so that it is no name."""
        known = self._ordinary.get(word)
        if known is None:
            known = self._ordinary[word] = any(True for _ in self._places(word.lower()))
        return known

    def named_inside(self, word: str) -> bool:
        """Whether ``word`` stands with its capital inside a sentence somewhere, not in a headline."""
        known = self._inside.get(word)
        if known is None:
            known = self._inside[word] = any(self._is_inside(at) for at in self._places(word))
        return known

    def has(self, phrase: str) -> bool:
        """Whether ``phrase`` stands anywhere."""
        known = self._has.get(phrase)
        if known is None:
            known = self._has[phrase] = phrase in self.text
        return known

    def _is_inside(self, at: int) -> bool:
        before = self.text[at - 2 : at] if at > 1 else ""
        return before[1:] == " " and (before[0].islower() or before[0] == ",") and not self.line(at).headline

    def _places(self, word: str) -> Iterator[int]:
        """Where ``word`` stands as a word of its own."""
        text, size = self.text, len(word)
        at = text.find(word)
        while at >= 0:
            end = at + size
            if not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum():
                yield at
            at = text.find(word, at + 1)
