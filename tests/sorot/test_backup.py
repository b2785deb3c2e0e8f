"""`sorot backup` beside a dashboard that serves; what it wrote serves the same numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from entities.gazetteer import load
from tests.sorot.served import CONFIG, Dashboard, hand_over, serving, sorot

NAMES = """\
include: [more.yaml]
entities:
  - {id: topic:fairs, labels: {en: Book fairs, id: Pameran buku}, names: {id: [pameran buku]}}
"""
PAGES = (
    "/api/v1/articles.csv?from=2026-03-01&to=2026-03-31",
    "/api/v1/timeseries.csv?from=2026-03-01&to=2026-03-31&e=fairs",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "here"
    here.mkdir()
    (here / "config.yaml").write_text(CONFIG)
    (here / "names.yaml").write_text(NAMES)
    (here / "more.yaml").write_text("entities: []\n")
    hand_over(here, load().version, *"abcde")
    return here


def numbers(served: Dashboard) -> list[list[str]]:
    """What files of the pages say, without when they were made."""
    return [[line for line in served.text(page).splitlines() if ", made " not in line] for page in PAGES]


def test_a_backup_made_beside_a_dashboard_serves_the_same_numbers(folder: Path, tmp_path: Path) -> None:
    with serving(folder) as served:
        done = sorot(folder, "backup", "../kept", "--json")
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        assert (report["folder"], report["articles"]) == (str(folder / ".." / "kept"), 5)
        again = sorot(folder, "backup", "../kept")
        assert again.returncode == 1
        assert "is there already" in again.stderr
        before = numbers(served)
    assert before[1][-1].startswith("2026-03-3")
    assert any(",fairs,Book fairs,5,5,1.0," in line for line in before[1])
    with serving(tmp_path / "kept") as restored:
        assert numbers(restored) == before


def test_without_a_dashboard_the_command_makes_it_where_it_says(folder: Path) -> None:
    assert "no archive" in sorot(folder, "backup").stderr
    assert sorot(folder, "ingest", "--once").returncode == 0
    done = sorot(folder, "backup")
    assert done.returncode == 0, done.stderr
    assert "5 articles, " in done.stdout
    assert "on the same disk" in done.stdout
    [made] = (folder / "data" / "backups").iterdir()
    assert sorted(path.name for path in made.iterdir()) == [
        "backup.json",
        "config.yaml",
        "data",
        "more.yaml",
        "names.yaml",
    ]
    assert sorot(made, "doctor").returncode == 0
