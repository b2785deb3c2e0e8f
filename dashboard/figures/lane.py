"""The lane of events above a chart: a dotted rule on the day, a letter, and a name where there is room.

What goes on for days has a pale band; holidays have small marks in a row of their own.
"""

from __future__ import annotations

import html
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.figures.base import edge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.events import Event, Events
    from dashboard.url_state import Window

HEIGHT: Final = 26  # pixels that letters add above the axes
HOLIDAYS: Final = 14  # and holidays
MOST_DAYS: Final = 400  # of a range in which holidays can be told apart
HOLIDAY: Final = "◇"
_WIDE_PX: Final = 640  # width of the axes, at least, where names are written
_NARROW_PX: Final = 270
_LETTER_PX: Final = 20
_CHARACTER_PX: Final = 6.6
_NEAR_EDGE: Final = 0.08  # of the width: texts there do not stand in the middle of their rule


def height(events: Events, window: Window) -> int:
    """Pixels that the lane adds above the axes."""
    return (HEIGHT if events.shown else 0) + (HOLIDAYS if _holidays(events, window) else 0)


def rules(events: Events, bottom: float) -> list[dict[str, Any]]:
    """Dotted lines from the lane down to ``bottom`` of the paper, and bands for what goes on."""
    bands = [
        {
            "type": "rect",
            "x0": edge(event.day),
            "x1": edge(event.last + timedelta(days=1)),
            "yref": "paper",
            "y0": bottom,
            "y1": 1.0,
            "fillcolor": _colour([event]),
            "opacity": 0.09,
            "line": {"width": 0},
            "layer": "below",
        }
        for event in events.shown
        if event.last is not None and event.last > event.day
    ]
    return bands + [
        {
            "type": "line",
            "x0": edge(event.day),
            "x1": edge(event.day),
            "yref": "paper",
            "y0": bottom,
            "y1": 1.0,
            "line": {"color": "@axis", "width": 1, "dash": "dot"},
            "layer": "below",
        }
        for event in events.shown
    ]


def marks(events: Events, window: Window, *, narrow: bool = False) -> list[dict[str, Any]]:
    """Letters in the lane, with names on a wide screen where they do not touch others; and holidays."""
    holidays = _holidays(events, window)
    rise = HOLIDAYS if holidays else 0
    width = _NARROW_PX if narrow else _WIDE_PX
    groups = _near(events.shown, window, _LETTER_PX / width)
    spans = [_middle(_place(group[0], window), len(group) * _LETTER_PX / width) for group in groups]
    found = []
    for at, group in enumerate(groups):
        text, anchor = " ".join(f"<b>{event.letter}</b>" for event in group), "center"
        if len(group) == 1 and not narrow:
            place, room = _place(group[0], window), (_LETTER_PX + len(group[0].name) * _CHARACTER_PX) / width
            side = "left" if place < _NEAR_EDGE else "right" if place > 1 - _NEAR_EDGE else "center"
            shift = {"left": room / 2, "right": -room / 2, "center": 0.0}[side]
            named = _middle(place + shift, room)
            if not any(_touch(named, other) for other_at, other in enumerate(spans) if other_at != at):
                spans[at], anchor = named, side
                text = f"{text}  {html.escape(group[0].name)}"
        found.append(_mark(group, text, anchor, rise))
    return found + [_holiday(event) for event in holidays]


def _holidays(events: Events, window: Window) -> tuple[Event, ...]:
    return events.holidays if window.days <= MOST_DAYS else ()


def _holiday(event: Event) -> dict[str, Any]:
    return {
        "x": edge(event.day),
        "y": 1.0,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": -2,
        "xanchor": "center",
        "showarrow": False,
        "text": HOLIDAY,
        "hovertext": html.escape(event.text),
        "font": {"size": 12, "color": "@ink-3"},
    }


def _colour(group: Sequence[Event]) -> str:
    """That of the line, where all are of one."""
    colours = {event.subjects[0].colour if event.subjects else None for event in group}
    one = colours.pop() if len(colours) == 1 else None
    return "@ink-2" if one is None else f"{theme.series(one)}-text"


def _mark(group: Sequence[Event], text: str, anchor: str, rise: int) -> dict[str, Any]:
    return {
        "x": edge(group[0].day),
        "y": 1.0,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 4 + rise,
        "xanchor": anchor,
        "showarrow": False,
        "text": text,
        "hovertext": "<br>".join(html.escape(event.text) for event in group),
        "font": {"size": 12, "color": _colour(group)},
    }


def _near(events: Sequence[Event], window: Window, least: float) -> list[list[Event]]:
    """Events in groups: those whose letters would lie on each other are one."""
    groups: list[list[Event]] = []
    for event in events:
        if groups and _place(event, window) - _place(groups[-1][-1], window) < least:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def _place(event: Event, window: Window) -> float:
    return (event.day - window.first) / timedelta(days=max(1, window.days))


def _middle(place: float, room: float) -> tuple[float, float]:
    return place - room / 2, place + room / 2


def _touch(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
