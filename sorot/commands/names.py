"""``sorot names`` and ``sorot retag``: what is known, and counting it again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sorot.commands.options import config_option, data_option, example, json_option


@click.group()
@example("sorot names list")
def names() -> None:
    """Names seen after a title that are not known yet: look at them, accept or reject them."""


@names.command("list")
@example("sorot names list --days 28")
@config_option
@data_option
@click.option("--days", type=click.IntRange(1), help="Only those seen in the last so many days.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many at most.")
@json_option
def names_list(config: Path, data: Path | None, days: int | None, limit: int, as_json: bool) -> None:
    """List the names that wait for review, those seen most first."""
    from sorot.names import naming

    naming.show_list(config, data, days=days, limit=limit, as_json=as_json)


@names.command("show")
@example('sorot names show "Jane Doe"')
@click.argument("name")
@config_option
@data_option
@json_option
def names_show(name: str, config: Path, data: Path | None, as_json: bool) -> None:
    """Show where a name was seen, and whom it may mean."""
    from sorot.names import naming

    sys.exit(naming.show_one(config, data, name, as_json=as_json))


@names.command("accept")
@example('sorot names accept "Jane Doe" --as person:jane-doe --country KR')
@click.argument("name")
@click.option(
    "--as",
    "key",
    required=True,
    metavar="KEY",
    help="leader:…, person:… or organisation:…; somebody known gets one more name.",
)
@click.option("--country", metavar="XX", help="Country of somebody new, in two letters.")
@click.option("--label-en", metavar="TEXT", help="What pages call somebody new, if not by this name.")
@click.option("--label-id", metavar="TEXT", help="The same in Indonesian.")
@click.option("--preview", is_flag=True, help="Only say what it would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@config_option
@data_option
def names_accept(
    name: str,
    key: str,
    country: str | None,
    label_en: str | None,
    label_id: str | None,
    preview: bool,
    yes: bool,
    config: Path,
    data: Path | None,
) -> None:
    """Say what accepting a name changes, write it into your own file of names, and count its mentions."""
    from dashboard.review import Decision
    from sorot.names import naming

    labels = {lang: text for lang, text in (("en", label_en), ("id", label_id)) if text}
    decision = Decision(name=" ".join(name.split()), key=key, country=country.upper() if country else None)
    sys.exit(naming.accept(config, data, decision, labels=labels, yes=yes, preview=preview))


@names.command("reject")
@example('sorot names reject "Istana Negara"')
@click.argument("seen", metavar="NAME...", nargs=-1, required=True)
@config_option
@data_option
def names_reject(seen: tuple[str, ...], config: Path, data: Path | None) -> None:
    """Offer these names no more."""
    from sorot.names import naming

    naming.reject(config, data, seen)


@click.command()
@example("sorot retag --preview --sample 2000")
@config_option
@data_option
@click.option("--preview", is_flag=True, help="Say what would change, with examples, and change nothing.")
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="N", help="Look at N articles only, with --preview."
)
@json_option
def retag(config: Path, data: Path | None, preview: bool, sample: int | None, as_json: bool) -> None:
    """Match every stored article again, after a change to names or rules.

    Beside a running dashboard, or without one. Stopped or killed, it goes on when it is run again.
    """
    from sorot import upkeep

    if sample is not None and not preview:
        raise click.UsageError("--sample goes with --preview: a retag matches every article")
    if preview:
        sys.exit(upkeep.preview(config, data, sample=sample, as_json=as_json))
    sys.exit(upkeep.retag(config, data, as_json=as_json))
