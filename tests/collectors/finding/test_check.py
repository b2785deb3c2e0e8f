"""What is wrong with a feed is said in words, whatever its server does."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as http

from collectors.finding import check as module
from collectors.finding.check import Checked, check
from collectors.service import collect_once
from collectors.settings import CollectSettings
from storage.ledger.ledger import Ledger
from storage.records import Feed
from tests.collectors.conftest import Clock
from tests.collectors.documents import GAZETTEER, NOW, Item, feed, outlet, rss
from tests.servers import Names, Site


def entries(site: Site, *names: str, date: str = "Mon, 23 Nov 2026 08:00:00 +0700", extra: str = "") -> bytes:
    return rss(site, [Item(name, date=date) for name in names], extra=extra)


async def tried(
    settings: CollectSettings, feeds: Sequence[Feed], clock: Clock, resolver: Names | None = None
) -> list[Checked]:
    return await check(settings, feeds, clock=clock, resolver=resolver)


def kinds(one: Checked) -> list[str]:
    return [problem.kind for problem in one.problems]


async def test_a_good_feed_has_no_problem(site: Site, settings: CollectSettings, clock: Clock) -> None:
    site.answers["/rss"] = entries(site, "1", "2", "3")
    [one] = await tried(settings, [feed(site)], clock)
    assert (one.state, one.problems) == ("ok", ())
    assert one.seen is not None
    assert one.seen.content is not None
    assert (one.seen.content.entries, one.seen.content.newest) == (3, datetime(2026, 11, 23, 1, tzinfo=UTC))


HTML = "<!doctype html><html><head><title>Kumpulan RSS</title></head><body>Pilih kanal</body></html>"
CHALLENGE = "<html><head><title>Just a moment...</title></head><body></body></html>"


@pytest.mark.behaviour(23)
@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (401, "refused", "answered 401 Unauthorized"),
        (403, "refused", "answered 403 Forbidden"),
        (404, "gone", "answered 404 Not Found"),
        (410, "gone", "answered 410 Gone"),
        (500, "status", "answered 500"),
        (503, "later", "answered 503"),
        (HTML, "html", 'is an HTML page ("Kumpulan RSS"), not a feed'),
        (CHALLENGE, "challenge", "asks whether we are human"),
        (b"", "empty", "is empty"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "empty", "has no entries"),
        (b"<urlset><url><loc>https://a.example</loc></url></urlset>", "not-a-feed", "a sitemap,"),
        (http.Response(status=403, headers={"cf-mitigated": "challenge"}), "challenge", "Cloudflare"),
    ],
)
async def test_a_feed_that_cannot_be_read_is_broken(
    site: Site,
    settings: CollectSettings,
    clock: Clock,
    answer: http.Response | bytes | str | int,
    kind: str,
    says: str,
) -> None:
    site.answers["/rss"] = answer
    [one] = await tried(settings, [feed(site)], clock)
    assert (one.state, kinds(one)) == ("broken", [kind])
    assert says in one.problems[0].says
    assert one.problems[0].remedy


async def test_addresses_that_lead_nowhere_are_told_apart(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers["/rss"] = 404
    nowhere = replace(feed(site, "uji-a"), url="http://tak-ada.example/rss")
    shut = replace(feed(site, "uji-b"), url="http://127.0.0.1:9/rss")
    inside = replace(feed(site, "uji-c"), url="http://dalam.example/rss")
    secure = replace(feed(site, "uji-d"), url=site.url("/rss").replace("http:", "https:"))
    names = Names(dalam_example=[["10.0.0.1"]])
    found = await tried(settings, [nowhere, shut, inside, secure], clock, resolver=names)
    assert {one.feed.key: kinds(one) for one in found} == {
        "uji-a": ["dns"],
        "uji-b": ["connection"],
        "uji-c": ["address"],
        "uji-d": ["certificate"],
    }


async def test_a_feed_that_never_answers_is_cut(site: Site, settings: CollectSettings, clock: Clock) -> None:
    async def hang(_: http.Request) -> http.Response:
        await asyncio.sleep(60)
        raise AssertionError

    site.answers["/rss"] = hang
    [one] = await tried(replace(settings, deadline=timedelta(seconds=0.2)), [feed(site)], clock)
    assert kinds(one) == ["timeout"]


@pytest.mark.parametrize(
    ("date", "kind", "says"),
    [
        ("Fri, 10 Jun 2011 08:00:00 +0700", "dead", "15.5 years ago (10 Jun 2011)"),
        ("Mon, 05 Oct 2026 08:00:00 +0700", "stale", "49 days ago"),
    ],
)
async def test_a_feed_that_stopped_is_told_with_its_age(
    site: Site, settings: CollectSettings, clock: Clock, date: str, kind: str, says: str
) -> None:
    site.answers["/rss"] = entries(site, "1", "2", date=date)
    [one] = await tried(settings, [feed(site)], clock)
    assert (one.state, kinds(one)) == ("wrong", [kind])
    assert says in one.problems[0].says


@pytest.mark.behaviour(26)
async def test_a_local_time_written_as_utc_is_named(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    local = (NOW + timedelta(hours=6, minutes=50)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    site.answers["/rss"] = entries(site, "1", date=local)
    [one] = await tried(settings, [feed(site)], clock)
    assert kinds(one) == ["future"]
    assert "up to 7 h in the future" in one.problems[0].says


async def test_smaller_faults_are_told_too(site: Site, settings: CollectSettings, clock: Clock) -> None:
    site.answers["/rss"] = rss(
        site, [Item("1", date=None), Item("2", date=None, link="")], extra="<language>en</language>"
    ).replace(b"</channel>", b"<broken></channel>")
    [one] = await tried(settings, [feed(site)], clock)
    assert kinds(one) == ["undated", "unlinked", "language", "untidy"]
    assert "not well-formed" in one.problems[3].says


async def test_a_slow_feed_is_told(
    site: Site, settings: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLOW", timedelta())
    site.answers["/rss"] = entries(site, "1")
    [one] = await tried(settings, [feed(site)], clock)
    assert kinds(one) == ["slow"]


async def test_a_move_is_told_with_the_new_address(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/rss": http.Response(status=301, headers={"Location": "/baru"}),
        "/baru": entries(site, "1"),
        "/sementara": http.Response(status=302, headers={"Location": "/lain"}),
        "/lain": entries(site, "2"),
    }
    found = await tried(settings, [feed(site), feed(site, "uji-lain", path="/sementara")], clock)
    assert [(one.feed.key, kinds(one)) for one in found] == [("uji-depan", ["moved"]), ("uji-lain", [])]
    assert site.url("/baru") in found[0].problems[0].says


async def test_a_feed_with_the_entries_of_another_is_told(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/rss": entries(site, *"12345"),
        "/sama": entries(site, *"2345"),
        "/lain": entries(site, *"56789"),
    }
    feeds = [feed(site), feed(site, "uji-sama", path="/sama"), feed(site, "uji-lain", path="/lain")]
    found = {one.feed.key: one for one in await tried(settings, feeds, clock)}
    assert {key: kinds(one) for key, one in found.items()} == {
        "uji-depan": [],
        "uji-sama": ["duplicate"],
        "uji-lain": [],
    }
    assert "uji-depan" in found["uji-sama"].problems[0].says


async def test_the_worst_comes_first(site: Site, settings: CollectSettings, clock: Clock) -> None:
    site.answers |= {
        "/ok": entries(site, "1"),
        "/old": entries(site, "2", date="Mon, 05 Oct 2026 08:00:00 GMT"),
    }
    paths = ["/ok", "/old", "/404"]
    feeds = [feed(site, f"uji-{place}", path=path) for place, path in enumerate(paths)]
    found = await tried(settings, feeds, clock)
    assert [one.feed.key for one in found] == ["uji-2", "uji-1", "uji-0"]


@pytest.mark.behaviour(10)
async def test_a_site_that_asked_for_time_is_left_alone_and_the_ledger_stays_as_it_is(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    other = replace(
        feed(site, "lain-depan", outlet=outlet(site, "lain")), url=site.url("/lain", host="lain.example")
    )
    names = Names(lain_example=[["127.0.0.1"]])
    site.answers |= {
        "/rss": http.Response(status=429, headers={"Retry-After": "3600"}),
        "/lain": entries(site, "1"),
    }
    await collect_once(settings, [feed(site), other], GAZETTEER, clock=clock, resolver=names)
    before = settings.ledger.read_bytes()
    with Ledger.open(settings.ledger, read_only=True) as ledger:
        states = ledger.all()
    asked = len(site.asked("/rss"))
    found = await tried(settings, [feed(site), other], clock, resolver=names)
    assert len(site.asked("/rss")) == asked
    assert [(one.feed.key, kinds(one)) for one in found] == [("uji-depan", ["later"]), ("lain-depan", [])]
    assert "wants to be left alone until" in found[0].problems[0].says
    with Ledger.open(settings.ledger, read_only=True) as ledger:
        assert ledger.all() == states
    assert settings.ledger.read_bytes() == before


async def test_without_a_ledger_none_is_made(site: Site, settings: CollectSettings, clock: Clock) -> None:
    site.answers["/rss"] = entries(site, "1")
    await tried(settings, [feed(site)], clock)
    assert list(settings.data_dir.iterdir()) == []
