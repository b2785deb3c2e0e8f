"""Which polls a tick begins."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web as http

from collectors import spool
from collectors.dispatch import Dispatcher
from collectors.resources import Resources
from collectors.settings import CollectSettings
from storage.batches.batch import pending, read_batch
from storage.ledger.ledger import FeedState
from tests.collectors.conftest import Clock
from tests.collectors.documents import GAZETTEER, NOW, Item, feed, rss
from tests.servers import Site, serving


def state(resources: Resources, key: str) -> FeedState:
    found = resources.ledger.state(key)
    assert found is not None
    return found


async def polled(dispatcher: Dispatcher) -> None:
    await dispatcher.tick()
    while dispatcher._polls:
        await asyncio.wait(dispatcher._polls.values())


@pytest.mark.behaviour(10)
async def test_a_host_that_asks_for_a_rest_has_it_before_the_ledger_knows(
    site: Site, settings: CollectSettings, resources: Resources, clock: Clock
) -> None:
    async with serving() as other:
        feeds = [feed(site, "a"), feed(site, "b", path="/b"), feed(other, "c", full_text="feed")]
        site.answers["/rss"] = http.Response(status=429, headers={"Retry-After": "7200"})
        other.answers["/rss"] = rss(other, [Item("1")])
        seldom = replace(settings, flush_every=timedelta(hours=1))
        dispatcher = Dispatcher(seldom, feeds, GAZETTEER.version, resources, clock=clock)
        dispatcher.announce()
        await polled(dispatcher)
        clock.forward(minutes=1)  # the first turn of the others
        await polled(dispatcher)
        assert (len(site.seen), len(other.seen)) == (1, 1)
        await dispatcher.finish()
    # Not even tried in vain, which would count as a failure of b.
    assert (state(resources, "a").failures, state(resources, "b").failures) == (1, 0)
    assert state(resources, "b").last_poll_at is None
    assert state(resources, "b").next_poll_at == NOW + timedelta(hours=2)


@pytest.mark.behaviour(10)
async def test_after_a_rest_the_feeds_of_a_host_come_one_after_the_other(
    site: Site, settings: CollectSettings, resources: Resources, clock: Clock
) -> None:
    feeds = [feed(site, f"f{n}", path=f"/{n}") for n in range(4)]
    site.answers["/0"] = http.Response(status=503, headers={"Retry-After": "600"})
    polite = replace(settings, host_spacing=timedelta(seconds=1))
    dispatcher = Dispatcher(polite, feeds, GAZETTEER.version, resources, clock=clock)
    dispatcher.announce()
    await polled(dispatcher)
    await dispatcher.finish()
    waits = [(state(resources, f.key).next_poll_at - NOW).total_seconds() for f in feeds]
    assert waits[1:] == [600, 602, 604]
    assert waits[0] > 604  # it has its own backoff


async def test_a_full_disk_is_waited_out_and_the_ledger_knows_nothing_that_was_not_written(
    site: Site, settings: CollectSettings, resources: Resources, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/rss"] = rss(site, [Item("1"), Item("2")])
    source = feed(site, "a", full_text="feed")
    dispatcher = Dispatcher(settings, [source], GAZETTEER.version, resources, clock=clock)
    dispatcher.announce()
    announced = len(pending(settings.inbox))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(spool, "write_batch", full)
        await polled(dispatcher)
        for _ in range(3):
            clock.forward(hours=1)
            await polled(dispatcher)  # it waits: the feed is asked again once its outcome is written
        assert len(site.seen) == 1
        assert state(resources, "a").last_poll_at is None
        assert len(pending(settings.inbox)) == announced

        def no_room(*_: object, **__: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        disk.setattr(resources.ledger, "due", no_room)
        await dispatcher.tick()  # no tick fails
    await dispatcher.tick()
    written = [a for path in pending(settings.inbox) for a in read_batch(path).articles]
    assert len(written) == 2
    assert state(resources, "a").last_poll_at == NOW
    await dispatcher.finish()


@pytest.mark.parametrize(
    "jump",
    [timedelta(days=1), timedelta(hours=-1), timedelta(days=-365), timedelta(days=365)],
    ids=["a day ahead", "an hour back", "a year back", "a year ahead"],
)
async def test_feeds_are_neither_starved_nor_hammered_when_the_clock_jumps(
    site: Site, settings: CollectSettings, resources: Resources, clock: Clock, jump: timedelta
) -> None:
    feeds = [feed(site, f"f{n}", path=f"/{n}", full_text="feed") for n in range(6)]
    for n in range(6):
        site.answers[f"/{n}"] = rss(site, [Item(f"{n}-1"), Item(f"{n}-2")])
    dispatcher = Dispatcher(settings, feeds, GAZETTEER.version, resources, clock=clock)
    dispatcher.announce()

    async def pass_time(minutes: int) -> list[int]:
        """Requests that each feed got."""
        before = [sum(asked.path == f"/{n}" for asked in site.seen) for n in range(6)]
        for _ in range(minutes):
            clock.forward(minutes=1)
            await polled(dispatcher)
        return [sum(asked.path == f"/{n}" for asked in site.seen) - had for n, had in enumerate(before)]

    usual = await pass_time(120)
    assert min(usual) >= 1
    clock.forward(seconds=jump.total_seconds())
    after = await pass_time(120)
    assert min(after) >= 1, "starved"
    assert max(after) <= max(usual) + 1, "hammered"
    now = clock()
    assert all(feed_state.last_poll_at <= now for feed_state in resources.ledger.all())  # type: ignore[operator]
    # Should it jump back to where it was, too.
    clock.forward(seconds=-jump.total_seconds())
    again = await pass_time(120)
    assert min(again) >= 1
    assert max(again) <= max(usual) + 1
    await dispatcher.finish()
    written = [a.url for path in pending(settings.inbox) for a in read_batch(path).articles]
    assert len(written) == len(set(written)) == 12
