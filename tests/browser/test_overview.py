from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def opened(page: Page, address: str) -> None:
    """Go to an address and wait until both charts and the cards are there."""
    page.goto(address)
    expect(page.locator("#heat .hm image").first).to_be_attached()
    expect(page.locator("#moved .textpoint, #moved .point").first).to_be_attached()
    expect(page.locator(".leader")).to_have_count(9)


def click_cell(page: Page, row: str, column: int) -> None:
    """Press the middle of a cell of the heat map."""
    place = page.evaluate(
        """([row, column]) => {
            const plot = document.querySelector('#heat .js-plotly-plot');
            const { xaxis, yaxis } = plot._fullLayout;
            const box = plot.getBoundingClientRect();
            const trace = plot.data[0];
            return [
                box.left + xaxis._offset + xaxis.d2p(trace.x[column]),
                box.top + yaxis._offset + yaxis.d2p(row),
            ];
        }""",
        [row, column],
    )
    page.mouse.move(*place)
    page.mouse.click(*place)


def test_the_page_tells_the_day(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    expect(page.locator("h1")).to_have_text("Friday, 20 November")
    expect(page.locator("#overview-story b").first).to_have_text("Malaysia")
    expect(page.locator(".kpi")).to_have_count(4)
    expect(page.locator("#overview-latest li")).to_have_count(5)
    expect(page.locator("#overview-latest mark").first).to_be_visible()
    expect(page).to_have_title("Overview · sorot")
    label = page.locator("#heat [role=img]").get_attribute("aria-label")
    assert label is not None
    assert label.startswith("Unusual coverage of 12 countries in 28 days.")


def test_a_cell_leads_to_the_evidence_of_its_day(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    click_cell(page, "Malaysia", 24)
    page.wait_for_url(re.compile(r"/compare\?e=MY&at=MY\.2026-11-16$"))
    expect(page.locator("#compare-panel h2")).to_have_text("Malaysia, 16 November")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Friday, 20 November")


def test_a_day_that_was_not_read_leads_nowhere(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    click_cell(page, "Malaysia", 14)
    page.get_by_text("28 days", exact=True).click()  # asks the server: time enough to have gone elsewhere
    expect(page.locator("#overview-moved-sub")).to_contain_text("four weeks (dot)")
    assert page.url == f"{site}/?last=28d"


def test_cards_lead_to_their_pages(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    page.locator(".leader").first.click()
    page.wait_for_url(re.compile(r"/entity/[a-z-]+$"))
    page.go_back()
    page.locator(".kpi", has_text="Outlets reporting").click()
    page.wait_for_url(re.compile(r"/sources$"))
    page.go_back()
    title = page.locator("#overview-latest a").first.inner_text()
    page.locator("#overview-latest a").first.click()
    page.wait_for_url(re.compile(r"/articles\?a=\d+$"))
    expect(page.locator("#drawer-title")).to_have_text(title)


def test_what_is_chosen_is_in_the_address_and_comes_back_with_it(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    page.get_by_text("28 days", exact=True).click()
    expect(page.locator("#overview-moved-sub")).to_contain_text("four weeks (dot)")
    page.locator("#overview-heat-table").click()
    expect(page.locator("#overview-heat-twin tbody tr")).to_have_count(12)
    expect(page.locator("#heat")).to_be_hidden()
    page.wait_for_function("() => location.search === '?last=28d&heat=table'")
    page.reload()
    expect(page.locator("#overview-heat-twin tbody tr")).to_have_count(12)
    expect(page.locator("#overview-moved-sub")).to_contain_text("four weeks (dot)")


def test_both_charts_become_pictures(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    expect(page.locator("[data-dash-is-loading]")).to_have_count(0)
    for chart, name in (("heat", "unusual"), ("moved", "movers")):
        with page.expect_download() as waiting:
            page.locator(f"#overview-{chart}-png").click()
        assert waiting.value.suggested_filename.startswith(f"sorot-{name}-2026-")


def test_every_cell_can_be_reached_without_a_mouse(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    page.locator("#overview-heat-table").focus()
    page.keyboard.press("Enter")
    cell = page.locator("#overview-heat-twin tbody tr", has_text="Malaysia").locator("td a").last
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/compare\?e=MY&at=MY\.2026-11-19$"))


def test_dark_is_drawn_by_the_browser_alone(page: Page, site: str) -> None:
    opened(page, f"{site}/")
    page.wait_for_load_state("networkidle")
    scale = "() => document.querySelector('#heat .js-plotly-plot')._fullData[0].colorscale[2][1]"
    assert page.evaluate(scale) == "#F3F4F6"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Switch between light and dark").click()
    page.wait_for_function(f"() => ({scale})() === '#1A202A'")
    assert [url for url in asked if url.startswith("http")] == []


def test_the_table_of_the_heat_map_fits_a_small_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 844})
    opened(page, f"{site}/?ui=id")
    page.locator("#overview-heat-table").click()
    expect(page.locator("#overview-heat-twin tbody tr")).to_have_count(12)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
