"""Who is written of together: nodes as large as their coverage, edges as wide as what they share."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.base import layout
from dashboard.figures.boxes import box, shared
from dashboard.figures.boxes import sides as sides_of
from dashboard.figures.placing import WIDE, placed
from dashboard.links import articles_more
from dashboard.relations import tied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.components.graph import Figure
    from dashboard.figures.boxes import Box
    from dashboard.filters import Filters
    from dashboard.i18n import Words
    from dashboard.relations import Node, Pair, Relations, State

HEIGHT: Final = 560
NAMED: Final = 15  # nodes with their name beside them always
NAMED_IF_FREE: Final = 40  # and where it lies on nothing
_ASIDE: Final = 0.13  # room for names left and right of the nodes
_ABOVE: Final = 0.1  # the same above and below
_PER_UNIT: Final = (300.0, 425.0)  # pixels across and up, of the usual width
_LETTER: Final = 6.6  # pixels
_SIZES: Final = (9.0, 40.0)  # pixels of the smallest and the largest node
_WIDTHS: Final = (1.0, 2.2, 4.5)  # of edges: weakest third to strongest
_KINDS: Final = {"country": ("circle", "@series-1"), "leader": ("diamond", "@series-2")}
_OTHER: Final = ("square", "@series-3")


def network(found: Relations, words: Words) -> Figure:
    """The drawing. A click on a node has its code, one on the middle of an edge the codes of the pair."""
    pairs, filters = tied(found.pairs), found.state.filters
    nodes = joined(found, pairs)
    place = {node.entity_id: at for at, node in enumerate(nodes)}
    edges = [(place[pair.a.entity_id], place[pair.b.entity_id], sqrt(pair.together)) for pair in pairs]
    places = placed(len(nodes), edges)
    return {
        "data": [
            *_lines(pairs, place, places),
            _middles(pairs, place, places, found.state, words),
            *_nodes(nodes, places, filters, words),
        ],
        "layout": layout(
            height=HEIGHT,
            margin={"l": 24, "r": 24, "t": 22, "b": 22},
            hovermode="closest",
            xaxis={"visible": False, "range": [-_ASIDE, WIDE + _ASIDE], "fixedrange": True},
            yaxis={"visible": False, "range": [-_ABOVE, 1 + _ABOVE], "fixedrange": True},
        ),
        "label": finding(found, words).replace("**", ""),
    }


def finding(found: Relations, words: Words) -> str:
    """The network in a sentence, with **strong** names."""
    if not found.pairs:
        return words("relations.none")
    pairs = [pair for pair in found.pairs if found.focus is None or _has(pair, found.focus)] or found.pairs
    top = max(tied(pairs) or pairs, key=lambda pair: (pair.together, pair.lift))
    a, b = (top.b, top.a) if found.focus and top.b.code == found.focus.code else (top.a, top.b)
    return words(
        "relations.finding_focus" if found.focus else "relations.finding",
        a=a.label,
        b=b.label,
        n=words.number(top.together),
        things=words(found.state.filters.things),
        times=words.number(top.lift, 1),
    )


def joined(found: Relations, pairs: Sequence[Pair]) -> list[Node]:
    """The nodes with an edge, most articles first, and the focus before them; the others say nothing here."""
    ids = {node.entity_id for pair in pairs for node in (pair.a, pair.b)}
    if found.focus:
        ids.add(found.focus.entity_id)
    return [node for node in found.nodes if node.entity_id in ids]


def _has(pair: Pair, node: Node) -> bool:
    return node.entity_id in {pair.a.entity_id, pair.b.entity_id}


def shape(kind: str) -> tuple[str, str]:
    """Marker and colour of a kind of entity."""
    return _KINDS.get(kind, _OTHER)


def _lines(
    pairs: list[Pair], place: dict[int, int], places: list[tuple[float, float]]
) -> list[dict[str, Any]]:
    """Edges in three widths: a trace each, as a line has one width."""
    most = max((pair.together for pair in pairs), default=1)
    traces = []
    for at, width in enumerate(_WIDTHS):
        x: list[float | None] = []
        y: list[float | None] = []
        for pair in pairs:
            if min(len(_WIDTHS) - 1, int(len(_WIDTHS) * sqrt(pair.together / most))) != at:
                continue
            for node in (pair.a, pair.b):
                x.append(round(places[place[node.entity_id]][0], 4))
                y.append(round(places[place[node.entity_id]][1], 4))
            x.append(None)
            y.append(None)
        line = {"width": width, "color": "@bar"}
        traces.append({"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"})
    return traces


def _middles(
    pairs: list[Pair],
    place: dict[int, int],
    places: list[tuple[float, float]],
    state: State,
    words: Words,
) -> dict[str, Any]:
    """What of an edge can be pointed at."""
    ends = [(places[place[pair.a.entity_id]], places[place[pair.b.entity_id]]) for pair in pairs]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round((a[0] + b[0]) / 2, 4) for a, b in ends],
        "y": [round((a[1] + b[1]) / 2, 4) for a, b in ends],
        "marker": {"size": 12, "color": "@clear"},
        "customdata": [pair.codes for pair in pairs],
        "hovertext": [pair_said(pair, state.filters, words) for pair in pairs],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"opens": "pair", "more": articles_more(state.filters, state.window)},
    }


def pair_said(pair: Pair, filters: Filters, words: Words) -> str:
    """A pair with its numbers, for those who point at it."""
    said = words(
        "relations.hover",
        n=words.number(pair.together),
        things=words(filters.things),
        times=words.number(pair.lift, 1),
    )
    return f"<b>{pair.a.label} · {pair.b.label}</b><br>{said}"


def _nodes(
    nodes: Sequence[Node], places: list[tuple[float, float]], filters: Filters, words: Words
) -> list[dict[str, Any]]:
    """A trace for each kind."""
    most = max((node.articles for node in nodes), default=1) or 1
    sizes = [_size(node.articles / most) for node in nodes]
    sides = label_sides([node.label for node in nodes[:NAMED_IF_FREE]], places, sizes)
    sides += [None] * (len(nodes) - len(sides))
    traces = []
    for kind in dict.fromkeys(node.kind for node in nodes):
        mine = [(at, node) for at, node in enumerate(nodes) if node.kind == kind]
        symbol, colour = shape(kind)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [round(places[at][0], 4) for at, _ in mine],
                "y": [round(places[at][1], 4) for at, _ in mine],
                "text": [node.label if sides[at] else "" for at, node in mine],
                "textposition": [sides[at] or "top center" for at, _ in mine],
                "cliponaxis": False,
                "textfont": {"size": 12, "color": "@ink"},
                "customdata": [node.code for _, node in mine],
                "hovertext": [_node_said(node, filters, words) for _, node in mine],
                "hovertemplate": "%{hovertext}<extra></extra>",
                "marker": {
                    "symbol": symbol,
                    "opacity": 1,
                    "color": colour,
                    "size": [round(sizes[at], 1) for at, _ in mine],
                    "line": {"color": "@surface", "width": 1.5},
                },
                "meta": {"opens": "node"},
            }
        )
    return traces


def label_sides(
    labels: Sequence[str], places: Sequence[tuple[float, float]], sizes: Sequence[float]
) -> list[str | None]:
    """On which side of its node each of some nodes has its name.

    The first have one in any case, where it lies least on others; the others (None) only where it is free.
    """
    across, up = _PER_UNIT
    middles = [(x * across, y * up) for x, y in places]
    taken = [box(x, y, size, size) for (x, y), size in zip(middles, sizes, strict=True)]
    found: list[str | None] = []
    for at, (label, (x, y), size) in enumerate(zip(labels, middles, sizes, strict=False)):
        boxes = sides_of(x, y, size, _LETTER * len(label))
        lost = {
            side: _outside(name) + sum(shared(name, other) for other in taken) for side, name in boxes.items()
        }
        side = min(lost, key=lost.__getitem__)
        if at >= NAMED and lost[side] > 0:
            found.append(None)
            continue
        taken.append(boxes[side])
        found.append(side)
    return found


def _outside(one: Box) -> float:
    """Area of a name that would be cut off."""
    across, up = _PER_UNIT
    beside = max(0.0, -_ASIDE * across - one[0], one[2] - (WIDE + _ASIDE) * across)
    beyond = max(0.0, -_ABOVE * up - one[1], one[3] - (1 + _ABOVE) * up)
    return beside * (one[3] - one[1]) + beyond * (one[2] - one[0])


def _node_said(node: Node, filters: Filters, words: Words) -> str:
    return f"<b>{node.label}</b><br>{words.count(f'overview.{filters.basis}', node.articles)}"


def _size(part: float) -> float:
    """Pixels of a node with a part of the largest one's articles: areas compare, not widths."""
    return _SIZES[0] + (_SIZES[1] - _SIZES[0]) * sqrt(part)
