"""The demo's web server: one port for each outlet, as each real outlet has a host of its own."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from sorot.demo import render
from sorot.demo.world import DemoOutlet, World

FEED_LENGTH = 25
SLOW = timedelta(seconds=4)  # what the slow outlet takes for its feed
OUTAGE = timedelta(minutes=4)  # of every OUTAGE_EVERY, the unlucky outlet answers 503
OUTAGE_EVERY = timedelta(minutes=15)
RETRY_AFTER = timedelta(seconds=30)
NEW_STORY_EVERY = (3.0, 8.0)  # seconds, at random between the two


class NewsServer:
    """Serves a world over HTTP until it is closed."""

    def __init__(
        self,
        world: World,
        *,
        first_port: int,
        host: str = "127.0.0.1",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: float = 1.0,
        feed_length: int = FEED_LENGTH,
    ) -> None:
        """Serve ``world`` by ``clock``, which goes ``pace`` times as fast as ours."""
        self.world, self.host = world, host
        self._clock, self._pace, self._feed_length = clock, pace, feed_length
        self.bases = {
            outlet.key: f"http://{host}:{first_port + number}" for number, outlet in enumerate(world.outlets)
        }
        self._runners: list[web.AppRunner] = []
        self._publisher: asyncio.Task[None] | None = None
        self._started = self._clock()

    async def open(self) -> None:
        """Listen on every outlet's port.

        :raises OSError: one of the ports is taken; nothing is left open.
        """
        try:
            for outlet in self.world.outlets:
                runner = web.AppRunner(self._site(outlet), access_log=None)
                await runner.setup()
                self._runners.append(runner)
                port = int(self.bases[outlet.key].rsplit(":", 1)[1])
                await web.TCPSite(runner, self.host, port, backlog=256).start()
        except OSError:
            await self.close()
            raise
        self._publisher = asyncio.create_task(self._publish())

    async def close(self) -> None:
        """Stop publishing and free the ports."""
        await self.rest()
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()

    async def rest(self) -> None:
        """Publish nothing more, and go on serving."""
        if self._publisher is not None:
            self._publisher.cancel()
            await asyncio.gather(self._publisher, return_exceptions=True)

    async def _publish(self) -> None:
        while True:
            await asyncio.sleep(random.uniform(*NEW_STORY_EVERY) / self._pace)
            self.world.publish(self._clock())

    def _site(self, outlet: DemoOutlet) -> web.Application:
        base = self.bases[outlet.key]
        site = web.Application()

        async def feed(request: web.Request) -> web.StreamResponse:
            if outlet.manner == "slow":
                await asyncio.sleep(SLOW.total_seconds() / self._pace)
            stories = self.world.latest(outlet.key, now=self._clock(), limit=self._feed_length)
            changed = stories[0].published_at if stories else self._started
            return _conditional(request, render.feed(outlet, base, stories), "application/xml", changed)

        async def article(request: web.Request) -> web.StreamResponse:
            now = self._clock()
            story = self.world.story(outlet.key, request.match_info["slug"], now=now)
            if story is None:
                raise web.HTTPNotFound(text="There is no such story in this world.")
            popular = self.world.stories_of(outlet.key, story.published_at.date())[:5]
            return web.Response(text=render.page(outlet, base, story, popular), content_type="text/html")

        async def sitemap_index(_: web.Request) -> web.StreamResponse:
            months = [f"{month:%Y-%m}" for month in self.world.months()]
            return web.Response(text=render.sitemap_index(base, months), content_type="application/xml")

        async def sitemap(request: web.Request) -> web.StreamResponse:
            month = date(int(request.match_info["year"]), int(request.match_info["month"]), 1)
            stories = self.world.month(outlet.key, month, now=self._clock())
            return web.Response(text=render.sitemap(base, stories), content_type="application/xml")

        async def robots(_: web.Request) -> web.StreamResponse:
            return web.Response(text=f"User-agent: *\nDisallow: /search\nSitemap: {base}/sitemap.xml\n")

        async def front(_: web.Request) -> web.StreamResponse:
            stories = self.world.latest(outlet.key, now=self._clock(), limit=1)
            return web.Response(text=render.page(outlet, base, stories[0], stories), content_type="text/html")

        site.router.add_get("/rss", self._with_outage(outlet, feed))
        site.router.add_get("/news/{slug}", article)
        site.router.add_get("/sitemap.xml", sitemap_index)
        site.router.add_get(r"/sitemap-{year:\d{4}}-{month:0[1-9]|1[0-2]}.xml", sitemap)
        site.router.add_get("/robots.txt", robots)
        site.router.add_get("/", front)
        return site

    def _with_outage(
        self, outlet: DemoOutlet, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Answer 503 now and then, when the outlet is the unlucky one; its first minutes are good."""
        if outlet.manner != "outage":
            return handler

        async def answer(request: web.Request) -> web.StreamResponse:
            into = (self._clock() - self._started) % OUTAGE_EVERY
            if OUTAGE_EVERY / 5 < into < OUTAGE_EVERY / 5 + OUTAGE:
                wait = max(1, round(RETRY_AFTER.total_seconds() / self._pace))
                raise web.HTTPServiceUnavailable(
                    headers={"Retry-After": str(wait)}, text="Down for repairs (demo)"
                )
            return await handler(request)

        return answer


def _conditional(request: web.Request, text: str, content_type: str, changed: datetime) -> web.StreamResponse:
    """200 with validators, or 304 when the reader has this already."""
    etag = f'"{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    return web.Response(text=text, content_type=content_type, headers=headers)
