"""The command that imports articles from files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import Progress

from collectors.finding.words import country_of, key_from, outlet_key
from collectors.imports import run
from collectors.imports.files import ImportFileError, columns_of
from collectors.imports.rows import COLUMNS, REQUIRED, Item, RowError
from collectors.imports.run import Examined, Imported, Source
from sorot.collecting import refuse_unknown
from sorot.config.config import Config, load
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.feedlist import UNKNOWN_COUNTRY
from sorot.names.names import load_names
from sorot.words import many
from storage.records import Feed, Outlet
from storage.sites import publisher_of_url

SHOWN = 20  # bad rows that are told


class _Outlets:
    """Which feeds an article belongs to, by what its row says of its outlet, else by its site."""

    def __init__(self, config: Config, *, only: str | None, create: bool) -> None:
        self._only, self._create = only, create
        self._by_key: dict[str, list[Feed]] = {}
        for feed in config.feeds():
            self._by_key.setdefault(feed.outlet.key, []).append(feed)
        self._by_name = {feeds[0].outlet.name.casefold(): key for key, feeds in self._by_key.items()}
        self._by_site: dict[str, str] = {}
        for key, feeds in self._by_key.items():
            for url in (feeds[0].outlet.homepage, *(feed.url for feed in feeds)):
                self._by_site.setdefault(publisher_of_url(url), key)
        self.created: dict[str, Feed] = {}

    @property
    def made(self) -> frozenset[str]:
        """Keys of feeds that are in no configuration."""
        return frozenset(feed.key for feed in self.created.values())

    def feeds_for(self, item: Item) -> Sequence[Feed]:
        if self._only is not None:
            return self._by_key[self._only]
        if item.outlet:
            key = item.outlet if item.outlet in self._by_key else self._by_name.get(item.outlet.casefold())
        else:
            key = self._by_site.get(publisher_of_url(item.raw.link))
        if key is not None:
            return self._by_key[key]
        if self._create:
            return (self._new(item),)
        named = f"outlet: {item.outlet!r}" if item.outlet else f"url: the site of {item.raw.link[:80]}"
        raise RowError(
            f"{named} is no outlet of config.yaml; add it there, name one with --outlet, or let it be made "
            "with --create-outlets"
        )

    def _new(self, item: Item) -> Feed:
        """An outlet that only files have; its feed is noted as not read."""
        url = item.raw.link
        key = key_from(item.outlet) or outlet_key(url)
        if key in self._by_key:
            key = f"{key}-import"
        if key not in self.created:
            parts = urlsplit(url)
            homepage = f"{parts.scheme}://{parts.netloc}"
            outlet = Outlet(
                key=key,
                name=item.outlet or key,
                country=country_of(url) or UNKNOWN_COUNTRY,
                lang=item.lang or "id",
                homepage=homepage,
            )
            self.created[key] = Feed(
                key=f"{key}-import",
                outlet=outlet,
                url=homepage,
                section="import",
                lang=outlet.lang,
                full_text="feed",
            )
        return self.created[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How files are read, and what is done with them."""

    mapping: Sequence[str] = ()  # OURS=THEIRS
    outlet: str | None = None  # of all articles
    create_outlets: bool = False
    skip_bad: bool = False
    again: bool = False


def bring_in(
    path: Path, data: Path | None, files: Sequence[Path], options: Options, *, dry_run: bool, as_json: bool
) -> int:
    """Import files, all or none of them: nothing is handed over before each was read to its end."""
    config = load(path, data=data)
    if options.outlet is not None:
        refuse_unknown("outlet", [options.outlet], known=list(config.outlets))
    columns = _columns(options.mapping)
    outlets = _Outlets(config, only=options.outlet, create=options.create_outlets)
    found = [_examined(file, config, columns, outlets, options) for file in files]
    bad = sum(examined.bad_count for _, examined in found)
    if bad and not options.skip_bad:
        told = f"{many(bad, 'row')} cannot be imported, so nothing was"
        raise UserError(f"{told}; mend them, or leave them out with --skip-bad", WRONG_USAGE)
    if dry_run:
        for source, examined in found:
            click.echo(_would(source, examined))
        return 0
    results = _handed_over(config, found, outlets, again=options.again, quiet=as_json)
    articles = sum(result.articles for result in results)
    failed = sum(len(result.failed) for result in results)
    new = sorted(outlets.created)
    if as_json:
        seconds = round(sum(result.took.total_seconds() for result in results), 2)
        told_json = {
            "articles": articles,
            "bad": bad,
            "failed": failed,
            "seconds": seconds,
            "new_outlets": new,
        }
        click.echo(json.dumps(told_json))
        return FAILED if failed else 0
    click.echo(
        f"{many(articles, 'article')} handed over" + (f", {many(bad, 'bad row')} left out" if bad else "")
    )
    click.echo("A running dashboard takes them in; without one, sorot ingest --once does.")
    for key in new:
        click.echo(f"new outlet: {key}")
    return FAILED if failed else 0


def _examined(
    file: Path, config: Config, columns: dict[str, str], outlets: _Outlets, options: Options
) -> tuple[Source, Examined]:
    """Read a file once and say what is wrong with it."""
    read_as = json.dumps([columns, options.outlet, options.create_outlets])
    try:
        _require_columns(file, columns)
        source = Source(path=file, columns=columns, fingerprint=run.fingerprint(file, read_as=read_as))
        found = run.examine(
            source, config.collect_settings(), outlets.feeds_for, now=datetime.now(UTC), shown=SHOWN
        )
    except ImportFileError as error:
        raise UserError(str(error), WRONG_USAGE) from None
    for line, reason in found.bad:
        click.echo(f"{file}:{line}: {reason}", err=True)
    if found.bad_count > len(found.bad):
        click.echo(f"{file}: {found.bad_count - len(found.bad)} more rows are bad", err=True)
    if not found.rows:
        raise UserError(f"{file}:1: has no rows", WRONG_USAGE)
    return source, found


def _would(source: Source, found: Examined) -> str:
    told = f"{source.path}: {many(found.rows - found.bad_count, 'article')}"
    if found.first and found.last:
        told += f", from {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}"
    return told + (f", {many(found.bad_count, 'bad row')}" if found.bad_count else "")


def _handed_over(
    config: Config, found: Sequence[tuple[Source, Examined]], outlets: _Outlets, *, again: bool, quiet: bool
) -> list[Imported]:
    settings, names = config.collect_settings(), load_names(config)
    results = []
    with Progress(console=Console(stderr=True), disable=quiet) as bar:
        for source, examined in found:
            done = 0 if again else run.rows_done(source, settings)
            if done >= examined.rows:
                click.echo(f"{source.path}: was imported before; --again does it once more", err=True)
                continue
            task = bar.add_task(source.path.name, total=examined.rows, completed=done)
            result = asyncio.run(
                run.bring_in(
                    source,
                    settings,
                    outlets.feeds_for,
                    names,
                    removed=outlets.made,
                    clock=lambda: datetime.now(UTC),
                    progress=lambda at, task=task: bar.update(task, completed=at.done),  # type: ignore[misc]
                    skip=done,
                )
            )
            for line, reason in result.failed:
                click.echo(f"{source.path}:{line}: {reason}", err=True)
            results.append(result)
    return results


def _columns(mapping: Sequence[str]) -> dict[str, str]:
    columns = {}
    for said in mapping:
        name, sign, column = said.partition("=")
        if not sign or name not in COLUMNS or not column:
            raise UserError(
                f"--map {said} is not as in --map title=headline; it may name {', '.join(COLUMNS)}",
                WRONG_USAGE,
            )
        columns[name] = column
    return columns


def _require_columns(file: Path, columns: dict[str, str]) -> None:
    there = columns_of(file)
    if there is None:
        return
    missing = [name for name in REQUIRED if columns.get(name, name) not in there]
    missing += [name for name in columns if columns[name] not in there and name not in missing]
    if missing:
        named = ", ".join(columns.get(name, name) for name in missing)
        raise ImportFileError(
            file,
            1,
            f"has no column {named}, but {', '.join(there)}; --map {missing[0]}=… says which one it is",
        )
