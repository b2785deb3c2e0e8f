"""Commands that look after an archive: copy it, check it, make it again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sorot.commands.options import config_option, data_option, example, json_option


@click.command()
@example("sorot backup /mnt/other-disk/sorot-2026-11-20")
@click.argument("to", type=click.Path(path_type=Path), required=False)
@config_option
@data_option
@click.option("--record", is_flag=True, help="With the batches that the archive was made of.")
@json_option
def backup(to: Path | None, config: Path, data: Path | None, record: bool, as_json: bool) -> None:
    """Copy the archive and all that belongs to it into a new folder, and read it back.

    Beside a running dashboard, or without one; pages answer and news comes in meanwhile. Without TO the
    folder is under backups in the data folder, named by the time.
    """
    from sorot import backups

    sys.exit(backups.backup(config, data, to, record=record, as_json=as_json))


@click.command()
@example("sorot doctor")
@config_option
@data_option
@click.option("--full", is_flag=True, help="Count every day of the archive again, not a sample.")
@json_option
def doctor(config: Path, data: Path | None, full: bool, as_json: bool) -> None:
    """Check configuration, names, data folder, ledgers, archive, backups and feeds, and say what to type.

    Beside a running dashboard, or without one. Exit status 1 says that something is wrong.
    """
    from sorot.doctor.doctor import doctor as examine

    sys.exit(examine(config, data, full=full, as_json=as_json))


@click.command()
@example("sorot forget --dry-run")
@config_option
@data_option
@click.option("--dry-run", is_flag=True, help="Only say how many articles and bytes that is.")
@json_option
def forget(config: Path, data: Path | None, dry_run: bool, as_json: bool) -> None:
    """Take out texts of articles that are older than keep: in config.yaml says, as nights do.

    Numbers, headlines and links stay. Beside a running dashboard, or without one.
    """
    from sorot import forgetting

    sys.exit(forgetting.forget(config, data, dry_run=dry_run, as_json=as_json))


@click.command()
@example("sorot mend")
@config_option
@data_option
@json_option
def mend(config: Path, data: Path | None, as_json: bool) -> None:
    """Count every day of the archive again and mend what differs, as nights do with some days.

    Beside a running dashboard, or without one.
    """
    from sorot import mending

    sys.exit(mending.mend(config, data, as_json=as_json))


@click.command()
@example("sorot migrate --dry-run")
@config_option
@data_option
@click.option(
    "--dry-run", is_flag=True, help="Try it, say how long each step takes, and take all of it back."
)
@json_option
def migrate(config: Path, data: Path | None, dry_run: bool, as_json: bool) -> None:
    """Bring an archive that an older sorot wrote up to date; a copy of it as it was is kept.

    Every start of sorot does the same. Stop the dashboard first.
    """
    from sorot import migrating

    sys.exit(migrating.migrate(config, data, dry_run=dry_run, as_json=as_json))


@click.command()
@example("sorot rebuild")
@config_option
@data_option
@click.option("--allow-missing", is_flag=True, help="Give up articles that are in no batch any more.")
def rebuild(config: Path, data: Path | None, allow_missing: bool) -> None:
    """Make the database again from its batches, with today's names, while a dashboard serves the old one."""
    from sorot.rebuilding import rebuild as make_again

    sys.exit(make_again(config, data, allow_missing=allow_missing))
