"""Whether there is room where an archive is written."""

from __future__ import annotations

import errno
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LEAST = 4 * 1024 * 1024  # bytes free; a batch and its way into the archive need some hundred kilobytes
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SAID = (
    "No space left",
    "disk is full",
    "Disk quota exceeded",
    "File too large",
)  # DuckDB, SQLite, the system


@dataclass(frozen=True, slots=True, kw_only=True)
class FullDisk:
    """A disk that cannot take more."""

    folder: Path
    free: int  # bytes
    since: datetime


def full_folder(data_dir: Path) -> Path | None:
    """The folder of ``data_dir`` that has no room left; the inbox may lie on a disk of its own."""
    for folder in (data_dir, data_dir / "inbox"):
        if folder.exists() and free_in(folder) < LEAST:
            return folder
    return None


def free_in(folder: Path) -> int:
    """Bytes that may be written there."""
    return shutil.disk_usage(folder).free


def says_full(error: BaseException) -> bool:
    """Whether an error, of the system, DuckDB or SQLite, is that of a full disk."""
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    said = str(error)
    return any(words in said for words in _SAID)
