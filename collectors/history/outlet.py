"""The history of one outlet: addresses queued in the ledger, fetched, handed over, settled."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from collectors.articles import UNREADABLE, Unreadable
from collectors.entries import Entry, key_of, number_of
from collectors.errors import CollectorError, FetchError
from collectors.history.archive import ArchiveRule
from collectors.history.discover import Discovery
from collectors.jobs import Provenance
from collectors.resources import Clock, Resources
from collectors.settings import CollectSettings
from collectors.threads import in_thread
from collectors.types import RawEntry
from collectors.urls import canonical_url
from storage.batches.batch import Batch, write_batch
from storage.ledger.ledger import BackfillUrl
from storage.ledger.shards import collected_by_any
from storage.records import Article, Feed, Outlet

TRIES = 3  # of one page whose failure may pass
REST = timedelta(minutes=1)  # after a 429 or 503 that does not say how long
REPORT_EVERY = timedelta(seconds=0.2)
STAMPED = timedelta(days=2)  # a sitemap that is written anew gives all its pages a date of today
RESTS = 5  # in a row; then the outlet does not want us today

_GONE = frozenset({400, 403, 404})
_ASKED_TO_WAIT = frozenset({429, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one outlet's backfill has come, in addresses."""

    outlet: str  # Outlet.key
    done: int
    failed: int
    total: int
    eta: timedelta | None  # None until something was done
    per_minute: float = 0.0
    finding: bool = False  # addresses are still being looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletResult:
    """What became of one outlet's backfill."""

    outlet: str
    found: int  # addresses of the range that were not known
    stored: int  # articles
    outside: int  # read, and published outside the range
    failed: int
    error: str | None = None  # why it ended early; running it again goes on
    pending: int = 0  # addresses of this and earlier runs that are still to be read
    takes: timedelta = timedelta()  # at least, for what is pending
    left_out: tuple[str, ...] = ()  # sitemaps and archive pages that could not be read, in words


class OutletHistory:
    """The backfill of one outlet."""

    def __init__(
        self,
        settings: CollectSettings,
        outlet: Outlet,
        feeds: tuple[Feed, ...],
        names_version: str,
        resources: Resources,
        *,
        since: datetime,
        until: datetime,
        progress: Callable[[Progress], None],
        clock: Clock,
    ) -> None:
        self._settings, self._outlet, self._feeds = settings, outlet, feeds
        self._names_version = names_version
        self._resources, self._clock, self._progress = resources, clock, progress
        self._since, self._until = since, until
        self._queue: deque[BackfillUrl] = deque()
        self._taken: set[str] = set()  # from the ledger, not settled yet
        self._articles: list[Article] = []
        self._settled: dict[str | None, list[str]] = {}  # addresses by error
        self._flushing = asyncio.Lock()
        self._rest = asyncio.Event()
        self._rest.set()
        self._rests = 0
        self._started_s = self._reported_s = 0.0
        self._done = self._failed = self._stored = self._outside = self._total = 0
        self._ended: str | None = None
        self._left_out: list[str] = []

    async def run(
        self, sitemap: str | None, archive: ArchiveRule | None = None, *, dry_run: bool = False
    ) -> OutletResult:
        """Find the addresses, read their pages, hand the articles over; only find them in a dry run."""
        found, unfound = await self._discover(sitemap, archive, keep=not dry_run)
        self._started_s = time.monotonic()
        self._total = self._pending()
        if dry_run:
            pending = self._total + found
            return OutletResult(
                outlet=self._outlet.key,
                found=found,
                stored=0,
                outside=0,
                failed=0,
                error=unfound,
                pending=pending,
                takes=await self._time_for(pending),
                left_out=tuple(self._left_out),
            )
        lanes = max(2, min(self._settings.connections, 2 * self._settings.per_host))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(lanes):
                    group.create_task(self._lane())
        finally:
            await self._flush()
        self._report()
        return OutletResult(
            outlet=self._outlet.key,
            found=found,
            stored=self._stored,
            outside=self._outside,
            failed=self._failed,
            error=self._ended or unfound,
            pending=self._pending(),
            left_out=tuple(self._left_out),
        )

    async def _time_for(self, articles: int) -> timedelta:
        """How long it takes at least: one start per spacing, or as robots.txt wants."""
        spacing = self._settings.host_spacing
        with contextlib.suppress(CollectorError):
            spacing = max(spacing, await self._resources.robots.check(self._outlet.homepage) or spacing)
        return articles * spacing

    async def _discover(
        self, sitemap: str | None, archive: ArchiveRule | None, *, keep: bool
    ) -> tuple[int, str | None]:
        """Queue the addresses of sitemaps and archive; return how many are new, and why there are none."""
        discovery = Discovery(
            web=self._resources.web,
            robots=self._resources.robots,
            workers=self._resources.workers,
            zone=self._settings.zone,
            since=self._since,
            until=self._until,
        )
        self._left_out = discovery.left_out
        sources = {"sitemap": discovery.places(self._outlet.homepage, sitemap)}
        if archive is not None:
            sources["archive"] = discovery.archived(archive)
        found, seen, failed = 0, set[str](), []
        for name, source in sources.items():
            try:
                async for places in source:
                    urls = [BackfillUrl(url=p.url, lastmod=p.published_at or p.lastmod) for p in places]
                    found += self._queued([url for url in urls if url.url not in seen], keep=keep)
                    seen.update(url.url for url in urls)
                    self._progress(
                        Progress(
                            outlet=self._outlet.key, done=0, failed=0, total=found, eta=None, finding=True
                        )
                    )
            except CollectorError as error:  # what an earlier run found can still be read
                failed.append(f"its {name} could not be read: {error}")
        if len(failed) < len(sources):
            discovery.left_out.extend(failed)
            return found, None
        return found, "; ".join(failed)

    def _queued(self, urls: Sequence[BackfillUrl], *, keep: bool) -> int:
        """Queue what is not known yet, and return how much that is; only count it with ``keep`` False."""
        known = self._collected(urls)
        new = [url for url in urls if url.url not in known]
        if keep:
            return self._resources.ledger.queue_backfill(self._outlet.key, new)
        queued = self._resources.ledger.queued_backfill(self._outlet.key, [url.url for url in new])
        return sum(url.url not in queued for url in new)

    def _collected(self, urls: Sequence[BackfillUrl]) -> set[str]:
        """Addresses whose article a feed has brought, of whichever collector in this folder."""
        keys = {key_of(canonical_url(url.url)): url.url for url in urls}
        return {keys[key] for key in collected_by_any(self._resources.ledger, keys)}

    def _pending(self) -> int:
        return next(
            (p.pending for p in self._resources.ledger.backfill_progress() if p.outlet == self._outlet.key), 0
        )

    async def _lane(self) -> None:
        while self._ended is None and (place := self._next()) is not None:
            await self._read(place)
            if time.monotonic() - self._reported_s >= REPORT_EVERY.total_seconds():
                self._report()
            if len(self._articles) >= self._settings.flush_articles:
                await self._flush()

    def _next(self) -> BackfillUrl | None:
        if not self._queue:
            limit = len(self._taken) + self._settings.flush_articles
            pending = self._resources.ledger.pending_backfill(self._outlet.key, limit)
            self._queue.extend(place for place in pending if place.url not in self._taken)
            self._taken.update(place.url for place in self._queue)
        return self._queue.popleft() if self._queue else None

    async def _read(self, place: BackfillUrl) -> None:
        """Read one page; it is settled whatever becomes of it, unless the outlet wants to be left alone."""
        tries = 0
        while True:
            await self._rest.wait()
            if self._ended is not None:
                return
            try:
                article = await self._resources.reader.article(_entry(place), self._provenance(place))
            except UNREADABLE as failure:
                if isinstance(failure, FetchError) and failure.http_status in _ASKED_TO_WAIT:
                    await self._pause(failure)
                    continue
                tries = TRIES if _is_final(failure) else tries + 1
                if tries == TRIES:
                    self._failed += 1
                    self._settled.setdefault(failure.reason, []).append(place.url)
                    return
            else:
                self._rests = 0
                self._keep(place, article)
                return

    def _keep(self, place: BackfillUrl, article: Article) -> None:
        self._done += 1
        if not article.title and not article.body:
            self._settled.setdefault("has no article text", []).append(place.url)
            return
        self._settled.setdefault(None, []).append(place.url)
        if article.published_at is not None and self._since <= article.published_at < self._until:
            self._articles.append(article)
            self._stored += 1
        else:
            self._outside += 1

    async def _pause(self, failure: FetchError) -> None:
        """Leave the outlet alone for as long as it asks; the first lane that is told waits for all."""
        if not self._rest.is_set():
            await self._rest.wait()
            return
        self._rests += 1
        if self._rests > RESTS:
            self._ended = f"the outlet asked to be left alone ({failure.reason}); run it again later"
            return
        self._rest.clear()
        try:
            wait = REST if failure.retry_after is None else failure.retry_after
            await asyncio.sleep(wait.total_seconds())
        finally:
            self._rest.set()

    def _provenance(self, place: BackfillUrl) -> Provenance:
        now = self._clock()
        return Provenance(
            feed=feed_of(place.url, self._feeds),
            zone=self._settings.zone,
            now=now,
            backfilled=True,
            last_resort=place.lastmod if place.lastmod and place.lastmod < now - STAMPED else None,
        )

    async def _flush(self) -> None:
        async with self._flushing:
            articles, settled = self._articles, self._settled
            self._articles, self._settled = [], {}
            await in_thread(self._hand_over, articles, settled)
            for urls in settled.values():
                self._taken.difference_update(urls)

    def _hand_over(self, articles: Sequence[Article], settled: Mapping[str | None, Sequence[str]]) -> None:
        if articles:
            batch = Batch(
                feeds=self._feeds,
                articles=tuple(articles),
                polls=(),
                gazetteer_version=self._names_version,
                created_at=self._clock(),
            )
            write_batch(self._settings.inbox, batch)
        for error, urls in settled.items():
            self._resources.ledger.settle_backfill(self._outlet.key, urls, self._clock(), error=error)

    def _report(self) -> None:
        self._reported_s = time.monotonic()
        done = self._done + self._failed
        left = self._total - done
        passed = time.monotonic() - self._started_s
        eta = timedelta(seconds=passed / done * left) if done and left > 0 else timedelta()
        self._progress(
            Progress(
                outlet=self._outlet.key,
                done=self._done,
                failed=self._failed,
                total=self._total,
                eta=eta if done else None,
                per_minute=60 * done / passed if passed else 0.0,
            )
        )


def feed_of(url: str, feeds: Sequence[Feed]) -> Feed:
    """Return the feed whose section ``url`` names in its host or path, else the first."""
    parts = urlsplit(url.lower())
    words = {*(parts.hostname or "").split("."), *parts.path.split("/")[1:-1]}
    return next((feed for feed in feeds if feed.section.lower() in words), feeds[0])


def _is_final(failure: Unreadable) -> bool:
    """Whether asking again at once would change nothing."""
    return not isinstance(failure, FetchError) or not failure.transient or failure.http_status in _GONE


def _entry(place: BackfillUrl) -> Entry:
    url = canonical_url(place.url)
    return Entry(
        raw=RawEntry(
            title="",
            link=place.url,
            guid=None,
            published_at=None,
            summary="",
            content="",
        ),
        key=key_of(url),
        url=url,
        article_id=number_of(url),
        content_hash="",
    )
