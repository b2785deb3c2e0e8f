"""The demo's outlets carry reports of invented agencies, and sorot sees in their pages that they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from collectors.clean import clean_text
from collectors.page import read_page
from entities.gazetteer import load
from sorot.demo import render
from sorot.demo.wire import AGENCIES
from sorot.demo.world import DemoOutlet, Story, World
from storage.likeness import copies, likeness_of

TODAY = date(2026, 11, 20)
ZONE = ZoneInfo("Asia/Jakarta")
DAYS = [TODAY - timedelta(days=n) for n in range(2, 12)]


@cache
def world() -> World:
    return World(load(), today=TODAY, zone=ZONE, history=timedelta(days=20))


def told(lang: str) -> Iterator[tuple[DemoOutlet, Story]]:
    for outlet in world().outlets:
        if outlet.lang == lang:
            yield from ((outlet, story) for day in DAYS for story in world().stories_of(outlet.key, day))


def read(outlet: DemoOutlet, story: Story) -> tuple[str, tuple[str, ...]]:
    """The text that sorot has of a story's page, and whom it names as its source."""
    page = read_page(
        render.page(outlet, "https://contoh.example", story, ()).encode(),
        url=render.url_of("https://contoh.example", story),
        content_type="text/html; charset=utf-8",
        rule="kontan" if outlet.pages == "desk" else None,
        zone=ZONE,
        now=datetime(2026, 11, 20, 7, tzinfo=UTC),
    )
    clean = clean_text(page.text, outlet=outlet.key)
    return clean.text, clean.attribution


def test_agencies_are_carried_by_several_outlets_and_most_is_the_outlets_own() -> None:
    for lang, agency in AGENCIES.items():
        carried = Counter(outlet.key for outlet, story in told(lang) if story.agency)
        own = Counter(outlet.key for outlet, story in told(lang) if not story.agency)
        others = {outlet.key for outlet in world().outlets if outlet.lang == lang and outlet.name != agency}
        assert carried.keys() == others  # and the agency's own site has it as its own
        assert 0.1 < carried.total() / (carried.total() + own.total()) < 0.5


def test_a_page_names_its_agency_in_every_structure_and_no_word_of_it_is_text() -> None:
    seen = set()
    for lang, agency in AGENCIES.items():
        for outlet, story in told(lang):
            if (outlet.pages, lang, bool(story.agency)) in seen:
                continue
            seen.add((outlet.pages, lang, bool(story.agency)))
            text, attribution = read(outlet, story)
            assert attribution == ((agency,) if story.agency else ())
            assert text.startswith(story.paragraphs[0])
            assert agency not in text
    assert len(seen) == 2 * (3 + 2)  # Indonesian outlets have three structures, English ones two


def test_what_outlets_carry_is_known_as_one_story_and_hardly_anything_else_is() -> None:
    right = wrong = 0
    for lang in AGENCIES:
        stories = [story for _, story in told(lang)]
        likenesses = [likeness_of(s.title, "\n".join(s.paragraphs)) for s in stories]
        for place, (one, likeness) in enumerate(zip(stories, likenesses, strict=True)):
            for other, its in zip(stories[place + 1 :], likenesses[place + 1 :], strict=True):
                same_day = one.published_at.date() == other.published_at.date()
                one_report = one.paragraphs[:3] == other.paragraphs[:3] and same_day
                found = copies(likeness, its, same_day=same_day)
                assert found or not one_report
                right += one_report
                wrong += found and not one_report  # these are told by few sentences, and so alike at times
    assert right >= 100
    assert wrong <= 0.05 * right


def test_editors_cut_and_write_headlines() -> None:
    groups: dict[tuple[str, ...], list[Story]] = {}
    for _, story in told("id"):
        if story.agency:
            groups.setdefault(story.paragraphs[:2], []).append(story)
    several = [group for group in groups.values() if len(group) > 2]
    assert len(several) >= 10
    assert any(len({s.title for s in group}) > 1 for group in several)
    assert any(len({s.paragraphs for s in group}) > 1 for group in several)


def test_copies_arrive_live_too() -> None:
    own = World(load(), today=TODAY, zone=ZONE, history=timedelta(days=2))
    begin = datetime(2026, 11, 20, 7, tzinfo=UTC)
    stories = [own.publish(begin + timedelta(seconds=20 * n)) for n in range(60)]
    leads = Counter(story.paragraphs[0] for story in stories if story.agency)
    assert leads
    assert max(leads.values()) >= 2
    assert len({(story.outlet, story.paragraphs[0]) for story in stories}) == 60  # none has a report twice


def test_an_outlets_own_report_has_no_agency() -> None:
    outlet = next(one for one in world().outlets if one.name == AGENCIES["en"])
    story = world().stories_of(outlet.key, DAYS[0])[0]
    assert story.agency == ""
    assert "Source:" not in render.page(outlet, "https://contoh.example", story, ())
    assert "Source: X" in render.page(outlet, "https://contoh.example", replace(story, agency="X"), ())
