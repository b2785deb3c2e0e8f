"""Lines over time above a strip of what was collected: zero is drawn, a gap is a hatched band."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.events import NONE
from dashboard.figures import lane
from dashboard.figures.bands import gap_bands, gap_texts, hatching
from dashboard.figures.base import layout, positions, ticks
from dashboard.figures.end_labels import end_labels
from dashboard.figures.lines import Lines, Series, dotted, lines
from dashboard.figures.spike_marks import opened_band, spike_marks
from dashboard.figures.strip import strip, strip_axis, strip_caption
from dashboard.figures.time_axis import narrow_ticks, time_axis
from dashboard.gaps import unread_in

if TYPE_CHECKING:
    from dashboard.comparison import Comparison, State
    from dashboard.components.graph import Figure
    from dashboard.events import Events
    from dashboard.i18n import Words

HEIGHT: Final = 566
DOMAIN: Final = (0.235, 1.0)
_PLOT_PX: Final = 400  # height of the upper panel, to turn pixels into values
_LETTER_PX: Final = 7.4
_HEADROOM: Final = 1.16  # above the highest line, for marks and texts


def timeline(
    comparison: Comparison, state: State, words: Words, *, events: Events = NONE, finding: str = ""
) -> Figure:
    """Chart of up to six entities. ``finding`` is what it shows, in a sentence."""
    drawn = lines(comparison, state)
    end, step = ticks(drawn.top * _HEADROOM)
    data: list[dict[str, Any]] = []
    hover: list[dict[str, Any]] = []
    running = [at for run in drawn.runs("partial", "short") for at in run]
    for series in drawn.series:
        said = {"n": series.articles, "mean": series.mean}
        hover.append({"trace": len(data), **said})
        data += _line(drawn, series, state)
        if running:
            hover.append({"trace": len(data), "at": running, **said})
            data.append(_running(drawn, series, running))
    bands = gap_bands(comparison, state, drawn)
    if bands:
        data.append(hatching(bands, end))
    marks, stems = spike_marks(comparison, state, drawn, end, pixels=_PLOT_PX)
    data += marks
    data += strip(comparison, state, words)
    labels = end_labels(drawn, state, end, words, pixels=_PLOT_PX)
    caption = strip_caption(state, words)
    right = 26 + max((len(label["text"]) - len("<b></b>") for label in labels), default=0) * _LETTER_PX
    axis = time_axis(drawn, state, words)
    above = lane.height(events, state.window)
    return {
        "data": data,
        "layout": layout(
            height=HEIGHT + above,
            margin={"l": 42, "r": round(max(96, min(right, 230))), "t": 16 + above, "b": 28},
            hovermode="x unified",
            hoversubplots="axis",
            dragmode=False,
            bargap=0.25,
            annotations=[
                *labels,
                *gap_texts(bands, state, words, end, unread_of=unread_in(comparison.gaps, state.grain)),
                *caption,
                *lane.marks(events, state.window),
            ],
            shapes=[
                *stems,
                *opened_band(state, drawn, DOMAIN[0]),
                *_hundred(state),
                *lane.rules(events, DOMAIN[0]),
            ],
            xaxis=axis,
            yaxis={
                "domain": list(DOMAIN),
                "range": [0, end],
                "dtick": step,
                "ticksuffix": "%" if state.measure == "share" else "",
                "gridcolor": "@grid",
                "zeroline": True,
                "zerolinecolor": "@axis",
                "fixedrange": True,
                "tickfont": {"size": 12},
                "separatethousands": True,
                "exponentformat": "none",
            },
            yaxis2=strip_axis(comparison, state),
            separators=",." if words.lang == "id" else ".,",
        ),
        "narrow": {
            "height": 400 + above,
            "margin": {"l": 36, "r": 12, "t": 14 + above, "b": 26},
            "annotations": [
                *gap_texts(bands, state, words, end, short=True),
                *caption,
                *lane.marks(events, state.window, narrow=True),
            ],
            "xaxis": {**axis, **narrow_ticks(state)},
        },
        "hover": {
            "lang": words.lang,
            "measure": state.measure,
            "template": words("chart.hover", value="{value}", n="{n}", of="{of}"),
            "collected": drawn.collected,
            "series": hover,
        },
        "label": finding,
    }


def _line(drawn: Lines, series: Series, state: State) -> list[dict[str, Any]]:
    place, name = series.subject.colour, series.subject.label
    colour = theme.series(place)
    whole = [
        value if is_state == "observed" else None
        for value, is_state in zip(series.values, drawn.states, strict=True)
    ]
    alone = sum(value is not None for value in whole) < 2  # noqa: PLR2004  # a line needs two points
    solid = {
        "type": "scatter",
        "mode": "lines+markers" if alone else "lines",
        "name": name,
        **positions(drawn.days, state.grain),
        "y": series.values if alone else whole,
        "line": {"color": colour, "width": 2.3, "dash": theme.dash(place)},
        "connectgaps": False,
        "meta": {"code": series.subject.code},
        "hovertemplate": hover_line(name),
    }
    rest = dotted(drawn, series)
    light = {
        "type": "scatter",
        "mode": "lines",
        **rest,
        "line": {"color": colour, "width": 1.6, "dash": "dot"},
        "opacity": 0.8,
        "hoverinfo": "skip",
        "connectgaps": False,
    }
    return [solid, light] if rest["x"] else [solid]


def _running(drawn: Lines, series: Series, running: list[int]) -> dict[str, Any]:
    """Rings on the points that may still move."""
    colour = theme.series(series.subject.colour)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": series.subject.label,
        "x": [drawn.days[at].isoformat() for at in running],
        "y": [series.values[at] for at in running],
        "marker": {"size": 6, "color": "@surface", "line": {"width": 1.6, "color": colour}},
        "meta": {"code": series.subject.code},
        "hovertemplate": hover_line(series.subject.label),
        "cliponaxis": False,
    }


def hover_line(name: str) -> str:
    """Hover template: the text the browser makes (assets/50-figures.js), then the name."""
    return f"%{{text}}<extra>{html.escape(name)}</extra>"


def _hundred(state: State) -> list[dict[str, Any]]:
    """The average, when values are relative to it."""
    if state.measure != "index":
        return []
    line = {"color": "@axis", "width": 1, "dash": "dot"}
    return [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": 100,
            "y1": 100,
            "line": line,
            "layer": "below",
        }
    ]
