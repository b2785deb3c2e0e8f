"""On paper: light, as wide as the page, with the numbers of the chart and how it was made; and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/compare?e=MY,CN&from=2026-10-01&to=2026-10-14", "/entity/MY", "/map"])
def test_a_page_on_paper_is_light_and_says_how_it_was_made(page: Page, site: str, path: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}{path}")
    expect(page.locator(".graph [aria-label]:not([aria-label='']) .js-plotly-plot").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    widths = page.evaluate("""() => {
        dispatchEvent(new Event('beforeprint'));
        return [...document.querySelectorAll('.graph .main-svg')].map((one) => one.clientWidth);
    }""")
    assert max(widths) <= 680
    page.emulate_media(media="print", color_scheme="dark")
    scheme = "() => document.documentElement.getAttribute('data-mantine-color-scheme')"
    assert page.evaluate(scheme) == "light"
    foot = page.locator(".print-foot")
    expect(foot).to_be_visible()
    expect(foot).to_contain_text("All 8 outlets")
    expect(foot).to_contain_text("WIB")
    expect(foot).to_contain_text(path)
    expect(page.locator(".shell-nav")).to_be_hidden()
    if path.startswith("/compare"):
        rows = page.locator(".print-twin tbody tr")
        expect(rows).to_have_count(14)
        expect(rows.first).to_contain_text("2026-10-01")
        expect(rows.first.locator("td")).to_have_count(2)
        expect(rows.first.locator("td").first).to_contain_text(" of ")
    page.emulate_media(media="screen", color_scheme="dark")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(scheme) == "dark"
    expect(page.locator(".print-twin")).to_have_count(0)
    expect(foot).to_be_hidden()
    if path == "/map":  # a list has no chart that says what was chosen
        page.goto(f"{site}/articles?e=MY&last=7d&src=1,2")
        expect(page.locator(".article").first).to_be_visible()
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(".print-foot")).to_contain_text("2 of 8 outlets")
