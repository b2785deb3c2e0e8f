"""Facts for the sentences, from the same numbers as the charts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from storage.migrate import migrate
from storage.questions.findings import overview_facts
from storage.scope import Scope
from tests.archive import counted_archive

FIRST = date(2026, 1, 5)
JP, MY = "country:JP", "country:MY"


def archive(path: Path, japan: list[int], malaysia: list[int]) -> duckdb.DuckDBPyConnection:
    half = {
        key: [[n // 2 for n in counts], [n - n // 2 for n in counts]]
        for key, counts in ((JP, japan), (MY, malaysia))
    }
    return counted_archive(path, first=FIRST, outlets=[[100] * len(japan)] * 2, mentioned=half)


def ids(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return dict(con.execute("SELECT key, entity_id FROM entity").fetchall())


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def test_overview_tells_what_rose_and_fell(tmp_path: Path) -> None:
    con = archive(tmp_path / "a.duckdb", [40] * 93 + [20] * 7, [10] * 93 + [26] * 7)
    keys = ids(con)
    rose, fell = overview_facts(con, scope=Scope(since=day(93), until=day(100)))
    assert (rose.kind, rose.entity_id, fell.kind, fell.entity_id) == ("rose", keys[MY], "fell", keys[JP])
    assert rose.ratio == pytest.approx(2.6)
    assert rose.share == pytest.approx(0.13)
    assert fell.ratio == pytest.approx(0.5)


def test_a_quiet_week_tells_who_leads(tmp_path: Path) -> None:
    con = archive(tmp_path / "a.duckdb", [40] * 60, [10] * 60)
    [leads] = overview_facts(con, scope=Scope(since=day(53), until=day(60)))
    assert (leads.kind, leads.entity_id) == ("leads", ids(con)[JP])
    assert leads.share == pytest.approx(0.2)


def test_an_empty_archive_has_nothing_to_tell() -> None:
    con = duckdb.connect()
    migrate(con)
    assert overview_facts(con, scope=Scope(since=FIRST, until=day(7))) == ()


def test_an_entity_set_aside_is_in_no_fact(tmp_path: Path) -> None:
    con = archive(tmp_path / "a.duckdb", [30] * 14, [12] * 7 + [60] * 7)
    keys = ids(con)
    week = Scope(since=day(7), until=day(14))
    assert [fact.entity_id for fact in overview_facts(con, scope=week)] == [keys[MY]]
    without = overview_facts(con, scope=week, without=[keys[MY]])
    assert [(fact.kind, fact.entity_id) for fact in without] == [("leads", keys[JP])]
    assert overview_facts(con, scope=week, without=[keys[MY], keys[JP]]) == ()


def test_today_so_far_is_held_against_the_window_given(tmp_path: Path) -> None:
    con = archive(tmp_path / "a.duckdb", [30] * 15, [12] * 14 + [70])
    today = Scope(since=day(14), until=day(15), today=day(14))
    [fact] = overview_facts(con, scope=today, earlier=today.window(day(0), day(14)))
    assert (fact.kind, fact.entity_id, fact.articles) == ("rose", ids(con)[MY], 70)
    assert fact.ratio == pytest.approx(70 / 12)
