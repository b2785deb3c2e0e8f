"""What holds for every page: weight, errors, widths, addresses, and what axe finds of accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from dashboard.app import PAGES as REGISTERED
from tests.browser.conftest import PATIENCE, Watch
from tests.browser.known_pages import PAGES, Known

pytestmark = pytest.mark.browser

NARROW = 620  # pixels; what is only drawn where there is room is drawn above
MOST_BYTES, MOST_REQUESTS = 1_200_000, 25  # of a first visit, as they go over the wire
FITS = "width => document.documentElement.scrollWidth <= width"
TOO_WIDE = """width => [...document.querySelectorAll('#main *, header *')]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who opens a page, and the widths their window is then given."""

    width: int
    narrower: tuple[int, ...]
    lang: Literal["en-GB", "id-ID"]
    scheme: Literal["light", "dark"]

    @property
    def other_scheme(self) -> Literal["light", "dark"]:
        return "dark" if self.scheme == "light" else "light"


VISITORS = (
    Visitor(width=1440, narrower=(1920, 1024, 768), lang="en-GB", scheme="light"),
    Visitor(width=390, narrower=(320,), lang="id-ID", scheme="dark"),
)


class Wire:
    """What a page takes, as the browser counts it."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.bytes = 0.0
        self.requests: list[str] = []
        session = context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._took)
        session.on("Network.requestWillBeSent", self._asked)
        session.send("Network.enable")

    def _took(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def _asked(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.requests.append(event["request"]["url"])


@pytest.fixture(params=sorted(PAGES))
def known(request: pytest.FixtureRequest) -> Known:
    return PAGES[request.param]


@pytest.fixture
def server(request: pytest.FixtureRequest, known: Known) -> str:
    return str(request.getfixturevalue(known.server))


@pytest.fixture(params=VISITORS, ids=lambda visitor: f"{visitor.width}-{visitor.lang}")
def visitor(request: pytest.FixtureRequest) -> Visitor:
    assert isinstance(request.param, Visitor)
    return request.param


@pytest.fixture
def fresh(browser: Browser, visitor: Visitor) -> Iterator[BrowserContext]:
    """The browser of somebody who was never here."""
    context = browser.new_context(
        viewport={"width": visitor.width, "height": 1000},
        locale=visitor.lang,
        color_scheme=visitor.scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def all_there(page: Page, known: Known, width: int) -> None:
    for selector in (*known.drawn, *(known.wide if width > NARROW else ())):
        expect(page.locator(selector).first).to_be_attached()
    expect(page.locator('[aria-busy="true"]')).to_have_count(0)


def test_every_page_is_tried_here() -> None:
    modules = {known.module for known in PAGES.values() if known.module}
    assert {f"dashboard.pages.{module}" for module in modules} == {
        vars(page)["__name__"] for page in REGISTERED
    }


def test_a_first_visit(fresh: BrowserContext, server: str, known: Known, visitor: Visitor) -> None:
    page = fresh.new_page()
    watch, wire = Watch(page, server), Wire(fresh, page)
    answer = page.goto(server + known.address)
    all_there(page, known, visitor.width)
    page.wait_for_load_state("networkidle")
    assert answer is not None
    assert answer.status == known.status
    assert wire.bytes <= MOST_BYTES
    assert len(wire.requests) <= MOST_REQUESTS, wire.requests
    assert page.url == server + known.address
    expect(page).to_have_title(re.compile(r"sorot$"))
    expect(page.locator("h1")).to_have_count(1)
    if known.module and known.listed:
        expect(page.locator('.shell-nav a[aria-current="page"]')).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", visitor.lang[:2])
    assert serious(page) == []
    page.emulate_media(color_scheme=visitor.other_scheme)
    assert serious(page) == []
    for width in (visitor.width, *visitor.narrower):
        page.set_viewport_size({"width": width, "height": 1000})
        fits(page, width)
    if visitor.width > NARROW and known.module:
        back_and_forward(page, known, server)
    assert [error for error in watch.errors if known.status == HTTPStatus.OK or "404" not in error] == []
    assert watch.strangers == []


def serious(page: Page) -> list[str]:
    """What axe finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:200]} {node['failureSummary']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def fits(page: Page, width: int) -> None:
    """The page scrolls in one direction only; charts are drawn anew some moments after the window changed."""
    try:
        page.wait_for_function(FITS, arg=width, timeout=5_000)
    except PlaywrightTimeout as error:
        raise AssertionError(f"at {width} px: {page.evaluate(TOO_WIDE, width)}") from error


def back_and_forward(page: Page, known: Known, server: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    elsewhere = "/sources" if known.address == "/about" else "/about"
    page.locator(f'.shell-nav a[href="{elsewhere}"]').click()
    page.wait_for_url(server + elsewhere)
    title = page.locator("h1").inner_text()
    page.go_back()
    all_there(page, known, 1440)
    assert page.url == server + known.address
    page.go_forward()
    expect(page.locator("h1")).to_have_text(title)


def test_an_article_is_reached_from_a_chart_without_a_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/compare?e=MY,CN")
    expect(page.locator("#compare-recent .open").first).to_be_visible()
    tab_to(page, "#compare-recent .open")
    page.keyboard.press("Enter")
    expect(page.locator("#compare-panel h2")).to_be_visible()
    tab_to(page, "#compare-panel a.primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles?e=*")
    expect(page.locator(".article .title").first).to_be_visible()
    tab_to(page, ".article .title")
    title = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer-title")).to_have_text(title)
    expect(page.locator("#drawer-close")).to_be_focused()


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until something of that selector has the focus, which is seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{selector} is not among the next {most} stops")
