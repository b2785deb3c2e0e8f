"""Changing a file that people write: from the text that was read to another, in one step or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from entities.yamlfile import text_of

TRIES = 5  # somebody may save the file while it is being changed
_BOM = "\ufeff"


def text_to_change(path: Path, *, may_be_missing: bool = False) -> str:
    """The text of ``path`` with its own line ends; empty when it is not there and need not be.

    :raises YamlFileError: it cannot be read, or is not UTF-8.
    """
    if may_be_missing and not path.exists():
        return ""
    text_of(path)  # refuses what cannot be read, in words
    return path.read_bytes().decode("utf-8-sig")


def replaced(path: Path, old: str, new: str) -> bool:
    """Put ``new`` in the place of ``old`` in one step; False when the file has another text meanwhile."""
    path = path.resolve()  # a link stays one
    given = path.read_bytes() if path.exists() else b""
    if given.decode("utf-8-sig", errors="replace") != old:
        return False
    mark = _BOM if given.startswith(_BOM.encode()) else ""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write((mark + new).encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
