"""The command line: one thin function a command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from sorot import __version__

if TYPE_CHECKING:
    from dashboard.caller import Role
    from storage.shards import Shard

CONFIG = Path("config.yaml")
PORT = click.IntRange(1, 65535)
F = Callable[..., Any]


class _Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write year, month and day, as in 2026-11-20", param, ctx)


class _Part(click.ParamType["Shard"]):
    name = "part"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        from storage.shards import Shard

        try:
            return value if isinstance(value, Shard) else Shard.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


DAY, PART = _Day(), _Part()


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


def _example(text: str) -> F:
    """Put an example under a command's help."""

    def add(function: F) -> F:
        function.__doc__ = f"{function.__doc__}\n\n\b\nExample:\n  {text}\n"
        return function

    return add


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=CONFIG,
    show_default=True,
    help="What to read, and how.",
)
names_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=None,
    help="Whose names to use besides ours; config.yaml, where there is one.",
)
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Data folder, instead of the one in config.yaml.",
)
host_option = click.option(
    "--host", default=None, help="Address to listen on, instead of the one in config.yaml."
)
port_option = click.option("--port", type=PORT, default=None, help="Port to listen on.")
shard_option = click.option(
    "--shard",
    type=PART,
    metavar="N/M",
    default=None,
    help="Collect part N of M: the sites that fall to it. For several collectors side by side.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)


def _here() -> Path | None:
    """config.yaml, where there is one."""
    return CONFIG if CONFIG.exists() else None


@click.group(cls=_Sorot, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sorot")
@click.option("-v", "--verbose", is_flag=True, help="Log every step.")
def main(verbose: bool) -> None:
    """How the press covers countries and their leaders, day by day."""
    from sorot.logs import configure

    configure(verbose=verbose)


@main.command()
@_example("sorot up --port 8080")
@config_option
@data_option
@host_option
@port_option
@shard_option
def up(config: Path, data: Path | None, host: str | None, port: int | None, shard: Shard | None) -> None:
    """Collect the feeds of config.yaml and serve the dashboard."""
    from sorot import serving

    sys.exit(serving.up(config, data, host=host, port=port, shard=shard))


@main.command()
@_example("sorot demo --port 8080")
@click.option("--data", type=click.Path(path_type=Path), default=Path("data/demo"), show_default=True)
@host_option
@port_option
@click.option(
    "--news-port",
    type=click.IntRange(1, 65000),
    default=18610,
    show_default=True,
    help="First port of the invented outlets.",
)
@click.option("--days", type=click.IntRange(min=1), help="Days of history; eighteen months if left out.")
@click.option("--fresh", is_flag=True, help="Forget what an earlier demo collected.")
def demo(
    data: Path, host: str | None, port: int | None, news_port: int, days: int | None, fresh: bool
) -> None:
    """Serve an invented news world, and run sorot on it: no internet needed."""
    from sorot.demo import run

    sys.exit(run.demo(data, host=host, port=port, news_port=news_port, days=days, fresh=fresh))


@main.command()
@_example("sorot collect --once --feed kontan-internasional")
@config_option
@data_option
@click.option("--once", is_flag=True, help="Poll every due feed once, say what became of it, and exit.")
@click.option("--feed", "feeds", multiple=True, metavar="KEY", help="Only this feed; may be given again.")
@shard_option
@json_option
def collect(
    config: Path,
    data: Path | None,
    once: bool,
    feeds: tuple[str, ...],
    shard: Shard | None,
    as_json: bool,
) -> None:
    """Run the collector alone; it hands over batches to the data folder's inbox."""
    from sorot import collecting

    sys.exit(collecting.collect(config, data, once=once, only=feeds, shard=shard, as_json=as_json))


@main.command()
@_example("sorot serve --port 8080")
@config_option
@data_option
@host_option
@port_option
@click.option("--read-only", is_flag=True, help="Take nothing in: pages of what another process writes.")
@click.option("--demo", "is_demo", is_flag=True, hidden=True)
def serve(
    config: Path, data: Path | None, host: str | None, port: int | None, read_only: bool, is_demo: bool
) -> None:
    """Serve the dashboard alone, and take in what collectors hand over."""
    from sorot import serving

    serving.serve(config, data, host=host, port=port, demo=is_demo, read_only=read_only)


@main.command()
@_example("sorot ingest --once")
@config_option
@data_option
@click.option("--once", is_flag=True, help="Take what is waiting, and exit.")
@json_option
def ingest(config: Path, data: Path | None, once: bool, as_json: bool) -> None:
    """Take in what collectors hand over, without a dashboard."""
    from sorot import serving

    sys.exit(serving.ingest(config, data, once=once, as_json=as_json))


@main.command()
@_example("sorot backfill --since 2026-01-01 --outlet kontan")
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


@main.command("import")
@_example("sorot import archive.jsonl.gz --map title=headline --map published=date")
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


@main.command()
@_example('echo "Presiden AS tiba di Pyongyang" | sorot match --date 2026-11-20')
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option("--date", "day", type=DAY, help="Day of the text: who held an office then.")
@click.option("--lang", help="Language of the text, as in id or en.")
@names_option
@json_option
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="One JSON document a line on stdin, one answer a line."
)
def match(
    file: TextIO, day: date | None, lang: str | None, config: Path | None, as_json: bool, as_jsonl: bool
) -> None:
    """Show what is found in a text, what is not counted, and why.

    FILE is a title line, a blank line and the body, or just text; "-" is standard input.
    """
    from sorot import texts

    if as_jsonl:
        # What click puts around standard input can be read and not iterated over.
        lines = iter(file.buffer.readline, b"")
        sys.exit(texts.match_lines(lines, config=config or _here()))
    texts.match(file, config=config or _here(), day=day, lang=lang, as_json=as_json)


@main.command()
@_example("sorot evaluate labels.jsonl")
@click.argument("labels", type=click.Path(path_type=Path, exists=True))
@click.option("--entities", is_flag=True, help="Also for each country and leader that enough articles name.")
@names_option
@json_option
def evaluate(labels: Path, entities: bool, config: Path | None, as_json: bool) -> None:
    """Compare what is found with what a careful reader found: precision, recall, F1 and count error.

    LABELS is a file with one JSON object a line, or a folder of such files.
    """
    from sorot import texts

    texts.evaluate(labels, config=config or _here(), as_json=as_json, entities=entities)


@main.command()
@_example("sorot parse feed.xml --url https://internasional.kontan.co.id/rss")
@click.argument("feed_file", type=click.File("rb"))
@click.option("--url", default="", help="Where the document is from: relative links are read against it.")
@json_option
def parse(feed_file: Any, url: str, as_json: bool) -> None:
    """Show what the collector reads in a feed document."""
    from sorot import texts

    sys.exit(texts.parse(feed_file.read(), name=feed_file.name, url=url, as_json=as_json))


@main.command()
@_example("sorot retag --preview --sample 2000")
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


@main.group()
@_example("sorot names list")
def names() -> None:
    """Names seen after a title that are not known yet: look at them, accept or reject them."""


@names.command("list")
@_example("sorot names list --days 28")
@config_option
@data_option
@click.option("--days", type=click.IntRange(1), help="Only those seen in the last so many days.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many at most.")
@json_option
def names_list(config: Path, data: Path | None, days: int | None, limit: int, as_json: bool) -> None:
    """List the names that wait for review, those seen most first."""
    from sorot import naming

    naming.show_list(config, data, days=days, limit=limit, as_json=as_json)


@names.command("show")
@_example('sorot names show "Jane Doe"')
@click.argument("name")
@config_option
@data_option
@json_option
def names_show(name: str, config: Path, data: Path | None, as_json: bool) -> None:
    """Show where a name was seen, and whom it may mean."""
    from sorot import naming

    sys.exit(naming.show_one(config, data, name, as_json=as_json))


@names.command("accept")
@_example('sorot names accept "Jane Doe" --as person:jane-doe --country KR')
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
    from sorot import naming

    labels = {lang: text for lang, text in (("en", label_en), ("id", label_id)) if text}
    decision = Decision(name=" ".join(name.split()), key=key, country=country.upper() if country else None)
    sys.exit(naming.accept(config, data, decision, labels=labels, yes=yes, preview=preview))


@names.command("reject")
@_example('sorot names reject "Istana Negara"')
@click.argument("seen", metavar="NAME...", nargs=-1, required=True)
@config_option
@data_option
def names_reject(seen: tuple[str, ...], config: Path, data: Path | None) -> None:
    """Offer these names no more."""
    from sorot import naming

    naming.reject(config, data, seen)


@main.group()
@_example("sorot access set reader")
def access() -> None:
    """Passwords of readers and editors, for when others can reach the dashboard; docs/access.md says when."""


@access.command("set")
@_example("sorot access set editor")
@click.argument("role", type=click.Choice(["reader", "editor"]))
@config_option
@data_option
def access_set(role: Role, config: Path, data: Path | None) -> None:
    """Set a role's password: asked for twice, or the first line of standard input."""
    from sorot import access as passwords

    passwords.put(config, data, role)


@access.command("remove")
@_example("sorot access remove editor")
@click.argument("role", type=click.Choice(["reader", "editor"]))
@config_option
@data_option
def access_remove(role: Role, config: Path, data: Path | None) -> None:
    """Take a role's password away; its sessions are over."""
    from sorot import access as passwords

    passwords.drop(config, data, role)


@main.group()
@_example("sorot feeds check")
def feeds() -> None:
    """Try feeds, find those of a site, and exchange lists of them with other readers."""


@feeds.command("check")
@_example("sorot feeds check kontan-internasional antara-dunia")
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
@_example("sorot feeds discover www.kontan.co.id")
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

    sys.exit(lists.find(config or _here(), url, as_json=as_json))


@feeds.command("export")
@_example("sorot feeds export --opml feeds.opml")
@click.option(
    "--opml", type=click.Path(path_type=Path, dir_okay=False), help="Where to; standard output if left out."
)
@config_option
def feeds_export(opml: Path | None, config: Path) -> None:
    """Write the feeds of config.yaml as OPML, which Miniflux, FreshRSS and other readers import."""
    from sorot import feeds as lists

    lists.export(config, opml)


@feeds.command("import")
@_example("sorot feeds import subscriptions.opml --dry-run")
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


@main.command()
@_example("sorot rebuild")
@config_option
@data_option
@click.option("--allow-missing", is_flag=True, help="Give up articles that are in no batch any more.")
def rebuild(config: Path, data: Path | None, allow_missing: bool) -> None:
    """Make the database again from its batches, with today's names, while a dashboard serves the old one."""
    from sorot.rebuilding import rebuild as make_again

    sys.exit(make_again(config, data, allow_missing=allow_missing))


@main.command()
@_example("sorot backup /mnt/other-disk/sorot-2026-11-20")
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


@main.group()
@_example("sorot lake import")
def lake() -> None:
    """Make a lake of an archive that is a file, or a file of a lake; docs/lake.md says when."""


@lake.command("import")
@_example("sorot lake import")
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
@_example("sorot lake export --to backup/sorot.duckdb")
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


@main.command()
@_example("sorot export timeseries korea.csv --entity KP --entity KR --from 2026-01-01")
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
@click.option(
    "--basis",
    type=click.Choice(["articles", "stories"]),
    default="articles",
    show_default=True,
    help="stories: copies of one text count once.",
)
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


@main.command()
@_example("sorot briefing --entity MY --entity CN --out week.eml")
@click.option(
    "--entity",
    "entities",
    multiple=True,
    metavar="CODE",
    help="MY or kim-jong-un; may be given again. Left out: the countries most written of.",
)
@click.option("--to", "until", type=DAY, help="Last day of the week; yesterday if left out.")
@click.option(
    "--basis",
    type=click.Choice(["articles", "stories"]),
    default="articles",
    show_default=True,
    help="stories: copies of one text count once.",
)
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


@main.command()
@_example("sorot doctor")
@config_option
@data_option
@click.option("--full", is_flag=True, help="Count every day of the archive again, not a sample.")
@json_option
def doctor(config: Path, data: Path | None, full: bool, as_json: bool) -> None:
    """Check configuration, names, data folder, ledgers, archive, backups and feeds, and say what to type.

    Beside a running dashboard, or without one. Exit status 1 says that something is wrong.
    """
    from sorot.doctor import doctor as examine

    sys.exit(examine(config, data, full=full, as_json=as_json))


@main.command()
@_example("sorot migrate --dry-run")
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


@main.command()
@_example("sorot forget --dry-run")
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


@main.command()
@_example("sorot mend")
@config_option
@data_option
@json_option
def mend(config: Path, data: Path | None, as_json: bool) -> None:
    """Count every day of the archive again and mend what differs, as nights do with some days.

    Beside a running dashboard, or without one.
    """
    from sorot import mending

    sys.exit(mending.mend(config, data, as_json=as_json))
