from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

import plotly.graph_objects as go
import polars as pl

from dashboard.components.overview_parts import heat_table
from dashboard.figures import heatmap
from dashboard.filters import Filters
from dashboard.i18n import Words
from dashboard.overview import Heat, Named
from dashboard.theme import paint
from storage.coverage.coverage import GAPS
from storage.questions.spikes import JUDGED
from storage.scope import Scope
from tests.dashboard.calls import all_of, text_of

EN = Words("en")
FIRST = date(2026, 11, 2)  # a Monday
MALAYSIA = Named(entity_id=5, code="MY", label="Malaysia")
CHINA = Named(entity_id=1, code="CN", label="China")


def cell(name: Named, at: int, z: float | None, state: str = "usual") -> tuple[Any, ...]:
    ratio = None if z is None else 1 + z
    return (name.entity_id, FIRST + timedelta(days=at), 12, 100, 6.0, ratio, z, None, None, state)


def heat_of(*cells: tuple[Any, ...], gaps: tuple[tuple[int, int], ...] = ()) -> Heat:
    days = 1 + max((row[1] - FIRST).days for row in cells)
    runs = [
        (FIRST + timedelta(days=a), FIRST + timedelta(days=b), ["Pagi"], ["polls failed"], 2) for a, b in gaps
    ]
    return Heat(
        rows=(MALAYSIA, CHINA),
        days=pl.DataFrame(cells, schema=cast("Any", JUDGED), orient="row"),
        gaps=pl.DataFrame(runs, schema=cast("Any", GAPS), orient="row"),
        scope=Scope(since=FIRST, until=FIRST + timedelta(days=days)),
    )


HEAT = heat_of(
    cell(CHINA, 0, 0.2), cell(CHINA, 1, None, "gap"), cell(CHINA, 2, -1.0),
    cell(MALAYSIA, 0, 0.0), cell(MALAYSIA, 1, None, "gap"), cell(MALAYSIA, 2, 5.3),
    gaps=((1, 2),),
)  # fmt: skip


def test_rows_are_in_the_order_asked_for_and_days_in_time() -> None:
    [trace] = heatmap.heatmap(HEAT, Filters(), EN)["data"]
    assert trace["y"] == ["Malaysia", "China"]
    assert trace["x"] == ["2026-11-02", "2026-11-03", "2026-11-04"]
    assert trace["z"] == [[0.0, None, 5.3], [0.2, None, -1.0]]
    assert trace["meta"]["codes"] == ["MY", "CN"]


def test_a_day_that_was_not_read_is_blank_and_outlined_and_zero_is_not() -> None:
    figure = heatmap.heatmap(HEAT, Filters(), EN)
    [trace], [outline] = figure["data"], figure["layout"]["shapes"]
    assert [row[1] for row in trace["z"]] == [None, None]
    assert trace["z"][0][0] == 0.0
    assert (outline["x0"], outline["x1"]) == ("2026-11-02T12:00", "2026-11-03T12:00")
    assert trace["text"][0][1] == ""


def test_neighbouring_gaps_are_one_outline() -> None:
    both = heat_of(cell(CHINA, 0, 1.0), cell(CHINA, 5, 1.0), gaps=((1, 2), (2, 4)))
    assert heatmap.gap_runs(both) == [(date(2026, 11, 3), date(2026, 11, 5))]


def test_a_cell_says_its_numbers() -> None:
    [trace] = heatmap.heatmap(HEAT, Filters(), EN)["data"]
    assert trace["text"][0][2] == "<b>Malaysia</b>, 4 Nov<br>12 of 100 articles · 6.3 times usual"


def test_usual_has_the_colour_of_the_page() -> None:
    [trace] = heatmap.heatmap(HEAT, Filters(), EN)["data"]
    usual = (0 - trace["zmin"]) / (trace["zmax"] - trace["zmin"])
    place, colour = trace["colorscale"][2]
    assert abs(place - usual) < 0.001
    assert colour == "@diverging-3"


def test_plotly_takes_it_in_both_schemes_and_on_a_phone() -> None:
    figure = heatmap.heatmap(HEAT, Filters(), EN)
    for scheme in ("light", "dark"):
        for layout in (figure["layout"], {**figure["layout"], **figure["narrow"]}):
            go.Figure(paint({"data": figure["data"], "layout": layout}, scheme))


def test_the_map_in_a_sentence_names_the_most_unusual_cell() -> None:
    label = heatmap.heatmap(HEAT, Filters(), EN)["label"]
    assert label == (
        "Unusual coverage of 2 countries in 3 days. "
        "Most unusual: Malaysia on 4 November, 6.3 times its usual."
    )


def test_a_young_archive_knows_nothing_unusual_and_says_from_when() -> None:
    young = heat_of(cell(CHINA, 0, None, "before"), cell(CHINA, 1, None, "no_norm"))
    assert heatmap.young(young)
    assert not heatmap.young(HEAT)
    assert heatmap.known_from(young) == date(2026, 12, 1)
    assert heatmap.finding(young, EN).startswith("Unusual coverage by country and day. Nothing")


def test_without_countries_there_is_nothing_to_draw_and_nothing_breaks() -> None:
    none = Heat(rows=(), days=HEAT.days.head(0), gaps=HEAT.gaps, scope=HEAT.scope)
    [trace] = heatmap.heatmap(none, Filters(), EN)["data"]
    assert trace["z"] == []


def test_the_table_has_the_numbers_of_the_map() -> None:
    table = heat_table(HEAT, Filters(), EN).to_plotly_json()
    [trace] = heatmap.heatmap(HEAT, Filters(), EN)["data"]
    rows = [[text_of(part) for part in row["children"]] for row in all_of(_plain(table), "Tr")[1:]]
    said = [
        [name, *("gap" if z is None else EN.number(z, 1) for z in line)]
        for name, line in zip(trace["y"], trace["z"], strict=True)
    ]
    assert rows == said
    hrefs = [link["href"] for link in all_of(_plain(table), "Link")]
    assert "/compare?e=MY&at=MY.2026-11-04" in hrefs


def _plain(node: Any) -> Any:
    """Components as the browser gets them."""
    if hasattr(node, "to_plotly_json"):
        node = node.to_plotly_json()
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(item) for item in node] if isinstance(node, list | tuple) else node
