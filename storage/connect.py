"""Opening the DuckDB file with the settings that the archive relies on."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from duckdb import DuckDBPyConnection

from storage.errors import DatabaseInUseError, DatabaseUnusableError
from storage.room import says_full

# The oldest format that has all we need: every DuckDB from 1.5 on can open the file, also after an upgrade.
STORAGE_VERSION = "v1.5.0"
Settings = dict[str, str | bool | int | float | list[str]]
_OWNER = re.compile(r"Conflicting lock is held in (?P<program>.*?)\s*\(PID (?P<pid>\d+)\)")


def duckdb_settings() -> Settings:
    """What every DuckDB of this program is opened with."""
    _spare_searching()
    return {
        "autoinstall_known_extensions": False,  # nothing is loaded from elsewhere
        "autoload_known_extensions": False,
        "memory_limit": f"{max(512, _memory_mb() // 2)}MiB",  # the collector and the pages live here too
        "threads": max(1, min(8, os.cpu_count() or 1)),
    }


def connect(path: Path, *, read_only: bool = False) -> DuckDBPyConnection:
    """Open the file, made when missing unless ``read_only``.

    :raises DatabaseInUseError: another process holds it.
    :raises DatabaseUnusableError: it is missing, is something else, or is damaged.
    """
    if read_only and not path.exists():
        raise DatabaseUnusableError(
            f"{path} does not exist yet; `sorot up` or `sorot ingest --once` makes it"
        )
    settings = duckdb_settings()
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
        settings["storage_compatibility_version"] = STORAGE_VERSION
    try:
        if not read_only and not path.exists():
            _make(path, settings)
        con = duckdb.connect(path, read_only=read_only, config=settings)
    except duckdb.Error as error:
        if "Could not set lock" in str(error) or "being used by another process" in str(error):
            raise DatabaseInUseError(path, _owner(str(error))) from error
        raise unusable(path, error) from error
    # GLOBAL, or cursors would not have it: an aware time bound to TIMESTAMP would shift by the local zone.
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    return con


def _make(path: Path, settings: Settings) -> None:
    """Put an empty database at ``path``, whole or not at all: DuckDB killed on the way leaves a stump."""
    with TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as aside:
        made = Path(aside) / path.name
        duckdb.connect(made, config=settings).close()
        try:
            os.link(made, path)
        except FileExistsError:  # another process was first
            pass
        except OSError:  # no hard links here
            made.rename(path)


def unusable(path: Path, error: duckdb.Error) -> DatabaseUnusableError:
    """What DuckDB says when it cannot open the file, with the way out."""
    said = str(error).rstrip(".!")
    if says_full(error):
        return DatabaseUnusableError(f"{path} cannot be opened: the disk is full ({said}). Free some space.")
    what = "its write-ahead log is damaged" if "WAL file" in said else "it is damaged or no archive"
    return DatabaseUnusableError(
        f"{path} cannot be opened, {what}: {said}. `sorot rebuild` makes it again from the batches and keeps "
        f"this file as {path.name}.damaged. If a newer DuckDB wrote it, update DuckDB instead."
    )


def says_damaged(error: BaseException) -> bool:
    """Whether DuckDB has found that a part of the file is not what it wrote."""
    said = str(error)
    return isinstance(error, duckdb.Error) and any(
        words in said
        for words in ("Corrupt database file", "Could not read enough bytes", "Corrupt WAL file")
    )


def _spare_searching() -> None:
    """Where pandas and pyarrow are not installed, say so once.

    DuckDB looks for pandas at every value of every parameter, twice, and for pyarrow at every frame that it
    reads, and forgets each time that they are not there: half of the time of a small query.
    """
    for name in ("pandas", "pyarrow"):
        if name not in sys.modules and find_spec(name) is None:
            sys.modules[name] = None  # type: ignore[assignment]  # how Python marks what cannot be imported


def _owner(message: str) -> str:
    found = _OWNER.search(message)
    return f"{Path(found['program']).name} (process {found['pid']})" if found else "another process"


def _memory_mb() -> int:
    """Memory this process may use: the machine's, or its control group's when that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):  # no control groups here, or "max"
        limit = total
    return min(total, limit) // 2**20
