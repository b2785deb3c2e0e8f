from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web as http

from collectors.history import outlet as outlet_module
from collectors.history.archive import ArchiveRule
from collectors.history.backfill import BackfillSummary, Progress, backfill
from collectors.history.outlet import feed_of
from collectors.service import collect_once
from collectors.settings import CollectSettings
from storage.batches.batch import pending, read_batch
from storage.ledger.ledger import Ledger
from storage.records import Article, Feed
from tests.collectors.conftest import Clock
from tests.collectors.documents import GAZETTEER, SENTENCE, Item, feed, outlet, page, rss, sitemap
from tests.servers import Site

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
PUBLISHED = '<meta property="article:published_time" content="{}">'


def dated(date: str, *, title: str = "Rusia dan Jepang menambah penerbangan") -> str:
    return page(title, head=PUBLISHED.format(date))


def history_of(site: Site, dates: Sequence[str]) -> None:
    """An outlet with one sitemap and an article for each date."""
    site.answers["/sitemap.xml"] = sitemap(site, [(f"/berita/{n}", date) for n, date in enumerate(dates)])
    site.answers |= {f"/berita/{n}": dated(date) for n, date in enumerate(dates)}


async def fill(
    settings: CollectSettings, feeds: Sequence[Feed], clock: Clock, **kwargs: Any
) -> BackfillSummary:
    limits = {"since": SINCE, "until": UNTIL, "clock": clock, **kwargs}
    return await backfill(settings, feeds, GAZETTEER, **limits)


def stored(settings: CollectSettings) -> list[Article]:
    return [article for path in pending(settings.inbox) for article in read_batch(path).articles]


def pages(site: Site) -> list[str]:
    return [path for path in site.paths if path.startswith("/berita")]


async def test_articles_of_the_range_are_stored_as_backfilled(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01T08:00:00+07:00", "2026-04-02T09:30:00+07:00"])
    summary = await fill(settings, [feed(site)], clock)
    assert [(r.outlet, r.found, r.stored, r.failed, r.error) for r in summary.outlets] == [
        ("uji", 2, 2, 0, None)
    ]
    articles = sorted(stored(settings), key=lambda article: article.url)
    assert [article.url for article in articles] == [site.url("/berita/0"), site.url("/berita/1")]
    first = articles[0]
    assert first.backfilled
    assert (first.published_at, first.published_source) == (datetime(2026, 3, 1, 1, tzinfo=UTC), "page")
    assert (first.first_seen_at, first.title) == (clock(), "Rusia dan Jepang menambah penerbangan")
    assert {mention.entity for mention in first.mentions} == {"country:RU", "country:JP"}


async def test_an_index_is_followed_and_old_sitemaps_are_not_read(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01T08:00:00+07:00"])
    site.answers["/maret.xml"] = site.answers["/sitemap.xml"]
    site.answers["/robots.txt"] = f"Sitemap: {site.url('/peta.xml')}\nUser-agent: *\nDisallow: /tertutup\n"
    site.answers["/peta.xml"] = (
        f"<sitemapindex><sitemap><loc>{site.url('/maret.xml')}</loc></sitemap>"
        f"<sitemap><loc>{site.url('/lama.xml')}</loc><lastmod>2025-12-01</lastmod></sitemap>"
        f"<sitemap><loc>{site.url('/rusak.xml')}</loc></sitemap>"
        f"<sitemap><loc>{site.url('/peta.xml')}</loc></sitemap></sitemapindex>"
    )
    summary = await fill(settings, [feed(site)], clock)
    assert summary.outlets[0].stored == 1
    assert summary.outlets[0].error is None
    assert "/lama.xml" not in site.paths
    assert site.paths.count("/peta.xml") == 1


async def test_robots_txt_is_obeyed(site: Site, settings: CollectSettings, clock: Clock) -> None:
    history_of(site, ["2026-03-01", "2026-03-02"])
    site.answers["/robots.txt"] = "User-agent: sorot\nDisallow: /berita/1\n"
    summary = await fill(settings, [feed(site)], clock)
    assert pages(site) == ["/berita/0"]
    assert (summary.outlets[0].stored, summary.outlets[0].failed) == (1, 1)


async def test_the_range_is_kept_by_the_pages_own_date(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2025-12-31T10:00:00+00:00", "2026-01-01T00:00:00+00:00", "2026-07-01T00:00:00+00:00"])
    site.answers["/berita/0"] = dated("2025-12-31T10:00:00+00:00")
    summary = await fill(settings, [feed(site)], clock)
    assert [article.url for article in stored(settings)] == [site.url("/berita/1")]
    assert pages(site) == ["/berita/1", "/berita/2"]  # the first was last changed before the range
    assert summary.outlets[0].outside == 1


async def test_without_a_date_on_the_page_the_sitemaps_is_taken(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01T08:00:00+07:00"])
    site.answers["/berita/0"] = page()
    await fill(settings, [feed(site)], clock)
    assert stored(settings)[0].published_at == datetime(2026, 3, 1, 1, tzinfo=UTC)


async def test_a_sitemap_written_today_makes_no_news_of_today(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, [clock().isoformat(), (clock() - timedelta(days=3)).isoformat()])
    site.answers |= {"/berita/0": page(), "/berita/1": page()}
    summary = await fill(settings, [feed(site)], clock, until=clock() + timedelta(days=1))
    assert [article.url for article in stored(settings)] == [site.url("/berita/1")]
    assert summary.outlets[0].outside == 1


async def test_what_a_feed_brought_is_not_fetched(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01", "2026-03-02"])
    site.answers["/rss"] = rss(site, [Item("1", summary=SENTENCE)])
    source = feed(site, full_text="feed")
    await collect_once(settings, [source], GAZETTEER, clock=clock)
    await fill(settings, [source], clock)
    assert pages(site) == ["/berita/0"]


async def test_an_article_belongs_to_the_feed_of_its_section(site: Site) -> None:
    front, world = feed(site), feed(site, "uji-dunia", section="Dunia")
    assert feed_of("https://uji.example/dunia/judul-berita", (front, world)) is world
    assert feed_of("https://dunia.uji.example/judul", (front, world)) is world
    assert feed_of("https://uji.example/judul-dunia", (front, world)) is front


async def test_all_outlets_are_read_and_one_without_sitemap_is_told(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01"])
    site.answers["/sitemap.xml"], site.answers["/peta.xml"] = 404, site.answers["/sitemap.xml"]
    other = replace(outlet(site), key="lain")
    feeds = [feed(site), feed(site, "lain-depan", outlet=other)]
    summary = await fill(settings, feeds, clock, sitemaps={"uji": site.url("/peta.xml")})
    results = {result.outlet: result for result in summary.outlets}
    assert (results["uji"].stored, results["uji"].error) == (1, None)
    assert "404" in (results["lain"].error or "")


async def test_pages_that_fail_are_counted_and_kept_with_their_reason(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01", "2026-03-02", "2026-03-03"])
    failures = 0

    async def recovers(_: http.Request) -> http.Response:
        nonlocal failures
        failures += 1
        return http.Response(status=500) if failures < 3 else http.Response(text=dated("2026-03-02"))

    site.answers |= {"/berita/0": 404, "/berita/1": recovers}
    summary = await fill(settings, [feed(site)], clock)
    assert (summary.outlets[0].stored, summary.outlets[0].failed) == (2, 1)
    assert len(site.asked("/berita/0")) == 1
    with Ledger.open(settings.ledger, read_only=True) as ledger:
        (progress,) = ledger.backfill_progress()
    assert (progress.pending, progress.done, progress.failed) == (0, 2, 1)


async def test_an_outlet_that_asks_to_wait_is_waited_for(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, [f"2026-03-{day:02}" for day in range(1, 11)])
    asked = 0

    async def slow_down(request: http.Request) -> http.Response:
        nonlocal asked
        asked += 1
        if asked == 1:
            return http.Response(status=429, headers={"Retry-After": "0"})
        return http.Response(text=dated("2026-03-01"), content_type="text/html")

    site.answers["/berita/3"] = slow_down
    summary = await fill(settings, [feed(site)], clock)
    assert (summary.outlets[0].stored, summary.outlets[0].failed) == (10, 0)


async def test_an_outlet_that_refuses_is_left_alone_and_nothing_is_given_up(
    site: Site, settings: CollectSettings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet_module, "REST", timedelta())
    history_of(site, [f"2026-03-{day:02}" for day in range(1, 29)])
    refused = {path: site.answers[path] for path in site.answers if path.startswith("/berita")}
    site.answers |= dict.fromkeys(refused, 503)
    summary = await fill(settings, [feed(site)], clock)
    assert "left alone" in (summary.outlets[0].error or "")
    assert summary.outlets[0].failed == 0
    site.answers |= refused
    again = await fill(settings, [feed(site)], clock)
    assert (again.outlets[0].found, again.outlets[0].stored) == (0, 28)


async def test_what_was_interrupted_goes_on_where_it_was(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, [f"2026-03-{1 + n % 28:02}" for n in range(60)])
    hanging = asyncio.Event()

    async def hang(_: http.Request) -> http.Response:
        hanging.set()
        await asyncio.sleep(60)
        raise AssertionError

    whole = site.answers["/berita/59"]
    site.answers["/berita/59"] = hang
    often = replace(settings, flush_articles=10, per_host=4)
    running = asyncio.create_task(fill(often, [feed(site)], clock))
    await hanging.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    before = {article.url for article in stored(settings)}
    assert 10 <= len(before) < 60
    site.answers["/berita/59"] = whole
    site.seen.clear()
    await fill(often, [feed(site)], clock)
    assert len({article.url for article in stored(settings)}) == 60
    assert not before & {site.url(path) for path in pages(site)}


async def test_a_second_backfill_asks_for_no_page(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01", "2026-03-02"])
    await fill(settings, [feed(site)], clock)
    asked = len(pages(site))
    summary = await fill(settings, [feed(site)], clock)
    assert (summary.outlets[0].found, summary.outlets[0].stored) == (0, 0)
    assert len(pages(site)) == asked


async def test_progress_is_told(site: Site, settings: CollectSettings, clock: Clock) -> None:
    history_of(site, ["2026-03-01", "2026-03-02"])
    told: list[Progress] = []
    await fill(settings, [feed(site)], clock, progress=told.append)
    last = told[-1]
    assert (last.outlet, last.done, last.failed, last.total, last.eta) == ("uji", 2, 0, 2, timedelta())


async def test_a_hostile_sitemap_costs_little(site: Site, settings: CollectSettings, clock: Clock) -> None:
    site.answers["/sitemap.xml"] = (
        '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        "<urlset><url><loc>&b;</loc></url></urlset>"
    )
    summary = await fill(settings, [feed(site)], clock)
    assert "entities" in (summary.outlets[0].error or "")


def listing(*paths: str) -> str:
    links = "".join(f'<h2><a href="{path}">x</a></h2>' for path in paths)
    return f'<html><body><a href="/tentang">x</a>{links}<a href="https://lain.example/berita/9">x</a></body></html>'


def archived(site: Site, **kwargs: Any) -> dict[str, ArchiveRule]:
    return {"uji": ArchiveRule(url=site.url("/indeks/{yyyy}/{mm}/{dd}?hal={page}"), links="h2 a", **kwargs)}


SHORT = {"since": datetime(2026, 2, 28, 17, tzinfo=UTC), "until": datetime(2026, 3, 3, tzinfo=UTC)}


async def test_an_archive_is_read_day_by_day_until_nothing_new_comes(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    site.answers |= {
        "/indeks/2026/03/01?hal=1": listing("/berita/1", "/berita/2"),
        "/indeks/2026/03/01?hal=2": listing("/berita/3"),
        "/indeks/2026/03/01?hal=3": listing("/berita/3"),  # the last page again
        "/indeks/2026/03/02?hal=1": listing("/berita/4"),
        "/berita/1": dated("2026-03-01T08:00:00+07:00"),
        "/berita/2": page(),
        "/berita/3": dated("2026-03-01T09:00:00+07:00"),
        "/berita/4": dated("2026-03-02T09:00:00+07:00"),
    }
    summary = await fill(settings, [feed(site)], clock, archives=archived(site), **SHORT)
    [result] = summary.outlets
    assert (result.found, result.stored, result.error) == (4, 4, None)
    assert any("404" in reason for reason in result.left_out)  # there is no sitemap
    days = {article.url: article.published_at for article in stored(settings)}
    assert days[site.url("/berita/2")] == datetime(2026, 2, 28, 17, tzinfo=UTC)  # the day of its list
    assert "/indeks/2026/03/01?hal=4" not in site.paths
    assert "/tentang" not in site.paths


async def test_an_archive_that_never_ends_is_bounded(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    async def always_new(request: http.Request) -> http.Response:
        number = request.query["hal"]
        return http.Response(text=listing(f"/berita/{number}"), content_type="text/html")

    site.answers |= {f"/indeks/2026/03/0{day}": always_new for day in (1, 2, 3)}
    rule = archived(site, max_pages=3)
    summary = await fill(settings, [feed(site)], clock, archives=rule, dry_run=True, **SHORT)
    assert sum(path.startswith("/indeks") for path in site.paths) == 9
    assert summary.outlets[0].found == 3


async def test_an_outlet_with_neither_sitemap_nor_archive_is_told(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    summary = await fill(settings, [feed(site)], clock, archives=archived(site), **SHORT)
    error = summary.outlets[0].error or ""
    assert "its sitemap could not be read" in error
    assert "its archive could not be read" in error


async def test_a_dry_run_counts_and_asks_for_no_article(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01", "2026-03-02", "2026-03-03"])
    slow = replace(settings, host_spacing=timedelta(milliseconds=20))
    summary = await fill(slow, [feed(site)], clock, dry_run=True)
    [result] = summary.outlets
    assert (result.found, result.pending, result.stored) == (3, 3, 0)
    assert result.takes == timedelta(milliseconds=60)
    assert pages(site) == []
    await fill(settings, [feed(site)], clock)
    again = await fill(slow, [feed(site)], clock, dry_run=True)
    assert (again.outlets[0].found, again.outlets[0].pending) == (0, 0)


async def test_a_broken_sitemap_is_told_and_the_others_are_read(
    site: Site, settings: CollectSettings, clock: Clock
) -> None:
    history_of(site, ["2026-03-01"])
    site.answers["/robots.txt"] = f"Sitemap: {site.url('/rusak.xml')}\nSitemap: {site.url('/sitemap.xml')}\n"
    site.answers["/rusak.xml"] = "<html>"
    [result] = (await fill(settings, [feed(site)], clock)).outlets
    assert (result.stored, result.error) == (1, None)
    assert len(result.left_out) == 1
    assert "/rusak.xml" in result.left_out[0]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://a.example/indeks", "names neither a day nor a page"),
        ("https://a.example/{hari}", "has {hari}; it may have"),
        ("https://a.example/{dd}", "without its month"),
        ("ftp://a.example/{page}", "is not a web address"),
        ("https://a.example/{page", "is not a template"),
    ],
)
def test_a_rule_for_an_archive_that_cannot_work_is_refused(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        ArchiveRule(url=url)
