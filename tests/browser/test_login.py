"""The login as readers meet it, and the page for programmers, which has the same frame."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import READER

pytestmark = pytest.mark.browser


def test_in_with_the_keyboard_on_to_the_page_and_out(context: BrowserContext, locked: str) -> None:
    page = context.new_page()
    page.goto(f"{locked}/compare?e=CN&m=count")
    expect(page.locator("h1")).to_have_text("Log in")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type("bukan kata sandinya")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("This is not a password of sorot.")
    page.get_by_label("Password").fill(READER)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Compare")
    assert page.url == f"{locked}/compare?e=CN&m=count"
    session = page.locator(".session")
    expect(session).to_contain_text("You read")
    session.get_by_role("button", name="Log out").click()
    expect(page.locator("h1")).to_have_text("Log in")
    page.goto(f"{locked}/articles")
    expect(page.locator("h1")).to_have_text("Log in")


def test_the_language_is_chosen_before_the_login_and_stays(context: BrowserContext, locked: str) -> None:
    page = context.new_page()
    page.goto(f"{locked}/articles?e=CN")
    page.get_by_role("link", name="ID").click()
    expect(page.locator("h1")).to_have_text("Masuk")
    page.get_by_label("Kata sandi").fill(READER)
    page.get_by_role("button", name="Masuk").click()
    expect(page.locator("h1")).to_have_text("Artikel")
    assert page.url == f"{locked}/articles?e=CN"


def test_a_session_that_is_over_leads_to_the_login_and_back(context: BrowserContext, locked: str) -> None:
    page = context.new_page()
    page.goto(f"{locked}/login?next=/articles")
    page.get_by_label("Password").fill(READER)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Articles")
    page.wait_for_load_state("networkidle")  # a question without a session leads to the login, too
    context.clear_cookies()
    page.locator(".shell-nav").get_by_role("link", name="Sources").click()
    expect(page.locator("h1")).to_have_text("Log in")
    assert page.url == f"{locked}/login?next=%2Fsources"


def test_the_page_for_programmers_opens_its_tables(page: Page, site: str) -> None:
    page.goto(f"{site}/about")
    page.get_by_role("link", name="Every question").click()
    expect(page.locator("h1")).to_have_text("Programming interface")
    columns = page.locator("#timeline details")
    expect(columns.locator("table")).to_be_hidden()
    columns.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(columns.locator("table")).to_contain_text("null where outlets were not read")
