"""An archive of an older version is copied before it is changed, and steps can be tried."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from storage.backup.before import copies_before, keep_before
from storage.database import Database
from storage.errors import DatabaseUnusableError
from storage.migrate import migrate, missing_steps, try_steps
from storage.sqlfiles import migrations, statement

STEPS = migrations("migrations")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """An archive with the first two steps and an article."""
    path = tmp_path / "sorot.duckdb"
    with duckdb.connect(path) as con:
        con.execute(statement("migrations/schema_version"))
        for step in STEPS[:2]:
            con.execute(step.text)
            con.execute(
                "INSERT INTO schema_version VALUES ($n, $name, now()::TIMESTAMP)",
                {"n": step.number, "name": step.name},
            )
        con.execute(
            "INSERT INTO article SELECT 1, 1, 1, 'u', 'id', 't', '', 'b', NULL, 'feed', '2026-01-01',"
            " '2026-01-01', NULL, [], [], [], false, NULL, 1"
        )
    return path


def test_it_is_copied_once_and_older_copies_go(older: Path) -> None:
    former = older.with_name("sorot.duckdb.before-0002")
    former.write_bytes(b"from before that")
    copy = keep_before(older)
    assert copy == older.with_name("sorot.duckdb.before-0003")
    assert copies_before(older) == [copy]
    kept = copy.read_bytes()
    with duckdb.connect(older) as con:
        con.execute("DELETE FROM article")
    assert keep_before(older) == copy
    assert copy.read_bytes() == kept
    with duckdb.connect(copy, read_only=True) as con:
        assert con.execute("SELECT body FROM article").fetchall() == [("b",)]
    with duckdb.connect(older) as con:
        assert migrate(con) == len(STEPS) - 2
    assert keep_before(older) is None


def test_nothing_is_copied_where_nothing_is_older(db: Database, tmp_path: Path) -> None:
    db.close()
    assert keep_before(db.path) is None
    assert keep_before(tmp_path / "missing.duckdb") is None
    duckdb.connect(tmp_path / "empty.duckdb").close()
    assert keep_before(tmp_path / "empty.duckdb") is None


class _Full(NamedTuple):
    total: int = 100
    used: int = 100
    free: int = 0


def test_without_room_it_goes_on_without_a_copy(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Full())
    assert keep_before(older) is None
    assert copies_before(older) == []


def test_steps_that_are_tried_leave_nothing_behind(older: Path) -> None:
    with duckdb.connect(older) as con:
        columns = "SELECT table_name, column_name FROM duckdb_columns() ORDER BY ALL"
        before = con.execute(columns).fetchall()
        assert [step for step, _ in try_steps(con)] == list(STEPS[2:])
        assert con.execute(columns).fetchall() == before
        assert missing_steps(con) == STEPS[2:]
        migrate(con)
        assert try_steps(con) == []


def test_a_newer_archive_is_refused_before_anything_is_done(older: Path) -> None:
    with duckdb.connect(older) as con:
        con.execute("INSERT INTO schema_version VALUES (99, '0099_later', now()::TIMESTAMP)")
    with pytest.raises(DatabaseUnusableError, match="newer version of sorot"):
        keep_before(older)
    assert copies_before(older) == []
