"""Which feeds are polled now, and when their outcomes are handed over."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from collectors.jobs import Names, set_up
from collectors.outcome import Outcome, Polling
from collectors.pipeline import Collector
from collectors.resources import Clock, Resources
from collectors.settings import CollectSettings
from collectors.spool import Spool
from collectors.summary import FeedResult
from collectors.threads import in_thread
from storage.batches.batch import Batch, write_batch
from storage.errors import StorageError
from storage.ledger.ledger import FeedState
from storage.ledger.rescue import is_damage
from storage.ledger.shards import adopt
from storage.records import Feed, RemovedFeed

MOST_WAITING = 5_000  # articles that could not be handed over; then no new poll is begun
LOOK_AT_NAMES_EVERY = timedelta(seconds=3)
CLOCK_CHECK = 1.0  # seconds
AFTER_A_REST = 2  # times the usual spacing, between feeds of a host that has asked for it
MOST_POLLS = 256  # at once; how many requests go out is decided by politeness.Turns

NewNames = Callable[[str], "Names | None"]  # given their version; None: they are as they were

log = structlog.get_logger()


class Dispatcher:
    """Dispatches polls and hands over their outcomes."""

    def __init__(
        self,
        settings: CollectSettings,
        feeds: Sequence[Feed],
        names_version: str,
        resources: Resources,
        *,
        only: Collection[str] = (),
        clock: Clock,
    ) -> None:
        """``feeds`` are all that are configured; ``only`` names those to poll, none all of the shard."""
        self._settings = settings
        shard = settings.shard
        self._feeds = {feed.key: feed for feed in feeds if shard is None or shard.owns(feed)}
        self._configured = {feed.key: feed.url for feed in feeds}
        self._only = frozenset(only)
        self._names_version = names_version
        self._resources = resources
        self._clock = clock
        self._collector = Collector(
            settings=settings,
            web=resources.web,
            workers=resources.workers,
            reader=resources.reader,
            ledger=resources.ledger,
            clock=clock,
            configured={url: key for key, url in self._configured.items()},
        )
        self._spool = Spool(
            settings.inbox,
            resources.ledger,
            gazetteer_version=names_version,
            clock=clock,
            gap=AFTER_A_REST * settings.host_spacing,
        )
        self._following = False  # other names, since not long ago
        self._older: set[asyncio.Task[Outcome]] = set()  # polls that may have matched with the names before
        self._polls: dict[str, asyncio.Task[Outcome]] = {}  # running, by feed
        self._states: dict[str, FeedState] = {}  # of the feeds whose poll runs
        self._results: dict[str, FeedResult] = {}  # of the last poll, by feed
        self._damaged = asyncio.Event()  # the ledger is
        self._trouble: str | None = None  # why the last flush failed: said once, not every second
        self._busy: set[str] = set()  # feeds from dispatch until their outcome is in the ledger
        self._ticked_at: datetime | None = None
        self._ticking = asyncio.Lock()

    def announce(self) -> None:
        """Make the ledger follow the configuration and tell the archive which feeds there are."""
        ledger, now = self._resources.ledger, self._clock()
        adopt(ledger, tuple(self._feeds.values()))
        ledger.sync_feeds(tuple(self._feeds.values()), now)
        self._mend_clock(now)
        # One that only fell to another shard is not gone.
        gone = [state for state in ledger.all(removed=True) if state.feed not in self._configured]
        batch = Batch(
            feeds=tuple(self._feeds.values()),
            articles=(),
            polls=(),
            gazetteer_version=self._names_version,
            created_at=now,
            removed_feeds=tuple(
                RemovedFeed(key=state.feed, removed_at=state.removed_at) for state in gone if state.removed_at
            ),
        )
        write_batch(self._settings.inbox, batch)

    async def follow(self, names: Names) -> None:
        """Match with other names from now on. When they cannot be loaded, go on with those before.

        Batches say so once everything that was matched before is handed over. Until then ingestion, which
        matches batches with other names than its own again, does some for nothing, and misses none.
        """
        try:
            version = str(await self._resources.workers.renew(partial(set_up, names)))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with them
            log.warning("names cannot be read, going on with the ones before", error=str(error))
            return
        if version != self._names_version:
            self._names_version = version
            self._older |= set(self._polls.values())
            self._following = True
            log.info("names changed", version=version)

    async def serve(self, stop: asyncio.Event, new_names: NewNames = lambda _: None) -> None:
        """Tick until ``stop``, then end in an orderly way; ``new_names`` is asked for others meanwhile."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_listener(_log_failed_tick, EVENT_JOB_ERROR)
        # With APScheduler's defaults, a tick that starts a second late is dropped without a word.
        job = scheduler.add_job(
            self.tick,
            "interval",
            seconds=self._settings.tick.total_seconds(),
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        watching = [asyncio.create_task(self._watch(new_names)), asyncio.create_task(_follow_clock(job))]
        ends = [asyncio.create_task(stop.wait()), asyncio.create_task(self._damaged.wait())]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*watching, *ends):
                task.cancel()
            job.remove()
            await asyncio.sleep(0)  # a tick whose time has come begins now, or never
            async with self._ticking:  # it is not cancelled, but ends
                scheduler.shutdown(wait=False)
            await self.finish()

    async def _watch(self, new_names: NewNames) -> None:
        while True:
            await asyncio.sleep(LOOK_AT_NAMES_EVERY.total_seconds())
            names = await in_thread(new_names, self._names_version)
            if names is not None:
                await self.follow(names)

    async def tick(self) -> None:
        """Begin what is due and hand over what is ready."""
        async with self._ticking:
            await self._tick()

    async def _tick(self) -> None:
        now = self._clock()
        try:
            self._begin_due(now)
        except sqlite3.Error as error:  # a full disk: what waits is handed over all the same, when it can be
            self._tell(error)
        settings = self._settings
        if self._spool.is_ripe(now, articles=settings.flush_articles, after=settings.flush_every):
            await self._flush()
        if self._following:
            await self._end_of_following()

    def _begin_due(self, now: datetime) -> None:
        if self._ticked_at is not None and now < self._ticked_at:
            self._mend_clock(now)
        self._ticked_at = now
        if self._spool.articles < MOST_WAITING and len(self._polls) < MOST_POLLS:
            due = self._resources.ledger.due(
                now,
                limit=MOST_POLLS + len(self._busy),
                per_host=self._settings.per_host + len(self._busy),
                only=self._only,
            )
            paused = self._spool.paused(now)
            self._begin(self._allowed([state for state in due if state.host not in paused]), now)

    async def _end_of_following(self) -> None:
        self._older &= set(self._polls.values())
        if not self._older and await self._flush():
            self._spool.gazetteer_version = self._names_version
            self._following = False

    def _mend_clock(self, now: datetime) -> None:
        if mended := self._resources.ledger.mend_clock(now):
            log.warning("the clock was set back; polls are spread over their intervals", feeds=mended)

    def _allowed(self, states: Sequence[FeedState]) -> list[FeedState]:
        """Leave out what is being polled, and what would only wait for its site while others are due.

        Feeds that fail may hold half of the connections: however many servers hang, others are read.
        """
        running = self._states.values()
        sites = Counter(state.host for state in running)
        failing = sum(state.failures > 0 for state in running)
        allowed: list[FeedState] = []
        for state in states:
            if len(running) + len(allowed) >= MOST_POLLS:
                break
            if state.feed in self._busy or sites[state.host] >= self._settings.per_host:
                continue
            if state.failures and failing >= max(1, self._settings.connections // 2):
                continue
            sites[state.host] += 1
            failing += state.failures > 0
            allowed.append(state)
        return allowed

    def _begin(self, states: Sequence[FeedState], now: datetime) -> None:
        if not states:
            return
        self._resources.ledger.hold(
            {s.feed: now + min(self._settings.hold, timedelta(seconds=s.interval_s)) for s in states}
        )
        for state in states:
            task = asyncio.create_task(self._poll(state), name=f"poll {state.feed}")
            self._polls[state.feed] = task
            self._states[state.feed] = state
            self._busy.add(state.feed)
            task.add_done_callback(partial(self._ended, state.feed))

    async def _poll(self, state: FeedState) -> Outcome:
        """Poll one feed; a mistake of ours is a failure of this feed, not of the collector."""
        feed = self._feeds[state.feed]
        started_at, started_s = self._clock(), time.monotonic()
        try:
            return await self._collector.collect(feed, state)
        except Exception as error:
            log.exception("poll failed", feed=feed.key)
            polling = Polling(
                feed=feed,
                before=state,
                settings=self._settings,
                started_at=started_at,
                started_s=started_s,
                jitter=0.0,
            )
            return polling.failed(f"could not be collected: {error!r}")

    def _ended(self, key: str, task: asyncio.Task[Outcome]) -> None:
        del self._polls[key], self._states[key]
        if task.cancelled():
            self._busy.discard(key)  # nothing is recorded: it stays due
            return
        outcome = task.result()
        self._spool.add(outcome)
        self._results[key] = FeedResult.of(outcome)
        log.info(
            "feed polled",
            feed=key,
            status=outcome.poll.status,
            new=outcome.poll.new_articles,
            known=outcome.poll.known_articles,
            took_ms=outcome.poll.took_ms,
            error=outcome.poll.error,
        )

    async def _flush(self) -> bool:
        try:
            recorded = await self._spool.flush()
        except (OSError, sqlite3.Error, StorageError) as error:
            # Disk full, folder gone, ledger locked: what waits is kept, and the next tick tries again.
            self._tell(error)
            return False
        self._trouble = None
        self._busy.difference_update(outcome.feed.key for outcome in recorded)
        now = self._clock()
        if any(outcome.poll.started_at > now for outcome in recorded):  # it was set back in between
            self._mend_clock(now)
        return True

    def _tell(self, error: Exception) -> None:
        if str(error) != self._trouble:
            log.warning("could not hand over, trying again", error=str(error))
        self._trouble = str(error)
        if is_damage(error):
            self._damaged.set()  # the next start begins a new ledger

    async def poll_all(self, states: Sequence[FeedState]) -> dict[str, FeedResult]:
        """Poll these feeds once and hand everything over; returns what became of each."""
        waiting = {state.feed: state for state in states}
        while waiting or self._polls:
            allowed = self._allowed(tuple(waiting.values()))
            for state in allowed:
                del waiting[state.feed]
            self._begin(allowed, self._clock())
            await asyncio.wait(self._polls.values(), return_when=asyncio.FIRST_COMPLETED)
            if self._spool.articles >= self._settings.flush_articles:
                await self._flush()
        await self._spool.flush()
        return self._results

    async def finish(self) -> None:
        """Let what is under way end for a moment, cancel the rest, hand over all."""
        self._resources.reader.stopping.set()
        if self._polls:
            polls = tuple(self._polls.values())
            _, late = await asyncio.wait(polls, timeout=self._settings.shutdown_grace.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._spool.flush()


async def _follow_clock(job: Job) -> None:
    """Tick at once when the system's clock was set: APScheduler would wait for the time it had before."""
    ahead = time.time() - time.monotonic()
    while True:
        await asyncio.sleep(CLOCK_CHECK)
        now_ahead = time.time() - time.monotonic()
        if abs(now_ahead - ahead) > CLOCK_CHECK:
            job.modify(next_run_time=datetime.now(UTC))
        ahead = now_ahead


def _log_failed_tick(event: JobExecutionEvent) -> None:
    log.error("tick failed", error=repr(event.exception))
