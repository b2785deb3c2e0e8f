from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from entities.gazetteer import load
from storage.batches.batch import Batch, write_batch
from tests.browser.conftest import Watch, serving
from tests.dashboard.press import (
    FEEDS,
    HOSTILE,
    NOW,
    PLAIN,
    article,
    build_press,
    forbidden,
    nameless,
    write_ledger,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build_press(tmp_path, load())
    return tmp_path


@pytest.fixture
def press(folder: Path) -> Iterator[str]:
    with serving(folder / "sorot.duckdb") as address:
        yield address


@pytest.fixture
def looking(context: BrowserContext, press: str) -> Iterator[Page]:
    page = context.new_page()
    watching = Watch(page, press)
    page.goto(f"{press}/sources")
    expect(page.locator("tr.outlet")).to_have_count(3)
    yield page
    assert watching.errors == []
    assert watching.strangers == []


def beat(page: Page) -> None:
    """What the clock of the page does every minute."""
    page.evaluate("() => dash_clientside.set_props('clock', { n_intervals: Date.now() })")


def test_what_is_not_read_is_said_and_changes_by_itself(looking: Page, folder: Path) -> None:
    page = looking
    expect(page.locator("#sources-lede")).to_contain_text("Reading 2 of 3 outlets.")
    expect(page.locator("tr.feed .said").last).to_have_text(
        "answered 403 Forbidden since 06:20, 9 tries; next 15:10"
    )
    write_ledger(folder, {})
    beat(page)
    expect(page.locator("#sources-lede")).to_contain_text("Reading 3 of 3 outlets.")
    expect(page.locator("tr.feed")).to_have_count(0)
    write_ledger(folder, {"sore-dunia": forbidden, "malam-world": nameless})
    beat(page)
    expect(page.locator("tr.feed")).to_have_count(2)


def test_the_controls_are_in_the_address(looking: Page) -> None:
    page = looking
    page.get_by_text("All feeds", exact=True).click()
    expect(page.locator("tr.feed")).to_have_count(4)
    page.get_by_text("With problems", exact=True).click()
    expect(page.locator("tr.outlet")).to_have_count(2)
    page.wait_for_function("() => location.search === '?st=bad&feeds=1'")
    page.reload()
    expect(page.locator("tr.outlet")).to_have_count(2)
    expect(page.locator("tr.feed")).to_have_count(3)


def test_the_overview_says_it_too(looking: Page, press: str, folder: Path) -> None:
    page = looking
    page.goto(f"{press}/")
    expect(page.locator("#overview-health")).to_contain_text("answered 403 Forbidden since 06:20")
    expect(page.locator(".kpi", has_text="Outlets reporting")).to_contain_text("2 of 3")
    write_ledger(folder, {})
    beat(page)
    expect(page.locator("#overview-health")).to_be_empty()


def test_new_articles_appear_by_themselves(context: BrowserContext, folder: Path, press: str) -> None:
    overview, articles = context.new_page(), context.new_page()
    overview.goto(f"{press}/")
    articles.goto(f"{press}/articles")
    expect(articles.locator(".article .title").first).to_have_text(HOSTILE)
    expect(overview.locator("#overview-latest a").first).to_have_text(HOSTILE)
    fresh = article("fresh", "Kabar baru dari Jepang", "Isi baru.", hours=0.1)
    write_batch(
        folder / "inbox",
        Batch(feeds=FEEDS, articles=(fresh,), polls=(), gazetteer_version="", created_at=NOW),
    )
    for page, first in (
        (overview, "#overview-latest a"),
        (articles, ".article .title"),
    ):
        page.evaluate(
            "() => setInterval(() => dash_clientside.set_props('clock', { n_intervals: Date.now() }), 300)"
        )
        expect(page.locator(first).first).to_have_text("Kabar baru dari Jepang")
    expect(articles.locator("#articles-lede")).to_contain_text(f"{PLAIN + 6} articles")


def test_on_a_small_phone_a_reason_needs_no_scrolling(browser: Browser, press: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 844}, locale="id-ID")
    page = context.new_page()
    page.goto(f"{press}/sources?feeds=1")
    expect(page.locator("tr.feed")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    said = page.locator("tr.feed .said", has_text="403").bounding_box()
    assert said is not None
    assert said["x"] + said["width"] <= 320
    context.close()
