"""Copies among some outlets' articles are those of stories as they are; test_folding.py counts one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from storage.coverage import members
from storage.coverage.panel import NOBODY
from storage.ingest import totals
from storage.questions import queries
from storage.questions.queries import Scope
from storage.upkeep.rollups import audit, compact
from tests.archive import counted_archive

FIRST = date(2026, 1, 30)
DAYS = 4  # the last two are of another month
AFTER = FIRST + timedelta(days=DAYS)
ONE = Scope(since=FIRST, until=AFTER, outlets=(1,), basis="stories", today=AFTER)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """Two outlets with three articles a day, each mentioning China in one of them."""
    with counted_archive(
        tmp_path / "a.duckdb",
        first=FIRST,
        outlets=[[3] * DAYS, [3] * DAYS],
        mentioned={"country:CN": [[1] * DAYS, [1] * DAYS]},
    ) as opened:
        yield opened


def of_day(con: DuckDBPyConnection, outlet: int, day: int) -> list[int]:
    """Articles that mention nobody, so that no sum of those who are mentioned tells of them."""
    found = con.execute(
        "SELECT article_id FROM article WHERE outlet_id = ? AND day = ? "
        "AND article_id NOT IN (SELECT article_id FROM mention) ORDER BY article_id",
        [outlet, FIRST + timedelta(days=day)],
    )
    return [article for (article,) in found.fetchall()]


def tell(con: DuckDBPyConnection, *stories: list[int]) -> None:
    """These articles are stories, and all the others are alone."""
    before = con.execute("SELECT DISTINCT story_id FROM story_article").fetchall()
    con.begin()
    totals.begin(con)
    con.execute("UPDATE article SET story_id = article_id")
    con.execute("DELETE FROM story_article")
    for story in stories:
        con.execute(
            "UPDATE article SET story_id = (SELECT arg_min(a.article_id, (a.published_at, a.article_id)) "
            "FROM article AS a WHERE list_contains($ids, a.article_id)) "
            "WHERE list_contains($ids, article_id)",
            {"ids": story},
        )
    con.execute(
        "INSERT INTO story_article SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, "
        "outlet_id, lang FROM article QUALIFY count(*) OVER (PARTITION BY story_id) > 1"
    )
    after = con.execute("SELECT DISTINCT story_id FROM story_article").fetchall()
    totals.touch(con, [story for (story,) in before + after], first=FIRST)
    totals.refresh(con)
    con.commit()
    assert audit(con).sound


def counted(con: DuckDBPyConnection, scope: Scope = ONE) -> list[int]:
    found: list[int] = queries.counted_by_day(con, scope=scope)["articles"].to_list()
    return found


def test_a_story_is_read_again_when_it_changed_though_no_sum_did(con: DuckDBPyConnection) -> None:
    (a, b), (c, d) = of_day(con, 1, 0), of_day(con, 2, 0)
    tell(con, [a, c], [b, d])
    assert counted(con) == [3, 3, 3, 3]
    tell(con, [a, b], [c, d])
    assert counted(con) == [2, 3, 3, 3]
    tell(con)
    assert counted(con) == [3, 3, 3, 3]


def test_a_story_is_read_again_that_began_in_the_month_before(con: DuckDBPyConnection) -> None:
    (a, _), (c, d) = of_day(con, 1, 0), of_day(con, 1, 2)
    tell(con, [a, c])
    assert counted(con) == [3, 3, 2, 3]
    since = Scope(since=FIRST + timedelta(days=2), until=AFTER, outlets=(1,), basis="stories")
    assert counted(con, since) == [2, 3]
    tell(con, [a, c, d])
    assert counted(con) == [3, 3, 1, 3]
    assert counted(con, since) == [1, 3]
    compact(con)
    tell(con, [c, d])
    assert counted(con) == [3, 3, 2, 3]
    assert counted(con, since) == [2, 3]


def test_only_what_changed_is_read_again(con: DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, ...]] = []
    read = members._read

    def noted(con: DuckDBPyConnection, numbers: list[int]) -> object:
        asked.append(tuple(numbers))
        return read(con, numbers)

    monkeypatch.setattr(members, "_read", noted)
    (a, b), (c, d) = of_day(con, 1, 0), of_day(con, 1, 2)
    january = 2026 * 12
    tell(con, [a, b], [c, d])
    assert counted(con) == [2, 3, 2, 3]
    assert asked == [(january, january + 1)]
    tell(con, [a, b])
    assert counted(con) == [2, 3, 3, 3]
    assert asked[1:] == [(january + 1,)]
    assert counted(con, Scope(since=FIRST, until=AFTER, outlets=(1, 2), basis="stories")) == [5, 6, 6, 6]
    assert len(asked) == 2


def test_a_panel_without_outlets_has_no_copies(con: DuckDBPyConnection) -> None:
    tell(con, of_day(con, 2, 0), of_day(con, 2, 2))
    assert counted(con, replace(ONE, outlets=(2,))) == [2, 3, 2, 3]
    assert counted(con, replace(ONE, outlets=NOBODY)) == [0, 0, 0, 0]


def test_a_month_whose_stories_mention_nobody_has_no_copies_of_anybody(con: DuckDBPyConnection) -> None:
    tell(con, of_day(con, 1, 0))
    (china,) = con.execute("SELECT entity_id FROM entity WHERE key = 'country:CN'").fetchall()[0]
    found = queries.timeline(con, scope=ONE, entity_ids=[china])
    assert found["articles"].to_list() == [1, 1, 1, 1]
