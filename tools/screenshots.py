"""Take the pictures of docs/img from a running demo, whose address is the only argument."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "img"
PAGES = {
    "overview": "/",
    "compare": "/compare?last=180d",
    "entity": "/entity/MY?last=90d",
    "map": "/map?last=90d",
    "relations": "/relations?last=90d",
    "articles": "/articles",
}
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


def main(base: str) -> None:
    """Overwrite every picture."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, address in (PAGES | GUIDE).items():
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
    main(sys.argv[1])
