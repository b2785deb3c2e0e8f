"""Batches that were matched with other names than the archive's are matched again on their way in.

Otherwise articles that a collector matched before a retag and hands over after it would keep old mentions.
"""

from __future__ import annotations

import io
import time
from dataclasses import replace
from functools import partial
from typing import Self
from zoneinfo import ZoneInfo

import polars as pl

from entities.matcher import Matcher
from storage.batches.batch import BatchFrames
from storage.database import Database
from storage.matching.chunks import packed
from storage.matching.compare import FinderOf, get_ready, tags_of_batch
from storage.matching.workers import Workers

IDLE = 60.0  # seconds after which the process that matches, some 150 MB, is let go


class Rematcher:
    """Matches batches that have other names than ``db``, in a process of its own that is kept a while."""

    def __init__(self, db: Database, finder_of: FinderOf = Matcher) -> None:
        self._db, self._finder_of = db, finder_of
        self._workers: Workers | None = None
        self._version = ""
        self._used = 0.0

    def matched(self, frames: BatchFrames) -> BatchFrames:
        """The batch as it would be with the names of now."""
        gazetteer = self._db.gazetteer
        if frames.gazetteer_version == gazetteer.version or not frames.articles.height:
            return frames
        if self._workers is None or self._version != gazetteer.version:
            self.close()
            self._workers = Workers(1, partial(get_ready, self._finder_of, gazetteer, {}))
            self._version = gazetteer.version
        texts = packed(texts_of(frames, self._db.zone))
        found = pl.read_ipc_stream(io.BytesIO(self._workers.submit(tags_of_batch, texts).result()))
        self._used = time.monotonic()
        return with_tags(frames, found, gazetteer.version)

    def rest(self) -> None:
        """Let the process go when there was nothing to do for a minute."""
        if self._workers is not None and time.monotonic() - self._used > IDLE:
            self.close()

    def close(self) -> None:
        """Let the process go; it starts again when there is something to do."""
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def texts_of(frames: BatchFrames, zone: ZoneInfo) -> pl.DataFrame:
    """What matching needs: title, body, day that the article counts for, lang."""
    published = pl.coalesce("published_at", "first_seen_at").dt.replace_time_zone("UTC")
    return frames.articles.select(
        "title", "body", published.dt.convert_time_zone(zone.key).dt.date().alias("day"), "lang"
    )


def with_tags(frames: BatchFrames, tags: pl.DataFrame, version: str) -> BatchFrames:
    """The batch with the mentions and unknown names found with the names of ``version``.

    Articles whose text is gone keep those that they have.
    """
    kept = pl.col("text_gone").is_not_null()
    articles = frames.articles.with_columns(
        pl.when(kept).then(name).otherwise(tags[name]).alias(name) for name in tags.columns
    )
    return replace(frames, articles=articles, gazetteer_version=version)
