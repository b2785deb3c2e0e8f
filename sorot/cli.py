"""The command line: its commands, and how errors are said."""

from __future__ import annotations

import gc
from typing import Any

import click

from sorot import __version__
from sorot.commands import access, export, feeds, history, lake, names, running, texts, upkeep


class _Sorot(click.Group):
    """Errors that a user can mend are said in words, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from sorot.errors import UserError, in_words

            message, status = in_words(error)
            if message is None:
                raise
            raise UserError(message, status) from error


@click.group(cls=_Sorot, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sorot")
@click.option("-v", "--verbose", is_flag=True, help="Log every step.")
def main(verbose: bool) -> None:
    """How the press covers countries and their leaders, day by day."""
    from sorot.logs import configure

    # Importing and reading names makes hundreds of thousands of objects that stay: at every 700 of them
    # Python would look for circular garbage, a quarter of the time that a command takes to start.
    gc.set_threshold(20_000)
    configure(verbose=verbose)


for _command in (
    running.up,
    running.demo,
    running.collect,
    running.serve,
    running.ingest,
    history.backfill,
    history.import_,
    texts.match,
    texts.evaluate,
    texts.parse,
    feeds.feeds,
    names.names,
    names.retag,
    access.access,
    lake.lake,
    export.export,
    export.briefing,
    upkeep.backup,
    upkeep.doctor,
    upkeep.forget,
    upkeep.mend,
    upkeep.migrate,
    upkeep.rebuild,
):
    main.add_command(_command)
