"""`sorot export` beside a dashboard that serves, and without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from entities.gazetteer import load
from tests.sorot.served import CONFIG, hand_over, serving, sorot

NAMES = """\
entities:
  - {id: topic:fairs, labels: {en: Book fairs, id: Pameran buku}, names: {id: [pameran buku]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text(NAMES)
    hand_over(tmp_path, load().version, *"abcde")
    return tmp_path


def test_files_are_written_by_the_dashboard_that_serves(folder: Path) -> None:
    with serving(folder):
        done = sorot(
            folder, "export", "articles", "out/a.csv", "--entity", "fairs", "--from", "2026-03-01", "--json"
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["file"], told["rows"]) == (str(folder / "out" / "a.csv"), 5)
        lines = (folder / "out" / "a.csv").read_text().splitlines()
        assert "# entities: topic:fairs" in lines
        assert len([line for line in lines if not line.startswith("#")]) == 6
        again = sorot(folder, "export", "articles", "out/a.csv")
        assert again.returncode == 1
        assert "--force" in again.stderr
        wrong = sorot(folder, "export", "timeseries", "t.jsonl", "--entity", "fair")
        assert wrong.returncode == 1
        assert "the archive has no entity 'fair'; did you mean fairs?" in wrong.stderr
        assert not (folder / "t.jsonl").exists()


def test_without_a_dashboard_the_command_writes_it(folder: Path) -> None:
    assert "no archive" in sorot(folder, "export", "articles", "a.csv").stderr
    assert sorot(folder, "ingest", "--once").returncode == 0
    done = sorot(folder, "export", "timeseries", "t.parquet")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("t.parquet: ")
    unnamed = sorot(folder, "export", "articles", "a.txt")
    assert unnamed.returncode == 2
    assert "--format" in unnamed.stderr
    stories = sorot(folder, "export", "mentions", "m.csv", "--basis", "stories")
    assert stories.returncode == 2
    assert not list(folder.glob(".*"))
