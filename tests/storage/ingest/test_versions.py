"""What an archive knows of an article besides its text: earlier versions, other feeds, what its date said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.batches.batch import Batch, write_batch
from storage.batches.bundle import bundle_days
from storage.database import Database
from storage.ingest.ingest import IngestReport, ingest_pending
from storage.questions import queries
from storage.rebuild.rebuild import rebuild
from storage.records import Sighting
from storage.upkeep.rollups import audit
from tests.storage.world import FEEDS, GAZETTEER, NOW, ZONE, article, batch, content, mention, rows

SECTIONED = tuple(replace(feed, section=feed.key.partition("-")[2]) for feed in FEEDS)
DAY = timedelta(days=1)
SEEN = "SELECT published_at, published_source, published_said, published_zone, day FROM article"


def ingest(db: Database, data_dir: Path, *batches: Batch) -> IngestReport:
    for one in batches:
        write_batch(data_dir / "inbox", one)
    return ingest_pending(db, data_dir)


def naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def edits() -> list[Batch]:
    """Three versions of one article, an hour apart; the last is another text under the first title."""
    first = article("satu", mention("country:FR", title=True), body="Prancis menang.")
    second = replace(
        first, title="Jepang menang", body="Jepang menang.", mentions=(mention("country:JP"),),
        first_seen_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    third = replace(second, title=first.title, first_seen_at=NOW + timedelta(hours=2))
    return [batch(one, at=one.first_seen_at) for one in (first, second, third)]


@pytest.mark.behaviour(22)
def test_edits_keep_their_history_and_are_counted_by_their_newest_text(db: Database, data_dir: Path) -> None:
    report = ingest(db, data_dir, *edits())
    assert (report.new, report.edited) == (1, 2)
    [article_id] = [row[0] for row in db.call(rows, "SELECT article_id FROM article")]
    assert db.call(rows, "SELECT revision, title, body FROM article") == [(3, "Judul satu", "Jepang menang.")]
    kept = db.call(queries.versions_of, article_id=article_id)
    assert kept.select("revision", "title", "body", "replaced_at").rows() == [
        (1, "Judul satu", "Prancis menang.", naive(NOW + timedelta(hours=1))),
        (2, "Jepang menang", "Jepang menang.", naive(NOW + timedelta(hours=2))),
    ]
    counted = db.call(rows, "SELECT key, articles FROM entity_day JOIN entity USING (entity_id)")
    assert counted == [("country:JP", 1)]
    assert db.call(audit).sound


@pytest.mark.behaviour(21, 22)
@pytest.mark.parametrize("bundled", [False, True])
def test_versions_and_sightings_come_back_from_the_batches(data_dir: Path, bundled: bool) -> None:
    path = data_dir / "sorot.duckdb"
    one = article("dua")
    seen = Sighting(article_id=one.article_id, feed="pagi-bisnis", seen_at=NOW + timedelta(hours=3))
    undated = article("tiga", published_at=None, published_source="collected")
    dated = replace(undated, published_at=NOW - 3 * DAY, published_source="page")
    with Database.open(path, zone=ZONE, gazetteer=GAZETTEER) as db:
        ingest(
            db,
            data_dir,
            *edits(),
            batch(one, undated),
            batch(sightings=(seen,), at=NOW + timedelta(hours=3)),
            batch(dated, at=NOW + timedelta(hours=4)),
        )
        before = db.call(content)
        assert len(before["article_version"]) == 2
        assert len(before["sighting"]) == 1
    if bundled:
        assert bundle_days(data_dir, before=NOW.date() + 2 * DAY) > 0
    rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
    with Database.open(path, zone=ZONE, gazetteer=GAZETTEER) as db:
        assert db.call(audit).sound
        after = db.call(content)
    counted = {"batch", "outlet_day", "entity_day"}  # a bundle's numbers are noted with its first part
    assert {k: v for k, v in after.items() if k not in counted} == {
        k: v for k, v in before.items() if k not in counted
    }
    assert (after["outlet_day"], after["entity_day"]) == (before["outlet_day"], before["entity_day"])


# -- sightings ----------------------------------------------------------------------------------------------


@pytest.mark.behaviour(21)
def test_an_article_in_several_feeds_is_one_and_knows_its_sections(db: Database, data_dir: Path) -> None:
    first = article("satu", mention("country:FR"))
    again = replace(first, feed="pagi-bisnis", first_seen_at=NOW + timedelta(minutes=20))
    told = Sighting(article_id=first.article_id, feed="sore-dunia", seen_at=NOW + timedelta(minutes=30))
    ingest(db, data_dir, batch(first, again, feeds=SECTIONED), batch(sightings=(told, told), feeds=SECTIONED))
    later = replace(told, seen_at=NOW + DAY)
    ingest(db, data_dir, batch(again, sightings=(later,), feeds=SECTIONED, at=NOW + DAY))
    assert db.call(rows, "SELECT count(*) FROM article") == [(1,)]
    query = "SELECT f.key, seen_at FROM sighting JOIN feed AS f USING (feed_id) ORDER BY seen_at"
    assert db.call(rows, query) == [
        ("pagi-bisnis", naive(NOW + timedelta(minutes=20))),
        ("sore-dunia", naive(NOW + timedelta(minutes=30))),
    ]
    opened = db.call(queries.article, article_id=first.article_id)
    assert opened is not None
    assert opened["sections"] == ["dunia", "bisnis"]


@pytest.mark.behaviour(21)
def test_a_section_has_the_articles_that_another_one_brought(db: Database, data_dir: Path) -> None:
    both, other = article("satu", mention("country:FR")), article("dua", mention("country:FR"))
    told = Sighting(article_id=both.article_id, feed="pagi-bisnis", seen_at=NOW)
    ingest(db, data_dir, batch(both, other, sightings=(told,), feeds=SECTIONED))
    scope = queries.Scope(since=date(2026, 11, 1), until=date(2026, 12, 1), today=None)

    def listed(*sections: str) -> list[str]:
        where = queries.ArticleFilter(sections=sections)
        page = db.call(queries.article_list, scope=scope, where=where)
        assert db.call(queries.article_count, scope=scope, where=where) == page.rows.height
        return sorted(page.rows["title"])

    assert listed("bisnis") == ["Judul satu"]
    assert listed("dunia") == listed("dunia", "bisnis") == ["Judul dua", "Judul satu"]
    facets = db.call(queries.facets, scope=scope).rows()
    assert [row[1:] for row in facets if row[0] == "section"] == [("dunia", 2), ("bisnis", 1)]
    assert [row[2] for row in facets if row[0] == "total"] == [2]


# -- dates --------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(24)
@pytest.mark.parametrize(
    "said",
    [
        "20/11/2026 08:00",
        "Fri, 20 Nov 2026 08:00:00 +0700",
        "Fri, 20 Nov 2026 01:00:00 +0000",
        "Fri, 20 Nov 2026 01:00:00 GMT",
        "2026-11-20T08:00:00+07:00",
        "2026-11-20T01:00:00+00:00",
        "2026-11-20T01:00:00Z",
        "Fri, 20 Nov 2026 08:00:01 +0700",  # not what it was taken for
    ],
)
def test_what_a_date_said_is_kept(db: Database, data_dir: Path, said: str) -> None:
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)
    one = article("satu", published_at=at, published_said=said, published_zone="Asia/Jakarta")
    ingest(db, data_dir, batch(one))
    found = db.call(queries.article, article_id=one.article_id)
    assert found is not None
    assert (found["published_said"], found["published_zone"]) == (said, "Asia/Jakarta")


@pytest.mark.behaviour(24)
@pytest.mark.parametrize(
    ("first", "later", "taken"),
    [
        ({"published_source": "collected"}, {"published_source": "page"}, True),
        ({"published_source": "collected"}, {"published_source": "feed"}, True),
        ({"published_source": "text"}, {"published_source": "page"}, True),
        ({"published_source": "collected"}, {"published_source": "text"}, False),
        ({"published_source": "page"}, {"published_source": "feed"}, False),
        ({"published_source": "feed"}, {"published_source": "collected"}, False),
        ({"published_source": "page"}, {"published_source": "collected"}, False),
    ],
)
def test_a_date_gives_way_to_a_better_one_only(
    db: Database, data_dir: Path, first: dict[str, Any], later: dict[str, Any], taken: bool
) -> None:
    def dated(source: str, at: datetime) -> dict[str, Any]:
        return {"published_source": source, "published_at": None if source == "collected" else at}

    before = dated(first["published_source"], NOW - DAY)
    after = dated(later["published_source"], NOW - 3 * DAY)
    one = article("satu", mention("country:FR"), **before)
    two = replace(one, **after, first_seen_at=NOW + timedelta(hours=1))
    three = replace(two, body="Isi lain.", first_seen_at=NOW + timedelta(hours=2))
    for batches in ([batch(one)], [batch(two, at=two.first_seen_at)], [batch(three, at=three.first_seen_at)]):
        ingest(db, data_dir, *batches)
    [row] = db.call(rows, SEEN)
    kept = after if taken else before
    at = kept["published_at"]
    assert row[:2] == (at and naive(at), kept["published_source"])
    assert row[4] == (at or one.first_seen_at).astimezone(ZONE).date()
    assert db.call(rows, "SELECT revision FROM article") == [(2,)]  # a better date alone is no edit
    assert db.call(rows, "SELECT day, articles FROM outlet_day") == [(row[4], 1)]
    assert db.call(rows, "SELECT day, articles FROM entity_day") == [(row[4], 1)]
    assert db.call(audit).sound
