"""`sorot rebuild` beside a dashboard that serves: pages are answered all the while, and nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from entities.gazetteer import load
from sorot.archive import open_database
from sorot.config.config import load as load_config
from sorot.names.names import load_names
from storage.lock import record_lock
from storage.upkeep.rollups import audit
from tests.sorot.served import CONFIG, hand_over, serving, sorot, until_taken_in

NOTHING = "entities: []\n"
FAIRS = """\
entities:
  - {id: topic:fairs, labels: {en: Book fairs, id: Pameran buku}, names: {id: [pameran buku]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text(NOTHING)
    hand_over(tmp_path, load().version, *"abcde")
    return tmp_path


def test_pages_are_answered_while_the_archive_is_made_again_and_what_comes_meanwhile_is_in(
    folder: Path,
) -> None:
    failed: list[Exception] = []
    done = threading.Event()
    with serving(folder) as dashboard:
        inode = (folder / "data" / "sorot.duckdb").stat().st_ino

        def ask() -> None:
            while not done.is_set():
                try:
                    dashboard.text("/healthz")
                except OSError as error:
                    failed.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        coming = threading.Thread(target=hand_over, args=(folder, load().version, *"fgh"))
        coming.start()
        result = sorot(folder, "rebuild")
        coming.join()
        until_taken_in(folder)
        done.set()
        asking.join()
        assert (result.returncode, result.stderr.count("passed over")) == (0, 0), result.stderr
        assert (folder / "data" / "sorot.duckdb").stat().st_ino != inode
        assert dashboard.process.poll() is None
        hand_over(folder, load().version, "later")
        until_taken_in(folder)
    assert failed == []
    config = load_config(folder / "config.yaml")
    with open_database(config, load_names(config)) as db:
        articles = "SELECT count(*), count(DISTINCT article_id) FROM article"
        assert db.call(lambda con: con.execute(articles).fetchall()) == [(9, 9)]
        assert db.call(audit).sound
    assert sorted(path.name for path in (folder / "data").glob("sorot*")) == ["sorot.duckdb"]


def test_what_would_be_lost_or_mixed_up_is_refused_and_the_dashboard_goes_on(folder: Path) -> None:
    with serving(folder) as dashboard:
        with record_lock(folder / "data"):
            pass  # bundling is done
        (folder / "names.yaml").write_text(FAIRS)
        result = sorot(folder, "rebuild")
        assert (result.returncode, "sorot retag" in result.stderr) == (1, True)
        (folder / "names.yaml").write_text(NOTHING)
        for batch in (folder / "data" / "ingested").rglob("*.parquet"):
            batch.rename(folder / batch.name)
        result = sorot(folder, "rebuild")
        assert (result.returncode, "5 articles that are in no batch" in result.stderr) == (1, True)
        assert not list((folder / "data").glob("*.new*"))
        assert dashboard.process.poll() is None
        for batch in folder.glob("*.parquet"):
            (folder / "data" / "ingested" / batch.name).parent.mkdir(exist_ok=True)
            batch.rename(folder / "data" / "ingested" / batch.name)
        assert sorot(folder, "rebuild").returncode == 0
        dashboard.text("/healthz")
