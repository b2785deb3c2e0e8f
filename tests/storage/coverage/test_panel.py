"""A fixed panel has the outlets that were read through the whole window, and every question honours it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from storage.coverage.panel import NOBODY, fixed_panel
from storage.questions import findings, queries
from storage.questions.queries import Scope
from tests.archive import ZONE, counted_archive

FIRST = date(2026, 6, 22)  # a Monday
DAYS = 80
JAPAN = "country:JP"


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def scope(since: int, until: int, **more: Any) -> Scope:
    return Scope(since=day(since), until=day(until), panel="fixed", **more)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Steady, a newcomer that is all about Japan, one whose feeds were removed, one that often fails."""
    steady, late = [40] * DAYS, [0] * 50 + [60] * 30
    gone, shaky = [20] * 45 + [0] * 35, [20] * DAYS
    steady[30] = 0
    failed = [(3, place) for place in range(10, 60, 5)]
    for _, place in failed:
        shaky[place] = 0
    opened = counted_archive(
        tmp_path_factory.mktemp("panel") / "a.duckdb",
        first=FIRST,
        outlets=[steady, late, gone, shaky],
        mentioned={
            JAPAN: [
                [n // 10 for n in steady],
                [0] * 50 + [60] * 30,
                [2] * 45 + [0] * 35,
                [min(n, 2) for n in shaky],
            ]
        },
        failed=[*failed, (0, 30)],
    )
    opened.execute("DELETE FROM poll WHERE feed_id IN (3, 4) AND started_at < ?", [f"{day(49)} 17:00:00"])
    opened.execute("UPDATE feed SET removed_at = ? WHERE outlet_id = 3", [f"{day(45)} 02:00:00"])
    opened.execute("DELETE FROM poll WHERE feed_id IN (5, 6) AND started_at > ?", [f"{day(45)} 02:00:00"])
    yield opened
    opened.close()


@pytest.fixture
def japan(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("SELECT entity_id FROM entity WHERE key = ?", [JAPAN]).fetchall()[0][0])


def test_who_is_in_and_why_others_are_not(con: duckdb.DuckDBPyConnection) -> None:
    found = fixed_panel(con, scope=scope(0, DAYS))
    assert found.select("name", "included", "reason").rows() == [
        ("Outlet 1", True, None),
        ("Outlet 2", False, "began later"),
        ("Outlet 3", False, "ended"),
        ("Outlet 4", False, "not read"),
    ]
    assert found["days"].to_list() == [DAYS] * 4
    newcomer, unsteady = found.row(1, named=True), found.row(3, named=True)
    assert (newcomer["since"], unsteady["unread"]) == (day(50), 10)


def test_who_was_read_depends_on_the_window(con: duckdb.DuckDBPyConnection) -> None:
    def members(since: int, until: int) -> list[str]:
        return fixed_panel(con, scope=scope(since, until)).filter("included")["name"].to_list()

    assert members(0, 10) == ["Outlet 1", "Outlet 3", "Outlet 4"]
    assert members(40, 50) == ["Outlet 1"]  # one that ended on day 45, one unread twice in ten days
    assert members(56, 80) == ["Outlet 1", "Outlet 2", "Outlet 4"]


def test_outlets_that_are_not_there_at_all_are_not_told(con: duckdb.DuckDBPyConnection) -> None:
    assert fixed_panel(con, scope=scope(0, 10))["name"].to_list() == ["Outlet 1", "Outlet 3", "Outlet 4"]
    assert fixed_panel(con, scope=scope(60, 80, outlets=(1, 3)))["name"].to_list() == ["Outlet 1"]


def test_one_unread_day_is_forgiven_and_a_gap_all_the_same(
    con: duckdb.DuckDBPyConnection, japan: int
) -> None:
    asked = scope(28, 33, outlets=(1,))
    assert fixed_panel(con, scope=asked)["included"].to_list() == [True]
    found = queries.timeline(con, scope=asked, entity_ids=[japan])
    assert found["state"].to_list() == ["observed", "observed", "gap", "observed", "observed"]


def test_a_newcomer_does_not_bend_the_trend(con: duckdb.DuckDBPyConnection, japan: int) -> None:
    every = queries.timeline(con, scope=replace(scope(46, 56), panel="all"), entity_ids=[japan])
    fixed = queries.timeline(con, scope=scope(46, 56), entity_ids=[japan])
    assert max(every["share"].drop_nulls()) > 0.4
    assert set(fixed["share"].drop_nulls()) == {0.1}
    assert set(fixed["collected"].drop_nulls()) == {40}


def test_other_days_of_the_same_panel_have_its_outlets(con: duckdb.DuckDBPyConnection) -> None:
    """What a page looks up beside its chart is about the outlets of the chart."""
    page = scope(0, DAYS)
    assert queries.collected_by_day(con, scope=page.window(day(60), day(61)))["articles"].to_list() == [40]
    assert page.before().panel_over == (day(0), day(DAYS))


def test_what_is_compared_is_compared_for_the_same_outlets(
    con: duckdb.DuckDBPyConnection, japan: int
) -> None:
    """The newcomer was read through the later window, not through the earlier one."""
    [moved] = queries.movers(con, scope=scope(56, 80)).rows(named=True)
    assert moved["entity_id"] == japan
    assert moved["share"] == pytest.approx(moved["share_before"])


def test_a_panel_of_nobody_counts_nothing(con: duckdb.DuckDBPyConnection, japan: int) -> None:
    asked = scope(40, 60, outlets=(2, 3))
    assert not fixed_panel(con, scope=asked)["included"].any()
    found = queries.timeline(con, scope=asked, entity_ids=[japan])
    assert set(found["state"]) == {"before"}
    assert found["articles"].null_count() == len(found)
    assert queries.article_count(con, scope=asked) == 0


ARGUMENTS: dict[str, Any] = {"entity_ids": [3], "entity_id": 3, "pairs": [(1, 3)], "zone": ZONE}
# About all outlets, whatever is chosen; and the panel itself.
APART = {"outlets_collected", "fixed_panel"}
QUESTIONS = {
    name: question
    for module in (queries, findings)
    for name, question in vars(module).items()
    if inspect.isfunction(question)
    and "scope" in inspect.signature(question).parameters
    and not name.startswith(("_", "counted_params", "counting_kinds", "covered"))
    and name not in APART
}


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_honours_it(con: duckdb.DuckDBPyConnection, name: str) -> None:
    question = QUESTIONS[name]
    asked = scope(40, 75)
    wanted = inspect.signature(question).parameters
    more = {key: value for key, value in ARGUMENTS.items() if key in wanted}
    fixed = question(con, scope=asked, **more)
    by_name = question(con, scope=Scope(since=asked.since, until=asked.until, outlets=(1,)), **more)
    if isinstance(fixed, pl.DataFrame):
        assert fixed.equals(by_name)
    else:
        assert fixed == by_name if not hasattr(fixed, "rows") else fixed.rows.equals(by_name.rows)


def test_nobody_is_no_outlet(con: duckdb.DuckDBPyConnection) -> None:
    assert not set(NOBODY) & set(queries.outlets(con)["outlet_id"])


def test_an_empty_archive_has_no_panel(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[0]], polls=False)
    assert fixed_panel(con, scope=scope(0, 10)).is_empty()
    assert queries.collected_by_day(con, scope=scope(0, 2))["state"].to_list() == ["before", "before"]
