from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

CIRCLES = "#world .js-plotly-plot .scatterlayer path.point"
LAND = "#world .js-plotly-plot .choroplethlayer path"


def opened(page: Page, address: str) -> Watch:
    watching = Watch(page, address.split("/map", maxsplit=1)[0])
    page.goto(address)
    expect(page.locator("#atlas-table tbody tr").first).to_be_visible()
    return watching


def test_a_deep_link_draws_the_map_with_nothing_from_elsewhere(page: Page, site: str) -> None:
    watching = opened(page, f"{site}/map?m=change&region=southeast&last=90d")
    expect(page.locator(CIRCLES).first).to_be_attached()
    expect(page.locator(LAND).first).to_be_attached()
    label = page.evaluate("() => document.querySelector('#world [role=img]').getAttribute('aria-label')")
    assert label.startswith("Southeast Asia")
    assert "topojson" in page.evaluate(
        "() => performance.getEntriesByType('resource').map((r) => r.name).join()"
    )
    assert page.url.endswith("/map?last=90d&m=change&region=southeast")
    assert watching.errors == []
    assert watching.strangers == []


def test_a_circle_opens_the_card_and_escape_closes_it(page: Page, site: str) -> None:
    opened(page, f"{site}/map?region=southeast")
    circle = page.locator(CIRCLES).first
    expect(circle).to_be_attached()
    box = circle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#world .hoverlayer .hovertext")).to_be_visible()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile(r"[?&]at=[A-Z]{2}$"))
    expect(page.locator("#atlas-card h2")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/map\?region=southeast$"))
    expect(page.locator("#atlas-card")).to_be_hidden()


def test_the_keyboard_reaches_a_state_too_small_to_be_drawn(page: Page, site: str) -> None:
    opened(page, f"{site}/map?last=90d")
    page.get_by_role("button", name="Malta").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?last=90d&at=MT$"))
    card = page.locator("#atlas-card")
    expect(card).to_contain_text("Malta")
    card.get_by_role("link", name="Read the articles").click()
    page.wait_for_url(re.compile(r"/articles\?e=MT&"))
    page.go_back()
    expect(card).to_contain_text("Malta")


def test_controls_write_the_address_and_it_sets_them_again(page: Page, site: str) -> None:
    opened(page, f"{site}/map")
    page.get_by_text("Change", exact=True).click()
    page.wait_for_url(re.compile(r"\?m=change$"))
    page.get_by_role("textbox", name="Part of the world").click()
    page.get_by_role("option", name="Europe").click()
    page.wait_for_url(re.compile(r"\?m=change&region=europe$"))
    expect(page.locator("#atlas-lede")).to_contain_text("Europe:")
    page.reload()
    expect(page.get_by_role("textbox", name="Part of the world")).to_have_value("Europe")
    expect(page.locator("#atlas-lede")).to_contain_text("Europe:")


def test_a_picture_of_the_map_is_made(page: Page, site: str) -> None:
    opened(page, f"{site}/map")
    expect(page.locator(CIRCLES).first).to_be_attached()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    assert waiting.value.suggested_filename.startswith("sorot-map-share-")
    assert waiting.value.path().stat().st_size > 40_000
