"""``sorot export``: articles, mentions and series as Parquet, CSV or JSON lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from sorot.archive import database_path
from sorot.config.config import load
from sorot.errands import do
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.words import many
from storage.errands import ErrandStopped

ENDINGS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command was told."""

    what: str
    format_: str | None  # None: by the file's ending
    since: date | None
    until: date | None
    outlets: tuple[str, ...]
    langs: tuple[str, ...]
    entities: tuple[str, ...]
    basis: str
    grain: str
    capitals: bool
    texts: bool
    force: bool


def export(path: Path, data: Path | None, to: Path, wanted: Wanted, *, as_json: bool) -> int:
    """Write the file and say how many rows it has."""
    config = load(path, data=data)
    format_ = wanted.format_ or ENDINGS.get(to.suffix.lower())
    if format_ is None:
        endings = ", ".join(ENDINGS)
        raise UserError(f"{to} ends in none of {endings}: say what it shall be with --format", WRONG_USAGE)
    if wanted.since and wanted.until and wanted.until < wanted.since:
        raise UserError(f"--to {wanted.until} is before --from {wanted.since}", WRONG_USAGE)
    if not (config.storage.lake or database_path(config).exists()):
        raise UserError(f"there is no archive in {config.data} yet; sorot up makes it", FAILED)
    try:
        told = do(
            config,
            "export",
            read_only=True,
            what=wanted.what,
            format=format_,
            to=str(to.absolute()),
            since=wanted.since and wanted.since.isoformat(),
            until=wanted.until and wanted.until.isoformat(),
            outlets=wanted.outlets,
            langs=wanted.langs,
            entities=wanted.entities,
            basis=wanted.basis,
            grain=wanted.grain,
            capitals=wanted.capitals,
            texts=wanted.texts,
            force=wanted.force,
        )
    except ErrandStopped:
        click.echo("Stopped before the end; no file was written.", err=True)
        return FAILED
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{to}: {many(told['rows'], 'row')}, {told['size'] / 1e6:,.1f} MB")
    return 0
