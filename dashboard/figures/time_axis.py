"""The axis of days under a chart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.base import DAY_MS, MONTH, edge

if TYPE_CHECKING:
    from dashboard.comparison import State
    from dashboard.figures.lines import Lines
    from dashboard.i18n import Words

_PADDING: Final = {"day": timedelta(days=1.5), "week": timedelta(days=4), "month": timedelta(days=17)}
_SEASON: Final = 220  # days; on longer axes months stand with a year, not a day


def time_axis(drawn: Lines, state: State, words: Words) -> dict[str, Any]:
    """What was asked for, whatever there is, with dates at round steps."""
    days = state.window.days
    ladder: tuple[tuple[int, int | str, str], ...] = (
        (10, DAY_MS, "%-d %b"),
        (20, 2 * DAY_MS, "%-d %b"),
        (45, 7 * DAY_MS, "%-d %b"),
        (100, 14 * DAY_MS, "%-d %b"),
        (_SEASON, "M1", "%-d %b"),
        (430, "M2", "%b %Y"),
        (1100, "M3", "%b %Y"),
    )
    dtick, form = next(((step, form) for most, step, form in ladder if days <= most), ("M12", "%Y"))
    monday = state.window.first - timedelta(days=state.window.first.weekday())
    begin = monday if isinstance(dtick, int) and dtick >= 7 * DAY_MS else state.window.first
    first, last = (drawn.days[0], drawn.days[-1]) if drawn.days else (state.window.first, state.window.last)
    padding = _PADDING[state.grain]
    hover = {"day": "%A, %-d %b %Y", "week": words("chart.week_of", day="%-d %b %Y"), "month": "%B %Y"}
    return {
        "type": "date",
        # What was asked for, never what there happens to be: series that begin late show it.
        "range": [edge(first, -padding), edge(last, padding)],
        "fixedrange": True,
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": "@axis",
        "linecolor": "@axis",
        "showline": True,
        "dtick": dtick,
        **({"tick0": begin.isoformat()} if isinstance(dtick, int) else {}),
        "tickformat": form,
        "tickangle": 0,
        "anchor": "y2",
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": "@axis",
        "hoverformat": hover[state.grain],
    }


def narrow_ticks(state: State) -> dict[str, Any]:
    """Fewer, shorter dates for a phone."""
    days = state.window.days
    if days > _SEASON:
        return {"dtick": f"M{max(3, days // 150)}", "tickformat": "%b %y"}
    if days > 2 * MONTH:
        return {"dtick": "M1", "tick0": "2000-01-01", "tickformat": "%b"}
    return {"dtick": max(1, round(days / 4)) * DAY_MS, "tick0": state.window.first.isoformat()}
