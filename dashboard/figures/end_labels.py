"""Names and last values at the right of the lines."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.figures.base import spread

if TYPE_CHECKING:
    from dashboard.comparison import State
    from dashboard.figures.lines import Lines
    from dashboard.i18n import Words

_LABEL_PX: Final = 19


def end_labels(drawn: Lines, state: State, end: float, words: Words, *, pixels: int) -> list[dict[str, Any]]:
    """Names and last whole values, pushed apart; ``pixels`` is the height of an axis that ends at ``end``."""
    ends = []
    for series in drawn.series:
        whole = [
            at
            for at, value in enumerate(series.values)
            if value is not None and drawn.states[at] == "observed"
        ]
        at = whole[-1] if whole else series.last
        if at is not None:
            ends.append((series, series.values[at] or 0.0))
    places = spread([value for _, value in ends], least=end * _LABEL_PX / pixels, top=end)
    return [
        {
            "x": 1.0,
            "xref": "paper",
            "xshift": 8,
            "y": place,
            "xanchor": "left",
            "text": f"<b>{html.escape(series.subject.label)}</b>  {value_said(value, state, words)}",
            "showarrow": False,
            "font": {"color": f"{theme.series(series.subject.colour)}-text", "size": 13},
        }
        for (series, value), place in zip(ends, places, strict=True)
    ]


def value_said(value: float, state: State, words: Words) -> str:
    """A value of the chart with its unit."""
    if state.measure == "share":
        return words.percent(value / 100)
    return words.number(value, 0 if state.measure == "index" or value == round(value) else 1)
