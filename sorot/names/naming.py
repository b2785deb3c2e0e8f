"""The command `names`: names seen in the news that are not known yet, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.review import Decision
from sorot.config.config import load
from sorot.errands import do
from sorot.errors import FAILED, UserError
from sorot.names.decisions import gazetteer_with
from sorot.names.names import load_names
from sorot.upkeep import progress_bar
from sorot.words import many
from storage.errands import ErrandStopped


def show_list(path: Path, data: Path | None, *, days: int | None, limit: int, as_json: bool) -> None:
    """Print the names that wait for review, those seen most first."""
    config = load(path, data=data)
    load_names(config)  # what is refused is said here
    found = do(config, "names-seen", read_only=True, days=days, limit=limit)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if not found["names"]:
        click.echo("No name waits for review.")
        return
    table = Table(
        "name", "title", "country", "mentions", "articles", "outlets", "first", "last", "close to",
        box=None, header_style="bold",
    )  # fmt: skip
    for one in found["names"]:
        numbers = (str(one[part]) for part in ("mentions", "articles", "outlets"))
        cells = (
            one["name"],
            one["title"],
            one["country"] or "",
            *numbers,
            one["first_day"],
            one["last_day"],
            one["close_to"] or "",
        )
        table.add_row(*map(escape, cells))
    Console(highlight=False).print(table)
    if (more := found["waiting"] - len(found["names"])) > 0:
        click.echo(f"and {many(more, 'more name')}; --limit shows more")


def show_one(path: Path, data: Path | None, name: str, *, as_json: bool) -> int:
    """Print where a name was seen; returns the exit status."""
    config = load(path, data=data)
    load_names(config)
    found = do(config, "names-seen", read_only=True, name=name)
    if as_json:
        click.echo(json.dumps(found["names"][0] if found["names"] else None, ensure_ascii=False))
        return 0 if found["names"] else FAILED
    if not found["names"]:
        raise UserError(f"{name!r} does not wait for review; sorot names list has those that do", FAILED)
    [one] = found["names"]
    country = f", {one['country']}" if one["country"] else ""
    click.echo(f"{click.style(one['name'], bold=True)} ({one['title']}{country})")
    click.echo(
        f"{many(one['mentions'], 'mention')} in {many(one['articles'], 'article')} of "
        f"{many(one['outlets'], 'outlet')}, {one['first_day']} to {one['last_day']}"
    )
    for context in one["contexts"]:
        text, start, end = context["text"], context["start"], context["end"]
        click.echo(f"\n{context['outlet']}, {context['day']}, {context['headline']}")
        click.echo(f"  {text[:start]}[{click.style(text[start:end], bold=True)}]{text[end:]}")
        click.echo(f"  {context['url']}")
    click.echo()
    if one["close_to"]:
        click.echo(f"It may be {one['close_to']}.")
    click.echo(f"sorot names accept {_quoted(one['name'])} --as {one['close_to'] or one['new_key']}")
    return 0


def accept(
    path: Path,
    data: Path | None,
    decision: Decision,
    *,
    labels: Mapping[str, str],
    yes: bool,
    preview: bool,
) -> int:
    """Show what accepting a name changes, then write and count it; returns the exit status."""
    config = load(path, data=data)
    told = do(
        config,
        "try-name",
        read_only=True,
        name=decision.name,
        key=decision.key,
        country=decision.country,
        labels=dict(labels),
    )
    what = f"one more name of {told['adds_to']}" if told["adds_to"] else f"new: {decision.key}"
    click.echo(f"{decision.name}: {what}, in {config.own_names}")
    click.echo(
        f"adds {many(told['mentions'], 'mention')} in {many(told['articles'], 'article')}, "
        f"{many(len(told['lost']), 'conflict')}"
    )
    for name, number in told["lost"].items():
        click.echo(f"  {name} loses {many(number, 'mention')} at the same places")
    if preview:
        return 0
    if not yes:
        click.confirm("Accept it?", abort=True)
    known = load_names(config).entities
    gazetteer_with(decision, config.own_names, known, labels=labels, write=True)
    return _count(path, data)


def reject(path: Path, data: Path | None, names: tuple[str, ...]) -> None:
    """Note that these names are to be offered no more."""
    config = load(path, data=data)
    known = load_names(config).entities
    for name in names:
        gazetteer_with(Decision(name=name, key=None), config.own_names, known, write=True)
        click.echo(f"{name} is offered no more; {config.own_names} says so")
    do(load(path, data=data), "follow-names")


def _count(path: Path, data: Path | None) -> int:
    config = load(path, data=data)  # the file of names may be new
    try:
        with progress_bar("Matching") as progress:
            report = do(config, "retag", progress=progress)
    except ErrandStopped as stopped:
        said = "the dashboard goes on counting" if stopped.goes_on else "sorot retag goes on counting"
        click.echo(f"The name is accepted; {said}.", err=True)
        return FAILED
    click.echo(f"{many(report['articles'], 'article')} matched again, {report['changed']} changed")
    return 0


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
