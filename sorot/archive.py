"""Where the archive lies, and how it is opened."""

from __future__ import annotations

from pathlib import Path

from entities.gazetteer import Gazetteer
from sorot.config.config import Config
from sorot.errors import WRONG_USAGE, UserError
from storage.backup.before import keep_before
from storage.database import Database
from storage.lake.place import Lake


def database_path(config: Config) -> Path:
    """The DuckDB file in the configuration's data folder."""
    return config.data / "sorot.duckdb"


def archive_place(config: Config) -> Path | Lake:
    """Where the archive is: that file, or a lake."""
    return config.storage.lake.place() if config.storage.lake else database_path(config)


def require_writer(config: Config) -> None:
    """Refuse to write a lake on a machine that only reads it."""
    if config.reads_only:
        raise UserError(
            "config.yaml has role: reader, so this machine writes nothing into the lake: `sorot serve` shows "
            "its pages, `sorot collect` collects, and one machine has role: writer.",
            WRONG_USAGE,
        )


def require_file(config: Config, instead: str) -> None:
    """Refuse on a lake what is done with a file; ``instead`` is what to do there."""
    if config.storage.lake:
        raise UserError(f"the archive is a lake: {instead}", WRONG_USAGE)


def open_database(config: Config, names: Gazetteer, *, read_only: bool = False) -> Database:
    """Open the archive, made when missing; errors as :meth:`storage.database.Database.open`.

    Of a file that is from an older version a copy is kept before it is brought up to date.
    """
    read_only = read_only or config.reads_only
    place = archive_place(config)
    if isinstance(place, Path) and not read_only:
        keep_before(place)
    return Database.open(place, zone=config.time_zone, gazetteer=names, read_only=read_only)
