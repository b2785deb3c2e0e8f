"""When a page's first chart is there, in Chromium: from the address asked for until its marks are drawn.

Cold, in a browser that was never here, and warm, in one that was here three times: it has the page's files,
and what it made of its scripts. The server has been asked before, as that of a newsroom has. Browser and
server share the machine.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks import archive, big_archive
from benchmarks.big_archive import Big
from benchmarks.figures import Figure, p50, tell
from benchmarks.site import codes_of, served, spend_night
from entities.gazetteer import load

ROUNDS = 5
VISITS = 4
STAY = 1_000  # ms
ENTITY = "an entity"
PAGES = {  # those that have charts
    "Overview": "/",
    "Compare": "/compare",
    ENTITY: "/entity/",
    "Map": "/map",
    "Relations": "/relations",
}
COLD, WARM = 2_000, 1_000  # ms
SIZE = {"width": 1440, "height": 1000}
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Looks at every frame for a mark of a chart, a line, a bar, a cell or a circle; land alone is none.
MARKS = ".hm image, .heatmaplayer image, .js-line, .point, .points path, .bars path"
LOOK = f"""() => new Promise((there) => {{
  const look = () => document.querySelector('.js-plotly-plot :is({MARKS})')
    ? there(performance.now())
    : requestAnimationFrame(look);
  look();
}})"""


@contextmanager
def chromium() -> Iterator[Callable[[Path], BrowserContext]]:
    """Gives what opens a headless Chromium with the profile in a folder, as that of a reader.

    It is $SOROT_CHROMIUM, playwright's own, or an installed one. A private window would not do: it forgets
    what it made of scripts.
    """
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        asked = os.environ.get("SOROT_CHROMIUM") or (own if Path(own).exists() else None)
        path = asked or next(filter(None, map(shutil.which, INSTALLED)), None)
        if path is None:
            raise RuntimeError("no Chromium here: set SOROT_CHROMIUM or install one")
        yield lambda profile: playwright.chromium.launch_persistent_context(
            profile,
            executable_path=path,
            args=ARGUMENTS,
            viewport=SIZE,  # type: ignore[arg-type]
            locale="en-GB",
        )


def seen(context: BrowserContext, address: str) -> float:
    """Milliseconds from the begin of the navigation until the first mark; the page stays for a moment."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    found = float(page.evaluate(LOOK))
    page.wait_for_timeout(STAY)
    page.close()
    return found


def times(
    opened: Callable[[Path], BrowserContext], address: str, rounds: int
) -> tuple[list[float], list[float]]:
    """Of first and of later visits, in as many browsers as rounds."""
    cold, warm = list[float](), list[float]()
    for turn in range(rounds + 1):  # the first asks the server what it is asked by all others
        with TemporaryDirectory(prefix="sorot-") as profile:
            context = opened(Path(profile))
            visits = [seen(context, address) for _ in range(VISITS)]
            context.close()
        if turn:
            cold.append(visits[0])
            warm.append(visits[-1])
    return cold, warm


def figures(site: str, pages: Mapping[str, str], rounds: int) -> list[Figure]:
    """Of each page, by its address."""
    found: list[Figure] = []
    with chromium() as opened:
        for name, address in pages.items():
            cold, warm = times(opened, site + address, rounds)
            found += [
                Figure(name=f"{name}, cold", value=p50(cold), unit="ms", at_most=COLD),
                Figure(name=f"{name}, warm", value=p50(warm), unit="ms", at_most=WARM),
            ]
    return found


def addresses(pages: Sequence[str], code: str) -> dict[str, str]:
    """Of these pages; ``code`` is of an entity."""
    return {name: PAGES[name] + (code if name == ENTITY else "") for name in pages}


def main(
    rounds: int = ROUNDS,
    history: int = archive.HISTORY,
    articles: int = 1_000_000,
    years: int = 6,
    pages: Sequence[str] = tuple(PAGES),
) -> None:
    with TemporaryDirectory(prefix="sorot-") as folder:
        measure_demo(Path(folder) / "demo", rounds, history, pages)
        path = Path(folder) / "large" / "sorot.duckdb"
        measure_large(big_archive.build(path, load(), articles=articles, years=years), rounds, pages)


def measure_demo(
    data: Path, rounds: int = ROUNDS, history: int = archive.HISTORY, pages: Sequence[str] = tuple(PAGES)
) -> None:
    """Tell when the first chart of each page of an archive of the demo's size is there."""
    at = datetime(2026, 1, 1, 14, tzinfo=archive.ZONE)
    desk = archive.build(data, load(), now=at, history=history)
    with served(data / "sorot.duckdb", at) as (port, _):
        found = figures(f"http://127.0.0.1:{port}", addresses(pages, desk.leading[0]), rounds)
    tell(f"The first chart, {len(archive.FEEDS)} outlets, {history} days", found, _remark(rounds))


def measure_large(big: Big, rounds: int = ROUNDS, pages: Sequence[str] = tuple(PAGES)) -> None:
    """Tell when the first chart of each page of a large archive is there."""
    at = datetime.combine(big.until, clock_time(14), big_archive.ZONE)
    asked = addresses(pages, codes_of(big)[0])  # before the server has the file
    spend_night(big.path)
    with served(big.path, at) as (port, _):
        found = figures(f"http://127.0.0.1:{port}", asked, rounds)
    tell(f"The first chart, {big.articles:,} articles", found, _remark(rounds))


def _remark(rounds: int) -> str:
    return f"Chromium at {SIZE['width']} px, median of {rounds}; {os.cpu_count()} cores for it and the server"


if __name__ == "__main__":
    main()
