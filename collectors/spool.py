"""Outcomes on their way out: into a batch, and only then into the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from collectors.outcome import Outcome
from collectors.threads import in_thread
from storage.batches.batch import Batch, write_batch
from storage.ledger.ledger import Ledger


class Spool:
    """Keeps outcomes until they are worth a batch."""

    def __init__(
        self,
        inbox: Path,
        ledger: Ledger,
        *,
        gazetteer_version: str,
        clock: Callable[[], datetime],
        gap: timedelta = timedelta(),
    ) -> None:
        """``gap`` is how far apart the feeds of a host are that has asked for a rest, when it is over."""
        self._inbox = inbox
        self._ledger = ledger
        self.gazetteer_version = gazetteer_version  # of batches from now on
        self._clock = clock
        self._gap = gap
        self._outcomes: list[Outcome] = []
        self._unrecorded: list[Outcome] = []  # in a batch, not yet in the ledger
        self._since: datetime | None = None  # when the oldest came in
        self._flushing = asyncio.Lock()

    def add(self, outcome: Outcome) -> None:
        """Take an outcome."""
        self._outcomes.append(outcome)
        self._since = self._since or self._clock()

    @property
    def articles(self) -> int:
        """Articles that wait."""
        return sum(len(outcome.articles) for outcome in self._outcomes)

    def paused(self, now: datetime) -> set[str]:
        """Hosts that have asked for a rest of which the ledger does not know yet."""
        waiting = (*self._unrecorded, *self._outcomes)
        return {pause.host for outcome in waiting for pause in outcome.pauses if pause.until > now}

    def is_ripe(self, now: datetime, *, articles: int, after: timedelta) -> bool:
        """Whether to flush: enough articles wait, one outcome for long enough, or the last flush failed."""
        if self._unrecorded or self.articles >= articles:
            return True
        # A clock that was set back must not keep it waiting.
        return self._since is not None and not self._since <= now < self._since + after

    async def flush(self) -> tuple[Outcome, ...]:
        """Hand over and record all that waits, and return it. What fails is tried again by the next flush.

        The rename inside write_batch is the commit. The ledger follows: a crash between the two makes the
        next poll bring the same articles once more, and ingestion knows them by their id.
        """
        async with self._flushing:
            if self._outcomes:
                await in_thread(self._hand_over, tuple(self._outcomes))
            recorded = tuple(self._unrecorded)
            if recorded:
                await in_thread(self._record, recorded)
            return recorded

    # These two cross off what they have done themselves: their caller may have been cancelled meanwhile.

    def _hand_over(self, outcomes: Sequence[Outcome]) -> None:
        write_batch(
            self._inbox,
            Batch(
                feeds=tuple({outcome.feed.key: outcome.feed for outcome in outcomes}.values()),
                articles=tuple(article for outcome in outcomes for article in outcome.articles),
                polls=tuple(outcome.poll for outcome in outcomes),
                sightings=tuple(seen for outcome in outcomes for seen in outcome.sightings),
                gazetteer_version=self.gazetteer_version,
                created_at=self._clock(),
            ),
        )
        self._unrecorded += outcomes
        del self._outcomes[: len(outcomes)]
        self._since = self._clock() if self._outcomes else None

    def _record(self, outcomes: Sequence[Outcome]) -> None:
        self._ledger.record([outcome.update for outcome in outcomes])
        for outcome in outcomes:
            for pause in outcome.pauses:
                self._ledger.pause_host(pause.host, pause.until, now=outcome.poll.started_at, gap=self._gap)
        del self._unrecorded[: len(outcomes)]
