from datetime import date

import pytest

from entities.accuracy import (
    FEWEST,
    Measured,
    Part,
    Score,
    enough,
    from_json,
    measured,
    summed,
    to_json,
    wilson,
)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (81, 100, 0.7222, 0.8749), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_scores_add_up() -> None:
    one, other = Score(), Score()
    one.add(expected=2, found=1)
    other.add(expected=1, found=0)
    other.add(expected=0, found=3)
    both = summed([one, other])

    assert (both.right, both.missed, both.wrong, both.off_by) == (1, 1, 1, 5)
    assert (both.precision, both.recall, both.f1) == (0.5, 0.5, 0.5)
    assert both.count_error == pytest.approx(5 / 3)


def test_few_articles_say_nothing_of_an_entity() -> None:
    entities = {"XK": Score(right=FEWEST - 1), "NL": Score(right=FEWEST), "US": Score(missed=FEWEST + 1)}

    assert list(enough(entities)) == ["US", "NL"]


def test_figures_are_kept_as_they_are() -> None:
    part = Part(texts=3, countries=Score(right=2, wrong=1), leaders=Score(missed=1))
    figures = Measured(day=date(2026, 11, 2), whole=part, traps={"a": part}, entities={"US": part.countries})

    assert from_json(to_json(figures)) == figures


def test_figures_ship_with_the_package() -> None:
    figures = measured()

    assert figures.whole.texts == sum(part.texts for part in figures.traps.values())
    assert figures.whole.countries == summed(part.countries for part in figures.traps.values())
    assert all(score.expected >= FEWEST for score in figures.entities.values())
