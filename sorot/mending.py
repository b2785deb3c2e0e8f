"""``sorot mend``: what nights do with some days, done at once with all."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sorot.config.config import load
from sorot.errands import do
from sorot.errors import FAILED
from sorot.upkeep import progress_bar
from sorot.words import many
from storage.errands import ErrandStopped


def mend(path: Path, data: Path | None, *, as_json: bool) -> int:
    """Count every day again, mend what differs, and say what that was; 1 when something is left."""
    config = load(path, data=data)
    try:
        with progress_bar("Counting") as progress:
            told = do(config, "mend", progress=progress)
    except ErrandStopped:
        click.echo("Stopped before the end; days that were looked at are mended.", err=True)
        return FAILED
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for finding in told["found"]:
            done = "mended" if finding["mended"] else "could not be mended"
            click.echo(f"{finding['day']}: {finding['what']}, {many(finding['rows'], 'row')}: {done}")
        click.echo(f"{many(told['days'], 'day')} counted again, {told['wrong']} did not add up")
    left = [finding for finding in told["found"] if not finding["mended"]]
    if left:
        click.echo("What is left wrong: sorot rebuild makes the archive again.", err=True)
    return FAILED if left else 0
