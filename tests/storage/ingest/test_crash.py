"""A process that dies at any moment loses nothing that was handed over and doubles nothing."""

from __future__ import annotations

import multiprocessing
import signal
from datetime import timedelta
from pathlib import Path
from random import Random

from entities.types import MentionKind
from storage.batches.batch import pending, write_batch
from storage.database import Database
from storage.upkeep.rollups import audit
from tests.storage.crash import ingest_until_empty
from tests.storage.world import GAZETTEER, NOW, ZONE, article, batch, mention, poll, rows

KILLS = 20
KINDS: list[MentionKind] = ["name", "capital", "office"]


def test_killed_twenty_times_everything_is_in_once(data_dir: Path) -> None:
    random = Random(20261120)
    # Children are forked from a server that has imported everything: a fresh interpreter takes too long.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.storage.crash"])
    handed_over: list[str] = []
    articles: set[int] = set()

    def hand_over(number: int) -> None:
        at = NOW + timedelta(minutes=number)
        kinds: set[MentionKind] = {random.choice(KINDS) for _ in range(3)}
        found = [
            article(f"{number}-{n}", *(mention("country:FR", kind) for kind in kinds), at=at)
            for n in range(15)
        ]
        again = article(f"{number - 1}-0", mention("country:JP"), at=at, body="Isi baru.")  # an edit
        written = write_batch(
            data_dir / "inbox", batch(*found, *[again] * (number > 0), polls=[poll(at=at)], at=at)
        )
        assert written is not None
        handed_over.append(written.name)
        articles.update(a.article_id for a in found)

    killed = 0
    while killed < KILLS:
        for _ in range(max(0, 8 - len(pending(data_dir / "inbox")))):
            hand_over(len(handed_over))
        child = context.Process(target=ingest_until_empty, args=(data_dir,))
        child.start()
        child.join(random.uniform(0.0, 0.5))  # a moment of its start, its work or its end
        child.kill()
        child.join()
        killed += child.exitcode == -signal.SIGKILL

    last = context.Process(target=ingest_until_empty, args=(data_dir,))
    last.start()
    last.join()
    assert last.exitcode == 0

    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        stored = [name for (name,) in db.call(rows, "SELECT name FROM batch ORDER BY name")]
        assert stored == sorted(handed_over)
        assert set((data_dir / "acknowledged.txt").read_text().split()) <= set(stored)
        assert {key for (key,) in db.call(rows, "SELECT article_id FROM article")} == articles
        assert db.call(rows, "SELECT count(*) FROM poll") == [(len(handed_over),)]
        assert db.call(rows, "SELECT count(*) FROM article WHERE revision = 2") == [(len(handed_over) - 1,)]
        assert db.call(audit).sound
    moved = sorted(path.name for path in (data_dir / "ingested").rglob("*.parquet"))
    assert moved == sorted(handed_over)
    assert not pending(data_dir / "inbox")
    assert not (data_dir / "rejected").exists()
