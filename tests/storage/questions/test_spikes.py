"""Spikes that are there are found, and flat news has none."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp, factorial
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from storage.coverage.free_days import free_days
from storage.coverage.norm import at_least, at_most, middle, same_weekdays
from storage.questions.spikes import judged_days, spikes
from storage.questions.surprise import discovered
from storage.scope import Scope
from tests.archive import Burst, build_archive, counted_archive

FIRST = date(2026, 1, 5)  # a Monday
JAPAN, MALAYSIA = "country:JP", "country:MY"


def day(place: int) -> date:
    return FIRST + timedelta(days=place)


def scope(since: int, until: int, today: int | None = None) -> Scope:
    return Scope(since=day(since), until=day(until), today=None if today is None else day(today))


def entity(con: duckdb.DuckDBPyConnection, key: str) -> int:
    return int(con.execute("SELECT entity_id FROM entity WHERE key = ?", [key]).fetchall()[0][0])


def two_outlets(
    path: Path, counts: list[int], *, outlets: int = 2, polls: bool = True
) -> duckdb.DuckDBPyConnection:
    """Japan in ``counts`` articles of 200 a day, shared by the outlets."""
    shares = [[count // outlets + (place < count % outlets) for count in counts] for place in range(outlets)]
    return counted_archive(
        path,
        first=FIRST,
        outlets=[[200 // outlets] * len(counts) for _ in range(outlets)],
        mentioned={JAPAN: shares},
        polls=polls,
    )


def state_of(con: duckdb.DuckDBPyConnection, place: int, *, today: int | None = None) -> str:
    found = judged_days(con, scope=scope(place, place + 1, today), entity_ids=[entity(con, JAPAN)])
    assert len(found) == 1
    return str(found["state"][0])


def test_a_spike_has_its_numbers(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [15] * 70 + [47] + [15] * 9)
    [row] = spikes(con, scope=scope(40, 80), entity_ids=[entity(con, JAPAN)]).rows(named=True)
    assert (row["day"], row["articles"], row["collected"], row["outlets"]) == (day(70), 47, 200, 2)
    assert row["expected"] == 15.0
    assert row["ratio"] == pytest.approx(47 / 15)
    assert row["p_value"] < 1e-6
    assert row["z"] > 5


def test_the_norm_is_of_the_same_weekday(tmp_path: Path) -> None:
    weeks = ([10] * 5 + [40] * 2) * 12
    con = two_outlets(tmp_path / "a.duckdb", weeks)
    assert state_of(con, 82) == "usual"  # 40 on a Saturday
    weeks[79] = 40
    con = two_outlets(tmp_path / "b.duckdb", weeks)
    assert state_of(con, 79) == "spike"  # 40 on a Wednesday


def test_a_burst_in_one_outlet_only_is_no_spike(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [15] * 70 + [47], outlets=1)
    assert state_of(con, 70) == "usual"


def test_fewer_than_eight_articles_are_too_few_to_judge(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [0] * 70 + [7, 8, 9])
    assert [state_of(con, place) for place in (69, 70, 71, 72)] == ["too_few", "too_few", "spike", "spike"]


def test_nothing_of_what_is_usually_much_is_usual_not_too_few(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [15] * 70 + [2])
    assert state_of(con, 70) == "usual"
    found = judged_days(con, scope=scope(70, 71), entity_ids=[entity(con, JAPAN)])
    assert found["z"][0] < -2


def test_a_day_without_four_weeks_before_it_has_no_norm(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [15] * 27 + [60])
    assert state_of(con, 27) == "no_norm"
    con = two_outlets(tmp_path / "b.duckdb", [15] * 28 + [60])
    assert state_of(con, 28) == "spike"


def test_today_is_never_a_spike(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [15] * 70 + [60])
    assert state_of(con, 70, today=70) == "partial"
    assert spikes(con, scope=scope(60, 71, 70)).is_empty()


LEBARAN = date(2026, 3, 21)


def quiet_at_lebaran(place: int, count: int) -> int:
    """As every outlet is: less news, and less of everything in it."""
    return count // 4 if free_days(FIRST, place + 1)[-1] == "lebaran" else count


def test_lebaran_is_compared_with_its_own_volume(tmp_path: Path) -> None:
    places = range(120)
    lebaran = (LEBARAN - FIRST).days
    counts = [quiet_at_lebaran(place, 60) for place in places]
    counts[lebaran] = 60  # as on any day, and four times what Lebaran has
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=FIRST,
        outlets=[[quiet_at_lebaran(place, 200) for place in places]] * 2,
        mentioned={JAPAN: [[count // 2 for count in counts]] * 2},
    )
    found = judged_days(con, scope=scope(lebaran - 1, lebaran + 2), entity_ids=[entity(con, JAPAN)])
    assert found["state"].to_list() == ["usual", "spike", "usual"]
    assert found["expected"].to_list() == [pytest.approx(15.0)] * 3
    after = judged_days(con, scope=scope(lebaran + 4, 120), entity_ids=[entity(con, JAPAN)])
    ordinary = after.filter(~pl.col("day").is_in([date(2026, 4, 3), date(2026, 4, 5), date(2026, 5, 1)]))
    assert set(ordinary["expected"]) == {60.0}  # Lebaran bends no norm
    assert set(ordinary["state"]) == {"usual"}


def test_discoveries_are_held_to_one_false_in_ten() -> None:
    p_values = [0.0001, 0.0004, 0.0019, 0.06]
    assert discovered(p_values, [1.0] * 100) == 0.0019  # 0.1 * 3 / 100 is above it, 0.1 * 4 / 100 is not
    assert discovered(p_values, [1.0] * 1_000) == 0.0001
    assert discovered([0.06], [1.0] * 100) == -1.0
    assert discovered([], [1.0] * 100) == -1.0


def test_tests_that_could_never_succeed_cost_nothing() -> None:
    """Seven hundred names hardly ever written of leave the bar for the others where it was."""
    p_values = [0.0001, 0.0004, 0.0019, 0.06]
    assert discovered(p_values, [1.0] * 100 + [1e-9] * 100_000) == 0.0019


def test_gaps_are_neither_judged_nor_part_of_the_norm(tmp_path: Path) -> None:
    counts = [15] * 70 + [47]
    down = [7 * week for week in (6, 7, 8, 9)]  # four of the Mondays before day 70
    for place in down:
        counts[place] = 0
    shares = [[count // 2 for count in counts], [count - count // 2 for count in counts]]
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=FIRST,
        outlets=[[100 if count else 0 for count in counts]] * 2,
        mentioned={JAPAN: shares},
        failed=[(outlet, place) for outlet in (0, 1) for place in down],
    )
    [row] = judged_days(con, scope=scope(70, 71), entity_ids=[entity(con, JAPAN)]).rows(named=True)
    assert (row["state"], row["expected"]) == ("spike", 15.0)
    assert state_of(con, 63) == "gap"


def test_counts_before_an_outlet_joined_are_no_measure(tmp_path: Path) -> None:
    """A second outlet as large as the first doubles everything; that is no news."""
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=FIRST,
        outlets=[[100] * 97, [0] * 60 + [100] * 37],
        mentioned={JAPAN: [[15] * 97, [0] * 60 + [15] * 37]},
        polls=False,
    )
    assert state_of(con, 62) == "no_norm"
    assert state_of(con, 96) == "usual"


def test_news_that_always_comes_in_bursts_needs_more(tmp_path: Path) -> None:
    rng = Random(5)
    steady = [15] * 84
    bursty = [rng.choice((4, 8, 15, 22, 40)) for _ in range(84)]
    for counts in (steady, bursty):
        counts[83] = 36
    con = two_outlets(tmp_path / "a.duckdb", steady)
    assert state_of(con, 83) == "spike"
    con = two_outlets(tmp_path / "b.duckdb", bursty)
    assert state_of(con, 83) == "usual"


@pytest.mark.parametrize("seed", range(3))
def test_flat_news_has_no_spikes_and_injected_ones_are_found(tmp_path: Path, seed: int) -> None:
    until = date(2026, 8, 1)
    bursts = [
        Burst(MALAYSIA, until - timedelta(days=9), 4.5),
        Burst(JAPAN, until - timedelta(days=23), 4.0),
        Burst("country:IL", until - timedelta(days=40), 5.0),
    ]
    asked = Scope(since=until - timedelta(days=90), until=until)
    common = {
        "days": 180,
        "articles_per_day": 220,
        "until": until,
        "outages": (),
        "waves": False,
        "polls": False,
    }
    flat = build_archive(tmp_path / "flat.duckdb", seed=seed, bursts=(), **common)  # type: ignore[arg-type]
    assert spikes(flat, scope=asked, limit=50).rows() == []
    lively = build_archive(tmp_path / "lively.duckdb", seed=seed, bursts=bursts, **common)  # type: ignore[arg-type]
    found = spikes(lively, scope=asked, limit=50)
    days = {(row["entity_id"], row["day"]) for row in found.iter_rows(named=True)}
    assert {(entity(lively, burst.key), burst.day) for burst in bursts} <= days
    assert len(days) <= 4  # at most one more than were put in


def test_the_list_is_cut_to_the_most_surprising_and_told_in_time_order(tmp_path: Path) -> None:
    counts = [15] * 120
    for place, count in ((80, 60), (90, 45), (100, 90), (110, 48)):
        counts[place] = count
    con = two_outlets(tmp_path / "a.duckdb", counts)
    found = spikes(con, scope=scope(70, 120), limit=2)
    assert found["day"].to_list() == [day(80), day(100)]


def test_a_rise_of_several_days_is_one_spike_at_its_height(tmp_path: Path) -> None:
    con = two_outlets(tmp_path / "a.duckdb", [15] * 70 + [47, 80, 20, 60] + [15] * 20 + [70] + [15] * 5)
    found = spikes(con, scope=scope(40, 100), entity_ids=[entity(con, JAPAN)])
    assert found["day"].to_list() == [day(71), day(94)]


def test_an_empty_archive_has_no_spikes() -> None:
    con = build_archive(":memory:", days=1, outlets=0, articles_per_day=0, entities=(), polls=False)
    assert spikes(con, scope=scope(0, 5)).is_empty()
    assert judged_days(con, scope=scope(0, 2), entity_ids=[7])["state"].to_list() == ["before", "before"]


def test_tails_of_poisson_are_exact() -> None:
    def mass(k: int) -> float:
        return exp(-4.0) * 4.0**k / factorial(k)

    assert at_least(9, 4.0, 4.0) == pytest.approx(1 - sum(map(mass, range(9))))
    assert at_most(2, 4.0, 4.0) == pytest.approx(sum(map(mass, range(3))))
    assert at_least(3, 4.0, 4.0) == pytest.approx(1 - sum(map(mass, range(3))))
    assert at_most(5, 4.0, 4.0) == pytest.approx(sum(map(mass, range(6))))
    assert at_least(0, 4.0, 4.0) == 1.0
    assert 0.0 < at_least(120, 4.0, 4.0) < 1e-100  # small, but not rounded away


def test_tails_of_the_negative_binomial_complete_each_other() -> None:
    for count in (0, 1, 5, 12, 13, 30):
        assert at_most(count, 12.5, 40.0) + at_least(count + 1, 12.5, 40.0) == pytest.approx(1.0)
    assert at_least(40, 12.5, 40.0) > at_least(40, 12.5, 12.5)  # wider means less surprising


def test_same_weekdays_skips_what_cannot_be_used() -> None:
    assert same_weekdays(lambda place: True, 70) == [63, 56, 49, 42, 35, 28, 21, 14]
    assert same_weekdays(lambda place: place != 56, 70) == [63, 49, 42, 35, 28, 21, 14, 7]
    assert same_weekdays(lambda place: place < 15, 70) == []  # only three are left
    assert middle([3, 1, 2]) == 2.0
    assert middle([4, 1, 2, 3]) == 2.5


def test_days_to_come_have_no_spikes() -> None:
    con = build_archive(":memory:", days=5, outlets=1, articles_per_day=3, polls=False)
    ahead = scope(9, 12, today=3)
    assert spikes(con, scope=ahead, entity_ids=[1]).is_empty()
