from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_numbers_lead_to_what_they_mean(page: Page, site: str) -> None:
    page.goto(f"{site}/compare?e=CN,MY")
    page.get_by_role("link", name="How mentions are counted").click()
    expect(page.locator("h1")).to_have_text("About the data")
    expect(page.locator('.shell-nav a[aria-current="page"]')).to_have_text("About the data")
    expect(page.locator("#about-counted mark").first).to_have_text("Russia")
    expect(page).to_have_title("About the data · sorot")


def test_intervals_stand_where_their_figures_say(page: Page, site: str) -> None:
    page.goto(f"{site}/about")
    row = page.locator("#about-entities tbody tr").first
    track, dot = row.locator(".range").first, row.locator(".range b").first
    whole, point = track.bounding_box(), dot.bounding_box()
    assert whole is not None
    assert point is not None
    percent = float(row.locator("td").nth(1).inner_text().partition("%")[0])
    place = (point["x"] + point["width"] / 2 - whole["x"]) / whole["width"]
    assert place == pytest.approx(percent / 50 - 1, abs=0.02)


def test_a_licence_opens_without_a_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/about?ui=id")
    expect(page.locator("h1")).to_have_text("Tentang data")
    text = page.locator("#about-licences pre").first
    expect(text).to_be_hidden()
    page.locator("#about-licences summary").first.focus()
    page.keyboard.press("Enter")
    expect(text).to_contain_text("SIL OPEN FONT LICENSE")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_table_has_to_be_dragged_into_sight(page: Page, site: str, lang: str) -> None:
    page.goto(f"{site}/about?ui={lang}")
    expect(page.locator("#about-outlets tbody tr")).to_have_count(8)
    tables = page.locator("#about-accuracy .table-scroll")
    for width in (1440, 1024, 768, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert tables.evaluate_all("tables => tables.every(one => one.scrollWidth <= one.clientWidth + 1)")
