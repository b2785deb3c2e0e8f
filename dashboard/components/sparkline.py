"""A line the size of a word, as an SVG image: no script, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dash import html

from dashboard import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_INSET: Final = 4
# All that an SVG of ours needs inside url("…").
_ESCAPES: Final = str.maketrans({"<": "%3C", ">": "%3E", "#": "%23"})


def sparkline(
    values: Sequence[float | None],
    *,
    colour: int = 0,
    width: int = 150,
    height: int = 28,
    stretch: bool = False,
) -> html.Span:
    """``values`` on their own scale, broken where None; coloured as the series at ``colour``.

    With ``stretch`` it fills the width it is given. It is a decoration: the numbers stand beside it.
    """
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    span = (high - low) or 1.0
    step = (width - 2 * _INSET) / max(1, len(values) - 1)
    places = [
        None
        if value is None
        else (_INSET + at * step, height - _INSET - (value - low) / span * (height - 2 * _INSET))
        for at, value in enumerate(values)
    ]
    runs = _runs(places)
    shapes = [_shape(run, height) for run in runs]
    if runs and not stretch:
        x, y = runs[-1][-1]
        shapes.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2.6'/>")
    ratio = " preserveAspectRatio='none'" if stretch else ""
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
        f"viewBox='0 0 {width} {height}'{ratio}>{''.join(shapes)}</svg>"
    )
    # A mask takes its colour from the variable, so a change of scheme needs no new picture.
    mask = f'url("data:image/svg+xml,{svg.translate(_ESCAPES)}")'
    return html.Span(
        className="spark" + (" stretch" if stretch else ""),
        style={
            "width": "100%" if stretch else width,
            "height": height,
            "background": f"var(--{theme.series(colour)[1:]})",
            "--spark": mask,  # 20-components.css: the mask, under both of its names
        },
    )


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def _shape(run: list[tuple[float, float]], height: int) -> str:
    line = "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
    down = f"V{height}H{run[0][0]:.1f}z"
    return (
        f"<path d='{line}{down}' opacity='.13'/>"
        f"<path d='{line}' fill='none' stroke='#000' stroke-width='1.6' stroke-linejoin='round' "
        "vector-effect='non-scaling-stroke'/>"
    )
