"""A retag beside a serving process that is killed at any moment, while batches come in: nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from storage import errands
from storage.batches.batch import pending, write_batch
from storage.database import Database
from storage.errands import carry_out
from storage.errors import DatabaseInUseError
from storage.ingest.ingest import ingest_pending
from storage.matching.mentions import mentions_from
from storage.records import Article
from storage.retag.retag import retag, unfinished
from storage.upkeep.rollups import audit
from tests.storage.serve_and_retag import BEGUN, NEWER, RETAG
from tests.storage.world import GAZETTEER, NOW, ZONE, Words, article, batch, finished, rows

SERVE = """
import sys
from pathlib import Path
from tests.storage.serve_and_retag import main

main(Path(sys.argv[1]))
"""
KILLS = 8
STORED, COMING = 1500, 20
TEXTS = ("Prancis dan Jepang berunding.", "Brasil mengirim kopi.", "Kenya menang di Tokyo.", "Tanpa nama.")


def told(number: int, days: int = 0) -> Article:
    """An article as a collector with the old names hands it over."""
    body = TEXTS[number % 4]
    mentions = mentions_from(Words(GAZETTEER).find("Kabar", body).matches)
    at = NOW + timedelta(hours=number % 400, days=days)
    return article(str(number), *mentions, title="Kabar", body=body, at=at)


def nobody() -> Database:
    raise DatabaseInUseError(Path("sorot.duckdb"), "python (process 1)")


def test_killed_at_any_moment_it_goes_on_and_ends_right(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "PATIENCE", 120.0)  # a busy machine starts a process slowly
    random = Random(20261120)
    write_batch(data_dir / "inbox", batch(*(told(n) for n in range(STORED))))
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        ingest_pending(db, data_dir)
    (data_dir / BEGUN).touch()
    serving = [sys.executable, "-c", SERVE, str(data_dir)]
    handed_over = STORED
    with ThreadPoolExecutor(1) as command:
        process = subprocess.Popen(serving)
        while not errands._held(data_dir / "errands" / "serving.lock"):
            time.sleep(0.02)
        asked = command.submit(carry_out, RETAG, {}, data_dir=data_dir, open_archive=nobody)
        killed = 0
        while killed < KILLS and not asked.done():
            for _ in range(2):
                found = (told(handed_over + n, random.choice((0, 9))) for n in range(COMING))
                write_batch(data_dir / "inbox", batch(*found, at=NOW + timedelta(minutes=handed_over)))
                handed_over += COMING
            time.sleep(random.uniform(0.0, 2.0))  # a moment of its start, its reading, its writing
            process.kill()
            process.wait()
            killed += 1
            process = subprocess.Popen(serving)
        report = asked.result(120)
        while pending(data_dir / "inbox"):
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert killed >= 3
    assert report["articles"] > 0
    assert not list((data_dir / "errands").glob("*.json"))
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=NEWER) as db:
        assert db.call(unfinished) is None
        assert db.call(audit).sound
        assert db.call(rows, "SELECT count(*) FROM article") == [(handed_over,)]
        named = db.call(
            rows,
            """SELECT a.body, list_sort(list(e.key))
            FROM article AS a LEFT JOIN mention USING (article_id) LEFT JOIN entity AS e USING (entity_id)
            GROUP BY a.article_id, a.body""",
        )
        assert {body: set(keys) for body, keys in named} == {
            TEXTS[0]: {"country:FR", "country:JP"},
            TEXTS[1]: {None},
            TEXTS[2]: {"country:KE", "country:JP"},
            TEXTS[3]: {None},
        }
        assert len({(body, tuple(keys)) for body, keys in named}) == 4  # every article of a text alike
        assert finished(retag(db, Words, processes=1)).changed == 0
