"""One poll of one feed, from its address to articles with mentions: the one place that orders the steps."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from collectors.articles import ArticleReader, Reading
from collectors.errors import FetchError, ParseError, WorkerError
from collectors.fetch import Web
from collectors.jobs import Document, Provenance, ReadFeed, read_feed
from collectors.liveliness import Counts
from collectors.outcome import Outcome, Pause, Polling
from collectors.plan import Claims, Plan, plan
from collectors.recognise import recognised
from collectors.settings import CollectSettings
from collectors.skew import watched
from collectors.types import Fetched, NotModified, Validators
from collectors.workers import WorkerPool
from storage.ledger.ledger import FeedState, Ledger
from storage.records import Feed, Sighting
from storage.sites import site_of_url

FULL_AFTER = timedelta(days=7)  # then a document is read whatever it is: some servers lie in their 304 …
FULL_AFTER_POLLS = 50  # … and after as many of these it is at least looked at


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
    configured: Mapping[str, str] = field(default_factory=dict)  # feeds by address

    async def collect(self, feed: Feed, state: FeedState) -> Outcome:
        """Poll ``feed`` once. What goes wrong with it is in the outcome, not raised."""
        polling = Polling(
            feed=feed,
            before=state,
            settings=self.settings,
            started_at=self.clock(),
            jitter=self.dice(),
            started_s=time.monotonic(),
            is_taken=partial(self._is_taken, feed.key),
        )
        async with self.web.room() as room:
            try:
                answer = await self.web.fetch(
                    state.address, validators=_validators(state, polling.started_at), room=room
                )
            except FetchError as error:
                return polling.failed_to_fetch(error)
            if isinstance(answer, NotModified):
                return polling.unchanged(answer)
            try:
                reading = self._read(Document.of(answer), feed, polling)
                answer = replace(answer, body=b"")  # only the process that reads it holds the document now
                read = await reading
            except (ParseError, WorkerError) as error:
                return polling.failed_to_read(answer, error.reason)
        known = self.ledger.known(feed.key, [entry.key for entry in read.entries])
        elsewhere = self.ledger.collected(e.key for e in read.entries if e.key not in known)
        known |= recognised(read.entries, known, elsewhere, partial(self.ledger.alike, feed.key))
        work = plan(read.entries, known, elsewhere, self.claims)
        try:
            return await self._read_entries(polling, answer, read, work)
        finally:
            self.claims.settle(work)

    def _read(self, document: Document, feed: Feed, polling: Polling) -> Coroutine[Any, Any, ReadFeed]:
        own_zone = ZoneInfo(feed.zone) if feed.zone else None
        return self.workers.run(read_feed, document, self.settings.zone, polling.started_at, own_zone)

    async def _read_entries(self, polling: Polling, answer: Fetched, read: ReadFeed, work: Plan) -> Outcome:
        provenance = Provenance(feed=polling.feed, zone=self.settings.zone, now=polling.started_at)
        reading = await self.reader.read(work.to_read, provenance)
        work.done.update(reading.articles, reading.failures)
        entries = work.known_after(reading, seen_at=polling.started_at)
        counts = Counts(
            entries=len(read.entries),
            new=work.count_new(reading),
            known=len(work.known),
            dates=tuple(e.raw.published_at for e in read.entries if e.raw.published_at),
        )
        articles = tuple(reading.articles.values())
        if len(entries) < len(read.entries):
            outcome = polling.interrupted(answer, counts=counts, articles=articles, entries=entries)
        else:
            note = "; ".join((*read.feed.problems, *filter(None, [reading.note()]))) or None
            outcome = polling.read(
                answer, read.feed, counts=counts, articles=articles, entries=entries, note=note
            )
            outcome = replace(outcome, pauses=_pauses(reading, polling.started_at))
        return self._watched(outcome, polling, work)

    def _watched(self, outcome: Outcome, polling: Polling, work: Plan) -> Outcome:
        """The outcome with what the entries, known or new, tell of the feed."""
        now = polling.started_at
        set_aside = sum(e.raw.published_said is not None and e.raw.published_at is None for e in work.entries)
        moments = [
            entry.raw.dated
            for entry in work.to_read
            if entry.key not in work.known and entry.raw.dated and entry.traits.dated
        ]
        state = watched(
            replace(outcome.update.state, last_set_aside=set_aside),
            moments,
            before=polling.before,
            now=now,
            zone=self.settings.zone,
        )
        return replace(
            outcome,
            sightings=tuple(
                Sighting(article_id=entry.article_id, feed=polling.feed.key, seen_at=now)
                for entry in work.sighted
            ),
            poll=replace(outcome.poll, dates_set_aside=set_aside),
            update=replace(outcome.update, state=state),
        )

    def _is_taken(self, feed: str, address: str) -> bool:
        return self.configured.get(address, feed) != feed or self.ledger.is_read_from(address, besides=feed)


def _validators(state: FeedState, now: datetime) -> Validators:
    """What the feed gave us last, unless it is time to look for ourselves."""
    if state.last_fetched_at is None or not timedelta() <= now - state.last_fetched_at < FULL_AFTER:
        return Validators()
    if state.conditional_polls >= FULL_AFTER_POLLS:
        return Validators(body_hash=state.body_hash)
    return Validators(etag=state.etag, last_modified=state.last_modified, body_hash=state.body_hash)


def _pauses(reading: Reading, now: datetime) -> tuple[Pause, ...]:
    """The sites of article pages that asked to be left alone, and until when."""
    asked: dict[str, datetime] = {}
    for error in reading.failures.values():
        if isinstance(error, FetchError) and error.retry_after:
            site, until = site_of_url(error.url), now + error.retry_after
            asked[site] = max(until, asked.get(site, until))
    return tuple(Pause(host=site, until=until) for site, until in asked.items())
