"""The collector as a process: one round over all feeds, or until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Collection, Sequence

from aiohttp.abc import AbstractResolver

from collectors.dispatch import Dispatcher, NewNames
from collectors.jobs import Names
from collectors.resources import Clock, open_resources, utc_now
from collectors.settings import CollectSettings
from collectors.summary import CollectSummary, FeedResult
from storage.lock import collector_lock
from storage.records import Feed

__all__ = ["CollectSummary", "collect_once", "run_forever"]


async def collect_once(
    settings: CollectSettings,
    feeds: Sequence[Feed],
    names: Names,
    *,
    only: Collection[str] = (),
    clock: Clock = utc_now,
    resolver: AbstractResolver | None = None,
) -> CollectSummary:
    """Poll every due feed of the settings' shard once, and those never polled before.

    ``only`` names feeds (Feed.key) to poll instead, due or not. Raises CollectorRunningError when a
    collector works in this data folder.
    """
    started_at, started_s = clock(), time.monotonic()
    with collector_lock(settings.data_dir, settings.shard):
        async with open_resources(settings, names, clock=clock, resolver=resolver) as resources:
            version = await resources.names_version()
            dispatcher = Dispatcher(settings, feeds, version, resources, clock=clock)
            dispatcher.announce()
            states = {state.feed: state for state in resources.ledger.all()}
            due = {state.feed for state in resources.ledger.due(started_at, limit=len(states))}
            never = {key for key, state in states.items() if state.last_poll_at is None}
            chosen = states.keys() & set(only) if only else due | never
            mine = [feed for feed in feeds if settings.shard is None or settings.shard.owns(feed)]
            results = await dispatcher.poll_all([states[feed.key] for feed in mine if feed.key in chosen])
    return CollectSummary(
        started_at=started_at,
        took_s=time.monotonic() - started_s,
        feeds=tuple(
            results.get(feed.key) or FeedResult.waiting(states[feed.key])
            for feed in mine
            if not only or feed.key in only
        ),
    )


async def run_forever(
    settings: CollectSettings,
    feeds: Sequence[Feed],
    names: Names,
    *,
    only: Collection[str] = (),
    new_names: NewNames = lambda _: None,
    clock: Clock = utc_now,
    stop: asyncio.Event | None = None,
) -> None:
    """Poll what is due of the settings' shard until SIGTERM, SIGINT or ``stop``; then hand over the rest.

    ``only`` names the feeds (Feed.key) to poll; none means all of ``feeds``. ``new_names`` is asked every few
    seconds, in a thread, whether other names are to be looked for. Raises CollectorRunningError when another
    collector works in this data folder.
    """
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        with collector_lock(settings.data_dir, settings.shard):
            async with open_resources(settings, names, clock=clock) as resources:
                version = await resources.names_version()
                dispatcher = Dispatcher(settings, feeds, version, resources, only=only, clock=clock)
                dispatcher.announce()
                await dispatcher.serve(stop, new_names)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
