"""``sorot forget``: texts that are older than config.yaml keeps them, taken out at once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import click

from sorot.config.config import load
from sorot.errands import do
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.upkeep import progress_bar
from sorot.words import many
from storage.errands import ErrandStopped

MEGABYTE = 1e6


def forget(path: Path, data: Path | None, *, dry_run: bool, as_json: bool) -> int:
    """Take texts out that are old enough, or say how many these are."""
    config = load(path, data=data)
    keep = config.keep.text
    if keep is None:
        raise UserError(
            f"{path} keeps texts for good; to take out older ones write, say,\nkeep:\n  text: 400d",
            WRONG_USAGE,
        )
    try:
        with progress_bar("Forgetting") as progress:
            told = do(
                config,
                "forget",
                progress=progress,
                read_only=dry_run,
                dry_run=dry_run,
                days=keep / timedelta(days=1),
            )
    except ErrandStopped:
        click.echo("Stopped before the end; the next night, or sorot forget, goes on.", err=True)
        return FAILED
    if as_json:
        click.echo(json.dumps(told))
        return 0
    size = f"{told['size'] / MEGABYTE:.1f} MB of text"
    articles, files = many(told["articles"], "article"), many(told["files"], "file")
    seen = f"{articles} first seen before {told['before']}"
    if dry_run:
        click.echo(f"would take out {size}, of {seen}; would look through {files} of the record")
    else:
        click.echo(f"took out {size}, of {seen}; {files} of the record rewritten")
    return 0
