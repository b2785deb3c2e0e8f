"""A process that fetches what it is told to, and says how it went and what that cost: ``… URL [URL …]``.

Prints, as JSON, for each address the words it ended with, and by how many MB the process ever grew.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from collectors.errors import FetchError
from collectors.fetch import Web
from collectors.settings import CollectSettings


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def fetch_all(urls: list[str]) -> dict[str, tuple[str, float]]:
    settings = CollectSettings(
        data_dir=Path(),
        zone=ZoneInfo("Asia/Jakarta"),
        allow_networks=("127.0.0.0/8",),
        allow_ports=(),
        host_spacing=timedelta(),
        deadline=timedelta(seconds=60),
    )
    found = {}
    async with Web(settings) as web:
        before = peak_mb()
        for url in urls:
            try:
                said = f"{len((await web.fetch(url)).body)} bytes"  # type: ignore[union-attr]
            except FetchError as error:
                said = error.reason
            found[url] = (said, peak_mb() - before)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fetch_all(sys.argv[1:]))))
