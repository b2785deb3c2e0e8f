from itertools import combinations

import pytest

from dashboard.figures.boxes import box, shared, sides


def test_the_area_that_boxes_share() -> None:
    assert shared(box(0, 0, 10, 4), box(6, 0, 10, 2)) == pytest.approx(8)
    assert shared(box(0, 0, 10, 4), box(20, 0, 10, 2)) == 0


def test_no_side_of_a_mark_lies_on_the_mark_or_on_another_side() -> None:
    offers = list(sides(5, 5, 30, 60).values())
    mark = box(5, 5, 30, 30)
    assert len(offers) == 4
    assert all(shared(one, mark) == 0 for one in offers)
    assert all(shared(one, other) == 0 for one, other in combinations(offers, 2))
