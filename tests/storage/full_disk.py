"""A process that collects and ingests on a disk that is full again and again; what it saw goes to stdout.

The disk is a small file system of its own in memory where this user may mount one. Elsewhere the system's
limit on the size of files does the refusing: it says "File too large" where a disk says "No space left".
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb

from storage.batches.batch import pending, write_batch
from storage.database import Database
from storage.ledger.ledger import FeedUpdate, KnownEntry, Ledger
from storage.upkeep.rollups import audit
from storage.writer import Writer
from tests.storage.world import FEEDS, GAZETTEER, NOW, ZONE, article, batch, mention, poll, rows

SIZE = 64 * 1024 * 1024
CHUNK = 64 * 1024
SOON = timedelta(milliseconds=5)


class Mounted:
    """A file system of its own, filled with ballast."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, left: int) -> None:
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * CHUNK)
        if left:
            os.truncate(self._ballast, max(0, self._ballast.stat().st_size - left))

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)


class Limited:
    """No file may grow much further."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, left: int) -> None:
        sizes = [path.stat().st_size for path in self._folder.glob("sorot.duckdb*")]
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(sizes) + left, self._before[1]))

    def clear(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


@contextmanager
def small_disk(folder: Path) -> Iterator[Mounted | Limited]:
    """A disk at ``folder`` that can be filled."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "sorot-test", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        yield Limited(folder)
        return
    try:
        yield Mounted(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@dataclass
class Seen:
    """What happened."""

    kind: str = ""
    handed_over: int = 0  # articles
    refused: int = 0  # batches or notes that did not fit and were tried again
    failed: int = 0  # episodes in which the writer said that it cannot write
    full: int = 0  # of these, those in which it said that the disk is full
    asked: int = 0  # questions answered while the disk was full
    stored: int = 0
    doubled: int = 0
    known: int = 0  # articles that the ledger knows
    known_too_much: int = 0  # of these, those in no batch that was written
    sound: bool = False
    left: int = 0  # batches in the inbox


def main(folder: Path, episodes: int, seed: int) -> None:
    """Fill the disk ``episodes`` times at random moments, and free it again."""
    random, seen = Random(seed), Seen()
    with small_disk(folder) as disk:
        seen.kind = type(disk).__name__
        with (
            Database.open(folder / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db,
            Ledger.open(folder / "ledger.sqlite") as ledger,
        ):
            ledger.sync_feeds(FEEDS, NOW)
            writer = Writer(db, folder, every=SOON)
            writer.start()
            written: set[str] = set()
            for episode in range(episodes):
                full_at = random.randrange(6)
                for step in range(8):
                    if step == full_at:
                        disk.fill(random.choice((0, 4096, 100_000, 400_000)))
                    _hand_over(folder, ledger, episode * 8 + step, seen, written)
                    time.sleep(random.uniform(0, 0.02))
                seen.asked += db.call(rows, "SELECT count(*) FROM article") != []
                seen.failed += _until(lambda: writer.state.last_error is not None, 0.5)
                seen.full += writer.state.full is not None
                disk.clear()
                _until(lambda: writer.state.last_error is None and not pending(folder / "inbox"), 30)
                _hand_over(folder, ledger, episode * 8 + 7, seen, written)
            _until(lambda: not pending(folder / "inbox") and writer.state.last_error is None, 60)
            writer.stop()
            names = {name for (name,) in db.call(rows, "SELECT whole_url(url, title) FROM article")}
            seen.stored = len(names & written)
            seen.doubled = db.call(rows, "SELECT count(*) - count(DISTINCT article_id) FROM article")[0][0]
            seen.sound = db.call(audit).sound
            seen.left = len(pending(folder / "inbox"))
            known = ledger.collected(written | {f"never-{n}" for n in range(10)})
            seen.known, seen.known_too_much = len(known), len(known.keys() - written)
            seen.handed_over = len(written)
    sys.stdout.write(f"\n{json.dumps(asdict(seen))}\n")


def _hand_over(folder: Path, ledger: Ledger, number: int, seen: Seen, written: set[str]) -> None:
    """What the collector does at each flush: the batch, and only then the ledger. What fails waits."""
    at = NOW + timedelta(minutes=number)
    found = [
        article(f"{number}-{n}", mention("country:FR"), body=os.urandom(1500).hex(), at=at) for n in range(12)
    ]
    urls = {one.url for one in found}
    if urls <= written:
        return
    try:
        write_batch(folder / "inbox", batch(*found, polls=[poll(at=at)], at=at))
    except OSError:
        seen.refused += 1
        assert not ledger.collected(urls)
        return
    written |= urls
    state = ledger.state(FEEDS[0].key)
    assert state is not None
    entries = tuple(
        KnownEntry(key=one.url, article_id=one.article_id, seen_at=at, content_hash="x") for one in found
    )
    try:
        ledger.record([FeedUpdate(state=state, entries=entries)])
    except sqlite3.Error:
        seen.refused += 1


def _until(condition: object, seconds: float) -> bool:
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return bool(condition())


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except duckdb.Error as error:
        sys.exit(f"{type(error).__name__}: {error}")
