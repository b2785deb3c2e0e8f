"""The examples of docs/numbers.md are what the program says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from storage.questions import queries
from storage.questions.queries import Scope
from tests.archive import counted_archive, write_rollups

TEXT = (Path(__file__).parents[1] / "docs" / "numbers.md").read_text(encoding="utf-8")
FIRST = date(2026, 6, 22)  # a Monday, and ten weeks later it is no holiday
DAYS = 70
JAPAN = "country:JP"


def rows(name: str) -> list[list[str]]:
    """Cells of the table that follows an example's mark."""
    [table] = re.findall(rf"<!-- example: {name} -->\n((?:\|.*\n)+)", TEXT)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def entity(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("SELECT entity_id FROM entity WHERE key = ?", [JAPAN]).fetchall()[0][0])


def window(first: date, days: int) -> Scope:
    return Scope(since=first, until=first + timedelta(days=days))


def polled_day(path: Path, day: date, polls: str, articles: int) -> tuple[str, str]:
    """State and reason of a day with these polls, among days with 20 articles and good polls."""
    first = day - timedelta(days=DAYS)
    con = counted_archive(path, first=first, outlets=[[20] * DAYS + [articles] + [20] * 5])
    con.execute("DELETE FROM poll WHERE feed_id = 2")
    begin = f"{day - timedelta(days=1)} 17:00:00"  # midnight in Jakarta
    con.execute(
        """
        DELETE FROM poll
        WHERE started_at >= $begin::TIMESTAMP AND started_at < $begin::TIMESTAMP + INTERVAL 1 DAY
        """,
        {"begin": begin},
    )
    for hour, poll in enumerate(polls.split(", ") if polls != "none" else []):
        new, _, known = poll.partition("+")
        status = poll if poll in {"failed", "unchanged"} else "ok"
        con.execute(
            """
            INSERT INTO poll (
                feed_id, started_at, took_ms, status, bytes, entries, new_articles, known_articles
            )
            VALUES (1, $begin::TIMESTAMP + to_hours($hour), 100, $status, 0, 20, $new, $known)
            """,
            {
                "begin": begin,
                "hour": 3 + 5 * hour,
                "status": status,
                "new": int(new) if known else 0,
                "known": int(known or 0),
            },
        )
    [(state, reason)] = queries.outlet_days(con, scope=window(day, 1)).select("state", "reason").rows()
    return state, reason or ""


@pytest.mark.parametrize("row", rows("states"), ids=" | ".join)
def test_states(tmp_path: Path, row: list[str]) -> None:
    polls, articles, state, reason = row
    day = FIRST + timedelta(days=DAYS + 8)  # neither it nor the days around it are holidays
    assert polled_day(tmp_path / "a.duckdb", day, polls, int(articles)) == (state, reason)


@pytest.mark.parametrize("row", rows("holidays"), ids=" | ".join)
def test_holidays(tmp_path: Path, row: list[str]) -> None:
    day, polls, articles, state, reason = row
    assert polled_day(tmp_path / "a.duckdb", date.fromisoformat(day), polls, int(articles)) == (state, reason)


@pytest.mark.parametrize("row", rows("small"), ids=" | ".join)
def test_small_outlets(tmp_path: Path, row: list[str]) -> None:
    usual, articles, state, reason = row
    counts = [int(usual)] * DAYS + [int(articles)]
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=[counts])
    found = queries.outlet_days(con, scope=window(FIRST + timedelta(days=DAYS), 1)).select("state", "reason")
    assert found.rows() == [(state, reason or None)]


def test_shares(tmp_path: Path) -> None:
    *days, week = rows("share")
    cells = [[re.findall(r"\d+", cell) for cell in row[1:3]] for row in days]
    counts = [[int(day[at][1]) if day[at] else 0 for day in cells] for at in (0, 1)]
    named = [[int(day[at][0]) if day[at] else 0 for day in cells] for at in (0, 1)]
    failed = [(at, place) for at in (0, 1) for place, day in enumerate(cells) if not day[at]]
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=counts, mentioned={JAPAN: named}, failed=failed
    )
    scope, ids = window(FIRST, len(days)), [entity(con)]
    found = queries.timeline(con, scope=scope, entity_ids=ids)
    said = [
        state if share is None else f"{100 * share:.1f} %"
        for state, share in found.select("state", "share").iter_rows()
    ]
    assert said == [row[3] for row in days]
    [whole] = queries.timeline(con, scope=scope, entity_ids=ids, grain="week").iter_rows(named=True)
    assert f"{100 * whole['share']:.1f} %" == week[3]
    (n_a, of_a), (n_b, of_b) = (map(int, re.findall(r"\d+", cell)) for cell in week[1:3])
    assert (whole["articles"], whole["collected"]) == (n_a + n_b, of_a + of_b)


def test_fixed_panel(tmp_path: Path) -> None:
    table, days = rows("panel"), 40
    steady = [20] * days
    outlets, failed = [steady], []
    for at, (begun, ended, unread, _, _) in enumerate(table, start=1):
        counts = [20] * days
        counts[: int(begun) - 1] = [0] * (int(begun) - 1)
        counts[int(ended or days) :] = [0] * (days - int(ended or days))
        for place in range(10, 10 + int(unread)):
            counts[place] = 0
            failed.append((at, place))
        outlets.append(counts)
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=outlets, failed=failed)
    for at, (begun, ended, *_) in enumerate(table, start=2):
        begin, end = (
            f"{FIRST + timedelta(days=n - 1)} 17:00:00" for n in (int(begun) - 1, int(ended or days))
        )
        feeds = f"feed_id IN (SELECT feed_id FROM feed WHERE outlet_id = {at})"
        con.execute(f"DELETE FROM poll WHERE {feeds} AND (started_at < ? OR started_at >= ?)", [begin, end])
        if ended:
            con.execute(f"UPDATE feed SET removed_at = ? WHERE outlet_id = {at}", [end])
    scope = Scope(since=FIRST, until=FIRST + timedelta(days=days), panel="fixed")
    found = queries.fixed_panel(con, scope=scope).sort("outlet_id").select("included", "reason").rows()
    assert found[1:] == [(panel == "in", reason or None) for *_, panel, reason in table]


def test_stories(tmp_path: Path) -> None:
    table = rows("stories")
    days = sorted({int(row[0]) for row in table})
    counts = [[sum(row[:2] == [str(day), outlet] for row in table) for day in days] for outlet in "AB"]
    con = counted_archive(tmp_path / "a.duckdb", first=FIRST, outlets=counts)
    japan, names = entity(con), [row[2] for row in table]
    free = con.execute(
        "SELECT article_id, outlet_id, day, lang, first_seen_at FROM article ORDER BY article_id"
    ).fetchall()
    for day, outlet, story, mentions in table:
        cell = ("AB".index(outlet) + 1, FIRST + timedelta(days=int(day) - 1))
        article = next(row for row in free if row[1:3] == cell)
        free.remove(article)
        values = dict(zip(("article", "outlet", "day", "lang", "seen"), article, strict=True))
        con.execute(
            "INSERT INTO story_article VALUES ($article, $story, $seen, $day, $outlet, $lang)",
            values | {"story": names.index(story)},
        )
        if mentions == "yes":
            con.execute(
                """
                INSERT INTO mention
                VALUES ($article, $japan, 'name', 1, false, [], $day, $outlet, $lang)
                """,
                {key: value for key, value in values.items() if key != "seen"} | {"japan": japan},
            )
    write_rollups(con)
    said = re.findall(r"(\d) of (\d) articles and (\d) of (\d) stories", TEXT)
    for basis, place in (("articles", 0), ("stories", 2)):
        scope = Scope(since=FIRST, until=FIRST + timedelta(days=len(days)), basis=basis)  # type: ignore[arg-type]
        found = queries.timeline(con, scope=scope, entity_ids=[japan]).select("articles", "collected").rows()
        assert found == [(int(day[place]), int(day[place + 1])) for day in said]


@pytest.mark.parametrize("row", rows("spikes"), ids=" | ".join)
def test_spikes(tmp_path: Path, row: list[str]) -> None:
    usual, articles, verdict = int(row[0]), int(row[1]), row[2]
    counts = [usual] * DAYS + [articles]
    named = [[n // 2 for n in counts], [n - n // 2 for n in counts]]
    con = counted_archive(
        tmp_path / "a.duckdb", first=FIRST, outlets=[[100] * (DAYS + 1)] * 2, mentioned={JAPAN: named}
    )
    scope = window(FIRST + timedelta(days=DAYS), 1)
    [state] = queries.judged_days(con, scope=scope, entity_ids=[entity(con)])["state"]
    assert state == verdict
