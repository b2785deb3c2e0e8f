from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.figures.movers import change_said, movers_chart
from dashboard.filters import Filters
from dashboard.i18n import Words
from dashboard.overview import Named
from dashboard.theme import paint

EN, ID = Words("en"), Words("id")
NAMES = {
    key: Named(entity_id=key, code=code, label=label)
    for key, code, label in ((1, "MY", "Malaysia"), (2, "RU", "Russia"), (3, "MT", "Malta"))
}


def moved(*rows: tuple[int, float, float, float | None]) -> pl.DataFrame:
    """entity_id, share, share before, change."""
    return pl.DataFrame(
        [
            {
                "entity_id": key,
                "articles": round(share * 1000),
                "collected": 1000,
                "articles_before": round(before * 900),
                "collected_before": 900,
                "share": share,
                "share_before": before,
                "change": change,
            }
            for key, share, before, change in rows
        ]
    )


THREE = moved((3, 0.02, 0.0, None), (1, 0.129, 0.052, 1.48), (2, 0.038, 0.059, -0.36))


def dots(figure: Any) -> list[tuple[float, float, str]]:
    """Place, row and colour of what is now."""
    marks = [
        trace for trace in figure["data"] if trace["mode"] == "markers" and trace["marker"]["size"] == 10
    ]
    return [(trace["x"][0], trace["y"][0], trace["marker"]["color"]) for trace in marks]


def test_rows_go_down_in_the_order_given_and_colours_tell_the_direction() -> None:
    assert dots(movers_chart(THREE, NAMES, Filters(), EN)) == [
        (2.0, 3, "@series-1"),
        (12.9, 2, "@series-1"),
        (3.8, 1, "@series-2"),
    ]


def test_the_ring_is_where_it_was() -> None:
    figure = movers_chart(THREE, NAMES, Filters(), EN)
    rings = [trace["x"] for trace in figure["data"] if trace["mode"] == "markers"][::2]
    assert rings == [[0.0], [5.2], [5.9]]
    lines = [trace["x"] for trace in figure["data"] if trace["mode"] == "lines"]
    assert lines[1] == [5.2, 12.9]


def test_every_row_has_its_name_and_its_change() -> None:
    notes = [note["text"] for note in movers_chart(THREE, NAMES, Filters(), EN)["layout"]["annotations"]]
    assert notes == ["Malta", "<b>new</b>", "Malaysia", "<b>+148%</b>", "Russia", "<b>−36%</b>"]


def test_numbers_follow_the_language() -> None:
    figure = movers_chart(THREE, NAMES, Filters(), ID)
    assert "dari 5,2% menjadi 12,9%" in figure["label"]
    assert "12,9%" in figure["data"][5]["hovertext"]


@pytest.mark.parametrize(("change", "said"), [(None, "new"), (0.0, "0%"), (-0.21, "−21%"), (1.0, "+100%")])
def test_a_change_in_words(change: float | None, said: str) -> None:
    assert change_said({"change": change}, EN) == said


def test_the_axis_begins_at_zero_and_holds_every_mark() -> None:
    axis = movers_chart(THREE, NAMES, Filters(), EN)["layout"]["xaxis"]
    assert -0.5 < axis["range"][0] <= 0
    assert axis["range"][1] >= 12.9


def test_a_click_knows_the_entity() -> None:
    codes = [
        trace["meta"]["code"]
        for trace in movers_chart(THREE, NAMES, Filters(), EN)["data"]
        if "meta" in trace
    ]
    assert codes == ["MT", "MT", "MY", "MY", "RU", "RU"]


def test_nothing_moved_is_drawn_too() -> None:
    figure = movers_chart(THREE.head(0), NAMES, Filters(), EN)
    assert figure["data"] == []
    assert figure["label"].startswith("Nothing was mentioned often enough")
    go.Figure(paint({"data": figure["data"], "layout": figure["layout"]}, "light"))


def test_plotly_takes_it_in_both_schemes_and_on_a_phone() -> None:
    figure = movers_chart(THREE, NAMES, Filters(), EN)
    for scheme in ("light", "dark"):
        for layout in (figure["layout"], {**figure["layout"], **figure["narrow"]}):
            go.Figure(paint({"data": figure["data"], "layout": layout}, scheme))
