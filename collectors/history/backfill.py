"""History from outlets' sitemaps, through the same steps as news from their feeds.

Every address found is queued in the ledger first and settled after its batch is handed over: what is
interrupted goes on where it was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp.abc import AbstractResolver

from collectors.history.outlet import OutletHistory, OutletResult, Progress
from collectors.resources import Clock, open_resources, utc_now
from collectors.settings import CollectSettings
from entities.gazetteer import Gazetteer
from storage.records import Feed

__all__ = ["BackfillSummary", "OutletResult", "Progress", "backfill"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSummary:
    """What became of each outlet, in the order of the configuration."""

    took_s: float
    outlets: tuple[OutletResult, ...]


async def backfill(
    settings: CollectSettings,
    feeds: Sequence[Feed],
    gazetteer: Gazetteer,
    *,
    since: datetime,
    until: datetime,
    sitemaps: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    clock: Clock = utc_now,
    resolver: AbstractResolver | None = None,
) -> BackfillSummary:
    """Fetch the articles of ``feeds``' outlets published in ``since`` <= t < ``until``, all outlets at once.

    ``sitemaps`` has the address of a sitemap by Outlet.key; without one, the outlet's robots.txt names it.
    """
    started_s = time.monotonic()
    outlets = {feed.outlet.key: feed.outlet for feed in feeds}
    async with open_resources(settings, gazetteer, clock=clock, resolver=resolver) as resources:
        jobs = [
            OutletHistory(
                settings,
                outlet,
                tuple(feed for feed in feeds if feed.outlet.key == outlet.key),
                gazetteer,
                resources,
                since=since,
                until=until,
                progress=progress,
                clock=clock,
            ).run((sitemaps or {}).get(outlet.key))
            for outlet in outlets.values()
        ]
        results = await asyncio.gather(*jobs)
    return BackfillSummary(took_s=time.monotonic() - started_s, outlets=tuple(results))
