"""What doctor says of an archive that an older version has filled."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from entities.gazetteer import load
from tests.sorot.served import CONFIG, hand_over, sorot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text("entities: []\n")
    hand_over(tmp_path, load().version, *"abc")
    assert sorot(tmp_path, "ingest", "--once").returncode == 0
    return tmp_path


def test_articles_from_before_stories_are_counted_and_rebuild_compares_them(folder: Path) -> None:
    assert "stories:" not in sorot(folder, "doctor").stdout
    with duckdb.connect(str(folder / "data" / "sorot.duckdb")) as con:
        con.execute("UPDATE article SET story_id = NULL WHERE url LIKE '%a'")
        [(aged,)] = con.execute("SELECT count(*) FROM article WHERE story_id IS NULL").fetchall()
    assert aged
    said = sorot(folder, "doctor")
    assert said.returncode == 0  # nothing is broken
    assert f"note   stories: {aged} article" in said.stdout
    assert "sorot rebuild compares them" in said.stdout
    assert sorot(folder, "rebuild").returncode == 0
    assert "stories:" not in sorot(folder, "doctor").stdout
