"""Where the nodes of a network stand: pulled together by what they share, pushed apart by being near.

Fruchterman and Reingold's method from a fixed beginning, so that the same network is always drawn the same.
For some forty nodes it takes a few hundredths of a second; a library would bring a numerical one with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin, sqrt
from typing import Final

ROUNDS: Final = 140
WIDE: Final = 1.7  # of the picture, times its height
_GRAVITY: Final = 2.5  # keeps groups that nothing ties to the others in the picture
_GOLDEN: Final = pi * (3 - sqrt(5))


def placed(nodes: int, edges: Sequence[tuple[int, int, float]]) -> list[tuple[float, float]]:
    """Places (x from 0 to ``WIDE``, y from 0 to 1) of nodes that edges (node, node, weight above 0) tie.

    The first nodes begin in the middle: give the largest first.
    """
    if not nodes:
        return []
    x = [sqrt((at + 0.5) / nodes) * cos(at * _GOLDEN) for at in range(nodes)]
    y = [sqrt((at + 0.5) / nodes) * sin(at * _GOLDEN) for at in range(nodes)]
    ideal = sqrt(pi / nodes)
    most = max((weight for *_, weight in edges), default=1.0)
    for turn in range(ROUNDS):
        reach = 0.25 * (1 - turn / ROUNDS) ** 1.5 + 0.002
        dx = [-_GRAVITY * place for place in x]
        dy = [-_GRAVITY * place for place in y]
        for a in range(nodes):
            for b in range(a + 1, nodes):
                across, down = x[a] - x[b], y[a] - y[b]
                push = ideal * ideal / max(across * across + down * down, 1e-6)
                dx[a], dy[a] = dx[a] + across * push, dy[a] + down * push
                dx[b], dy[b] = dx[b] - across * push, dy[b] - down * push
        for a, b, weight in edges:
            across, down = x[a] - x[b], y[a] - y[b]
            pull = hypot(across, down) / ideal * (0.3 + 0.7 * weight / most)
            dx[a], dy[a] = dx[a] - across * pull, dy[a] - down * pull
            dx[b], dy[b] = dx[b] + across * pull, dy[b] + down * pull
        for at in range(nodes):
            length = hypot(dx[at], dy[at]) or 1.0
            step = min(length, reach) / length
            x[at], y[at] = x[at] + dx[at] * step, y[at] + dy[at] * step
    return list(zip(_fitted(x, WIDE), _fitted(y, 1.0), strict=True))


def _fitted(places: list[float], length: float) -> list[float]:
    """Stretched over the length; a single place is its middle."""
    low, high = min(places), max(places)
    if high - low < 1e-9:  # noqa: PLR2004
        return [length / 2] * len(places)
    return [(place - low) / (high - low) * length for place in places]
