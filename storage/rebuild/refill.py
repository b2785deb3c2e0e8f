"""The record into an empty archive: neighbouring batches go in together, some ten thousand articles.

Batches that were matched with other names are matched again on their way, in a process a core.
"""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self

import polars as pl

from storage.batches.batch import BatchFrames, read_frames
from storage.database import Database
from storage.errors import DamagedBatchError
from storage.ingest.grouped import Grouped
from storage.ingest.ingest import ingested_path
from storage.ingest.rematch import texts_of, with_tags
from storage.matching.chunks import packed
from storage.matching.compare import FinderOf, get_ready, tags_of_batch
from storage.matching.workers import Workers

TOGETHER = 20_000  # articles in one transaction
AHEAD = 3  # batches read for each process that matches
LOG = "256MB"  # of the write-ahead log before it goes into the file: each time costs as much as a transaction

Read = tuple[Path, BatchFrames | DamagedBatchError]


@dataclass(slots=True)
class Refilled:
    """What became of the batches."""

    batches: int  # files that were taken
    damaged: list[DamagedBatchError]


def refill(
    db: Database,
    files: Iterable[Path],
    *,
    data_dir: Path,
    finder_of: FinderOf | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Refilled:
    """Take batches in the order given; ``progress`` gets how many were looked at so far.

    Without ``finder_of`` mentions are those of the batches, whatever names they were found with. Files may be
    ingested meanwhile, by a process that has another archive: they are looked for where they are then.
    """
    db.call(lambda con: con.execute(f"SET GLOBAL checkpoint_threshold = '{LOG}'"))
    done = Refilled(batches=0, damaged=[])
    group = Grouped(TOGETHER)
    with ExitStack() as stack:
        reading: Iterator[Read] = map(partial(_read, data_dir), files)
        if finder_of is not None:
            reading = stack.enter_context(_Matching(db, finder_of)).matched(reading)
        for looked_at, (path, frames) in enumerate(reading, 1):
            if isinstance(frames, DamagedBatchError):
                done.damaged.append(frames)
            elif not group.has(frames):
                if not group.takes(frames):
                    _merge(db, group, done)
                group.add(path, frames)
            progress(looked_at)
        _merge(db, group, done)
    return done


def _merge(db: Database, group: Grouped, done: Refilled) -> None:
    for outcome in group.merge(db, ingested_at=datetime.now(UTC)):
        if isinstance(outcome, DamagedBatchError):
            done.damaged.append(outcome)
        elif not outcome.merged.again:
            done.batches += len(outcome.paths)


def _read(data_dir: Path, path: Path) -> Read:
    for at in (path, ingested_path(data_dir, path.name)):
        try:
            return at, read_frames(at)
        except FileNotFoundError:
            continue
        except DamagedBatchError as error:
            return at, error
    return path, DamagedBatchError(path, "is gone")


class _Matching:
    """Batches in their order, matched with the names of an archive where they were matched with others."""

    def __init__(self, db: Database, finder_of: FinderOf) -> None:
        self._gazetteer, self._zone = db.gazetteer, db.zone
        self._size = os.cpu_count() or 1
        self._workers = Workers(self._size, partial(get_ready, finder_of, db.gazetteer, {}))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    def matched(self, reading: Iterable[Read]) -> Iterator[Read]:
        """Each as soon as it is done; some are read ahead, so that every process has something to do."""
        waiting: deque[tuple[Read, Future[bytes] | None]] = deque()
        for read in reading:
            waiting.append((read, self._begun(read[1])))
            while waiting and (waiting[0][1] is None or len(waiting) > AHEAD * self._size):
                yield self._ended(*waiting.popleft())
        while waiting:
            yield self._ended(*waiting.popleft())

    def _begun(self, frames: BatchFrames | DamagedBatchError) -> Future[bytes] | None:
        if isinstance(frames, DamagedBatchError) or not frames.articles.height:
            return None
        if frames.gazetteer_version == self._gazetteer.version:
            return None
        return self._workers.submit(tags_of_batch, packed(texts_of(frames, self._zone)))

    def _ended(self, read: Read, found: Future[bytes] | None) -> Read:
        path, frames = read
        if isinstance(frames, DamagedBatchError):
            return read
        if found is None:  # nothing to match, or matched with these names
            return path, replace(frames, gazetteer_version=self._gazetteer.version)
        tags = pl.read_ipc_stream(io.BytesIO(found.result()))
        return path, with_tags(frames, tags, self._gazetteer.version)
