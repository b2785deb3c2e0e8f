"""One poll of one feed, from its address to articles with mentions: the one place that orders the steps."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from collectors.articles import ArticleReader
from collectors.errors import FetchError, ParseError
from collectors.fetch import Web
from collectors.jobs import Document, Provenance, ReadFeed, read_feed
from collectors.outcome import Counts, Outcome, Polling
from collectors.plan import Claims, Plan, plan
from collectors.settings import CollectSettings
from collectors.types import Fetched, NotModified, Validators
from collectors.workers import WorkerError, WorkerPool
from storage.ledger import FeedState, Ledger
from storage.records import Feed

FULL_AFTER = timedelta(days=7)  # then a feed is asked without validators: some servers lie in their 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """What a poll needs."""

    settings: CollectSettings
    web: Web
    workers: WorkerPool
    reader: ArticleReader
    ledger: Ledger
    clock: Callable[[], datetime]
    dice: Callable[[], float] = random.random  # jitter, not secrets
    claims: Claims = field(default_factory=Claims)

    async def collect(self, feed: Feed, state: FeedState) -> Outcome:
        """Poll ``feed`` once. What goes wrong with it is in the outcome, not raised."""
        polling = Polling(
            feed=feed,
            before=state,
            settings=self.settings,
            started_at=self.clock(),
            jitter=self.dice(),
            started_s=time.monotonic(),
        )
        async with self.web.room() as room:
            try:
                answer = await self.web.fetch(
                    feed.url, validators=_validators(state, polling.started_at), room=room
                )
            except FetchError as error:
                return polling.failed_to_fetch(error)
            if isinstance(answer, NotModified):
                return polling.unchanged(answer)
            document = Document(url=answer.url, content_type=answer.content_type, body=answer.body)
            try:
                read = await self.workers.run(read_feed, document, self.settings.zone, polling.started_at)
            except (ParseError, WorkerError) as error:
                return polling.failed_to_read(answer, error.reason)
        known = self.ledger.known(feed.key, [entry.key for entry in read.entries])
        elsewhere = self.ledger.collected(e.key for e in read.entries if e.key not in known)
        work = plan(read.entries, known, elsewhere, self.claims)
        try:
            return await self._read_entries(polling, answer, read, work)
        finally:
            self.claims.settle(work)

    async def _read_entries(self, polling: Polling, answer: Fetched, read: ReadFeed, work: Plan) -> Outcome:
        provenance = Provenance(feed=polling.feed, zone=self.settings.zone, now=polling.started_at)
        reading = await self.reader.read(work.to_read, provenance)
        work.done.update(reading.articles, reading.failures)
        entries = work.known_after(reading, seen_at=polling.started_at)
        counts = Counts(entries=len(read.entries), new=work.count_new(reading), known=len(work.known))
        articles = tuple(reading.articles.values())
        if len(entries) < len(read.entries):
            return polling.interrupted(answer, counts=counts, articles=articles, entries=entries)
        note = "; ".join((*read.feed.problems, *filter(None, [reading.note()]))) or None
        return polling.read(answer, read.feed, counts=counts, articles=articles, entries=entries, note=note)


def _validators(state: FeedState, now: datetime) -> Validators:
    """What the feed gave us last, unless it is time to look for ourselves."""
    if state.last_fetched_at is None or not timedelta() <= now - state.last_fetched_at < FULL_AFTER:
        return Validators()
    return Validators(etag=state.etag, last_modified=state.last_modified, body_hash=state.body_hash)
