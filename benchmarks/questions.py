"""Everything that the Compare page asks: anew, after an article came in, again, and without rollups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from benchmarks.archive import FEEDS, HISTORY, ZONE, Desk, build, take_in
from benchmarks.figures import Figure, in_turns, p50, tell
from entities.gazetteer import load
from storage import memo
from storage.database import Database
from storage.questions import queries
from storage.questions.queries import Scope

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
RANGES = (90, 548)  # days
RAW = """
    SELECT m.entity_id, m.day, count(DISTINCT m.article_id), sum(m.count)
    FROM mention AS m JOIN article AS a USING (article_id)
    WHERE m.entity_id = ANY($ids::SMALLINT[]) AND m.kind <> 'office' AND a.day >= $since AND a.day < $until
    GROUP BY ALL
"""


def compare_page(con: DuckDBPyConnection, ids: list[int], today: date, days: int) -> None:
    """The questions of one drawing of the page: chart, strip, marks and table."""
    scope = Scope(since=today - timedelta(days=days - 1), until=today + timedelta(days=1), today=today)
    month = scope.window(today - timedelta(days=28), today)
    queries.timeline(con, scope=scope, entity_ids=ids)
    queries.collected_by_day(con, scope=scope)
    queries.coverage_gaps(con, scope=scope)
    queries.spikes(con, scope=scope, entity_ids=ids)
    queries.coverage_totals(con, scope=month, entity_ids=ids)
    queries.coverage_totals(con, scope=month.before(), entity_ids=ids)
    queries.rolling_share(con, scope=scope.window(today - timedelta(days=84), today), entity_ids=ids)


def main(history: int = HISTORY, rounds: int = 7) -> None:
    gazetteer, today = load(), NOW.astimezone(ZONE).date()
    figures = []
    with TemporaryDirectory() as folder:
        data = Path(folder)
        desk = build(data, gazetteer, now=NOW, history=history)
        with Database.open(data / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
            keys = [entity.key for entity in desk.entities[:5]]
            ids = dict(db.call(lambda con: con.execute("SELECT key, entity_id FROM entity").fetchall()))
            asked = [ids[key] for key in keys]
            articles = db.call(queries.bounds).articles
            for days in RANGES:
                times = in_turns(_ways(db, desk, asked, today, days), rounds)
                figures += [
                    Figure(name=f"{name}, {days} days", value=p50(took) * 1000, unit="ms")
                    for name, took in times.items()
                    if name != "an article comes in"
                ]
    tell(f"The Compare page's seven questions, five entities, {articles:,} articles", figures)


def _ways(
    db: Database, desk: Desk, ids: list[int], today: date, days: int
) -> dict[str, Callable[[], object]]:
    def anew(con: DuckDBPyConnection) -> None:
        memo.forget()
        compare_page(con, ids, today, days)

    since = today - timedelta(days=days - 1)
    return {
        "nothing kept": lambda: db.call(anew),
        "an article comes in": lambda: take_in(db, desk, FEEDS[0], NOW),
        "after an article came in": lambda: db.call(compare_page, ids, today, days),
        "again": lambda: db.call(compare_page, ids, today, days),
        "daily counts alone, from the raw tables": lambda: db.call(
            lambda con: con.execute(RAW, {"ids": ids, "since": since, "until": today}).fetchall()
        ),
    }


if __name__ == "__main__":
    main()
