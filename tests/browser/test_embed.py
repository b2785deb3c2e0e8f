from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_snippet_of_compare_leads_to_its_chart(page: Page, site: str) -> None:
    page.goto(f"{site}/compare?e=MY,CN&m=count&at=MY.2026-11-16")
    expect(page.locator("#timeline .js-line").first).to_be_attached()
    page.locator("summary", has_text="Embed").click()
    expect(page.locator("#compare-snippet")).to_contain_text("<iframe")
    found = re.search(r'src="([^"]+)"', page.locator("#compare-snippet").inner_text())
    assert found is not None
    address = found[1].replace("&amp;", "&")
    assert address == f"{site}/embed/compare?e=MY,CN&m=count&theme=auto&ui=en"

    page.goto(address.replace("theme=auto", "theme=dark"))
    expect(page.locator("#embed-chart .js-line").first).to_be_attached()
    expect(page.locator("#embed-chart")).to_have_attribute("aria-label", re.compile("Malaysia"))
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 29)"
    back = page.get_by_role("link", name="Open in sorot")
    assert back.get_attribute("href") == "/compare?e=MY,CN&m=count"


def test_it_fits_where_there_is_little_room(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{site}/embed/compare?e=MY,CN")
    expect(page.locator("#embed-chart .js-line").first).to_be_attached()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
