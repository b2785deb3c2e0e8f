"""The demo's world is big enough, always the same, and has something to explain."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from entities.gazetteer import load
from entities.known import folded_name
from entities.matcher import Matcher
from sorot.demo.prose import Cast
from sorot.demo.world import HISTORY, WEIGHTS, World

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)


@cache
def world() -> World:
    return World(load(), today=TODAY, zone=ZoneInfo("Asia/Jakarta"))


def test_eighteen_months_of_twenty_thousand_articles_in_a_dozen_outlets() -> None:
    assert len(world().outlets) >= 12
    assert {outlet.lang for outlet in world().outlets} == {"id", "en"}
    assert {outlet.manner for outlet in world().outlets} >= {"slow", "broken-xml", "outage"}
    days = [TODAY - timedelta(days=n) for n in range(0, HISTORY.days, 10)]
    sampled = sum(len(world().stories_of(outlet.key, day)) for outlet in world().outlets for day in days)
    assert sampled / len(days) * HISTORY.days >= 20_000


def test_the_same_day_is_told_the_same_way_whenever_one_asks() -> None:
    later = World(load(), today=TODAY + timedelta(days=9), zone=ZoneInfo("Asia/Jakarta"))
    day = TODAY - timedelta(days=40)
    assert world().stories_of("cakra-niaga", day) == later.stories_of("cakra-niaga", day)


def test_a_story_is_found_by_its_slug_once_it_is_out() -> None:
    story = next(s for s in world().stories_of("cakra-niaga", TODAY - timedelta(days=3)))
    assert world().story("cakra-niaga", story.slug, now=NOW) == story
    assert world().story("cakra-niaga", story.slug, now=story.published_at - timedelta(minutes=1)) is None
    assert world().story("cakra-niaga", "no-such-story", now=NOW) is None
    assert world().story("cakra-niaga", "a-day-that-is-none-2026133901", now=NOW) is None


def test_the_latest_stories_are_out_and_newest_first() -> None:
    latest = world().latest("equator-ledger", now=NOW, limit=25)
    times = [story.published_at for story in latest]
    assert len(latest) == 25
    assert times == sorted(times, reverse=True)
    assert times[0] <= NOW


def test_an_occasion_makes_its_country_the_talk_of_some_days() -> None:
    names = {e.code: e.labels["en"] for e in load().entities.values() if e.kind == "country"}
    weeks: dict[str, list[float]] = {code: [] for code in WEIGHTS}
    for week in range(52):
        days = [TODAY - timedelta(days=7 * week + day) for day in range(7)]
        told = [
            s.title
            for o in world().outlets
            if o.lang == "en"
            for d in days
            for s in world().stories_of(o.key, d)
        ]
        for code in WEIGHTS:
            weeks[code].append(sum(names[code] in title for title in told) / len(told))
    rises = [max(shares) / sorted(shares)[26] for code, shares in weeks.items() if WEIGHTS[code] >= 2]
    assert sum(rise >= 3 for rise in rises) >= 5


def test_the_archive_lost_some_days_of_the_outlet_that_was_down() -> None:
    outlet = next(outlet for outlet in world().outlets if outlet.manner == "outage")
    dark = [day for day in (TODAY - timedelta(days=n) for n in range(60)) if world().is_dark(outlet, day)]
    assert len(dark) == 3
    assert all(world().stories_of(outlet.key, day) == () for day in dark)


def test_every_story_says_that_it_is_invented() -> None:
    for outlet in world().outlets:
        for story in world().latest(outlet.key, now=NOW, limit=5):
            assert "rekaan" in story.paragraphs[-1] or "invented" in story.paragraphs[-1]


def test_what_is_published_now_is_in_the_feed_at_once() -> None:
    own = World(load(), today=TODAY, zone=ZoneInfo("Asia/Jakarta"))
    story = own.publish(NOW)
    assert own.latest(story.outlet, now=NOW, limit=1) == [story]
    assert own.story(story.outlet, story.slug, now=NOW) == story


def test_officials_whom_nobody_knows_are_seen_and_wait_for_review() -> None:
    names = load()
    officials = {one.name for one in Cast(names).officials.values()}
    assert len(officials) >= 12
    assert not any(names.known.has(folded_name(name)) for name in officials)
    matcher, seen = Matcher(names), set()
    for outlet in world().outlets:
        for back in range(30):
            for story in world().stories_of(outlet.key, TODAY - timedelta(days=back)):
                body = "\n".join(story.paragraphs)
                found = matcher.find(story.title, body, published=story.published_at.date(), lang=outlet.lang)
                seen |= {one.name for one in matcher.unknown(story.title, body, found, lang=outlet.lang)}
    assert seen <= officials
    assert len(seen) >= 12
