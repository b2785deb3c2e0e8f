"""Folders and files that must survive a power cut."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from storage.errors import NoRoomError

SPARE = 100 * 2**20  # bytes that are left to others


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


def sync_file(path: Path) -> None:
    """Make what is in a file durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_file(path: Path, target: Path) -> None:
    """Copy into a file of another name, durably; its folder is there."""
    shutil.copyfile(path, target)
    sync_file(target)


def folder_size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; 0 when there is none. Files may come and go meanwhile."""
    size = 0
    for file in path.rglob("*") if path.is_dir() else (path,):
        with suppress(FileNotFoundError):
            size += file.stat().st_size if file.is_file() else 0
    return size


def room_for(needed: int, folder: Path) -> None:
    """Refuse to begin what would fill the disk that ``folder``, or the first above it that exists, is on.

    :raises NoRoomError: saying how much is needed and free.
    """
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise NoRoomError(folder, needed + SPARE, free)


def keep_aside(path: Path) -> Path | None:
    """Keep a damaged database under another name, and its write-ahead log, which is not for the new file."""
    kept = path.with_name(f"{path.name}.damaged")
    existed = path.exists()
    for ending in (".wal", ""):
        part = path.with_name(f"{path.name}{ending}")
        if part.exists():
            part.replace(kept.with_name(f"{kept.name}{ending}"))
    return kept if existed else None


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
