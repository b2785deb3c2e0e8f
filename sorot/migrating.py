"""``sorot migrate``: bring an archive of an older version up to date, or try what that would do."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from sorot.archive import database_path, require_file
from sorot.config.config import load
from sorot.errors import FAILED, UserError
from sorot.words import many
from storage.backup.before import keep_before
from storage.connect import connect
from storage.migrate import migrate as apply_steps
from storage.migrate import missing_steps, try_steps


def migrate(path: Path, data: Path | None, *, dry_run: bool, as_json: bool) -> int:
    """Apply the steps that the archive lacks; with ``dry_run`` take all of them back again."""
    config = load(path, data=data)
    require_file(config, "its writer brings it up to date at the next start.")
    archive = database_path(config)
    if not archive.exists():
        raise UserError(f"there is no archive in {config.data} yet; sorot up makes it", FAILED)
    size = archive.stat().st_size
    copy = None
    if dry_run:
        with closing(connect(archive)) as con:
            steps = [
                {"name": step.name, "took_s": round(took.total_seconds(), 2)} for step, took in try_steps(con)
            ]
    else:
        copy = keep_before(archive)
        with closing(connect(archive)) as con:
            steps = [{"name": step.name} for step in missing_steps(con)]
            apply_steps(con)
    told = {
        "archive": str(archive),
        "size": size,
        "dry_run": dry_run,
        "steps": steps,
        "copy": copy and str(copy),
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    elif not steps:
        click.echo(f"{archive} is up to date")
    elif dry_run:
        for step in steps:
            click.echo(f"would apply {step['name']}: {step['took_s']} s on this archive, taken back")
        click.echo(
            f"{archive}: {many(len(steps), 'step')}. It is copied first, which needs {size / 1e6:,.0f} MB; "
            f"sorot migrate does it, or the next start of sorot."
        )
    else:
        for step in steps:
            click.echo(f"applied {step['name']}")
        click.echo(
            f"as it was before: {copy}" if copy else "there was no room for a copy of it as it was before"
        )
    return 0
