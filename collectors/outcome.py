"""What a poll leaves behind: its record, and the state that follows from the one before. Pure."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from collectors.errors import FetchError
from collectors.schedule import adapted_interval, cache_wish, next_poll_at
from collectors.settings import CollectSettings
from collectors.types import Fetched, NotModified, ParsedFeed
from storage.ledger import FeedState, FeedUpdate, KnownEntry
from storage.records import Article, Feed, Poll

MAX_ERROR = 500  # characters
_SLOW_DOWN = 429


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
    pause: Pause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Entries of a document: ``new`` were stored first now, ``known`` were in an earlier one."""

    entries: int = 0
    new: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """One poll, begun: what is needed to say how it ended."""

    feed: Feed
    before: FeedState
    settings: CollectSettings
    started_at: datetime
    jitter: float  # random, [0, 1)
    started_s: float  # time.monotonic() at the start: started_at may jump

    def unchanged(self, answer: NotModified) -> Outcome:
        """The document is the one we have."""
        wish = cache_wish(answer.headers, ttl=None, now=self.started_at)
        state = self._healthy(
            self._adapted(Counts()), wish=wish, http_status=answer.http_status, status="unchanged"
        )
        state = replace(
            state,
            etag=answer.validators.etag,
            last_modified=answer.validators.last_modified,
            body_hash=answer.validators.body_hash,
            **self._moved(answer.moved_to),
        )
        return self._outcome("unchanged", state, http_status=answer.http_status)

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
        wish = cache_wish(document.headers, ttl=parsed.ttl, now=self.started_at)
        state = self._healthy(self._adapted(counts), wish=wish, http_status=document.http_status, status="ok")
        state = replace(
            state,
            etag=document.validators.etag,
            last_modified=document.validators.last_modified,
            body_hash=document.validators.body_hash,
            last_fetched_at=self.started_at,
            last_new_at=self.started_at if counts.new else self.before.last_new_at,
            last_error=_short(note),
            **self._moved(document.moved_to),
        )
        return self._outcome(
            "ok",
            state,
            http_status=document.http_status,
            size=len(document.body),
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
            size=len(document.body),
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
        due = next_poll_at(
            self.started_at,
            interval=timedelta(seconds=self.before.interval_s),
            failures=failures,
            retry_after=retry_after,
            slowed=http_status == _SLOW_DOWN,
            jitter=self.jitter,
            max_wait=self.settings.max_interval,
        )
        state = replace(
            self.before,
            failures=failures,
            failing_since=self.before.failing_since or self.started_at,
            last_poll_at=self.started_at,
            last_status="failed",
            last_http_status=http_status,
            last_error=_short(reason),
            next_poll_at=due,
        )
        pause = None
        if retry_after:
            pause = Pause(host=self.feed.host, until=self.started_at + retry_after)
        outcome = self._outcome("failed", state, http_status=http_status, size=size, error=reason)
        return replace(outcome, pause=pause)

    def failed_to_fetch(self, error: FetchError) -> Outcome:
        """The server did not give the document."""
        return self.failed(error.reason, http_status=error.http_status, retry_after=error.retry_after)

    def failed_to_read(self, document: Fetched, reason: str) -> Outcome:
        """The document is not a feed, or cannot be read."""
        return self.failed(reason, http_status=document.http_status, size=len(document.body))

    def _moved(self, target: str | None) -> dict[str, Any]:
        """Count how often in a row a permanent redirect has pointed to the same place."""
        again = target is not None and target == self.before.moved_to
        return {
            "moved_to": target,
            "moved_count": self.before.moved_count + 1 if again else int(target is not None),
        }

    def _adapted(self, counts: Counts) -> timedelta:
        current = timedelta(seconds=self.before.interval_s)
        if self.before.last_fetched_at is None and counts.known == 0:
            return current  # all is new at the first poll: that says nothing of how busy the feed is
        return adapted_interval(
            current,
            configured=timedelta(seconds=self.before.configured_interval_s),
            entries=counts.entries,
            known=counts.known,
            min_interval=self.settings.min_interval,
            max_interval=self.settings.max_interval,
        )

    def _healthy(
        self,
        interval: timedelta,
        *,
        wish: timedelta | None,
        http_status: int,
        status: Literal["ok", "unchanged"],
    ) -> FeedState:
        return replace(
            self.before,
            failures=0,
            failing_since=None,
            last_error=None,
            last_poll_at=self.started_at,
            last_ok_at=self.started_at,
            last_status=status,
            last_http_status=http_status,
            interval_s=max(1, round(interval.total_seconds())),
            next_poll_at=next_poll_at(
                self.started_at,
                interval=interval,
                server_wish=wish,
                jitter=self.jitter,
                max_wait=self.settings.max_interval,
            ),
        )

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
