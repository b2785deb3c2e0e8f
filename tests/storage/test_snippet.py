"""Marks stay on their words when a text is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storage.snippet import LENGTH, Mark, snippet

LONG = "kata " * 60


def test_a_short_text_is_whole() -> None:
    text, marks = snippet("Jepang dan Turki", [Mark(0, 6, 1), Mark(11, 16, 2)], {2}, "")
    assert text == "Jepang dan Turki"
    assert [text[mark.start : mark.end] for mark in marks] == ["Jepang", "Turki"]


def test_it_begins_before_the_wanted_mention() -> None:
    whole = f"Jepang {LONG}Turki {LONG}"
    turki = whole.index("Turki")
    text, marks = snippet(whole, [Mark(0, 6, 1), Mark(turki, turki + 5, 2)], {2}, "")
    assert text.startswith("…kata")
    assert text.endswith("kata…")
    assert [(text[mark.start : mark.end], mark.entity_id) for mark in marks] == [("Turki", 2)]


def test_without_a_wanted_mention_the_word_searched_for_is_shown() -> None:
    whole = f"Jepang {LONG}zamrud {LONG}"
    assert "zamrud" in snippet(whole, [Mark(0, 6, 1)], {2}, '"Zamrud"')[0]
    assert snippet(whole, [Mark(0, 6, 1)], (), "")[0].startswith("Jepang")


def test_lines_become_one() -> None:
    assert snippet("satu\ndua", [], (), "")[0] == "satu dua"


@given(st.text(alphabet="ab \nİß🇮🇩", max_size=700), st.data())
def test_every_mark_keeps_its_words(whole: str, data: st.DataObject) -> None:
    place = st.integers(0, len(whole))
    pairs = data.draw(st.lists(st.tuples(place, place), max_size=5))
    marks = [Mark(min(pair), max(pair), number) for number, pair in enumerate(pairs)]
    text, kept = snippet(whole, marks, {0}, data.draw(st.text(max_size=5)))
    assert len(text) <= LENGTH + 2
    for mark in kept:
        original = marks[mark.entity_id]
        assert text[mark.start : mark.end] == whole[original.start : original.end].replace("\n", " ")
