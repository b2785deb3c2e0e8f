from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

DRAWN = "#network .js-plotly-plot .scatterlayer .trace"


def opened(page: Page, address: str) -> Watch:
    watching = Watch(page, address.split("/relations", maxsplit=1)[0])
    page.goto(address)
    expect(page.locator("#relations-table tbody tr").first).to_be_visible()
    return watching


def test_a_focus_is_chosen_kept_in_the_address_and_taken_away(page: Page, site: str) -> None:
    watching = opened(page, f"{site}/relations")
    expect(page.locator(DRAWN).first).to_be_attached()
    page.evaluate("() => dash_clientside.set_props('relations-focus', { data: 'MY' })")
    page.wait_for_url(re.compile(r"\?e=MY$"))
    expect(page.locator("#relations-lede")).to_contain_text("Malaysia is written of with")
    page.get_by_role("button", name="Remove Malaysia").click()
    page.wait_for_url(re.compile(r"/relations$"))
    expect(page.locator("#relations-lede")).to_contain_text("share the most")
    assert watching.errors == []
    assert watching.strangers == []


def test_a_pair_leads_to_the_articles_with_both(page: Page, site: str) -> None:
    opened(page, f"{site}/relations?w=count")
    first = page.locator("#relations-table tbody tr").first
    together = int(first.locator("td.n").first.inner_text())
    first.get_by_role("link").click()
    page.wait_for_url(re.compile(r"/articles\?e="))
    expect(page.locator("#articles-lede")).to_contain_text(f"{together} articles")


def test_a_deep_link_sets_every_control_and_back_returns(page: Page, site: str) -> None:
    opened(page, f"{site}/relations?e=JP&min=20&view=matrix&last=28d")
    expect(page.locator("#network .js-plotly-plot .heatmaplayer")).to_be_attached()
    assert page.evaluate("() => document.querySelector('#network [role=img]').getAttribute('aria-label')")
    page.get_by_role("button", name="Remove Japan").click()
    page.wait_for_url(re.compile(r"\?last=28d&min=20&view=matrix$"))


def test_on_a_phone_there_is_the_table_alone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, f"{site}/relations")
    expect(page.locator("#relations-plot")).to_be_hidden()


def test_the_picture_says_what_was_chosen(page: Page, site: str) -> None:
    page.goto(f"{site}/relations")
    expect(page.locator("#relations-png")).to_be_visible()
    expect(page.locator("[data-dash-is-loading]")).to_have_count(0)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    with page.expect_download() as waiting:
        page.locator("#relations-png").click()
    assert waiting.value.suggested_filename.startswith("sorot-relations-2026-")
