"""Archives of older versions say the same after they were brought up to date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from storage.connect import connect
from storage.migrate import migrate
from storage.questions import queries
from storage.sqlfiles import migrations, statement

SAID = (
    "Fri, 20 Nov 2026 08:00:00 +0700",
    "Fri, 20 Nov 2026 01:00:00 +0000",
    "Fri, 20 Nov 2026 01:00:00 GMT",
    "2026-11-20T08:00:00+07:00",
    "2026-11-20T01:00:00+00:00",
    "2026-11-20T01:00:00Z",
    "Jumat, 20/11/2026 08:00 WIB",
    None,
)


@pytest.fixture
def old(tmp_path: Path) -> DuckDBPyConnection:
    """One of before tables became denser."""
    con = connect(tmp_path / "sorot.duckdb")
    con.execute(statement("migrations/schema_version"))
    for step in migrations("migrations")[:8]:
        con.execute(step.text)
        con.execute(
            "INSERT INTO schema_version VALUES ($n, $name, now()::TIMESTAMP)",
            {"n": step.number, "name": step.name},
        )
    con.execute("INSERT INTO outlet VALUES (1, 'pagi', 'Pagi', 'ID', 'id', 'https://pagi.example/')")
    con.execute("INSERT INTO entity VALUES (1, 'country:JP', 'country', 'Japan', 'Jepang', NULL, true)")
    con.executemany(
        """
        INSERT INTO article BY NAME
        SELECT
            $n AS article_id, 1 AS outlet_id, 1 AS feed_id, 'https://pagi.example/' AS url, 'id' AS lang,
            'Judul' AS title, '' AS summary, 'Kata Jepang dan Jepang' AS body,
            TIMESTAMP '2026-11-20 01:00:00' AS published_at, 'feed' AS published_source,
            $said AS published_said, published_at AS first_seen_at, published_at::DATE AS day,
            [] AS attribution, [] AS dateline, [] AS removed, false AS backfilled, $n AS story_id
        """,
        [{"n": n, "said": said} for n, said in enumerate(SAID, 1)],
    )
    con.execute(
        """
        INSERT INTO mention
        SELECT
            article_id, 1, 'name', 2, false,
            [{'field': 'body', 'start_char': i, 'end_char': i + 6} FOR i IN [5, 16]],
            day, 1, 'id', published_at
        FROM article
        """
    )
    con.execute(
        "INSERT INTO story_key SELECT 16777216 * i + 9 - i, article_id, published_at, day "
        "FROM article, range(3) AS r (i) ORDER BY article_id, i"
    )
    migrate(con)
    return con


def test_places_of_mentions_are_the_same(old: DuckDBPyConnection) -> None:
    [found] = queries.mentions_of(old, article_ids=[1]).to_dicts()
    places = [(place["field"], place["start_char"], place["end_char"]) for place in found["spans"]]
    assert places == [("body", 5, 11), ("body", 16, 22)]


def test_keys_of_an_article_are_one_row(old: DuckDBPyConnection) -> None:
    found = old.execute("SELECT article_id, day, keys FROM story_key ORDER BY ALL").fetchall()
    assert found == [(n, date(2026, 11, 20), [7, 8, 9]) for n in range(1, len(SAID) + 1)]


def test_dates_say_what_they_said(old: DuckDBPyConnection) -> None:
    for n, said in enumerate(SAID, 1):
        article = queries.article(old, article_id=n)
        assert article is not None
        assert article["published_said"] == said


def test_short_texts_are_what_they_were_and_are_kept_in_zstd(old: DuckDBPyConnection) -> None:
    article = queries.article(old, article_id=1)
    assert article is not None
    assert [article[name] for name in ("url", "title", "summary")] == ["https://pagi.example/", "Judul", ""]
    old.execute("INSERT INTO article SELECT a.* FROM article AS a, range(1000)")
    old.execute("CHECKPOINT")
    kept = old.execute(
        "SELECT DISTINCT compression FROM pragma_storage_info('article') "
        "WHERE column_name IN ('url', 'title', 'summary') AND segment_type = 'VARCHAR'"
    ).fetchall()
    assert kept == [("ZSTD",)]
