"""The batch: one self-contained Parquet file per flush, handed from collectors to ingestion by a rename.

A row is a feed, an article, a poll, a removed feed or a sighting: the struct column of its kind is set, the
others are null. A kind without rows has no column. Times are UTC without a zone. The file's metadata says
which format it has, which kinds it holds, and when it was made.
"""

from __future__ import annotations

import errno
import io
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import xxhash
from polars.exceptions import PanicException, PolarsError

from storage.batches.rows import (
    KINDS,
    LATER,
    REQUIRED,
    TIME,
    article_of,
    feed_of,
    poll_of,
    removal_of,
    sighting_of,
    table_of,
)
from storage.errors import DamagedBatchError
from storage.files import sync_folder
from storage.records import Article, Feed, Poll, RemovedFeed, Sighting

FORMAT = "1"
SUFFIX = ".parquet"
REASON = ".reason.txt"  # ends the name of the note beside a batch that was set aside
_QUICK = 1  # of zstd: a day later the batch is part of a bundle, 5 % smaller
_sequence = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one flush found. Feeds are those that its articles and polls name, at least."""

    feeds: tuple[Feed, ...]
    articles: tuple[Article, ...]
    polls: tuple[Poll, ...]
    gazetteer_version: str  # the names that the articles were matched with
    created_at: datetime
    removed_feeds: tuple[RemovedFeed, ...] = ()  # no longer in the configuration
    sightings: tuple[Sighting, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over; feeds alone are worth handing over."""
        return not (self.feeds or self.articles or self.polls or self.removed_feeds or self.sightings)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFrames:
    """A batch as tables, checked: every column is there, has its type, and required ones have no null."""

    feeds: pl.DataFrame
    articles: pl.DataFrame
    polls: pl.DataFrame
    removed_feeds: pl.DataFrame
    sightings: pl.DataFrame
    gazetteer_version: str
    created_at: datetime
    parts: tuple[str, ...]  # names of the batches put together in it; its own, mostly


def write_batch(inbox: Path, batch: Batch) -> Path | None:
    """Hand ``batch`` over: once this returns, it is on disk and will be ingested. None when it is empty.

    The name sorts by time, is unique over all collectors that share ``inbox``, and ends in a checksum.
    """
    if batch.is_empty:
        return None
    created = batch.created_at.astimezone(UTC)
    records = {
        "feed": batch.feeds,
        "article": batch.articles,
        "poll": batch.polls,
        "removed_feed": batch.removed_feeds,
        "sighting": batch.sightings,
    }
    return store_tables(
        inbox,
        f"{created:%Y%m%dT%H%M%S.%f}Z-{next(_sequence):08d}",
        {kind: table_of(kind, of_kind) for kind, of_kind in records.items()},
        created_at=created,
        gazetteer_version=batch.gazetteer_version,
        compression=_QUICK,
    )


def store_tables(
    folder: Path,
    stem: str,
    tables: dict[str, pl.DataFrame],
    *,
    created_at: datetime,
    gazetteer_version: str,
    parts: tuple[str, ...] = (),
    compression: int = 3,
) -> Path:
    """Write a batch file from tables of the kinds it holds; a checksum follows ``stem`` in its name.

    ``parts`` are the names of the batches that were put together in it, ``compression`` is zstd's level.
    """
    filled = {kind: table for kind, table in tables.items() if table.height}
    about = {
        "sorot.format": FORMAT,
        "sorot.kinds": " ".join(filled),
        "sorot.created_at": created_at.isoformat(),
        "sorot.gazetteer_version": gazetteer_version,
        "sorot.parts": " ".join(parts),
    }
    columns = [table.select(pl.struct(pl.all()).alias(kind)) for kind, table in filled.items()]
    buffer = io.BytesIO()
    pl.concat(columns, how="diagonal").write_parquet(
        buffer, compression_level=compression, statistics=False, metadata=about
    )
    content = buffer.getvalue()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{_checksum(content)}{SUFFIX}"
    with _renamed_when_whole(path) as unfinished, unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return path


def read_batch(path: Path) -> Batch:
    """Read a batch back as records.

    :raises DamagedBatchError: the file is cut, has another format, or lacks a column.
    :raises OSError: the file cannot be read at all.
    """
    frames = read_frames(path)
    try:
        return _batch_of(frames)
    except (TypeError, ValueError) as error:  # null inside a list, say
        raise DamagedBatchError(path, f"has values that cannot be ({error})") from error


def _batch_of(frames: BatchFrames) -> Batch:
    return Batch(
        feeds=tuple(map(feed_of, frames.feeds.iter_rows(named=True))),
        articles=tuple(map(article_of, frames.articles.iter_rows(named=True))),
        polls=tuple(map(poll_of, frames.polls.iter_rows(named=True))),
        removed_feeds=tuple(map(removal_of, frames.removed_feeds.iter_rows(named=True))),
        sightings=tuple(map(sighting_of, frames.sightings.iter_rows(named=True))),
        gazetteer_version=frames.gazetteer_version,
        created_at=frames.created_at,
    )


def read_frames(path: Path) -> BatchFrames:
    """Read a batch as checked tables; errors as in :func:`read_batch`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise DamagedBatchError(path, "cannot be read: the disk is damaged there") from error
    said = re.search(r"Z-\w{8}-([0-9a-f]{16})\.parquet$", path.name)
    if said and said[1] != _checksum(content):
        raise DamagedBatchError(
            path, "is cut or changed: its content does not match the checksum in its name"
        )
    try:
        about = pl.read_parquet_metadata(io.BytesIO(content))
        table = pl.read_parquet(io.BytesIO(content))
    except (PolarsError, PanicException, OSError, ValueError) as error:
        raise DamagedBatchError(path, f"is not a whole Parquet file ({error})") from error
    found = about.get("sorot.format")
    if found != FORMAT:
        what = "is not a batch of sorot" if found is None else f"is from a newer sorot (batch format {found})"
        raise DamagedBatchError(path, f"{what}; this version reads format {FORMAT}")
    try:
        created_at = datetime.fromisoformat(about.get("sorot.created_at", ""))
    except ValueError as error:
        raise DamagedBatchError(path, f"does not say when it was made ({error})") from error
    kinds = about.get("sorot.kinds", "").split()
    parts = {kind: _part(path, table, kind) if kind in kinds else _no_rows(kind) for kind in KINDS}
    return BatchFrames(
        feeds=parts["feed"],
        articles=parts["article"],
        polls=parts["poll"],
        removed_feeds=parts["removed_feed"],
        sightings=parts["sighting"],
        gazetteer_version=about.get("sorot.gazetteer_version", ""),
        created_at=created_at,
        parts=tuple(about.get("sorot.parts", "").split()) or (path.name,),
    )


def pending(inbox: Path) -> list[Path]:
    """Batches waiting in ``inbox``, oldest first; files under their temporary name are not there yet."""
    if not inbox.is_dir():
        return []
    return sorted(path for path in inbox.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))


def set_aside(data_dir: Path) -> list[Path]:
    """Notes why batches could not be taken, one a batch in ``data_dir/rejected``."""
    return sorted((data_dir / "rejected").glob(f"*{REASON}"))


def sweep(inbox: Path, *, before: datetime) -> int:
    """Delete what killed writers left under temporary names before ``before``; return how many files."""
    left = [path for path in inbox.glob(".*.tmp") if path.stat().st_mtime < before.timestamp()]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _checksum(content: bytes) -> str:
    return xxhash.xxh3_64_hexdigest(content)


def _part(path: Path, table: pl.DataFrame, kind: str) -> pl.DataFrame:
    wanted = KINDS[kind]
    if not isinstance(table.schema.get(kind), pl.Struct):
        raise DamagedBatchError(path, f"has no column {kind}")
    part = table.filter(pl.col(kind).is_not_null()).select(pl.col(kind).struct.unnest())
    later = LATER.get(kind, {})
    part = part.with_columns(
        pl.lit(later[field.name], dtype=field.dtype).alias(field.name)
        for field in wanted.fields
        if field.name in later and field.name not in part.columns
    )
    missing = [field.name for field in wanted.fields if field.name not in part.columns]
    if missing:
        raise DamagedBatchError(path, f"has no column {kind}.{missing[0]}")
    try:
        part = part.select(pl.col(field.name).cast(field.dtype) for field in wanted.fields)
    except PolarsError as error:
        raise DamagedBatchError(path, f"has values of another type in {kind} ({error})") from error
    empty = [name for name in REQUIRED[kind] if part[name].null_count()]
    if empty:
        raise DamagedBatchError(path, f"has rows without a value in {kind}.{empty[0]}")
    for name in part.columns:
        if part.schema[name] == TIME and not part[name].is_between(datetime.min, datetime.max).all():  # noqa: DTZ901
            raise DamagedBatchError(path, f"has times outside the years 1 to 9999 in {kind}.{name}")
    return part


def _no_rows(kind: str) -> pl.DataFrame:
    return pl.DataFrame(schema={field.name: field.dtype for field in KINDS[kind].fields})


@contextmanager
def _renamed_when_whole(path: Path) -> Iterator[Path]:
    """A temporary name in the folder of ``path``; the rename is the commit, and it is on disk afterwards."""
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
