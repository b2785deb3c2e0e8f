"""The demo's outlets over real HTTP."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from entities.gazetteer import load
from sorot.demo.server import NewsServer
from sorot.demo.world import World
from tests.servers import free_ports


@pytest.fixture
async def server() -> AsyncIterator[NewsServer]:
    world = World(load(), today=datetime.now(UTC).date(), zone=ZoneInfo("Asia/Jakarta"))
    opened = NewsServer(world, first_port=free_ports(len(world.outlets)))
    await opened.open()
    yield opened
    await opened.close()


async def test_feeds_answer_conditional_requests(server: NewsServer) -> None:
    async with aiohttp.ClientSession() as session:
        url = server.bases["cakra-niaga"] + "/rss"
        async with session.get(url) as first:
            body = await first.read()
            assert len(ET.fromstring(body).findall("channel/item")) == 25
            etag = first.headers["ETag"]
        async with session.get(url, headers={"If-None-Match": etag}) as second:
            assert second.status in {304, 200}  # 200 when a story came out in between
            assert second.status == 304 or second.headers["ETag"] != etag


async def test_one_feed_is_not_well_formed_and_the_others_are(server: NewsServer) -> None:
    async with aiohttp.ClientSession() as session:
        for outlet in server.world.outlets:
            if outlet.manner == "slow":
                continue
            async with session.get(server.bases[outlet.key] + "/rss") as answer:
                body = await answer.read()
            if outlet.manner == "broken-xml":
                with pytest.raises(ET.ParseError):
                    ET.fromstring(body)
            else:
                ET.fromstring(body)


async def test_sitemaps_lead_to_every_article_page(server: NewsServer) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    async with aiohttp.ClientSession() as session:
        base = server.bases["pena-samudra"]
        async with session.get(f"{base}/sitemap.xml") as answer:
            months = [loc.text for loc in ET.fromstring(await answer.read()).iter(f"{space}loc")]
        assert len(months) >= 18
        async with session.get(months[1] or "") as answer:
            pages = [loc.text for loc in ET.fromstring(await answer.read()).iter(f"{space}loc")]
        assert len(pages) > 50
        async with session.get(pages[0] or "") as answer:
            text = await answer.text()
            assert answer.status == 200
        assert "<nav>" in text
        assert "track-related" in text
        async with session.get(f"{base}/news/nothing-here") as answer:
            assert answer.status == 404


async def test_robots_txt_names_the_sitemap(server: NewsServer) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(server.bases["layar-timur"] + "/robots.txt") as answer,
    ):
        assert "Sitemap: " in await answer.text()


async def test_a_taken_port_is_an_error_that_leaves_nothing_open(server: NewsServer) -> None:
    first = int(server.bases["cakra-niaga"].rsplit(":", 1)[1])
    again = NewsServer(server.world, first_port=first)
    with pytest.raises(OSError, match="address already in use"):
        await again.open()
