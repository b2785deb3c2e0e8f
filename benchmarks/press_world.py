"""Ten thousand invented feeds: how much they bring, how their servers answer, and what was asked of them."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal

from collectors.articles import Reading
from collectors.entries import Entry
from collectors.errors import FetchError
from collectors.jobs import Document, Provenance, ReadFeed
from collectors.politeness import Turns
from collectors.room import Room, Rooms
from collectors.types import Fetched, NotModified, ParsedFeed, RawEntry, Validators
from storage.records import Article, Feed, Outlet, article_id_of
from storage.sites import site_of_url

SEED = 20261123
Kind = Literal["well", "moved", "sent", "flaky", "hangs", "missing", "gone", "busy"]
# Of a thousand feeds. "busy" asks for time now and then (429), "sent" redirects without meaning it for good.
KINDS: dict[Kind, int] = {
    "well": 900,
    "moved": 10,
    "sent": 15,
    "flaky": 30,
    "hangs": 10,
    "missing": 15,
    "gone": 5,
    "busy": 15,
}
# Articles a day, and how many of a thousand feeds bring so many.
PACES = {400: 10, 150: 40, 50: 150, 15: 250, 4: 250, 0.7: 150, 0.1: 100, 0: 50}
NEW = "?new"  # at the end of the address of a feed that moved
HANG = 30.0  # seconds until the collector gives up
HOURS = [
    1,
    1,
    1,
    2,
    4,
    6,
    8,
    9,
    9,
    9,
    8,
    8,
    8,
    8,
    7,
    6,
    5,
    4,
    3,
    2,
    1,
    1,
    1,
    1,
]  # how news is spread over a day


@dataclass(slots=True)
class Source:
    """One feed as its outlet makes it."""

    feed: Feed
    kind: Kind
    times: list[float]  # of its articles, in seconds from the beginning
    before: int  # articles that it already had then
    length: int  # of its document, in entries
    validators: bool  # whether its server knows 304
    headers: dict[str, str]
    ttl: timedelta | None
    latency: float


@dataclass(slots=True)
class Asked:
    """What the collector did to the world."""

    requests: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    too_many: int = 0  # requests beyond those allowed at once
    too_soon: int = 0  # starts at a site closer together than allowed
    most: int = 0  # requests at once, over all sites


class World:
    """Servers at the other end of the wire; stands where collectors.fetch.Web does."""

    def __init__(
        self, *, feeds: int, hosts: int, hours: float, per_host: int, spacing: timedelta, connections: int
    ) -> None:
        dice = random.Random(SEED)
        weights = list(accumulate(1 / (place + 8) for place in range(hosts)))  # some have dozens of feeds
        self.dice, self.asked, self.seconds = dice, Asked(), hours * 3_600
        self.per_host, self.spacing = per_host, spacing.total_seconds()
        self.sources: dict[str, Source] = {}
        for number in range(feeds):
            host = number if number < hosts else dice.choices(range(hosts), cum_weights=weights)[0]
            source = _source(number, host, dice, hours * 3_600)
            self.sources[source.feed.url] = source
        self._loop_time: Callable[[], float] = lambda: asyncio.get_running_loop().time()
        self._turns = Turns(
            connections=connections, per_site=per_host, spacing=spacing, clock=self._loop_time
        )
        self._rooms = Rooms()
        self._inside: Counter[str] = Counter()
        self._started: dict[str, float] = {}
        self.begun: Callable[[Feed], None] = lambda _: None  # told of each poll

    def room(self) -> Room:
        """Documents are small here."""
        return self._rooms.room()

    async def fetch(
        self, url: str, *, validators: Validators | None = None, room: Room | None = None
    ) -> Fetched | NotModified:
        """Answer as the source at ``url`` does; its documents are small and need no ``room``."""
        assert room is not None
        moved = url.endswith(NEW)
        source = self.sources[url.removesuffix(NEW)]
        self.begun(source.feed)
        site = site_of_url(url)
        async with self._turns.turn(site):
            self._start(site)
            try:
                return await self._answer(source, validators or Validators(), moved=moved)
            finally:
                self._inside[site] -= 1

    def _start(self, site: str) -> None:
        now = self._loop_time()
        self._inside[site] += 1
        self.asked.requests += 1
        self.asked.most = max(self.asked.most, self._inside.total())
        self.asked.too_many += self._inside[site] > self.per_host
        self.asked.too_soon += now - self._started.get(site, -9e9) < self.spacing - 1e-6
        self._started[site] = now

    async def _answer(self, source: Source, known: Validators, *, moved: bool) -> Fetched | NotModified:
        url = source.feed.url
        if source.kind == "hangs" or (source.kind == "flaky" and self.dice.random() < 0.02):
            await asyncio.sleep(HANG)
            raise self._failed(url, "took longer than 30 s", None)
        await asyncio.sleep(source.latency)
        if source.kind == "missing" or (source.kind == "flaky" and self.dice.random() < 0.1):
            raise self._failed(url, "answered 404 Not Found", 404)
        if source.kind == "gone":
            raise self._failed(url, "answered 410 Gone", 410)
        if source.kind == "busy" and self.dice.random() < 0.05:
            wait = timedelta(minutes=self.dice.choice((5, 30, 120))) if self.dice.random() < 0.5 else None
            raise self._failed(url, "answered 429 Too Many Requests", 429, wait)
        there = source.before + bisect_right(source.times, self._loop_time())
        etag = f'"{there}"' if source.validators else None
        target = f"{url}{NEW}" if source.kind == "moved" and not moved else None
        got = Validators(etag=etag, body_hash=str(there))
        if (etag is not None and etag == known.etag) or got.body_hash == known.body_hash:
            status = 304 if etag is not None and known.etag else 200
            self.asked.statuses["unchanged"] += 1
            return NotModified(validators=got, http_status=status, headers=source.headers, moved_to=target)
        self.asked.statuses["new document"] += 1
        body = f"{url} {max(0, there - source.length)} {there}".encode()
        return Fetched(
            url=url,
            body=body,
            size=len(body),
            content_type="application/rss+xml",
            http_status=200,
            validators=got,
            headers=source.headers,
            moved_to=target,
        )

    def _failed(
        self, url: str, reason: str, status: int | None, retry_after: timedelta | None = None
    ) -> FetchError:
        self.asked.statuses[reason] += 1
        return FetchError(url, reason, http_status=status, retry_after=retry_after)


class Readers:
    """Stands where the worker processes and the reader of articles do: a document is a line of numbers."""

    def __init__(self, world: World, now: datetime) -> None:
        self._world, self._begin = world, now
        self.stopping = asyncio.Event()
        feed = next(iter(world.sources.values())).feed
        self._article = Article(
            article_id=1,
            feed=feed.key,
            url=feed.url,
            lang="id",
            title="",
            summary="",
            body="",
            published_at=None,
            published_source="collected",
            first_seen_at=now,
        )

    async def run(self, _: object, document: Document, *__: Any) -> ReadFeed:
        url, first, last = document.body.decode().split()
        source = self._world.sources[url]
        begin = int(first) - source.before
        entries = tuple(
            _entry(f"{source.feed.key}-{number}", self._dated(source, begin + place))
            for place, number in enumerate(range(int(first), int(last)))
        )
        feed = ParsedFeed(title="", link="", language=None, ttl=source.ttl, entries=(), problems=())
        return ReadFeed(feed=feed, entries=entries)

    def _dated(self, source: Source, place: int) -> datetime:
        """When the article at ``place`` was published; those from before the beginning at the same pace."""
        pace = max(len(source.times), 1) / self._world.seconds
        at = source.times[place] if place >= 0 else place / pace
        return self._begin + timedelta(seconds=at)

    async def read(self, entries: tuple[Entry, ...], _: Provenance) -> Reading:
        return Reading(articles={entry.key: self._article for entry in entries})


def _entry(key: str, published_at: datetime) -> Entry:
    raw = RawEntry(title=key, link=key, guid=key, published_at=published_at, summary="", content="")
    return Entry(raw=raw, key=key, url=key, article_id=article_id_of(key), content_hash="-")


def _source(number: int, host: int, dice: random.Random, seconds: float) -> Source:
    name = f"outlet-{host}"
    outlet = Outlet(key=name, name=name, country="ID", lang="id", homepage=f"https://{name}.example/")
    feed = Feed(
        key=f"{name}-{number}",
        outlet=outlet,
        url=f"https://{dice.choice(('www', 'rss', 'feeds'))}.{name}.example/{number}.xml",
        section="dunia",
        lang="id",
        full_text="feed",
    )
    [kind] = dice.choices(list(KINDS), weights=list(KINDS.values()))
    [pace] = dice.choices(list(PACES), weights=list(PACES.values()))
    share = sum(HOURS) / 24
    times, at = [], 0.0
    while pace and at < seconds:
        at += dice.expovariate(pace / 86_400 * HOURS[int(at / 3_600) % 24] / share)
        times.append(at)
    return Source(
        feed=feed,
        kind=kind,
        times=times,
        before=dice.randint(1, 60),
        length=dice.choice((10, 20, 20, 30, 50)),
        validators=dice.random() < 0.7,
        headers={"cache-control": "max-age=300"} if dice.random() < 0.2 else {},
        ttl=timedelta(minutes=dice.choice((5, 15, 30, 60))) if dice.random() < 0.2 else None,
        latency=dice.lognormvariate(-1.0, 0.8),
    )
