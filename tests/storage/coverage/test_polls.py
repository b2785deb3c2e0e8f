from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage.coverage.polls import feed_polls
from tests.archive import counted_archive, utc

FIRST = date(2026, 3, 2)


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)


def test_failures_are_counted_since_the_last_good_poll(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[10] * 5, [10] * 5], failed=[(0, 4)])
    now = utc(FIRST + timedelta(days=5), 0)
    by_feed = {row["feed_id"]: row for row in feed_polls(con, now=_aware(now)).iter_rows(named=True)}
    assert len(by_feed) == 4
    broken, well = by_feed[1], by_feed[3]
    assert broken["failures"] == 48
    assert utc(FIRST + timedelta(days=4), 0) <= broken["failing_since"] < utc(FIRST + timedelta(days=4), 1)
    assert broken["error"] == "no answer within 30 s"
    assert broken["last_ok_at"] < broken["failing_since"] < broken["last_poll_at"] <= now
    assert (well["failures"], well["failing_since"], well["error"]) == (0, None, None)


def test_a_feed_that_was_never_polled_is_there_without_times(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[10]], polls=False)
    rows = feed_polls(con, now=_aware(utc(FIRST, 12))).rows(named=True)
    assert len(rows) == 2
    assert {row["last_poll_at"] for row in rows} == {None}
    assert {row["failures"] for row in rows} == {0}


def test_polls_of_long_ago_do_not_count(tmp_path: Path) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[[10] * 2])
    late = feed_polls(con, now=_aware(utc(FIRST + timedelta(days=60), 0)))
    assert late["last_poll_at"].null_count() == len(late)
