"""Commands on a whole archive: retag and rebuild."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from entities import gazetteer
from entities.matcher import Matcher
from sorot.archive import database_path, open_database
from sorot.config import load
from sorot.words import many
from storage.rebuild import rebuild as rebuild_archive
from storage.retag import retag as retag_archive

SHOWN = 10  # entities with the largest changes


def retag(path: Path, data: Path | None) -> None:
    """Match every stored article again and say what changed."""
    config = load(path, data=data)
    names = gazetteer.load()
    stopping: list[int] = []
    with open_database(config, names) as db, _progress("Matching") as progress:
        before = signal.signal(signal.SIGINT, lambda number, _: stopping.append(number))
        try:
            report = retag_archive(db, Matcher(names), progress=progress, stop=lambda: bool(stopping))
        finally:
            signal.signal(signal.SIGINT, before)
    click.echo(
        f"{many(report.articles, 'article')} matched again, {report.changed} of them with other mentions"
    )
    for title, counts in (("gained", report.gained), ("lost", report.lost)):
        if counts:
            told = ", ".join(
                f"{key.partition(':')[2]} {count}" for key, count in list(counts.items())[:SHOWN]
            )
            click.echo(f"{title}: {told}")
    if not report.finished:
        click.echo("Stopped before the end; sorot retag goes on from here.")


def rebuild(path: Path, data: Path | None, *, allow_missing: bool) -> None:
    """Make the database again from its batches."""
    config = load(path, data=data)
    names = gazetteer.load()
    with _progress("Rebuilding") as progress:
        report = rebuild_archive(
            database_path(config),
            config.data,
            zone=config.time_zone,
            gazetteer=names,
            finder=Matcher(names),
            progress=progress,
            allow_missing=allow_missing,
        )
    click.echo(f"{many(report.articles, 'article')} from {many(report.batches, 'batch', 'batches')}")
    if report.missing:
        click.echo(f"{report.missing} articles of the old database were in no batch and are gone", err=True)
    if report.set_aside:
        click.echo(f"the old database could not be read; it is kept as {report.set_aside}", err=True)
    for error in report.damaged:
        click.echo(f"passed over: {error}", err=True)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
