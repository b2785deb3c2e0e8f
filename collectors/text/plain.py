"""Characters that text may hold: every string from outside passes here once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TEXT: Final = 500_000
MAX_SUMMARY: Final = 50_000
MAX_TITLE: Final = 1_000

# Control, zero-width, direction and surrogate characters: invisible, able to split a name or turn text round.
_UNSEEN_SET: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff"
    f"{chr(0xD800)}-{chr(0xDFFF)}"  # not written out: no compiler of C takes half a character
)
_NEWLINE_SET: Final = "\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_SPACE_SET: Final = "\t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = re.compile(f"[{_UNSEEN_SET}]")
_NEWLINES = re.compile(f"\r\n|[{_NEWLINE_SET}]")
_SPACES = re.compile(f"[{_SPACE_SET}]")
_ODD = re.compile(f"[{_NEWLINE_SET}{_SPACE_SET}{_UNSEEN_SET}]")
# What nearly all text is made of: none of it is odd, and NFC leaves it as it is, whatever stands beside it.
_USUAL_ASCII: Final = bytes(range(0x20, 0x7F)) + b"\n"
_USUAL = re.compile("[\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")


def plain(text: str, *, limit: int = MAX_TEXT) -> str:
    """``text`` in NFC with plain spaces and newlines, without invisible characters, at most ``limit`` long.

    Doing it twice changes nothing.
    """
    text = text[: 2 * limit]
    if _is_usual(text):
        return text[:limit]
    if _ODD.search(text):
        text = _NEWLINES.sub("\n", text)
        text = _SPACES.sub(" ", text)
        text = _UNSEEN.sub("", text)
    return unicodedata.normalize("NFC", text)[:limit]


def _is_usual(text: str) -> bool:
    """Whether ``text`` is plain already, as nearly all is: told in a tenth of the time of making it so."""
    try:
        others = text.encode().translate(None, _USUAL_ASCII)
    except UnicodeEncodeError:  # lone surrogates
        return False
    return not others or _USUAL.fullmatch(others.decode()) is not None


def one_line(text: str, *, limit: int = MAX_TITLE) -> str:
    """``text`` as ``plain`` gives it, in one line without surplus space."""
    return " ".join(plain(text, limit=4 * limit).split())[:limit].rstrip()  # the cut may end in a space


def tidy(text: str) -> str:
    """``text`` as ``plain`` gives it, its lines without surplus space, none of them empty."""
    text = plain(text)
    if "  " in text:
        lines = (" ".join(line.split()) for line in text.split("\n"))
        return "\n".join(filter(None, lines))
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))
