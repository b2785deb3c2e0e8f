"""``sorot lake``: an archive into a lake, and out of it."""

from __future__ import annotations

from pathlib import Path

import click

from sorot.commands.options import config_option, data_option, example, json_option


@click.group()
@example("sorot lake import")
def lake() -> None:
    """Make a lake of an archive that is a file, or a file of a lake; docs/lake.md says when."""


@lake.command("import")
@example("sorot lake import")
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The archive; the one in the data folder if left out.",
)
@click.option("--replace", is_flag=True, help="Give up what is in the lake.")
@config_option
@data_option
@json_option
def lake_import(file: Path | None, replace: bool, config: Path, data: Path | None, as_json: bool) -> None:
    """Fill the lake of config.yaml from an archive that is a file. All of it arrives, or nothing.

    Stop the dashboard first; the file stays as it is.
    """
    from sorot import lakes

    lakes.bring_in(config, data, file, replace=replace, as_json=as_json)


@lake.command("export")
@example("sorot lake export --to backup/sorot.duckdb")
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help="Where to; the data folder if left out."
)
@config_option
@data_option
@json_option
def lake_export(to: Path | None, config: Path, data: Path | None, as_json: bool) -> None:
    """Make a file of the lake as it is at this moment; everything goes on meanwhile."""
    from sorot import lakes

    lakes.export(config, data, to, as_json=as_json)
