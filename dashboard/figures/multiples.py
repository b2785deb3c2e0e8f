"""More than six entities: a small chart each, all on the same scale."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from dashboard.events import NONE
from dashboard.figures.bands import gap_bands
from dashboard.figures.base import HALF_DAY, edge, layout, positions, ticks
from dashboard.figures.end_labels import value_said
from dashboard.figures.lines import Lines, Series, lines
from dashboard.figures.timeline import hover_line

if TYPE_CHECKING:
    from dashboard.comparison import Comparison, State
    from dashboard.components.graph import Figure
    from dashboard.events import Event, Events
    from dashboard.i18n import Words

ROW_PX: Final = 158
_TITLE_PX: Final = 30
_BOTTOM_PX: Final = 24
_SPACE: Final = {3: 0.05, 2: 0.13}  # between columns, of the width


def multiples(
    comparison: Comparison, state: State, words: Words, *, events: Events = NONE, finding: str = ""
) -> Figure:
    """Grid of up to twelve small charts, three in a row, two on a phone."""
    drawn = lines(comparison, state)
    end, step = ticks(drawn.top)
    data = [_line(drawn, series, state, at) for at, series in enumerate(drawn.series)]
    wide, small = (_grid(comparison, drawn, state, words, events, end, step, columns) for columns in (3, 2))
    return {
        "data": data,
        "layout": layout(
            **wide, hovermode="x", dragmode=False, separators=",." if words.lang == "id" else ".,"
        ),
        "narrow": small,
        "hover": {
            "lang": words.lang,
            "measure": state.measure,
            "template": words("chart.hover", value="{value}", n="{n}", of="{of}"),
            "collected": drawn.collected,
            "series": [
                {"trace": at, "n": series.articles, "mean": series.mean}
                for at, series in enumerate(drawn.series)
            ],
        },
        "label": finding,
    }


def height(panels: int, columns: int = 3) -> int:
    """Pixels that a grid of so many panels needs."""
    return -(-panels // columns) * ROW_PX + _BOTTOM_PX


def _line(drawn: Lines, series: Series, state: State, at: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": series.subject.label,
        **positions(drawn.days, state.grain),
        "y": series.values,
        "xaxis": f"x{at + 1}" if at else "x",
        "yaxis": f"y{at + 1}" if at else "y",
        "line": {"color": "@series-1", "width": 1.8},
        "connectgaps": False,
        "meta": {"code": series.subject.code},
        "hovertemplate": hover_line(series.subject.label),
    }


def _grid(
    comparison: Comparison,
    drawn: Lines,
    state: State,
    words: Words,
    events: Events,
    end: float,
    step: float,
    columns: int,
) -> dict[str, Any]:
    rows = -(-len(drawn.series) // columns)
    pixels = height(len(drawn.series), columns)
    space = _SPACE[columns]
    width = (1 - space * (columns - 1)) / columns
    inner = pixels - _BOTTOM_PX
    axes: dict[str, Any] = {}
    titles, bands = [], []
    for at, series in enumerate(drawn.series):
        row, column = divmod(at, columns)
        left = column * (width + space)
        top = 1 - row / rows
        number = str(at + 1) if at else ""
        axes[f"xaxis{number}"] = {
            "type": "date",
            "domain": [left, left + width],
            "anchor": f"y{number}",
            "range": [edge(state.window.first, -HALF_DAY), edge(state.window.last, HALF_DAY)],
            "fixedrange": True,
            "showgrid": False,
            "showline": True,
            "linecolor": "@axis",
            "nticks": 4,
            "tickfont": {"size": 11},
            "tickformat": "%-d %b" if state.window.days <= 200 else "%b %y",  # noqa: PLR2004  # two seasons
            "hoverformat": "%-d %b %Y",
        }
        axes[f"yaxis{number}"] = {
            "domain": [top - (ROW_PX - _TITLE_PX - 20) / inner - _TITLE_PX / inner, top - _TITLE_PX / inner],
            "anchor": f"x{number}",
            "range": [0, end],
            "dtick": end if end / step > 4 else step,  # noqa: PLR2004  # little room
            "ticksuffix": "%" if state.measure == "share" else "",
            "gridcolor": "@grid",
            "zeroline": False,
            "fixedrange": True,
            "tickfont": {"size": 11},
        }
        titles.append(_title(series, state, words, left, top, named_only=columns < 3))  # noqa: PLR2004  # a phone
        own = events.of(series.subject)
        titles += [_letter(event, number) for event in own]
        bands += [_rule(event, number) for event in own]
        bands += [
            {
                "type": "rect",
                "xref": f"x{number}",
                "yref": f"y{number} domain",
                "x0": edge(first, -HALF_DAY),
                "x1": edge(last, HALF_DAY),
                "y0": 0,
                "y1": 1,
                "fillcolor": "@gap",
                "opacity": 0.14,
                "line": {"width": 0},
                "layer": "below",
            }
            for first, last, _, _ in gap_bands(comparison, state, drawn)
        ]
    return {
        "height": pixels,
        "margin": {"l": 36, "r": 8, "t": 0, "b": _BOTTOM_PX},
        "annotations": titles,
        "shapes": bands,
        **axes,
    }


def _rule(event: Event, number: str) -> dict[str, Any]:
    """A dotted line through one of the charts on the day of an event."""
    return {
        "type": "line",
        "xref": f"x{number}",
        "yref": f"y{number} domain",
        "x0": edge(event.day),
        "x1": edge(event.day),
        "y0": 0,
        "y1": 1,
        "line": {"color": "@axis", "width": 1, "dash": "dot"},
        "layer": "below",
    }


def _letter(event: Event, number: str) -> dict[str, Any]:
    return {
        "x": edge(event.day),
        "xref": f"x{number}",
        "y": 1,
        "yref": f"y{number} domain",
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "text": f"<b>{event.letter}</b>",
        "hovertext": html.escape(event.text),
        "font": {"size": 11, "color": "@ink-2"},
    }


def _title(
    series: Series, state: State, words: Words, left: float, top: float, *, named_only: bool
) -> dict[str, Any]:
    last = None if named_only else series.last
    said = value_said(series.values[last] or 0.0, state, words) if last is not None else ""
    return {
        "x": left,
        "y": top,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "text": f"<b>{html.escape(series.subject.label)}</b>  {said}",
        "font": {"size": 13, "color": "@ink"},
    }
