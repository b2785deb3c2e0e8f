"""What collecting works with: session, worker processes, ledger; opened together and closed together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import cast

import structlog
from aiohttp.abc import AbstractResolver

from collectors.articles import ArticleReader
from collectors.fetch import Web
from collectors.jobs import Names, set_up
from collectors.robots import Robots
from collectors.settings import CollectSettings
from collectors.workers import WorkerPool
from storage.ledger.ledger import Ledger
from storage.ledger.rescue import rescued

log = structlog.get_logger()
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What collecting works with; open while :func:`open_resources` is."""

    web: Web
    robots: Robots
    workers: WorkerPool
    ledger: Ledger
    reader: ArticleReader

    async def names_version(self) -> str:
        """Version of the names that articles are matched with."""
        return cast("str", await self.workers.ready())


@asynccontextmanager
async def open_resources(
    settings: CollectSettings, names: Names, *, clock: Clock, resolver: AbstractResolver | None = None
) -> AsyncIterator[Resources]:
    """Open session, processes and ledger, and close them again."""
    async with AsyncExitStack() as stack:
        if saved := rescued(settings.ledger, clock()):
            kept, rows = saved
            log.error("the ledger was damaged; a new one is begun", kept=str(kept), rows_saved=rows)
        ledger = stack.enter_context(Ledger.open(settings.ledger))
        workers = WorkerPool(settings.workers, limit=settings.read_limit, setup=partial(set_up, names))
        stack.push_async_callback(workers.close)
        web = await stack.enter_async_context(Web(settings, resolver=resolver, clock=clock))
        robots = Robots(web, clock=clock)
        reader = ArticleReader(web=web, robots=robots, workers=workers, stopping=asyncio.Event())
        yield Resources(web=web, robots=robots, workers=workers, ledger=ledger, reader=reader)
