"""What all figures share: type, margins, axes, and round numbers on them."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any, Final

from dashboard import theme

DAY_MS: Final = 86_400_000
_STEPS: Final = (1, 2, 2.5, 5, 10)
_LINES: Final = 6  # grid lines at most


def layout(**more: Any) -> dict[str, Any]:
    """Layout common to all figures, with ``more`` on top."""
    return {
        "paper_bgcolor": "@clear",
        "plot_bgcolor": "@clear",
        "font": {"family": theme.FONT, "size": 12.5, "color": "@ink-2"},
        "showlegend": False,
        **more,
    }


def ticks(top: float) -> tuple[float, float]:
    """End of an axis from 0 that has ``top`` on it, and the step between its round numbers."""
    if top <= 0:
        return 1.0, 1.0
    scale = 10.0 ** floor(log10(top / _LINES))
    step = next(scale * factor for factor in _STEPS if top / (scale * factor) <= _LINES)
    return ceil(top / step) * step, step


def spread(wanted: list[float], *, least: float, top: float) -> list[float]:
    """Places as near as can be to ``wanted`` but ``least`` apart, from 0 to ``top``; in the order given."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = list(wanted)
    floor_ = 0.0
    for index in order:
        places[index] = max(places[index], floor_)
        floor_ = places[index] + least
    ceiling = top
    for index in reversed(order):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - least
    return places
