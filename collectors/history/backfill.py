"""History from outlets' sitemaps, through the same steps as news from their feeds.

Every address found is queued in the ledger first and settled after its batch is handed over: what is
interrupted goes on where it was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from aiohttp.abc import AbstractResolver

from collectors.history.archive import ArchiveRule
from collectors.history.outlet import OutletHistory, OutletResult, Progress
from collectors.jobs import Names
from collectors.page_rules import rule_of
from collectors.resources import Clock, open_resources, utc_now
from collectors.settings import CollectSettings
from collectors.shared_turns import sharing
from storage.records import Feed, Outlet
from storage.sites import publisher_of_url

__all__ = ["BackfillSummary", "OutletResult", "Progress", "backfill"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSummary:
    """What became of each outlet, in the order of the configuration."""

    took_s: float
    outlets: tuple[OutletResult, ...]


async def backfill(
    settings: CollectSettings,
    feeds: Sequence[Feed],
    names: Names,
    *,
    since: datetime,
    until: datetime,
    sitemaps: Mapping[str, str] | None = None,
    archives: Mapping[str, ArchiveRule] | None = None,
    dry_run: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    clock: Clock = utc_now,
    resolver: AbstractResolver | None = None,
) -> BackfillSummary:
    """Fetch the articles of ``feeds``' outlets published in ``since`` <= t < ``until``, all outlets at once.

    ``sitemaps`` has the address of a sitemap by Outlet.key; without one, the outlet's robots.txt names it.
    ``archives`` has where outlets list their articles; without one, the rule file of the outlet's pages may.
    A dry run only finds addresses, and keeps none. The collector may run meanwhile: both together ask no
    more of a site than one may.
    """
    started_s = time.monotonic()
    outlets = {feed.outlet.key: feed.outlet for feed in feeds}
    async with AsyncExitStack() as stack:
        stack.enter_context(sharing(settings.data_dir))
        opened = open_resources(settings, names, clock=clock, resolver=resolver)
        resources = await stack.enter_async_context(opened)
        version = await resources.names_version()
        jobs = [
            OutletHistory(
                settings,
                outlet,
                tuple(feed for feed in feeds if feed.outlet.key == outlet.key),
                version,
                resources,
                since=since,
                until=until,
                progress=progress,
                clock=clock,
            ).run(
                (sitemaps or {}).get(outlet.key),
                (archives or {}).get(outlet.key) or archive_of(outlet, feeds),
                dry_run=dry_run,
            )
            for outlet in outlets.values()
        ]
        results = await asyncio.gather(*jobs)
    return BackfillSummary(took_s=time.monotonic() - started_s, outlets=tuple(results))


def archive_of(outlet: Outlet, feeds: Sequence[Feed]) -> ArchiveRule | None:
    """The archive in the rule file of the outlet's pages, where it is of the outlet's own site."""
    rule = next((feed.page_rule for feed in feeds if feed.outlet.key == outlet.key), None)
    archive = rule_of(rule).archive if rule else None
    own = archive is not None and publisher_of_url(archive.url) == publisher_of_url(outlet.homepage)
    return archive if own else None
