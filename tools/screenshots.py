"""Take the pictures of docs/img from a running demo.

``python -m tools.screenshots ADDRESS DATA [PICTURE…]``: where it is served, its data folder, into which some
rules of alerts are put, and names of pictures; all of them if left out.
"""

from __future__ import annotations

import shutil
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from storage.alerts.book import Book
from storage.alerts.records import Condition, Rule

FOLDER = Path(__file__).parents[1] / "docs" / "img"
PAGES = {
    "overview": "/",
    "compare": "/compare?last=180d",
    "entity": "/entity/MY?last=90d",
    "map": "/map?last=90d",
    "relations": "/relations?last=90d",
    "articles": "/articles",
    "alerts": "/alerts?id=1",
}
RULES = (
    Rule(
        rule_id=0,
        name="Neighbours and Xi",
        condition=Condition(
            kind="spike",
            entities=("country:IN", "country:MY", "country:JP", "leader:xi-jinping"),
            articles=8,
            in_outlets=2,
        ),
    ),
    Rule(rule_id=0, name="", condition=Condition(kind="named", entities=("all:country",), days=14)),
    Rule(rule_id=0, name="", condition=Condition(kind="silent", days=1)),
    Rule(
        rule_id=0,
        name="",
        condition=Condition(kind="share", entities=("country:KR",), articles=1, share=0.1),
    ),
)
LOOKED = timedelta(seconds=90)  # after so long the rules have been looked at
SHOTS = (("light", 1440), ("dark", 1440), ("light", 390))
DAYS = "from=2026-08-28&to=2026-10-22"
GUIDE = {  # of docs/guide.md, in the first way only
    "guide-compare": f"/compare?e=VN,KR&{DAYS}&at=VN.2026-09-26",
    "guide-entity": f"/entity/VN?{DAYS}",
    "guide-articles": "/articles?e=VN&from=2026-09-26&to=2026-09-26",
}
LONGEST = 2000  # pixels; lists go on for ever
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
]


def put_rules(data: Path) -> None:
    """Rules that have waited for two weeks, once, and what they fire about the last days."""
    with Book.open(data) as book:
        if book.rules():
            return
        for rule in RULES:
            book.keep(rule, today=date.today() - timedelta(days=14))  # noqa: DTZ011  # as the reader's own day
        begun = time.monotonic()
        while not book.firings() and time.monotonic() - begun < LOOKED.total_seconds():
            time.sleep(1)


def main(base: str, data: Path, wanted: list[str]) -> None:
    """Overwrite pictures."""
    put_rules(data)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, address in (PAGES | GUIDE).items():
            if wanted and name not in wanted:
                continue
            for scheme, width in SHOTS[:1] if name in GUIDE else SHOTS:
                context = browser.new_context(
                    viewport={"width": width, "height": 1000},
                    color_scheme="dark" if scheme == "dark" else "light",
                    device_scale_factor=2 if width < 1000 else 1,
                    locale="en-GB",
                )
                page = context.new_page()
                page.goto(base + address)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(2000)  # charts draw after their data came
                height = min(LONGEST, page.evaluate("() => document.documentElement.scrollHeight"))
                page.set_viewport_size(
                    {"width": width, "height": height}
                )  # the navigation is as tall as that
                page.wait_for_timeout(500)
                suffix = "mobile" if width < 1000 else scheme
                page.screenshot(path=FOLDER / f"{name}-{suffix}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
