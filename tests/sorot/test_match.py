from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorot.match import Text, match_text, text_of_file
from tests.mentions import matcher

SIX = ("id", "en", "fr", "es", "ar", "zh")
FOLDER = Path(__file__).parents[1] / "data"
REPORT = """\
Sumber: Reuters | Editor: Wulan Sejahtera
KONTAN.CO.ID - SEOUL/MOSKOW. Presiden Rusia Vladimir Putin tiba di Korea Utara pada Rabu (19/6/2024).
Melansir Reuters, Moskow menyambut pertemuan itu dengan dolar AS.
Baca Juga: Amerika Serikat Memantau Lawatan Putin
Putin lalu pulang, kata Gedung Putih.
"""


def places(text: Text, answer: dict[str, Any]) -> list[str]:
    fields = {"title": text.title, "body": text.body}
    return [fields[one["field"]][one["start"] : one["end"]] for one in answer["spans"] + answer["ignored"]]


def test_the_answer_has_all_that_was_found() -> None:
    answer = match_text(matcher(), Text(body=REPORT))

    assert {
        key: answer[key] for key in ("lang", "dateline", "attribution", "countries", "capitals", "leaders")
    } == {
        "lang": "id",
        "dateline": ["KR", "RU"],
        "attribution": ["Reuters"],
        "countries": {"KP": 1, "RU": 1},
        "capitals": {"RU": 1, "US": 1},
        "leaders": {"vladimir-putin": 2},
    }
    assert answer["spans"][0] == {
        "field": "body",
        "start": REPORT.index("Rusia"),
        "end": REPORT.index("Rusia") + 5,
        "surface": "Rusia",
        "entity": "country:RU",
        "kind": "name",
    }


def test_what_is_not_counted_is_told_with_its_reason_and_place() -> None:
    answer = match_text(matcher(), Text(body=REPORT))

    told = {REPORT[one["start"] : one["end"]].strip(): one["reason"] for one in answer["ignored"]}
    assert told == {
        "Sumber: Reuters | Editor: Wulan Sejahtera": "byline",
        "KONTAN.CO.ID - SEOUL/MOSKOW.": "dateline",
        "AS": "currency",
        "Baca Juga: Amerika Serikat Memantau Lawatan Putin": "related",
    }
    assert [one["start"] for one in answer["ignored"]] == sorted(one["start"] for one in answer["ignored"])


def test_titles_of_office_are_shown_and_counted_nowhere() -> None:
    answer = match_text(matcher(), Text(body="Presiden AS tiba di Bali.", day=date(2016, 5, 1), lang="id"))

    assert answer["leaders"] == {}
    assert answer["countries"] == {"US": 1}
    assert [(one["surface"], one["kind"]) for one in answer["spans"]] == [
        ("Presiden", "office"),
        ("AS", "name"),
    ]


def test_a_file_is_a_title_a_blank_line_and_a_body() -> None:
    text = text_of_file("Rusia Menang\n\nKata Rusia.\n", day=date(2024, 1, 1), lang="id")

    assert text == Text(title="Rusia Menang", body="Kata Rusia.\n", day=date(2024, 1, 1), lang="id")
    answer = match_text(matcher(), text)
    assert [(one["field"], one["start"]) for one in answer["spans"]] == [("title", 0), ("body", 5)]


@pytest.mark.parametrize("content", ["Kata Rusia.\nKata China.\n\nHabis.", "Kata Rusia.", "", "\n\nKata"])
def test_a_file_without_a_blank_second_line_is_just_text(content: str) -> None:
    assert text_of_file(content) == Text(body=content)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_from_another_system_is_read_alike(newline: str) -> None:
    text = text_of_file(f"\ufeffRusia Menang{newline}{newline}Kata{newline}Rusia.")

    assert text.title == "Rusia Menang"
    assert places(text, match_text(matcher(), text)) == ["Rusia", "Rusia"]


def test_offsets_count_in_the_text_as_given() -> None:
    text = Text(
        title="Erdog\u0306an\u200b Tiba",
        body="Jakarta -\r\n\r\nMenurut  In\u00addonesia,   Erdog\u0306an pergi.\r\nBaca juga: lain\r\n\r\n"
        "Putin diam.",
        lang="id",
    )
    answer = match_text(matcher(), text)

    assert places(text, answer)[:4] == ["Erdog\u0306an", "In\u00addonesia", "Erdog\u0306an", "Putin"]
    assert places(text, answer) == [one["surface"] for one in answer["spans"] + answer["ignored"]]
    assert [one["entity"] for one in answer["spans"]] == [
        "leader:recep-tayyip-erdogan",
        "country:ID",
        "leader:recep-tayyip-erdogan",
        "leader:vladimir-putin",
    ]


@given(
    body=st.lists(
        st.one_of(
            st.sampled_from(["Rusia", "\r\n", "\u0301", "  ", "Baca juga: Putin\n", "Jakarta - "]),
            st.text(max_size=3),
        ),
        max_size=30,
    ).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_any_text_gets_an_answer_with_true_offsets(body: str) -> None:
    text = Text(body=body, title=body[:20])
    answer = match_text(matcher(), text)

    assert places(text, answer) == [one["surface"] for one in answer["spans"] + answer["ignored"]]


def test_a_sentence_of_unknown_language_counts_the_same_in_six_languages() -> None:
    lines = (FOLDER / "parallel" / "news.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    different = []
    for row in rows:
        answers = [match_text(matcher(), Text(body=row[lang])) for lang in SIX]
        if any(
            {*answer["countries"], *answer["capitals"], *answer["leaders"]} != set(row["counts_for"])
            for answer in answers
        ):
            different.append(row["id"])

    assert len(rows) >= 100
    assert len(different) <= 0.05 * len(rows), different
