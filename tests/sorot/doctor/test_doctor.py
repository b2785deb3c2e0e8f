"""`sorot doctor` finds what is wrong, beside a dashboard or without one, and says what to type."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from entities.gazetteer import load
from sorot.doctor.finding import Finding
from storage.ledger.ledger import Ledger
from tests.sorot.served import CONFIG, hand_over, serving, sorot
from tests.storage.world import FEEDS, NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text("entities: []\n")
    hand_over(tmp_path, load().version, *"abcde")
    return tmp_path


@pytest.fixture
def archive(folder: Path) -> Path:
    assert sorot(folder, "ingest", "--once").returncode == 0
    return folder


def examined(folder: Path, *options: str, status: int) -> dict[str, Finding]:
    done = sorot(folder, "doctor", "--json", *options)
    assert done.returncode == status, done.stdout + done.stderr
    return {found["about"]: Finding(**found) for found in json.loads(done.stdout)}


def damage(folder: Path, statement: str) -> None:
    with duckdb.connect(folder / "data" / "sorot.duckdb") as con:
        con.execute(statement)


def test_a_sound_archive_is_looked_into_while_it_is_served(folder: Path) -> None:
    with serving(folder):
        found = examined(folder, status=0)
        assert found["archive"].says.startswith("5 articles, schema 00")
        assert found["archive"].says.endswith("every sum of 1 day equals a recount")
        assert "every sum of every day equals" in examined(folder, "--full", status=0)["archive"].says
        assert found["running"].says == "a dashboard and no collector on this folder"
        assert found["inbox"].state == "ok"
        assert found["backup"].says == "there was none yet"
        assert "sorot backup" in found["backup"].remedy
        waits = folder / "data" / "inbox" / "x.parquet"
        waits.mkdir()  # what no process can take
        long_ago = time.time() - 3 * 3600
        os.utime(waits, (long_ago, long_ago))
        late = examined(folder, status=1)["inbox"]
        assert late.says == "1 batch waiting, the oldest for 3 h, although a dashboard runs"


def test_counts_that_differ_are_found_and_mended_on_request(archive: Path) -> None:
    damage(archive, "DELETE FROM outlet_day_delta")
    damage(archive, "INSERT INTO mention SELECT 7, 1, 'name', 1, false, [], '2026-03-12', 1, 'id'")
    wrong = examined(archive, "--full", status=1)["archive"]
    assert "rows that contradict the articles" in wrong.says
    assert "in counts" in wrong.says
    assert "1 in stray mentions" in wrong.says
    assert wrong.remedy.startswith("sorot mend")
    done = sorot(archive, "mend")
    assert done.returncode == 0, done.stderr
    assert "2026-03-12: stray mentions, 1 row: mended" in done.stdout
    assert "1 day counted again, 1 did not add up" in done.stdout
    found = examined(archive, "--full", status=0)
    assert found["archive"].state == "ok"
    assert found["upkeep"].says.startswith("nights of the last 30 days found days that did not add up")


def test_a_damaged_ledger_and_a_clock_that_is_ahead_are_wrong(archive: Path) -> None:
    with Ledger.open(archive / "data" / "ledger.sqlite") as ledger:
        ledger.sync_feeds(FEEDS, NOW)
    assert examined(archive, status=0)["ledger"].says == "ledger.sqlite is whole"
    with closing(sqlite3.connect(archive / "data" / "ledger.sqlite")) as con:
        con.execute("PRAGMA journal_mode = DELETE")
    with (archive / "data" / "ledger.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    later = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=2)
    damage(archive, f"UPDATE article SET first_seen_at = '{later}'")
    found = examined(archive, status=1)
    assert found["ledger"].says.startswith("ledger.sqlite is damaged")
    assert found["ledger"].remedy.startswith("Start the collector again")
    assert found["clock"].says.startswith(f"something was collected at {later:%Y-%m-%d}")
    assert "timedatectl" in found["clock"].remedy


def test_files_of_killed_commands_and_an_old_backup_are_named(archive: Path) -> None:
    left = archive / "data" / "sorot.duckdb.new"
    left.write_bytes(b"half")
    begun = archive / "data" / ".sorot.duckdb-x1y2"  # in which a new database is made
    begun.mkdir()
    long_ago = time.time() - 3 * 24 * 3600
    for path in (left, begun):
        os.utime(path, (long_ago, long_ago))
    said = {"folder": "/far/kept", "made_at": "2026-01-02T03:04:05+00:00"}
    (archive / "data" / "last-backup.json").write_text(json.dumps(said))
    found = examined(archive, status=0)
    assert found["data folder"].says == "2 files left over from commands that were killed"
    assert str(left) in found["data folder"].remedy
    assert (found["backup"].state, found["backup"].says) == (
        "note",
        "the last one is of 2026-01-02 03:04 UTC, in /far/kept",
    )


def test_an_archive_of_another_version_is_refused_in_words(archive: Path) -> None:
    damage(archive, "INSERT INTO schema_version VALUES (99, '0099_later', now()::TIMESTAMP)")
    found = examined(archive, status=1)
    assert "written by a newer version of sorot (schema 99); update this one" in found["archive"].says


def test_articles_from_before_stories_are_counted_and_rebuild_compares_them(archive: Path) -> None:
    assert "stories:" not in sorot(archive, "doctor").stdout
    with duckdb.connect(str(archive / "data" / "sorot.duckdb")) as con:
        con.execute("UPDATE article SET story_id = NULL WHERE url LIKE '%a'")
        [(aged,)] = con.execute("SELECT count(*) FROM article WHERE story_id IS NULL").fetchall()
    assert aged
    said = sorot(archive, "doctor")
    assert said.returncode == 0  # nothing is broken
    assert f"note   stories: {aged} article" in said.stdout
    assert "sorot rebuild compares them" in said.stdout
    assert sorot(archive, "rebuild").returncode == 0
    assert "stories:" not in sorot(archive, "doctor").stdout
