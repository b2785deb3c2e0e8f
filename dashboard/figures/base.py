"""What all figures share: type, margins, axes, and round numbers on them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.questions.queries import Grain

DAY_MS: Final = 86_400_000
HALF_DAY: Final = timedelta(hours=12)
STEP_MS: Final = {"day": DAY_MS, "week": 7 * DAY_MS}  # months differ in length
MONTH: Final = 31  # days at most
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


def edge(day: date, hours: timedelta = timedelta()) -> str:
    """Midnight of ``day`` and some hours, as plotly reads it."""
    return (datetime.combine(day, time()) + hours).isoformat(timespec="minutes")


def positions(days: Sequence[date], grain: Grain) -> dict[str, Any]:
    """Places of buckets on the time axis. Regular steps need no list of dates: a third of the bytes."""
    step = STEP_MS.get(grain)
    if step and days and (days[-1] - days[0]).days * DAY_MS == (len(days) - 1) * step:
        return {"x0": days[0].isoformat(), "dx": step}
    return {"x": [day.isoformat() for day in days]}


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
