"""Folders and files that must survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable: a rename is only in memory until its folder is synced."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move(path: Path, folder: Path) -> Path:
    """Move ``path`` into ``folder`` (made when missing) under the same name, durably."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    path.replace(target)
    sync_folder(folder)
    sync_folder(path.parent)
    return target
