"""Ten thousand feeds for a day of invented time: is every host spared and no poll lost, at what cost?

Ledger, schedule, dispatcher and turns are the real ones. Invented are the servers at the other end
(benchmarks.press_world: how much they bring, and how they fail) and the time, which jumps to the next thing
to do. Left out are what other benchmarks measure: sockets, parsing, matching and writing batches.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, cast
from zoneinfo import ZoneInfo

from benchmarks import virtual
from benchmarks.figures import Figure, tell
from benchmarks.news import START
from benchmarks.press_world import Asked, Readers, World
from collectors import spool
from collectors.articles import ArticleReader
from collectors.dispatch import Dispatcher
from collectors.fetch import Web
from collectors.resources import Resources
from collectors.robots import Robots
from collectors.settings import CollectSettings
from collectors.workers import WorkerPool
from storage.ledger.ledger import FeedState, FeedUpdate, Ledger
from storage.records import Feed

FEEDS, HOSTS, HOURS = 10_000, 3_000, 24.0
LATE = 120.0  # seconds after its time at which a poll counts as lost
COLD = 600.0  # seconds in which a collector that knows nothing yet may be behind


@dataclass(kw_only=True)
class Followed:
    """What the ledger said of each feed's next poll, and what became of it."""

    clock: Callable[[], datetime]
    due: dict[str, datetime] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    paused: dict[str, datetime] = field(default_factory=dict)
    polls: int = 0
    early: int = 0
    late: list[float] = field(default_factory=list)  # seconds, of each poll after the first minutes
    ledger_s: float = 0.0

    def told(self, states: Sequence[FeedState]) -> None:
        """Take what is in the ledger now."""
        for state in states:
            self.due[state.feed], self.hosts[state.feed] = state.next_poll_at, state.host

    def put_off(self, times: Mapping[str, datetime]) -> None:
        """Take the times of feeds that wait for a pause; one being polled gets its own when it is over."""
        self.due |= {feed: at for feed, at in times.items() if self.due[feed] < at}

    def wanted(self, feed: str) -> datetime:
        """When a feed is to be polled, its host's pause included."""
        due = self.due[feed]
        return max(due, self.paused.get(self.hosts[feed], due))

    def begun(self, feed: Feed) -> None:
        """A poll of ``feed`` begins."""
        now = self.clock()
        wait = (now - self.wanted(feed.key)).total_seconds()
        self.polls += 1
        self.early += wait < 0
        if (now - START).total_seconds() > COLD:
            self.late.append(wait)
        self.due[feed.key] = datetime.max.replace(tzinfo=now.tzinfo)  # until the ledger says when again

    def lost(self) -> int:
        """Feeds that should have been polled long ago and were not."""
        now = self.clock()
        return sum((now - self.wanted(feed)).total_seconds() > LATE for feed in self.due)


class WatchedLedger(Ledger):
    """The ledger, and what it is told."""

    followed: Followed

    def record(self, updates: Sequence[FeedUpdate]) -> None:
        super().record(updates)
        self.followed.told([update.state for update in updates])

    def pause_host(
        self, host: str, until: datetime, *, now: datetime, gap: timedelta = timedelta()
    ) -> dict[str, datetime]:
        later = super().pause_host(host, until, now=now, gap=gap)
        self.followed.paused[host] = max(until, self.followed.paused.get(host, until))
        self.followed.put_off(later)
        return later


@dataclass(frozen=True, kw_only=True)
class Day:
    """What came of it."""

    asked: Asked
    followed: Followed
    states: tuple[FeedState, ...]
    lost: int
    cpu_s: float
    hours: float
    due_ms: float  # to ask the ledger what is due, at the end

    @property
    def share_of_core(self) -> float:
        """Part of one core that all of this would take in real time."""
        return self.cpu_s / (self.hours * 3_600)


def simulate(data: Path, *, feeds: int, hosts: int, hours: float) -> Day:
    """Run a collector that knows nothing yet on these feeds."""
    settings = CollectSettings(data_dir=data, zone=ZoneInfo("Asia/Jakarta"))
    with _inline(), Ledger.open(settings.ledger):
        return virtual.run(_simulate(settings, feeds=feeds, hosts=hosts, hours=hours))


async def _simulate(settings: CollectSettings, *, feeds: int, hosts: int, hours: float) -> Day:
    world = World(
        feeds=feeds,
        hosts=hosts,
        hours=hours,
        per_host=settings.per_host,
        spacing=settings.host_spacing,
        connections=settings.connections,
    )

    def clock() -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    followed = Followed(clock=clock)
    readers = Readers(world, START)
    with WatchedLedger.open(settings.ledger) as ledger:
        ledger.followed, world.begun = followed, followed.begun
        resources = Resources(
            web=cast("Web", world),
            robots=cast("Robots", None),
            workers=cast("WorkerPool", readers),
            ledger=ledger,
            reader=cast("ArticleReader", readers),
        )
        configured = [source.feed for source in world.sources.values()]
        dispatcher = Dispatcher(settings, configured, "", resources, clock=clock)
        begin = time.process_time()
        dispatcher.announce()
        followed.told(ledger.all())
        for _ in range(round(hours * 3_600 / settings.tick.total_seconds())):
            await dispatcher.tick()
            await asyncio.sleep(settings.tick.total_seconds())
        cpu_s, lost = time.process_time() - begin, followed.lost()
        asking = time.process_time()
        for _ in range(100):
            ledger.due(clock(), 256, per_host=settings.per_host)
        due_ms = (time.process_time() - asking) * 10
        await dispatcher.finish()
        return Day(
            asked=world.asked,
            followed=followed,
            states=tuple(ledger.all()),
            lost=lost,
            cpu_s=cpu_s,
            hours=hours,
            due_ms=due_ms,
        )


@contextmanager
def _inline() -> Iterator[None]:
    """No threads, whose work the invented time would not wait for; and no batches."""

    async def at_once(function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    replaced = {"in_thread": at_once, "write_batch": lambda *_: None}
    kept = {name: getattr(spool, name) for name in replaced}
    for name, instead in replaced.items():
        setattr(spool, name, instead)
    try:
        yield
    finally:
        for name, own in kept.items():
            setattr(spool, name, own)


def main(feeds: int = FEEDS, hosts: int = HOSTS, hours: float = HOURS) -> None:
    with TemporaryDirectory() as folder:
        day = simulate(Path(folder), feeds=feeds, hosts=hosts, hours=hours)
    late = sorted(day.followed.late)
    polled = sum(state.polls > 0 for state in day.states)
    moved = sum(state.read_from is not None for state in day.states)
    pace = median(state.interval_s for state in day.states) / 60
    tell(
        f"{feeds:,} feeds on {hosts:,} hosts for {hours:g} hours of invented time",
        [
            Figure(
                name="requests beyond two at once at a host", value=day.asked.too_many, unit="", at_most=0
            ),
            Figure(
                name="requests less than a second after another", value=day.asked.too_soon, unit="", at_most=0
            ),
            Figure(name="feeds never polled", value=len(day.states) - polled, unit="", at_most=0),
            Figure(
                name=f"polls lost (not begun {LATE:.0f} s after their time)",
                value=day.lost,
                unit="",
                at_most=0,
            ),
            Figure(name="polls before their time", value=day.followed.early, unit="", at_most=0),
            Figure(name="polls after their time, 99 % within", value=_at(late, 0.99), unit="s"),
            Figure(name="polls after their time, the latest", value=_at(late, 1.0), unit="s", at_most=LATE),
            Figure(name="of one core, in real time", value=100 * day.share_of_core, unit="%", at_most=5),
            Figure(name="of this for a poll", value=1e6 * day.cpu_s / max(1, day.followed.polls), unit="µs"),
            Figure(name="asking the ledger what is due", value=day.due_ms, unit="ms", at_most=50),
        ],
        f"{day.followed.polls:,} polls, {day.asked.requests:,} requests, at most {day.asked.most} at once; "
        f"the median feed is asked every {pace:.0f} min in the end; {moved} feeds are read where they moved",
        "answers: " + ", ".join(f"{said} {n:,}" for said, n in day.asked.statuses.most_common()),
    )


def _at(values: Sequence[float], share: float) -> float:
    return values[max(0, math.ceil(len(values) * share) - 1)] if values else 0.0


if __name__ == "__main__":
    main()
