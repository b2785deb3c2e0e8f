from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

PANEL = "#compare-panel"


def opened(page: Page, address: str) -> None:
    """Go to an address and wait until its chart is drawn and its table is there."""
    page.goto(address)
    expect(page.locator("#timeline .js-line").first).to_be_attached()
    expect(page.locator("#compare-recent tbody tr").first).to_be_visible()


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def click_middle(page: Page, target: Locator) -> None:
    """Press where the element is: the chart's own layer lies over its marks."""
    box = target.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def test_a_spike_opens_its_evidence_and_back_closes_it(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=MY,CN")
    expect(page.locator(f"{PANEL} h2")).to_have_count(0)
    click_middle(page, page.locator("#timeline .textpoint").last)
    expect(page.locator(f"{PANEL} h2")).to_have_text("Malaysia, 16 November")
    expect(page.locator(PANEL)).to_contain_text("its usual level")
    expect(page.locator(f"{PANEL} mark").first).to_be_visible()
    assert query(page)["at"] == "MY.2026-11-16"
    read = page.locator(f"{PANEL} a.primary")
    assert read.get_attribute("href") == "/articles?e=MY&from=2026-11-16&to=2026-11-16&dup=show"
    page.go_back()
    expect(page.locator(f"{PANEL} h2")).to_have_count(0)
    assert "at" not in query(page)


def test_evidence_can_be_opened_without_a_mouse(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=MY,CN")
    page.locator("#compare-recent .open").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{PANEL} h2")).to_contain_text("Malaysia")
    page.locator(f"{PANEL} #panel-close").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{PANEL} h2")).to_have_count(0)


def test_escape_closes_the_panel(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=MY,CN&at=MY.2026-11-16")
    expect(page.locator(f"{PANEL} h2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(f"{PANEL} h2")).to_have_count(0)
    assert "at" not in query(page)


def test_a_click_on_a_line_opens_the_line_that_is_nearest(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=TL,CN&spk=0&last=90d")
    plot = page.locator("#timeline .nsewdrag.drag").first
    box = plot.bounding_box()
    assert box is not None
    x = box["x"] + box["width"] * 0.5
    for part, name in ((0.98, "Timor-Leste"), (0.3, "China")):
        page.mouse.move(x, box["y"] + box["height"] * part)
        page.mouse.click(x, box["y"] + box["height"] * part)
        expect(page.locator(f"{PANEL} h2")).to_contain_text(name)


def test_what_is_changed_is_in_the_address_and_comes_back_with_it(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN,MY,AU")
    page.get_by_text("Week", exact=True).click()
    page.get_by_text("Count", exact=True).click()
    page.get_by_text("Spikes", exact=True).click()
    page.get_by_role("button", name="Remove China").click()
    expect(page.locator(".chip")).to_have_text(["Malaysia", "Australia"])
    page.get_by_label("Add country or leader").fill("jepang")
    page.get_by_role("option", name="Japan").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text(["Malaysia", "Australia", "Japan"])
    wanted = {"e": "MY,AU,JP", "m": "count", "g": "week", "spk": "0"}
    page.wait_for_function("() => location.search.includes('JP')")
    assert query(page) == wanted
    title = page.locator("#compare-title").inner_text()
    page.reload()
    expect(page.locator("#compare-title")).to_have_text(title)
    expect(page.locator(".chip")).to_have_text(["Malaysia", "Australia", "Japan"])
    assert query(page) == wanted


def test_changes_of_office_stand_above_the_chart_and_can_be_put_away(page: Page, site: str) -> None:
    days = {"from": "2026-07-06", "to": "2026-08-02"}
    opened(page, f"{site}/compare?e=GB,CN&from={days['from']}&to={days['to']}")
    lane = page.locator("#timeline .annotation-text-g", has_text="Andy Burnham")
    expect(lane).to_have_count(1)
    key = page.locator("#compare-key ol li")
    expect(key).to_have_text(
        ["A20 Jul 2026United Kingdom: Andy Burnham follows Keir Starmer as prime minister"]
    )
    page.get_by_role("button", name="Table").click()
    expect(page.locator("#timeline")).to_be_hidden()
    expect(key).to_have_count(1)
    page.get_by_role("button", name="Table").click()
    page.get_by_text("Events", exact=True).click()
    expect(lane).to_have_count(0)
    expect(key).to_have_count(0)
    page.wait_for_function("() => location.search.includes('ev=0')")
    assert query(page) == {"e": "GB,CN", **days, "ev": "0"}


def test_on_a_phone_events_are_letters_with_a_key(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="id-ID")
    page = context.new_page()
    opened(page, f"{site}/compare?e=GB,CN&ui=id")
    expect(page.locator("#timeline .annotation-text-g", has_text=re.compile("^A$"))).to_have_count(1)
    expect(page.locator("#compare-key ol li")).to_contain_text(
        "Inggris: Andy Burnham menggantikan Keir Starmer sebagai perdana menteri"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_named_range_stays_a_named_range(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN")
    page.locator(".dates button").click()
    page.get_by_role("button", name="Last 28 days").click()
    page.wait_for_function("() => location.search.includes('last=')")
    assert query(page) == {"e": "CN", "last": "28d"}


def test_the_table_has_the_numbers_of_the_chart(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN&last=28d&avg=0")
    page.get_by_role("button", name="Table").click()
    rows = page.locator("#compare-twin tbody tr")
    expect(rows).to_have_count(28)
    expect(page.locator("#timeline")).to_be_hidden()
    expect(page.get_by_role("button", name="Table")).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as download:
        page.locator("#compare-csv").click()
    text = Path(download.value.path()).read_text("utf-8")
    parsed = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    assert len(parsed) == 28
    newest = rows.first.locator("td").first.inner_text()
    assert newest == f"{100 * float(parsed[-1]['share']):.1f}%"


def test_a_picture_carries_its_title_and_source(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN,MY&last=28d")
    with page.expect_download() as download:
        page.locator("#compare-png").click()
    assert download.value.suggested_filename == "sorot-share-2026-10-24-2026-11-20.png"
    assert Path(download.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_dark_is_drawn_by_the_browser_alone(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN,MY")
    page.wait_for_load_state("networkidle")
    stroke = "() => getComputedStyle(document.querySelector('#timeline .js-line')).stroke"
    light = page.evaluate(stroke)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Switch between light and dark").click()
    page.wait_for_function(f"before => ({stroke})() !== before", arg=light)
    assert page.evaluate(stroke) == "rgb(75, 126, 248)"
    assert [url for url in asked if url.startswith("http")] == []


def test_the_drawer_opens_and_closes_on_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    opened(page, f"{site}/compare?e=CN,MY")
    nav = page.get_by_role("navigation")
    expect(nav).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(nav).to_be_visible()
    page.keyboard.press("Escape")
    expect(nav).to_be_hidden()
    assert page.evaluate("() => document.querySelector('#timeline .main-svg').clientHeight") <= 420
    context.close()


def test_search_leads_to_an_entity(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN,MY")
    page.keyboard.press("/")
    page.keyboard.type("anwar ibr")
    expect(page.get_by_role("option").first).to_contain_text("Anwar Ibrahim")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/entity/anwar-ibrahim$"))
    expect(page.locator("h1")).to_have_text("Anwar Ibrahim")


def test_the_language_changes_and_the_state_stays(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=JP&m=count")
    page.locator(".shell-header [data-ui=id]").click()
    expect(page.locator("h1")).to_have_text("Bandingkan")
    expect(page.locator(".chip")).to_have_text(["Jepang"])
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.wait_for_function("() => !location.search.includes('ui=')")
    assert query(page) == {"e": "JP", "m": "count"}


def test_a_link_with_nonsense_says_what_was_left_out(page: Page, site: str) -> None:
    opened(page, f"{site}/compare?e=CN,ATLANTIS&m=pie")
    expect(page.locator("#main .notice")).to_contain_text("e=ATLANTIS, m=pie")
    assert query(page) == {"e": "CN"}
