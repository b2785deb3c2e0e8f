"""The news world of ``sorot demo`` at a hundred times its speed, for as long as one likes.

The collector runs in a process of its own, by a clock that is as fast as the world's. At the end every
article that was published is counted in the batches that it handed over, and its memory at the end is held
against that at the start.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from asyncio.subprocess import Process
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure, tell
from benchmarks.memory import held_by
from collectors.service import run_forever
from collectors.settings import CollectSettings
from entities import gazetteer
from sorot.demo.server import NewsServer
from sorot.demo.world import World
from sorot.logs import configure
from storage.batches.batch import pending, read_batch
from storage.records import Feed, Outlet

SPEED = 100
ZONE = ZoneInfo("Asia/Jakarta")
INTERVAL = timedelta(minutes=1)
SLOWEST = timedelta(minutes=4)  # between two polls
FEED_LENGTH = 60  # entries; so fast a world goes past while a busy machine draws breath
CATCH_UP_S = 120  # of this machine, after the last article was published
FIRST_PORT = 19_610
SETTLED = 0.25  # share of the time after which memory counts
MB = 1024 * 1024


@dataclass(frozen=True)
class FastClock:
    """``start`` at ``at``, in seconds of this machine, and ``SPEED`` times as fast from there."""

    start: datetime
    at: float

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=(time.time() - self.at) * SPEED)


@dataclass(frozen=True)
class Soaked:
    """What a soak came to."""

    published: int
    missing: tuple[str, ...]  # addresses
    doubled: tuple[str, ...]
    memory: tuple[int, ...]  # bytes, twice a second
    left: tuple[str, ...]  # tasks and threads that were still there when the collector had returned
    polls: int
    failed: Counter[str]  # polls, by what was said
    status: int

    @property
    def growth(self) -> float:
        """Memory in the last quarter of the time after settling, relative to the first."""
        settled = self.memory[int(len(self.memory) * SETTLED) :]
        quarter = max(1, len(settled) // 4)
        return median(settled[-quarter:]) / median(settled[:quarter])


def soak(minutes: float, data: Path, *, first_port: int = FIRST_PORT) -> Soaked:
    """Run the world and its collector for so many minutes of this machine."""
    return asyncio.run(_soak(minutes, data, first_port))


async def _soak(minutes: float, data: Path, first_port: int) -> Soaked:
    clock = FastClock(datetime.now(UTC), time.time())
    today = clock().astimezone(ZONE).date()
    world = World(gazetteer.load(), today=today, zone=ZONE, history=timedelta(days=2))
    server = NewsServer(world, first_port=first_port, clock=clock, pace=SPEED, feed_length=FEED_LENGTH)
    await server.open()
    try:
        command = [
            sys.executable,
            "-m",
            "benchmarks.soak",
            str(data),
            str(first_port),
            clock.start.isoformat(),
        ]
        process = await asyncio.create_subprocess_exec(*command, str(clock.at), stdout=subprocess.PIPE)
        memory = await _watched(process, seconds=minutes * 60)
        await server.rest()
        published = _published(server)
        inbox = _Inbox(data / "inbox")
        until = time.monotonic() + CATCH_UP_S
        while published - inbox.counted.keys() and time.monotonic() < until:
            await asyncio.sleep(1)
            await asyncio.to_thread(inbox.read)
        process.terminate()
        said, _ = await process.communicate()
    finally:
        await server.close()
    inbox.read()
    return Soaked(
        published=len(published),
        missing=tuple(sorted(published - inbox.counted.keys())),
        doubled=tuple(url for url, times in inbox.counted.items() if times > 1),
        memory=tuple(memory),
        left=tuple(json.loads(said or b'["it ended without a word"]')),
        polls=inbox.polls,
        failed=inbox.failed,
        status=process.returncode or 0,
    )


def _published(server: NewsServer) -> set[str]:
    return {
        f"{server.bases[outlet.key]}/news/{story.slug}"
        for outlet in server.world.outlets
        for story in server.world.live(outlet.key)
    }


class _Inbox:
    """What the collector has handed over; each batch is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: set[Path] = set()
        self.counted: Counter[str] = Counter()  # articles, by address
        self.polls = 0
        self.failed: Counter[str] = Counter()  # polls, by what was said

    def read(self) -> None:
        for path in pending(self._folder):
            if path not in self._read:
                self._read.add(path)
                batch = read_batch(path)
                self.counted.update(article.url for article in batch.articles)
                self.polls += len(batch.polls)
                self.failed.update(poll.error or "" for poll in batch.polls if poll.status == "failed")


async def _watched(process: Process, *, seconds: float) -> list[int]:
    memory = []
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.returncode is None:
        memory.append(await asyncio.to_thread(held_by, process.pid))
        await asyncio.sleep(0.5)
    return memory


def collect(data: Path, first_port: int, clock: FastClock) -> None:
    """Collect from the world until told to stop, and say what was left behind."""
    names = gazetteer.load()
    world = World(names, today=clock().astimezone(ZONE).date(), zone=ZONE, history=timedelta(days=2))
    feeds = [
        Feed(
            key=f"{outlet.key}-all",
            url=f"http://127.0.0.1:{first_port + number}/rss",
            section="world",
            lang=outlet.lang,
            interval=INTERVAL,
            outlet=Outlet(key=outlet.key, name=outlet.name, country="ID", lang=outlet.lang, homepage=""),
        )
        for number, outlet in enumerate(world.outlets)
    ]
    settings = CollectSettings(
        data_dir=data,
        zone=ZONE,
        allow_networks=("127.0.0.0/8",),
        allow_ports=(),
        host_spacing=timedelta(),
        per_host=4,
        min_interval=INTERVAL / 3,
        max_interval=SLOWEST,
        tick=timedelta(seconds=0.05),
        flush_every=timedelta(seconds=2 * SPEED),
    )

    async def run() -> list[str]:
        await run_forever(settings, feeds, names, clock=clock)
        return [repr(task) for task in asyncio.all_tasks() - {asyncio.current_task()}]

    configure(verbose=False)
    left = asyncio.run(run())
    left += [repr(thread) for thread in threading.enumerate() if thread is not threading.main_thread()]
    print(json.dumps(left))


def main(minutes: float = 1.0, *, first_port: int = FIRST_PORT) -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = soak(minutes, Path(folder), first_port=first_port)
    tell(
        f"Soak: the demo world at {SPEED} times its speed for {minutes:g} minutes",
        [
            Figure(name="articles published", value=done.published, unit=""),
            Figure(name="of these never collected", value=len(done.missing), unit="", at_most=0),
            Figure(name="collected more than once", value=len(done.doubled), unit="", at_most=0),
            Figure(name="memory, most", value=max(done.memory) / MB, unit="MB", at_most=400),
            Figure(name="memory, last quarter against first", value=done.growth, unit="times", at_most=1.1),
            Figure(name="tasks and threads left behind", value=len(done.left), unit="", at_most=0),
            Figure(name="exit status", value=done.status, unit="", at_most=0),
            Figure(name="polls", value=done.polls, unit=""),
            Figure(name="of these failed", value=done.failed.total(), unit=""),
        ],
        *(f"{count} polls: {said}" for said, count in done.failed.most_common(5)),
        *done.missing[:5],
        *done.left[:5],
    )


if __name__ == "__main__":
    collect(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        FastClock(datetime.fromisoformat(sys.argv[3]), float(sys.argv[4])),
    )
