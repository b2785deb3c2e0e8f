"""Small bars the size of words: volume by day, and a count against its usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from dash import html

from dashboard.components.attrs import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.sources import Day

HEIGHT: Final = 26
_STEP: Final = 5  # pixels a day
_BAR: Final = 3.6
_LEAST: Final = 1.5  # pixels: a day that was read and brought nothing is seen as one


def volume_strip(days: Sequence[Day], label: str) -> html.Span:
    """Bars of articles per day; days that were not read have the colour of gaps and reach to the top."""
    top = max((day.articles for day in days), default=0) or 1
    width = _STEP * max(1, len(days))
    read: list[str] = []
    unread: list[str] = []
    for at, day in enumerate(days):
        x = at * _STEP
        if day.state == "gap":
            unread.append(f'<rect x="{x}" y="0" width="{_BAR}" height="{HEIGHT}" opacity=".32"/>')
        if day.state == "before":
            continue
        height = max(_LEAST, day.articles / top * HEIGHT)
        opacity = ' opacity=".45"' if day.state == "partial" else ""
        bar = f'<rect x="{x}" y="{HEIGHT - height:.1f}" width="{_BAR}" height="{height:.1f}"{opacity}/>'
        (unread if day.state == "gap" else read).append(bar)
    layers = [
        html.I(className=name, style=_mask("".join(bars), width))
        for name, bars in (("read", read), ("unread", unread))
        if bars
    ]
    size = {"width": width, "height": HEIGHT}
    return html.Span(layers, className="volume", style=size, role="img", **attrs(aria_label=label))


def bullet(value: float, usual: float) -> html.Span:
    """A bar of ``value`` with a mark at ``usual``; the numbers stand beside it."""
    end = max(value, usual, 1.0) * 1.08
    bar = html.I(style={"width": f"{value / end:.1%}"})
    mark = html.B(style={"left": f"{usual / end:.1%}"}) if usual else None
    return html.Span([bar, mark], className="bullet", **attrs(aria_hidden="true"))


def _mask(shapes: str, width: int) -> dict[str, str]:
    """As in components.sparkline: the colour is the element's, so that a change of scheme costs nothing."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}">{shapes}</svg>'
    )
    mask = f'url("data:image/svg+xml,{quote(svg)}")'
    return {"maskImage": mask, "WebkitMaskImage": mask}
