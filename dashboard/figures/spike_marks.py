"""Numbered marks of spikes, and the day whose evidence is open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.comparison import Opened
from dashboard.figures.base import HALF_DAY, edge

if TYPE_CHECKING:
    from dashboard.comparison import Comparison, State
    from dashboard.figures.lines import Lines

_MARK_PX: Final = 22  # from a point to the middle of its number


def spike_marks(
    comparison: Comparison, state: State, drawn: Lines, end: float, *, pixels: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Marks with their stems; the one that is open has the colour of its line.

    ``end`` is the value at the top of the axis, ``pixels`` its height.
    """
    if not state.spikes or not len(comparison.spikes):
        return [], []
    by_id = {series.subject.entity_id: series for series in drawn.series}
    rise = end * _MARK_PX / pixels
    x, y, texts, colours, stems, codes = [], [], [], [], [], []
    for number, (entity_id, day) in enumerate(comparison.spikes.select("entity_id", "day").iter_rows(), 1):
        series, at = by_id[entity_id], drawn.place(day)
        value = None if at is None else series.values[at]
        if at is None or value is None:
            continue
        is_open = state.at == Opened(code=series.subject.code, day=day)
        bucket = drawn.days[at].isoformat()
        x.append(bucket)
        y.append(value + rise)
        texts.append(f"<b>{number}</b>")
        codes.append([series.subject.code, day.isoformat()])
        colours.append(theme.series(series.subject.colour) if is_open else "@ink")
        stems.append(
            {
                "type": "line",
                "x0": bucket,
                "x1": bucket,
                "y0": value + rise * 0.1,
                "y1": value + rise * 0.5,
                "line": {"color": "@axis", "width": 1},
            }
        )
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "x": x,
        "y": y,
        "text": texts,
        "textfont": {"color": "@surface", "size": 11.5, "family": theme.FONT},
        "marker": {
            "size": 21,
            "opacity": 1,
            "color": colours,
            "line": {"width": 2, "color": "@surface"},
        },
        "customdata": codes,
        "hoverinfo": "none",
        "cliponaxis": False,
    }
    return [marks], stems


def opened_band(state: State, drawn: Lines, bottom: float) -> list[dict[str, Any]]:
    """A band behind the day whose evidence is open, from ``bottom`` of the paper."""
    series = next((s for s in drawn.series if state.at and s.subject.code == state.at.code), None)
    if state.at is None or series is None or not drawn.days:
        return []
    at = drawn.place(state.at.day)
    if at is None or state.at.day > state.window.last:
        return []
    half = HALF_DAY if state.grain == "day" else timedelta(days=2)
    return [
        {
            "type": "rect",
            "x0": edge(drawn.days[at], -half),
            "x1": edge(drawn.days[at], half),
            "y0": bottom,
            "y1": 0.985,
            "yref": "paper",
            "fillcolor": theme.series(series.subject.colour),
            "opacity": 0.16,
            "line": {"width": 0},
            "layer": "below",
        }
    ]
