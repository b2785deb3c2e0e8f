"""Fifty good feeds beside every server from hell, read by the collector that users run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.memory import Watch
from storage.batches.batch import pending, read_batch
from storage.records import Poll
from tests.hostile import bodies
from tests.hostile.servers import HELL, ok
from tests.hostile.wire import Behave, Call, serving

ROOT = Path(__file__).parents[2]
GOOD = 50
ITEMS = 5  # of each good feed
DEADLINE_S = 10
READING_S = 30  # a document in a worker, at most; others may wait for it
# Held by the collector and its processes: some 90 MB of the one, 110 of the others together, which share what
# they were prepared with, and at most one large document, for which there are 96.
MOST_MB = 400

HEAD = f"""\
collect:
  deadline: {DEADLINE_S}s
  host_spacing: 0s
  allow_networks: [127.0.0.0/8]
  allow_ports: []
outlets:
"""
OUTLET = """\
  {key}:
    name: {key}
    country: ID
    lang: id
    homepage: http://127.0.0.1:{port}/
    full_text: feed
    feeds:
      depan: {{url: "http://127.0.0.1:{port}/", section: world}}
"""


def good(name: str) -> Behave:
    items = [
        bodies.item(
            "Rusia dan Jepang sepakat.",
            number=n,
            link=f"https://{name}.example/{n}",
            title=f"Kabar {n} {name}",
        )
        for n in range(ITEMS)
    ]

    async def behave(call: Call) -> None:
        await call.send(ok(bodies.rss(*items), b"Content-Type: application/rss+xml"))

    return behave


@dataclass
class Round:
    """What one round over the world came to."""

    results: dict[str, dict[str, Any]]  # by outlet, as ``sorot collect --json`` prints them
    polls: dict[str, Poll]  # by outlet, as they were handed over
    articles: Counter[str]  # addresses
    peak_mb: float
    stderr: str


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Round:
    folder = tmp_path_factory.mktemp("hostile")
    names = [f"baik-{n}" for n in range(GOOD)]
    with serving(
        {**{name: h.behave for name, h in HELL.items()}, **{name: good(name) for name in names}}
    ) as ports:
        # Bad and good take turns in the file, so that neither goes first.
        order = sorted(ports, key=lambda name: (hash_of(name), name))
        text = HEAD + "".join(OUTLET.format(key=name, port=ports[name]) for name in order)
        (folder / "config.yaml").write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "sorot", "collect", "--once", "--json"],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with Watch(process.pid) as watch:
            stdout, stderr = process.communicate(timeout=600)
    summary = json.loads(stdout)
    batches = [read_batch(path) for path in pending(folder / "data" / "inbox")]
    return Round(
        results={result["feed"].removesuffix("-depan"): result for result in summary["feeds"]},
        polls={poll.feed.removesuffix("-depan"): poll for batch in batches for poll in batch.polls},
        articles=Counter(article.url for batch in batches for article in batch.articles),
        peak_mb=watch.peak / bodies.MB,
        stderr=stderr,
    )


def hash_of(name: str) -> int:
    return sum(name.encode()) * 2_654_435_761 % 1_000


def test_there_are_enough_of_them() -> None:
    assert len(HELL) >= 60


@pytest.mark.behaviour(15)
def test_all_good_feeds_are_read_whole(world: Round) -> None:
    read = {name: r for name, r in world.results.items() if name.startswith("baik-")}
    assert len(read) == GOOD
    assert {(r["status"], r["new"], r["error"]) for r in read.values()} == {("ok", ITEMS, None)}
    for n in range(GOOD):
        assert [world.articles[f"https://baik-{n}.example/{i}"] for i in range(ITEMS)] == [1] * ITEMS


@pytest.mark.behaviour(23, 29, 32, 33, 34, 35, 36)
@pytest.mark.parametrize("name", sorted(HELL))
def test_it_ends_in_words(name: str, world: Round) -> None:
    poll, hell = world.polls[name], HELL[name]
    assert hell.ends_with(poll.status, poll.error or ""), (poll.status, poll.error)
    assert "\n" not in (poll.error or "")


@pytest.mark.behaviour(35)
def test_none_costs_more_than_its_deadline(world: Round) -> None:
    waited_for = {name: poll.took_ms / 1_000 for name, poll in world.polls.items() if name in HELL}
    assert max(waited_for.values()) < DEADLINE_S + READING_S
    cut = {
        name: took for name, took in waited_for.items() if "took longer" in (world.polls[name].error or "")
    }
    assert len(cut) > 10
    assert max(cut.values()) < 3 * DEADLINE_S  # of which it may have waited for its turn


@pytest.mark.behaviour(34, 36)
def test_memory_stays_bounded(world: Round) -> None:
    assert world.peak_mb < MOST_MB


def test_nothing_went_wrong_on_our_side(world: Round) -> None:
    assert "Traceback" not in world.stderr
