from __future__ import annotations

import pytest

from dashboard.edits import AROUND, MOST_PLACES, Piece, edits


@pytest.mark.behaviour(22)
def test_the_words_that_changed_are_shown_with_some_around_them() -> None:
    before = " ".join(f"w{n}" for n in range(100))
    [place] = edits(before, before.replace("w50", "lain benar"))
    assert [piece for piece in place if piece.kind != "same"] == [
        Piece("out", "w50"),
        Piece("in", "lain benar"),
    ]
    assert [len(piece.text.split()) for piece in place if piece.kind == "same"] == [AROUND, AROUND]


def test_what_is_only_added_or_only_taken_out() -> None:
    assert edits("", "a b") == [[Piece("in", "a b")]]
    assert edits("a b", "") == [[Piece("out", "a b")]]


def test_the_same_words_are_no_edit_however_they_are_spaced() -> None:
    assert edits("satu  dua\ntiga", "satu dua tiga") == []


def test_an_article_written_anew_shows_the_first_places_only() -> None:
    spaced = [f"w{n}" for n in range(1_000)]
    other = [f"x{n}" if n % 20 == 0 else word for n, word in enumerate(spaced)]
    assert len(edits(" ".join(spaced), " ".join(other))) == MOST_PLACES
