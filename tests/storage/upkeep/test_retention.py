"""Texts that are old enough go, from archive and record; everything that is counted stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from storage.backup.backup import backup
from storage.batches.batch import read_batch, write_batch
from storage.batches.bundle import bundle_days, is_textless
from storage.database import Database
from storage.errors import RecordInUseError
from storage.ingest.ingest import ingest_pending
from storage.lock import record_lock
from storage.questions import queries
from storage.questions.articles import article as stored_article
from storage.questions.names import name_contexts
from storage.rebuild.again import take_again
from storage.rebuild.rebuild import rebuild
from storage.records import NameSeen, article_id_of
from storage.retag.preview import preview
from storage.retag.retag import retag
from storage.retag.trial import trial
from storage.scope import Scope
from storage.upkeep.nightly import last_failed
from storage.upkeep.retention import before_of, forget_texts, forgotten_before, to_forget
from storage.upkeep.rollups import audit
from storage.writer import Writer
from tests.storage.kills import hand_over
from tests.storage.serve_and_retag import NEWER
from tests.storage.test_writer import SOON, Wakeups
from tests.storage.world import (
    GAZETTEER,
    NOW,
    ZONE,
    Words,
    article,
    batch,
    columns,
    content,
    finished,
    mention,
    poll,
    rows,
)

LATER = NOW + timedelta(days=40)
BEFORE = datetime(2026, 11, 22)  # noqa: DTZ001 - naive UTC, as stored
ALL = datetime(2027, 1, 1)  # noqa: DTZ001
TEXT = "Prancis dan Kenya berunding tentang kopi. Menlu Budi Karya ikut."
NAME = NameSeen(
    name="Budi Karya", title="foreign-minister", country=None, field="body", start_char=48, end_char=58
)
SECRET = "rahasia-penerbit"  # in every text that must go


def secret(name: str, at: datetime = NOW, **changes: Any) -> Any:
    values: dict[str, Any] = {"body": f"{TEXT} {SECRET}", "summary": SECRET, "at": at}
    return article(name, mention("country:FR", "name", (0, 7)), **values | changes)


@pytest.fixture
def full(db: Database, data_dir: Path) -> Database:
    """A record of five days with edits and copies, taken in."""
    hand_over(data_dir, batches=10, articles=12, days=5)
    ingest_pending(db, data_dir)
    return db


def take(db: Database, data_dir: Path, *articles: Any, at: datetime = NOW, **changes: Any) -> None:
    write_batch(data_dir / "inbox", batch(*articles, at=at, polls=[poll(at=at)], **changes))
    ingest_pending(db, data_dir)


def numbers(db: Database) -> dict[str, Any]:
    """All but texts, and what is noted where these are gone."""
    assert db.call(audit).sound
    found = db.call(content)
    texts = ("summary", "body", "removed", "text_gone", "likeness")
    kept = db.call(columns, "article", without=texts)
    found["article"] = db.call(rows, f"SELECT {kept} FROM article ORDER BY ALL")
    found["article_version"] = db.call(rows, "SELECT * EXCLUDE (body) FROM article_version ORDER BY ALL")
    found["by_key"] = db.call(
        rows,
        "SELECT key, article_id, mention.kind, spans FROM mention JOIN entity USING (entity_id) ORDER BY ALL",
    )
    found["stories"] = db.call(rows, "FROM story_article ORDER BY ALL")
    found["batch"] = db.call(rows, "SELECT name FROM batch ORDER BY ALL")
    return found


def made_again(data_dir: Path, names: Any = GAZETTEER) -> dict[str, Any]:
    """What an archive made of the record alone says."""
    path = data_dir / "again.duckdb"
    path.unlink(missing_ok=True)
    rebuild(path, data_dir, zone=ZONE, gazetteer=names, finder_of=Words)
    with Database.open(path, zone=ZONE, gazetteer=names) as db:
        return numbers(db) | {"texts": db.call(rows, "SELECT article_id, body FROM article ORDER BY ALL")}


def record(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "ingested").rglob("*.parquet"))


def kept_in(data_dir: Path) -> set[str]:
    """Addresses of articles that the record still has something of that an outlet wrote."""
    return {
        one.url
        for path in record(data_dir)
        for one in read_batch(path).articles
        if one.body or one.summary or one.removed
    }


def test_texts_go_and_every_number_stays(full: Database, data_dir: Path) -> None:
    before = numbers(full)
    told = to_forget(full, data_dir, before=BEFORE)
    assert numbers(full) == before
    done = finished(forget_texts(full, data_dir, before=BEFORE))
    assert (done.articles, done.size) == (told.articles, told.size)
    assert 0 < done.articles < len(before["article"])
    assert numbers(full) == before
    [(old, left)] = full.call(
        rows,
        "SELECT count(*), "
        "count(*) FILTER (body <> '' OR summary <> '' OR len(removed) > 0 OR text_gone IS NULL) "
        f"FROM article WHERE first_seen_at < '{BEFORE}'",
    )
    assert (old, left) == (done.articles, 0)
    [(young,)] = full.call(rows, f"SELECT min(len(body)) FROM article WHERE first_seen_at >= '{BEFORE}'")
    assert young > 0
    assert full.call(forgotten_before) == BEFORE
    again = finished(forget_texts(full, data_dir, before=BEFORE))
    assert (again.articles, again.files) == (0, 0)


@pytest.mark.parametrize("bundled", [False, True])
def test_the_record_without_texts_makes_the_same_archive(
    full: Database, data_dir: Path, bundled: bool
) -> None:
    if bundled:
        bundle_days(data_dir, before=LATER.date())
    for before in (BEFORE, BEFORE + timedelta(days=1), ALL):
        finished(forget_texts(full, data_dir, before=before))
        now = numbers(full)
        found = made_again(data_dir)
        assert {name: found[name] for name in now} == now
        full_texts = full.call(rows, "SELECT article_id, body FROM article ORDER BY ALL")
        assert found["texts"] == full_texts
    assert kept_in(data_dir) == set()
    assert all(is_textless(path) for path in record(data_dir))
    names = [path.name for path in record(data_dir)]
    assert take_again(full, data_dir) == 0
    assert bundle_days(data_dir, before=LATER.date()) == 0
    assert [path.name for path in record(data_dir)] == names


def test_an_edited_article_goes_with_all_its_versions(db: Database, data_dir: Path) -> None:
    take(db, data_dir, secret("a"))
    edited = secret("a", at=NOW + timedelta(days=9), body=f"Jepang kini. {SECRET}", published_at=NOW)
    take(db, data_dir, edited, at=NOW + timedelta(days=9))
    before = numbers(db)
    assert len(before["article_version"]) == 1
    finished(forget_texts(db, data_dir, before=BEFORE))
    assert numbers(db) == before
    assert db.call(rows, "SELECT body FROM article_version UNION SELECT body FROM article") == [("",)]
    assert kept_in(data_dir) == set()  # though its second version came in later
    found = made_again(data_dir)
    assert {name: found[name] for name in before} == before


def test_the_same_text_once_more_is_no_edit_and_another_is_one(db: Database, data_dir: Path) -> None:
    old = partial(secret, "a", backfilled=True)
    take(db, data_dir, old())
    finished(forget_texts(db, data_dir, before=BEFORE))
    before = numbers(db)
    take(db, data_dir, old(first_seen_at=LATER), at=LATER)
    take(db, data_dir, old(first_seen_at=LATER, body=""), at=LATER + timedelta(hours=1))  # its page is gone
    after = numbers(db)
    assert (after["article"], after["mention"]) == (before["article"], before["mention"])
    other = old(first_seen_at=LATER, body="Isi lain.")
    take(db, data_dir, other, at=LATER + timedelta(hours=2))
    assert db.call(rows, "SELECT body, revision, text_gone FROM article") == [("Isi lain.", 2, None)]
    before = numbers(db)
    finished(forget_texts(db, data_dir, before=BEFORE))  # it is as old as it was
    assert numbers(db) == before
    found = made_again(data_dir)
    assert {name: found[name] for name in before} == before
    assert "Isi lain." not in [text for _, text in found["texts"]]


def test_a_copy_that_comes_years_later_finds_its_story(db: Database, data_dir: Path) -> None:
    text = " ".join(f"Kalimat nomor {n} tentang gandum dan cuaca di pelabuhan utara." for n in range(30))
    take(db, data_dir, article("a", mention("country:FR"), body=text))
    finished(forget_texts(db, data_dir, before=ALL))
    db.write(lambda con: con.execute("DELETE FROM story_likeness"))  # as a month makes it
    copy = article("b", mention("country:FR"), body=text, feed="sore-dunia", backfilled=True)
    take(db, data_dir, copy, at=LATER)
    assert db.call(rows, "SELECT count(*) FROM story_article") == [(2,)]
    assert db.call(audit).sound


def test_matching_again_keeps_the_mentions_of_articles_without_text(db: Database, data_dir: Path) -> None:
    take(db, data_dir, secret("a", names=(NAME,)))
    take(db, data_dir, secret("b", at=LATER, names=(NAME,)), at=LATER)
    finished(forget_texts(db, data_dir, before=BEFORE))
    gone = article_id_of("https://pagi.example/a")
    had = db.call(rows, f"FROM mention WHERE article_id = {gone}")
    told = finished(preview(db, NEWER, Words, processes=1))
    assert (told.articles, told.looked_at, told.changed, told.kept) == (1, 1, 1, 1)
    db.follow(NEWER)
    report = finished(retag(db, Words, processes=1))
    assert (report.articles, report.changed, report.kept) == (1, 1, 1)
    assert db.call(rows, f"FROM mention WHERE article_id = {gone}") == had
    now = numbers(db)
    found = made_again(data_dir, NEWER)
    assert (found["by_key"], found["name_seen"]) == (now["by_key"], now["name_seen"])


def test_the_record_gets_the_mentions_that_the_archive_had_when_the_text_went(
    db: Database, data_dir: Path
) -> None:
    take(db, data_dir, secret("a"))
    db.follow(NEWER)
    finished(retag(db, Words, processes=1))
    finished(forget_texts(db, data_dir, before=BEFORE))
    db.follow(GAZETTEER)
    finished(retag(db, Words, processes=1))
    now = numbers(db)
    assert {key for key, *_ in now["by_key"]} == {"country:FR", "country:KE"}  # of names no longer in force
    found = made_again(data_dir)
    assert found["by_key"] == now["by_key"]


def test_what_needs_a_text_leaves_those_without_out(db: Database, data_dir: Path) -> None:
    take(db, data_dir, secret("a", names=(NAME,)))
    scope = Scope(since=NOW.date() - timedelta(days=1), until=NOW.date() + timedelta(days=2))
    [(france,)] = db.call(rows, "SELECT entity_id FROM entity WHERE key = 'country:FR'")
    assert db.call(queries.named_as, scope=scope, entity_id=france).height == 1
    assert db.call(name_contexts, names=["budi karya"])
    finished(forget_texts(db, data_dir, before=BEFORE))
    assert db.call(queries.named_as, scope=scope, entity_id=france).is_empty()
    assert not db.call(name_contexts, names=["budi karya"])
    assert db.call(trial, finder=Words(GAZETTEER), key="country:JP", name="Judul").articles == 0
    row = db.call(queries.article_list, scope=scope).rows.row(0, named=True)
    assert (row["text_gone"], row["snippet"], row["snippet_marks"], row["title"]) == (True, "", [], "Judul a")
    one = db.call(stored_article, article_id=row["article_id"])
    assert one is not None
    assert (one["text_gone"], one["url"]) == (True, "https://pagi.example/a")


def test_a_backup_made_afterwards_has_no_text_in_its_record(
    db: Database, data_dir: Path, tmp_path: Path
) -> None:
    take(db, data_dir, secret("a"))
    finished(forget_texts(db, data_dir, before=BEFORE))
    to = tmp_path / "kept"
    finished(backup(db, to, files={}, record=True, made_at=NOW, version="1"))
    assert kept_in(to / "data") == set()
    with Database.open(to / "data" / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as copy:
        assert copy.call(rows, "SELECT summary || body, text_gone IS NULL FROM article") == [("", False)]


def test_while_the_record_is_read_it_stays_as_it_is(db: Database, data_dir: Path) -> None:
    take(db, data_dir, secret("a"))
    with record_lock(data_dir), pytest.raises(RecordInUseError):
        finished(forget_texts(db, data_dir, before=BEFORE))
    assert kept_in(data_dir)
    assert db.call(forgotten_before) is None
    finished(forget_texts(db, data_dir, before=BEFORE))
    assert not kept_in(data_dir)


def test_damaged_files_are_left_and_files_without_articles_are_done_with(
    db: Database, data_dir: Path
) -> None:
    take(db, data_dir, secret("a"))
    take(db, data_dir, at=NOW + timedelta(minutes=1))
    take(db, data_dir, secret("b"), at=NOW + timedelta(minutes=2))
    record(data_dir)[2].write_bytes(b"damaged")
    assert finished(forget_texts(db, data_dir, before=BEFORE)).files == 2
    assert [is_textless(path) for path in record(data_dir)] == [True, True, False]
    assert record(data_dir)[2].read_bytes() == b"damaged"


def test_files_that_were_replaced_and_not_deleted_are(full: Database, data_dir: Path) -> None:
    there = {path: path.read_bytes() for path in record(data_dir)}
    finished(forget_texts(full, data_dir, before=ALL))
    after = record(data_dir)
    for path, whole in there.items():
        path.write_bytes(whole)  # as a kill leaves them
    now = numbers(full)
    found = made_again(data_dir)
    assert {name: found[name] for name in now} == now
    finished(forget_texts(full, data_dir, before=ALL))
    assert record(data_dir) == after


def test_the_writer_does_it_at_night(data_dir: Path) -> None:
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        take(db, data_dir, secret("a"))
        take(db, data_dir, secret("b", at=LATER - timedelta(days=29)), at=LATER - timedelta(days=29))
        clock = Wakeups()
        clock.now = LATER
        writer = Writer(db, data_dir, keep_texts=timedelta(days=30), every=SOON, clock=clock)
        writer.start()
        clock.until(lambda: db.call(forgotten_before) is not None)
        writer.stop()
        assert db.call(forgotten_before) == before_of(LATER, timedelta(days=30))
        assert kept_in(data_dir) == {"https://pagi.example/b"}
        assert db.call(last_failed) is None


def test_days_are_whole(data_dir: Path) -> None:
    assert before_of(datetime(2026, 11, 20, 23, 59, tzinfo=UTC), timedelta(days=2)) == datetime(2026, 11, 18)  # noqa: DTZ001
