"""Folders and files that must survive a power cut."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable: a rename is only in memory until its folder is synced."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes, *, sync: bool) -> None:
    """Give ``path`` this content in one step; with ``sync`` it survives a power cut."""
    unfinished = path.with_name(f".{path.name}.tmp")
    with unfinished.open("wb") as file:
        file.write(content)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    unfinished.replace(path)
    if sync:
        sync_folder(path.parent)


def move(path: Path, folder: Path) -> Path:
    """Move ``path`` into ``folder`` (made when missing) under the same name, durably."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(path, target)  # another file system, as with an inbox shared by several machines
        path.unlink()
    sync_folder(folder)
    sync_folder(path.parent)
    return target


def _copy(path: Path, target: Path) -> None:
    unfinished = target.with_name(f".{target.name}.tmp")
    with path.open("rb") as source, unfinished.open("wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    unfinished.replace(target)
