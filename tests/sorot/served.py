"""A real `sorot serve` on loopback over a small archive, and commands beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from storage.batches.batch import Batch, pending, write_batch
from storage.records import Article, Feed, Outlet, article_id_of

ROOT = Path(__file__).parents[2]
CONFIG = """\
names: names.yaml
outlets:
  contoh:
    name: Contoh
    country: ID
    lang: id
    homepage: https://contoh.example
    feeds:
      dunia: {url: "https://contoh.example/rss", section: world}
"""
NOW = datetime(2026, 3, 12, 3, 0, tzinfo=UTC)
OUTLET = Outlet(key="contoh", name="Contoh", country="ID", lang="id", homepage="https://contoh.example")
FEED = Feed(key="dunia", outlet=OUTLET, url="https://contoh.example/rss", section="world", lang="id")
TEXT = "Panitia membuka acara pagi ini. Ribuan orang datang ke pameran buku di aula kota. Acara selesai sore."


def hand_over(folder: Path, version: str, *names: str) -> None:
    """A batch of a collector that knows nothing of fairs."""
    articles = [
        Article(
            article_id=article_id_of(name),
            feed="dunia",
            url=f"https://contoh.example/{name}",
            lang="id",
            title=f"Kabar {name}",
            summary="",
            body=TEXT,
            published_at=NOW + timedelta(hours=n),
            published_source="feed",
            first_seen_at=NOW + timedelta(hours=n),
        )
        for n, name in enumerate(names)
    ]
    write_batch(
        folder / "data" / "inbox",
        Batch(feeds=(FEED,), articles=tuple(articles), polls=(), gazetteer_version=version, created_at=NOW),
    )


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


class Dashboard:
    """A real `sorot serve`."""

    def __init__(self, folder: Path, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sorot", "serve", "--port", str(self.port), *options],
            cwd=folder,
            env=ENVIRONMENT,
        )

    def text(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            said: bytes = answer.read()
        return said.decode()

    def get(self, path: str) -> Any:
        return json.loads(self.text(path))

    def until_it_answers(self) -> None:
        for _ in range(1200):
            try:
                self.get("/healthz")
            except OSError:
                assert self.process.poll() is None
                time.sleep(0.1)
            else:
                return
        raise AssertionError("no answer for two minutes")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Dashboard]:
    """A dashboard that has taken in what was there."""
    served = Dashboard(folder, *options)
    try:
        served.until_it_answers()
        until_taken_in(folder)
        yield served
    finally:
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(60)


def until_taken_in(folder: Path) -> None:
    for _ in range(1200):
        if not pending(folder / "data" / "inbox"):
            return
        time.sleep(0.1)
    raise AssertionError("the batch stays in the inbox")


def sorot(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sorot", *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
