"""A server, settings that allow loopback, and a web client for the collectors' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collectors.fetch import Web
from collectors.settings import CollectSettings
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
