"""Names of countries and leaders, and how to find them in text. Pure: text in, matches out."""

import os
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path


def _compiled_modules_are_stale(folder: Path) -> bool:
    """Whether a module was changed after it was compiled (tools/compile.py)."""
    made = {path.name.partition(".")[0]: path.stat().st_mtime_ns for path in folder.glob("*.so")}
    return any((folder / f"{name}.py").stat().st_mtime_ns > when for name, when in made.items())


_FOLDER = Path(__file__).parent
if os.environ.get("SOROT_NOT_COMPILED") or _compiled_modules_are_stale(_FOLDER):
    # Python takes a compiled module before its source; this way it sees only sources.
    sys.path_importer_cache[str(_FOLDER)] = FileFinder(str(_FOLDER), (SourceFileLoader, SOURCE_SUFFIXES))
