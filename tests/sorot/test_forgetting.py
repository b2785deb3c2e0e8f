"""`sorot forget`: texts older than config.yaml keeps them, taken out beside a dashboard and without one."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from entities.gazetteer import load
from storage.batches.batch import read_batch
from tests.sorot.served import CONFIG, TEXT, hand_over, serving, sorot

KEEP = "keep: {text: 30d}\n"
SERIES = "/api/v1/timeseries.csv?from=2026-03-01&to=2026-03-31&e=fairs"
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


def told(folder: Path, *words: str) -> dict[str, Any]:
    done = sorot(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def texts(folder: Path) -> set[str]:
    """What the record has of texts."""
    files = (folder / "data" / "ingested").rglob("*.parquet")
    return {article.body for path in files for article in read_batch(path).articles}


def test_beside_a_dashboard_texts_go_and_numbers_stay(folder: Path) -> None:
    assert sorot(folder, "ingest", "--once").returncode == 0
    without = sorot(folder, "forget")
    assert without.returncode == 2
    assert "keep:\n  text: 400d" in without.stderr
    with serving(folder) as served:  # it keeps texts, and does what the command asks for
        (folder / "config.yaml").write_text(CONFIG + KEEP)
        before = [line for line in served.text(SERIES).splitlines() if ", made " not in line]
        would = told(folder, "forget", "--dry-run")
        assert (would["articles"], would["size"], would["files"]) == (5, 5 * len(TEXT), 1)
        assert texts(folder) == {TEXT}
        assert "would take out 0.0 MB of text, of 5 articles" in sorot(folder, "forget", "--dry-run").stdout
        done = told(folder, "forget")
        assert (done["articles"], done["size"], done["files"]) == (5, 5 * len(TEXT), 1)
        assert texts(folder) == {""}
        after = [line for line in served.text(SERIES).splitlines() if ", made " not in line]
        assert after == before
        matched = sorot(folder, "retag")
        assert "5 articles without a text any more keep their mentions" in matched.stdout
        assert "5 articles without a text any more would keep" in sorot(folder, "retag", "--preview").stdout


def test_what_is_kept_at_night_is_in_the_configuration(folder: Path) -> None:
    (folder / "config.yaml").write_text(CONFIG + KEEP)
    until = time.monotonic() + 60
    with serving(folder):
        while texts(folder) != {""}:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_less_than_a_day_is_refused(folder: Path) -> None:
    (folder / "config.yaml").write_text(CONFIG + "keep: {text: 6h}\n")
    done = sorot(folder, "forget")
    assert done.returncode == 2
    assert "must be a day or longer" in done.stderr
