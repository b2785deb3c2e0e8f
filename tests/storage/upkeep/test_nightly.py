"""At night some days are counted again; what differs is mended, noted, and never made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from duckdb import DuckDBPyConnection

from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.records import Article
from storage.upkeep.nightly import days_to_look_at, findings, last_night, look_over, night_of, sampled
from storage.upkeep.rollups import audit, audit_days
from storage.writer import Writer
from tests.storage.test_writer import SOON, Wakeups
from tests.storage.world import NOW, article, batch, content, finished, mention, rows

DAY = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 20, 0)  # noqa: DTZ001 - naive UTC, as stored
COPIED = " ".join(f"Kalimat nomor {n} tentang gandum dan cuaca di pelabuhan utara." for n in range(30))


def found_of() -> list[Article]:
    """Six articles on two days, two of them a story."""
    return [
        article(
            "a", mention("country:FR"), mention("country:FR", "capital"), title="Kapal tiba", body=COPIED
        ),
        article("b", mention("country:FR"), title="Kapal tiba", body=COPIED, feed="sore-dunia"),
        article("c", mention("country:JP"), mention("leader:ada-contoh")),
        article("d", mention("country:JP"), at=NOW - timedelta(days=1)),
        article("e", at=NOW - timedelta(days=1)),
        article("f", mention("country:BR"), at=NOW - timedelta(days=1)),
    ]


@pytest.fixture
def archive(db: Database, data_dir: Path) -> Database:
    write_batch(data_dir / "inbox", batch(*found_of()))
    ingest_pending(db, data_dir)
    assert db.call(rows, "SELECT count(*) FROM story_article") == [(2,)]
    return db


def execute(con: DuckDBPyConnection, statement: str) -> None:
    con.execute(statement)


ONE = "(SELECT article_id FROM article WHERE url LIKE '%/c')"
DAMAGES = {
    "counts": [
        "INSERT INTO outlet_day_delta VALUES ('2026-11-20', 1, 'id', 5)",
        "INSERT INTO outlet_day_delta VALUES ('2026-11-19', 9, 'xx', 2)",
        "DELETE FROM entity_day_delta WHERE day = '2026-11-20'",
        "INSERT INTO entity_day_delta SELECT day, 2, lang, 2, 1, 1, 0, 1, 1 FROM outlet_day",
    ],
    "articles twice": [f"INSERT INTO article FROM article WHERE article_id = {ONE}"],
    "mentions twice": [f"INSERT INTO mention FROM mention WHERE article_id = {ONE}"],
    "stray mentions": [
        "INSERT INTO mention SELECT * REPLACE (1 AS article_id) FROM mention WHERE day = '2026-11-19'",
        f"UPDATE mention SET outlet_id = 7 WHERE article_id = {ONE}",
        f"UPDATE mention SET day = '2026-11-19' WHERE article_id = {ONE} AND kind = 'name'",
    ],
    "stories": ["DELETE FROM story_article WHERE outlet_id = 1", "UPDATE story_article SET outlet_id = 5"],
}


@pytest.mark.parametrize("what", DAMAGES)
def test_each_kind_of_damage_is_found_mended_and_noted(archive: Database, what: str) -> None:
    before = archive.call(content)
    for damage in DAMAGES[what]:
        archive.write(execute, damage)
    assert archive.call(audit).kinds[what]
    finished(look_over(archive, night=DAY, now=NIGHT))
    assert archive.call(audit).sound
    assert archive.call(content) == before
    found = archive.call(findings, since=NIGHT - timedelta(days=1))
    assert what in {finding.what for finding in found}
    assert all(finding.mended and finding.rows and finding.found_at == NIGHT for finding in found)
    assert archive.call(last_night) == DAY


def test_a_sound_archive_is_left_as_it_is(archive: Database) -> None:
    before = archive.call(rows, "SELECT count(*) FROM outlet_day_delta")
    assert finished(look_over(archive, night=DAY, now=NIGHT)) == (2, 0)
    assert archive.call(findings, since=NIGHT - timedelta(days=1)) == []
    assert archive.call(rows, "SELECT count(*) FROM outlet_day_delta") == before
    assert finished(sampled(archive, [(date.min, DAY), (DAY, date.max)])) == dict.fromkeys(DAMAGES, 0)


def test_what_cannot_be_mended_is_noted_as_that(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write(execute, DAMAGES["counts"][0])
    monkeypatch.setattr("storage.upkeep.nightly.repair_days", audit_days)
    finished(look_over(archive, night=DAY, now=NIGHT))
    [finding] = archive.call(findings, since=NIGHT)
    assert (finding.what, finding.day, finding.rows, finding.mended) == ("counts", DAY, 1, False)


def test_the_newest_days_are_looked_at_each_night_and_all_others_in_turn(
    db: Database, data_dir: Path
) -> None:
    found = [article(str(n), at=NOW - timedelta(days=n)) for n in range(60)]
    write_batch(data_dir / "inbox", batch(*found))
    ingest_pending(db, data_dir)
    nights = [DAY + timedelta(days=n) for n in range(40)]
    chosen = [db.call(days_to_look_at, night=night) for night in nights]
    assert all(days[:3] == [DAY, DAY - timedelta(days=1), DAY - timedelta(days=2)] for days in chosen)
    assert {len(days) for days in chosen} == {14}
    assert db.call(days_to_look_at, night=DAY) == chosen[0]
    assert len({day for days in chosen for day in days}) == 60


def test_a_night_begins_at_its_hour() -> None:
    zone = ZoneInfo("Asia/Jakarta")
    assert night_of(datetime(2026, 11, 20, 2, 59, tzinfo=zone), 3) == date(2026, 11, 19)
    assert night_of(datetime(2026, 11, 20, 3, 0, tzinfo=zone), 3) == date(2026, 11, 20)
    assert night_of(datetime(2026, 11, 20, 0, 0, tzinfo=zone), 0) == date(2026, 11, 20)


def test_the_writer_mends_at_night_while_batches_come_in(archive: Database, data_dir: Path) -> None:
    clock = Wakeups()
    clock.now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    writer = Writer(archive, data_dir, every=SOON, clock=clock, hour=4)
    writer.start()

    def looked() -> date | None:
        return archive.call(last_night)

    clock.until(lambda: looked() == DAY)
    for damage in DAMAGES["counts"]:
        archive.write(execute, damage)
    clock.now = datetime(2026, 11, 20, 20, 59, tzinfo=UTC)  # 3.59 in Jakarta
    write_batch(data_dir / "inbox", batch(article("new"), at=NOW + timedelta(hours=1)))
    clock.until(lambda: writer.state.batches == 1 and writer.state.backlog == 0)
    assert not archive.call(audit).sound
    clock.now = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    clock.until(lambda: looked() == DAY + timedelta(days=1))
    writer.stop()
    assert archive.call(audit).sound
    assert writer.state.last_error is None
