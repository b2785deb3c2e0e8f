"""Days of the record in few files: a year of batches would be a million files, and a rebuild half a day.

A bundle holds what its parts hold, in their order, and names them. Its own name sorts right before its first
part. Only once it is on disk and has been read back are the parts deleted; if that is cut short, a rebuild
takes the bundle first and then knows the parts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import structlog

from storage.batches.batch import SUFFIX, BatchFrames, read_frames, store_tables
from storage.errors import DamagedBatchError, StorageError
from storage.files import sync_folder

log = structlog.get_logger(__name__)
MAX_ARTICLES = 5000  # in a bundle: bounded memory
BUNDLE = "bundle00"  # stands in the name where a batch has its number
TEXTLESS = "textless"  # there, when the texts are no longer kept
_TIME = "%Y%m%dT%H%M%S.%fZ"
_NAME = re.compile(r"(?P<time>(?P<day>\d{8})T\d{6}\.\d{6}Z)-\w{8}-")


def bundle_days(data_dir: Path, *, before: date, stop: Callable[[], bool] = lambda: False) -> int:
    """Bundle each day (UTC) of ``data_dir/ingested`` before ``before``; say how many files fewer there are.

    Days that are done are passed over, damaged files left where they are.
    """
    days = defaultdict[str, list[Path]](list)
    for path in sorted((data_dir / "ingested").rglob(f"*{SUFFIX}")):
        day = day_of(path)
        if day and day < f"{before:%Y%m%d}":
            days[day].append(path)
    saved = 0
    for day, files in sorted(days.items()):
        if stop():
            break
        if sum(not is_bundle(path) for path in files) > 1:
            fewer = _bundle_day(files)
            saved += fewer
            log.info("batches bundled", day=day, files=len(files), fewer=fewer)
    return saved


def is_bundle(path: Path) -> bool:
    """Whether a file stands for batches of other names: several put together, or without their texts."""
    return f"-{BUNDLE}-" in path.name or is_textless(path)


def is_textless(path: Path) -> bool:
    """Whether none of a file's articles has a text any more."""
    return f"-{TEXTLESS}-" in path.name


def day_of(path: Path) -> str:
    """When a batch was made, as its name says: ``20261120``, UTC; empty where it does not."""
    name = _NAME.match(path.name)
    return name["day"] if name else ""


def _bundle_day(files: list[Path]) -> int:
    bundles = [frames for path in files if is_bundle(path) and (frames := _read(path))]
    bundled = {part for frames in bundles for part in frames.parts}
    left = [path for path in files if path.name in bundled]  # a run that was cut short before it tidied up
    for path in left:
        path.unlink()
    fewer = len(left)
    for run in _runs([path for path in files if path.name not in bundled and not is_bundle(path)]):
        if len(run) > 1:
            _write(run)
            fewer += len(run) - 1
    return fewer


def _read(path: Path) -> BatchFrames | None:
    try:
        return read_frames(path)
    except DamagedBatchError as error:
        log.warning("damaged batch left as it is", batch=path.name, reason=error.reason)
        return None


def _runs(files: list[Path]) -> Iterator[list[tuple[Path, BatchFrames]]]:
    """Neighbours that may become one: matched with the same names, and none takes a feed out."""
    run: list[tuple[Path, BatchFrames]] = []
    articles = 0
    for path in files:
        frames = _read(path)
        if frames is None or frames.removed_feeds.height:
            yield run
            run = []
            continue
        other_names = run and run[0][1].gazetteer_version != frames.gazetteer_version
        if other_names or articles + frames.articles.height > MAX_ARTICLES:
            yield run
            run = []
        articles = frames.articles.height + (articles if run else 0)
        run.append((path, frames))
    yield run


def _write(run: list[tuple[Path, BatchFrames]]) -> None:
    parts = [frames for _, frames in run]
    together = replace(
        parts[0],
        feeds=pl.concat([one.feeds for one in parts]).unique("key", keep="last", maintain_order=True),
        articles=pl.concat([one.articles for one in parts]),
        polls=pl.concat([one.polls for one in parts]),
        sightings=pl.concat([one.sightings for one in parts]),
        parts=tuple(path.name for path, _ in run),
    )
    write_instead([path for path, _ in run], together)


def write_instead(files: list[Path], frames: BatchFrames, *, number: str = BUNDLE) -> Path:
    """Put one file in the place of some, in which ``frames.parts`` are; ``number`` is what its name says.

    It sorts right before the first of them. They are deleted once it is on disk and was read back.

    :raises StorageError: it did not hold what it should; they are kept.
    """
    first = files[0]
    name = _NAME.match(first.name)
    assert name
    stamp = datetime.strptime(name["time"], _TIME) - timedelta(microseconds=1)  # noqa: DTZ007 - UTC, as in names
    meant = {
        "feed": frames.feeds,
        "article": frames.articles,
        "poll": frames.polls,
        "removed_feed": frames.removed_feeds,
        "sighting": frames.sightings,
    }
    path = store_tables(
        first.parent,
        f"{stamp:{_TIME}}-{number}",
        meant,
        created_at=frames.created_at,
        gazetteer_version=frames.gazetteer_version,
        parts=frames.parts,
    )
    stored = read_frames(path)
    found = (stored.feeds, stored.articles, stored.polls, stored.removed_feeds, stored.sightings)
    if not all(one.equals(other) for one, other in zip(found, meant.values(), strict=True)):
        path.unlink()
        raise StorageError(
            f"{path.name} did not hold what its parts hold: it was deleted, the parts are kept"
        )
    for part in files:
        part.unlink()
    sync_folder(path.parent)
    return path
