"""Names are reviewed with the keyboard, in a real browser, against the user's real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from entities.gazetteer import load
from tests.browser.conftest import Watch, serving
from tests.sorot.press import build

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # ms: names are read anew for every decision, and the machine may be busy


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("review"), load())


@pytest.fixture(scope="module")
def site(config: Path) -> Iterator[str]:
    with serving(config, "reviewing") as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    opened = context.new_page()
    watching = Watch(opened, site)
    opened.goto(f"{site}/review")
    expect(opened.locator("#review-detail h2")).to_be_visible()
    yield opened
    assert watching.errors == []
    assert watching.strangers == []


def current(page: Page) -> str:
    return page.locator("#review-detail h2").inner_text()


def test_the_keys_skip_accept_reject_and_undo(page: Page, config: Path) -> None:
    own, title = config.parent / "names.yaml", page.locator("#review-detail h2")
    expect(title).to_have_text("Toran Belkas")
    expect(page.locator(".contexts mark")).to_have_count(2)
    expect(page.locator("#names-waiting .waiting")).to_have_text("3")

    page.keyboard.press("s")
    expect(title).to_have_text("Arisan Melati")
    expect(page.locator(".seen-name[aria-current]")).to_contain_text("Arisan Melati")
    page.wait_for_function("() => location.search === '?n=arisan%20melati'")
    page.keyboard.press("r")
    expect(page.locator("#review-said")).to_have_text("Arisan Melati is offered no more.", timeout=PATIENCE)
    expect(page.locator(".seen-name")).to_have_count(2, timeout=PATIENCE)
    assert "rejected: [Arisan Melati]" in own.read_text()

    page.locator(".seen-name", has_text="Toran Belkas").click()
    expect(title).to_have_text("Toran Belkas")
    page.keyboard.press("n")
    said = page.locator("#review-promise")
    expect(said).to_contain_text("Adds 4 mentions in 3 articles, 0 conflicts.", timeout=PATIENCE)
    assert "toran-belkas" not in own.read_text()
    expect(page.locator("#review-confirm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#review-said")).to_contain_text("Toran Belkas is accepted", timeout=PATIENCE)
    expect(title).to_have_text("Bronwyn Albanese", timeout=PATIENCE)
    expect(page.locator("#names-waiting .waiting")).to_have_text("1")
    assert "person:toran-belkas" in own.read_text()

    page.keyboard.press("u")
    expect(page.locator("#review-said")).to_have_text("Toran Belkas waits again.", timeout=PATIENCE)
    assert "toran-belkas" not in own.read_text()


def test_a_name_may_be_one_more_of_somebody_known(page: Page) -> None:
    page.locator(".seen-name", has_text="Bronwyn Albanese").click()
    expect(page.locator(".near-said")).to_contain_text("This may be Anthony Albanese (Leader, Australia).")
    page.keyboard.press("a")
    field, said = page.locator("#review-key"), page.locator("#review-promise")
    expect(field).to_have_value("leader:anthony-albanese")
    expect(said).to_contain_text("becomes one more name of Anthony Albanese", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(said).to_be_empty()
    field.fill("person:Bronwyn A")
    field.press("Enter")
    expect(said).to_contain_text("must have small letters", timeout=PATIENCE)
    page.keyboard.type(" s r u n")  # in a field, letters are letters
    expect(field).to_have_value("person:Bronwyn A s r u n")
    assert current(page) == "Bronwyn Albanese"
