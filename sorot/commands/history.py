"""Commands that bring articles of the past: from outlets and from files."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from sorot.commands.options import DAY, config_option, data_option, example, json_option


@click.command()
@example("sorot backfill --since 2026-01-01 --outlet kontan")
@config_option
@data_option
@click.option("--since", type=DAY, required=True, help="First day, in config.yaml's zone.")
@click.option("--until", type=DAY, help="Day after the last; up to now if left out.")
@click.option(
    "--outlet", "outlets", multiple=True, metavar="KEY", help="Only this outlet; may be given again."
)
@click.option("--dry-run", is_flag=True, help="Only say how many articles it would ask for, and how long.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def backfill(
    config: Path,
    data: Path | None,
    since: date,
    until: date | None,
    outlets: tuple[str, ...],
    dry_run: bool,
    quiet: bool,
) -> None:
    """Read articles of the past from the outlets' sitemaps and archives, politely; run it again to go on.

    The collector may run meanwhile: both together start no more requests at a site than one may.
    """
    from sorot import collecting

    if until is not None and until <= since:
        raise click.BadParameter(f"{until} is not after --since {since}", param_hint="'--until'")
    done = collecting.backfill(config, data, days=(since, until), only=outlets, dry_run=dry_run, quiet=quiet)
    sys.exit(done)


@click.command("import")
@example("sorot import archive.jsonl.gz --map title=headline --map published=date")
@click.argument(
    "files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True
)
@config_option
@data_option
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="OURS=THEIRS",
    help="A column's name in the file; may be given again.",
)
@click.option("--outlet", metavar="KEY", help="All articles are of this outlet.")
@click.option("--create-outlets", is_flag=True, help="Make outlets that config.yaml does not have.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows that cannot be imported.")
@click.option("--again", is_flag=True, help="Import a file once more that was imported before.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@json_option
def import_(
    files: tuple[Path, ...],
    config: Path,
    data: Path | None,
    mapping: tuple[str, ...],
    outlet: str | None,
    create_outlets: bool,
    skip_bad: bool,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import articles from JSONL, CSV or Parquet, gzipped or not.

    A row needs url, title and published; body, summary, outlet, lang and author are welcome. Stopped, it goes
    on when it is run again; an article that is there already stays one.
    """
    from sorot import importing

    sys.exit(
        importing.bring_in(
            config,
            data,
            files,
            importing.Options(
                mapping=mapping, outlet=outlet, create_outlets=create_outlets, skip_bad=skip_bad, again=again
            ),
            dry_run=dry_run,
            as_json=as_json,
        )
    )
