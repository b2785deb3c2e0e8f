"""The record into an empty archive: neighbouring batches go in together, some ten thousand articles.

What comes of it is what taking them one by one makes, only that the counts noted with each batch are with the
first of those that went in together. Batches that were matched with other names are matched
again on their way, in a process a core.
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
from typing import Any, Self

import duckdb
import polars as pl

from storage.batch import BatchFrames, read_frames
from storage.chunks import packed
from storage.compare import FinderOf, get_ready, tags_of_batch
from storage.database import Database
from storage.errors import DamagedBatchError
from storage.ingest import ingested_path
from storage.merge import UnfitBatchError, merge_batch
from storage.rematch import texts_of, with_tags
from storage.workers import Workers

TOGETHER = 20_000  # articles in one transaction
TEXT = 64 * 1024 * 1024  # bytes of text in it
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
    run = _Run()
    with ExitStack() as stack:
        reading: Iterator[Read] = map(partial(_read, data_dir), files)
        if finder_of is not None:
            reading = stack.enter_context(_Matching(db, finder_of)).matched(reading)
        for looked_at, (path, frames) in enumerate(reading, 1):
            if isinstance(frames, DamagedBatchError):
                done.damaged.append(frames)
            elif not run.has(frames):
                if not run.takes(frames):
                    _merge(db, run, done)
                run.add(path, frames)
            progress(looked_at)
        _merge(db, run, done)
    return done


def _read(data_dir: Path, path: Path) -> Read:
    for at in (path, ingested_path(data_dir, path.name)):
        try:
            return at, read_frames(at)
        except FileNotFoundError:
            continue
        except DamagedBatchError as error:
            return at, error
    return path, DamagedBatchError(path, "is gone")


class _Run:
    """Batches that follow each other and may go in as one."""

    def __init__(self) -> None:
        self.batches: list[tuple[Path, BatchFrames]] = []
        self._articles = self._text = 0
        self._names: set[str] = set()  # of all batches so far
        self._feeds: dict[str, tuple[Any, ...]] = {}  # as last described
        self._alone = False

    def has(self, frames: BatchFrames) -> bool:
        """Whether it came already: in its bundle, when bundling was cut short."""
        return self._names.issuperset(frames.parts)

    def takes(self, frames: BatchFrames) -> bool:
        """Whether it may go in with those before it: as many as are good for memory, and no news of feeds."""
        if not self.batches:
            return True
        return not (
            self._alone
            or frames.removed_feeds.height
            or self._articles + frames.articles.height > TOGETHER
            or self._text > TEXT
            or self.batches[0][1].gazetteer_version != frames.gazetteer_version
            or not self._names.isdisjoint(frames.parts)
            or any(self._feeds.get(feed[0]) != feed for feed in frames.feeds.iter_rows())
        )

    def add(self, path: Path, frames: BatchFrames) -> None:
        self.batches.append((path, frames))
        self._articles += frames.articles.height
        self._text += int(frames.articles["body"].str.len_bytes().sum())
        self._names.update(frames.parts)
        self._feeds |= {feed[0]: feed for feed in frames.feeds.iter_rows()}
        self._alone = frames.removed_feeds.height > 0

    def emptied(self) -> list[tuple[Path, BatchFrames]]:
        """The batches, which are no longer here."""
        batches, self.batches = self.batches, []
        self._articles = self._text = 0
        if self._alone:
            self._feeds, self._alone = {}, False
        return batches


def _merge(db: Database, run: _Run, done: Refilled) -> None:
    batches = run.emptied()
    if len(batches) > 1:
        try:
            done.batches += len(batches) * _written(db, _joined([frames for _, frames in batches]))
        except (UnfitBatchError, duckdb.DataError, duckdb.IntegrityError):
            pass  # one of them, which is found by taking them one by one
        else:
            return
    for path, frames in batches:
        try:
            done.batches += _written(db, frames)
        except (UnfitBatchError, duckdb.DataError, duckdb.IntegrityError) as error:
            done.damaged.append(DamagedBatchError(path, str(error)))


def _written(db: Database, frames: BatchFrames) -> bool:
    outcome = db.write(merge_batch, frames=frames, zone=db.zone, ingested_at=datetime.now(UTC))
    return not outcome.again


def _joined(batches: list[BatchFrames]) -> BatchFrames:
    return replace(
        batches[0],
        feeds=pl.concat([one.feeds for one in batches]).unique("key", keep="first", maintain_order=True),
        articles=pl.concat([one.articles for one in batches]),
        polls=pl.concat([one.polls for one in batches]),
        sightings=pl.concat([one.sightings for one in batches]),
        parts=tuple(part for one in batches for part in one.parts),
    )


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
