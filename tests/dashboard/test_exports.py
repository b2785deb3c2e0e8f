import csv
import io

import pytest

from dashboard.exports import safe, table


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_numbers_stay_numbers() -> None:
    assert (safe(-3), safe(0.5), safe(None), safe("Timor-Leste")) == (-3, 0.5, None, "Timor-Leste")


def test_a_note_cannot_break_out_of_its_line() -> None:
    text = table(["one\n=two", "three"], ["a", "b"], [["x,y", '"q"'], ["=1", 2]])
    assert text.splitlines()[:2] == ["# one =two", "# three"]
    rows = list(csv.reader(io.StringIO("\n".join(text.splitlines()[2:]))))
    assert rows == [["a", "b"], ["x,y", '"q"'], ["'=1", "2"]]
