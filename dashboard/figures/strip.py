"""What was collected, under the chart: bars, with what was expected as a step line."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from dashboard.figures.base import positions, ticks
from dashboard.gaps import unread_in, why

if TYPE_CHECKING:
    from dashboard.comparison import Comparison, State
    from dashboard.i18n import Words

DOMAIN: Final = (0.0, 0.165)
_EVERY: Final = {"day": "1d", "week": "1w", "month": "1mo"}


def buckets(comparison: Comparison, state: State) -> pl.DataFrame:
    """Sums per bucket: day, articles, expected (null where no norm is known), short, running (Boolean).

    ``short`` marks a bucket of which at least half of the days were gaps.
    """
    state_is = pl.col("state")
    return (
        comparison.days.filter(state_is != "before")
        .group_by(day=pl.col("day").dt.truncate(_EVERY[state.grain]))
        .agg(
            articles=pl.col("articles").sum(),
            expected=pl.when(pl.col("expected").is_null().any())
            .then(None)
            .otherwise(pl.col("expected").sum()),
            short=(state_is == "gap").sum() * 2 >= pl.len(),
            running=(state_is == "partial").any(),
        )
        .sort("day")
    )


def strip(comparison: Comparison, state: State, words: Words) -> list[dict[str, Any]]:
    """Traces of the strip, on the second y axis."""
    found = buckets(comparison, state)
    places = positions(found["day"].to_list(), state.grain)
    unread = unread_in(comparison.gaps, state.grain)
    texts = [
        words("chart.hover_collected", n=words.number(row["articles"]))
        + (f", {words('chart.hover_gap')}" if row["short"] else "")
        + (f"<br>{escape(why(unread[row['day']], words))}" if row["day"] in unread else "")
        + (f", {words('chart.hover_partial')}" if row["running"] and state.grain == "day" else "")
        for row in found.iter_rows(named=True)
    ]
    bars = {
        "type": "bar",
        **places,
        "y": found["articles"].to_list(),
        "yaxis": "y2",
        "marker": {"color": ["@gap" if short else "@bar" for short in found["short"]], "line": {"width": 0}},
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if state.grain == "month":
        return [bars]  # months differ in length: a sum of daily norms is no shape to compare with
    expected = {
        "type": "scatter",
        "mode": "lines",
        **places,
        "y": found["expected"].round(1).to_list(),
        "yaxis": "y2",
        "line": {"color": "@axis", "width": 1, "shape": "hvh"},
        "hoverinfo": "skip",
    }
    return [bars, expected]


def strip_axis(comparison: Comparison, state: State) -> dict[str, Any]:
    """The second y axis: two steps from 0."""
    found = buckets(comparison, state)
    most = max((value for name in ("articles", "expected") for value in found[name].drop_nulls()), default=1)
    end, _ = ticks(most)
    return {
        "domain": list(DOMAIN),
        "range": [0, end],
        "dtick": end / 2 if end % 2 == 0 else end,
        "gridcolor": "@grid",
        "fixedrange": True,
        "zeroline": False,
        "tickfont": {"size": 11},
        "separatethousands": True,
    }


def strip_caption(state: State, words: Words) -> list[dict[str, Any]]:
    """What the strip is, above it."""
    common = {"xref": "paper", "yref": "paper", "y": 0.182, "yanchor": "bottom", "showarrow": False, "x": 0}
    said = words(f"chart.collected.{state.grain}")
    if state.grain != "month":
        said = f"{said}  {words('chart.expected')}"
    # One text in two colours would need colours inside the text, where roles cannot be put in.
    return [
        {
            **common,
            "xanchor": "left",
            "text": said,
            "font": {"size": 11.5, "color": "@ink-3"},
        }
    ]
