"""``sorot feeds``: try feeds, find them, exchange lists of them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sorot.commands.options import config_here, config_option, data_option, example, json_option


@click.group()
@example("sorot feeds check")
def feeds() -> None:
    """Try feeds, find those of a site, and exchange lists of them with other readers."""


@feeds.command("check")
@example("sorot feeds check kontan-internasional antara-dunia")
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@config_option
@data_option
@json_option
def feeds_check(keys: tuple[str, ...], config: Path, data: Path | None, as_json: bool) -> None:
    """Try feeds of config.yaml (all of them without a KEY) and say what is wrong, the worst first.

    Each is asked once. The collector may run meanwhile: nothing it remembers is changed, and a site that
    asked to be left alone is. Exit status 1 says that something is wrong.
    """
    from sorot import feeds as lists

    sys.exit(lists.check(config, data, only=keys, as_json=as_json))


@feeds.command("discover")
@example("sorot feeds discover www.kontan.co.id")
@click.argument("url")
@click.option(
    "--config", type=click.Path(path_type=Path), default=None, help="Whose feeds are there already."
)
@json_option
def feeds_discover(url: str, config: Path | None, as_json: bool) -> None:
    """Find the feeds of a site and print lines to write into config.yaml.

    Feeds that the page names or links to, else where outlets usually have them; each is read before it is
    shown.
    """
    from sorot import feeds as lists

    sys.exit(lists.find(config or config_here(), url, as_json=as_json))


@feeds.command("export")
@example("sorot feeds export --opml feeds.opml")
@click.option(
    "--opml", type=click.Path(path_type=Path, dir_okay=False), help="Where to; standard output if left out."
)
@config_option
def feeds_export(opml: Path | None, config: Path) -> None:
    """Write the feeds of config.yaml as OPML, which Miniflux, FreshRSS and other readers import."""
    from sorot import feeds as lists

    lists.export(config, opml)


@feeds.command("import")
@example("sorot feeds import subscriptions.opml --dry-run")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--country", metavar="XX", help="Country of new outlets whose address does not say it.")
@click.option("--lang", metavar="xx", help="Language of new outlets for which the list has none.")
@click.option("--dry-run", is_flag=True, help="Only show what would be added.")
@click.option("--skip-bad", is_flag=True, help="Leave out feeds that sorot would not read.")
@config_option
def feeds_import(
    file: Path, country: str | None, lang: str | None, dry_run: bool, skip_bad: bool, config: Path
) -> None:
    """Add the feeds of an OPML file to config.yaml, whose comments and layout stay as they are.

    A feed of an outlet that is there goes to it; others make new outlets.
    """
    from sorot import feeds as lists

    code = country.upper() if country else None
    sys.exit(lists.take(config, file, country=code, lang=lang, dry_run=dry_run, skip_bad=skip_bad))
