"""Whether modules that were compiled beside their sources (tools/compile.py) are of these sources."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FOLDERS: Final = ("entities", "storage", "collectors", "collectors/text")  # that have compiled modules


def heed_sources(folder: Path) -> None:
    """Have a package in ``folder`` imported from its sources, unless all compiled modules are as new.

    For the ``__init__`` of each of ``FOLDERS``. Compiled modules call each other without asking which are
    there, so one that is older than its source puts all of them aside.
    """
    if os.environ.get("SOROT_NOT_COMPILED") or _are_stale():
        # Python takes a compiled module before its source; this way it sees only sources.
        sys.path_importer_cache[str(folder)] = FileFinder(str(folder), (SourceFileLoader, SOURCE_SUFFIXES))


@cache
def _are_stale() -> bool:
    return any(_is_stale(made) for folder in FOLDERS for made in (ROOT / folder).glob("*.so"))


def _is_stale(made: Path) -> bool:
    source = made.with_name(f"{made.name.partition('.')[0]}.py")
    return not source.exists() or source.stat().st_mtime_ns > made.stat().st_mtime_ns
