"""Sums over all outlets that are kept in memory are what the archive has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from storage.coverage import sums
from storage.coverage.folding import covered
from storage.scope import Scope
from storage.upkeep.repair import repair_days
from storage.upkeep.rollups import compact
from tests.archive import counted_archive

FIRST = date(2026, 1, 30)
DAYS = 4  # the last two are of another month
AFTER = FIRST + timedelta(days=DAYS)
ALL = Scope(since=FIRST, until=AFTER, today=AFTER)
CHINA = "country:CN"
BEGUN = 2  # days after which the second outlet is read
JANUARY = 2026 * 12


@pytest.fixture
def con(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Two outlets, of which one begins later, and had articles that mention China before."""
    with counted_archive(
        tmp_path / "a.duckdb",
        first=FIRST,
        outlets=[[3] * DAYS, [3] * DAYS],
        mentioned={CHINA: [[1] * DAYS, [2] * DAYS]},
        langs=["id", "en"],
    ) as opened:
        opened.execute(
            "DELETE FROM poll WHERE started_at < ? "
            "AND feed_id IN (SELECT feed_id FROM feed WHERE outlet_id = 2)",
            [FIRST + timedelta(days=BEGUN)],
        )
        opened.execute(
            "UPDATE article SET first_seen_at = greatest(first_seen_at, ?) WHERE outlet_id = 2",
            [FIRST + timedelta(days=BEGUN)],
        )
        yield opened


def counted(con: DuckDBPyConnection, scope: Scope = ALL) -> list[int]:
    """Of China, from memory; the same as from the archive."""
    (china,) = con.execute("SELECT entity_id FROM entity WHERE key = ?", [CHINA]).fetchall()[0]
    kept = covered(con, scope=scope, mentions=False)
    read = covered(con, scope=scope)
    assert kept.frame().equals(read.frame().drop("mentions"))
    found: list[int] = covered(con, scope=scope, entity_ids=[china]).articles[0].tolist()
    assert kept.articles[kept.entities == china].tolist() in ([found], [] if not any(found) else [found])
    return found


def test_days_of_outlets_that_had_not_begun_are_left_out(con: DuckDBPyConnection) -> None:
    assert counted(con) == [1, 1, 3, 3]
    assert counted(con, ALL.window(FIRST + timedelta(days=1), AFTER)) == [1, 3, 3]
    assert counted(con, ALL.window(FIRST, FIRST)) == []
    for lang, found in (("id", [1, 1, 1, 1]), ("en", [0, 0, 2, 2]), ("ms", [0, 0, 0, 0])):
        assert counted(con, Scope(since=FIRST, until=AFTER, today=AFTER, langs=(lang,))) == found
    before = ALL.window(FIRST - timedelta(days=40), AFTER - timedelta(days=1))
    assert counted(con, before) == [0] * 40 + [1, 1, 3]


def test_only_months_that_changed_are_read_again(
    con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    read = sums._read

    def noted(con: DuckDBPyConnection, lang: str, numbers: list[int], changes: dict[int, int]) -> object:
        asked.append(numbers)
        return read(con, lang, numbers, changes)

    monkeypatch.setattr(sums, "_read", noted)
    assert counted(con) == [1, 1, 3, 3]
    assert counted(con, ALL.window(FIRST, AFTER - timedelta(days=1))) == [1, 1, 3]
    assert asked == [[JANUARY, JANUARY + 1]]
    compact(con)
    assert counted(con) == [1, 1, 3, 3]
    assert len(asked) == 1
    con.execute(
        "UPDATE entity_total_delta SET articles = articles + 1 WHERE day = ?", [AFTER - timedelta(days=2)]
    )
    repair(con)  # what is wrong was not read
    assert counted(con) == [1, 1, 3, 3]
    assert asked[1:] == [[JANUARY + 1]]


def test_no_more_months_are_kept_than_fit(con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "MOST", 1)
    for lang, found in (("id", [1, 1, 1, 1]), ("en", [0, 0, 2, 2]), ("id", [1, 1, 1, 1]), ("xx", [0] * DAYS)):
        assert counted(con, Scope(since=FIRST, until=AFTER, today=AFTER, langs=(lang,))) == found
        assert list(sums._shelf(con).sums) == [(lang, JANUARY + 1)]


def repair(con: DuckDBPyConnection) -> None:
    con.begin()
    assert repair_days(con, since=FIRST + timedelta(days=2), until=AFTER).sound
    con.commit()
