"""What a poll leaves behind: its record, and the state that follows from the one before. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Literal

from collectors.errors import FetchError
from collectors.liveliness import Counts, lived
from collectors.moves import gone, moved, moved_back
from collectors.schedule import GONE_WAIT, SLOWED_SPREAD, after_skips, cache_wish, next_poll_at
from collectors.settings import CollectSettings
from collectors.types import Fetched, NotModified, ParsedFeed
from storage.ledger.ledger import FeedState, FeedUpdate, KnownEntry
from storage.records import Article, Feed, Poll, Sighting

MAX_ERROR = 500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A host that asked to be left alone."""

    host: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that one poll of a feed brought, ready to be handed over and recorded."""

    feed: Feed
    poll: Poll
    update: FeedUpdate
    articles: tuple[Article, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """One poll, begun: what is needed to say how it ended."""

    feed: Feed
    before: FeedState
    settings: CollectSettings
    started_at: datetime
    jitter: float  # random, [0, 1)
    started_s: float  # time.monotonic() at the start: started_at may jump
    is_taken: Callable[[str], bool] = lambda _: False  # whether another feed is read from an address

    def unchanged(self, answer: NotModified) -> Outcome:
        """The document is the one we have."""
        conditional = (
            self.before.conditional_polls + 1 if answer.http_status == HTTPStatus.NOT_MODIFIED else 0
        )
        state = replace(
            self._healthy(Counts(), self._wish(answer.headers, self.before.wish_s), answer.http_status),
            last_status="unchanged",
            etag=answer.validators.etag,
            last_modified=answer.validators.last_modified,
            body_hash=answer.validators.body_hash,
            conditional_polls=conditional,
            polls_unchanged=self.before.polls_unchanged + 1,
        )
        return self._outcome(
            "unchanged", self._settled(state, answer.moved_to), http_status=answer.http_status
        )

    def read(
        self,
        document: Fetched,
        parsed: ParsedFeed,
        *,
        counts: Counts,
        articles: Sequence[Article],
        entries: Sequence[KnownEntry],
        note: str | None,
    ) -> Outcome:
        """The document was read to its end; ``note`` says what of it could not be had."""
        wish_s = round(parsed.ttl.total_seconds()) if parsed.ttl is not None else None
        state = replace(
            self._healthy(counts, self._wish(document.headers, wish_s), document.http_status),
            last_status="ok",
            etag=document.validators.etag,
            last_modified=document.validators.last_modified,
            body_hash=document.validators.body_hash,
            conditional_polls=0,
            last_fetched_at=self.started_at,
            last_new_at=self.started_at if counts.new else self.before.last_new_at,
            last_error=_short(note),
            wish_s=wish_s,
            skip_hours=parsed.skip_hours,
            skip_days=parsed.skip_days,
            polls_untidy=self.before.polls_untidy + bool(parsed.problems),
            last_bytes=document.size,
            last_entries=counts.entries,
            last_known=counts.known,
            last_new=counts.new,
        )
        return self._outcome(
            "ok",
            self._settled(state, document.moved_to),
            http_status=document.http_status,
            size=document.size,
            counts=counts,
            articles=articles,
            entries=entries,
            error=note,
        )

    def interrupted(
        self,
        document: Fetched,
        *,
        counts: Counts,
        articles: Sequence[Article],
        entries: Sequence[KnownEntry],
    ) -> Outcome:
        """The collector stops in the middle: what is read is kept, the rest stays due."""
        state = replace(self.before, last_poll_at=self.started_at, next_poll_at=self.started_at)
        return self._outcome(
            "ok",
            state,
            http_status=document.http_status,
            size=document.size,
            counts=counts,
            articles=articles,
            entries=entries,
            error="was interrupted: the collector stopped",
        )

    def failed(
        self,
        reason: str,
        *,
        http_status: int | None = None,
        size: int = 0,
        retry_after: timedelta | None = None,
    ) -> Outcome:
        """Nothing could be had. What the feed said before still holds, so its validators stay."""
        failures = self.before.failures + 1
        slowed = http_status == HTTPStatus.TOO_MANY_REQUESTS
        state = replace(
            gone(self.before, http_status, now=self.started_at),
            failures=failures,
            failing_since=self.before.failing_since or self.started_at,
            polls=self.before.polls + 1,
            last_poll_at=self.started_at,
            last_status="failed",
            last_http_status=http_status,
            last_error=_short(reason),
        )
        if state.is_gone:
            due = self.started_at + GONE_WAIT
        else:
            due = next_poll_at(
                self.started_at,
                interval=timedelta(seconds=self.before.interval_s),
                failures=failures,
                retry_after=retry_after,
                slowed=slowed,
                server_wish=timedelta(seconds=self.before.wish_s or 0),
                jitter=self.jitter,
                max_wait=self.settings.max_interval,
            )
        state = moved_back(replace(state, next_poll_at=due), host=self.feed.host)
        outcome = self._outcome("failed", state, http_status=http_status, size=size, error=reason)
        pause = retry_after or timedelta()
        if slowed and retry_after is None:  # one feed that is refused for weeks does not stop its neighbours
            pause = min(due - self.started_at, timedelta(seconds=self.before.interval_s) + SLOWED_SPREAD)
        if not pause:
            return outcome
        return replace(outcome, pauses=(Pause(host=self.before.host, until=self.started_at + pause),))

    def failed_to_fetch(self, error: FetchError) -> Outcome:
        """The server did not give the document."""
        return self.failed(error.reason, http_status=error.http_status, retry_after=error.retry_after)

    def failed_to_read(self, document: Fetched, reason: str) -> Outcome:
        """The document is not a feed, or cannot be read."""
        return self.failed(reason, http_status=document.http_status, size=document.size)

    def _wish(self, headers: Mapping[str, str], wish_s: int | None) -> timedelta | None:
        ttl = None if wish_s is None else timedelta(seconds=wish_s)
        return cache_wish(headers, ttl=ttl, now=self.started_at)

    def _healthy(self, counts: Counts, wish: timedelta | None, http_status: int) -> FeedState:
        """The state after a poll that went well, but for what only a document or only a 304 says."""
        state = lived(self.before, counts, self.started_at, self.settings)
        return replace(
            gone(state, http_status, now=self.started_at),
            failures=0,
            failing_since=None,
            last_error=None,
            polls=self.before.polls + 1,
            last_poll_at=self.started_at,
            last_ok_at=self.started_at,
            last_http_status=http_status,
            next_poll_at=next_poll_at(
                self.started_at,
                interval=timedelta(seconds=state.interval_s),
                server_wish=wish,
                first=self.before.last_fetched_at is None,
                jitter=self.jitter,
                max_wait=self.settings.max_interval,
            ),
        )

    def _settled(self, state: FeedState, moved_to: str | None) -> FeedState:
        """The last touch: where the feed is read from now on, and not in hours that it leaves out."""
        due = after_skips(
            state.next_poll_at,
            hours=state.skip_hours,
            days=state.skip_days,
            jitter=self.jitter,
            latest=max(state.next_poll_at, self.started_at + self.settings.max_interval),
        )
        return moved(replace(state, next_poll_at=due), self.before, moved_to, is_taken=self.is_taken)

    def _outcome(
        self,
        status: Literal["ok", "unchanged", "failed"],
        state: FeedState,
        *,
        http_status: int | None,
        size: int = 0,
        counts: Counts | None = None,
        articles: Sequence[Article] = (),
        entries: Sequence[KnownEntry] = (),
        error: str | None = None,
    ) -> Outcome:
        counts = counts or Counts()
        poll = Poll(
            feed=self.feed.key,
            started_at=self.started_at,
            took_ms=round((time.monotonic() - self.started_s) * 1000),
            status=status,
            http_status=http_status,
            bytes=size,
            entries=counts.entries,
            new_articles=counts.new,
            known_articles=counts.known,
            error=_short(error),
        )
        return Outcome(
            feed=self.feed,
            poll=poll,
            update=FeedUpdate(state=state, entries=tuple(entries)),
            articles=tuple(articles),
        )


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= MAX_ERROR else text[: MAX_ERROR - 1] + "…"
