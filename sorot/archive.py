"""Where the archive lies, and how it is opened."""

from __future__ import annotations

from pathlib import Path

from entities.gazetteer import Gazetteer
from sorot.config import Config
from storage.database import Database


def database_path(config: Config) -> Path:
    """The DuckDB file in the configuration's data folder."""
    return config.data / "sorot.duckdb"


def open_database(config: Config, names: Gazetteer, *, read_only: bool = False) -> Database:
    """Open the archive, made when missing; errors as :meth:`storage.database.Database.open`."""
    return Database.open(database_path(config), zone=config.time_zone, gazetteer=names, read_only=read_only)
