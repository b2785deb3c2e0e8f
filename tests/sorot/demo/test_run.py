"""The demo as a user starts it, and what it survives."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from entities.gazetteer import load
from sorot.archive import open_database
from sorot.config.config import load as load_config
from sorot.demo.world import World
from storage.ledger.ledger import Ledger
from storage.upkeep.rollups import audit
from tests.servers import free_ports

ROOT = Path(__file__).parents[3]
DAYS = 14
KILLS = 20
PATIENCE = 240.0  # seconds; a busy machine is slow, a broken demo never gets there


@contextmanager
def _demo(data: Path, first_port: int) -> Iterator[subprocess.Popen[str]]:
    ports = ["--port", str(first_port), "--news-port", str(first_port + 1)]
    process = subprocess.Popen(
        [sys.executable, "-m", "sorot", "demo", "--data", str(data), "--days", str(DAYS), *ports],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def _children(parent: int, word: str) -> list[int]:
    """Process ids of children of ``parent`` whose command has ``word``."""
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    found = (re.match(r"\s*(\d+)\s+(\d+)\s+(.*)", line) for line in listing.stdout.splitlines())
    return [int(m[1]) for m in found if m and int(m[2]) == parent and f" {word} " in m[3]]


def _history_is_complete(data: Path) -> bool:
    with Ledger.open(data / "ledger.sqlite", read_only=True) as ledger:
        progress = ledger.backfill_progress()
    return len(progress) >= 13 and not any(outlet.pending for outlet in progress)


def _wait_until(done: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, f"{what} did not happen in {PATIENCE:.0f} s"
        time.sleep(0.2)


def test_kill_dash_nine_of_either_process_loses_and_doubles_nothing(tmp_path: Path) -> None:
    data, port = tmp_path / "demo", free_ports(14)
    dice = random.Random(2611)
    with _demo(data, port) as demo:
        killed = 0
        while killed < KILLS:
            time.sleep(dice.uniform(0.2, 1.6))
            assert demo.poll() is None
            alive = _children(demo.pid, "collect") + _children(demo.pid, "serve")
            if alive:
                os.kill(dice.choice(alive), signal.SIGKILL)
                killed += 1
        _wait_until(lambda: _history_is_complete(data), "the whole history")
        _wait_until(lambda: not list((data / "inbox").glob("*.parquet")), "an empty inbox")
        stopped_at = datetime.now(UTC)
    config = load_config(data / "config.yaml")
    world = World(
        load(), today=_today(stopped_at), zone=ZoneInfo("Asia/Jakarta"), history=timedelta(days=DAYS)
    )
    ports = {outlet.key: port + 1 + number for number, outlet in enumerate(world.outlets)}
    must_be_there = {
        f"http://127.0.0.1:{ports[outlet.key]}/news/{story.slug}"
        for outlet in world.outlets
        for days_back in range(DAYS)
        for story in world.stories_of(outlet.key, _today(stopped_at) - timedelta(days=days_back))
        if story.published_at < stopped_at - timedelta(minutes=10)
    }
    with open_database(config, load()) as db:
        urls = [
            row[0]
            for row in db.call(lambda con: con.sql("SELECT whole_url(url, title) FROM article").fetchall())
        ]
        found = db.call(audit)
    assert len(urls) == len(set(urls)), "an article is doubled"
    assert must_be_there <= set(urls), "an article is lost"
    assert found.sound


def _today(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo("Asia/Jakarta")).date()


def test_the_dashboard_answers_and_says_that_it_is_a_demo(tmp_path: Path) -> None:
    port = free_ports(14)

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    with _demo(tmp_path / "demo", port):
        _wait_until(answers, "the dashboard")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/compare", timeout=10) as page:
            assert page.status == 200
            assert b"/assets/" in page.read()
