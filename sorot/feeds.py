"""The commands on feeds: check, discover, export and import."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from collectors.finding import check as checks
from collectors.finding.check import Checked
from collectors.finding.discover import Discovery, Found, discover
from collectors.finding.opml import MAX_BYTES, OpmlError, Subscription, read_opml, write_opml
from collectors.finding.words import section_of
from collectors.settings import CollectSettings
from entities import yamlfile
from sorot.collecting import refuse_unknown
from sorot.config.config import CollectConfig, Config, load
from sorot.config.writer import add, as_text
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.feedlist import planned, same_address, subscriptions
from sorot.language import language_of
from sorot.words import many

SHOWN = 20  # lines that are refused


def check(path: Path, data: Path | None, *, only: tuple[str, ...], as_json: bool) -> int:
    """Try feeds of the configuration and say what is wrong with them."""
    config = load(path, data=data)
    feeds = list(config.feeds())
    refuse_unknown("feed", only, known=[feed.key for feed in feeds])
    wanted = [feed for feed in feeds if not only or feed.key in only]
    with _status(f"Asking for {many(len(wanted), 'feed')}", quiet=as_json) as say:
        found = asyncio.run(
            checks.check(
                config.collect_settings(),
                wanted,
                progress=lambda done: say(f"{done} of {many(len(wanted), 'feed')} asked"),
            )
        )
    lines = _lines(path, config)
    wrong = [one for one in found if one.problems]
    if as_json:
        told = {
            "checked": len(found),
            "wrong": len(wrong),
            "feeds": [_as_json(one, path, lines[one.feed.key]) for one in found],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return FAILED if wrong else 0
    for one in wrong:
        click.echo(f"{one.feed.key} ({one.state}): {one.feed.url}")
        for problem in one.problems:
            click.echo(f"  {problem.says}. {_remedy(problem, one, path, lines[one.feed.key])}")
    click.echo(
        f"{many(len(found), 'feed')} asked, {len(found) - len(wrong)} without fault, {len(wrong)} with"
    )
    return FAILED if wrong else 0


def _remedy(problem: checks.Problem, one: Checked, path: Path, line: int) -> str:
    if problem.kind == "moved" and one.seen and one.seen.moved_to:
        return f"Write it into {path}:{line}, url: {one.seen.moved_to}"
    if problem.kind == "gone" or problem.kind in {"dead", "duplicate", "html"}:
        return f"{problem.remedy} ({path}:{line})"
    return problem.remedy


def _as_json(one: Checked, path: Path, line: int) -> dict[str, Any]:
    seen, content = one.seen, one.seen.content if one.seen else None
    return {
        "feed": one.feed.key,
        "outlet": one.feed.outlet.key,
        "url": one.feed.url,
        "line": line,
        "state": one.state,
        "problems": [
            {"kind": problem.kind, "says": problem.says, "remedy": _remedy(problem, one, path, line)}
            for problem in one.problems
        ],
        "http_status": seen.http_status if seen else None,
        "took_ms": round(seen.took.total_seconds() * 1000) if seen else None,
        "moved_to": seen.moved_to if seen else None,
        "title": content.title if content else None,
        "language": content.language if content else None,
        "entries": content.entries if content else None,
        "newest": content.newest.isoformat() if content and content.newest else None,
    }


def _lines(path: Path, config: Config) -> dict[str, int]:
    """Line of each feed's address in the file."""
    marked = yamlfile.parse(path, yamlfile.text_of(path), Config)
    return {
        f"{outlet}-{feed}": marked.line("outlets", outlet, "feeds", feed, "url")
        for outlet, told in config.outlets.items()
        for feed in told.feeds
    }


def find(path: Path | None, url: str, *, as_json: bool) -> int:
    """Find the feeds of a site and print what to write into the configuration."""
    if "://" not in url:
        url = f"https://{url}"
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise UserError(f"{url} is not a web address; it names a site, as in www.kontan.co.id", WRONG_USAGE)
    config = load(path) if path else None
    settings = (
        config.collect_settings()
        if config
        else CollectSettings(data_dir=Path(), zone=ZoneInfo("Asia/Jakarta"))
    )
    with _status(f"Looking at {url}", quiet=as_json) as say:
        found = asyncio.run(discover(settings, url, progress=lambda at: say(f"Looking at {at}")))
    there = {same_address(feed.url): feed.key for feed in config.feeds()} if config else {}
    langs = {feed.url: _language(found, feed) for feed in found.feeds}
    lines = _to_paste(found, config, langs, there)
    if as_json:
        click.echo(json.dumps(_discovery_as_json(found, langs, there, lines), ensure_ascii=False))
    else:
        _tell(found, langs, there, lines)
    return 0 if found.feeds else FAILED


def _language(found: Discovery, feed: Found) -> str | None:
    """What its titles are written in, else what it says, else what the page says."""
    titles = " ".join(title for title in feed.content.titles if not title.isupper())
    said = feed.content.language
    return language_of(titles) or (said if said and len(said) == 2 else None) or found.language  # noqa: PLR2004


def _to_paste(
    found: Discovery, config: Config | None, langs: dict[str, str | None], there: dict[str, str]
) -> str:
    new = [feed for feed in found.feeds if same_address(feed.url) not in there]
    subscriptions = [
        Subscription(
            url=feed.url,
            title=found.title.split(" - ")[0].split(" | ")[0].split(": ")[0] or feed.content.title,
            homepage=found.homepage,
            language=langs[feed.url] or "",
            section=section_of(feed.url),
        )
        for feed in new
    ]
    if not subscriptions:
        return ""
    base = config or Config.model_construct(outlets={}, collect=CollectConfig())
    plan = planned(base, subscriptions)
    return as_text(plan.outlets, plan.feeds)


def _tell(found: Discovery, langs: dict[str, str | None], there: dict[str, str], lines: str) -> None:
    if found.error:
        click.echo(f"The page itself could not be read: it {found.error}", err=True)
    for url, reason in found.left_out:
        click.echo(f"left out: {url} {reason}", err=True)
    if not found.feeds:
        click.echo(f"No feed was found; {many(found.asked, 'address', 'addresses')} tried.", err=True)
        return
    for feed in found.feeds:
        newest = f"newest {feed.content.newest:%d %b %Y %H:%M} UTC" if feed.content.newest else "no dates"
        said = [many(feed.content.entries, "entry", "entries"), newest, langs[feed.url] or "language unknown"]
        if key := there.get(same_address(feed.url)):
            said.append(f"there already as {key}")
        click.echo(f"# {feed.url}: {feed.content.title or 'no title'}; {', '.join(said)}; {feed.how}")
    for sitemap in found.sitemaps:
        click.echo(f"# sitemap, for sorot backfill: {sitemap}")
    if lines:
        click.echo(lines, nl=False)


def _discovery_as_json(
    found: Discovery, langs: dict[str, str | None], there: dict[str, str], lines: str
) -> dict[str, Any]:
    return {
        "homepage": found.homepage,
        "error": found.error,
        "asked": found.asked,
        "feeds": [
            {
                "url": feed.url,
                "title": feed.content.title,
                "entries": feed.content.entries,
                "newest": feed.content.newest.isoformat() if feed.content.newest else None,
                "language": langs[feed.url],
                "section": section_of(feed.url),
                "how": feed.how,
                "there_as": there.get(same_address(feed.url)),
            }
            for feed in found.feeds
        ],
        "left_out": [{"url": url, "reason": reason} for url, reason in found.left_out],
        "sitemaps": list(found.sitemaps),
        "config": lines,
    }


@contextmanager
def _status(told: str, *, quiet: bool) -> Iterator[Any]:
    """A line on stderr that changes while outlets are waited for."""
    console = Console(stderr=True, quiet=quiet)
    with console.status(told) as status:
        yield status.update


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
