"""The writer keeps up with the inbox, shows what is wrong, and recovers by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.batches.batch import write_batch
from storage.database import Database
from storage.upkeep.rollups import audit
from storage.writer import Writer
from tests.storage.world import NOW, article, batch, mention, rows

SOON = timedelta(milliseconds=5)


class Wakeups:
    """A clock that stands, and counts how often it was asked: the writer asks at every round."""

    def __init__(self) -> None:
        self._asked = threading.Semaphore(0)
        self.now = NOW

    def __call__(self) -> datetime:
        self._asked.release()
        return self.now

    def until(self, condition: object) -> None:
        """Wait for rounds until ``condition`` holds."""
        assert callable(condition)
        while not condition():
            assert self._asked.acquire(timeout=30), "the writer stands still"


def test_batches_are_ingested_as_they_come_and_the_end_is_clean(db: Database, data_dir: Path) -> None:
    clock = Wakeups()
    writer = Writer(db, data_dir, every=SOON, clock=clock)
    writer.start()
    for n in range(3):
        write_batch(data_dir / "inbox", batch(article(str(n), mention("country:FR"))))
        clock.until(lambda n=n: writer.state.batches == n + 1)
    (data_dir / "inbox" / "x.parquet").write_bytes(b"no batch")
    clock.until(lambda: writer.state.rejected == 1)
    clock.until(lambda: writer.state.backlog == 0)
    assert writer.state.running
    assert writer.state.last_ingested_at == NOW
    assert writer.state.last_error is None
    writer.stop()
    assert not writer.state.running
    assert db.call(rows, "SELECT count(*) FROM article") == [(3,)]


def test_daily_counts_and_the_record_are_tidied_once_a_day_and_stay_the_same(
    db: Database, data_dir: Path
) -> None:
    clock = Wakeups()
    for n in range(4):
        write_batch(data_dir / "inbox", batch(article(str(n), mention("country:FR"))))
    writer = Writer(db, data_dir, every=SOON, clock=clock)
    writer.start()
    deltas = "SELECT (SELECT count(*) FROM outlet_day_delta), (SELECT count(*) FROM entity_day_delta)"
    clock.until(lambda: writer.state.batches == 4 and db.call(rows, deltas) == [(1, 1)])
    write_batch(data_dir / "inbox", batch(article("lagi", mention("country:FR"))))
    clock.until(lambda: writer.state.batches == 5 and writer.state.backlog == 0)
    assert db.call(rows, deltas) == [(2, 2)]  # not again on the same day
    assert len(list((data_dir / "ingested").rglob("*.parquet"))) == 5
    clock.now = NOW + timedelta(days=1)
    clock.until(lambda: db.call(rows, deltas) == [(1, 1)])
    clock.until(lambda: len(list((data_dir / "ingested").rglob("*.parquet"))) == 1)
    writer.stop()
    assert db.call(rows, "SELECT articles FROM entity_day") == [(5,)]
    assert db.call(audit).sound


FULL_DISK = """
import json, resource, sys, threading
from datetime import timedelta
from pathlib import Path
from storage.database import Database
from storage.batches.batch import pending
from storage.upkeep.rollups import audit
from storage.writer import Writer
from tests.storage.world import GAZETTEER, ZONE, rows

data_dir = Path(sys.argv[1])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
    size = (data_dir / "sorot.duckdb").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, hard))  # no file can grow much any more
    writer = Writer(db, data_dir, every=timedelta(milliseconds=5))
    writer.start()
    pause = threading.Event()
    while writer.state.last_error is None:
        pause.wait(0.01)
    full = writer.state
    articles = db.call(rows, "SELECT count(*) FROM article")
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))  # somebody has made room
    while writer.state.last_error or pending(data_dir / "inbox"):
        pause.wait(0.01)
    writer.stop()
    print(json.dumps({
        "error": full.last_error, "backlog": full.backlog, "failing": full.failing_since is not None,
        "during": articles[0][0], "after": db.call(rows, "SELECT count(*) FROM article")[0][0],
        "sound": db.call(audit).sound, "state": writer.state.failing_since is None,
    }))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs file size limits")
def test_a_full_disk_is_said_and_waited_out(data_dir: Path) -> None:
    for n in range(6):
        found = [article(f"{n}-{m}", mention("country:FR"), body=os.urandom(2000).hex()) for m in range(100)]
        write_batch(data_dir / "inbox", batch(*found))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(data_dir)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["error"]
    assert seen["failing"]
    assert seen["backlog"] > 0
    assert seen["during"] < 600
    assert (seen["after"], seen["sound"], seen["state"]) == (600, True, True)
