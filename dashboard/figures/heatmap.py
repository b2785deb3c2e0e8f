"""Unusual coverage: countries by days, each cell against the country's own norm."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from dashboard.figures.base import DAY_MS, layout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.components.graph import Figure
    from dashboard.filters import Filters
    from dashboard.i18n import Words
    from dashboard.overview import Heat, Named

ROW: Final = 25.4  # pixels, so that cells are near square at the usual width
_BELOW: Final = 28
_LOW: Final = -3.0  # standard deviations; what lies beyond has the last colour
_HIGH: Final = 4.0
_PLACES: Final = (0.0, 0.25, 0.4286, 0.62, 0.8, 1.0)  # of the diverging colours; 0 deviations is at 3/7
_NAMES: Final = {"autorange": "reversed", "showgrid": False, "fixedrange": True, "ticklen": 0}


def heatmap(heat: Heat, filters: Filters, words: Words) -> Figure:
    """Cells coloured from less to more than usual; days that were not read stay blank and are outlined."""
    cells, things = lines(heat), words(filters.things)
    days = [cell["day"] for cell in cells[0]] if cells else []
    axis = {
        "type": "date",
        "tickformat": "%-d %b",
        "tickangle": 0,
        "tick0": _monday(days).isoformat() if days else None,
        "dtick": 7 * DAY_MS,
        "showgrid": False,
        "fixedrange": True,
    }
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [day.isoformat() for day in days],
                "y": [row.label for row in heat.rows],
                "z": [[_deviations(cell) for cell in line] for line in cells],
                "text": [
                    [_text(row, cell, things, words) for cell in line]
                    for row, line in zip(heat.rows, cells, strict=True)
                ],
                "zmin": _LOW,
                "zmax": _HIGH,
                "colorscale": [[place, f"@diverging-{n}"] for n, place in enumerate(_PLACES, 1)],
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "hoverongaps": False,
                "hovertemplate": "%{text}<extra></extra>",
                "meta": {"codes": [row.code for row in heat.rows], "more": filters.link()},
            }
        ],
        "layout": layout(
            height=round(ROW * len(heat.rows) + _BELOW),
            margin={"l": _left(heat, 6.9), "r": 4, "t": 2, "b": _BELOW - 2},
            xaxis=axis,
            yaxis=_NAMES,
            shapes=[_outline(*gap) for gap in gap_runs(heat)],
        ),
        "narrow": {
            "margin": {"l": min(130, _left(heat, 6.2)), "r": 2, "t": 2, "b": _BELOW - 2},
            "xaxis": {**axis, "dtick": 14 * DAY_MS},
            "yaxis": {**_NAMES, "tickfont": {"size": 11.5}},
        },
        "label": finding(heat, words),
    }


def lines(heat: Heat) -> list[list[dict[str, Any]]]:
    """Cells of each of ``heat.rows``, oldest first: rows of queries.judged_days."""
    return [
        list(heat.days.filter(pl.col("entity_id") == row.entity_id).sort("day").iter_rows(named=True))
        for row in heat.rows
    ]


def young(heat: Heat) -> bool:
    """Whether the archive is too young to know what is usual."""
    return not heat.days["z"].is_not_null().any()


def known_from(heat: Heat) -> date:
    """First day on which something can be said to be unusual: four weeks after reading began."""
    begun = heat.days.filter(pl.col("state") != "before")["day"].to_list()
    return min(begun, default=heat.scope.end) + timedelta(days=28)


def gap_runs(heat: Heat) -> list[tuple[date, date]]:
    """First and last day of each stretch that was not read."""
    found: list[tuple[date, date]] = []
    for since, until in heat.gaps.select("since", "until").iter_rows():
        last = until - timedelta(days=1)
        if found and found[-1][1] + timedelta(days=1) == since:
            found[-1] = (found[-1][0], last)
        else:
            found.append((since, last))
    return found


def top_cell(heat: Heat) -> tuple[Named, dict[str, Any]] | None:
    """The cell most above usual."""
    names = {row.entity_id: row for row in heat.rows}
    first = heat.days.filter(pl.col("z").is_not_null()).sort("z", "day", descending=True).head(1)
    return next(((names[row["entity_id"]], row) for row in first.iter_rows(named=True)), None)


def finding(heat: Heat, words: Words) -> str:
    """The map in a sentence."""
    top = top_cell(heat)
    if top is None:
        return words("heat.label_none")
    name, row = top
    said = {"name": name.label, "day": words.day(row["day"], "long"), "times": words.number(row["ratio"], 1)}
    return words("heat.label", rows=len(heat.rows), days=heat.scope.days, **said)


def _left(heat: Heat, letter: float) -> int:
    """Pixels for the longest name, ``letter`` a letter."""
    return 12 + round(letter * max((len(row.label) for row in heat.rows), default=8))


def _deviations(cell: dict[str, Any]) -> float | None:
    return None if cell["z"] is None else round(cell["z"], 2)


def _text(row: Named, cell: dict[str, Any], things: str, words: Words) -> str:
    if cell["z"] is None:
        return ""
    said = words(
        "heat.hover",
        n=words.number(cell["articles"]),
        of=words.number(cell["collected"]),
        things=things,
        times=words.number(cell["ratio"], 1),
    )
    return f"<b>{row.label}</b>, {words.day(cell['day'], 'short')}<br>{said}"


def _outline(first: date, last: date) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": f"{first - timedelta(days=1)}T12:00",  # a cell is centred on its day's midnight
        "x1": f"{last}T12:00",
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": "@gap-fill",
        "line": {"color": "@gap", "width": 1, "dash": "dot"},
    }


def _monday(days: Sequence[date]) -> date:
    return days[0] - timedelta(days=days[0].weekday())
