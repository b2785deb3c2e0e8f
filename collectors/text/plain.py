"""Characters that text may hold: every string from outside passes here once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TEXT: Final = 500_000
MAX_SUMMARY: Final = 50_000
MAX_TITLE: Final = 1_000

# Control, zero-width, direction and surrogate characters: invisible, able to split a name or turn text round.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACE_RUN = re.compile(r"\s+")


def plain(text: str, *, limit: int = MAX_TEXT) -> str:
    """``text`` in NFC with plain spaces and newlines, without invisible characters, at most ``limit`` long.

    Doing it twice changes nothing.
    """
    text = _NEWLINES.sub("\n", text[: 2 * limit])
    text = _SPACES.sub(" ", text)
    text = _UNSEEN.sub("", text)
    return unicodedata.normalize("NFC", text)[:limit]


def one_line(text: str, *, limit: int = MAX_TITLE) -> str:
    """``text`` as ``plain`` gives it, in one line without surplus space."""
    # The cut may leave a space at the end, hence the second strip.
    return _SPACE_RUN.sub(" ", plain(text, limit=4 * limit)).strip()[:limit].rstrip()
