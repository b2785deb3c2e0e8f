"""The short ways round cleaning come to where the long ones do."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from collectors.text.dateline import _is_prose, _read
from collectors.text.plain import _ODD, _USUAL, _is_usual, plain


def test_what_is_usual_is_plain_beside_whatever_it_stands() -> None:
    usual = [char for char in map(chr, range(0x80, sys.maxunicode + 1)) if _USUAL.fullmatch(char)]
    assert len(usual) > 500
    for char in usual:
        assert not _ODD.search(char)
        assert unicodedata.normalize("NFC", f"e{char}e") == f"e{char}e"


def test_only_what_is_usual_goes_the_short_way() -> None:
    assert _is_usual("“Kata” – kata…\ncafé €5")
    for odd in ("a\tb", "a\u200bb", "a\u00a0b", "e\u0301", "a\x7fb", "a\ud800", "a\x85b", "\ufb01"):
        assert not _is_usual(odd), odd
    assert plain("e\u0301\u200b\u00a0x\r\ny") == "é x\ny"


WORDS = st.sampled_from(
    [
        "Jakarta",
        "JAKARTA",
        "KONTAN",
        "detikcom",
        "Rio",
        "de",
        "Janeiro",
        "Presiden",
        "kata",
        "sedang",
        "-",
        "–",
        ":",
        "Jakarta:",
        "JAKARTA-Presiden",
        "KOMPAS.com",
        "(Reuters)",
        "Nov",
        "20",
        "A",
        "x",
        "/",
        "Kata,",
        "of",
    ]
)


@given(st.lists(WORDS, min_size=2, max_size=8))
def test_no_dateline_is_missed_by_a_look_at_two_words(words: list[str]) -> None:
    text = " ".join(words)
    assert not _is_prose(text.replace(" ", "\n"), 0)
    if _is_prose(text, 0):
        assert _read(text, detik=True) is None
