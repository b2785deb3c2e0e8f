"""A day without articles is a zero, a gap or before the start: three different things."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from storage.coverage.coverage import collected_by_day, coverage_gaps, outlet_days, outlets_collected
from storage.coverage.free_days import FreeDay, free_days
from storage.coverage.judging import Judged, judge
from storage.coverage.polled import Polled, PollState
from storage.ingest.totals import derive
from storage.scope import Scope
from tests.archive import Outage, build_archive, counted_archive

FIRST = date(2026, 3, 2)  # a Monday


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def scope(since: int, until: int, *, today: int | None = None, outlets: tuple[int, ...] = ()) -> Scope:
    return Scope(
        since=day(since), until=day(until), today=None if today is None else day(today), outlets=outlets
    )


def states(con: duckdb.DuckDBPyConnection, asked: Scope) -> list[str]:
    return collected_by_day(con, scope=asked)["state"].to_list()


def judged(counts: tuple[int, ...], *, read: bool = False, free: tuple[FreeDay, ...] = ()) -> Judged:
    """Of an outlet without polls, or with good ones."""
    state: PollState = "read" if read else ""
    said = Polled((state,) * len(counts), frozenset())
    return judge(counts, 0, len(counts), said, free or ("",) * (len(counts) + 1))


def test_before_the_start_is_not_a_gap(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 10])
    assert states(con, scope(-3, 3)) == ["before"] * 3 + ["observed"] * 3


def test_a_day_whose_polls_all_failed_is_a_gap(tmp_path: Path) -> None:
    counts = [20] * 5 + [0] + [20] * 4
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[counts, [5] * 10], failed=[(0, 5)])
    assert states(con, scope(0, 10)) == ["observed"] * 5 + ["gap"] + ["observed"] * 4
    gaps = coverage_gaps(con, scope=scope(0, 10))
    assert gaps.rows() == [(day(5), day(6), ["Outlet 1"], ["polls failed"], 2)]
    # the other outlet was read
    assert states(con, scope(0, 10, outlets=(2,))) == ["observed"] * 10


def test_gap_days_in_a_row_with_the_same_outlets_are_one_gap(tmp_path: Path) -> None:
    counts = [[20] * 10, [20] * 10]
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=counts, failed=[(0, 4), (0, 5), (1, 5), (0, 6)]
    )
    assert coverage_gaps(con, scope=scope(0, 10)).rows() == [
        (day(4), day(5), ["Outlet 1"], ["polls failed"], 2),
        (day(5), day(6), ["Outlet 1", "Outlet 2"], ["polls failed"] * 2, 2),
        (day(6), day(7), ["Outlet 1"], ["polls failed"], 2),
    ]


def test_a_zero_that_was_read_is_a_zero(tmp_path: Path) -> None:
    """An outlet with two articles a day has an empty day now and then."""
    counts = [[2, 3, 1, 2, 2, 1, 0] * 8, [30] * 56]
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=counts)
    assert states(con, scope(0, 56)) == ["observed"] * 56
    rows = outlet_days(con, scope=scope(55, 56)).rows(named=True)
    assert [(row["articles"], row["state"], row["reason"]) for row in rows] == [
        (0, "zero", None),
        (30, "observed", None),
    ]


def test_nothing_at_all_from_any_outlet_is_a_gap(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[2, 0, 2]])
    assert states(con, scope(0, 3)) == ["observed", "gap", "observed"]
    assert coverage_gaps(con, scope=scope(0, 3)).rows() == [(day(1), day(2), [], [], 1)]


def test_volume_below_half_of_the_weekday_norm_is_a_gap_without_polls(tmp_path: Path) -> None:
    counts = [100] * 60
    counts[50] = 30
    counts[52] = 60  # low, but above half
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[counts], polls=False)
    found = collected_by_day(con, scope=scope(48, 54))
    assert found["state"].to_list() == ["observed", "observed", "gap", "observed", "observed", "observed"]
    assert found["expected"].to_list() == [100.0] * 6
    assert found["outlets_unread"].to_list() == [0, 0, 1, 0, 0, 0]


def test_quiet_weekends_are_compared_with_weekends(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[80] * 5 + [20] * 2] * 1 * 1)
    assert states(con, scope(0, 7)) == ["observed"] * 7
    weeks = ([80] * 5 + [20] * 2) * 9
    con = counted_archive(tmp_path / "b.duckdb", first=FIRST, outlets=[weeks], polls=False)
    found = collected_by_day(con, scope=scope(56, 63))
    assert found["state"].to_list() == ["observed"] * 7
    assert found["expected"].to_list() == [80.0] * 5 + [20.0] * 2


def test_empty_days_of_a_small_outlet_are_judged_together() -> None:
    for empty, unread in ((1, 0), (2, 0), (6, 6)):
        counts = (2,) * 60 + (0,) * empty + (2,) * 5
        assert len(judged(counts).unread) == unread


LEBARAN_2026 = {date(2026, 3, 18) + timedelta(days=place) for place in range(7)}


def lebaran(first: date, days: int) -> tuple[int, ...]:
    """An outlet of 100 articles a day that brings 10 at Lebaran, when most are away, and 60 on holidays."""
    kinds = free_days(first, days)
    return tuple({"": 100, "holiday": 60, "lebaran": 10}[kind] for kind in kinds)


def test_days_of_lebaran_are_holidays_and_what_touches_them() -> None:
    kinds = free_days(date(2026, 3, 1), 31)
    assert {date(2026, 3, 1) + timedelta(days=n) for n, kind in enumerate(kinds) if kind} == LEBARAN_2026
    assert set(kinds) == {"", "lebaran"}
    assert free_days(date(2026, 8, 16), 3) == ("", "holiday", "")


@pytest.mark.parametrize("read", [True, False])
def test_a_quiet_holiday_is_no_gap_and_bends_no_norm(read: bool) -> None:
    first, days = date(2025, 1, 6), 520  # two times Lebaran
    counts, kinds = lebaran(first, days), free_days(first, days + 1)
    found = judged(counts, read=read, free=kinds)
    assert found.unread == {}
    for place, kind in enumerate(kinds[:days]):
        if place > 35 and not kind:
            assert found.expected[place] == 100.0
    second = (date(2026, 3, 20) - first).days
    assert found.expected[second] == pytest.approx(10.0)  # as the year before
    assert found.usual[second] == 100.0


def test_a_holiday_that_is_quieter_than_any_before_is_a_gap() -> None:
    first, days = date(2025, 1, 6), 520
    counts, kinds = list(lebaran(first, days)), free_days(first, days + 1)
    down = (date(2026, 5, 1) - first).days
    assert kinds[down] == "holiday"
    counts[down] = 3
    assert judged(tuple(counts), read=True, free=kinds).unread == {down: "low volume"}


def test_a_quiet_day_that_is_no_holiday_is_a_gap() -> None:
    counts = list(lebaran(date(2025, 1, 6), 200))
    counts[150] = 10
    kinds = free_days(date(2025, 1, 6), 201)
    assert judged(tuple(counts), read=True, free=kinds).unread == {150: "low volume"}


def test_a_holiday_is_named_as_the_reason_of_few_articles(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 60 + [5] + [20] * 9])
    assert day(60) == date(2026, 5, 1)
    found = outlet_days(con, scope=scope(59, 62)).select("state", "reason").rows()
    assert found == [("observed", None), ("observed", "holiday"), ("observed", None)]


def test_a_gap_is_left_out_of_later_norms() -> None:
    counts = [100] * 120
    for place in range(70, 77):
        counts[place] = 0
    found = judged(tuple(counts))
    assert found.unread == dict.fromkeys(range(70, 77), "low volume")
    assert found.expected[119] == 100.0


def test_without_enough_history_nothing_is_expected(tmp_path: Path) -> None:
    first = FIRST + timedelta(days=119)  # no holiday falls into these weeks
    con = counted_archive(tmp_path / "a.duckdb", first=first, outlets=[[10] * 30])
    asked = Scope(since=first, until=first + timedelta(days=30))
    expected = collected_by_day(con, scope=asked)["expected"].to_list()
    assert expected[:28] == [None] * 28
    assert expected[28:] == [10.0, 10.0]


def test_today_is_partial_and_later_days_are_cut_off(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[50] * 60 + [4]])
    found = collected_by_day(con, scope=scope(58, 70, today=60))
    assert found["state"].to_list() == ["observed", "observed", "partial"]
    assert found["articles"].to_list() == [50, 50, 4]
    assert found["expected"].to_list() == [50.0, 50.0, 50.0]


def test_an_outlet_counts_from_its_own_begin(tmp_path: Path) -> None:
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 10, [0] * 6 + [20] * 4], polls=False
    )
    found = collected_by_day(con, scope=scope(4, 8))
    assert found["state"].to_list() == ["observed"] * 4
    assert found["outlets_selected"].to_list() == [1, 1, 2, 2]
    assert (
        outlet_days(con, scope=scope(4, 8, outlets=(2,)))["state"].to_list()
        == ["before"] * 2 + ["observed"] * 2
    )


@pytest.mark.parametrize(("known", "state"), [(19, "observed"), (0, "gap")])
def test_a_hole_in_polling_is_a_gap_when_entries_may_be_missing(
    tmp_path: Path, known: int, state: str
) -> None:
    """They may when the first poll afterwards found nothing that was known."""
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 6])
    night = [f"{day(2)} 17:30:00", f"{day(3)} 03:00:00"]  # UTC: 00:30 to 10:00 of day 3 in Jakarta
    con.execute("DELETE FROM poll WHERE started_at >= ? AND started_at < ?", night)
    con.execute(
        "UPDATE poll SET known_articles = ?, new_articles = 20 - ? WHERE started_at >= ?",
        [known, known, day(3)],
    )
    assert states(con, scope(0, 4)) == ["observed"] * 3 + [state]


@pytest.mark.parametrize(("new", "known", "state"), [(20, 0, "gap"), (20, 1, "observed"), (0, 0, "zero")])
def test_one_poll_without_anything_known_is_enough_however_short_the_time(
    tmp_path: Path, new: int, known: int, state: str
) -> None:
    """Unless the feed was quiet: without new entries none is missing."""
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 3 + [20 if new else 0] + [20]])
    con.execute("DELETE FROM poll WHERE feed_id = 2")
    noon = [f"{day(3)} 05:00:00", f"{day(3)} 05:30:00"]
    con.execute(
        "UPDATE poll SET new_articles = ?, known_articles = ? WHERE started_at >= ? AND started_at < ?",
        [new, known, *noon],
    )
    found = outlet_days(con, scope=scope(2, 5)).select("state", "reason").rows()
    why = "entries may have been missed" if state == "gap" else None
    assert found == [("observed", None), (state, why), ("observed", None)]


def test_the_first_poll_of_a_feed_knows_nothing_and_tells_nothing(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 4])
    first = "(SELECT min(started_at) FROM poll AS p WHERE p.feed_id = poll.feed_id)"
    con.execute(f"UPDATE poll SET new_articles = 20, known_articles = 0 WHERE started_at = {first}")
    assert states(con, scope(0, 4)) == ["observed"] * 4


@pytest.mark.parametrize(("count", "state"), [(20, "observed"), (6, "gap")])
def test_a_day_without_polls_is_made_up_for_when_the_next_ones_miss_nothing(
    tmp_path: Path, count: int, state: str
) -> None:
    """The machine was off for a day, but the feeds still listed everything: volume tells."""
    counts = [20] * 60 + [count] + [20] * 5
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[counts])
    whole_day = [f"{day(59)} 17:00:00", f"{day(60)} 17:00:00"]  # UTC
    con.execute("DELETE FROM poll WHERE started_at >= ? AND started_at < ?", whole_day)
    found = outlet_days(con, scope=scope(59, 62)).select("state", "reason").rows()
    why = "not polled" if state == "gap" else None
    assert found == [("observed", None), (state, why), ("observed", None)]


def test_a_day_without_polls_after_which_nothing_is_known_is_not_made_up_for(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 66])
    whole_day = [f"{day(59)} 17:00:00", f"{day(60)} 17:00:00"]
    con.execute("DELETE FROM poll WHERE started_at >= ? AND started_at < ?", whole_day)
    con.execute(
        "UPDATE poll SET new_articles = 20, known_articles = 0 WHERE started_at >= ? AND started_at < ?",
        [f"{day(60)} 17:00:00", f"{day(60)} 17:30:00"],
    )
    assert outlet_days(con, scope=scope(60, 61)).select("state", "reason").rows() == [("gap", "not polled")]


def test_outlet_days_say_why(tmp_path: Path) -> None:
    failing = [20] * 61 + [0] + [20] * 8
    late = [0] * 3 + [20] * 67
    low = [20] * 62 + [1] * 2 + [20] * 6
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=[failing, late, low], failed=[(0, 61), (1, 0), (1, 1)]
    )
    con.execute("UPDATE feed SET removed_at = ? WHERE outlet_id = 2", [f"{day(68)} 02:00:00"])
    found = outlet_days(con, scope=scope(0, 70, today=69))
    why = {
        (key, day_): reason for key, day_, reason in found.select("outlet_id", "day", "reason").iter_rows()
    }
    assert why[2, day(1)] == "not begun"
    assert why[1, day(61)] == "polls failed"
    assert why[3, day(62)] == why[3, day(63)] == "low volume"
    assert why[2, day(68)] == "ended"
    assert why[1, day(60)] is None


def test_one_feed_of_several_with_a_hole_does_not_make_the_outlet_unread(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 6])
    con.execute("INSERT INTO feed SELECT * REPLACE (100 AS feed_id, 'third' AS key) FROM feed LIMIT 1")
    con.execute("INSERT INTO poll SELECT * REPLACE (100 AS feed_id) FROM poll WHERE feed_id = 1")
    night = [f"{day(2)} 17:30:00", f"{day(3)} 03:00:00"]
    con.execute("DELETE FROM poll WHERE feed_id = 1 AND started_at >= ? AND started_at < ?", night)
    con.execute("UPDATE poll SET known_articles = 0 WHERE feed_id = 1 AND started_at >= ?", [day(3)])
    assert states(con, scope(0, 6)) == ["observed"] * 6


def test_an_outlet_that_was_never_read_has_not_begun(tmp_path: Path) -> None:
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 6, [0] * 6], failed=[(1, d) for d in range(6)]
    )
    assert states(con, scope(0, 6)) == ["observed"] * 6


def test_after_four_weeks_unread_an_outlet_is_no_longer_missed(tmp_path: Path) -> None:
    counts = [[20] * 50, [20] * 15 + [0] * 35]
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=counts, failed=[(1, d) for d in range(15, 50)]
    )
    assert states(con, scope(10, 50)) == ["observed"] * 40
    found = collected_by_day(con, scope=scope(14, 16))
    assert found["outlets_selected"].to_list() == [2, 1]


def test_an_outlet_without_feeds_is_no_longer_missed(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 9, [20] * 6 + [0] * 3])
    con.execute("UPDATE feed SET removed_at = ? WHERE outlet_id = 2", [f"{day(5)} 20:00:00"])
    con.execute("DELETE FROM poll WHERE started_at >= ? AND feed_id > 2", [day(6)])
    assert states(con, scope(0, 9)) == ["observed"] * 9


def test_history_that_was_filled_in_begins_where_articles_are_dense(tmp_path: Path) -> None:
    counts = [1] + [0] * 199 + [10] * 40
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[counts], polls=False)
    con.execute("UPDATE article SET backfilled = true")
    found = states(con, scope(198, 203))
    assert found == ["before", "before", "observed", "observed", "observed"]


def test_between_what_was_filled_in_and_what_feeds_bring_is_a_gap_however_long(tmp_path: Path) -> None:
    counts = [20] * 60 + [0] * 200 + [20] * 30
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[counts, [5] * 290])
    con.execute("DELETE FROM poll WHERE started_at < ? AND feed_id <= 2", [day(260)])
    con.execute(
        "UPDATE article SET backfilled = true, first_seen_at = ? WHERE day < ? AND outlet_id = 1",
        [day(270), day(260)],
    )
    found = states(con, scope(0, 290))
    assert found == ["observed"] * 60 + ["gap"] * 200 + ["observed"] * 30


def test_expected_volume_of_some_languages(tmp_path: Path) -> None:
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=[[30] * 40, [12] * 40], langs=["id", "en"]
    )
    asked = Scope(since=day(35), until=day(37), langs=("en",))
    found = collected_by_day(con, scope=asked)
    assert found["articles"].to_list() == [12, 12]
    assert found["expected"].to_list() == [12.0, 12.0]
    assert found["outlets_unread"].to_list() == [0, 0]


def test_an_empty_archive_answers() -> None:
    con = build_archive(":memory:", days=1, outlets=0, articles_per_day=0, entities=(), polls=False)
    assert states(con, scope(0, 2)) == ["before", "before"]
    assert coverage_gaps(con, scope=scope(0, 2)).is_empty()
    assert outlet_days(con, scope=scope(0, 2)).is_empty()


def test_answers_follow_the_archive(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 10])
    asked = scope(9, 10)
    assert collected_by_day(con, scope=asked)["articles"].to_list() == [20]
    con.execute("INSERT INTO outlet_day_delta VALUES (?, 1, 'id', 3)", [day(9)])
    derive(con)
    assert collected_by_day(con, scope=asked)["articles"].to_list() == [23]


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_realistic_archives_have_no_false_gaps(tmp_path: Path, seed: int) -> None:
    until = date(2026, 6, 1)
    down = until - timedelta(days=20)
    con = build_archive(
        tmp_path / "a.duckdb",
        days=150,
        articles_per_day=90,
        until=until,
        seed=seed,
        outages=[Outage(2, down, down + timedelta(days=1))],
    )
    asked = Scope(since=until - timedelta(days=149), until=until)
    assert coverage_gaps(con, scope=asked).rows() == [
        (down, down + timedelta(days=2), ["Kabar Pagi"], ["polls failed"], 8)
    ]


def test_outlets_are_known_since_their_first_day_and_until_they_are_given_up(tmp_path: Path) -> None:
    late, gone = [0] * 5 + [20] * 45, [20] * 15 + [0] * 35
    failed = [(0, 8), *((2, place) for place in range(15, 50))]
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[20] * 50, late, gone], failed=failed)
    assert outlets_collected(con, scope=scope(49, 50, today=50)).rows() == [
        (1, "Outlet 1", day(0), None, 1000, 1),
        (2, "Outlet 2", day(0), None, 900, 0),
        (3, "Outlet 3", day(0), day(14), 300, 0),
    ]
