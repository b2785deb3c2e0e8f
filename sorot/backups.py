"""``sorot backup``: a copy of the archive and all that belongs to it, beside a dashboard or without one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from entities.ownfile import read_own
from entities.yamlfile import YamlFileError
from sorot.archive import database_path, require_file
from sorot.config.config import Config, load
from sorot.errands import do
from sorot.errors import FAILED, UserError
from sorot.upkeep import progress_bar
from sorot.words import many
from storage.errands import ErrandStopped


def backup(path: Path, data: Path | None, to: Path | None, *, record: bool, as_json: bool) -> int:
    """Make a backup in the folder ``to``, or in one under ``data/backups`` that is named by the time."""
    config = load(path, data=data)
    require_file(
        config,
        "`sorot lake export` makes a file of it; pg_dump of its catalog and then a copy of its data keep it "
        "as it is.",
    )
    if not database_path(config).exists():
        raise UserError(f"there is no archive in {config.data} yet; sorot up makes it", FAILED)
    now = datetime.now(UTC)
    folder = to.absolute() if to else config.data / "backups" / f"{now:%Y-%m-%dT%H%M%SZ}"
    files = {name: str(file) for name, file in _files(path, config).items()}
    try:
        with progress_bar("Copying") as progress:
            report = do(config, "backup", progress=progress, to=str(folder), files=files, record=record)
    except ErrandStopped:
        click.echo("Stopped before the end; nothing was kept.", err=True)
        return FAILED
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return 0
    articles, size = many(report["articles"], "article"), report["size"] / 1e6
    click.echo(f"{report['folder']}: {articles}, {size:,.0f} MB, read back and the same")
    for name in report["left_out"]:
        click.echo(f"{name} is damaged and was left out", err=True)
    if not to:
        click.echo("It is on the same disk as the archive: name a folder elsewhere to outlive that disk.")
    return 0


def _files(path: Path, config: Config) -> dict[str, Path]:
    """The configuration and the user's own names, by their place beside it; names from elsewhere by name."""
    files = {"config.yaml": path.absolute()}
    if config.names_file is None:
        return files
    try:
        names = [*read_own(config.names_file).texts]
    except YamlFileError:
        names = [config.names_file]  # kept as it is, mistakes included
    beside = path.absolute().parent
    for file in names:
        inside = file.absolute().is_relative_to(beside)
        files[str(file.absolute().relative_to(beside)) if inside else f"names/{file.name}"] = file.absolute()
    return files
