"""The feeds of a site are found where it names them, links to them, or hides them."""

from __future__ import annotations

import pytest
from aiohttp import web as http

from collectors.finding import discover as module
from collectors.finding.discover import Discovery, discover
from collectors.settings import CollectSettings
from tests.collectors.conftest import Clock
from tests.collectors.documents import Item, rss
from tests.servers import Names, Site

JSON_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": '
    '[{"id": "1", "url": "https://a.example/1", "title": "Satu", "date_published": "2026-11-23T01:00:00Z"}]}'
)


def front(*links: str, head: str = "") -> str:
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    head = f"<title>Kabar Uji - Berita</title>{head}"
    return f'<html lang="id-ID"><head>{head}</head><body>{anchors}</body></html>'


def entries(site: Site, *names: str, date: str = "Mon, 23 Nov 2026 08:00:00 +0700") -> bytes:
    return rss(site, [Item(name, date=date) for name in names])


async def found(
    settings: CollectSettings, url: str, clock: Clock, resolver: Names | None = None
) -> Discovery:
    return await discover(settings, url, clock=clock, resolver=resolver)


def offered(result: Discovery, site: Site) -> dict[str, str]:
    return {feed.url.removeprefix(site.url("")): feed.how for feed in result.feeds}


async def test_feeds_that_the_page_names_are_offered_once_each_and_no_guess_is_made(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    head = (
        '<base href="/depan/"><link rel="alternate" type="application/rss+xml" href="rss">'
        '<link REL="Alternate" TYPE="application/atom+xml" href="/atom">'
        '<link rel="alternate" type="application/feed+json" href="/feed.json">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed">'
        '<link rel="alternate" hreflang="en" href="/en"><link rel="stylesheet" href="/rss.css">'
    )
    site.answers |= {
        "/": front(head=head),
        "/depan/rss": entries(site, "1", "2"),
        "/atom": entries(site, "1", "2"),
        "/feed.json": http.Response(body=JSON_FEED.encode(), content_type="application/feed+json"),
        "/comments/feed": entries(site, "9"),
    }
    result = await found(settings, site.url("/"), clock)
    assert offered(result, site) == {"/depan/rss": "named", "/feed.json": "named"}
    assert (result.title, result.language) == ("Kabar Uji - Berita", "id")
    reasons = dict(result.left_out)
    assert "same entries" in reasons[site.url("/atom")]
    assert "comments" in reasons[site.url("/comments/feed")]
    assert not set(site.paths) & {"/oembed", "/en", "/rss.css", "/rss", "/feed"}
    assert result.feeds[1].content.titles == ("Satu",)


async def test_links_that_look_like_feeds_are_read_and_said_when_they_are_none(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/": front(
            "/rss/dunia.xml", "/rss/lama", "/feed", "/rss.png", "/feedback", "https://lain.example/rss"
        ),
        "/rss/dunia.xml": entries(site, "1"),
        "/rss/lama": entries(site, "2", date="Fri, 10 Jun 2011 08:00:00 +0700"),
        "/feed": "<html><title>x</title></html>",
    }
    result = await found(settings, site.url("/"), clock)
    assert offered(result, site) == {"/rss/dunia.xml": "linked"}
    reasons = {url.removeprefix(site.url("")): reason for url, reason in result.left_out}
    assert reasons == {
        "/rss/lama": "has nothing newer than 10 Jun 2011",
        "/feed": 'is an HTML page ("x"), not a feed',
    }
    assert not set(site.paths) & {"/rss.png", "/feedback"}


@pytest.mark.parametrize(
    "path", ["/rss", "/feed", "/atom.xml", "/feeds/posts/default?alt=rss", "/?feed=rss2"]
)
async def test_the_usual_places_are_tried_when_nothing_is_named(
    site: Site, settings: CollectSettings, clock: Clock, path: str
) -> None:
    site.answers |= {"/": front(), path: entries(site, "1")}
    assert offered(await found(settings, site.url("/"), clock), site) == {path: "guessed"}


async def test_a_page_that_lists_feeds_is_followed(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/": front(),
        "/rss": front("/rss/dunia", "/rss/ekonomi"),
        "/rss/dunia": entries(site, "1"),
        "/rss/ekonomi": entries(site, "2"),
    }
    assert offered(await found(settings, site.url("/"), clock), site) == {
        "/rss/dunia": "linked",
        "/rss/ekonomi": "linked",
    }


@pytest.fixture
def names() -> Names:
    return Names(
        www_uji_example=[["127.0.0.1"]],
        dunia_uji_example=[["127.0.0.1"]],
        pasar_uji_example=[["127.0.0.1"]],
        tv_uji_example=[["127.0.0.1"]],
    )


async def test_sections_with_hosts_of_their_own_have_feeds_of_their_own(
    site: Site, settings: CollectSettings, clock: Clock, names: Names
) -> None:
    async def by_host(request: http.Request) -> http.Response:
        slug = {"dunia": "1", "pasar": "2"}.get((request.host or "").split(".")[0])
        if slug is None:
            return http.Response(status=404)
        return http.Response(body=entries(site, slug), content_type="application/rss+xml")

    hosts = {name: site.url("", host=f"{name}.uji.example") for name in ("www", "dunia", "pasar", "tv")}
    site.answers |= {
        "/": front(hosts["dunia"] + "/", hosts["tv"] + "/video/1"),
        "/rss": by_host,
        "/robots.txt": f"Sitemap: {hosts['pasar']}/peta.xml\n",
    }
    result = await found(settings, hosts["www"] + "/", clock, resolver=names)
    assert {feed.url for feed in result.feeds} == {hosts["dunia"] + "/rss", hosts["pasar"] + "/rss"}
    assert result.sitemaps == (hosts["pasar"] + "/peta.xml",)


async def test_sections_in_folders_have_feeds_too_and_a_pattern_that_misses_is_dropped(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    sections = ["/market", "/news", "/tech", "/opini", "/gaya", "/foto", "/video", "/profil"]
    site.answers |= {
        "/": front(*sections),
        "/market/rss": entries(site, "1"),
        "/news/rss": entries(site, "2"),
    }
    result = await found(settings, site.url("/"), clock)
    assert offered(result, site) == {"/market/rss": "guessed", "/news/rss": "guessed"}
    assert sum(path.endswith("/feed") and path.count("/") == 2 for path in site.paths) == 3


async def test_an_address_that_is_a_feed_is_offered(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers["/apa"] = entries(site, "1")
    assert offered(await found(settings, site.url("/apa"), clock), site) == {"/apa": "given"}


async def test_a_move_for_good_is_offered_by_its_new_address(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/": front("/rss"),
        "/rss": http.Response(status=301, headers={"Location": "/rss/baru"}),
        "/rss/baru": entries(site, "1"),
    }
    assert offered(await found(settings, site.url("/"), clock), site) == {"/rss/baru": "linked"}


@pytest.mark.behaviour(17)
async def test_a_page_that_is_closed_to_us_is_not_read_and_guesses_go_on(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /\n",
        "/": front("/x/rss"),
        "/rss": entries(site, "1"),
    }
    result = await found(settings, site.url("/"), clock)
    assert "robots.txt" in (result.error or "")
    assert "/" not in site.paths
    assert offered(result, site) == {"/rss": "guessed"}


@pytest.mark.behaviour(32, 33)
async def test_links_to_private_addresses_are_not_followed(
    site: Site, settings: CollectSettings, clock: Clock, names: Names
) -> None:
    names.hosts["rss.uji.example"] = [["10.0.0.1"]]
    inside = site.url("/dunia", host="rss.uji.example")
    site.answers["/"] = front(inside, "file:///etc/rss", "http://169.254.169.254/rss")
    result = await found(settings, site.url("/", host="www.uji.example"), clock, resolver=names)
    assert result.feeds == []
    assert any("private network" in reason for _, reason in result.left_out)


async def test_a_page_with_a_thousand_links_costs_a_bounded_number_of_requests(
    site: Site, settings: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_ASKED", 10)
    site.answers["/"] = front(*(f"/rss/{n}" for n in range(1000)))
    result = await found(settings, site.url("/"), clock)
    assert result.asked == 10
    assert len(site.paths) == 12  # robots.txt and the page
