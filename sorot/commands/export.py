"""Commands that take numbers away: a file of them, or a week in words."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from sorot.commands.options import DAY, config_option, data_option, example, json_option

basis_option = click.option(
    "--basis",
    type=click.Choice(["articles", "stories"]),
    default="articles",
    show_default=True,
    help="stories: copies of one text count once.",
)


@click.command()
@example("sorot export timeseries korea.csv --entity KP --entity KR --from 2026-01-01")
@click.argument("what", type=click.Choice(["articles", "mentions", "timeseries", "outlet-days"]))
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["parquet", "csv", "jsonl"]),
    help="If the file's ending says none.",
)
@click.option("--from", "since", type=DAY, help="First day; the archive's first if left out.")
@click.option("--to", "until", type=DAY, help="Last day; the newest if left out.")
@click.option("--outlet", "outlets", multiple=True, metavar="KEY", help="Only this one; may be given again.")
@click.option("--lang", "langs", multiple=True, metavar="xx", help="Only this language; may be given again.")
@click.option(
    "--entity",
    "entities",
    multiple=True,
    metavar="KEY",
    help="country:KP, KP or kim-jong-un; may be given again: articles with any of them.",
)
@basis_option
@click.option(
    "--grain",
    type=click.Choice(["day", "week", "month"]),
    default="day",
    show_default=True,
    help="Of a timeseries.",
)
@click.option("--no-capitals", is_flag=True, help="A capital alone does not count for its country.")
@click.option("--text", "texts", is_flag=True, help="Articles with their summary and text.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@config_option
@data_option
@json_option
def export(
    what: str,
    to: Path,
    format_: str | None,
    since: date | None,
    until: date | None,
    outlets: tuple[str, ...],
    langs: tuple[str, ...],
    entities: tuple[str, ...],
    basis: str,
    grain: str,
    no_capitals: bool,
    texts: bool,
    force: bool,
    config: Path,
    data: Path | None,
    as_json: bool,
) -> None:
    """Write articles, mentions, a timeseries or outlet-days as Parquet, CSV or JSON lines.

    Beside a running dashboard, or without one. How the file was made and what its numbers mean stands at its
    head: lines that begin with "#", the first line, or the key-value metadata of Parquet.
    """
    from sorot import exporting

    if basis == "stories" and what in {"mentions", "outlet-days"}:
        raise click.UsageError("--basis stories goes with articles and timeseries")
    wanted = exporting.Wanted(
        what=what,
        format_=format_,
        since=since,
        until=until,
        outlets=outlets,
        langs=langs,
        entities=entities,
        basis=basis,
        grain=grain,
        capitals=not no_capitals,
        texts=texts,
        force=force,
    )
    sys.exit(exporting.export(config, data, to, wanted, as_json=as_json))


@click.command()
@example("sorot briefing --entity MY --entity CN --out week.eml")
@click.option(
    "--entity",
    "entities",
    multiple=True,
    metavar="CODE",
    help="MY or kim-jong-un; may be given again. Left out: the countries most written of.",
)
@click.option("--to", "until", type=DAY, help="Last day of the week; yesterday if left out.")
@basis_option
@click.option("--ui", type=click.Choice(["en", "id"]), default="en", show_default=True, help="Its language.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "html", "eml"]), help="By the file's ending, else text."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file; printed if left out.")
@config_option
@data_option
def briefing(
    entities: tuple[str, ...],
    until: date | None,
    basis: str,
    ui: str,
    format_: str | None,
    out: Path | None,
    config: Path,
    data: Path | None,
) -> None:
    """Tell what a week brought: what rose and fell, days that stood out, and what was not read.

    Beside a running dashboard, or without one. With --format eml it is a mail without addresses, as sendmail
    takes it: sorot briefing --format eml | sendmail somebody@example.org
    """
    from sorot import briefing as telling

    sys.exit(
        telling.briefing(
            config,
            data,
            entities=entities,
            until=until,
            basis=basis,
            ui=ui,
            format_=format_,
            out=out,
        )
    )
