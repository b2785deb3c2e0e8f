"""A headless Chromium and a real server process on an archive of invented news."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dashboard.access.passwords import Passwords
from entities.gazetteer import load
from storage.notes import Note, notebook
from tests.archive import UNTIL, build_archive
from tests.sorot.press import build as build_unknown

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READER = "kata sandi pembaca"
PATIENCE = 30_000  # milliseconds: tests run beside each other, and a machine may be busy
expect.set_options(timeout=PATIENCE)
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium(own: str) -> str | None:
    """Path of a Chromium: $SOROT_CHROMIUM, playwright's ``own``, or an installed one."""
    asked = os.environ.get("SOROT_CHROMIUM")
    if asked:
        return shutil.which(asked)
    if Path(own).exists():
        return own
    return next(filter(None, map(shutil.which, INSTALLED)), None)


@pytest.fixture(scope="module")  # playwright keeps an event loop in this thread: other modules need their own
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium(playwright.chromium.executable_path)
        if path is None:
            missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            missing("no Chromium here: set SOROT_CHROMIUM or install one")
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on an archive of five months."""
    path = tmp_path_factory.mktemp("site") / "sorot.duckdb"
    build_archive(path, days=150, articles_per_day=120).close()
    with serving(path) as address:
        yield address


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that asks for a password, ``READER``."""
    path = tmp_path_factory.mktemp("locked") / "sorot.duckdb"
    build_archive(path, days=60, articles_per_day=40).close()
    Passwords(path.parent).put("reader", READER)
    with serving(path) as address:
        yield address


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with names in review and a note."""
    config = build_unknown(tmp_path_factory.mktemp("reviewed"), load())
    visit = Note(first=UNTIL, last=UNTIL, title="Kunjungan", link="https://a.example/", entity="country:IR")
    notebook(config.parent / "data").put(visit)
    with serving(config, "reviewing") as address:
        yield address


@pytest.fixture(scope="session")
def alerting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server with rules of alerts."""
    path = tmp_path_factory.mktemp("alerting") / "sorot.duckdb"
    build_archive(path, days=150, articles_per_day=120).close()
    with serving(path, "alerting") as address:
        yield address


@contextmanager
def serving(path: Path, server: str = "site") -> Iterator[str]:
    """Address of a server on the archive at ``path``, on a free port, in a process of its own."""
    command = [sys.executable, "-m", f"tests.browser.{server}", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            # What the writer logs may come first.
            address = next((line.strip() for line in process.stdout if line.startswith("http://")), "")
            assert address, "the server did not start"
            yield address
        finally:
            process.terminate()


class Watch:
    """What a page must never do."""

    def __init__(self, page: Page, site: str) -> None:
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.requests = 0
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        page.on("request", lambda request: self._seen(request.url, site))

    def _seen(self, url: str, site: str) -> None:
        self.requests += url.startswith("http")
        if not url.startswith((site, "data:", "blob:")):
            self.strangers.append(url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@pytest.fixture
def watch(page: Page, site: str) -> Watch:
    return Watch(page, site)


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page that fails its test when anything went wrong in it."""
    opened = context.new_page()
    watching = Watch(opened, site)
    yield opened
    assert watching.errors == []
    assert watching.strangers == []
