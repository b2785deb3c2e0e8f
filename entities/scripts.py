"""Where a name may stand in scripts other than Latin, which part words in their own ways."""

from __future__ import annotations

import re
from collections.abc import Callable

# None of it is in a text that the index over Latin letters cannot search alone.
OTHER = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff]")
JOINED_FROM = "\u0371"  # the first letter that is not Latin: such scripts join words
# Conjunctions and prepositions of one letter, and the article, are written together with the word after them.
_ARABIC_PREFIX = re.compile("[وف]?(?:[بكل]?(?:ال)?|لل)$")
_ARABIC_WORD = re.compile("[\u0620-\u065f\u066e-\u06d3\\w]*$")
_LONGEST_PREFIX = 5
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30fe]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_FEW_KANA = 3
_FEW_HANGUL = 2
_INDIC = re.compile(r"[\u0900-\u0963\u0966-\u0dff\w]")

# Whether a name may stand at a place of a text.
Stands = Callable[[str, int, int], bool]


def stands_in(name: str) -> Stands:
    """The rule for a name in the script of its first letter."""
    first = name[0]
    for low, high, rule in _RULES:
        if low <= first <= high:
            return rule
    return _spaced


def _spaced(text: str, start: int, end: int) -> bool:
    return not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()


def _anywhere(_text: str, _start: int, _end: int) -> bool:
    return True


def _arabic(text: str, start: int, end: int) -> bool:
    if text[end : end + 1].isalnum():
        return False
    if not text[start - 1 : start].isalnum():
        return True
    word = _ARABIC_WORD.search(text, max(0, start - _LONGEST_PREFIX), start)
    return word is not None and _ARABIC_PREFIX.fullmatch(word.group()) is not None


def _indic(text: str, start: int, end: int) -> bool:
    """Vowel signs are no letters to ``isalnum`` and yet part of the word."""
    return not (start and _INDIC.match(text, start - 1)) and not _INDIC.match(text, end)


def _hangul(text: str, start: int, end: int) -> bool:
    """Particles follow; two syllables may be the end of any other word."""
    return end - start > _FEW_HANGUL or not (start and _HANGUL.match(text, start - 1))


def _katakana(text: str, start: int, end: int) -> bool:
    """Three signs may be part of any other word: タイトル."""
    if end - start > _FEW_KANA:
        return True
    return not (start and _KATAKANA.match(text, start - 1)) and not _KATAKANA.match(text, end)


_RULES: tuple[tuple[str, str, Stands], ...] = (
    ("\u0600", "\u06ff", _arabic),
    ("\u0900", "\u0dff", _indic),
    ("\u0e00", "\u0eff", _anywhere),  # Thai, Lao
    ("\u1000", "\u109f", _anywhere),  # Burmese
    ("\u1780", "\u17ff", _anywhere),  # Khmer
    ("\u30a1", "\u30ff", _katakana),
    ("\u3040", "\u30a0", _anywhere),  # hiragana
    ("\u3400", "\u9fff", _anywhere),  # Chinese characters
    ("\uac00", "\ud7a3", _hangul),
    ("\uf900", "\ufaff", _anywhere),
)
