from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from entities.gazetteer import load
from tests.browser.conftest import Watch, serving
from tests.dashboard.press import HOSTILE, PLAIN, build_press

pytestmark = pytest.mark.browser

TITLES = ".article .title"


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with everything that can be awkward in an article."""
    with serving(build_press(tmp_path_factory.mktemp("press"), load())) as address:
        yield address


@pytest.fixture
def reading(context: BrowserContext, press: str) -> Iterator[Page]:
    """A page on that site that fails its test when anything went wrong in it, or any text ran."""
    page = context.new_page()
    watching = Watch(page, press)
    page.goto(f"{press}/articles")
    expect(page.locator(TITLES)).to_have_count(50)
    yield page
    assert page.evaluate("() => window.hacked") is None
    assert watching.errors == []
    assert watching.strangers == []


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_hostile_title_is_read_not_run(reading: Page) -> None:
    title = reading.locator(TITLES).first
    expect(title).to_have_text(HOSTILE)
    expect(title.locator("mark")).to_have_text("Jepang")
    assert reading.locator(".article img").count() == 0
    title.click()
    expect(reading.locator("#drawer-title")).to_have_text(HOSTILE)
    expect(reading.locator(".drawer .body")).to_contain_text("<script>window.hacked=1</script>")
    assert reading.locator(".drawer script, .drawer img").count() == 0


def test_an_article_opens_beside_the_list_and_back_closes_it(reading: Page) -> None:
    title = reading.locator(TITLES).first
    number = title.get_attribute("data-article")
    title.click()
    drawer = reading.locator(".drawer")
    expect(drawer).to_be_visible()
    expect(drawer.locator("#drawer-close")).to_be_focused()
    expect(drawer.locator(".body mark.kind-capital")).to_have_text("Tokyo")
    assert query(reading) == {"a": number}
    reading.go_back()
    expect(drawer).to_be_hidden()
    assert query(reading) == {}
    expect(reading.locator(TITLES)).to_have_count(50)


def test_escape_closes_and_gives_the_focus_back(reading: Page) -> None:
    title = reading.locator(TITLES).nth(2)
    title.focus()
    reading.keyboard.press("Enter")
    expect(reading.locator("#drawer-close")).to_be_focused()
    expect(reading.locator(".drawer")).to_contain_text("not one of the web")
    reading.keyboard.press("Escape")
    expect(reading.locator(".drawer")).to_be_hidden()
    expect(title).to_be_focused()


def test_j_and_k_go_through_the_list_and_through_open_articles(reading: Page) -> None:
    titles = reading.locator(TITLES)
    reading.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    reading.keyboard.press("j")
    reading.keyboard.press("j")
    reading.keyboard.press("k")
    expect(titles.nth(1)).to_be_focused()
    reading.keyboard.press("Enter")
    expect(reading.locator("#drawer-title")).to_have_text(titles.nth(1).inner_text())
    reading.keyboard.press("j")
    expect(reading.locator("#drawer-title")).to_have_text(titles.nth(2).inner_text())
    assert query(reading) == {"a": titles.nth(2).get_attribute("data-article")}


def test_letters_typed_into_the_search_are_letters(reading: Page) -> None:
    field = reading.get_by_label("Words or a “phrase” in title or text")
    field.click()
    reading.keyboard.type("jk nomor 7")
    expect(field).to_have_value("jk nomor 7")
    expect(reading.locator("#articles-list")).to_contain_text("fits these filters")
    field.fill('"nomor 7"')
    expect(reading.locator(TITLES)).to_have_text(["Berita 7"])
    reading.wait_for_function("() => location.search.includes('q=')")
    assert query(reading) == {"q": '"nomor 7"'}


def test_facets_filter_and_let_go(reading: Page) -> None:
    reading.locator(".choice", has_text="English").click()
    expect(reading.locator(TITLES)).to_have_text(["Rice is dear"])
    assert query(reading) == {"lang": "en"}
    reading.locator(".choice", has_text="English").click()
    expect(reading.locator(TITLES)).to_have_count(50)
    assert query(reading) == {}


def test_a_name_becomes_a_chip_and_leaves_again(reading: Page) -> None:
    reading.locator(".article .tag", has_text="Japan").first.click()
    expect(reading.locator(".chip")).to_have_text(["Japan"])
    expect(reading.locator(TITLES)).to_have_count(2)
    reading.get_by_role("button", name="Remove Japan").click()
    expect(reading.locator(TITLES)).to_have_count(50)
    reading.get_by_label("Add country or leader").fill("prancis")
    reading.get_by_role("option", name="France").wait_for()
    reading.keyboard.press("Enter")
    expect(reading.locator(".chip")).to_have_text(["France"])
    assert query(reading) == {"e": "FR"}


def test_pages_follow_each_other_and_a_new_filter_begins_at_the_top(reading: Page) -> None:
    first = reading.locator(TITLES).first.inner_text()
    reading.get_by_role("link", name="Next 50").click()
    expect(reading.locator(TITLES)).to_have_count(PLAIN + 5 - 50)
    assert "after" in query(reading)
    reading.go_back()
    expect(reading.locator(TITLES).first).to_have_text(first)
    reading.get_by_role("link", name="Next 50").click()
    expect(reading.locator(TITLES)).to_have_count(PLAIN + 5 - 50)
    reading.get_by_text("Most mentions", exact=True).click()
    expect(reading.locator(TITLES).first).to_have_text(HOSTILE)
    assert "after" not in query(reading)
    reading.locator(TITLES).first.click()
    expect(reading.locator("#drawer-title")).to_be_visible()
    assert "after" not in query(reading)


def test_the_list_is_a_file_too(reading: Page) -> None:
    reading.locator(".choice", has_text="English").click()
    expect(reading.locator(TITLES)).to_have_count(1)
    expect(reading.locator("#articles-csv")).to_have_attribute("href", re.compile(r"articles\.csv\?lang=en$"))
    with reading.expect_download() as download:
        reading.locator("#articles-csv").click()
    assert download.value.suggested_filename == "sorot-articles.csv"


def test_an_open_article_fits_a_small_phone(browser: Browser, press: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 844}, locale="id-ID")
    page = context.new_page()
    page.goto(f"{press}/articles?e=JP")
    expect(page.locator(TITLES)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(TITLES).first.click()
    expect(page.locator(".drawer.open .body")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_filters_unfold_on_a_phone(browser: Browser, press: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{press}/articles")
    expect(page.locator(TITLES)).to_have_count(50)
    expect(page.locator(".choice").first).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.locator(".choice").first).to_be_visible()
    context.close()
