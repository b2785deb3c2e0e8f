"""A year of days as a calendar: weeks from left to right, Monday on top."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.base import layout
from dashboard.gaps import unread_in, why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from dashboard.components.graph import Figure
    from dashboard.gaps import Unread
    from dashboard.i18n import Words

HEIGHT: Final = 172
_PLACES: Final = (3, 4, 5, 6)  # of the diverging colours: the half for more than usual
_TOP: Final = 0.98  # of the days: one day of ten times as much must not make all others pale


def calendar(
    days: pl.DataFrame, gaps: pl.DataFrame, code: str, label: str, things: str, words: Words
) -> Figure:
    """``days`` is queries.timeline by day, from a Monday on, ``gaps`` is queries.coverage_gaps.

    Gaps stay blank and say why, zeros are drawn.
    """
    unread = unread_in(gaps, "day")
    rows = list(days.iter_rows(named=True))
    weeks = sorted({_monday(row["day"]) for row in rows})
    place = {week: at for at, week in enumerate(weeks)}
    z: list[list[float | None]] = [[None] * len(weeks) for _ in range(7)]
    text = [[""] * len(weeks) for _ in range(7)]
    at = [[""] * len(weeks) for _ in range(7)]
    for row in rows:
        day: date = row["day"]
        weekday, week = day.weekday(), place[_monday(day)]
        text[weekday][week] = _said(row, unread.get(day), things, words)
        if row["share"] is not None:
            z[weekday][week] = round(100 * row["share"], 2)
            at[weekday][week] = f"{code}.{day}"
    known = sorted(value for line in z for value in line if value is not None)
    top = known[int(_TOP * (len(known) - 1))] if known else 0.0
    short = [words(f"weekday.{number}") for number in range(7)]
    side: dict[str, Any] = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticklen": 0}
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [week.isoformat() for week in weeks],
                "y": short,
                "z": z,
                "text": text,
                "customdata": at,
                "zmin": 0,
                "zmax": top or 1,
                "colorscale": [[n / 3, f"@diverging-{role}"] for n, role in enumerate(_PLACES)],
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "hovertemplate": "%{text}<extra></extra>",
            }
        ],
        "layout": layout(
            height=HEIGHT,
            margin={"l": 34, "r": 2, "t": 4, "b": 22},
            xaxis={**side, "type": "date", "tickformat": "%b", "dtick": "M1", "tickfont": {"size": 11.5}},
            yaxis={
                **side,
                "autorange": "reversed",
                "tickvals": [short[at] for at in (0, 2, 4, 6)],
                "tickfont": {"size": 11.5},
            },
        ),
        "narrow": {
            "height": HEIGHT - 40,
            "xaxis": {**side, "type": "date", "tickformat": "%b", "dtick": "M2", "tickfont": {"size": 11}},
        },
        "label": finding(rows, label, things, words),
    }


def finding(rows: list[dict[str, Any]], label: str, things: str, words: Words) -> str:
    """The calendar in a sentence."""
    known = [row for row in rows if row["share"] is not None]
    if not known or not any(row["articles"] for row in known):
        return words("entity.calendar_none", name=label)
    most = max(known, key=lambda row: (row["share"], row["day"]))
    return words(
        "entity.calendar_label",
        name=label,
        day=words.day(most["day"]),
        share=words.percent(most["share"]),
        things=things,
        days=words.number(len(known)),
    )


def _said(row: Mapping[str, Any], unread: Unread | None, things: str, words: Words) -> str:
    day = words.day(row["day"], "weekday")
    if row["share"] is None:
        because = "" if unread is None else f"<br>{html.escape(why(unread, words))}"
        return f"<b>{day}</b><br>{words('table.' + row['state'])}{because}"
    said = words(
        "atlas.counted",
        share=words.percent(row["share"]),
        n=words.number(row["articles"]),
        of=words.number(row["collected"]),
        things=things,
    )
    return f"<b>{day}</b><br>{said}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
