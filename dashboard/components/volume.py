"""Small bars the size of words: volume by day, and a count against its usual."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from dash import html

from dashboard.components.attrs import attrs
from dashboard.gaps import reason_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from dashboard.i18n import Words
    from dashboard.sources import Day

HEIGHT: Final = 26
TOLD: Final = 5  # runs of days not read, the latest, for those who hear the strip
_STEP: Final = 5  # pixels a day
_BAR: Final = 3.6
_LEAST: Final = 1.5  # pixels: a day that was read and brought nothing is seen as one


def volume_strip(days: Sequence[Day], words: Words) -> html.Span:
    """Bars of articles per day; days that were not read are as high as the strip, coloured, and say why."""
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
    layers: list[html.I | html.B] = [
        html.I(className=name, style=_mask("".join(bars), width))
        for name, bars in (("read", read), ("unread", unread))
        if bars
    ]
    gaps = list(_gaps(days))
    for at, length, reason in gaps:
        place = {"left": at * _STEP, "width": length * _STEP}
        said = _said(days[at].day, days[at + length - 1].day, reason, words)
        layers.append(html.B(className="why", style=place, title=said))
    label = words(
        "sources.strip_label",
        n=words.number(sum(day.articles for day in days)),
        gaps=words.number(sum(length for _, length, _ in gaps)),
    )
    told = [
        _said(days[at].day, days[at + length - 1].day, reason, words) for at, length, reason in gaps[-TOLD:]
    ]
    size = {"width": width, "height": HEIGHT}
    aria = attrs(aria_label=". ".join([label, *told]))
    return html.Span(layers, className="volume", style=size, role="img", **aria)


def _gaps(days: Sequence[Day]) -> Iterator[tuple[int, int, str]]:
    """Runs of days that were not read for one reason: place, length, reason."""
    at = 0
    for (state, reason), run in groupby(days, key=lambda day: (day.state, day.reason)):
        length = len(list(run))
        if state == "gap":
            yield at, length, reason or ""
        at += length


def _said(first: date, last: date, reason: str, words: Words) -> str:
    return words("sources.not_observed", days=words.days(first, last), why=reason_said(reason, words))


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
