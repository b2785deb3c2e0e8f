"""What can be asked of a folded text: words beside a place, sentence starts, headline lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick

_OPENING = "(\"'[*<"
_NEXT = re.compile(r" [(\"'\[]?([^\s,.;:!?()\"\]]+)")
_SENTENCE_END = frozenset(".!?:;|")
_SKIPPED = frozenset(" \"'([*")
# Words with four letters or more, by their first one; ASCII alone takes a third of the time.
_WORDS, _ASCII_WORDS = re.compile(r"([^\W\d_])[^\W\d_]{3,}"), re.compile("([A-Za-z])[A-Za-z]{3,}")
_HEADLINE_SHARE = 0.7  # of those words that start with a capital
_HEADLINE_WORDS = 3
_LONG_RUN = 10


def word_before(text: str, start: int) -> tuple[str, int]:
    """The word right before ``start`` and a space, and where it starts; ``("", start)`` for none."""
    if not start or text[start - 1] != " ":
        return "", start
    word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
    if "\n" in word:
        word = word[word.rfind("\n") + 1 :]
    dot = word.rfind(".", 1, -1)
    if dot > 0 and word[dot - 1].islower() and word[dot + 1].isupper():
        word = word[dot + 1 :]  # sentences that bad extraction has glued: "0,73 dolar.Dolar AS naik"
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
        self._headlines: dict[int, bool] = {}  # by where the line starts
        self._ordinary: dict[str, bool] = {}
        self._inside: dict[str, bool] = {}
        self._has: dict[AhoCorasick, bool] = {}
        self.initials: set[str] | None = None  # of suspects and victims; None: nobody has asked

    def in_headline(self, at: int) -> bool:
        """Whether ``at`` is on a line whose capitals say nothing: most words, or all nouns, have one."""
        start = self.text.rfind("\n", 0, at) + 1
        known = self._headlines.get(start)
        if known is None:
            known = self._headlines[start] = not self._capitals_tell or self._is_headline(start)
        return known

    def _is_headline(self, start: int) -> bool:
        """Whether most words of the line from ``start`` begin with a capital and no full stop ends it."""
        end = self.text.find("\n", start)
        end = end if end >= 0 else len(self.text)
        last = self.text[max(start, end - 4) : end].rstrip(" \"')")
        if last.endswith(".") and not last.endswith(".."):
            return False
        line = self.text[start : min(end, start + 400)]
        words = (_ASCII_WORDS if line.isascii() else _WORDS).findall(line)
        capital = sum(map(str.isupper, words))
        enough = start == 0 or len(words) >= _HEADLINE_WORDS  # the title comes first
        return enough and capital >= _HEADLINE_SHARE * len(words)

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

    def has_any(self, phrases: AhoCorasick) -> bool:
        """Whether one of ``phrases`` stands anywhere."""
        known = self._has.get(phrases)
        if known is None:
            known = self._has[phrases] = bool(phrases.find_matches_as_indexes(self.text))
        return known

    def _is_inside(self, at: int) -> bool:
        before = self.text[at - 2 : at] if at > 1 else ""
        return before[1:] == " " and (before[0].islower() or before[0] == ",") and not self.in_headline(at)

    def _places(self, word: str) -> Iterator[int]:
        """Where ``word`` stands as a word of its own."""
        text, size = self.text, len(word)
        at = text.find(word)
        while at >= 0:
            end = at + size
            if not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum():
                yield at
            at = text.find(word, at + 1)
