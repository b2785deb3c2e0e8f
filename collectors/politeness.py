"""How many requests go where, and how fast.

A turn belongs first to a site and only then to the pool shared by all: a hundred entries waiting for one slow
outlet hold no connection that another outlet could use.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta

from collectors.shared_turns import SharedTurns

MANY_SITES = 2_000  # idle ones are forgotten beyond this


class _Site:
    """One site's turns."""

    __slots__ = ("next_start", "slots", "users")

    def __init__(self, slots: int) -> None:
        self.slots = asyncio.Semaphore(slots)
        self.next_start = 0.0
        self.users = 0


class Turns:
    """Hands out turns: at most ``per_site`` at once and one start per ``spacing`` at a site."""

    def __init__(
        self,
        *,
        connections: int,
        per_site: int,
        spacing: timedelta,
        shared: SharedTurns | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connections = asyncio.Semaphore(connections)
        self._per_site = per_site
        self._spacing = spacing.total_seconds()
        self._shared = shared
        self._clock = clock
        self._sleep = sleep
        self._sites: dict[str, _Site] = {}

    @asynccontextmanager
    async def turn(self, name: str, *, spacing: timedelta | None = None) -> AsyncIterator[None]:
        """Wait until the site ``name`` may be asked; the turn lasts as long as the block.

        ``spacing`` is what the site itself wants between this start and the next, where that is longer.
        """
        pause = max(self._spacing, spacing.total_seconds() if spacing else 0.0)
        site = self._site(name)
        site.users += 1
        try:
            # First who else asks this site, which may take as long as an answer; only then a connection.
            async with site.slots, self._slot_among_all(name):
                await self._start(site, pause)
                await self._start_among_all(name, pause)
                try:
                    yield
                finally:
                    self._connections.release()
        finally:
            site.users -= 1

    async def _start(self, site: _Site, pause: float) -> None:
        """Return holding a connection, at a moment when the site may be asked."""
        while True:
            wait = site.next_start - self._clock()
            if wait > 0:
                await self._sleep(wait)
                continue
            await self._connections.acquire()
            now = self._clock()
            if now >= site.next_start:
                site.next_start = now + pause
                return
            self._connections.release()  # another of this site started while we queued for the pool

    def _slot_among_all(self, name: str) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._shared is None else self._shared.slot(name, self._per_site)

    async def _start_among_all(self, name: str, pause: float) -> None:
        """Wait for other processes; the connection is held, which is short but for a site they ask, too."""
        if self._shared is None:
            return
        try:
            await self._shared.start(name, pause)
        except BaseException:
            self._connections.release()
            raise

    def _site(self, name: str) -> _Site:
        site = self._sites.get(name)
        if site is None:
            if len(self._sites) >= MANY_SITES:
                now = self._clock()
                self._sites = {n: s for n, s in self._sites.items() if s.users or s.next_start > now}
            site = self._sites[name] = _Site(self._per_site)
        return site
