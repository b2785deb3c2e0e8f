"""The same pairs as a square: how much more often than chance each two are in one article."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.base import layout
from dashboard.figures.network import finding, pair_said
from dashboard.links import articles_more
from dashboard.relations import CELLS

if TYPE_CHECKING:
    from dashboard.components.graph import Figure
    from dashboard.i18n import Words
    from dashboard.relations import Relations

ROW: Final = 26
_ABOVE: Final = 118  # for names that stand upright
_TOP: Final = 4.0  # 16 times as often as chance, and more, has the last colour
_PLACES: Final = (0.0, 0.2, 0.3333, 0.55, 0.8, 1.0)  # of the diverging colours; chance (0) is at a third
_LOW: Final = -2.0


def matrix(found: Relations, words: Words) -> Figure:
    """Cells from rarer to more often than chance; pairs below the least number stay blank."""
    nodes, filters = found.nodes[:CELLS], found.state.filters
    place = {node.entity_id: at for at, node in enumerate(nodes)}
    z: list[list[float | None]] = [[None] * len(nodes) for _ in nodes]
    text = [[""] * len(nodes) for _ in nodes]
    codes = [[""] * len(nodes) for _ in nodes]
    for pair in found.pairs:
        a, b = place.get(pair.a.entity_id), place.get(pair.b.entity_id)
        if a is None or b is None:
            continue
        for row, column in ((a, b), (b, a)):
            z[row][column] = round(log2(pair.lift), 2) if pair.lift > 0 else _LOW
            text[row][column], codes[row][column] = pair_said(pair, filters, words), pair.codes
    names = [node.label for node in nodes]
    left = 12 + round(6.9 * max(map(len, names), default=8))
    side: dict[str, Any] = {"showgrid": False, "fixedrange": True, "ticklen": 0, "tickfont": {"size": 12}}
    return {
        "data": [
            {
                "type": "heatmap",
                "x": names,
                "y": names,
                "z": z,
                "text": text,
                "customdata": codes,
                "zmin": _LOW,
                "zmax": _TOP,
                "colorscale": [[at, f"@diverging-{n}"] for n, at in enumerate(_PLACES, 1)],
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "hoverongaps": False,
                "hovertemplate": "%{text}<extra></extra>",
                "meta": {"opens": "pair", "more": articles_more(filters, found.state.window)},
            }
        ],
        "layout": layout(
            height=ROW * len(nodes) + _ABOVE + 8,
            margin={"l": left, "r": 46, "t": _ABOVE, "b": 8},
            xaxis={**side, "side": "top", "tickangle": -60},
            yaxis={**side, "autorange": "reversed"},
        ),
        "narrow": {
            "margin": {"l": min(104, left), "r": 24, "t": _ABOVE, "b": 8},
            "xaxis": {**side, "side": "top", "tickangle": -90, "tickfont": {"size": 10.5}},
            "yaxis": {**side, "autorange": "reversed", "tickfont": {"size": 10.5}},
        },
        "label": finding(found, words).replace("**", ""),
    }
