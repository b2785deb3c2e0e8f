from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.archive import build_archive
from tests.browser.conftest import Watch, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its own: rules that one test makes, another would see."""
    path = tmp_path_factory.mktemp("alerts") / "sorot.duckdb"
    build_archive(path, days=150, articles_per_day=120).close()
    with serving(path, "alerting") as address:
        yield address


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#alerts-rules li").first).to_be_visible()


def test_what_fired_has_its_numbers_its_evidence_and_its_failure(page: Page, site: str) -> None:
    opened(page, f"{site}/alerts")
    fired = page.locator("#alerts-fired li").first
    expect(fired).to_contain_text("Malaysia: 32 of 128 articles (25.0%) in 7 outlets on 16 Nov 2026")
    expect(fired).to_contain_text("Broken: The server answered with an error (503).")
    page.locator("#alerts-fired a").first.click()
    page.wait_for_url(re.compile(r"/articles\?.*e=MY"))
    expect(page.locator("#articles-list")).to_contain_text("Malaysia")


def test_secrets_are_on_no_page(page: Page, site: str) -> None:
    opened(page, f"{site}/alerts")
    expect(page.locator("#alerts-addresses li").first).to_contain_text("https://hooks.example.org/…")
    assert "s3cret" not in page.content()


def draws_the_form(answer: Response) -> bool:
    """The form is drawn again with the rule that is kept now; what is typed before would be gone."""
    return '"output":"alerts-form.children"' in (answer.request.post_data or "")


def test_a_rule_is_made_tried_on_the_past_changed_and_deleted(page: Page, site: str) -> None:
    opened(page, f"{site}/alerts?e=MY")
    preview = page.locator("#alerts-preview")
    expect(preview).to_contain_text("It would have fired 1 time in the last 90 days.")
    expect(preview).to_contain_text("4 days were not fully read: nothing can be said of them.")
    expect(preview.locator(".alert-strip .fired")).to_have_count(1)
    expect(preview.get_by_role("link", name="16 Nov 2026")).to_have_attribute(
        "href", "/articles?e=MY&from=2026-11-16&to=2026-11-16"
    )
    page.get_by_label("Name of the rule").fill("Just Malaysia")
    with page.expect_response(draws_the_form):
        page.get_by_role("button", name="Keep the rule").click()
    expect(page.locator("#alerts-said")).to_contain_text("The rule is kept. It fires about days from 20 Nov")
    rule = page.locator("#alerts-rules li", has_text="Just Malaysia")
    expect(rule).to_contain_text("Malaysia: a spike, 1.5 times its usual or more")
    page.wait_for_url(re.compile(r"\?id=\d+$"))
    page.get_by_label("Times its usual, at least").fill("50")
    expect(preview).to_contain_text("It would have fired 0 times")
    page.get_by_role("button", name="Keep the rule").click()
    expect(rule).to_contain_text("Malaysia: a spike, 50.0 times")
    rule.get_by_role("switch").click()
    expect(rule.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    rule.get_by_role("button", name="Delete").click()
    expect(rule).to_be_visible()
    rule.get_by_role("button", name="Really delete").click()
    expect(rule).to_have_count(0)
    page.wait_for_url(re.compile(r"/alerts$"))


def test_each_kind_has_the_fields_that_go_with_it(page: Page, site: str) -> None:
    opened(page, f"{site}/alerts?e=MY")
    expect(page.locator("#alerts-preview")).to_contain_text("It would have fired")
    expect(page.get_by_label("Times its usual, at least")).to_be_visible()
    for kind, shown, hidden in (
        ("reaches a share", "Per cent of what was collected", "Times its usual"),
        ("is newly named", "In no article on so many days before", "Per cent of what was collected"),
        ("falls silent", "No article for so many days", "Country, leader, or a list"),
    ):
        page.get_by_role("textbox", name="When").click()
        page.get_by_role("option", name=kind).click()
        expect(page.get_by_label(shown).first).to_be_visible()
        expect(page.get_by_label(hidden).first).to_be_hidden()
        expect(page.locator("#alerts-preview")).to_contain_text("It would have fired")


def test_an_address_is_refused_added_tried_and_deleted(page: Page, site: str) -> None:
    opened(page, f"{site}/alerts")
    page.get_by_role("textbox", name="By").click()
    page.get_by_role("option", name="Webhook").click()
    page.get_by_label("Name, as readers see it").fill("Desk")
    target = page.get_by_label("that gets each alert as JSON")
    target.fill("http://169.254.169.254/latest")
    page.get_by_role("button", name="Add the address").click()
    said = page.locator("#alerts-said")
    expect(said).to_contain_text("does not list this server")
    target.fill("https://hooks.example.org/desk-t0ken")
    page.get_by_role("button", name="Add the address").click()
    expect(said).to_contain_text("Desk is added.")
    expect(target).to_have_value("")
    expect(page.locator("#alerts-tell-box")).to_contain_text("Desk")
    rows = page.locator("#alerts-addresses li")
    rows.filter(has_text="Desk").get_by_role("button", name="Send a test message").click()
    expect(said).to_contain_text("The test message to Desk was taken.")
    rows.filter(has_text="Broken").get_by_role("button", name="Send a test message").click()
    expect(said).to_contain_text("to Broken was not taken: The server answered with an error (503).")
    rows.filter(has_text="Desk").get_by_role("button", name="Delete").click()
    rows.filter(has_text="Desk").get_by_role("button", name="Really delete").click()
    expect(rows).to_have_count(1)


def test_the_keyboard_makes_a_rule(page: Page, site: str) -> None:
    opened(page, f"{site}/alerts")
    page.get_by_label("Country, leader, or a list of them").focus()
    page.keyboard.type("Timor")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#alerts-preview")).to_contain_text("It would have fired")
    page.get_by_role("button", name="Keep the rule").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#alerts-rules")).to_contain_text("Timor-Leste: a spike")


def test_a_reader_sees_rules_and_no_way_to_change_them(browser: Browser, site: str) -> None:
    context = browser.new_context(extra_http_headers={"x-forwarded-for": "192.0.2.1"})  # as by a proxy
    page = context.new_page()
    watching = Watch(page, site)
    opened(page, f"{site}/alerts?id=1")
    expect(page.locator("#alerts-fired li").first).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("Editors change them")
    assert page.locator("[data-alert], #alerts-form, #alerts-addresses").count() == 0
    assert "hooks.example.org" not in page.content()
    assert watching.errors == []
    context.close()


@pytest.mark.parametrize("there", ["/compare?e=MY&at=MY.2026-11-16", "/entity/MY"])
def test_other_pages_lead_to_a_rule_about_whom_they_show(page: Page, site: str, there: str) -> None:
    page.goto(site + there)
    page.get_by_role("link", name="Alert me").click()
    page.wait_for_url(re.compile(r"/alerts"))
    expect(page.locator("#alerts-preview")).to_contain_text("It would have fired 1 time")


def test_the_filters_of_a_page_go_along_into_a_rule_about_it(page: Page, site: str) -> None:
    page.goto(f"{site}/entity/MY?src=1,2&lang=id&basis=stories&caps=0")
    link = page.locator("#entity-alert")
    expect(link).to_have_attribute("href", "/alerts?e=MY&src=1,2&lang=id&basis=stories&caps=0")
    link.click()
    expect(page.locator("#alerts-filter-said")).to_have_text("Filters (4)")
