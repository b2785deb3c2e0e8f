from __future__ import annotations

from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.placing import WIDE, placed

TRIANGLES = [(0, 1, 5.0), (1, 2, 5.0), (0, 2, 5.0), (3, 4, 5.0), (4, 5, 5.0), (3, 5, 5.0)]


def test_what_is_tied_stands_together() -> None:
    places = placed(6, TRIANGLES)
    inside = [dist(places[a], places[b]) for a, b, _ in TRIANGLES]
    tied = {(a, b) for a, b, _ in TRIANGLES}
    across = [dist(places[a], places[b]) for a, b in combinations(range(6), 2) if (a, b) not in tied]
    assert max(inside) < min(across)


def test_the_same_network_is_drawn_the_same() -> None:
    assert placed(6, TRIANGLES) == placed(6, TRIANGLES)


@given(
    nodes=st.integers(0, 12),
    ties=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0.1, 1000)), max_size=20),
)
def test_every_node_has_a_place_inside_the_picture(nodes: int, ties: list[tuple[int, int, float]]) -> None:
    edges = [(a, b, weight) for a, b, weight in ties if a != b and max(a, b) < nodes]
    places = placed(nodes, edges)
    assert len(places) == nodes
    assert all(0 <= x <= WIDE + 1e-9 and 0 <= y <= 1 + 1e-9 for x, y in places)


@pytest.mark.parametrize("nodes", [2, 7, 40])
def test_no_two_nodes_stand_on_each_other(nodes: int) -> None:
    places = placed(nodes, [(0, at, 1.0) for at in range(1, nodes)])
    assert min(dist(a, b) for a, b in combinations(places, 2)) > 0.02
