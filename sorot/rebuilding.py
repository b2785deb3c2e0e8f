"""``sorot rebuild``: the database made again from its batches, while a dashboard serves the old one."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import polars as pl

from entities.matcher import Matcher
from sorot.archive import database_path
from sorot.config import Config, load
from sorot.errors import FAILED, UserError
from sorot.names import load_names
from sorot.upkeep import progress_bar
from sorot.words import many
from storage.chunks import packed
from storage.errands import Answer, Arguments, ErrandStopped, Progress, Steps, is_served
from storage.lock import record_lock
from storage.rebuild import Carried, RebuildReport, carried, exchange, making
from storage.rebuild import rebuild as rebuild_archive

if TYPE_CHECKING:
    from entities.gazetteer import Gazetteer
    from storage.database import Database


def rebuild(path: Path, data: Path | None, *, allow_missing: bool) -> int:
    """Make the database again from its batches; returns the exit status."""
    config = load(path, data=data)
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


def begin(db: Database, _arguments: Arguments) -> Steps:
    """What the process that serves an archive tells whoever makes it again."""
    tables = db.call(carried)
    yield Progress(done=1, total=1)
    return {
        "tables": {name: base64.b64encode(packed(rows)).decode() for name, rows in tables.items()},
        "names": db.gazetteer.version,
        "zone": db.zone.key,
    }


def end(config: Config, db: Database, arguments: Arguments) -> Steps:
    """The last step, in the process that serves the archive: it goes on with the new one."""
    yield Progress(done=0, total=1)
    if db.gazetteer.version != arguments["names"]:
        raise UserError(_OTHER_NAMES, FAILED)
    missing = exchange(db, config.data, finder_of=Matcher, allow_missing=arguments["allow_missing"])
    return {"missing": missing}


_OTHER_NAMES = (
    "the dashboard that runs goes by other names than those in force now. "
    "Type `sorot retag`, so that both go by the same, and then rebuild again."
)


def _beside_dashboard(
    config: Config, names: Gazetteer, progress: Callable[[int, int], None], *, allow_missing: bool
) -> RebuildReport:
    from sorot.errands import do

    with record_lock(config.data):
        told = do(config, "rebuild-begin", read_only=True)
        if told["names"] != names.version:
            raise UserError(_OTHER_NAMES, FAILED)
        if told["zone"] != config.time_zone.key:
            raise UserError(
                f"the dashboard that runs counts days in {told['zone']}, the configuration says "
                f"{config.time_zone.key}. Stop it, rebuild, and start it again.",
                FAILED,
            )
        with making(
            database_path(config), config.data, _tables(told), config.time_zone, names, Matcher, progress
        ) as (_, made):
            done = do(config, "rebuild-end", names=names.version, allow_missing=allow_missing)
    return RebuildReport(**asdict(made) | {"damaged": made.damaged, "missing": done["missing"], "set_aside": None})


def _tables(told: Answer) -> Carried:
    return {
        name: pl.read_ipc_stream(io.BytesIO(base64.b64decode(rows))) for name, rows in told["tables"].items()
    }
