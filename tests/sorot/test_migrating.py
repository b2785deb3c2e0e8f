"""`sorot migrate` says what it would do, does it, and every start does the same."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from sorot.cli import main
from storage.sqlfiles import migrations, statement
from tests.sorot.served import CONFIG

LAST = migrations("migrations")[-1].name


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """One that lacks the newest step."""
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text("entities: []\n")
    path = tmp_path / "data" / "sorot.duckdb"
    path.parent.mkdir()
    with duckdb.connect(path) as con:
        con.execute(statement("migrations/schema_version"))
        for step in migrations("migrations")[:-1]:
            con.execute(step.text)
            con.execute(
                "INSERT INTO schema_version VALUES ($n, $name, now()::TIMESTAMP)",
                {"n": step.number, "name": step.name},
            )
        con.execute("INSERT INTO setting VALUES ('time_zone', 'Asia/Jakarta')")
    return path


def run(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--config", str(archive.parents[1] / "config.yaml")])


def version(archive: Path) -> int:
    with duckdb.connect(archive, read_only=True) as con:
        [(found,)] = con.execute("SELECT max(version) FROM schema_version").fetchall()
    return int(found)


def test_it_is_tried_then_done_with_a_copy(archive: Path) -> None:
    before = version(archive)
    tried = run(archive, "migrate", "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert f"would apply {LAST}: 0." in tried.output
    assert version(archive) == before
    copy = f"{archive}.before-{before + 1:04}"
    done = run(archive, "migrate")
    assert done.output == f"applied {LAST}\nas it was before: {copy}\n"
    assert version(archive) == before + 1
    assert version(Path(copy)) == before
    assert run(archive, "migrate").output == f"{archive} is up to date\n"


def test_an_older_archive_is_told_of_and_every_start_updates_it(archive: Path) -> None:
    told = {found["about"]: found for found in json.loads(run(archive, "doctor", "--json").stdout)}
    assert "sorot migrate" in told["archive"]["says"]
    before = version(archive)
    assert run(archive, "ingest", "--once").exit_code == 0
    assert version(archive) == before + 1
    assert version(Path(f"{archive}.before-{before + 1:04}")) == before


def test_a_newer_archive_is_refused_with_words(archive: Path) -> None:
    with duckdb.connect(archive) as con:
        con.execute("INSERT INTO schema_version VALUES (99, '0099_later', now()::TIMESTAMP)")
    for command in (["migrate"], ["migrate", "--dry-run"], ["ingest", "--once"]):
        refused = run(archive, *command)
        assert refused.exit_code == 1
        assert "newer version of sorot (schema 99); update this one" in refused.output
