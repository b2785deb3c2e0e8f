"""The commands that ask outlets: collect and backfill."""

from __future__ import annotations

import asyncio
import difflib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from collectors import service
from collectors.heap import keep_little
from collectors.history import backfill as history
from collectors.summary import CollectSummary
from sorot.config.config import load
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.names.files import files_in_force
from sorot.names.following import NewNames
from sorot.progress import in_words, progress_of
from sorot.supervise import end_with_supervisor
from sorot.words import many
from storage.ledger.shards import Shard
from storage.records import Feed
from storage.sites import shard_of

LEFT_OUT = 5  # sitemaps and pages of an outlet that are told


def collect(
    path: Path, data: Path | None, *, once: bool, only: tuple[str, ...], shard: Shard | None, as_json: bool
) -> int:
    """Poll every due feed once, or go on polling until stopped."""
    keep_little()
    end_with_supervisor()
    config = load(path, data=data)
    feeds = list(config.feeds())
    refuse_unknown("feed", only, known=[feed.key for feed in feeds])
    _refuse_elsewhere([feed for feed in feeds if feed.key in only], shard)
    settings, names = config.collect_settings(shard), files_in_force(config.names_file, config.data)
    if not once:
        asyncio.run(service.run_forever(settings, feeds, names, only=only, new_names=NewNames(config)))
        return 0
    summary = asyncio.run(service.collect_once(settings, feeds, names, only=only))
    _say(summary, as_json=as_json)
    return FAILED if summary.failed else 0


def backfill(
    path: Path,
    data: Path | None,
    *,
    days: tuple[date, date | None],
    only: tuple[str, ...],
    dry_run: bool,
    quiet: bool,
) -> int:
    """Read the past of outlets; ``days`` are the first and the one after the last, None for now."""
    end_with_supervisor()
    config = load(path, data=data)
    refuse_unknown("outlet", only, known=list(config.outlets))
    since, until = (datetime.combine(day, time(), config.time_zone) if day else None for day in days)
    assert since is not None
    names = {key: outlet.name for key, outlet in config.outlets.items()}
    with progress_of(names, quiet=quiet) as show:
        summary = asyncio.run(
            history.backfill(
                config.collect_settings(),
                [feed for feed in config.feeds() if not only or feed.outlet.key in only],
                files_in_force(config.names_file, config.data),
                since=since,
                until=until or datetime.now(UTC) + timedelta(minutes=10),
                sitemaps=config.sitemaps(),
                archives=config.archives(),
                dry_run=dry_run,
                progress=show,
            )
        )
    for outlet in summary.outlets:
        for reason in outlet.left_out[:LEFT_OUT]:
            click.echo(f"{outlet.outlet}: left out: {reason}", err=True)
        if len(outlet.left_out) > LEFT_OUT:
            click.echo(f"{outlet.outlet}: {len(outlet.left_out) - LEFT_OUT} more left out", err=True)
        told = _would(outlet) if dry_run else _did(outlet)
        click.echo(f"{outlet.outlet}: {told}" + (f"; {outlet.error}" if outlet.error else ""))
    if dry_run and len(summary.outlets) > 1:
        total = sum(outlet.pending for outlet in summary.outlets)
        longest = max(outlet.takes for outlet in summary.outlets)
        click.echo(
            f"together {many(total, 'article')}, at least {in_words(longest)}: outlets are read side by side"
        )
    return FAILED if any(outlet.error for outlet in summary.outlets) else 0


def _did(outlet: history.OutletResult) -> str:
    told = f"{many(outlet.stored, 'article')} stored, {outlet.failed} could not be read"
    return told + (f", {outlet.pending} still to be read" if outlet.pending else "")


def _would(outlet: history.OutletResult) -> str:
    told = f"would ask for {many(outlet.pending, 'article')}"
    if earlier := outlet.pending - outlet.found:
        told += f" ({earlier} of them left from before)"
    return told + (f", which takes at least {in_words(outlet.takes)}" if outlet.pending else "")


def refuse_unknown(what: str, only: Sequence[str], *, known: Sequence[str]) -> None:
    """Refuse keys that are not in the configuration, with the one that was perhaps meant."""
    unknown = [key for key in only if key not in known]
    if unknown:
        close = difflib.get_close_matches(unknown[0], known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}"
        raise UserError(f"no {what} {', '.join(unknown)} in the configuration; {hint}", WRONG_USAGE)


def _refuse_elsewhere(feeds: Sequence[Feed], shard: Shard | None) -> None:
    for feed in feeds:
        if shard is not None and not shard.owns(feed):
            part = shard_of(feed.host, shard.of)
            raise UserError(f"{feed.key} falls to --shard {part}/{shard.of}, not to {shard}", WRONG_USAGE)


def _say(summary: CollectSummary, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False, default=str))
        return
    for result in summary.feeds:
        told = f"{result.feed}: {result.status}"
        if result.status == "not due":
            told += f" for {_minutes(result.next_poll_at, summary.started_at)} min"
        else:
            told += f", {result.new} new, {result.known} known"
        click.echo(told + (f"; {result.error}" if result.error else ""))


def _minutes(until: datetime | None, now: datetime) -> int:
    return 0 if until is None else max(0, math.ceil((until - now) / timedelta(minutes=1)))
