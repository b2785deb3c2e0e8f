from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
import sys
import threading
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web as http
from structlog.testing import capture_logs

from collectors import dispatch, spool
from collectors.service import collect_once, run_forever
from collectors.settings import CollectSettings
from collectors.summary import CollectSummary
from entities.gazetteer import Gazetteer
from entities.types import Alias
from storage.batches.batch import Batch, pending, read_batch, write_batch
from storage.errors import CollectorRunningError
from storage.ledger.ledger import FeedState, Ledger
from storage.ledger.shards import Shard
from storage.lock import collector_lock
from storage.records import Feed
from tests.collectors import jobs
from tests.collectors.conftest import Clock
from tests.collectors.documents import GAZETTEER, NOW, Item, feed, page, rss
from tests.servers import Names, Site, raw_server

SOON = timedelta(seconds=0.02)
DAY = timedelta(days=1)


@pytest.fixture
def quick(settings: CollectSettings) -> CollectSettings:
    return replace(settings, tick=SOON, flush_every=timedelta(), shutdown_grace=timedelta(seconds=1))


def batches(settings: CollectSettings) -> list[Batch]:
    return [read_batch(path) for path in pending(settings.inbox)]


def stored(settings: CollectSettings) -> Counter[str]:
    return Counter(article.url for batch in batches(settings) for article in batch.articles)


def states(settings: CollectSettings) -> dict[str, FeedState]:
    with Ledger.open(settings.ledger, read_only=True) as ledger:
        return {state.feed: state for state in ledger.all()}


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process or task does; the files it writes wake nobody."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def once(
    settings: CollectSettings, feeds: list[Feed], clock: Clock, *, only: tuple[str, ...] = ()
) -> CollectSummary:
    return await collect_once(settings, feeds, GAZETTEER, clock=clock, only=only)


# -- one round ----------------------------------------------------------------------------------------------


async def test_a_first_round_polls_every_feed_and_hands_everything_over(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(5)]
    site.answers = {f"/rss/{n}": rss(site, [Item(f"{n}-1"), Item(f"{n}-2")]) for n in range(5)}
    summary = await once(settings, feeds, clock)
    assert [(r.feed, r.status, r.new, r.error) for r in summary.feeds] == [
        (f"uji-{n}", "ok", 2, None) for n in range(5)
    ]
    assert (summary.polled, summary.new, summary.failed) == (5, 10, ())
    assert len(stored(settings)) == 10
    polls = [poll for batch in batches(settings) for poll in batch.polls]
    assert Counter(poll.feed for poll in polls) == {f"uji-{n}": 1 for n in range(5)}
    assert {feed.key for batch in batches(settings) for feed in batch.feeds} == {f.key for f in feeds}
    assert all(batch.gazetteer_version == GAZETTEER.version for batch in batches(settings))


@pytest.mark.behaviour(9)
async def test_a_second_round_asks_nobody_before_it_is_time(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [Item("1")])
    await once(settings, [source], clock)
    for _ in range(3):
        summary = await once(settings, [source], clock)
        assert [r.status for r in summary.feeds] == ["not due"]
        assert summary.feeds[0].next_poll_at is not None
    assert len(site.seen) == 1
    clock.forward(minutes=31)
    await once(settings, [source], clock)
    assert len(site.seen) == 2


async def test_a_named_feed_is_polled_although_it_is_not_due_and_the_others_stay(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(3)]
    site.answers = {f"/rss/{n}": rss(site, [Item(f"{n}")]) for n in range(3)}
    await once(settings, feeds, clock)
    summary = await once(settings, feeds, clock, only=("uji-1",))
    assert [(r.feed, r.status) for r in summary.feeds] == [("uji-1", "unchanged")]
    assert site.paths.count("/rss/1") == 2
    assert len(states(settings)) == 3


async def test_bad_feeds_never_stop_the_others(site: Site, settings: CollectSettings, clock: Clock) -> None:
    hurried = replace(settings, deadline=timedelta(seconds=1), max_bytes=100_000)

    async def hang(_: http.Request) -> http.Response:
        await asyncio.sleep(60)
        raise AssertionError

    async def endless(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"<item>" * 1000)
            await writer.drain()

    site.answers |= {
        "/hang": hang,
        "/html": page(),
        "/empty": b"",
        "/gone": 410,
        "/loop": http.Response(status=302, headers={"Location": "/loop"}),
        "/private": http.Response(status=302, headers={"Location": "http://10.0.0.1/"}),
        "/cut": rss(site, [Item("potong-1"), Item("potong-2")])[:-200],
    }
    site.answers |= {f"/good/{n}": rss(site, [Item(f"baik-{n}")]) for n in range(10)}
    bad = [
        feed(site, f"bad-{path[1:]}", path=path, full_text="feed")
        for path in site.answers
        if "good" not in path
    ]
    good = [feed(site, f"good-{n}", path=f"/good/{n}", full_text="feed") for n in range(10)]
    async with raw_server(endless) as url:
        endless_feed = replace(good[0], key="bad-endless", url=url)
        unreachable = replace(good[0], key="bad-nobody", url="http://127.0.0.1:1/")
        summary = await once(hurried, [*bad, endless_feed, unreachable, *good], clock)
    results = {result.feed: result for result in summary.feeds}
    assert {r.status for key, r in results.items() if key.startswith("good")} == {"ok"}
    errors = {key: result.error for key, result in results.items() if result.status == "failed"}
    words = {
        "bad-hang": "took longer than 1 s",
        "bad-html": "HTML",
        "bad-empty": "empty",
        "bad-gone": "410 Gone",
        "bad-loop": "redirects in a circle",
        "bad-private": "10.0.0.1 is not a public address",
        "bad-endless": "larger than",
        "bad-nobody": "refused the connection",
    }
    assert errors.keys() == words.keys()
    for key, word in words.items():
        assert word in (errors[key] or "")
    failed = [poll for batch in batches(hurried) for poll in batch.polls if poll.status == "failed"]
    assert {poll.feed for poll in failed} == words.keys()


Answer = Callable[[http.Request], Awaitable[http.Response]]


def hanging_until_fifty_good_are_served(site: Site) -> tuple[Answer, Answer]:
    """An answer that hangs until the other one, a good feed, was given fifty times."""
    good_done = asyncio.Event()
    served = 0

    async def hang(_: http.Request) -> http.Response:
        await good_done.wait()
        return http.Response(status=503)

    async def good(request: http.Request) -> http.Response:
        nonlocal served
        served += 1
        if served == 50:
            good_done.set()
        return http.Response(body=rss(site, [Item(request.path[1:])]), content_type="text/xml")

    return hang, good


@pytest.mark.behaviour(15)
async def test_fifty_hanging_feeds_hold_up_no_other_outlet(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    """The good outlets are done while every one of the hanging ones still hangs."""
    hang, good = hanging_until_fifty_good_are_served(site)
    site.answers["/hang"] = hang
    site.answers |= {f"/good-{n}": good for n in range(50)}
    names = Names(lambat_example=[["127.0.0.1"]], **{f"good-{n}_example": [["127.0.0.1"]] for n in range(50)})
    hanging = [
        replace(feed(site, f"hang-{n}", full_text="feed"), url=site.url("/hang", host="lambat.example"))
        for n in range(50)
    ]
    others = [
        replace(
            feed(site, f"good-{n}", full_text="feed"), url=site.url(f"/good-{n}", host=f"good-{n}.example")
        )
        for n in range(50)
    ]
    few = replace(settings, connections=4, per_host=2)
    async with asyncio.timeout(60):
        summary = await collect_once(few, [*hanging, *others], GAZETTEER, clock=clock, resolver=names)
    assert {r.status for r in summary.feeds if r.feed.startswith("good")} == {"ok"}


@pytest.mark.behaviour(15)
async def test_fifty_outlets_that_hang_hold_up_no_other(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    """Each of them on its own host, more of them than there are connections: known to fail, they get half."""
    hang, good = hanging_until_fifty_good_are_served(site)
    names = Names(**{f"{kind}-{n}_example": [["127.0.0.1"]] for kind in ("hang", "good") for n in range(50)})
    hanging, others = (
        [
            replace(
                feed(site, f"{kind}-{n}", full_text="feed"),
                url=site.url(f"/{kind}-{n}", host=f"{kind}-{n}.example"),
            )
            for n in range(50)
        ]
        for kind in ("hang", "good")
    )
    site.answers |= {f"/hang-{n}": 500 for n in range(50)}
    few = replace(settings, connections=8)
    await collect_once(few, hanging, GAZETTEER, clock=clock, resolver=names)
    site.answers |= {f"/hang-{n}": hang for n in range(50)} | {f"/good-{n}": good for n in range(50)}
    clock.forward(hours=1)
    async with asyncio.timeout(60):
        summary = await collect_once(few, [*hanging, *others], GAZETTEER, clock=clock, resolver=names)
    assert {r.status for r in summary.feeds if r.feed.startswith("good")} == {"ok"}
    assert {r.status for r in summary.feeds if r.feed.startswith("hang")} == {"failed"}


@pytest.mark.behaviour(10)
async def test_a_host_that_asks_for_time_is_given_it_by_all_its_feeds(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(2)]
    site.answers = {
        "/rss/0": http.Response(status=429, headers={"Retry-After": "7200"}),
        "/rss/1": rss(site, [Item("1")]),
    }
    await once(settings, feeds, clock)
    asked = len(site.seen)
    clock.forward(hours=1)
    await once(settings, feeds, clock)
    assert len(site.seen) == asked
    clock.forward(hours=1, minutes=30)
    await once(settings, feeds, clock)
    assert len(site.seen) == asked + 2


async def test_a_feed_taken_out_of_the_configuration_is_told_to_the_archive(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(2)]
    site.answers = {f"/rss/{n}": rss(site, [Item(f"{n}")]) for n in range(2)}
    await once(settings, feeds, clock)
    clock.forward(minutes=20)
    await once(settings, feeds[:1], clock)
    removed = {feed.key: feed.removed_at for batch in batches(settings) for feed in batch.removed_feeds}
    assert removed == {"uji-1": clock()}


@pytest.mark.behaviour(41)
async def test_two_collectors_in_one_folder_are_refused(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    with collector_lock(settings.data_dir):
        with pytest.raises(CollectorRunningError):
            await once(settings, [feed(site)], clock)
        with pytest.raises(CollectorRunningError):
            await run_forever(settings, [feed(site)], GAZETTEER, clock=clock)
    assert site.seen == []


async def test_a_mistake_of_ours_is_one_feeds_failure(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    good, broken = feed(site, full_text="feed"), feed(site, "rusak", path="/rusak", page_rule="tiada")
    site.answers |= {"/rss": rss(site, [Item("1")]), "/rusak": rss(site, [Item("2")]), "/berita/2": page()}
    results = {r.feed: r for r in (await once(settings, [broken, good], clock)).feeds}
    assert results["uji-depan"].status == "ok"
    assert "tiada" in (results["rusak"].error or "")


@pytest.mark.behaviour(9)
async def test_ten_restarts_in_a_minute_ask_nobody_again(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(5)]
    site.answers = {f"/rss/{n}": rss(site, [Item(f"{n}")]) for n in range(4)}
    site.answers["/rss/4"] = 500
    await once(settings, feeds, clock)
    for _ in range(10):
        clock.forward(seconds=6)
        await once(settings, feeds, clock)
    assert Counter(site.paths) == {f"/rss/{n}": 1 for n in range(5)}


@pytest.mark.behaviour(18)
async def test_a_feed_that_moved_is_told_to_config_by_nobody_but_its_owner(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    """Polled where it went; and where another configured feed is read, the move is only noted."""
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(3)]
    site.answers = {
        "/rss/0": http.Response(status=301, headers={"Location": "/baru"}),
        "/baru": rss(site, [Item("0")]),
        "/rss/1": http.Response(status=301, headers={"Location": "/rss/2"}),
        "/rss/2": rss(site, [Item("2")]),
    }
    for _ in range(4):
        await once(settings, feeds, clock, only=tuple(f.key for f in feeds))
        clock.forward(hours=1)
    found = states(settings)
    assert found["uji-0"].read_from == site.url("/baru")
    assert found["uji-0"].url == site.url("/rss/0")
    assert (found["uji-1"].read_from, found["uji-1"].move_refused) == (None, "taken")
    assert site.paths.count("/rss/0") == 3
    assert {f.url for batch in batches(settings) for f in batch.feeds} == {f.url for f in feeds}


# -- several collectors -------------------------------------------------------------------------------------


def sharded(settings: CollectSettings, text: str) -> CollectSettings:
    return replace(settings, shard=Shard.parse(text))


@pytest.mark.behaviour(41)
async def test_shards_together_read_every_feed_once_into_one_inbox(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    names = Names(**{f"o-{n}_example": [["127.0.0.1"]] for n in range(12)})
    feeds = [
        replace(feed(site, f"uji-{n}", full_text="feed"), url=site.url(f"/rss/{n}", host=f"o-{n}.example"))
        for n in range(12)
    ]
    site.answers = {f"/rss/{n}": rss(site, [Item(f"{n}")]) for n in range(12)}
    for part in ("1/3", "2/3", "3/3", "1/3"):
        shard = sharded(settings, part)
        summary = await collect_once(shard, feeds, GAZETTEER, clock=clock, resolver=names)
        assert {r.feed for r in summary.feeds} == {
            f.key for f in feeds if shard.shard and shard.shard.owns(f)
        }
    assert Counter(site.paths) == {f"/rss/{n}": 1 for n in range(12)}
    assert len(stored(settings)) == 12
    assert not [removed for batch in batches(settings) for removed in batch.removed_feeds]
    # one collector for all again: nobody is asked anew
    await collect_once(settings, feeds, GAZETTEER, clock=clock, resolver=names)
    assert len(site.seen) == 12


@pytest.mark.behaviour(41)
async def test_two_collectors_of_one_shard_in_one_folder_are_refused(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    first = sharded(settings, "1/2")
    with collector_lock(first.data_dir, first.shard):
        for other in (first, sharded(settings, "2/3"), settings):
            with pytest.raises(CollectorRunningError):
                await once(other, [feed(site)], clock)
        await once(sharded(settings, "2/2"), [], clock)
    assert site.seen == []


# -- for ever -----------------------------------------------------------------------------------------------


async def test_the_service_polls_what_is_due_and_hands_over(
    site: Site, quick: CollectSettings, clock: Clock
) -> None:
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [Item("1")])
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(quick, [source], GAZETTEER, clock=clock, stop=stop))
    await until(lambda: states(quick).get(source.key) is not None and len(stored(quick)) == 1)
    await until(lambda: states(quick)[source.key].last_ok_at == NOW)
    site.answers["/rss"] = rss(site, [Item("2"), Item("1")])
    assert len(site.seen) == 1
    clock.forward(minutes=31)
    await until(lambda: len(stored(quick)) == 2)
    stop.set()
    await running
    assert stored(quick) == {site.url("/berita/1"): 1, site.url("/berita/2"): 1}


async def test_other_names_are_followed_and_no_batch_says_so_too_early(
    site: Site, quick: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "LOOK_AT_NAMES_EVERY", SOON)
    newer = replace(
        GAZETTEER, aliases=(*GAZETTEER.aliases, Alias(text="Nippon", entity="country:JP", kind="name"))
    )
    slow, source = feed(site, "lambat", path="/lambat", full_text="feed"), feed(site, full_text="feed")
    asked, answer, changed = asyncio.Event(), asyncio.Event(), asyncio.Event()
    told = Item("1", title="Nippon menang", summary="Kabar dari Tokyo.")

    async def wait(_: http.Request) -> http.Response:
        asked.set()
        await answer.wait()
        return http.Response(body=rss(site, [replace(told, slug="lambat")]))

    def new_names(_: str) -> Gazetteer | None:
        if not asked.is_set() or changed.is_set():
            return None
        changed.set()
        return newer

    site.answers |= {"/rss": rss(site, [told]), "/lambat": wait}
    stop = asyncio.Event()
    running = asyncio.create_task(
        run_forever(quick, [source, slow], GAZETTEER, new_names=new_names, clock=clock, stop=stop)
    )
    await until(lambda: len(stored(quick)) == 1)
    with capture_logs() as said:
        clock.forward(minutes=1)  # the second feed's first turn
        await until(lambda: "names changed" in events(said))
    site.answers["/rss"] = rss(site, [replace(told, slug="2")])
    clock.forward(minutes=40)  # the second poll is spread over an interval
    await until(lambda: len(stored(quick)) == 2)
    answer.set()  # this poll began before, and may end with old names
    await until(lambda: len(stored(quick)) == 3)
    await until(lambda: states(quick)[source.key].last_ok_at == clock())
    clock.forward(minutes=40)
    site.answers["/rss"] = rss(site, [replace(told, slug="3")])
    await until(lambda: len(stored(quick)) == 4)
    stop.set()
    await running
    found = {
        article.url.rsplit("/", 1)[1]: (batch.gazetteer_version, bool(article.mentions))
        for batch in batches(quick)
        for article in batch.articles
    }
    assert found["1"] == (GAZETTEER.version, False)
    assert found["2"] == (GAZETTEER.version, True)  # not yet: what was begun before is not handed over
    assert found["lambat"][0] == GAZETTEER.version
    assert found["3"] == (newer.version, True)


async def test_a_flush_that_is_under_way_ends_before_the_collector_does(
    site: Site,
    quick: CollectSettings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing is cancelled, so nothing is told as if it had failed."""
    stop, writing, go_on = asyncio.Event(), threading.Event(), threading.Event()

    def write_slowly(inbox: Path, batch: Batch) -> Path | None:
        if batch.articles:
            writing.set()
            assert go_on.wait(60)
        return write_batch(inbox, batch)

    monkeypatch.setattr(spool, "write_batch", write_slowly)
    site.answers["/rss"] = rss(site, [Item("1")])
    source = feed(site, full_text="feed")
    with capture_logs() as said:
        running = asyncio.create_task(run_forever(quick, [source], GAZETTEER, clock=clock, stop=stop))
        await until(writing.is_set)
        stop.set()
        await asyncio.sleep(0.2)  # what would be cancelled is cancelled now
        go_on.set()
        await running
    assert [entry["event"] for entry in said] == ["feed polled"]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert len(stored(quick)) == 1
    assert states(quick)[source.key].last_ok_at is not None


async def test_other_names_that_cannot_be_loaded_leave_the_ones_before(
    site: Site, quick: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "LOOK_AT_NAMES_EVERY", SOON)
    offered = iter([jobs.not_a_feed])
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [Item("1", title="Kabar dari Tokyo", summary="Jepang menang.")])
    stop = asyncio.Event()

    def new_names(version: str) -> Callable[[], Gazetteer] | None:
        assert version == GAZETTEER.version
        return cast("Callable[[], Gazetteer] | None", next(offered, None))

    with capture_logs() as said:
        running = asyncio.create_task(
            run_forever(quick, [source], GAZETTEER, new_names=new_names, clock=clock, stop=stop)
        )
        await until(lambda: "names cannot be read, going on with the ones before" in events(said))
        await until(lambda: len(stored(quick)) == 1)
    stop.set()
    await running
    assert "names changed" not in events(said)
    [article] = [article for batch in batches(quick) for article in batch.articles]
    assert article.mentions
    assert {batch.gazetteer_version for batch in batches(quick)} == {GAZETTEER.version}


def events(said: Sequence[Mapping[str, Any]]) -> set[str]:
    return {entry["event"] for entry in said}


async def test_stopping_hands_over_what_waits(site: Site, quick: CollectSettings, clock: Clock) -> None:
    # The grace is for a busy machine: stopping waits for the poll under way, which ends by itself.
    patient = replace(quick, flush_every=timedelta(hours=1), shutdown_grace=timedelta(seconds=60))
    source = feed(site, full_text="feed")
    asked = asyncio.Event()

    async def answer(_: http.Request) -> http.Response:
        asked.set()
        return http.Response(body=rss(site, [Item("1")]), content_type="text/xml")

    site.answers["/rss"] = answer
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(patient, [source], GAZETTEER, clock=clock, stop=stop))
    await asked.wait()
    stop.set()
    await running
    assert stored(patient) == {site.url("/berita/1"): 1}
    assert states(patient)[source.key].last_ok_at == NOW


@pytest.mark.behaviour(16)
@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)], ids=["back", "ahead"])
async def test_a_clock_that_jumps_neither_stops_polling_nor_makes_a_burst(
    site: Site, quick: CollectSettings, clock: Clock, jump: timedelta
) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(4)]
    site.answers = {f"/rss/{n}": rss(site, [Item(f"{n}")]) for n in range(4)}
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(quick, feeds, GAZETTEER, clock=clock, stop=stop))

    def polls() -> list[int]:
        return [state.polls for state in states(quick).values()]

    await until(lambda: 1 in polls())
    clock.forward(minutes=1)
    await until(lambda: polls() == [1] * 4)
    clock.now += jump
    if jump > timedelta():
        await until(lambda: polls() == [2] * 4)  # overdue: each is read once
        assert Counter(site.paths) == {f"/rss/{n}": 2 for n in range(4)}
    else:
        await until(lambda: all(state.next_poll_at <= clock() + DAY for state in states(quick).values()))
        due = sorted(state.next_poll_at for state in states(quick).values())
        assert due[-1] > clock()  # spread, not all at once
        clock.forward(minutes=31)
        await until(lambda: len(site.seen) >= 8 and min(Counter(site.paths).values()) == 2)
        assert max(Counter(site.paths).values()) <= 3  # one was due at once and has been read again since
    stop.set()
    await running


@pytest.mark.behaviour(16)
async def test_the_systems_clock_set_back_by_an_hour_does_not_stop_the_ticks(
    site: Site, quick: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """APScheduler by itself would wait for the time that it had before."""
    shift = timedelta()

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Shifted:
            return cls.fromtimestamp(time.time() + shift.total_seconds(), tz)

    class Time:
        monotonic = staticmethod(time.monotonic)

        @staticmethod
        def time() -> float:
            return time.time() + shift.total_seconds()

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Shifted)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", Shifted)
    monkeypatch.setattr(dispatch, "datetime", Shifted)
    monkeypatch.setattr(dispatch, "time", Time)
    monkeypatch.setattr(dispatch, "CLOCK_CHECK", 0.2)
    site.answers["/rss"] = rss(site, [Item("1")])
    stop = asyncio.Event()
    running = asyncio.create_task(
        run_forever(quick, [feed(site, full_text="feed")], GAZETTEER, clock=clock, stop=stop)
    )
    await until(lambda: states(quick).get("uji-depan") is not None and len(stored(quick)) == 1)
    shift = timedelta(hours=-1)
    clock.forward(hours=1)
    await until(lambda: len(site.seen) == 2)
    stop.set()
    await running


@pytest.mark.behaviour(2)
async def test_what_cannot_be_handed_over_is_kept_and_tried_again(
    site: Site, quick: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for a while: the real write_batch, refused by the system a few times."""
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [Item("1")])
    refusals = 3

    def full_disk(inbox: Path, batch: Batch) -> Path | None:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise OSError(28, "No space left on device")
        return write_batch(inbox, batch)

    monkeypatch.setattr(spool, "write_batch", full_disk)
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(quick, [source], GAZETTEER, clock=clock, stop=stop))
    await until(lambda: len(stored(quick)) == 1)
    await until(lambda: states(quick)[source.key].last_ok_at == NOW)
    stop.set()
    await running
    assert stored(quick) == {site.url("/berita/1"): 1}
    assert len(site.seen) == 1  # the feed waited for its batch, and was not asked again


async def test_a_ledger_that_is_locked_for_a_while_loses_nothing(
    site: Site, quick: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [Item("1")])
    record, refusals = Ledger.record, 2

    def locked(self: Ledger, updates: list[object]) -> None:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise sqlite3.OperationalError("database is locked")
        record(self, updates)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "record", locked)
    stop = asyncio.Event()
    running = asyncio.create_task(run_forever(quick, [source], GAZETTEER, clock=clock, stop=stop))
    await until(lambda: states(quick).get(source.key) is not None)
    await until(lambda: states(quick)[source.key].last_ok_at == NOW)
    stop.set()
    await running
    assert stored(quick) == {site.url("/berita/1"): 1}  # handed over once, recorded in the end


# -- processes ----------------------------------------------------------------------------------------------


async def start(settings: CollectSettings, site: Site, *modes: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.collectors.run_collector",
        str(settings.data_dir),
        str(site.port),
        *modes,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def ended(process: Process) -> int:
    async with asyncio.timeout(30):
        return await process.wait()


@pytest.mark.behaviour(42)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_collector_with_everything_handed_over(
    site: Site, settings: CollectSettings, number: signal.Signals
) -> None:
    site.answers["/rss"] = rss(site, [Item("1")])
    process = await start(settings, site, "patient")
    await until(lambda: bool(site.seen))
    process.send_signal(number)
    assert await ended(process) == 0
    assert stored(settings) == {site.url("/berita/1"): 1}
    assert states(settings)["uji-depan"].last_ok_at is not None
    with collector_lock(settings.data_dir):
        pass


@pytest.mark.behaviour(42)
async def test_a_signal_ends_a_collector_whose_server_hangs(site: Site, settings: CollectSettings) -> None:
    async def hang(_: http.Request) -> http.Response:
        await asyncio.sleep(60)
        raise AssertionError

    site.answers["/rss"] = hang
    process = await start(settings, site)
    await until(lambda: bool(site.seen))
    process.terminate()
    assert await ended(process) == 0
    assert states(settings)["uji-depan"].last_poll_at is None  # still due


@pytest.mark.behaviour(42)
@pytest.mark.parametrize("moment", ["kill-before-batch", "kill-before-ledger", "kill-after-ledger"])
async def test_killed_at_any_moment_every_article_is_stored_and_none_is_another(
    site: Site, settings: CollectSettings, moment: str
) -> None:
    site.answers["/rss"] = http.Response(
        body=rss(site, [Item("1"), Item("2")]), headers={"ETag": '"1"'}, content_type="text/xml"
    )
    assert await ended(await start(settings, site, "flush-at-once", moment)) == -signal.SIGKILL
    handed_over = len(batches(settings))
    process = await start(settings, site, "flush-at-once")
    await until(lambda: states(settings)["uji-depan"].etag == '"1"' and len(batches(settings)) > handed_over)
    process.terminate()
    assert await ended(process) == 0
    assert stored(settings).keys() == {site.url("/berita/1"), site.url("/berita/2")}
    assert len({article.article_id for batch in batches(settings) for article in batch.articles}) == 2
    assert not list(settings.inbox.glob(".*"))  # nothing half written is left for ingestion to trip over
    once_only = moment == "kill-after-ledger"
    assert len(site.seen) == (1 if once_only else 2)


@pytest.mark.behaviour(9)
async def test_killed_again_and_again_a_collector_does_not_ask_at_each_start(
    site: Site, settings: CollectSettings
) -> None:
    site.answers["/rss"] = rss(site, [Item("1")])
    process = await start(settings, site, "hold")
    await until(lambda: bool(site.seen))
    process.kill()
    await ended(process)
    held = states(settings)["uji-depan"]

    def announced(times: int) -> bool:
        return len(batches(settings)) == times

    assert held.last_poll_at is None  # nothing of the poll was recorded
    assert held.next_poll_at > datetime.now(UTC) + timedelta(seconds=1)
    for starts in (2, 3):
        process = await start(settings, site, "hold")
        await until(partial(announced, starts))
        process.terminate()
        assert await ended(process) == 0
    assert len(site.seen) == 1


@pytest.mark.behaviour(2, 42)
async def test_killed_between_batch_and_ledger_nothing_is_lost_and_nothing_doubled(
    site: Site, settings: CollectSettings
) -> None:
    site.answers["/rss"] = http.Response(
        body=rss(site, [Item("1"), Item("2")]), headers={"ETag": '"1"'}, content_type="text/xml"
    )
    assert await ended(await start(settings, site, "flush-at-once", "kill-before-ledger")) == -signal.SIGKILL
    assert stored(settings) == {site.url("/berita/1"): 1, site.url("/berita/2"): 1}
    assert states(settings)["uji-depan"].etag is None
    process = await start(settings, site, "flush-at-once")
    await until(lambda: states(settings)["uji-depan"].etag == '"1"')
    process.terminate()
    assert await ended(process) == 0
    assert "if-none-match" not in site.seen[1].headers  # what was not recorded was not believed
    ids = {article.article_id for batch in batches(settings) for article in batch.articles}
    assert len(ids) == 2
