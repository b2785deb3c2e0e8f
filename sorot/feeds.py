"""The commands on lists of feeds: export and import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from collectors.finding.opml import MAX_BYTES, OpmlError, read_opml, write_opml
from sorot.config import load
from sorot.configwriter import add
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.feedlist import planned, subscriptions
from sorot.words import many

SHOWN = 20  # lines that are refused


def export(path: Path, target: Path | None) -> None:
    """Write the feeds of the configuration as OPML; to standard output without ``target``."""
    text = write_opml(subscriptions(load(path)), title="sorot", now=datetime.now(UTC))
    if target is None:
        click.echo(text, nl=False)
        return
    target.write_text(text, encoding="utf-8")
    click.echo(f"{many(text.count('xmlUrl='), 'feed')} in {target}")


def take(
    path: Path, opml: Path, *, country: str | None, lang: str | None, dry_run: bool, skip_bad: bool
) -> int:
    """Add the feeds of a list to the configuration."""
    config = load(path)
    try:
        with opml.open("rb") as file:
            found = read_opml(file.read(MAX_BYTES + 1))
    except OpmlError as error:
        raise UserError(f"{opml}:{error.line}: {error.reason}", WRONG_USAGE) from None
    if not found:
        raise UserError(f"{opml}:1: has no feeds; each is an <outline> with an xmlUrl", WRONG_USAGE)
    plan = planned(config, found, country=country, lang=lang)
    for line, reason in plan.refused[:SHOWN]:
        click.echo(f"{opml}:{line}: {reason}", err=True)
    if len(plan.refused) > SHOWN:
        click.echo(f"{opml}: {len(plan.refused) - SHOWN} more are refused", err=True)
    if plan.refused and not skip_bad:
        click.echo("Nothing was added; mend these lines, or leave them out with --skip-bad.", err=True)
        return FAILED
    if plan.known:
        click.echo(f"{many(len(plan.known), 'feed')} there already")
    if not plan.count:
        click.echo(f"{path} stays as it is")
        return 0
    lines = add(path, plan.outlets, plan.feeds, write=not dry_run)
    told = f"{many(plan.count, 'feed')}, {many(len(plan.outlets), 'new outlet')}"
    click.echo(f"{path} {'would get' if dry_run else 'got'} {told}:\n{lines}")
    for guess in plan.guessed:
        click.echo(f"look at {guess}", err=True)
    if not dry_run:
        click.echo("sorot feeds check says whether they can be read; restart sorot up to read them")
    return 0
