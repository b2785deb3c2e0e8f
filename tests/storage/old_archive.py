"""An archive as the first version of the schema left it."""

from __future__ import annotations

from pathlib import Path

from storage.connect import connect
from storage.sqlfiles import migrations, statement
from tests.storage.world import ZONE

ARTICLES = 3000


def old_archive(folder: Path) -> None:
    """Make it, with articles and counts."""
    folder.mkdir(parents=True)
    first = migrations("migrations")[0]
    with connect(folder / "sorot.duckdb") as con:
        con.execute(statement("migrations/schema_version"))
        con.execute(first.text)
        con.execute(
            "INSERT INTO schema_version VALUES ($number, $name, now()::TIMESTAMP)",
            {"number": first.number, "name": first.name},
        )
        con.execute("INSERT INTO setting VALUES ('time_zone', $zone)", {"zone": ZONE.key})
        con.execute("INSERT INTO outlet VALUES (1, 'pagi', 'Pagi', 'ID', 'id', 'https://pagi.example/')")
        con.execute(
            "INSERT INTO feed "
            "VALUES (1, 'pagi-dunia', 1, 'https://pagi.example/rss', 'dunia', 'id', now(), NULL)"
        )
        con.execute(
            f"""
            INSERT INTO article BY NAME
            SELECT
                i AS article_id, 1 AS outlet_id, 1 AS feed_id, 'https://pagi.example/' || i AS url,
                'id' AS lang, 'Judul ' || i AS title, '' AS summary, repeat('isi ', 100) AS body,
                TIMESTAMP '2026-11-20' + to_minutes(i) AS published_at, 'feed' AS published_source,
                published_at AS first_seen_at, published_at::DATE AS day, []::VARCHAR[] AS attribution,
                []::VARCHAR[] AS dateline, [] AS removed, false AS backfilled
            FROM range({ARTICLES}) AS r(i)
            """
        )
        con.execute(
            "INSERT INTO outlet_day_delta SELECT day, outlet_id, lang, count(*) FROM article GROUP BY ALL"
        )
