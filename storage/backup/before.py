"""A copy of an archive as it was before a newer version of sorot brought it up to date."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import structlog

from storage.connect import connect
from storage.files import SPARE, copy_file, sync_folder
from storage.migrate import missing_steps

log = structlog.get_logger(__name__)


def copies_before(path: Path) -> list[Path]:
    """Such copies of the archive at ``path``: ``sorot.duckdb.before-0005``."""
    return sorted(path.parent.glob(f"{path.name}.before-[0-9][0-9][0-9][0-9]"))


def keep_before(path: Path) -> Path | None:
    """Copy an archive that lacks steps, and remove the copies from before that; None when it lacks none.

    Without room it is not copied: each step is all done or not at all. Nobody may have the file open.

    :raises DatabaseInUseError: another process has it.
    :raises DatabaseUnusableError: it is damaged, or of a newer version.
    """
    if not path.exists():
        return None
    with closing(connect(path, read_only=True)) as con:
        missing = missing_steps(con)
    if not missing or missing[0].number == 1:
        return None
    connect(path).close()  # what a crash left in the write-ahead log goes into the file
    copy = path.with_name(f"{path.name}.before-{missing[0].number:04}")
    size = path.stat().st_size
    if copy.exists():
        return copy  # by a start that got no further
    if shutil.disk_usage(path.parent).free < size + SPARE:
        log.warning("no room to copy the archive before it is brought up to date", needs_bytes=size)
        return None
    unfinished = path.with_name(f".{copy.name}.tmp")
    copy_file(path, unfinished)
    unfinished.rename(copy)
    sync_folder(path.parent)
    for other in copies_before(path):
        if other != copy:
            other.unlink()
    log.info("archive copied before it is brought up to date", copy=str(copy))
    return copy
