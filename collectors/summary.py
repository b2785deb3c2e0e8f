"""What a collection came to, for the command line and the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from collectors.outcome import Outcome
from storage.ledger.ledger import FeedState

FeedStatus = Literal["ok", "unchanged", "failed", "not due"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResult:
    """What became of one feed."""

    feed: str  # Feed.key
    status: FeedStatus
    new: int = 0  # articles
    known: int = 0  # entries that were in an earlier document
    error: str | None = None  # in words; with status "ok": what of the document could not be had
    next_poll_at: datetime | None = None

    @classmethod
    def of(cls, outcome: Outcome) -> FeedResult:
        """Sum up a poll."""
        return cls(
            feed=outcome.feed.key,
            status=outcome.poll.status,
            new=outcome.poll.new_articles,
            known=outcome.poll.known_articles,
            error=outcome.poll.error,
            next_poll_at=outcome.update.state.next_poll_at,
        )

    @classmethod
    def waiting(cls, state: FeedState) -> FeedResult:
        """Sum up a feed that was left alone."""
        due = max(state.next_poll_at, state.paused_until or state.next_poll_at)
        return cls(feed=state.feed, status="not due", error=state.last_error, next_poll_at=due)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectSummary:
    """What one round over all feeds came to; feeds in the order of the configuration."""

    started_at: datetime
    took_s: float
    feeds: tuple[FeedResult, ...]

    @property
    def polled(self) -> int:
        """Feeds that were asked."""
        return sum(result.status != "not due" for result in self.feeds)

    @property
    def failed(self) -> tuple[FeedResult, ...]:
        """Feeds that could not be read."""
        return tuple(result for result in self.feeds if result.status == "failed")

    @property
    def new(self) -> int:
        """New articles."""
        return sum(result.new for result in self.feeds)
