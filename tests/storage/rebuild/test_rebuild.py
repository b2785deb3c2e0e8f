"""The batches are the record: the database can be made again from them, and is replaced in one step."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from entities.gazetteer import Gazetteer
from storage.batches.batch import write_batch
from storage.database import Database
from storage.errors import DatabaseInUseError, RebuildLossError
from storage.ingest.ingest import ingest_pending
from storage.rebuild import rebuild as module
from storage.rebuild.rebuild import CARRIED, RebuildReport, rebuild
from storage.upkeep.rollups import audit
from tests.storage.world import (
    ALIASES,
    ENTITIES,
    FEEDS,
    GAZETTEER,
    NOW,
    ZONE,
    Words,
    alias,
    article,
    batch,
    content,
    entity,
    mention,
    poll,
    rows,
)

FIRST = article("satu", mention("country:FR", "name", (0, 7)), body="Prancis dan Kenya.")


@pytest.fixture
def path(data_dir: Path) -> Path:
    """An archive of three batches, one of them with an edit, the third still in the inbox."""
    edited = article("satu", mention("country:JP", "name", (0, 6)), body="Jepang dan Kenya.", at=NOW)
    batches = [
        batch(FIRST, article("dua", mention("leader:ada-contoh")), polls=[poll()], feeds=FEEDS[::-1]),
        batch(edited, polls=[poll("sore-dunia")], at=NOW + timedelta(hours=1)),
        batch(article("tiga", mention("country:BR"), feed="sore-dunia"), at=NOW + timedelta(hours=2)),
    ]
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        for one in batches[:2]:
            write_batch(data_dir / "inbox", one)
        ingest_pending(db, data_dir)
    write_batch(data_dir / "inbox", batches[2])
    return data_dir / "sorot.duckdb"


def opened(path: Path, gazetteer: Gazetteer = GAZETTEER, zone: ZoneInfo = ZONE) -> Database:
    return Database.open(path, zone=zone, gazetteer=gazetteer)


def test_a_rebuilt_database_equals_the_original(path: Path, data_dir: Path) -> None:
    rebuilt = data_dir / "again.duckdb"
    seen: list[tuple[int, int]] = []
    report = rebuild(
        rebuilt,
        data_dir,
        zone=ZONE,
        gazetteer=GAZETTEER,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert report == RebuildReport(batches=3, articles=3, missing=0, damaged=(), set_aside=None)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    with opened(path) as original, opened(rebuilt) as again:
        ingest_pending(original, data_dir)
        names = {"batch": "names"}  # counts are noted with the first of those that went in together
        assert again.call(content) | names == original.call(content) | names
        batches = "SELECT name, gazetteer_version FROM batch ORDER BY name"
        assert again.call(rows, batches) == original.call(rows, batches)
        assert again.call(audit).sound


def test_what_waits_in_the_inbox_is_not_taken_twice(path: Path, data_dir: Path) -> None:
    rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
    with opened(path) as db:
        before = db.call(content)
        assert ingest_pending(db, data_dir).again == 1
        assert db.call(content) == before


def test_ids_stay_although_the_gazetteer_is_in_another_order(path: Path, data_dir: Path) -> None:
    tables = ("entity", "outlet", "feed")
    ids = " UNION ALL ".join(f"SELECT {table}_id, key FROM {table}" for table in tables) + " ORDER BY ALL"
    with opened(path) as db:
        before = db.call(rows, ids)
    turned = Gazetteer(entities=dict(reversed(GAZETTEER.entities.items())), aliases=ALIASES)
    rebuild(path, data_dir, zone=ZONE, gazetteer=turned)
    with opened(path, turned) as db:
        assert db.call(rows, ids) == before


def test_texts_are_matched_again_with_the_names_of_today(path: Path, data_dir: Path) -> None:
    kenya = entity("country:KE", "Kenya")
    newer = Gazetteer(
        entities={e.key: e for e in [*ENTITIES, kenya]}, aliases=(*ALIASES, alias("Kenya", "country:KE"))
    )
    rebuild(path, data_dir, zone=ZONE, gazetteer=newer, finder_of=Words)
    with opened(path, newer) as db:
        query = "SELECT key, spans[1].start_char FROM mention JOIN entity USING (entity_id) ORDER BY ALL"
        assert db.call(rows, query) == [("country:JP", 0), ("country:KE", 11)]
        assert db.call(rows, "SELECT DISTINCT gazetteer_version FROM batch") == [(newer.version,)]
        assert db.call(audit).sound


def test_days_are_counted_anew_in_another_zone(path: Path, data_dir: Path) -> None:
    late = article("malam", at=NOW.replace(day=19, hour=18))
    write_batch(data_dir / "inbox", batch(late, at=NOW + timedelta(hours=3)))
    utc = ZoneInfo("UTC")
    rebuild(path, data_dir, zone=utc, gazetteer=GAZETTEER)
    with opened(path, zone=utc) as db:
        assert db.call(rows, "SELECT day FROM article WHERE title = 'Judul malam'") == [(date(2026, 11, 19),)]


def test_a_database_in_use_is_left_alone(path: Path, data_dir: Path) -> None:
    hold = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseInUseError, match=f"process {holder.pid}"):
            rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
        holder.kill()
    assert sorted(p.name for p in data_dir.glob("sorot*") if not p.name.endswith(".wal")) == ["sorot.duckdb"]


def test_nobody_can_write_the_old_database_meanwhile(path: Path, data_dir: Path) -> None:
    refused: list[str] = []

    def try_to_write(done: int, total: int) -> None:
        if done == total:
            script = "import duckdb, sys; duckdb.connect(sys.argv[1])"
            other = subprocess.run(
                [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
            )
            refused.append(other.stderr)

    rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER, progress=try_to_write)
    assert "Could not set lock" in refused[0]


def test_articles_that_no_batch_has_are_not_lost_unasked(path: Path, data_dir: Path) -> None:
    shutil.rmtree(data_dir / "ingested")
    before = path.read_bytes()
    with pytest.raises(RebuildLossError, match="2 articles that are in no batch"):
        rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
    assert path.read_bytes() == before
    report = rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER, allow_missing=True)
    assert (report.articles, report.missing) == (1, 2)


def test_a_rebuild_that_fails_changes_nothing(
    path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(module, "compact", full)
    before = path.read_bytes()
    with pytest.raises(duckdb.IOException):
        rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
    assert path.read_bytes() == before
    assert sorted(p.name for p in data_dir.glob("sorot*")) == ["sorot.duckdb"]


def test_a_damaged_database_is_kept_aside_and_a_damaged_batch_passed_over(path: Path, data_dir: Path) -> None:
    path.write_bytes(b"\0" * 4096)
    path.with_name("sorot.duckdb.wal").write_bytes(b"log of the damaged one")
    [second] = [p for p in (data_dir / "ingested").rglob("*.parquet") if "-000" in p.name and "T02" in p.name]
    second.write_bytes(second.read_bytes()[:-9])
    report = rebuild(path, data_dir, zone=ZONE, gazetteer=GAZETTEER)
    assert [error.path for error in report.damaged] == [second]
    assert report.set_aside == data_dir / "sorot.duckdb.damaged"
    assert report.set_aside.read_bytes() == b"\0" * 4096
    assert not path.with_name("sorot.duckdb.wal").exists()
    with opened(path) as db:
        assert db.call(rows, "SELECT count(*) FROM article") == [(3,)]


def test_every_table_comes_from_the_batches_or_is_taken_over(path: Path) -> None:
    from_batches = {
        "article",
        "mention",
        "name_seen",
        "article_version",
        "sighting",
        "poll",
        "batch",
        "outlet_day_delta",
        "story_key",
        "story_likeness",
        "story_article",
        "entity_day_delta",
        "entity_total_delta",
        "story_mention",
        "story_day_delta",
        "changed_day",
    }
    about_itself = {"setting", "schema_version", "gazetteer_version", "retag", "upkeep_finding"}
    with opened(path) as db:
        tables = {name for (name,) in db.call(rows, "SELECT table_name FROM duckdb_tables()")}
    assert tables == from_batches | about_itself | set(CARRIED)
