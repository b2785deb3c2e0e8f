"""Which polls a tick begins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web as http

from collectors.dispatch import Dispatcher
from collectors.resources import Resources
from collectors.settings import CollectSettings
from storage.ledger import FeedState
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
        dispatcher = Dispatcher(seldom, feeds, GAZETTEER, resources, clock=clock)
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
    dispatcher = Dispatcher(polite, feeds, GAZETTEER, resources, clock=clock)
    dispatcher.announce()
    await polled(dispatcher)
    await dispatcher.finish()
    waits = [(state(resources, f.key).next_poll_at - NOW).total_seconds() for f in feeds]
    assert waits[1:] == [600, 602, 604]
    assert waits[0] > 604  # it has its own backoff
