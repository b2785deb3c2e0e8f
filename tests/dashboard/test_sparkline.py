from urllib.parse import unquote

import pytest

from dashboard.components.sparkline import sparkline


def drawing(values: list[float | None], *, stretch: bool = False) -> str:
    return unquote(str(sparkline(values, stretch=stretch).style["maskImage"]))  # type: ignore[attr-defined]


def test_a_gap_breaks_the_line() -> None:
    assert drawing([1.0, 2.0, None, 3.0, 1.0]).count("<polyline") == 2
    assert drawing([1.0, 2.0, 3.0]).count("<polyline") == 1


def test_the_last_value_has_a_dot_unless_it_would_be_stretched() -> None:
    assert "<circle" in drawing([1.0, 2.0])
    assert "<circle" not in drawing([1.0, 2.0], stretch=True)


@pytest.mark.parametrize("values", [[], [None], [0.0, 0.0], [5.0]])
def test_any_values_give_a_drawing(values: list[float | None]) -> None:
    assert "nan" not in drawing(values)
