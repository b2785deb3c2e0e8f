"""Biggest movers: share now (dot) against share before (ring), one line each."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.base import layout, ticks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from dashboard.components.graph import Figure
    from dashboard.filters import Filters
    from dashboard.i18n import Words
    from dashboard.overview import Named

ROW: Final = 41
_BELOW: Final = 28
_LINES: Final = 5  # of the grid, at most
_HALF: Final = 0.55  # of a row, above the first and below the last


def movers_chart(moved: pl.DataFrame, names: Mapping[int, Named], filters: Filters, words: Words) -> Figure:
    """``moved`` is queries.movers: drawn downwards in its order, risers in blue, fallers in orange."""
    rows = list(moved.iter_rows(named=True))
    data: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    top = max((100 * max(row["share"], row["share_before"]) for row in rows), default=0.0)
    end, step = _axis(top * 1.04)
    for place, row in enumerate(rows):
        y = len(rows) - place
        name = names[row["entity_id"]]
        now, before = 100 * row["share"], 100 * row["share_before"]
        colour = "@series-1" if now >= before else "@series-2"
        said = _text(name, row, words)
        data += _dumbbell(now, before, y, colour, said, {"code": name.code, "more": filters.link()})
        notes += [
            _note(name.label, y, x=0, xanchor="right", xshift=-10, ink="@ink"),
            _note(f"<b>{change_said(row, words)}</b>", y, x=1, xanchor="left", xshift=10, ink="@ink-2"),
        ]
    height = ROW * max(1, len(rows)) + _BELOW
    axis = {
        "range": [-end * 0.012, end * 1.012],
        "dtick": step,
        "ticksuffix": "%",
        "tickangle": 0,
        "gridcolor": "@grid",
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": "@ink-3"},
    }
    return {
        "data": data,
        "layout": layout(
            height=height,
            margin={"l": _left(names, rows, 7.2), "r": _right(rows, words), "t": 2, "b": _BELOW - 2},
            annotations=notes,
            hovermode="closest",
            xaxis=axis,
            yaxis={"visible": False, "range": [1 - _HALF, len(rows) + _HALF], "fixedrange": True},
        ),
        "narrow": {
            "margin": {
                "l": min(146, _left(names, rows, 7.0)),
                "r": _right(rows, words),
                "t": 2,
                "b": _BELOW - 2,
            },
            "xaxis": {**axis, "dtick": 2 * step},
        },
        "label": finding(moved, names, filters, words),
    }


def change_said(row: Mapping[str, Any], words: Words) -> str:
    """``+148%``; ``new`` when there was nothing before."""
    return words("movers.new") if row["change"] is None else words.change(1 + row["change"])


def finding(moved: pl.DataFrame, names: Mapping[int, Named], filters: Filters, words: Words) -> str:
    """The chart in a sentence."""
    rows = list(moved.iter_rows(named=True))
    if not rows:
        return words("movers.none")
    parts = [
        words(
            "movers.label_one",
            name=names[row["entity_id"]].label,
            before=words.percent(row["share_before"]),
            now=words.percent(row["share"]),
        )
        for row in rows
    ]
    return words("movers.label", things=words(filters.things), list="; ".join(parts))


def _dumbbell(
    now: float, before: float, y: int, colour: str, said: str, meta: dict[str, str]
) -> list[dict[str, Any]]:
    common = {"type": "scatter", "mode": "markers", "y": [y], "meta": meta}
    hover = {"hovertext": said, "hovertemplate": "%{hovertext}<extra></extra>"}
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": [round(before, 2), round(now, 2)],
        "y": [y, y],
        "line": {"color": colour, "width": 3},
        "hoverinfo": "skip",
    }
    ring = {"size": 9, "color": "@surface", "line": {"color": colour, "width": 2}}
    return [
        line,
        {**common, **hover, "x": [round(before, 2)], "marker": ring},
        {**common, **hover, "x": [round(now, 2)], "marker": {"size": 10, "color": colour}},
    ]


def _axis(top: float) -> tuple[float, float]:
    """End and step of the axis: at most five lines, as there is room for their numbers."""
    end, step = ticks(top)
    while end / step > _LINES:
        step *= 2
        end = ceil(end / step) * step
    return end, step


def _left(names: Mapping[int, Named], rows: Sequence[Mapping[str, Any]], letter: float) -> int:
    """Pixels for the longest name, ``letter`` a letter."""
    return 16 + round(letter * max((len(names[row["entity_id"]].label) for row in rows), default=8))


def _right(rows: Sequence[Mapping[str, Any]], words: Words) -> int:
    """Pixels for the longest change."""
    return 16 + round(8.2 * max((len(change_said(row, words)) for row in rows), default=4))


def _text(name: Named, row: Mapping[str, Any], words: Words) -> str:
    said = words(
        "movers.hover",
        now=words.percent(row["share"]),
        n=words.number(row["articles"]),
        of=words.number(row["collected"]),
        before=words.percent(row["share_before"]),
        n_before=words.number(row["articles_before"]),
        of_before=words.number(row["collected_before"]),
    )
    return f"<b>{name.label}</b><br>{said}"


def _note(text: str, y: int, *, x: int, xanchor: str, xshift: int, ink: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "xref": "paper",
        "xanchor": xanchor,
        "xshift": xshift,
        "y": y,
        "showarrow": False,
        "font": {"size": 13, "color": ink},
    }
