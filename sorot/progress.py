"""How far a backfill is: bars on a terminal, a line now and then in a log."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from collectors.history.outlet import Progress as At

SAY_EVERY = 30.0  # seconds, where there is no terminal
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@contextmanager
def progress_of(names: Mapping[str, str], *, quiet: bool) -> Iterator[Callable[[At], None]]:
    """What shows the progress of outlets, whose ``names`` are given by key, on standard error."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield (lambda _: None) if quiet else _Lines(names).say
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def show(at: At) -> None:
            if at.outlet not in tasks:
                tasks[at.outlet] = bar.add_task(names[at.outlet], told="")
            bar.update(tasks[at.outlet], completed=at.done + at.failed, total=at.total, told=_told(at))

        yield show


class _Lines:
    """A line for each outlet, not too often."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names, self._said = names, dict.fromkeys(names, time.monotonic())

    def say(self, at: At) -> None:
        now = time.monotonic()
        if now - self._said[at.outlet] >= SAY_EVERY:
            self._said[at.outlet] = now
            click.echo(
                f"{self._names[at.outlet]}: {at.done + at.failed} of {at.total}, {_told(at)}", err=True
            )


def _told(at: At) -> str:
    if at.finding:
        return "looking for articles"
    left = f", {in_words(at.eta)} left" if at.eta else ""
    return f"{at.per_minute:.0f} a minute{left}"


def in_words(span: timedelta) -> str:
    """``40 s``, ``12 min``, ``3.5 h``, ``2.1 days``."""
    if span < 2 * _MINUTE:
        return f"{math.ceil(span.total_seconds())} s"
    if span < 2 * _HOUR:
        return f"{math.ceil(span / _MINUTE)} min"
    return f"{span / _HOUR:.1f} h" if span < 2 * _DAY else f"{span / _DAY:.1f} days"
