"""`sorot retag` beside a dashboard that serves: previewed, done, refused; nobody is started again."""

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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from entities.gazetteer import load
from sorot.archive import open_database
from sorot.config import load as load_config
from sorot.names import IN_FORCE, NewNames, load_names
from storage.batch import Batch, pending, write_batch
from storage.records import Article, Feed, Outlet, article_id_of
from storage.rollups import audit

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
NOTHING = "entities: []\n"
FAIRS = """\
entities:
  - {id: topic:fairs, labels: {en: Book fairs, id: Pameran buku}, names: {id: [pameran buku]}}
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


class Dashboard:
    """A real `sorot serve`."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sorot", "serve", "--port", str(self.port)], cwd=folder, env=ENVIRONMENT
        )

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return json.loads(answer.read())

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


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "names.yaml").write_text(NOTHING)
    hand_over(tmp_path, load().version, *"abcde")
    return tmp_path


@pytest.fixture
def dashboard(folder: Path) -> Iterator[Dashboard]:
    served = Dashboard(folder)
    served.until_it_answers()
    until_taken_in(folder)
    yield served
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) is not None


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


def test_new_names_are_previewed_and_followed_while_the_dashboard_serves(
    folder: Path, dashboard: Dashboard
) -> None:
    config = load_config(folder / "config.yaml")
    noticed = NewNames(config, load_names(config))  # what a collector asks
    old = (folder / "data" / IN_FORCE).read_text()
    (folder / "names.yaml").write_text(FAIRS)

    told = json.loads(sorot(folder, "retag", "--preview", "--json").stdout)
    assert (told["articles"], told["looked_at"], told["changed"]) == (5, 5, 5)
    [fairs] = told["entities"]
    assert (fairs["key"], fairs["label"], fairs["gained"], fairs["lost"]) == (
        "topic:fairs",
        "Book fairs",
        5,
        0,
    )
    assert (fairs["articles_before"], fairs["articles_after"], fairs["mentions_after"]) == (0, 5, 5)
    assert len(fairs["examples_gained"]) == 3
    shown = fairs["examples_gained"][0]
    assert (shown["outlet"], shown["day"]) == ("Contoh", "2026-03-12")
    assert shown["text"] == "Ribuan orang datang ke pameran buku di aula kota."
    assert shown["text"][shown["start"] : shown["end"]] == "pameran buku"
    assert dashboard.get("/api/search?q=fairs&entities=1")["results"] == []  # nothing was changed
    assert noticed() is None

    done = sorot(folder, "retag")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "5 articles matched again, 5 of them with other mentions\ngained: fairs 5\n"
    [found] = dashboard.get("/api/search?q=fairs&entities=1")["results"]
    assert found["label"] == "Book fairs"
    now = noticed()
    assert now is not None
    assert "topic:fairs" in now.entities
    assert now.version == (folder / "data" / IN_FORCE).read_text() != old
    assert noticed() is None

    hand_over(folder, old, "f", "g")  # a collector that has not noticed yet
    until_taken_in(folder)

    (folder / "names.yaml").write_text(FAIRS + "rejectd: []\n")
    for command in (["retag"], ["retag", "--preview"]):
        refused = sorot(folder, *command)
        assert refused.returncode == 2
        assert "names.yaml:3: rejectd" in refused.stderr
    assert dashboard.get("/api/search?q=fairs&entities=1")["results"] == [found]
    assert (folder / "data" / IN_FORCE).read_text() == now.version

    dashboard.process.send_signal(signal.SIGTERM)
    dashboard.process.wait(60)
    with open_database(config, now) as db:
        counted = db.call(
            lambda con: con.execute(
                "SELECT key, count(*) FROM mention JOIN entity USING (entity_id) GROUP BY key"
            ).fetchall()
        )
        assert counted == [("topic:fairs", 7)]
        assert db.call(audit).sound


def test_without_a_dashboard_the_command_does_it_itself(folder: Path) -> None:
    assert sorot(folder, "ingest", "--once").returncode == 0
    (folder / "names.yaml").write_text(FAIRS)
    shown = sorot(folder, "retag", "--preview", "--sample", "3").stdout
    assert "Looked at a sample of 3 of 5 articles; all numbers are the sample's." in shown
    assert "Book fairs (topic:fairs): 3 articles gained, 0 lost; articles 0 -> 3" in shown
    assert "    Ribuan orang datang ke [pameran buku] di aula kota." in shown
    assert "The whole retag would take about" in shown
    assert "mentions: stored articles were matched with other names" in sorot(folder, "doctor").stdout
    report = json.loads(sorot(folder, "retag", "--json").stdout)
    assert report == {"articles": 5, "changed": 5, "gained": {"topic:fairs": 5}, "lost": {}}
    assert "mentions:" not in sorot(folder, "doctor").stdout
    wrong = sorot(folder, "retag", "--sample", "3")
    assert wrong.returncode == 2
    assert "--preview" in wrong.stderr
