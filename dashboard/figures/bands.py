"""Coverage gaps on a chart: hatched bands with what was not read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.base import DAY_MS, HALF_DAY, MONTH, STEP_MS, edge
from dashboard.gaps import reasons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.comparison import Comparison, State
    from dashboard.figures.lines import Lines
    from dashboard.gaps import Unread
    from dashboard.i18n import Words

NOT_TOLD: Final[Mapping[date, Unread]] = {}
_NAMED_GAPS: Final = 3
_LETTER: Final = 6.0  # pixels
_PLOT: Final = 560.0  # of the narrowest chart with whole texts: on paper


def gap_bands(comparison: Comparison, state: State, drawn: Lines) -> list[tuple[date, date, int, int]]:
    """Runs of gap days: first, last, outlets unread, outlets selected. Neighbours are one band."""
    if not state.gaps:
        return []
    if state.grain != "day":
        # A coarse bucket is a gap only when none of its days was read; then its middle is its first day.
        runs = (drawn.runs("gap"), STEP_MS.get(state.grain, MONTH * DAY_MS) // DAY_MS)
        return [(drawn.days[r.start], drawn.days[r[-1]] + timedelta(days=runs[1] - 1), 0, 0) for r in runs[0]]
    bands: list[tuple[date, date, int, int]] = []
    gaps = comparison.gaps.select("since", "until", "outlets", "outlets_selected")
    for since, until, outlets, selected in gaps.iter_rows():
        last = until - timedelta(days=1)
        if bands and bands[-1][1] + timedelta(days=1) == since:
            first, _, unread, of = bands.pop()
            bands.append((first, last, max(unread, len(outlets)), max(of, selected)))
        else:
            bands.append((since, last, len(outlets), selected))
    return bands


def hatching(bands: list[tuple[date, date, int, int]], end: float) -> dict[str, Any]:
    """One trace for all bands, up to ``end``."""
    x: list[str | None] = []
    y: list[float | None] = []
    for first, last, _, _ in bands:
        left, right = edge(first, -HALF_DAY), edge(last, HALF_DAY)
        x += [left, right, right, left, left, None]
        y += [0, 0, end, end, 0, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x[:-1],
        "y": y[:-1],
        "fill": "toself",
        "fillcolor": "@clear",
        "fillpattern": {
            "shape": "/",
            "size": 7,
            "solidity": 0.13,
            "fgcolor": "@gap",
            "bgcolor": "@gap-fill",
            "fillmode": "overlay",
        },
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def gap_texts(
    bands: list[tuple[date, date, int, int]],
    state: State,
    words: Words,
    end: float,
    *,
    unread_of: Mapping[date, Unread] = NOT_TOLD,
    short: bool = False,
) -> list[dict[str, Any]]:
    """What the longest bands say, beside them; texts never lie on each other.

    ``unread_of`` says of days why they are gaps; a band has the reason when all of its days have one.
    """
    texts: list[dict[str, Any]] = []
    taken: list[tuple[float, float]] = []
    total = max(1, state.window.days)
    for first, last, unread, of in sorted(bands, key=lambda band: band[0] - band[1])[:_NAMED_GAPS]:
        lines = [words("chart.gap_short")] if short else _told(first, last, unread, of, words, unread_of)
        room = 0.12 if short else max(map(len, lines)) * _LETTER / _PLOT
        left, right = ((day - state.window.first).days / total for day in (first, last + timedelta(days=1)))
        rightward = right + room < 1
        span = (right, right + room) if rightward else (left - room, left)
        if any(span[0] < stop and start < span[1] for start, stop in taken):
            continue
        taken.append(span)
        text = "<br>".join([f"<b>{lines[0]}</b>", *lines[1:]])
        texts.append(
            {
                "x": edge(last, HALF_DAY) if rightward else edge(first, -HALF_DAY),
                "y": end * 0.985,
                "xanchor": "left" if rightward else "right",
                "yanchor": "top",
                "align": "left" if rightward else "right",
                "xshift": 6 if rightward else -6,
                "showarrow": False,
                "text": text,
                "bgcolor": "@surface",
                "borderpad": 2,
                "font": {"size": 11.5, "color": "@gap"},
            }
        )
    return texts


def _told(
    first: date, last: date, unread: int, of: int, words: Words, unread_of: Mapping[date, Unread]
) -> list[str]:
    """Lines of a band's text."""
    days = words.days(first, last)
    key = "chart.gap_unread" if unread else "chart.gap_nothing"
    said = words(key, unread=unread, total=of, days=days) if of else days
    found = {reasons(one, words) for day, one in unread_of.items() if first <= day <= last}
    return [words("chart.gap"), said, *(found if len(found) == 1 else ())]
