"""Batches enter the archive once, whole, and in order; what is damaged stands in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.batches.batch import Batch, pending, write_batch
from storage.database import Database
from storage.ingest.ingest import IngestReport, ingest_pending
from storage.records import MAX_EDITS, Article, Feed, RemovedFeed
from storage.upkeep.rollups import audit
from tests.storage.world import (
    FEEDS,
    GAZETTEER,
    NOW,
    SORE,
    ZONE,
    article,
    batch,
    content,
    mention,
    poll,
    rows,
)


def ingest(db: Database, data_dir: Path, *batches: Batch) -> IngestReport:
    for one in batches:
        write_batch(data_dir / "inbox", one)
    return ingest_pending(db, data_dir)


def one(db: Database, query: str) -> Any:
    [row] = db.call(rows, query)
    return row[0] if len(row) == 1 else row


def test_a_batch_becomes_rows_and_its_file_is_moved_away(db: Database, data_dir: Path) -> None:
    found = article(
        "satu",
        mention("country:FR", "name", (0, 3), (5, 9), title=True),
        mention("country:JP", "capital", (11, 14)),
        byline="Penulis",
    )
    before = db.version
    report = ingest(db, data_dir, batch(found, polls=[poll()]))
    assert (report.batches, report.new, report.polls, report.rejected) == (1, 1, 1, ())
    assert db.version == before + 1
    assert pending(data_dir / "inbox") == []
    assert [p.parent.relative_to(data_dir).as_posix() for p in data_dir.rglob("*.parquet")] == [
        "ingested/2026/11"
    ]
    assert db.call(rows, "SELECT key, outlet_id FROM outlet ORDER BY ALL") == [("pagi", 1), ("sore", 2)]
    assert db.call(rows, "SELECT key, feed_id, outlet_id FROM feed ORDER BY feed_id") == [
        ("pagi-dunia", 1, 1),
        ("pagi-bisnis", 2, 1),
        ("sore-dunia", 3, 2),
    ]
    columns = (
        "article_id, outlet_id, feed_id, url, title, body, byline, attribution, dateline, removed, revision"
    )
    assert one(db, f"SELECT {columns} FROM article") == (
        found.article_id,
        1,
        1,
        found.url,
        found.title,
        found.body,
        "Penulis",
        ["Antara"],
        ["ID"],
        [{"reason": "related", "text": "Baca juga: lainnya"}],
        1,
    )
    columns = "e.key, m.kind, count, in_title, len(spans), outlet_id"
    assert db.call(
        rows, f"SELECT {columns} FROM mention AS m JOIN entity AS e USING (entity_id) ORDER BY ALL"
    ) == [
        ("country:FR", "name", 3, True, 3, 1),
        ("country:JP", "capital", 1, False, 1, 1),
    ]
    assert one(db, "SELECT feed_id, started_at, status FROM poll") == (1, NOW.replace(tzinfo=None), "ok")
    assert db.call(audit).sound


def test_days_begin_at_midnight_in_the_zone(db: Database, data_dir: Path) -> None:
    late = article("malam", at=datetime(2026, 11, 19, 16, 59, tzinfo=UTC))
    early = article("dini", at=datetime(2026, 11, 19, 17, 0, tzinfo=UTC))
    undated = article(
        "tanpa", at=datetime(2026, 11, 19, 16, 58, tzinfo=UTC), published_at=None
    )  # seen at 17:03
    ingest(db, data_dir, batch(late, early, undated))
    assert dict(db.call(rows, "SELECT title, day FROM article")) == {
        "Judul malam": date(2026, 11, 19),
        "Judul dini": date(2026, 11, 20),
        "Judul tanpa": date(2026, 11, 20),
    }


def test_each_entity_counts_an_article_once_by_its_strongest_kind(db: Database, data_dir: Path) -> None:
    ingest(
        db,
        data_dir,
        batch(
            article("a", mention("country:FR", "name"), mention("country:FR", "capital", (6, 8), (9, 12))),
            article("b", mention("country:FR", "capital")),
            article("c", mention("country:FR", "office")),
            article("d", mention("country:FR", "office"), mention("country:FR", "demonym", (6, 8), (9, 12))),
            article("e"),
        ),
    )
    numbers = "articles, articles_named, articles_office, mentions, mentions_named"
    assert one(db, f"SELECT {numbers} FROM entity_day") == (3, 2, 1, 6, 3)
    assert one(db, "SELECT articles FROM outlet_day") == 5


def test_an_article_of_two_feeds_or_offered_again_is_one(db: Database, data_dir: Path) -> None:
    first = article("satu", mention("country:FR"))
    elsewhere = replace(first, feed="pagi-bisnis", title="Judul lain dari rubrik lain")
    report = ingest(
        db, data_dir, batch(first, elsewhere, first), batch(elsewhere, at=NOW + timedelta(minutes=1))
    )
    assert (report.new, report.known, report.edited) == (1, 3, 0)
    assert one(db, "SELECT title, feed_id, revision FROM article") == (first.title, 1, 1)
    assert db.call(audit).sound


def test_an_edited_article_keeps_its_day_and_gets_its_new_mentions(db: Database, data_dir: Path) -> None:
    first = article("satu", mention("country:FR", title=True), mention("leader:ada-contoh"))
    later = replace(
        first,
        title="Judul baru",
        body="Isi baru.",
        mentions=(mention("country:JP", "name", (0, 2), (3, 4)), mention("country:FR", "capital")),
        published_at=NOW + timedelta(days=2),
        first_seen_at=NOW + timedelta(days=2),
    )
    other = article("dua", mention("country:FR"))
    ingest(db, data_dir, batch(first, other))
    report = ingest(db, data_dir, batch(later, at=NOW + timedelta(days=2)))
    assert (report.new, report.edited) == (0, 1)
    assert one(db, "SELECT title, body, day, revision FROM article WHERE revision > 1") == (
        "Judul baru",
        "Isi baru.",
        date(2026, 11, 20),
        2,
    )
    query = "SELECT key, articles, articles_named, mentions FROM entity_day JOIN entity USING (entity_id)"
    assert db.call(rows, f"{query} ORDER BY ALL") == [
        ("country:FR", 2, 1, 2),
        ("country:JP", 1, 1, 2),
    ]
    assert db.call(audit).sound


def test_an_edit_within_one_batch_counts_too(db: Database, data_dir: Path) -> None:
    first = article("satu", mention("country:FR"))
    report = ingest(db, data_dir, batch(first, replace(first, title="Judul baru", mentions=())))
    assert (report.new, report.edited) == (1, 1)
    assert one(db, "SELECT title, revision FROM article") == ("Judul baru", 2)
    assert one(db, "SELECT count(*) FROM mention") == 0
    assert db.call(audit).sound


def test_a_page_that_could_not_be_read_this_time_is_no_edit(db: Database, data_dir: Path) -> None:
    first = article("satu", mention("country:FR"))
    report = ingest(db, data_dir, batch(first), batch(replace(first, title="Baru", body="", mentions=())))
    assert report.edited == 0
    assert one(db, "SELECT body FROM article") == first.body


@pytest.mark.behaviour(22)
def test_an_article_that_changes_at_every_poll_stops_being_rewritten(db: Database, data_dir: Path) -> None:
    first = article("satu")
    ingest(
        db,
        data_dir,
        *(batch(replace(first, body=f"Pukul {n}"), at=NOW + timedelta(minutes=n)) for n in range(30)),
    )
    assert one(db, "SELECT revision, body FROM article") == (MAX_EDITS + 1, f"Pukul {MAX_EDITS}")
    kept = db.call(rows, "SELECT revision, body FROM article_version ORDER BY revision")
    assert kept == [(n + 1, f"Pukul {n}") for n in range(MAX_EDITS)]


@pytest.mark.parametrize(
    ("days", "changes"),
    [
        (80, {}),
        (200, {"backfilled": True, "published_at": NOW + timedelta(days=200)}),
        (200, {"published_at": NOW}),  # a new feed that still has an old article, and says so
        (200, {"published_at": None, "published_source": "collected"}),
    ],
)
def test_the_same_article_is_recognised_long_after(
    db: Database, data_dir: Path, days: int, changes: dict[str, Any]
) -> None:
    first = article("satu", mention("country:FR"))
    later = replace(first, first_seen_at=NOW + timedelta(days=days), **changes)
    report = ingest(db, data_dir, batch(first), batch(later, at=NOW + timedelta(days=days)))
    assert (report.new, report.known) == (1, 1)


def test_a_batch_that_is_in_already_is_only_moved(db: Database, data_dir: Path) -> None:
    path = write_batch(data_dir / "inbox", batch(article("satu", mention("country:FR")), polls=[poll()]))
    assert path is not None
    copy = path.read_bytes()
    ingest_pending(db, data_dir)
    before = db.call(content)
    path.write_bytes(copy)  # as after a crash between commit and move
    report = ingest_pending(db, data_dir)
    assert (report.batches, report.again) == (0, 1)
    assert not path.exists()
    assert db.call(content) == before


def test_damaged_batches_are_set_aside_and_hold_up_nothing(db: Database, data_dir: Path) -> None:
    inbox = data_dir / "inbox"
    cut = write_batch(inbox, batch(article("satu")))
    stranger = write_batch(inbox, batch(article("dua"), feeds=FEEDS[1:]))
    write_batch(inbox, batch(article("tiga")))
    assert cut is not None
    assert stranger is not None
    cut.write_bytes(cut.read_bytes()[:-200])
    pl.DataFrame({"a": [1]}).write_parquet(inbox / "0.parquet")
    report = ingest_pending(db, data_dir)
    assert [error.path.name for error in report.rejected] == ["0.parquet", cut.name, stranger.name]
    assert report.new == 1
    rejected = data_dir / "rejected"
    assert "checksum" in (rejected / f"{cut.name}.reason.txt").read_text()
    assert "pagi-dunia" in (rejected / f"{stranger.name}.reason.txt").read_text()
    assert "move the file back" in (rejected / "0.parquet.reason.txt").read_text()
    assert (rejected / cut.name).exists()
    assert db.call(audit).sound


def test_a_file_still_being_written_is_left_alone(db: Database, data_dir: Path) -> None:
    (data_dir / "inbox").mkdir(parents=True)
    unfinished = data_dir / "inbox" / ".20261120T010000.000000Z-00000000-0123456789abcdef.parquet.tmp"
    unfinished.write_bytes(b"half")
    assert ingest_pending(db, data_dir) == IngestReport()
    assert unfinished.exists()


def test_feeds_and_outlets_follow_the_configuration_and_keep_their_ids(db: Database, data_dir: Path) -> None:
    ingest(db, data_dir, batch(polls=[poll()]))
    renamed = replace(SORE, name="Sore Hari")
    fresh = Feed(key="sore-baru", outlet=renamed, url="https://sore.example/b.xml", section="baru", lang="id")
    moved = replace(FEEDS[2], outlet=renamed, url="https://sore.example/pindah.xml")
    later = NOW + timedelta(days=1)
    ingest(
        db,
        data_dir,
        batch(
            feeds=(moved, fresh), at=later, removed_feeds=(RemovedFeed(key="pagi-bisnis", removed_at=later),)
        ),
    )
    assert db.call(rows, "SELECT outlet_id, name FROM outlet ORDER BY ALL") == [(1, "Pagi"), (2, "Sore Hari")]
    assert db.call(rows, "SELECT feed_id, url, added_at, removed_at FROM feed ORDER BY ALL") == [
        (1, "https://pagi.example/pagi-dunia.xml", NOW.replace(tzinfo=None), None),
        (2, "https://pagi.example/pagi-bisnis.xml", NOW.replace(tzinfo=None), later.replace(tzinfo=None)),
        (3, "https://sore.example/pindah.xml", NOW.replace(tzinfo=None), None),
        (4, "https://sore.example/b.xml", later.replace(tzinfo=None), None),
    ]
    ingest(db, data_dir, batch(polls=[poll()], at=later + timedelta(days=1)))
    assert one(db, "SELECT removed_at FROM feed WHERE key = 'pagi-bisnis'") is None


def test_an_entity_that_only_the_collector_knows_yet_is_kept(db: Database, data_dir: Path) -> None:
    ingest(db, data_dir, batch(article("satu", mention("leader:budi-misal"), mention("country:FR"))))
    assert one(
        db, "SELECT entity_id, kind, name_en, in_gazetteer FROM entity WHERE key = 'leader:budi-misal'"
    ) == (
        5,
        "leader",
        "budi-misal",
        False,
    )
    assert db.call(audit).sound


NAMES = st.sampled_from("abcdefgh")
KINDS = st.sampled_from(["name", "demonym", "capital", "nickname", "office"])
MENTIONS = st.lists(
    st.builds(mention, st.sampled_from(sorted(GAZETTEER.entities)), KINDS, st.just((0, 3))),
    max_size=4,
    unique_by=lambda found: (found.entity, found.kind),  # as mentions_from puts them together
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    at = NOW + timedelta(hours=draw(st.integers(min_value=0, max_value=60)))
    return article(
        draw(NAMES),
        *draw(MENTIONS),
        feed=draw(st.sampled_from([feed.key for feed in FEEDS])),
        at=at,
        body=draw(st.sampled_from(["Isi.", "Isi lain.", ""])),
        backfilled=draw(st.booleans()),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(st.lists(articles(), max_size=6), min_size=1, max_size=4))
def test_ingesting_twice_adds_nothing_and_rollups_equal_a_recount(
    tmp_path_factory: pytest.TempPathFactory, found: list[list[Article]]
) -> None:
    data_dir = tmp_path_factory.mktemp("law")
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        for number, some in enumerate(found):
            write_batch(data_dir / "inbox", batch(*some, polls=[poll()], at=NOW + timedelta(minutes=number)))
        report = ingest_pending(db, data_dir)
        assert not report.rejected
        assert report.new == len({a.article_id for some in found for a in some})
        assert db.call(audit).sound
        before = db.call(content)
        for path in sorted((data_dir / "ingested").rglob("*.parquet")):
            path.rename(data_dir / "inbox" / path.name)
        assert ingest_pending(db, data_dir).again == len(found)
        assert db.call(content) == before
