"""Everything that the Compare page asks: asked anew, asked again, and from the raw tables without rollups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from benchmarks.timing import in_turns, table
from storage import memo, queries
from storage.findings import compare_facts
from storage.queries import Scope
from tests.archive import UNTIL, build_archive

DAYS, A_DAY = 172, 240
RAW = """
    SELECT m.entity_id, a.day, count(DISTINCT m.article_id), sum(m.count)
    FROM mention AS m JOIN article AS a USING (article_id)
    WHERE m.entity_id = ANY($ids::SMALLINT[]) AND m.kind <> 'office' AND a.day >= $since AND a.day < $until
    GROUP BY ALL
"""


def compare_page(con: DuckDBPyConnection, ids: list[int]) -> None:
    """The questions of one drawing of the page, chart, strip, panel and table."""
    scope = Scope(since=UNTIL - timedelta(days=171), until=UNTIL + timedelta(days=1), today=UNTIL)
    month = scope.window(UNTIL - timedelta(days=28), UNTIL)
    queries.timeline(con, scope=scope, entity_ids=ids)
    queries.collected_by_day(con, scope=scope)
    queries.coverage_gaps(con, scope=scope)
    queries.spikes(con, scope=scope, entity_ids=ids)
    queries.coverage_totals(con, scope=month, entity_ids=ids)
    queries.coverage_totals(con, scope=month.before(), entity_ids=ids)
    queries.rolling_share(con, scope=scope.window(UNTIL - timedelta(days=84), UNTIL), entity_ids=ids)
    compare_facts(con, scope=scope, entity_ids=ids)


def main() -> None:
    ids = [1, 3, 5, 4, 8]
    with TemporaryDirectory() as folder:
        con = build_archive(Path(folder) / "a.duckdb", days=DAYS, articles_per_day=A_DAY)
        articles = queries.bounds(con).articles

        def anew() -> None:
            memo.forget()
            compare_page(con, ids)

        ways: dict[str, Callable[[], object]] = {
            "asked again, nothing changed": lambda: compare_page(con, ids),
            "asked anew": anew,
            "daily counts only, no rollups": lambda: con.execute(
                RAW, {"ids": ids, "since": UNTIL - timedelta(days=171), "until": UNTIL}
            ).fetchall(),
        }
        seconds = in_turns(ways)
        con.close()
    remarks = ("8 questions", "8 questions", "1 question of them, from article and mention")
    table(
        f"The Compare page's questions, 5 entities, {articles:,} articles",
        [(name, took, remark) for (name, took), remark in zip(seconds.items(), remarks, strict=True)],
        unit="page",
        per=1,
    )


if __name__ == "__main__":
    main()
