"""One poll after the other against a real server, through real worker processes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web as http

from collectors.outcome import Pause
from collectors.pipeline import FULL_AFTER, FULL_AFTER_POLLS, Collector
from collectors.resources import Resources
from tests.collectors.conftest import Clock, Poll
from tests.collectors.documents import NOW, SENTENCE, Item, feed, page, rss
from tests.servers import Site

SY = (
    '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">{}</sy:updatePeriod>'
    '<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">{}</sy:updateFrequency>'
)


async def test_an_entry_becomes_an_article_with_mentions(site: Site, poll: Poll) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("1", link=site.url("/berita/1?utm_source=rss"))]),
        "/berita/1": page(text=SENTENCE),
    }
    outcome = await poll(feed(site))
    (article,) = outcome.articles
    assert article.url == site.url("/berita/1")
    assert article.title == "Rusia dan Jepang menambah penerbangan"
    assert article.body.count("Kesepakatan itu diumumkan") == 4
    assert (article.published_at, article.published_source) == (datetime(2026, 11, 23, 1, tzinfo=UTC), "feed")
    assert (article.first_seen_at, article.feed, article.lang) == (NOW, "uji-depan", "id")
    assert {m.entity: (m.count, m.in_title) for m in article.mentions} == {
        "country:RU": (5, True),
        "country:JP": (5, True),
    }
    for mention in article.mentions:
        for span in mention.spans:
            text = article.title if span.field == "title" else article.body
            assert text[span.start_char : span.end_char] in {"Rusia", "Jepang"}
    poll_row = outcome.poll
    assert (poll_row.status, poll_row.entries, poll_row.new_articles, poll_row.known_articles) == (
        "ok",
        1,
        1,
        0,
    )
    assert poll_row.bytes == len(site.answers["/rss"])  # type: ignore[arg-type]
    assert poll_row.error is None
    assert outcome.update.state.next_poll_at == NOW + timedelta(minutes=15)


async def test_the_page_is_asked_for_as_the_feed_links_it_and_robots_first(site: Site, poll: Poll) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("1", link=site.url("/berita/1?utm_source=rss"))]),
        "/berita/1": page(),
    }
    await poll(feed(site))
    assert site.paths == ["/rss", "/robots.txt", "/berita/1?utm_source=rss"]


async def test_the_whole_article_is_asked_for_at_once_where_the_outlet_offers_it(
    site: Site, poll: Poll
) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("1", link=site.url("/a")), Item("2", link=site.url("/b"))]),
        "/a?page=all": page(text=SENTENCE),
        "/b?page=all": 404,
        "/b": page(text=SENTENCE),
    }
    outcome = await poll(replace(feed(site), page_rule="kontan"))
    assert outcome.poll.error is None
    assert [article.body.count("Kesepakatan itu") for article in outcome.articles] == [4, 4]
    assert [article.url for article in outcome.articles] == [site.url("/a"), site.url("/b")]
    assert "/a" not in site.paths


async def test_full_text_of_the_feed_needs_no_page(site: Site, poll: Poll) -> None:
    items = [Item(str(n), summary=SENTENCE * 3) for n in range(60)]
    site.answers["/rss"] = rss(site, items)
    outcome = await poll(feed(site, full_text="feed"))
    assert len(outcome.articles) == 60
    assert outcome.articles[0].body.startswith("Rusia dan Jepang sepakat")
    assert site.paths == ["/rss"]


async def test_nothing_is_fetched_twice(site: Site, poll: Poll) -> None:
    site.answers |= {"/rss": rss(site, [Item("1"), Item("2")]), "/berita/1": page(), "/berita/2": page()}
    await poll(feed(site))
    site.answers |= {"/rss": rss(site, [Item("3"), Item("1"), Item("2")]), "/berita/3": page()}
    outcome = await poll(feed(site))
    assert [article.url for article in outcome.articles] == [site.url("/berita/3")]
    assert (outcome.poll.entries, outcome.poll.new_articles, outcome.poll.known_articles) == (3, 1, 2)
    assert [path for path in site.paths if "berita" in path] == ["/berita/1", "/berita/2", "/berita/3"]


@pytest.mark.behaviour(1, 3)
async def test_an_unchanged_feed_is_asked_with_validators_and_brings_nothing(site: Site, poll: Poll) -> None:
    document = rss(site, [Item("1")])
    site.answers |= {"/rss": http.Response(body=document, headers={"ETag": 'W/"satu"'}), "/berita/1": page()}
    await poll(feed(site))
    site.answers["/rss"] = 304
    outcome = await poll(feed(site))
    assert site.asked("/rss")[1].headers["if-none-match"] == 'W/"satu"'
    assert (outcome.poll.status, outcome.poll.http_status, outcome.articles) == ("unchanged", 304, ())
    assert outcome.update.state.etag == 'W/"satu"'


@pytest.mark.behaviour(5)
async def test_a_week_later_the_feed_is_asked_in_full(site: Site, poll: Poll, clock: Clock) -> None:
    site.answers |= {
        "/rss": http.Response(body=rss(site, [Item("1")]), headers={"ETag": '"1"'}),
        "/berita/1": page(),
    }
    await poll(feed(site))
    clock.now += FULL_AFTER
    outcome = await poll(feed(site))
    assert "if-none-match" not in site.asked("/rss")[1].headers
    assert outcome.poll.status == "ok"
    assert outcome.articles == ()


@pytest.mark.behaviour(22)
async def test_an_edited_entry_is_read_again_as_the_same_article(site: Site, poll: Poll) -> None:
    site.answers |= {"/rss": rss(site, [Item("1"), Item("2")]), "/berita/1": page(), "/berita/2": page()}
    first = await poll(feed(site))
    site.answers |= {
        "/rss": rss(site, [Item("1", title="Jepang membatalkan penerbangan"), Item("2")]),
        "/berita/1": page("Jepang membatalkan penerbangan"),
    }
    outcome = await poll(feed(site))
    (article,) = outcome.articles
    assert article.article_id == first.articles[0].article_id
    assert article.title == "Jepang membatalkan penerbangan"
    assert outcome.poll.new_articles == 0
    site.answers["/rss"] = rss(
        site, [Item("1", title="Jepang membatalkan penerbangan"), Item("2"), Item("3")]
    )
    assert [a.url for a in (await poll(feed(site))).articles] == [site.url("/berita/3")]


@pytest.mark.behaviour(21)
async def test_one_article_in_two_sections_is_one_article(
    site: Site, poll: Poll, collector: Collector
) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("1")]),
        "/rss/dunia": rss(site, [Item("1", link=site.url("/berita/1#dunia")), Item("2")]),
        "/berita/1": page(),
        "/berita/2": page(),
    }
    front, world = feed(site), feed(site, "uji-dunia", path="/rss/dunia")
    await poll(front, others=(world,))
    outcome = await poll(world, others=(front,), restarted=True)
    assert [article.url for article in outcome.articles] == [site.url("/berita/2")]
    assert len(site.asked("/berita/1")) == 1
    assert (outcome.poll.entries, outcome.poll.new_articles) == (2, 1)


# -- dates --------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(24)
@pytest.mark.parametrize(
    ("date", "head", "text", "published", "source"),
    [
        ("Senin, 23 November 2026 08:00 WIB", "", "", datetime(2026, 11, 23, 1, tzinfo=UTC), "feed"),
        (
            "Mon, 23 Nov 2099 08:00:00 +0700",
            '<meta property="article:published_time" content="2026-11-22T10:00:00+07:00">',
            "",
            datetime(2026, 11, 22, 3, tzinfo=UTC),
            "page",
        ),
        (
            None,
            "",
            " Hal itu dikatakan pada Minggu (22/11/2026).",
            datetime(2026, 11, 21, 17, tzinfo=UTC),
            "text",
        ),
        (None, "", "", None, "collected"),
    ],
    ids=["feed", "page", "text", "collected"],
)
async def test_the_first_credible_date_counts_and_is_named(
    site: Site, poll: Poll, date: str | None, head: str, text: str, published: datetime | None, source: str
) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("1", date=date)]),
        "/berita/1": page(head=head, text=SENTENCE + text),
    }
    (article,) = (await poll(feed(site))).articles
    assert (article.published_at, article.published_source) == (published, source)


# -- pages that fail ----------------------------------------------------------------------------------------


@pytest.mark.behaviour(32, 33)
@pytest.mark.parametrize(
    "link", ["http://10.0.0.1/berita", "http://[::1]/berita", "http://169.254.169.254/", "http://0x7f.1/"]
)
async def test_a_link_to_the_inside_is_not_followed(site: Site, poll: Poll, link: str) -> None:
    site.answers["/rss"] = rss(site, [Item("1", link=link)])
    outcome = await poll(feed(site))
    assert site.paths == ["/rss"]
    assert [article.url for article in outcome.articles] == [link]
    assert "article page could not be read" in (outcome.poll.error or "")


@pytest.mark.behaviour(32)
@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "ftp://a.example/", "javascript:x", "http://a:b@c.example/"]
)
async def test_a_link_to_elsewhere_than_the_web_is_none(site: Site, poll: Poll, link: str) -> None:
    site.answers["/rss"] = rss(site, [Item("1", link=link)])
    outcome = await poll(feed(site))
    assert site.paths == ["/rss"]
    assert all(article.url.startswith(site.url()) for article in outcome.articles)
    assert "without a usable link" in (outcome.poll.error or "")


async def test_a_page_that_fails_leaves_the_feeds_own_text_and_a_note(site: Site, poll: Poll) -> None:
    site.answers |= {"/rss": rss(site, [Item("1"), Item("2")]), "/berita/1": 503, "/berita/2": page()}
    outcome = await poll(feed(site))
    bodies = {article.url: article.body for article in outcome.articles}
    assert bodies[site.url("/berita/1")] == "Rusia dan Jepang sepakat."
    assert outcome.poll.status == "ok"
    assert outcome.poll.error == (
        "1 article page could not be read; the first answered 503 Service Unavailable"
    )
    assert outcome.update.state.failures == 0


async def test_a_page_that_failed_is_asked_for_again_when_the_feed_changes(site: Site, poll: Poll) -> None:
    site.answers |= {"/rss": rss(site, [Item("1")]), "/berita/1": 503}
    await poll(feed(site))
    site.answers |= {"/rss": rss(site, [Item("2"), Item("1")]), "/berita/1": page(), "/berita/2": page()}
    outcome = await poll(feed(site))
    assert {article.url for article in outcome.articles} == {site.url("/berita/1"), site.url("/berita/2")}
    assert all("Kesepakatan" in article.body for article in outcome.articles)
    assert outcome.poll.new_articles == 1


@pytest.mark.behaviour(17)
async def test_robots_txt_is_obeyed_for_pages_and_not_asked_for_feeds(site: Site, poll: Poll) -> None:
    site.answers |= {
        "/robots.txt": "User-agent: sorot\nDisallow: /",
        "/rss": rss(site, [Item("1")]),
        "/berita/1": page(),
    }
    outcome = await poll(feed(site))
    assert site.asked("/berita/1") == []
    assert outcome.articles[0].body == "Rusia dan Jepang sepakat."
    assert "robots.txt" in (outcome.poll.error or "")


async def test_pages_that_all_fail_are_not_all_asked_for(site: Site, poll: Poll) -> None:
    site.answers["/rss"] = rss(site, [Item(str(n)) for n in range(60)])
    outcome = await poll(feed(site))
    assert len(outcome.articles) == 60
    assert len([path for path in site.paths if "berita" in path]) < 20
    assert "60 article pages could not be read" in (outcome.poll.error or "")


async def test_a_page_that_is_a_shell_leaves_the_feeds_own_text(site: Site, poll: Poll) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("1", summary=SENTENCE * 5)]),
        "/berita/1": "<html><body><div id=root></div></body></html>",
    }
    (article,) = (await poll(feed(site))).articles
    assert article.body.count("Kesepakatan") == 5


async def test_entries_without_link_are_kept_and_told_of(site: Site, poll: Poll) -> None:
    site.answers["/rss"] = rss(site, [Item("1", link=""), Item("2", link="", title="Indonesia menang")])
    outcome = await poll(feed(site))
    assert [article.body for article in outcome.articles] == ["Rusia dan Jepang sepakat."] * 2
    assert len({article.article_id for article in outcome.articles}) == 2
    assert "without a usable link" in (outcome.poll.error or "")
    assert (await poll(feed(site))).articles == ()


async def test_entries_that_all_link_the_front_page_are_told_apart(site: Site, poll: Poll) -> None:
    site.answers |= {
        "/rss": rss(site, [Item("", title=f"Berita {n}", link=site.url("/")) for n in range(3)]),
        "/": page(),
    }
    outcome = await poll(feed(site))
    assert len({article.article_id for article in outcome.articles}) == 3


# -- feeds that fail ----------------------------------------------------------------------------------------


@pytest.mark.behaviour(23, 29)
@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (
            b"<!DOCTYPE html><html><head><title>Kabar</title></head><body>Halo</body></html>",
            "text/html",
            "HTML",
        ),
        (b"", "application/rss+xml", "empty"),
        (b"%PDF-1.7 \x00\x01", "application/pdf", ""),
    ],
)
async def test_a_document_that_is_no_feed_is_a_failure_in_words(
    site: Site, poll: Poll, body: bytes, content_type: str, words: str
) -> None:
    site.answers |= {"/rss": rss(site, [Item("1")]), "/berita/1": page()}
    good = await poll(feed(site))
    site.answers["/rss"] = http.Response(body=body, content_type=content_type, headers={"ETag": '"html"'})
    outcome = await poll(feed(site))
    assert outcome.poll.status == "failed"
    assert words in (outcome.poll.error or "")
    state = outcome.update.state
    assert (state.failures, state.etag, state.body_hash) == (1, None, good.update.state.body_hash)
    assert outcome.update.entries == ()


async def test_a_truncated_feed_gives_what_it_has(site: Site, poll: Poll) -> None:
    document = rss(site, [Item("1"), Item("2")])
    site.answers |= {"/rss": document[: document.index(b"/berita/2")], "/berita/1": page()}
    outcome = await poll(feed(site))
    assert [article.url for article in outcome.articles] == [site.url("/berita/1")]


async def test_a_feed_declared_as_something_else_is_read(site: Site, poll: Poll) -> None:
    site.answers["/rss"] = http.Response(body=rss(site, [Item("1")]), content_type="image/svg+xml")
    outcome = await poll(feed(site, full_text="feed"))
    assert len(outcome.articles) == 1


@pytest.mark.behaviour(12)
async def test_failures_back_off_and_success_heals(site: Site, poll: Poll, clock: Clock) -> None:
    site.answers["/rss"] = 500
    waits = []
    for failures in (1, 2, 3):
        outcome = await poll(feed(site))
        assert outcome.update.state.failures == failures
        assert outcome.update.state.failing_since == NOW
        waits.append(outcome.update.state.next_poll_at - clock())
    assert waits == [timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=45)]
    site.answers["/rss"] = rss(site, [])
    site.answers["/rss"] = rss(site, [Item("1")])
    healed = (await poll(feed(site, full_text="feed"))).update.state
    assert (healed.failures, healed.failing_since, healed.last_error) == (0, None, None)


@pytest.mark.behaviour(10)
async def test_retry_after_delays_the_feed_and_pauses_the_host(site: Site, poll: Poll) -> None:
    site.answers["/rss"] = http.Response(status=429, headers={"Retry-After": "7200"})
    outcome = await poll(feed(site))
    assert outcome.update.state.next_poll_at == NOW + timedelta(hours=2)
    assert outcome.pauses == (Pause(host=feed(site).host, until=NOW + timedelta(hours=2)),)


@pytest.mark.behaviour(11)
async def test_a_429_without_a_time_backs_off_at_random_and_so_does_its_host(
    site: Site, poll: Poll, resources: Resources
) -> None:
    site.answers["/rss"] = 429
    due = []
    for number, dice in enumerate((0.0, 0.5, 0.999)):
        outcome = await poll(feed(site, f"uji-{number}"), dice=lambda dice=dice: dice)
        due.append(outcome.update.state.next_poll_at)
        assert [pause.host for pause in outcome.pauses] == [feed(site).host]
    assert due[0] == NOW + timedelta(minutes=15)
    assert NOW + timedelta(minutes=45) < due[1] < NOW + timedelta(minutes=50)
    assert NOW + timedelta(minutes=75) < due[2] <= NOW + timedelta(minutes=83)


@pytest.mark.behaviour(10)
async def test_an_article_page_that_asks_for_time_is_given_it_by_the_whole_site(
    site: Site, poll: Poll
) -> None:
    site.answers["/rss"] = rss(site, [Item(str(n)) for n in range(20)])
    busy = http.Response(status=429, headers={"Retry-After": "3600"})
    site.answers |= {f"/berita/{n}": busy for n in range(20)}
    outcome = await poll(feed(site))
    assert len([path for path in site.paths if "berita" in path]) <= 8  # those that were under way
    assert [pause.host for pause in outcome.pauses] == [feed(site).host]
    assert NOW + timedelta(minutes=59) < outcome.pauses[0].until <= NOW + timedelta(hours=1)
    assert len(outcome.articles) == 20  # with the feed's own text


# -- feeds that move ----------------------------------------------------------------------------------------


def to(target: str, status: int = 301) -> http.Response:
    return http.Response(status=status, headers={"Location": target})


@pytest.mark.behaviour(18)
async def test_a_feed_that_moved_for_good_is_read_there_after_three_polls(site: Site, poll: Poll) -> None:
    source = feed(site, full_text="feed")
    site.answers |= {
        "/rss": to("/baru", 308),
        "/baru": http.Response(body=rss(site, [Item("1")]), headers={"ETag": '"1"'}),
    }
    states = [(await poll(source)).update.state for _ in range(3)]
    assert [state.moved_count for state in states] == [1, 2, 0]
    assert [state.read_from for state in states] == [None, None, site.url("/baru")]
    outcome = await poll(source)
    assert site.paths == ["/rss", "/baru"] * 3 + ["/baru"]
    assert outcome.update.state.url == site.url("/rss")  # config.yaml is the user's
    assert site.seen[-1].headers["if-none-match"] == '"1"'
    assert outcome.articles == ()  # its history came along


@pytest.mark.behaviour(18)
@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_redirect_that_is_not_for_good_is_never_kept(site: Site, poll: Poll, status: int) -> None:
    site.answers |= {"/rss": to("/lain", status), "/lain": rss(site, [Item("1")])}
    for _ in range(5):
        state = (await poll(feed(site, full_text="feed"))).update.state
        assert (state.moved_to, state.moved_count, state.read_from) == (None, 0, None)


@pytest.mark.behaviour(18)
async def test_a_move_that_changes_its_mind_is_counted_anew(site: Site, poll: Poll) -> None:
    site.answers |= {"/a": rss(site, [Item("1")]), "/b": rss(site, [Item("1")])}
    for target in ("/a", "/a", "/b", "/b", "/a"):
        site.answers["/rss"] = to(target)
        assert (await poll(feed(site, full_text="feed"))).update.state.read_from is None
    site.answers["/rss"] = rss(site, [Item("1")])
    assert (await poll(feed(site, full_text="feed"))).update.state.moved_count == 0


@pytest.mark.behaviour(18)
async def test_a_move_onto_another_feed_is_shown_and_not_made(
    site: Site, poll: Poll, collector: Collector
) -> None:
    old, other = feed(site, full_text="feed"), feed(site, "uji-lain", path="/lain", full_text="feed")
    collector.configured[other.url] = other.key  # type: ignore[index]
    site.answers |= {"/rss": to("/lain"), "/lain": rss(site, [Item("1")])}
    for _ in range(4):
        state = (await poll(old, others=(other,))).update.state
    assert (state.read_from, state.move_refused) == (None, "taken")
    assert state.moved_to == other.url


@pytest.mark.behaviour(18)
async def test_two_feeds_that_moved_to_one_place_are_not_merged(site: Site, poll: Poll) -> None:
    feeds = [feed(site, f"uji-{n}", path=f"/rss/{n}", full_text="feed") for n in range(2)]
    site.answers |= {"/rss/0": to("/satu"), "/rss/1": to("/satu"), "/satu": rss(site, [Item("1")])}
    for source in feeds:
        for _ in range(3):
            state = (await poll(source, others=tuple(f for f in feeds if f is not source))).update.state
    assert (state.feed, state.read_from, state.move_refused) == ("uji-1", None, "taken")


@pytest.mark.behaviour(18)
async def test_a_new_address_where_nothing_can_be_had_is_given_up(site: Site, poll: Poll) -> None:
    source = feed(site, full_text="feed")
    site.answers |= {"/rss": to("/baru"), "/baru": rss(site, [Item("1")])}
    for _ in range(3):
        await poll(source)
    site.answers |= {"/baru": 404, "/rss": rss(site, [Item("2"), Item("1")])}
    reads = [(await poll(source)).update.state.read_from for _ in range(3)]
    assert reads == [site.url("/baru"), site.url("/baru"), None]
    outcome = await poll(source)
    assert [article.url for article in outcome.articles] == [site.url("/berita/2")]
    assert "if-none-match" not in site.seen[-1].headers


# -- feeds that are gone ------------------------------------------------------------------------------------


@pytest.mark.behaviour(12)
async def test_a_feed_is_gone_when_its_server_has_said_so_for_a_day(
    site: Site, poll: Poll, clock: Clock
) -> None:
    site.answers["/rss"] = 410
    while not (state := (await poll(feed(site))).update.state).is_gone:
        assert state.next_poll_at - clock() <= timedelta(hours=24)
        clock.now = state.next_poll_at
    assert state.gone_count >= 3
    assert clock() - NOW >= timedelta(days=1)
    assert state.next_poll_at - clock() == timedelta(days=7)  # asked now and then all the same
    clock.now = state.next_poll_at
    site.answers["/rss"] = rss(site, [Item("1")])
    back = (await poll(feed(site, full_text="feed"))).update.state
    assert (back.is_gone, back.gone_count, back.failures) == (False, 0, 0)


@pytest.mark.behaviour(12)
@pytest.mark.parametrize("status", [404, 500, 503])
async def test_other_failures_never_make_a_feed_gone(
    site: Site, poll: Poll, clock: Clock, status: int
) -> None:
    site.answers["/rss"] = 410
    for _ in range(2):
        await poll(feed(site))
        clock.forward(days=1)
    site.answers["/rss"] = status
    await poll(feed(site))
    site.answers["/rss"] = 410
    for _ in range(2):
        clock.forward(hours=1)
        state = (await poll(feed(site))).update.state
    assert (state.gone_count, state.is_gone, state.failures) == (2, False, 5)


@pytest.mark.behaviour(12)
async def test_a_server_that_cannot_be_reached_is_no_answer(site: Site, poll: Poll, clock: Clock) -> None:
    """A feed whose host has no address is asked less and less often, but for ever."""
    nobody = replace(feed(site), url="http://127.0.0.1:1/rss")
    waits = []
    for _ in range(120):
        state = (await poll(nobody)).update.state
        waits.append(state.next_poll_at - clock())
        clock.now = state.next_poll_at
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=45)]
    assert waits[-1] == timedelta(hours=24)


# -- what feeds and servers wish ----------------------------------------------------------------------------


@pytest.mark.behaviour(8)
@pytest.mark.parametrize(
    ("extra", "headers", "wait"),
    [
        ("<ttl>60</ttl>", {}, timedelta(hours=1)),
        (SY.format("hourly", 2), {}, timedelta(minutes=30)),
        (SY.format("daily", 1), {}, timedelta(hours=24)),
        (SY.format("weekly", 1), {}, timedelta(hours=24)),
        ("<ttl>999999</ttl>", {}, timedelta(hours=24)),
        ("<ttl>1</ttl>", {}, timedelta(minutes=15)),
        ("", {"Cache-Control": "max-age=7200"}, timedelta(hours=2)),
        ("<ttl>60</ttl>", {"Cache-Control": "max-age=7200"}, timedelta(hours=2)),
        ("", {"Expires": "Mon, 23 Nov 2026 09:00:00 GMT"}, timedelta(hours=4)),
        ("", {"Expires": "Fri, 23 Nov 2126 09:00:00 GMT"}, timedelta(hours=24)),
    ],
)
async def test_wishes_are_floors_up_to_a_day(
    site: Site, poll: Poll, extra: str, headers: dict[str, str], wait: timedelta
) -> None:
    site.answers["/rss"] = http.Response(body=rss(site, [Item("1")], extra=extra), headers=headers)
    outcome = await poll(feed(site, full_text="feed"))
    assert outcome.update.state.next_poll_at == NOW + wait


@pytest.mark.behaviour(8)
async def test_what_a_document_asks_for_holds_for_its_304_and_while_it_fails(
    site: Site, poll: Poll, clock: Clock
) -> None:
    document = rss(site, [Item("1")], extra="<ttl>120</ttl>")
    site.answers["/rss"] = http.Response(body=document, headers={"ETag": '"1"'})
    await poll(feed(site, full_text="feed"))
    for answer in (304, 500):
        site.answers["/rss"] = answer
        outcome = await poll(feed(site, full_text="feed"))
        assert outcome.update.state.next_poll_at == clock() + timedelta(hours=2)
    site.answers["/rss"] = rss(site, [Item("2")])  # it asks for nothing any more
    outcome = await poll(feed(site, full_text="feed"))
    assert outcome.update.state.next_poll_at <= clock() + timedelta(minutes=15)


@pytest.mark.behaviour(14)
async def test_hours_that_a_feed_leaves_out_are_left_out(site: Site, poll: Poll, clock: Clock) -> None:
    hours = "<skipHours><hour>5</hour><hour>6</hour></skipHours>"
    site.answers["/rss"] = http.Response(body=rss(site, [Item("1")], extra=hours), headers={"ETag": '"1"'})
    first = await poll(feed(site, full_text="feed"))
    assert first.update.state.next_poll_at == NOW.replace(hour=7)
    site.answers["/rss"] = 304
    assert (await poll(feed(site, full_text="feed"))).update.state.next_poll_at == NOW.replace(hour=7)


# -- pace ---------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(13)
async def test_a_busy_feed_is_asked_sooner_and_a_quiet_one_later(
    site: Site, poll: Poll, clock: Clock
) -> None:
    source = feed(site, full_text="feed")
    site.answers["/rss"] = rss(site, [Item(str(n)) for n in range(20)])
    first = await poll(source)
    assert first.update.state.interval_s == 900  # all is new at the first poll, busy or not
    clock.forward(minutes=15)
    site.answers["/rss"] = rss(site, [Item(str(n)) for n in range(19, 39)])
    assert (await poll(source)).update.state.interval_s == 600
    clock.forward(minutes=10)
    assert (await poll(source)).update.state.interval_s == 900  # of late it brought much
    clock.forward(days=5)
    assert (await poll(source)).update.state.interval_s == 1350
    clock.forward(days=30)
    assert (await poll(source)).update.state.interval_s == 24 * 3600


@pytest.mark.behaviour(13)
async def test_a_feed_whose_newest_entry_is_years_old_is_asked_once_a_day(site: Site, poll: Poll) -> None:
    site.answers["/rss"] = rss(site, [Item("1", date="Mon, 23 Nov 2015 08:00:00 +0700")])
    state = (await poll(feed(site, full_text="feed"))).update.state
    assert state.next_poll_at == NOW + timedelta(hours=24)


@pytest.mark.behaviour(5)
async def test_after_fifty_304s_the_feed_is_asked_in_full(site: Site, poll: Poll, clock: Clock) -> None:
    document = rss(site, [Item("1")])
    source = feed(site, full_text="feed")
    site.answers["/rss"] = http.Response(body=document, headers={"ETag": '"1"'})
    await poll(source)
    site.answers["/rss"] = 304
    for _ in range(FULL_AFTER_POLLS):
        await poll(source)
    assert all(request.headers.get("if-none-match") for request in site.seen[1:])
    site.answers["/rss"] = http.Response(body=document, headers={"ETag": '"2"'})
    same = await poll(source)
    assert "if-none-match" not in site.seen[-1].headers
    assert (same.poll.status, same.update.state.etag) == ("unchanged", '"2"')  # nothing had been kept from us
    site.answers["/rss"] = 304
    for _ in range(FULL_AFTER_POLLS):
        await poll(source)
    site.answers["/rss"] = http.Response(body=rss(site, [Item("2"), Item("1")]), headers={"ETag": '"1"'})
    lied = await poll(source)
    assert [article.url for article in lied.articles] == [site.url("/berita/2")]


@pytest.mark.behaviour(3)
async def test_a_304_heals_a_feed_and_writes_nothing_but_its_state(
    site: Site, poll: Poll, clock: Clock
) -> None:
    site.answers["/rss"] = http.Response(body=rss(site, [Item("1")]), headers={"ETag": '"1"'})
    source = feed(site, full_text="feed")
    await poll(source)
    site.answers["/rss"] = 500
    assert (await poll(source)).update.state.failures == 1
    site.answers["/rss"] = http.Response(status=304, headers={"ETag": '"2"'})
    clock.forward(minutes=15)
    outcome = await poll(source)
    state = outcome.update.state
    assert (state.failures, state.failing_since, state.last_error, state.etag) == (0, None, None, '"2"')
    assert (outcome.articles, outcome.update.entries) == ((), ())
    assert (state.last_ok_at, state.last_fetched_at) == (clock(), NOW)


# -- figures ------------------------------------------------------------------------------------------------


@pytest.mark.behaviour(43)
async def test_what_polls_came_to_is_counted_for_each_feed(site: Site, poll: Poll, clock: Clock) -> None:
    source = feed(site, full_text="feed")
    document = rss(site, [Item("1"), Item("2", link="")])
    site.answers["/rss"] = http.Response(body=document, headers={"ETag": '"1"'})
    await poll(source)
    site.answers["/rss"] = 304
    clock.forward(hours=1)
    await poll(source)
    site.answers["/rss"] = 500
    await poll(source)
    site.answers["/rss"] = more = rss(site, [Item("3"), Item("1")])
    clock.forward(hours=1)
    state = (await poll(source)).update.state
    assert (state.polls, state.polls_unchanged, state.polls_untidy) == (4, 1, 1)
    assert (state.last_bytes, state.last_entries, state.last_known, state.last_new) == (len(more), 2, 1, 1)
    assert (state.last_status, state.last_http_status, state.last_ok_at) == ("ok", 200, clock())
    assert (state.alive_at, state.longest_gap_s) == (
        clock(),
        (clock() - datetime(2026, 11, 23, 1, 0, 1, tzinfo=UTC)).seconds,
    )
    assert state.daily_new is not None
    assert state.next_poll_at > clock()


async def test_stopping_keeps_what_was_read_and_leaves_the_rest_due(
    site: Site, poll: Poll, resources: Resources
) -> None:
    async def last(_: http.Request) -> http.Response:
        resources.reader.stopping.set()
        return http.Response(text=page(), content_type="text/html")

    site.answers |= {"/rss": rss(site, [Item(str(n)) for n in range(40)]), "/berita/0": last}
    site.answers |= {f"/berita/{n}": page() for n in range(1, 40)}
    outcome = await poll(feed(site))
    read = {article.url for article in outcome.articles}
    assert site.url("/berita/0") in read
    assert len(read) < 40
    state = outcome.update.state
    assert (state.next_poll_at, state.etag, state.body_hash) == (NOW, None, None)
    resources.reader.stopping.clear()
    rest = await poll(feed(site))
    assert len(rest.articles) == 40 - len(read)
    assert rest.poll.known_articles == len(read)


async def test_a_poll_that_is_cancelled_claims_nothing(site: Site, collector: Collector, poll: Poll) -> None:
    asked = asyncio.Event()

    async def hang(_: http.Request) -> http.Response:
        asked.set()
        await asyncio.sleep(60)
        raise AssertionError

    site.answers |= {"/rss": rss(site, [Item("1")]), "/berita/1": hang}
    running = asyncio.ensure_future(poll(feed(site)))
    await asked.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    site.answers["/berita/1"] = page()
    assert len((await poll(feed(site))).articles) == 1


async def test_a_page_behind_a_wall_is_told_and_what_the_feed_says_is_kept(site: Site, poll: Poll) -> None:
    wall = (
        "<p>Silakan login untuk melanjutkan membaca artikel ini sampai selesai, gratis untuk pelanggan.</p>"
    )
    short = f"<html><head><title>A</title></head><body><article>{wall}</article></body></html>"
    site.answers |= {"/rss": rss(site, [Item("1", summary=f"<p>{SENTENCE}</p>")]), "/berita/1": short}
    outcome = await poll(feed(site))
    [article] = outcome.articles
    assert article.body == SENTENCE.strip()
    assert "paywall" in [piece.reason for piece in article.removed]
    assert outcome.poll.error == (
        "1 article page shows only its beginning and asks for a login or a subscription"
    )
