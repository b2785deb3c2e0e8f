from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.archive import build_archive
from tests.browser.conftest import Watch, serving

pytestmark = pytest.mark.browser


def opened(page: Page, address: str) -> Watch:
    watching = Watch(page, address.split("/entity", maxsplit=1)[0])
    page.goto(address)
    expect(page.locator("#entity-kpis a").first).to_be_visible()
    expect(page.locator("#entity-latest li").first).to_be_visible()
    return watching


def test_a_deep_link_is_the_first_request_of_a_fresh_process(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "sorot.duckdb"
    build_archive(path, days=40, articles_per_day=60).close()
    with serving(path) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
        page = context.new_page()
        watching = opened(page, f"{address}/entity/MY?m=count&g=week&last=28d")
        expect(page.locator("#timeline .js-plotly-plot .scatterlayer .trace").first).to_be_attached()
        expect(page.locator("#calendar .js-plotly-plot .heatmaplayer image")).to_be_attached()
        expect(page).to_have_title("Malaysia · sorot")
        assert watching.errors == []
        assert watching.strangers == []
        context.close()


def test_controls_write_the_address_and_it_sets_them_again(page: Page, site: str) -> None:
    opened(page, f"{site}/entity/MY?m=count&g=week&last=28d")
    assert page.url.endswith("/entity/MY?last=28d&m=count&g=week")
    page.get_by_role("radiogroup", name="Length of a step").get_by_text("Month").click()
    page.wait_for_url(re.compile(r"\?last=28d&m=count&g=month$"))
    page.get_by_role("button", name="Table", exact=True).click()
    page.wait_for_url(re.compile(r"&view=table$"))
    expect(page.locator("#entity-twin table")).to_be_visible()
    page.reload()
    expect(page.locator("#entity-twin table")).to_be_visible()
    assert page.locator("#entity-measure input:checked").get_attribute("value") == "count"


def test_a_peak_opens_its_evidence_and_the_articles_behind_it(page: Page, site: str) -> None:
    opened(page, f"{site}/entity/MY")
    page.locator("#entity-kpis a").last.click()
    page.wait_for_url(re.compile(r"[?&]at=MY\.\d{4}-\d\d-\d\d$"))
    panel = page.locator("#entity-panel")
    n = int(panel.locator("[data-n]").get_attribute("data-n") or 0)
    panel.locator("a.primary").click()
    page.wait_for_url(re.compile(r"/articles\?e=MY&"))
    expect(page.locator("#articles-lede")).to_contain_text(f"{n} articles")
    page.go_back()
    expect(panel.locator("h2")).to_contain_text("Malaysia")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_a_day_of_the_calendar_opens_its_evidence(page: Page, site: str) -> None:
    opened(page, f"{site}/entity/MY?last=28d")
    expect(page.locator("#timeline .js-plotly-plot .scatterlayer .trace").first).to_be_attached()
    expect(page.locator("#calendar .js-plotly-plot .heatmaplayer image")).to_be_attached()
    plot = page.locator("#calendar .js-plotly-plot .nsewdrag").first
    page.wait_for_load_state("networkidle")
    box = plot.bounding_box()
    assert box is not None
    plot.hover(position={"x": box["width"] * 0.9, "y": box["height"] * 0.36})
    expect(page.locator("#calendar .hoverlayer .hovertext")).to_be_visible()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile(r"at=MY\.\d{4}-\d\d-\d\d$"))
    expect(page.locator("#entity-panel h2")).to_be_visible()


def test_pages_lead_here_and_from_one_entity_to_another(page: Page, site: str) -> None:
    page.goto(f"{site}/compare?e=MY,CN")
    page.locator(".chip a", has_text="Malaysia").click()
    page.wait_for_url(re.compile(r"/entity/MY$"))
    expect(page.locator("h1")).to_have_text("Malaysia")
    expect(page.locator(".shell-nav a[aria-current]")).to_have_text("Entities")
    partner = page.locator("#entity-beside tbody th a").first
    name = partner.inner_text()
    partner.click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("#entity-finding")).to_contain_text(name)
    page.go_back()
    expect(page.locator("#entity-finding")).to_contain_text("Malaysia")
    page.goto(f"{site}/articles?e=MY")
    page.locator(".chip a", has_text="Malaysia").click()
    page.wait_for_url(re.compile(r"/entity/MY$"))
    page.goto(f"{site}/relations?e=MY")
    page.locator(".chip a", has_text="Malaysia").click()
    page.wait_for_url(re.compile(r"/entity/MY$"))
    page.goto(f"{site}/entity")
    page.get_by_role("link", name="Japan", exact=True).click()
    expect(page.locator("h1")).to_have_text("Japan")


def test_an_hour_of_the_week_leads_to_its_articles_by_keyboard_too(page: Page, site: str) -> None:
    opened(page, f"{site}/entity/MY?last=90d")
    first = page.locator("table.hours a[tabindex='0']")
    first.focus()
    page.keyboard.press("ArrowRight")
    here = page.locator("table.hours a:focus")
    expect(here).to_have_attribute("tabindex", "0")
    number = here.inner_text().split(": ")[1]
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/articles\?e=MY&.*when=\d\.\d\d"))
    expect(page.locator("#articles-lede")).to_contain_text(number)
    page.locator(".chip button").last.click()
    page.wait_for_url(lambda address: "when=" not in address)


def test_a_picture_is_made(page: Page, site: str) -> None:
    opened(page, f"{site}/entity/MY")
    expect(page.locator("#timeline .js-plotly-plot .scatterlayer .trace").first).to_be_attached()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    assert waiting.value.path().stat().st_size > 40_000
