"""``sorot rebuild``: the database made again from its batches, while a dashboard serves the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from sorot.archive import database_path, require_file
from sorot.config.config import Config, load
from sorot.errands import do
from sorot.errors import FAILED, UserError
from sorot.names.names import load_names
from sorot.upkeep import progress_bar
from sorot.words import many
from storage.errands import ErrandStopped, Progress, is_served
from storage.lock import record_lock
from storage.rebuild.exchange import OTHER_NAMES, tables_told
from storage.rebuild.rebuild import RebuildReport, making
from storage.rebuild.rebuild import rebuild as rebuild_archive


def rebuild(path: Path, data: Path | None, *, allow_missing: bool) -> int:
    """Make the database again from its batches; returns the exit status."""
    config = load(path, data=data)
    require_file(
        config,
        "`sorot lake export` makes a file of it, `sorot rebuild` with storage: taken out of config.yaml "
        "makes that again, and `sorot lake import --replace` brings it back.",
    )
    names = load_names(config)
    try:
        with progress_bar("Rebuilding") as bar:

            def progress(done: int, total: int) -> None:
                bar(Progress(done=done, total=total))

            if is_served(config.data):
                report = _beside_dashboard(config, names, progress, allow_missing=allow_missing)
            else:
                report = rebuild_archive(
                    database_path(config),
                    config.data,
                    zone=config.time_zone,
                    gazetteer=names,
                    finder_of=Matcher,
                    progress=progress,
                    allow_missing=allow_missing,
                )
    except (ErrandStopped, KeyboardInterrupt):
        click.echo("Stopped before the end; nothing was changed.", err=True)
        return FAILED
    click.echo(f"{many(report.articles, 'article')} from {many(report.batches, 'batch', 'batches')}")
    if report.missing:
        click.echo(f"{report.missing} articles of the old database were in no batch and are gone", err=True)
    if report.set_aside:
        click.echo(f"the old database could not be read; it is kept as {report.set_aside}", err=True)
    for error in report.damaged:
        click.echo(f"passed over: {error}", err=True)
    return 0


def _beside_dashboard(
    config: Config, names: Gazetteer, progress: Callable[[int, int], None], *, allow_missing: bool
) -> RebuildReport:
    with record_lock(config.data):
        told = do(config, "rebuild-begin", read_only=True)
        if told["names"] != names.version:
            raise UserError(OTHER_NAMES, FAILED)
        if told["zone"] != config.time_zone.key:
            raise UserError(
                f"the dashboard that runs counts days in {told['zone']}, the configuration says "
                f"{config.time_zone.key}. Stop it, rebuild, and start it again.",
                FAILED,
            )
        with making(
            database_path(config), config.data, tables_told(told), config.time_zone, names, Matcher, progress
        ) as (_, made):
            done = do(config, "rebuild-end", names=names.version, allow_missing=allow_missing)
    return RebuildReport(
        **asdict(made) | {"damaged": made.damaged, "missing": done["missing"], "set_aside": None}
    )
