from datetime import timedelta
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.comparison import Opened, Subject
from dashboard.components.graph import Figure
from dashboard.figures.base import spread, ticks
from dashboard.figures.multiples import multiples
from dashboard.figures.timeline import timeline
from dashboard.i18n import Words
from dashboard.theme import paint
from tests.dashboard.frames import CHINA, FIRST, MALAYSIA, comparison_of, state_of

EN = Words("en")
STATES = ["before", "observed", "observed", "gap", "gap", "observed", "observed", "partial"]
COUNTS: dict[Subject, list[int | None]] = {
    MALAYSIA: [None, 5, 0, None, None, 12, 30, 3],
    CHINA: [None, 14, 15, None, None, 13, 14, 4],
}
COLLECTED: list[int | None] = [None, 100, 100, None, None, 100, 100, 30]
SPIKE = (MALAYSIA.entity_id, FIRST + timedelta(days=6), 30)
COMPARISON = comparison_of(COUNTS, COLLECTED, STATES, spikes=[SPIKE])
STATE = state_of(8)


def plotly(figure: Figure, scheme: Any = "light", *, narrow: bool = False) -> go.Figure:
    """The figure as plotly reads it; raises on anything plotly does not know."""
    layout = {**figure["layout"], **(figure["narrow"] if narrow else {})}
    return go.Figure(paint({"data": figure["data"], "layout": layout}, scheme))


def named(figure: Figure, name: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace.get("name") == name]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("measure", ["share", "count", "index"])
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_plotly_takes_every_variant(scheme: str, measure: str, grain: str, *, narrow: bool) -> None:
    state = state_of(8, measure=measure, grain=grain, average=5, at=Opened(code="MY", day=SPIKE[1]))
    figure = timeline(COMPARISON, state, Words("id"))
    drawn = plotly(figure, scheme, narrow=narrow)
    assert len(drawn.data) == len(figure["data"])
    assert "@" not in str(drawn.to_dict())


def test_zero_is_drawn_and_a_gap_is_not() -> None:
    (line, *_) = named(timeline(COMPARISON, STATE, EN), "Malaysia")
    assert line["y"] == [None, 5.0, 0.0, None, None, 12.0, 30.0, None]
    assert line["connectgaps"] is False


def test_a_line_starts_at_its_first_day_in_steps_of_one() -> None:
    (line, *_) = named(timeline(COMPARISON, STATE, EN), "Malaysia")
    assert (line["x0"], line["dx"]) == (FIRST.isoformat(), 86_400_000)
    assert "x" not in line


def test_a_gap_is_a_hatched_band_that_says_what_was_unread() -> None:
    figure = timeline(COMPARISON, STATE, EN)
    (band,) = [trace for trace in figure["data"] if "fillpattern" in trace]
    assert (band["x"][0], band["x"][1]) == ("2026-11-04T12:00", "2026-11-06T12:00")
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert "<b>Coverage gap</b><br>3 of 8 outlets unread, 5–6 Nov<br>every attempt to read failed" in texts
    assert figure["narrow"]["annotations"][0]["text"] == "<b>Gap</b>"


def test_bands_can_be_put_away_but_lines_stay_broken() -> None:
    figure = timeline(COMPARISON, state_of(8, gaps=False), EN)
    assert [trace for trace in figure["data"] if "fillpattern" in trace] == []
    assert named(figure, "Malaysia")[0]["y"][3] is None


def test_today_is_a_ring_with_its_own_counts() -> None:
    figure = timeline(COMPARISON, STATE, EN)
    _, ring = named(figure, "Malaysia")
    assert (ring["mode"], ring["x"], ring["y"]) == ("markers", ["2026-11-09"], [10.0])
    hover = figure["hover"]
    assert hover is not None
    said = [entry for entry in hover["series"] if entry["trace"] == figure["data"].index(ring)]
    assert (said[0]["at"], said[0]["n"][7], hover["collected"][7]) == ([7], 3, 30)


def test_a_spike_is_numbered_and_can_be_opened() -> None:
    figure = timeline(COMPARISON, STATE, EN)
    (marks,) = [trace for trace in figure["data"] if "customdata" in trace]
    assert (marks["text"], marks["customdata"]) == (["<b>1</b>"], [["MY", "2026-11-08"]])
    assert marks["y"][0] > 30
    assert marks["marker"]["color"] == ["@ink"]
    opened = timeline(COMPARISON, state_of(8, at=Opened(code="MY", day=SPIKE[1])), EN)
    (marks,) = [trace for trace in opened["data"] if "customdata" in trace]
    assert marks["marker"]["color"] == ["@series-1"]
    assert [shape for shape in opened["layout"]["shapes"] if shape["type"] == "rect"]


def test_the_strip_shows_what_was_collected_and_days_that_fell_short() -> None:
    figure = timeline(COMPARISON, STATE, EN)
    (bars,) = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert bars["x0"] == "2026-11-03"  # nothing is claimed of the time before
    assert bars["marker"]["color"] == ["@bar", "@bar", "@gap", "@gap", "@bar", "@bar", "@bar"]
    said = "0 articles collected, coverage gap, not counted<br>A, B and C: every attempt to read failed"
    assert bars["hovertext"][2] == said


def test_the_axis_shows_what_was_asked_for_from_zero() -> None:
    layout = timeline(COMPARISON, STATE, EN)["layout"]
    first, last = layout["xaxis"]["range"]
    assert first < FIRST.isoformat() < STATE.window.last.isoformat() < last
    assert layout["yaxis"]["range"][0] == 0
    assert layout["yaxis"]["range"][1] > 30


def test_names_of_others_are_text_not_markup() -> None:
    figure = timeline(COMPARISON, STATE, EN)
    labels = [note["text"] for note in figure["layout"]["annotations"]]
    assert any("China &lt;b&gt;" in label for label in labels)
    assert "China &lt;b&gt;" in named(figure, "China <b>")[0]["hovertemplate"]


def test_nothing_but_zero_still_has_an_axis() -> None:
    none = comparison_of({MALAYSIA: [0, 0]}, [100, 100], ["observed", "observed"])
    figure = timeline(none, state_of(2), EN)
    assert figure["layout"]["yaxis"]["range"] == [0, 1.0]
    plotly(figure)


def test_a_single_day_is_a_point() -> None:
    alone = comparison_of({MALAYSIA: [7]}, [100], ["observed"])
    assert named(timeline(alone, state_of(1), EN), "Malaysia")[0]["mode"] == "lines+markers"


def test_no_day_read_at_all_draws_an_empty_chart() -> None:
    unread = comparison_of({MALAYSIA: [None, None]}, [None, None], ["gap", "gap"])
    plotly(timeline(unread, state_of(2), EN))


def test_many_entities_get_a_chart_each_on_one_scale() -> None:
    many = {
        Subject(colour=0, entity_id=at, code=f"X{at}", label=f"Land {at}"): [at, 2 * at, None, 3]
        for at in range(1, 9)
    }
    comparison = comparison_of(many, [100, 100, None, 50], ["observed", "observed", "gap", "partial"])
    figure = multiples(comparison, state_of(4), EN)
    for narrow in (False, True):
        drawn = plotly(figure, narrow=narrow)
        ranges = {tuple(drawn.layout[f"yaxis{at or ''}"].range) for at in ("", *range(2, 9))}
        assert len(ranges) == 1
    assert figure["data"][7]["y"] == [8.0, 16.0, None, 6.0]


@pytest.mark.parametrize(
    ("top", "expected"),
    [(0, (1, 1)), (0.3, (0.3, 0.05)), (23.2, (25, 5)), (1200, (1200, 200)), (61, (80, 20))],
)
def test_axes_end_on_round_numbers(top: float, expected: tuple[float, float]) -> None:
    assert ticks(top) == pytest.approx(expected)


def test_labels_never_touch() -> None:
    wanted = [5.0, 5.1, 5.0, 9.9, 0.0]
    places = spread(wanted, least=1, top=10)
    assert all(b - a >= 0.999 for a, b in pairwise(sorted(places)))
    assert all(0 <= place <= 10 for place in places)
    assert places.index(max(places)) == 3
