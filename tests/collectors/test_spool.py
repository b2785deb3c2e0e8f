from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collectors import spool
from collectors.outcome import Outcome, Polling
from collectors.settings import CollectSettings
from collectors.spool import Spool
from storage.batches.batch import Batch, pending, read_batch, write_batch
from storage.ledger.ledger import Ledger
from tests.collectors.conftest import Clock
from tests.collectors.documents import NOW, feed
from tests.servers import Site


@pytest.fixture
def ledger(settings: CollectSettings) -> Iterator[Ledger]:
    with Ledger.open(settings.ledger) as opened:
        yield opened


def failure(ledger: Ledger, settings: CollectSettings) -> Outcome:
    source = feed(Site(port=80))
    ledger.sync_feeds([source], NOW)
    state = ledger.state(source.key)
    assert state is not None
    polling = Polling(feed=source, before=state, settings=settings, started_at=NOW, started_s=0.0, jitter=0.0)
    return polling.failed("took longer than 30 s")


async def test_a_flush_that_is_cancelled_hands_over_once(
    settings: CollectSettings, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def slow(inbox: Path, batch: Batch) -> Path | None:
        writing.set()
        go_on.wait(30)
        return write_batch(inbox, batch)

    monkeypatch.setattr(spool, "write_batch", slow)
    waiting = Spool(settings.inbox, ledger, gazetteer_version="g", clock=clock)
    waiting.add(failure(ledger, settings))
    flushing = asyncio.create_task(waiting.flush())
    await asyncio.to_thread(writing.wait, 30)
    flushing.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await flushing
    assert [outcome.feed.key for outcome in await waiting.flush()] == ["uji-depan"]
    polls = [poll for path in pending(settings.inbox) for poll in read_batch(path).polls]
    assert len(polls) == 1
    state = ledger.state("uji-depan")
    assert state is not None
    assert state.failures == 1
    assert await waiting.flush() == ()


@pytest.mark.behaviour(44)
async def test_what_waits_is_flushed_when_it_is_old_enough(
    settings: CollectSettings, ledger: Ledger, clock: Clock
) -> None:
    waiting = Spool(settings.inbox, ledger, gazetteer_version="g", clock=clock)
    after = timedelta(seconds=5)
    assert not waiting.is_ripe(clock(), articles=500, after=after)
    waiting.add(failure(ledger, settings))
    assert not waiting.is_ripe(clock(), articles=500, after=after)
    clock.forward(seconds=5)
    assert waiting.is_ripe(clock(), articles=500, after=after)
    clock.forward(hours=-3)  # the clock is set back
    assert waiting.is_ripe(clock(), articles=500, after=after)
    await waiting.flush()
    assert not waiting.is_ripe(clock(), articles=500, after=after)
