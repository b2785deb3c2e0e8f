from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sorot.errors import LabelsError
from sorot.evaluate import Labelled, evaluate, evaluate_files, read_label_files, read_labels
from tests.mentions import matcher


def label(body: str, **more: Any) -> dict[str, Any]:
    expected = {"countries": {}, "capitals": {}, "leaders": {}, "dateline": [], **more.pop("expected", {})}
    return {
        "id": "a1",
        "title": "",
        "body": body,
        "date_raw": "",
        "expected": expected,
        "optional": [],
        **more,
    }


def evaluation(*labels: dict[str, Any]) -> dict[str, Any]:
    return evaluate(matcher(), [Labelled.model_validate(one) for one in labels]).as_json()


def test_a_text_read_as_labelled_scores_full() -> None:
    answer = evaluation(
        label(
            "Presiden Rusia Vladimir Putin bertemu Prabowo di Moskow.",
            expected={
                "countries": {"RU": 1},
                "capitals": {"RU": 1},
                "leaders": {"vladimir-putin": 1, "prabowo-subianto": 1},
            },
        )
    )

    assert answer["articles"] == 1
    assert (answer["countries"]["precision"], answer["countries"]["recall"], answer["countries"]["f1"]) == (
        1,
        1,
        1,
    )
    assert answer["countries"]["count_error"] == 0
    assert answer["countries"]["expected_mentions"] == 2
    assert answer["leaders"]["right"] == 2
    assert answer["mistakes"] == []


def test_missed_wrong_and_miscounted_entities_are_told_apart() -> None:
    answer = evaluation(
        label("Rusia dan Rusia menang atas China.", expected={"countries": {"RU": 1, "JP": 1}}),
        label("Tidak ada apa-apa.", id="a2", expected={"leaders": {"joko-widodo": 2}}),
    )

    assert answer["countries"] | {"f1": 0.5} == answer["countries"]
    assert (answer["countries"]["right"], answer["countries"]["missed"], answer["countries"]["wrong"]) == (
        1,
        1,
        1,
    )
    assert answer["countries"]["count_error"] == 1  # RU 1, JP 1 and CN 1 off, over three entities
    assert (answer["leaders"]["recall"], answer["leaders"]["count_error"]) == (0, 2)
    assert answer["entities"]["RU"]["found_mentions"] == 2
    assert answer["mistakes"] == [
        {"id": "a1", "entity": "CN", "expected": 0, "found": 1},
        {"id": "a1", "entity": "JP", "expected": 1, "found": 0},
        {"id": "a1", "entity": "RU", "expected": 1, "found": 2},
        {"id": "a2", "entity": "joko-widodo", "expected": 2, "found": 0},
    ]


def test_a_capital_stands_for_its_country_on_both_sides() -> None:
    answer = evaluation(label("Kata Kremlin.", expected={"countries": {"RU": 1}}))

    assert answer["countries"]["f1"] == 1
    assert answer["countries"]["count_error"] == 0


def test_optional_entities_count_neither_way() -> None:
    answer = evaluation(label("Rusia menang.", expected={"countries": {"JP": 1}}, optional=["RU", "JP"]))

    assert answer["countries"]["right"] == answer["countries"]["wrong"] == answer["countries"]["missed"] == 0
    assert answer["countries"]["f1"] == 1
    assert answer["entities"] == {}


def test_the_text_is_cleaned_and_titles_count_for_nobody() -> None:
    body = "Jakarta - Presiden AS tiba.\nBaca juga: Putin ke China\n"
    answer = evaluation(
        label(body, date_raw="Senin, 2 Mei 2016 10:00 WIB", expected={"countries": {"US": 1}})
    )

    assert answer["mistakes"] == []


def test_labels_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(
        json.dumps(label("Rusia.")) + "\n\n" + json.dumps(label("China.", id="a2", url="x")) + "\n"
    )

    assert [one.id for one in read_labels(path)] == ["a1", "a2"]


def test_bad_lines_are_refused_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    no_body = label("Rusia.")
    del no_body["body"]
    lines = [
        json.dumps(label("Rusia.")),
        "{",
        json.dumps(no_body),
        json.dumps(label("Rusia.", expected={"countries": {"Rusia": 1}})),
        json.dumps(label("Rusia.", expected={"leaders": {"joko-widodo": -1}})),
        "[]",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(LabelsError) as refused:
        read_labels(path)

    assert [problem.split(": ")[0] for problem in refused.value.problems] == [
        f"{path}:{n}" for n in (2, 3, 4, 5, 6)
    ]
    assert "is not JSON" in refused.value.problems[0]
    assert "body: is missing; add it" in refused.value.problems[1]


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n")

    with pytest.raises(LabelsError, match="has no labels"):
        read_labels(tmp_path / "empty.jsonl")
    with pytest.raises(LabelsError, match="cannot be read"):
        read_labels(tmp_path / "missing.jsonl")


def test_a_folder_is_evaluated_file_by_file_and_as_a_whole(tmp_path: Path) -> None:
    russia = label("Rusia dan Rusia.", expected={"countries": {"RU": 2}})
    japan = label("Jepang kalah dari Rusia.", expected={"countries": {"JP": 1, "CN": 1}})
    (tmp_path / "b.jsonl").write_text(json.dumps(russia) + "\n")
    (tmp_path / "a.jsonl").write_text(json.dumps(japan) + "\n")
    answer = evaluate_files(matcher(), read_label_files(tmp_path)).as_json()

    assert answer["articles"] == 2
    assert list(answer["files"]) == ["a", "b"]
    assert answer["files"]["b"]["countries"]["f1"] == 1
    assert (answer["countries"]["right"], answer["countries"]["wrong"]) == (2, 1)
    assert answer["entities"]["RU"] | {"right": 1, "wrong": 1, "expected": 1} == answer["entities"]["RU"]
    assert answer["entities"]["RU"]["precision_interval"] == [0.0945, 0.9055]


def test_every_file_of_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("nonsense\n")
    (tmp_path / "b.jsonl").write_text("")
    with pytest.raises(LabelsError) as refused:
        read_label_files(tmp_path)

    assert [problem.partition(": ")[0] for problem in refused.value.problems] == [
        f"{tmp_path / 'a.jsonl'}:1",
        f"{tmp_path / 'b.jsonl'}:1",
    ]


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="has no labels"):
        read_label_files(tmp_path)
