"""``sorot lake``: an archive that was a file becomes a lake, and the other way round."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from sorot.archive import database_path, open_database, require_writer
from sorot.config.config import Config, load
from sorot.errors import WRONG_USAGE, UserError
from sorot.names.names import load_names
from sorot.words import many
from storage.lake.copy import LakeCopy, export_file, import_file
from storage.lake.place import Lake


def bring_in(path: Path, data: Path | None, file: Path | None, *, replace: bool, as_json: bool) -> None:
    """Fill the lake from a file: the one in the data folder, unless another is named."""
    config = load(path, data=data)
    _lake_of(config)
    require_writer(config)
    with open_database(config, load_names(config)) as db:
        copy = import_file(db, file or database_path(config), replace=replace)
        _tell(copy, str(db.place), as_json=as_json)


def export(path: Path, data: Path | None, to: Path | None, *, as_json: bool) -> None:
    """Make a file of the lake: the one in the data folder, unless another is named."""
    config = load(path, data=data)
    file = to or database_path(config)
    file.parent.mkdir(parents=True, exist_ok=True)
    _tell(export_file(_lake_of(config), file), str(file), as_json=as_json)


def _lake_of(config: Config) -> Lake:
    if config.storage.lake is None:
        raise UserError(
            "config.yaml names no lake; docs/lake.md says what to write under storage:", WRONG_USAGE
        )
    return config.storage.lake.place()


def _tell(copy: LakeCopy, where: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"to": where, **asdict(copy)}, ensure_ascii=False))
        return
    rows = sum(copy.rows.values())
    click.echo(f"{where}: {many(copy.articles, 'article')}, {rows} rows of {len(copy.rows)} tables, the same")
