from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.normalize import fold, fold_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Erdoğan", "Erdogan"),
        ("Jong‑un – Jong—un", "Jong-un - Jong-un"),
        ("Sana’a", "Sana'a"),
        ("Amerika\u00a0Serikat\tRaya", "Amerika Serikat Raya"),
        ("“Łódź”", '"Lodz"'),
        ("Groß", "Gross"),
        ("Zelen\u200bsky", "Zelensky"),
        ("Erdog\u0306an", "Erdogan"),
        ("김정은 中国 ไทย", "김정은 中国 ไทย"),
        ("Владимир й", "Владимир и"),
    ],
)
def test_folds_what_a_reader_does_not_tell_apart(text: str, folded: str) -> None:
    assert fold(text).text == folded


@given(text=st.text())
def test_every_character_has_its_place_in_the_original(text: str) -> None:
    folded = fold(text)

    places = [folded.original(i, i + 1) for i in range(len(folded.text))]

    assert places == sorted(places)
    assert all(start < end <= len(text) for start, end in places)
    assert all(one == other or one[1] <= other[0] for one, other in pairwise(places))


@given(text=st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_letters_stay(text: str) -> None:
    folded = fold(text)

    assert folded.text == text.replace("\t", " ").replace("\r", " ")
    assert folded.places is None


@given(text=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\xad")))
def test_composed_and_decomposed_text_fold_to_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(unicodedata.normalize("NFC", text)).text


def test_names_of_the_index_have_single_spaces_and_no_hyphens() -> None:
    assert fold_name("  Kim  Jong\u2011un ") == "Kim Jong un"
