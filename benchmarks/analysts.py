"""A hundred analysts at their pages for some minutes, on a large archive into which batches come.

Each opens a page, reads it for five to fifteen seconds and opens the next, from the Overview to the
articles; nothing is shortened. What a page asks of the server is asked over HTTP, with filters of one's own,
so that few answers are there already. Batches of two hundred articles are handed over all the while, more in
half a minute than came in on an average day of the archive.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from datetime import time as clock_time
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import Any

from benchmarks.big_archive import ZONE, Big, build
from benchmarks.compare_callback import HEADERS, LASTS, PATH, answer_of, output_of
from benchmarks.figures import Figure, p50, p95, tell
from benchmarks.memory import held_by
from benchmarks.site import codes_of, served, spend_night
from benchmarks.storage import BATCH, Batches
from entities.gazetteer import load
from storage.batches.batch import pending

ANALYSTS, THINK = 100, (5.0, 15.0)  # seconds at a page
EVERY = 10.0  # seconds between two batches
LIMIT = 400  # ms at the 95th percentile
GROWTH = 1.1  # times
NAMES = 60  # entities that are asked for
PATIENCE = 60.0  # seconds for the server to start, and to answer
MB = 1024 * 1024
JOURNEY = ("overview", "compare", "compare", "entity", "articles", "atlas", "relations", "articles")


class Pages:
    """What the pages of a server ask of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/_dash-dependencies")
        self._all = [one for one in json.loads(answer_of(connection)) if not one["clientside_function"]]
        connection.close()

    def bodies(self, page: str, query: str, code: str) -> Iterator[bytes]:
        """What a browser posts when ``page`` has this address."""
        values = {f"{page}-query": query, f"{page}-code": code, "version": 0}
        for one in self._asking(f"{page}-query"):
            names = _outputs(one)
            asked = {
                "output": one["output"],
                "outputs": [output_of(name) for name in names]
                if ".." in one["output"]
                else output_of(names[0]),
                "inputs": [given | {"value": values.get(given["id"])} for given in one["inputs"]],
                "changedPropIds": [f"{page}-query.data"],
                "state": [given | {"value": values.get(given["id"])} for given in one["state"]],
            }
            yield json.dumps(asked).encode()

    def _asking(self, query: str) -> list[dict[str, Any]]:
        """Callbacks about an address: those that ask at once, then those that ask when these are answered."""
        first = [one for one in self._all if one["inputs"][0]["id"] == query]
        told = {name for one in first for name in _outputs(one)}
        return first + [
            one
            for one in self._all
            if "{id}.{property}".format_map(one["inputs"][0]) in told
            and query in {given["id"] for given in one["state"]}
        ]


def _outputs(callback: dict[str, Any]) -> list[str]:
    """What it fills, as id and property with a point between."""
    return list(callback["output"].strip(".").split("..."))


class Log:
    """What all analysts waited for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.took: dict[str, list[float]] = {page: [] for page in JOURNEY}  # ms of each callback
        self.errors: Counter[str] = Counter()

    def put(self, page: str, ms: float) -> None:
        with self._lock:
            self.took[page].append(ms)

    def fail(self, error: Exception) -> None:
        with self._lock:
            self.errors[f"{type(error).__name__}: {error}"[:200]] += 1


def query_of(page: str, codes: list[str], rng: Random) -> str:
    """An address of the page, hardly ever the same twice."""
    last = rng.choice(LASTS)
    src = ",".join(map(str, sorted(rng.sample(range(1, 60), rng.randrange(2, 30)))))
    chosen = ",".join(rng.sample(codes, rng.randrange(1, 6)))
    return {
        "overview": f"?last={rng.choice(('7d', '28d'))}&src={src}",
        "compare": f"?e={chosen}&last={last}&g={rng.choice(('day', 'week'))}",
        "entity": f"?last={last}&src={src}",
        "articles": f"?e={rng.choice(codes)}&last={rng.choice(('7d', '28d', '90d'))}",
        "atlas": f"?last={last}&src={src}",
        "relations": f"?e={rng.choice(codes)}&last={rng.choice(('28d', '90d'))}&src={src}",
    }[page]


def analyse(
    pages: Pages, codes: list[str], number: int, until: float, log: Log, *, think: tuple[float, float]
) -> None:
    """One analyst's work up to a moment of time.monotonic."""
    rng = Random(number)
    time.sleep(rng.uniform(0, think[1]))  # they do not all come at once
    step = number
    while time.monotonic() < until:
        page = JOURNEY[step % len(JOURNEY)]
        query, code = query_of(page, codes, rng), rng.choice(codes)
        for body in pages.bodies(page, query, code):
            begin = time.perf_counter()
            try:
                connection = HTTPConnection("127.0.0.1", pages.port, timeout=PATIENCE)
                connection.request("POST", PATH, body, HEADERS)
                answer_of(connection)
                connection.close()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
                log.fail(error)
            log.put(page, (time.perf_counter() - begin) * 1000)
        time.sleep(rng.uniform(*think))
        step += 1


@contextmanager
def bringing(inbox: Path, batches: Batches, every: float) -> Iterator[list[int]]:
    """Hand over batches inside; gives how many wait at each hand-over."""
    waiting: list[int] = []
    ended = Event()

    def work() -> None:
        while not ended.wait(every):
            waiting.append(len(pending(inbox)))
            batches.hand_over()

    thread = Thread(target=work)
    thread.start()
    try:
        yield waiting
    finally:
        ended.set()
        thread.join()


def replay(
    big: Big, *, analysts: int, seconds: float, think: tuple[float, float]
) -> tuple[Log, list[int], list[int]]:
    """What they waited for, the server's bytes of memory each second, and batches that waited."""
    gazetteer = load()
    at = datetime.combine(big.until, clock_time(14), ZONE)
    codes = codes_of(big)[:NAMES]
    spend_night(big.path)
    log, memory = Log(), list[int]()
    with (
        served(big.path, at) as (port, pid),
        bringing(big.path.parent / "inbox", Batches(big.path.parent, gazetteer, big), EVERY) as waiting,
        ThreadPoolExecutor(analysts) as pool,
    ):
        pages, until = Pages(port), time.monotonic() + seconds
        work = [
            pool.submit(analyse, pages, codes, number, until, log, think=think) for number in range(analysts)
        ]
        while time.monotonic() < until:
            memory.append(held_by(pid))
            time.sleep(1)
        for one in work:
            one.result()
    return log, memory, waiting


def main(
    articles: int = 1_000_000,
    analysts: int = ANALYSTS,
    minutes: float = 3.0,
    think: tuple[float, float] = THINK,
    years: int = 6,
) -> None:
    with TemporaryDirectory(prefix="sorot-") as folder:
        big = build(Path(folder) / "sorot.duckdb", load(), articles=articles, years=years)
        measure(big, analysts=analysts, minutes=minutes, think=think)


def measure(
    big: Big, *, analysts: int = ANALYSTS, minutes: float = 3.0, think: tuple[float, float] = THINK
) -> None:
    """Tell how long they wait at an archive, which batches are written into."""
    log, memory, waiting = replay(big, analysts=analysts, seconds=minutes * 60, think=think)
    everything = [ms for took in log.took.values() for ms in took]
    settled = memory[len(memory) // 4 :]
    quarter = max(1, len(settled) // 4)
    figures = [
        Figure(name="callbacks", value=len(everything), unit=""),
        Figure(name="all callbacks, p50", value=p50(everything), unit="ms"),
        Figure(name="all callbacks, p95", value=p95(everything), unit="ms", at_most=LIMIT),
        *(
            Figure(name=f"  {page}, p95", value=p95(took), unit="ms")
            for page, took in log.took.items()
            if len(took) > 1
        ),
        Figure(name="errors", value=log.errors.total(), unit="", at_most=0),
        Figure(name="memory, most", value=max(memory) / MB, unit="MB"),
        Figure(
            name="memory, last quarter against first",
            value=median(settled[-quarter:]) / median(settled[:quarter]),
            unit="times",
            at_most=GROWTH,
        ),
        Figure(name="batches handed over", value=len(waiting), unit=""),
        Figure(name="batches that waited at most", value=max(waiting, default=0), unit=""),
    ]
    tell(
        f"{analysts} analysts on {big.articles:,} articles for {minutes:g} minutes, "
        f"{BATCH} articles more every {EVERY:g} s",
        figures,
        *(f"{count} times {said}" for said, count in log.errors.most_common(5)),
    )
