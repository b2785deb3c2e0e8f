"""The Compare page's chart callback over HTTP, as a browser asks for it: for one user, ten and fifty.

The product's own server runs on an archive of the demo's size in another process, then on one of a million
articles. Users ask one after the other, each as soon as its answer is there:

- again: the same address, nothing changed;
- other filters: every request for entities and days that nobody asked for before;
- new articles: the same address, each time after a batch was taken in, as a page left open does;
- both: other filters, each time after a batch was taken in.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

import yaml

from benchmarks import big_archive
from benchmarks.archive import FEEDS, HISTORY, ZONE, build, hand_over
from benchmarks.big_archive import Big
from benchmarks.figures import Figure, p50, p95, tell
from benchmarks.site import codes_of, served, spend_night
from benchmarks.storage import Batches
from entities.gazetteer import load

USERS, LIMITS = (1, 10, 50), {1: 30, 10: 150, 50: 500}  # ms at the 95th percentile
REQUESTS, ROUNDS = 200, 15
CHART = 60_000  # bytes of the chart, before compression
NAMES, SHOWN = 60, 5  # entities that are asked for, and at once
LASTS = ("90d", "180d", "1y", "all")
PATH = "/_dash-update-component"
HEADERS = {"content-type": "application/json", "accept-encoding": "gzip", "accept-language": "id"}
PATIENCE = 60.0  # seconds for the server to start, and for a batch to be taken in


def _callback(dependencies: list[dict[str, Any]]) -> dict[str, Any]:
    """The chart's callback among those that the page tells the browser of."""
    [found] = [
        one
        for one in dependencies
        if '"name":"timeline"' in one["output"]
        and any(given["id"] == "compare-query" for given in one["inputs"])
    ]
    return found


def output_of(name: str) -> dict[str, Any]:
    identity, _, prop = name.rpartition(".")
    return {"id": json.loads(identity) if identity.startswith("{") else identity, "property": prop}


def answer_of(connection: HTTPConnection) -> bytes:
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"answered {answer.status}: {body[:500]!r}")
    return body


class Site:
    """The served archive."""

    def __init__(
        self, port: int, hand_over: Callable[[], object], codes: Sequence[str], last: date, history: int
    ) -> None:
        self.port, self.hand_over, self.codes = port, hand_over, codes
        self.last, self.history = last, history  # the archive's last day, and how many days it has
        self.dependencies = _callback(json.loads(self._get("/_dash-dependencies")))

    @contextmanager
    def connected(self) -> Iterator[HTTPConnection]:
        """A connection; the server closes those that are idle for seconds."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.connect()
        try:
            yield connection
        finally:
            connection.close()

    def _get(self, path: str) -> bytes:
        with self.connected() as connection:
            connection.request("GET", path)
            return answer_of(connection)

    @property
    def version(self) -> int:
        return int(json.loads(self._get("/healthz"))["version"])

    def body(self, query: str) -> bytes:
        """What a browser posts when the address is ``query``."""
        values = {"compare-query": query, "version": 0}
        output = self.dependencies["output"]
        asked = {
            "output": output,
            "outputs": [output_of(name) for name in output.strip(".").split("...")],
            "inputs": [given | {"value": values[given["id"]]} for given in self.dependencies["inputs"]],
            "changedPropIds": ["compare-query.data"],
            "state": [],
        }
        return json.dumps(asked).encode()

    def bring(self) -> None:
        """Hand over a batch and wait until it is in."""
        before, deadline = self.version, time.monotonic() + PATIENCE
        self.hand_over()
        while self.version == before:
            if time.monotonic() > deadline:
                raise TimeoutError("the batch was not taken in")
            time.sleep(0.02)

    def ask(self, connection: HTTPConnection, query: str) -> float:
        """Seconds of one request."""
        body = self.body(query)
        begin = time.perf_counter()
        connection.request("POST", PATH, body, HEADERS)
        answer_of(connection)
        return time.perf_counter() - begin

    def sizes(self, query: str) -> tuple[int, int]:
        """Bytes of the chart and of the whole answer, before compression."""
        with self.connected() as connection:
            connection.request("POST", PATH, self.body(query), HEADERS | {"accept-encoding": "identity"})
            answer = answer_of(connection)
        chart = json.loads(answer)["response"]['{"name":"timeline","type":"spec"}']["data"]
        return len(json.dumps(chart, separators=(",", ":"), ensure_ascii=False).encode()), len(answer)


@contextmanager
def serving(history: int) -> Iterator[Site]:
    """The product's server on a new archive that ends now."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        desk = build(data, load(), now=datetime.now(UTC), history=history)
        config = data / "config.yaml"
        config.write_text(yaml.safe_dump(_config()), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "sorot", "serve", "--config", str(config), "--data", str(data)]
        with subprocess.Popen([*command, "--port", str(port)], stderr=subprocess.PIPE, text=True) as server:
            try:
                _await(port, server)
                yield Site(
                    port,
                    lambda: hand_over(data, desk, FEEDS[0], datetime.now(UTC)),
                    desk.leading[:NAMES],
                    datetime.now(ZONE).date(),
                    history,
                )
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()


@contextmanager
def serving_large(big: Big) -> Iterator[Site]:
    """The same on a large archive, at two in the afternoon of the day after its last."""
    batches = Batches(big.path.parent, load(), big)
    at = datetime.combine(big.until, clock_time(14), big_archive.ZONE)
    codes = codes_of(big)[:NAMES]  # before the server has the file
    spend_night(big.path)
    with served(big.path, at) as (port, _):
        yield Site(port, batches.hand_over, codes, big.until, (big.until - big.first).days)


def _config() -> dict[str, Any]:
    outlets = {
        feed.outlet.key: {
            "name": feed.outlet.name,
            "country": "ID",
            "lang": "id",
            "homepage": feed.outlet.homepage,
            "feeds": {"dunia": {"url": feed.url, "section": "dunia"}},
        }
        for feed in FEEDS
    }
    return {"time_zone": ZONE.key, "home_country": "ID", "outlets": outlets}


def _await(port: int, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            said = server.stderr.read() if server.stderr else ""
            raise RuntimeError(f"the server did not start: {said}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)


class Filters:
    """Addresses that nobody asked for before."""

    def __init__(self, codes: Sequence[str], last: date, history: int) -> None:
        self.codes, self.last, self.history = codes, last, history
        self.rng, self.number = Random(2), count()

    def __call__(self) -> str:
        chosen = ",".join(self.rng.sample(self.codes, SHOWN))
        number = next(self.number)
        if number % 2:
            return f"?e={chosen}&last={LASTS[number // 2 % len(LASTS)]}"
        until = self.last - timedelta(days=self.rng.randrange(self.history // 2))
        since = until - timedelta(days=self.rng.randrange(self.history // 20, self.history // 2))
        return f"?e={chosen}&from={since}&to={until}"


def in_loop(site: Site, users: int, requests: int, query: Callable[[], str]) -> list[float]:
    """Seconds of all requests of some users, each asking again as soon as it is answered."""

    def use(_: int) -> list[float]:
        with site.connected() as connection:
            return [site.ask(connection, query()) for _ in range(max(1, requests // users))]

    with ThreadPoolExecutor(users) as pool:
        return [seconds for took in pool.map(use, range(users)) for seconds in took]


def after_batches(site: Site, users: int, rounds: int, query: Callable[[], str]) -> list[float]:
    """Seconds of requests that come together, each time when a batch was taken in."""
    found: list[float] = []
    with ThreadPoolExecutor(users) as pool:
        for _ in range(rounds):
            site.bring()
            together = Barrier(users)

            def use(_: int, together: Barrier = together) -> float:
                with site.connected() as connection:
                    together.wait()
                    return site.ask(connection, query())

            found += pool.map(use, range(users))
    return found


def sizes(site: Site) -> list[Figure]:
    """How large the chart of five entities is."""
    figures: list[Figure] = []
    for last in ("90d", "180d", "all"):  # 180 days is what an address without any gives
        chart, whole = site.sizes(f"{_same(site)}&last={last}")
        name = f"chart, five entities, {last}"
        figures.append(Figure(name=name, value=chart / 1000, unit="KB", at_most=CHART / 1000))
        figures.append(Figure(name=f"whole answer, {last}", value=whole / 1000, unit="KB"))
    return figures


def waits(site: Site, requests: int, rounds: int, users: Sequence[int]) -> list[Figure]:
    """How long so many users wait: one, ten, fifty."""
    figures: list[Figure] = []
    same, other = _same(site), Filters(site.codes, site.last, site.history)
    for many in users:
        for name, took in (
            ("again", in_loop(site, many, requests, lambda: same)),
            ("other filters", in_loop(site, many, requests, other)),
            ("new articles", after_batches(site, many, rounds, lambda: same)),
            ("both", after_batches(site, many, rounds, other)),
        ):
            said = f"{name}, {many} user{'s' * (many > 1)}"
            ms = [seconds * 1000 for seconds in took]
            figures.append(Figure(name=f"{said}, p50", value=p50(ms), unit="ms"))
            figures.append(Figure(name=f"{said}, p95", value=p95(ms), unit="ms", at_most=LIMITS.get(many)))
    return figures


def _same(site: Site) -> str:
    return f"?e={','.join(site.codes[:SHOWN])}"


def main(
    history: int = HISTORY,
    requests: int = REQUESTS,
    rounds: int = ROUNDS,
    articles: int = 1_000_000,
    years: int = 6,
    users: Sequence[int] = USERS,
) -> None:
    measure_demo(history, requests, rounds, users)
    with TemporaryDirectory(prefix="sorot-") as folder:
        big = big_archive.build(Path(folder) / "sorot.duckdb", load(), articles=articles, years=years)
        measure_large(big, requests, rounds, users)


def measure_demo(
    history: int = HISTORY, requests: int = REQUESTS, rounds: int = ROUNDS, users: Sequence[int] = USERS
) -> None:
    """Tell how large the chart is, and how long users wait, at an archive of the demo's size."""
    remark = f"server and users share {os.cpu_count()} cores; KB of 1,000 bytes, before compression"
    with serving(history) as site:
        figures = [*sizes(site), *waits(site, requests, rounds, users)]
        tell(f"The Compare page's chart over HTTP, {len(FEEDS)} outlets, {history} days", figures, remark)


def measure_large(
    big: Big, requests: int = REQUESTS, rounds: int = ROUNDS, users: Sequence[int] = USERS
) -> None:
    """Tell how long users wait at a large archive, which batches are written into."""
    with serving_large(big) as site:
        figures = waits(site, requests, rounds, users)
    tell(f"The same on {big.articles:,} articles", figures)


if __name__ == "__main__":
    main()
