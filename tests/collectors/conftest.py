"""A server, settings that allow loopback, a web client, and polls for the collectors' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.fetch import Web
from collectors.outcome import Outcome
from collectors.pipeline import Collector
from collectors.plan import Claims
from collectors.resources import Resources, open_resources
from collectors.settings import CollectSettings
from storage.records import Feed
from tests.collectors.documents import GAZETTEER, NOW
from tests.servers import Site, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as started:
        yield started


@pytest.fixture
def settings(tmp_path: Path) -> CollectSettings:
    return CollectSettings(
        data_dir=tmp_path,
        zone=ZoneInfo("Asia/Jakarta"),
        contact_url="https://example.org/sorot",
        allow_networks=("127.0.0.0/8",),
        allow_ports=(),
        host_spacing=timedelta(),
        per_host=8,
        workers=1,
    )


@pytest.fixture
async def web(settings: CollectSettings) -> AsyncIterator[Web]:
    async with Web(settings) as client:
        yield client


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **kwargs: float) -> None:
        self.now += timedelta(**kwargs)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


Poll = Callable[..., Awaitable[Outcome]]


@pytest.fixture
async def resources(settings: CollectSettings, clock: Clock) -> AsyncIterator[Resources]:
    async with open_resources(settings, GAZETTEER, clock=clock) as opened:
        yield opened


@pytest.fixture
def collector(resources: Resources, settings: CollectSettings, clock: Clock) -> Collector:
    return Collector(
        settings=settings,
        web=resources.web,
        workers=resources.workers,
        reader=resources.reader,
        ledger=resources.ledger,
        clock=clock,
        dice=lambda: 0.0,
    )


@pytest.fixture
def poll(collector: Collector, clock: Clock) -> Poll:
    """Poll a feed as the service does: with what the ledger says, and into it."""

    async def poll_once(
        polled: Feed,
        *,
        others: tuple[Feed, ...] = (),
        restarted: bool = False,
        dice: Callable[[], float] = collector.dice,
    ) -> Outcome:
        claims = Claims() if restarted else collector.claims
        polling = replace(collector, claims=claims, dice=dice)
        collector.ledger.sync_feeds((polled, *others), clock())
        state = collector.ledger.state(polled.key)
        assert state is not None
        outcome = await polling.collect(polled, state)
        collector.ledger.record([outcome.update])
        return outcome

    return poll_once
