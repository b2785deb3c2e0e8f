"""Batches that go into the archive in one transaction: a statement takes as long for one as for ten.

What comes of it is what taking them one by one makes, only that the counts noted with each batch are with the
first of those that went in together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from storage.batches.batch import BatchFrames
from storage.database import Database
from storage.errors import DamagedBatchError
from storage.ingest.merge import FeedRow, Merged, UnfitBatchError, feed_rows, merge_batch

TEXT = 64 * 1024 * 1024  # bytes of text in one transaction

Read = tuple[Path, BatchFrames]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Batches that went in together."""

    paths: tuple[Path, ...]
    merged: Merged


class Grouped:
    """Batches that follow each other and may go in as one, of ``most`` articles.

    ``known`` are feeds as the archive has them: what says the same of them changes nothing.
    """

    def __init__(self, most: int, known: Iterable[FeedRow] = ()) -> None:
        self._most = most
        self._batches: list[Read] = []
        self._articles = self._text = 0
        self._names: set[str] = set()  # of all batches so far
        self._feeds: dict[str, FeedRow] = {row[0]: row for row in known}  # as last described
        self._alone = False

    def has(self, frames: BatchFrames) -> bool:
        """Whether it came already: in its bundle, when bundling was cut short."""
        return self._names.issuperset(frames.parts)

    def takes(self, frames: BatchFrames) -> bool:
        """Whether it may go in with those before it: as many as are good for memory, and no news of feeds."""
        if not self._batches:
            return True
        return not (
            self._alone
            or frames.removed_feeds.height
            or self._articles + frames.articles.height > self._most
            or self._text > TEXT
            or self._batches[0][1].gazetteer_version != frames.gazetteer_version
            or not self._names.isdisjoint(frames.parts)
            or any(self._feeds.get(row[0]) != row for row in feed_rows(frames.feeds))
        )

    def add(self, path: Path, frames: BatchFrames) -> None:
        """Put a batch to the others."""
        self._batches.append((path, frames))
        self._articles += frames.articles.height
        self._text += int(frames.articles["body"].str.len_bytes().sum())
        self._names.update(frames.parts)
        self._feeds |= {row[0]: row for row in feed_rows(frames.feeds)}
        self._alone = frames.removed_feeds.height > 0

    def merge(self, db: Database, *, ingested_at: datetime) -> Iterator[Taken | DamagedBatchError]:
        """Write the batches, which are no longer here then; those that do not fit are told."""
        batches, self._batches = self._batches, []
        self._articles = self._text = 0
        if self._alone:
            self._feeds, self._alone = {}, False
        if len(batches) > 1:
            try:
                yield _written(db, batches, ingested_at)
            except (UnfitBatchError, duckdb.DataError, duckdb.IntegrityError):
                pass  # one of them, which is found by taking them one by one
            else:
                return
        for batch in batches:
            try:
                yield _written(db, [batch], ingested_at)
            except (UnfitBatchError, duckdb.DataError, duckdb.IntegrityError) as error:
                # Values that no table can hold: trying again would hold up every batch behind this one.
                yield DamagedBatchError(batch[0], str(error))


def _written(db: Database, batches: list[Read], ingested_at: datetime) -> Taken:
    frames = _joined([frames for _, frames in batches])
    merged = db.write(merge_batch, frames=frames, zone=db.zone, ingested_at=ingested_at)
    return Taken(paths=tuple(path for path, _ in batches), merged=merged)


def _joined(batches: list[BatchFrames]) -> BatchFrames:
    if len(batches) == 1:
        return batches[0]
    return replace(
        batches[0],
        feeds=pl.concat([one.feeds for one in batches]).unique("key", keep="first", maintain_order=True),
        articles=pl.concat([one.articles for one in batches]),
        polls=pl.concat([one.polls for one in batches]),
        sightings=pl.concat([one.sightings for one in batches]),
        parts=tuple(part for one in batches for part in one.parts),
    )
