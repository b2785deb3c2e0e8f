"""Articles of a file through the same steps as news: cleaned, matched, and handed over in batches.

A note after each batch says how far it came, so that what is stopped goes on there; what is imported twice
is one article all the same.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, cast

import xxhash

from collectors.entries import identified
from collectors.errors import WorkerError
from collectors.history.outlet import feed_of
from collectors.imports.files import rows_of
from collectors.imports.rows import Item, RowError, item_of
from collectors.jobs import Names, Provenance, read_articles, set_up
from collectors.settings import CollectSettings
from collectors.workers import WorkerPool
from storage.batches.batch import Batch, write_batch
from storage.records import Article, Feed, RemovedFeed

PER_JOB: Final = 50  # articles for a worker process at once
NOTES: Final = "imports"  # folder in the data folder
_READ: Final = 1024 * 1024

FeedFor = Callable[[Item], Sequence[Feed]]  # feeds of the outlet that an item is of; raises RowError


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to import, and how it is read."""

    path: Path
    columns: dict[str, str] = field(default_factory=dict)  # see rows.item_of
    fingerprint: str = ""  # of the content and of how it is read


@dataclass(slots=True, kw_only=True)
class Examined:
    """What reading a file once came to."""

    rows: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)  # the first ones: line, and what is wrong
    bad_count: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import has come, in rows."""

    done: int
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to."""

    rows: int  # read in this run
    articles: int  # handed over in this run
    failed: tuple[tuple[int, str], ...] = ()  # line, and why its text could not be read
    took: timedelta = timedelta()


def fingerprint(path: Path, *, read_as: str) -> str:
    """What tells a file that was imported before: its content, and how it is read."""
    digest = xxhash.xxh3_128(read_as.encode())
    with path.open("rb") as file:
        while piece := file.read(_READ):
            digest.update(piece)
    return digest.hexdigest()


def examine(
    source: Source, settings: CollectSettings, feeds_for: FeedFor, *, now: datetime, shown: int
) -> Examined:
    """Read all rows and keep none: what is wrong is known before anything is handed over."""
    found = Examined()
    for outcome in _items(source, settings, feeds_for, now=now):
        found.rows += 1
        if isinstance(outcome, Item):
            at = outcome.raw.published_at
            assert at is not None
            found.first = min(found.first or at, at)
            found.last = max(found.last or at, at)
        else:
            found.bad_count += 1
            if len(found.bad) < shown:
                found.bad.append(outcome)
    return found


def rows_done(source: Source, settings: CollectSettings) -> int:
    """How many rows of the file an earlier run has handed over."""
    try:
        note = json.loads(_note(source, settings).read_text(encoding="utf-8"))
        return int(note["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


async def bring_in(
    source: Source,
    settings: CollectSettings,
    feeds_for: FeedFor,
    names: Names,
    *,
    removed: frozenset[str] = frozenset(),
    clock: Callable[[], datetime],
    progress: Callable[[Progress], None] = lambda _: None,
    skip: int = 0,
) -> Imported:
    """Hand over the articles of a file; rows that are no articles are left out.

    :param removed: keys of feeds that are in no configuration: noted as not read any more.
    :param skip: rows at the beginning that were handed over before.
    """
    started = time.monotonic()
    rows = articles = 0
    failed: list[tuple[int, str]] = []
    pool = WorkerPool(settings.workers, limit=settings.read_limit, setup=partial(set_up, names))
    try:
        version = cast("str", await pool.ready())
        waiting = itertools.islice(_items(source, settings, feeds_for, now=clock()), skip, None)
        while chunk := list(itertools.islice(waiting, settings.flush_articles)):
            now = clock()
            items = [item for item in chunk if isinstance(item, Item)]
            read, unread = await _read(pool, items, feeds_for, settings, now)
            failed += unread
            _hand_over(read, settings, version, now, removed)
            rows += len(chunk)
            articles += len(read)
            _take_note(source, settings, skip + rows)
            progress(Progress(done=skip + rows, per_second=rows / max(time.monotonic() - started, 1e-6)))
    finally:
        await pool.close()
    took = timedelta(seconds=time.monotonic() - started)
    return Imported(rows=rows, articles=articles, failed=tuple(failed), took=took)


def _items(
    source: Source, settings: CollectSettings, feeds_for: FeedFor, *, now: datetime
) -> Iterator[Item | tuple[int, str]]:
    for row in rows_of(source.path):
        try:
            item = item_of(row, source.columns, zone=settings.zone, now=now)
            feeds_for(item)
        except RowError as error:
            yield row.line, str(error)
        else:
            yield item


async def _read(
    pool: WorkerPool, items: Sequence[Item], feeds_for: FeedFor, settings: CollectSettings, now: datetime
) -> tuple[list[tuple[Feed, Article]], list[tuple[int, str]]]:
    """Articles of ``items``, each with its feed, and the lines of those whose text could not be read."""
    groups: dict[tuple[str, str], tuple[Feed, str, list[Item]]] = {}
    for item in items:
        feed = feed_of(item.raw.link, tuple(feeds_for(item)))
        lang = item.lang or feed.lang
        groups.setdefault((feed.key, lang), (feed, lang, []))[2].append(item)
    found: list[tuple[Feed, Article]] = []
    failed: list[tuple[int, str]] = []

    async def job(feed: Feed, lang: str, part: Sequence[Item]) -> None:
        entries = [next(iter(identified([item.raw], feed_url=feed.url))) for item in part]
        provenance = Provenance(feed=replace(feed, lang=lang), zone=settings.zone, now=now, backfilled=True)
        try:
            articles = await pool.run(read_articles, entries, provenance)
        except WorkerError as error:
            if len(part) == 1:
                failed.append((part[0].line, error.reason))
                return
            for item in part:  # find the one at fault
                await job(feed, lang, [item])
        else:
            found.extend((feed, article) for article in articles)

    async with asyncio.TaskGroup() as tasks:
        for feed, lang, members in groups.values():
            for part in _parts(members, PER_JOB):
                tasks.create_task(job(feed, lang, part))
    return found, failed


def _parts(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _hand_over(
    read: Sequence[tuple[Feed, Article]],
    settings: CollectSettings,
    names_version: str,
    now: datetime,
    removed: frozenset[str],
) -> None:
    if not read:
        return
    feeds = tuple({feed.key: feed for feed, _ in read}.values())
    gone = [feed.key for feed in feeds if feed.key in removed]
    batch = Batch(
        feeds=feeds,
        articles=tuple(article for _, article in read),
        polls=(),
        gazetteer_version=names_version,
        created_at=now,
        removed_feeds=tuple(RemovedFeed(key=key, removed_at=now) for key in gone),
    )
    write_batch(settings.inbox, batch)


def _note(source: Source, settings: CollectSettings) -> Path:
    return settings.data_dir / NOTES / f"{source.fingerprint}.json"


def _take_note(source: Source, settings: CollectSettings, rows: int) -> None:
    note = _note(source, settings)
    note.parent.mkdir(parents=True, exist_ok=True)
    beside = note.with_suffix(".new")
    beside.write_text(json.dumps({"file": source.path.name, "rows": rows}), encoding="utf-8")
    beside.replace(note)
