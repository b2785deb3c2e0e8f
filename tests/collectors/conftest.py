"""A server, settings that allow loopback, and a web client for the collectors' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.fetch import Web
from collectors.settings import CollectSettings
from tests.collectors.documents import NOW
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
