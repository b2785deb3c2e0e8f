"""Every behaviour of docs/collecting.md is proved by a test, and the document says by which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.behaviours import COMMAND, DOCUMENT, Proof, cell, proofs, rows, written

BEHAVIOURS = range(1, 45)
UNPROVED: set[int] = set()  # may only get smaller


@pytest.fixture(scope="module")
def found() -> dict[int, list[Proof]]:
    return proofs()


def test_every_behaviour_has_a_row_and_no_row_is_of_none() -> None:
    assert sorted(rows(DOCUMENT.read_text(encoding="utf-8"))) == list(BEHAVIOURS)


@pytest.mark.parametrize("number", BEHAVIOURS)
def test_every_behaviour_is_proved(number: int, found: dict[int, list[Proof]]) -> None:
    if number in UNPROVED:
        assert number not in found, "it is proved now: take its number out of UNPROVED"
    else:
        assert number in found, f"no test is marked with @pytest.mark.behaviour({number})"


def test_no_test_proves_what_the_document_does_not_have(found: dict[int, list[Proof]]) -> None:
    assert set(found) <= set(BEHAVIOURS)


def test_the_document_names_the_tests_that_prove_each(found: dict[int, list[Proof]]) -> None:
    said = rows(DOCUMENT.read_text(encoding="utf-8"))
    wrong = [number for number in BEHAVIOURS if said[number] != cell(found.get(number, []))]
    assert not wrong, f"docs/collecting.md is behind the tests; write it with: {COMMAND}"


def test_marks_are_found_on_functions_on_parameters_and_on_files(tmp_path: Path) -> None:
    source = (
        "pytestmark = [pytest.mark.behaviour(4), pytest.mark.slow]\ndef helper(): ...\n"
        "@pytest.mark.behaviour(3, 1)\n@pytest.mark.parametrize('x', [1])\nasync def test_b(x): ...\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.behaviour(2))])\n"
        "def test_a(x): ...\ndef test_c(): ...\n"
    )
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_x.py").write_text(source, encoding="utf-8")
    file = "tests/test_x.py"
    assert proofs(tests) == {
        1: [Proof(file, "test_b")],
        2: [Proof(file, "test_a")],
        3: [Proof(file, "test_b")],
        4: [Proof(file, f"test_{name}") for name in "abc"],
    }


def test_only_the_last_cell_of_a_row_is_written() -> None:
    text = "| 1 | does this | RFC 1 | |\n| 2 | does that | RFC 2 | old |\nrest | of | it\n"
    found = {1: [Proof("tests/test_x.py", "test_a"), Proof("tests/test_x.py", "test_b")]}
    once = written(text, found)
    assert once == (
        "| 1 | does this | RFC 1 | [test_x](../tests/test_x.py): `test_a`, `test_b` |\n"
        "| 2 | does that | RFC 2 | |\nrest | of | it\n"
    )
    assert written(once, found) == once
