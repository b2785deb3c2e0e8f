from urllib.parse import unquote

import pytest

from dashboard.components.sparkline import sparkline


def drawing(values: list[float | None], *, stretch: bool = False) -> str:
    return unquote(str(sparkline(values, stretch=stretch).style["--spark"]))  # type: ignore[attr-defined]


def test_a_gap_breaks_the_line() -> None:
    assert drawing([1.0, 2.0, None, 3.0, 1.0]).count("fill='none'") == 2
    assert drawing([1.0, 2.0, 3.0]).count("fill='none'") == 1


def test_it_needs_few_bytes_and_no_quote_that_would_end_it() -> None:
    mask = str(sparkline([n % 7 / 7 for n in range(84)]).style["--spark"])  # type: ignore[attr-defined]
    assert len(mask) < 2500
    assert mask.count('"') == 2
    assert "#" not in mask


def test_the_last_value_has_a_dot_unless_it_would_be_stretched() -> None:
    assert "<circle" in drawing([1.0, 2.0])
    assert "<circle" not in drawing([1.0, 2.0], stretch=True)


@pytest.mark.parametrize("values", [[], [None], [0.0, 0.0], [5.0]])
def test_any_values_give_a_drawing(values: list[float | None]) -> None:
    assert "nan" not in drawing(values)
