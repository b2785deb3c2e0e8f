"""Commands on the mentions of a whole archive: retag and its preview."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from sorot.config.config import load
from sorot.errands import do
from sorot.errors import FAILED
from sorot.names.names import names_of_file
from sorot.words import many
from storage.errands import ErrandStopped
from storage.errands import Progress as Done

SHOWN = 10  # entities with the largest changes
MINUTE = 60  # seconds


def retag(path: Path, data: Path | None, *, as_json: bool) -> int:
    """Match every stored article again and say what changed."""
    config = load(path, data=data)
    names_of_file(config)  # a mistake is refused here, before anything is begun
    try:
        with progress_bar("Matching") as progress:
            report = do(config, "retag", progress=progress)
    except ErrandStopped as stopped:
        return _stopped(stopped, "sorot retag goes on from here")
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return 0
    articles, changed = many(report["articles"], "article"), report["changed"]
    click.echo(f"{articles} matched again, {changed} of them with other mentions")
    _tell_kept(report["kept"], "keep")
    for what in ("gained", "lost"):
        if counts := report[what]:
            told = ", ".join(
                f"{key.partition(':')[2]} {count}" for key, count in list(counts.items())[:SHOWN]
            )
            click.echo(f"{what}: {told}")
    return 0


def preview(path: Path, data: Path | None, *, sample: int | None, as_json: bool) -> int:
    """Say what a retag would change."""
    config = load(path, data=data)
    names_of_file(config)
    try:
        with progress_bar("Matching") as progress:
            told = do(config, "preview", progress=progress, read_only=True, sample=sample)
    except ErrandStopped as stopped:
        return _stopped(stopped, "nothing was changed")
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return 0
    _tell(told)
    return 0


def _stopped(stopped: ErrandStopped, here: str) -> int:
    said = "the dashboard goes on with it, and its pages say how far it is" if stopped.goes_on else here
    click.echo(f"Stopped before the end; {said}.", err=True)
    return FAILED


def _tell_kept(articles: int, keep: str) -> None:
    if articles:
        click.echo(f"{many(articles, 'article')} without a text any more {keep} their mentions")


def _tell(told: dict[str, Any]) -> None:
    articles, looked_at = told["articles"], told["looked_at"]
    if looked_at < articles:
        click.echo(
            f"Looked at a sample of {looked_at} of {many(articles, 'article')}; all numbers are the sample's."
        )
    click.echo(f"{told['changed']} of {many(looked_at, 'article')} would have other mentions.")
    _tell_kept(told["kept"], "would keep")
    for entity in told["entities"][:SHOWN]:
        click.echo()
        click.echo(
            f"{entity['label']} ({entity['key']}): {many(entity['gained'], 'article')} gained, "
            f"{entity['lost']} lost; articles {entity['articles_before']} -> {entity['articles_after']}, "
            f"mentions {entity['mentions_before']} -> {entity['mentions_after']}"
        )
        for sign, which in (("+", "examples_gained"), ("-", "examples_lost")):
            for shown in entity[which]:
                text, start, end = shown["text"], shown["start"], shown["end"]
                marked = f"{text[:start]}[{click.style(text[start:end], bold=True)}]{text[end:]}"
                click.echo(f"  {sign} {shown['outlet']}, {shown['day']}, {shown['title']}")
                click.echo(f"    {marked}")
    more = len(told["entities"]) - SHOWN
    if more > 0:
        click.echo(f"\n{many(more, 'entity', 'entities')} more change; --json lists all.")
    seconds = math.ceil(told["retag_takes_s"])
    takes = f"{seconds} s" if seconds < 2 * MINUTE else f"{math.ceil(seconds / MINUTE)} min"
    click.echo(f"\nThe whole retag would take about {takes}: sorot retag")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[Done], None]]:
    """A bar on stderr, and what moves it."""
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda at: bar.update(task, completed=at.done, total=at.total)
