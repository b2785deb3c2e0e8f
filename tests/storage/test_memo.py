"""Answers are kept as long as they are true, and not longer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from storage.memo import end_of_minute, remembered
from storage.questions import queries
from storage.questions.queries import Scope
from tests.archive import counted_archive

FIRST = date(2026, 9, 1)
DAYS = 70
TODAY = FIRST + timedelta(days=DAYS - 1)
LAST_WEEK = Scope(since=TODAY - timedelta(days=7), until=TODAY, today=TODAY)
THIS_WEEK = Scope(since=TODAY - timedelta(days=6), until=TODAY + timedelta(days=1), today=TODAY)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    counts = [[10] * DAYS, [20] * DAYS]
    with counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=counts, mentioned={"country:CN": [[3] * DAYS, [4] * DAYS]}
    ) as opened:
        yield opened


def bring(con: duckdb.DuckDBPyConnection, day: date, articles: int) -> None:
    """More articles of the first outlet about the first entity, as an ingestion appends them."""
    con.execute("INSERT INTO outlet_day_delta VALUES ($day, 1, 'id', $n)", {"day": day, "n": articles})
    con.execute(
        "INSERT INTO entity_day_delta VALUES ($day, 1, 'id', 1, $n, $n, 0, $n, $n)",
        {"day": day, "n": articles},
    )
    con.execute(
        "INSERT INTO entity_total_delta VALUES ($day, 'id', 1, $n, $n, $n, $n)", {"day": day, "n": articles}
    )
    con.execute("INSERT INTO changed_day VALUES ($day, 1, 1, 0, 0)", {"day": day})


def test_what_arrives_today_leaves_answers_about_past_days_as_they_are(con: DuckDBPyConnection) -> None:
    before = queries.coverage_totals(con, scope=LAST_WEEK, entity_ids=[1])
    spikes = queries.spikes(con, scope=THIS_WEEK, entity_ids=[1])
    now = queries.timeline(con, scope=THIS_WEEK, entity_ids=[1])
    bring(con, TODAY, 5)
    assert queries.coverage_totals(con, scope=LAST_WEEK, entity_ids=[1]) is before
    assert queries.spikes(con, scope=THIS_WEEK, entity_ids=[1]) is spikes
    then = queries.timeline(con, scope=THIS_WEEK, entity_ids=[1])
    assert now["articles"].to_list() == [7] * 7
    assert then["articles"].to_list() == [7] * 6 + [12]
    assert then["collected"].to_list() == [30] * 6 + [35]


@pytest.mark.parametrize("back", [1, 4])
def test_a_late_article_renews_the_answers_about_its_day(con: DuckDBPyConnection, back: int) -> None:
    for scope in (LAST_WEEK, THIS_WEEK):
        queries.timeline(con, scope=scope, entity_ids=[1])
        queries.coverage_totals(con, scope=scope, entity_ids=[1])
    day = TODAY - timedelta(days=back)
    bring(con, day, 40)
    for scope in (LAST_WEEK, THIS_WEEK):
        shown = {row["day"]: row for row in queries.timeline(con, scope=scope, entity_ids=[1]).to_dicts()}
        assert (shown[day]["articles"], shown[day]["collected"]) == (47, 70)
        assert queries.coverage_totals(con, scope=scope, entity_ids=[1])["articles"][0] == 7 * 7 + 40
        assert queries.spikes(con, scope=scope, entity_ids=[1])["day"].to_list() == [day]


def test_a_failed_day_that_becomes_known_later_renews_them(con: DuckDBPyConnection) -> None:
    assert set(queries.collected_by_day(con, scope=LAST_WEEK)["state"]) == {"observed"}
    day = TODAY - timedelta(days=3)
    its_polls = "(started_at + INTERVAL 7 HOURS)::DATE = $day"
    con.execute(f"UPDATE poll SET status = 'failed' WHERE {its_polls}", {"day": day})
    next_day = {"day": day + timedelta(days=1)}  # nothing made up for it
    con.execute(f"UPDATE poll SET new_articles = 20, known_articles = 0 WHERE {its_polls}", next_day)
    con.execute(f"INSERT INTO poll FROM poll WHERE {its_polls} LIMIT 1", {"day": day})  # they are only added
    con.execute("INSERT INTO changed_day VALUES ($day, 0, 0, 0, 1)", {"day": day})
    states = queries.collected_by_day(con, scope=LAST_WEEK).filter(day=day)["state"].to_list()
    assert states == ["gap"]


def test_a_new_name_renews_what_shows_it(con: DuckDBPyConnection) -> None:
    assert "Outlet 1" in queries.outlets(con)["name"].to_list()
    queries.coverage_totals(con, scope=LAST_WEEK, entity_ids=[1])
    con.execute("UPDATE outlet SET name = 'Harian Satu' WHERE outlet_id = 1")
    con.execute("UPDATE entity SET name_en = 'People''s Republic' WHERE entity_id = 1")
    assert "Harian Satu" in queries.outlets(con)["name"].to_list()
    totals = queries.coverage_totals(con, scope=LAST_WEEK, entity_ids=[1])
    assert totals["name_en"].to_list() == ["People's Republic"]


def test_the_day_after_today_is_another_question(con: DuckDBPyConnection) -> None:
    tomorrow = TODAY + timedelta(days=1)
    states = queries.collected_by_day(con, scope=THIS_WEEK)["state"].to_list()
    assert states == ["observed"] * 6 + ["partial"]
    later = Scope(since=THIS_WEEK.since, until=THIS_WEEK.until, today=tomorrow)
    assert queries.collected_by_day(con, scope=later)["state"].to_list() == ["observed"] * 7


def test_what_many_ask_at_once_is_found_out_once(con: DuckDBPyConnection) -> None:
    begun, go_on = threading.Event(), threading.Event()
    times: list[int] = []

    @remembered
    def question(_con: DuckDBPyConnection, *, number: int) -> int:
        times.append(number)
        begun.set()
        go_on.wait(10)
        return number + 1

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(question, con.cursor(), number=1)
        begun.wait(10)
        others = [pool.submit(question, con.cursor(), number=1) for _ in range(3)]
        go_on.set()
        assert [one.result() for one in (first, *others)] == [2, 2, 2, 2]
    assert times == [1]


def test_an_answer_that_failed_is_found_out_by_the_next_who_waits(con: DuckDBPyConnection) -> None:
    begun, go_on = threading.Event(), threading.Event()
    tries: list[int] = []

    @remembered
    def question(_con: DuckDBPyConnection) -> int:
        tries.append(1)
        if len(tries) == 1:
            begun.set()
            go_on.wait(10)
            raise duckdb.InterruptException("given up")
        return 7

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(question, con.cursor())
        begun.wait(10)
        second = pool.submit(question, con.cursor())
        go_on.set()
        with pytest.raises(duckdb.InterruptException):
            first.result()
        assert second.result() == 7
    assert len(tries) == 2


def test_answers_as_of_now_hold_for_a_minute_and_leave_out_nothing() -> None:
    early, late = (datetime(2026, 9, 1, 7, 30, second, tzinfo=UTC) for second in (0, 59))
    assert end_of_minute(early) == end_of_minute(late) > late
    assert end_of_minute(late + timedelta(seconds=1)) > end_of_minute(late)
