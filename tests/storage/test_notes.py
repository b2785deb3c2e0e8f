"""The readers' own notes survive what happens to the archive, and two who write at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from storage.notes import FILE, LONGEST_TITLE, MOST, Note, Notebook, NoteError

NOTE = Note(first=date(2026, 11, 16), last=date(2026, 11, 16), title="  Summit \n in\tJakarta ")


def test_a_note_is_kept_trimmed_and_read_by_others(tmp_path: Path) -> None:
    book, other = Notebook(tmp_path), Notebook(tmp_path)
    assert other.all() == ()
    kept = book.put(NOTE)
    assert kept.title == "Summit in Jakarta"
    assert other.all() == (kept,)
    before = other.stamp
    other.remove(kept.note_id)
    assert book.stamp != before
    assert book.all() == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": " \u200b\x00 "}, "no_title"),
        ({"title": "x" * (LONGEST_TITLE + 1)}, "long_title"),
        ({"last": date(2026, 11, 15)}, "order"),
        ({"last": date(2046, 11, 15)}, "dates"),
        ({"first": date(1, 1, 1), "last": date(1, 1, 1)}, "dates"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://name:word@example.org/"}, "link"),
        ({"link": "http://["}, "link"),
        ({"note_id": "not there"}, "gone"),
    ],
)
def test_what_is_no_note_changes_nothing(change: dict[str, object], reason: str, tmp_path: Path) -> None:
    book = Notebook(tmp_path)
    with pytest.raises(NoteError) as caught:
        book.put(replace(NOTE, **change))  # type: ignore[arg-type]
    assert caught.value.reason == reason
    assert not (tmp_path / FILE).exists()


def test_many_are_added_once_and_all_or_none(tmp_path: Path) -> None:
    book = Notebook(tmp_path)
    assert book.add([NOTE, NOTE, replace(NOTE, entity="country:MY")]) == 2
    assert book.add([NOTE]) == 0
    with pytest.raises(NoteError) as caught:
        book.add([replace(NOTE, title=f"{n}") for n in range(MOST)])
    assert caught.value.reason == "full"
    assert len(book.all()) == 2


def test_those_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    book = Notebook(tmp_path)
    writers = [threading.Thread(target=lambda n=n: book.put(replace(NOTE, title=f"{n}"))) for n in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {one.title for one in book.all()} == {str(n) for n in range(12)}
