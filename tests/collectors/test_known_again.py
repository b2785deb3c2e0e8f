"""What a feed brings again, polled from a real server: other guids, other addresses, other sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as http

from collectors.pipeline import Collector
from storage.records import MAX_EDITS
from tests.collectors.conftest import Clock, Poll
from tests.collectors.documents import NOW, SENTENCE, Item, feed, page, rss
from tests.servers import Site

WIB = "%a, %d %b %Y %H:%M:%S"


def items(count: int = 50, **changes: str) -> list[Item]:
    return [
        replace(Item(str(n), title=f"Jepang dan Rusia bertemu kali ke-{n}"), **changes)
        for n in range(1, count + 1)
    ]


def pages(site: Site) -> list[str]:
    return [path for path in site.paths if "berita" in path or "artikel" in path]


# -- identity -----------------------------------------------------------------------------------------------


@pytest.mark.behaviour(19, 20)
async def test_other_guids_for_the_same_articles_bring_nothing(site: Site, poll: Poll) -> None:
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [replace(i, guid=f"tag:lama,{i.slug}") for i in items()])
    assert (await poll(source)).poll.new_articles == 50
    site.answers["/rss"] = rss(site, [replace(i, guid=f"https://baru.example/?p={i.slug}") for i in items()])
    outcome = await poll(source)
    assert (outcome.poll.new_articles, outcome.poll.known_articles, outcome.articles) == (0, 50, ())


@pytest.mark.behaviour(19)
async def test_guids_that_repeat_at_each_poll_are_told_apart_by_address(site: Site, poll: Poll) -> None:
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [replace(i, guid=str(n)) for n, i in enumerate(items(10), 1)])
    await poll(source)
    site.answers["/rss"] = rss(site, [replace(i, guid=str(n)) for n, i in enumerate(items(20)[10:], 1)])
    outcome = await poll(source)
    assert (outcome.poll.new_articles, outcome.poll.known_articles) == (10, 0)


@pytest.mark.behaviour(19)
async def test_one_guid_twice_in_a_document_is_two_articles_and_no_address(site: Site, poll: Poll) -> None:
    source = feed(site, full_text="feed")
    twice = [replace(i, guid="https://lain.example/sama") for i in items(2)]
    site.answers["/rss"] = rss(
        site, [*twice, Item("", link="", guid="https://lain.example/sama", title="Tanpa")]
    )
    outcome = await poll(source)
    assert outcome.poll.new_articles == 3
    assert not any(article.url.startswith("https://lain.example") for article in outcome.articles)


@pytest.mark.behaviour(20)
async def test_an_outlet_that_moves_brings_only_what_is_new(site: Site, poll: Poll) -> None:
    def moved(count: int) -> list[Item]:
        return [replace(i, link=site.url(f"/artikel/{i.slug}-panjang")) for i in items(count)]

    old = items(50)
    site.answers |= {"/rss": rss(site, old)} | {f"/berita/{i.slug}": page(i.title) for i in old}
    first = await poll(feed(site))
    before = {article.title: article.article_id for article in first.articles}
    site.seen.clear()
    site.answers |= {"/rss": rss(site, moved(52))}
    site.answers |= {
        f"/artikel/{n}-panjang": page(f"Jepang dan Rusia bertemu kali ke-{n}") for n in range(1, 53)
    }
    outcome = await poll(feed(site), restarted=True)
    assert (outcome.poll.new_articles, outcome.poll.known_articles) == (2, 50)
    assert pages(site) == ["/artikel/51-panjang", "/artikel/52-panjang"]
    # an edit under the new address is one of the same article
    edited = [replace(moved(52)[0], summary="Rusia menang."), *moved(52)[1:]]
    site.answers |= {"/rss": rss(site, edited)}
    (article,) = (await poll(feed(site))).articles
    assert article.article_id == before[edited[0].title]


@pytest.mark.behaviour(20)
async def test_a_feed_that_moves_keeps_its_history(site: Site, poll: Poll) -> None:
    """By a redirect, and in config.yaml; its entries without address have that of the feed."""
    unlinked = [replace(i, link="") for i in items(10)]
    source = feed(site, full_text="feed")
    site.answers |= {"/rss": rss(site, unlinked)}
    assert (await poll(source)).poll.new_articles == 10
    site.answers |= {
        "/rss": http.Response(status=301, headers={"Location": "/baru/rss"}),
        "/baru/rss": rss(site, unlinked[:9]),
    }
    assert (await poll(source)).poll.known_articles == 9
    site.answers["/feed"] = rss(site, [*unlinked[:8], Item("baru", link="", title="Indonesia menang")])
    outcome = await poll(feed(site, full_text="feed", path="/feed"))
    assert (outcome.poll.new_articles, outcome.poll.known_articles) == (1, 8)


@pytest.mark.behaviour(20)
@pytest.mark.parametrize(
    ("title", "dated"), [("Kabar lain dari Tokyo dan Moskwa", True), (None, False)], ids=["title", "date"]
)
async def test_other_articles_at_other_addresses_are_not_taken_for_moved(
    site: Site, poll: Poll, title: str | None, dated: bool
) -> None:
    """Two of fifty have something in common with what left the document, and not enough."""
    site.answers["/rss"] = rss(site, items(50))
    await poll(feed(site, full_text="feed"))
    others = [
        Item(f"lain-{i.slug}", title=title or i.title, date=i.printed_date if dated else None)
        for i in items(2)
    ]
    site.answers["/rss"] = rss(site, [*others, *items(50)[2:]])
    assert (await poll(feed(site, full_text="feed"))).poll.new_articles == 2


# -- sections -----------------------------------------------------------------------------------------------


@pytest.mark.behaviour(21)
async def test_another_section_with_the_article_is_told_once(
    site: Site, poll: Poll, collector: Collector, clock: Clock
) -> None:
    front, world = feed(site), feed(site, "uji-dunia", path="/rss/dunia")
    site.answers |= {
        "/rss": rss(site, [Item("1")]),
        "/rss/dunia": rss(site, [Item("1", link=site.url("/berita/1?utm_source=rss")), Item("2")]),
        "/berita/1": page(),
        "/berita/2": page(),
    }
    (article,) = (await poll(front, others=(world,))).articles
    clock.forward(minutes=5)
    (seen,) = (await poll(world, others=(front,))).sightings
    assert (seen.article_id, seen.feed, seen.seen_at) == (article.article_id, world.key, clock())
    site.answers["/rss/dunia"] = rss(site, [Item("1"), Item("2"), Item("3")])
    site.answers["/berita/3"] = page()
    again = await poll(world, others=(front,))
    assert (again.sightings, again.poll.new_articles) == ((), 1)
    assert len(site.asked("/berita/1")) + len(site.asked("/berita/1?utm_source=rss")) == 1


# -- edits --------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(22)
async def test_an_entry_with_a_clock_in_it_is_not_read_for_ever(site: Site, poll: Poll, clock: Clock) -> None:
    others = items(9)
    site.answers |= {f"/berita/{i.slug}": page(i.title) for i in [*others, Item("jam")]}
    for minute in range(MAX_EDITS + 5):
        site.answers["/rss"] = rss(site, [Item("jam", summary=f"Pukul {minute}"), *others])
        await poll(feed(site))
        clock.forward(minutes=15)
    assert len(site.asked("/berita/jam")) == 1 + MAX_EDITS


@pytest.mark.behaviour(23)
@pytest.mark.parametrize("left", [[], [1], [30, 40]], ids=str)
async def test_a_feed_that_shrinks_forgets_nothing(site: Site, poll: Poll, left: Sequence[int]) -> None:
    site.answers["/rss"] = rss(site, items(50))
    source = feed(site, full_text="feed")
    await poll(source)
    site.answers["/rss"] = rss(site, [items(50)[n] for n in left])
    await poll(source)
    site.answers["/rss"] = rss(site, items(51))
    outcome = await poll(source)
    assert (outcome.poll.new_articles, outcome.poll.known_articles) == (1, 50)


# -- dates --------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(24)
@pytest.mark.parametrize(
    ("date", "text", "said", "zone"),
    [
        ("Mon, 23 Nov 2026 08:00:00 +0700", "", "Mon, 23 Nov 2026 08:00:00 +0700", None),
        ("23/11/2026 08:00", "", "23/11/2026 08:00", "Asia/Jakarta"),
        (None, " Hal itu dikatakan pada Minggu (22/11/2026).", "Minggu (22/11/2026", "Asia/Jakarta"),
        ("kemarin sore", "", "kemarin sore", None),  # not understood, and kept
        (
            "Mon, 23 Nov 2026 12:30:00 +0700",
            "",
            "Mon, 23 Nov 2026 12:30:00 +0700",
            None,
        ),  # half an hour ahead
        (None, "", None, None),
    ],
)
async def test_what_a_date_said_and_the_zone_it_was_taken_for_are_kept(
    site: Site, poll: Poll, date: str | None, text: str, said: str | None, zone: str | None
) -> None:
    site.answers["/rss"] = rss(site, [Item("1", date=date, summary=SENTENCE + text)])
    (article,) = (await poll(feed(site, full_text="feed"))).articles
    assert (article.published_said, article.published_zone) == (said, zone)
    assert article.first_seen_at == NOW


@pytest.mark.behaviour(26)
async def test_dates_that_cannot_be_are_counted_and_told_and_the_entry_is_kept(
    site: Site, poll: Poll
) -> None:
    dates = (
        "Mon, 23 Nov 2026 15:00:00 +0700",
        "0000-00-00 00:00:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "entah",
    )
    ahead = f"{(NOW + timedelta(minutes=9)).strftime(WIB)} GMT"
    site.answers["/rss"] = rss(site, [Item(str(n), date=date) for n, date in enumerate((*dates, ahead, ""))])
    outcome = await poll(feed(site, full_text="feed"))
    assert outcome.poll.dates_set_aside == 4
    assert "4 entries whose date is set aside; the first says 'Mon, 23 Nov 2026 15:00:00 +0700'" in (
        outcome.poll.error or ""
    )
    dated = {a.url.rsplit("/", 1)[1]: (a.published_at, a.published_source) for a in outcome.articles}
    assert {dated[str(n)] for n in range(4)} == {(None, "collected")}
    assert dated["4"] == (NOW + timedelta(minutes=9), "feed")


@pytest.mark.behaviour(25, 26)
async def test_a_feed_that_calls_its_local_time_gmt_is_noticed_and_put_right_by_one_line(
    site: Site, poll: Poll, clock: Clock
) -> None:
    source, slugs = feed(site, full_text="feed"), iter(range(1, 1_000))
    shown: list[Item] = []

    async def rounds(count: int, *, zone: str | None = None) -> list[datetime | None]:
        found: list[datetime | None] = []
        for _ in range(count):
            clock.forward(minutes=15)
            for minutes in (2, 6, 9):
                local = (clock() - timedelta(minutes=minutes) + timedelta(hours=7)).strftime(WIB)
                slug = next(slugs)
                shown.insert(0, Item(str(slug), title=f"Kabar nomor {slug} hari ini", date=f"{local} GMT"))
            site.answers["/rss"] = rss(site, shown[:30])
            outcome = await poll(replace(source, zone=zone))
            found += [article.published_at for article in outcome.articles]
        return found

    assert set(await rounds(8)) == {None}  # seven hours ahead: set aside, never stored
    state = (await poll(source)).update.state
    assert (state.skew_h, state.skew_zone) == (7, "Asia/Jakarta")
    put_right = await rounds(5, zone="Asia/Jakarta")
    assert all(at is not None and timedelta() < clock() - at < timedelta(hours=2) for at in put_right)
    assert {at.tzinfo for at in put_right if at} == {UTC}
    assert (await poll(replace(source, zone="Asia/Jakarta"))).update.state.skew_h is None
