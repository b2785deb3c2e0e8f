from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as http

from collectors.errors import FetchError
from collectors.fetch import Web
from collectors.robots import KEEP, KEEP_FAILED, LONGEST_DELAY, MAX_BYTES, Robots
from tests.servers import Site


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robots(web: Web, clock: Clock) -> Robots:
    return Robots(web, clock=clock)


def rules(site: Site, text: str) -> None:
    site.answers["/robots.txt"] = http.Response(body=text.encode(), content_type="text/plain")


async def closed(robots: Robots, url: str) -> str:
    with pytest.raises(FetchError) as refused:
        await robots.check(url)
    return refused.value.reason


@pytest.mark.behaviour(17)
async def test_rules_for_us_go_before_rules_for_all(site: Site, robots: Robots) -> None:
    rules(
        site,
        "User-agent: *\nDisallow: /\n\nUser-agent: sorot\nDisallow: /tertutup/\nAllow: /tertutup/kecuali\n",
    )
    await robots.check(site.url("/berita/1"))
    await robots.check(site.url("/tertutup/kecuali"))
    assert await closed(robots, site.url("/tertutup/1")) == "is closed to us by robots.txt"
    assert site.paths == ["/robots.txt"]


async def test_rules_for_all_are_ours_too(site: Site, robots: Robots) -> None:
    rules(site, "\ufeffUser-agent: *\nDisallow: /*?cetak=\n")
    await robots.check(site.url("/berita"))
    assert "robots.txt" in await closed(robots, site.url("/berita?cetak=1"))


@pytest.mark.behaviour(17)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_no_rules_allow_everything(site: Site, robots: Robots, status: int) -> None:
    site.answers["/robots.txt"] = status
    await robots.check(site.url("/berita"))


@pytest.mark.behaviour(17)
@pytest.mark.parametrize("status", [429, 500, 503])
async def test_rules_that_cannot_be_had_close_everything_for_now(
    site: Site, robots: Robots, clock: Clock, status: int
) -> None:
    site.answers["/robots.txt"] = status
    assert f"answered {status}" in await closed(robots, site.url("/berita"))
    await closed(robots, site.url("/lain"))
    assert len(site.seen) == 1
    rules(site, "")
    clock.now += KEEP_FAILED
    await robots.check(site.url("/berita"))


async def test_a_server_that_cannot_be_reached_is_left_alone(robots: Robots) -> None:
    with pytest.raises(FetchError, match="refused the connection"):
        await robots.check("http://127.0.0.1:1/berita")


async def test_a_file_without_end_is_not_read(site: Site, robots: Robots) -> None:
    rules(site, "#" * (MAX_BYTES + 1))
    assert "larger than" in await closed(robots, site.url("/berita"))


@pytest.mark.behaviour(17)
async def test_rules_are_asked_for_once_a_day(site: Site, robots: Robots, clock: Clock) -> None:
    rules(site, "")
    await asyncio.gather(*[robots.check(site.url(f"/{n}")) for n in range(100)])
    clock.now += KEEP - timedelta(seconds=1)
    await robots.check(site.url("/berita"))
    assert len(site.seen) == 1
    rules(site, "User-agent: *\nDisallow: /\n")
    clock.now += timedelta(seconds=1)
    assert "robots.txt" in await closed(robots, site.url("/berita"))


@pytest.mark.behaviour(17)
@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("", None),
        ("Crawl-delay: 10", timedelta(seconds=10)),
        ("Crawl-delay: 0.5", timedelta(seconds=0.5)),
        ("Crawl-delay: 0", None),
        ("Crawl-delay: -3", None),
        ("Crawl-delay: lama", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: 86400", LONGEST_DELAY),
        ("Crawl-delay: inf", None),
    ],
)
async def test_how_long_an_outlet_wants_between_two_pages(
    site: Site, robots: Robots, line: str, delay: timedelta | None
) -> None:
    rules(site, f"User-agent: *\n{line}\nDisallow: /tertutup/\n")
    assert await robots.check(site.url("/berita")) == delay


@pytest.mark.behaviour(16)
async def test_rules_are_asked_for_again_when_the_clock_was_set_back(
    site: Site, robots: Robots, clock: Clock
) -> None:
    rules(site, "")
    await robots.check(site.url("/berita"))
    clock.now -= timedelta(days=365)
    await robots.check(site.url("/berita"))
    assert len(site.seen) == 2


async def test_a_redirect_leads_to_the_rules(site: Site, robots: Robots) -> None:
    site.answers["/robots.txt"] = http.Response(status=301, headers={"Location": "/r.txt"})
    site.answers["/r.txt"] = b"User-agent: *\nDisallow: /x\n"
    assert "robots.txt" in await closed(robots, site.url("/x"))


async def test_garbage_closes_nothing(site: Site, robots: Robots) -> None:
    site.answers["/robots.txt"] = b"<html>\x00\xff\xfe Disallow"
    await robots.check(site.url("/berita"))


async def test_sitemaps_are_named_there(site: Site, robots: Robots) -> None:
    rules(
        site,
        "Sitemap: https://outlet.example/peta.xml\nUser-agent: *\nDisallow:\nSitemap: https://outlet.example/b.xml\n",
    )
    assert await robots.sitemaps(site.url("/")) == (
        "https://outlet.example/peta.xml",
        "https://outlet.example/b.xml",
    )
