"""From an outlet's web server to rows and counts: the commands that README names, on real HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import duckdb
import pytest

from dashboard.app import create_app
from sorot.archive import open_database
from sorot.config.config import load
from sorot.names.names import load_names
from tests.dashboard.apps import Application
from tests.dashboard.test_compare_page import DRAWN, spec
from tests.dashboard.test_compare_page import call as draw

ROOT = Path(__file__).parents[2]
TITLE = "Pameran Foto Kereta Antarnegara Dibuka untuk Umum"
# Invented, with the difficulties of real reports: byline, double dateline, related links that name other
# countries, short names, a namesake, a former state, a war, a currency, a capital that speaks.
REPORT = ROOT / "tests" / "data" / "report"
CONFIG = """\
collect: {allow_networks: [127.0.0.0/8], allow_ports: [], host_spacing: 0s}
outlets:
  contoh:
    name: Contoh
    country: ID
    lang: id
    homepage: https://contoh.example
    page_rule: kontan
    feeds:
      dunia: {url: "http://127.0.0.1:PORT/rss", section: world}
"""
COUNTS = {
    "country:CN": {"name": 2, "capital": 1},
    "country:VN": {"name": 2, "capital": 1},
    "country:KP": {"name": 2},
    "country:US": {"name": 1, "capital": 1},
    "leader:xi-jinping": {"name": 2},
    "leader:kim-jong-un": {"name": 3},
    "leader:kim-il-sung": {"name": 1},
}


class _Outlet(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        files = {
            "/rss": ("feed.xml", "application/rss+xml"),
            "/news/pameran-foto-kereta": ("page.html", "text/html"),
        }
        name, content_type = files.get(self.path.partition("?")[0], ("", ""))
        if not name:
            self.send_error(404)
            return
        body = (
            (REPORT / name)
            .read_bytes()
            .replace(b"http://localhost", f"http://{self.headers['Host']}".encode())
        )
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[list[str]]:
    """Requests to an outlet that the configuration in tmp_path reads."""
    requests: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Outlet", (_Outlet,), {"asked": requests}))
    thread = Thread(target=server.serve_forever)
    thread.start()
    (tmp_path / "config.yaml").write_text(CONFIG.replace("PORT", str(server.server_port)))
    yield requests
    server.shutdown()
    thread.join()
    server.server_close()


def _sorot(folder: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sorot", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_article_travels_from_its_outlet_to_the_archive(asked: list[str], tmp_path: Path) -> None:
    collected = json.loads(_sorot(tmp_path, "collect", "--once", "--json"))
    assert [(feed["status"], feed["new"]) for feed in collected["feeds"]] == [("ok", 1)]
    _sorot(tmp_path, "ingest", "--once")
    with duckdb.connect(str(tmp_path / "data" / "sorot.duckdb"), read_only=True) as con:
        [article] = con.sql(
            "SELECT title, published_at, day, dateline, attribution, whole_url(url, title), body FROM article"
        ).fetchall()
        counts: dict[str, dict[str, int]] = {}
        mentions = con.sql(
            "SELECT key, m.kind, count FROM mention AS m JOIN entity USING (entity_id)"
        ).fetchall()
        for key, kind, count in (row for row in mentions if row[1] != "office"):
            counts.setdefault(key, {})[kind] = count
        removed = con.sql("SELECT list_transform(removed, x -> x.reason) FROM article").fetchall()[0][0]
    title, published_at, day, dateline, attribution, url, body = article
    assert title == TITLE
    assert published_at.isoformat() == "2026-03-11T17:30:00"  # 00:30 WIB
    assert day == date(2026, 3, 12)
    assert dateline == ["VN", "KP"]
    assert attribution == ["Reuters"]
    assert url.endswith("/news/pameran-foto-kereta")
    assert "Baca Juga" not in body
    assert removed.count("related") == 2
    assert {"byline", "dateline"} <= set(removed)
    assert counts == COUNTS


def test_nothing_is_asked_or_stored_twice(asked: list[str], tmp_path: Path) -> None:
    for _ in range(3):
        _sorot(tmp_path, "collect", "--once")
        _sorot(tmp_path, "ingest", "--once")
    assert asked.count("/rss") == 1
    with duckdb.connect(str(tmp_path / "data" / "sorot.duckdb"), read_only=True) as con:
        assert con.sql("SELECT count(*) FROM article").fetchall() == [(1,)]


def test_match_finds_in_the_text_what_the_collector_finds_in_the_page(tmp_path: Path) -> None:
    text = (REPORT / "text.txt").read_text(encoding="utf-8")
    answer = json.loads(_sorot(tmp_path, "match", "--date", "2026-03-12", "--json", stdin=text))
    assert answer["dateline"] == ["VN", "KP"]
    assert answer["countries"] == {"CN": 2, "KP": 2, "VN": 2, "US": 1}
    assert answer["capitals"] == {"CN": 1, "US": 1, "VN": 1}
    assert answer["leaders"] == {"kim-jong-un": 3, "xi-jinping": 2, "kim-il-sung": 1}
    for span in answer["spans"]:
        assert text[span["start"] : span["end"]] == span["surface"]
    assert {one["reason"] for one in answer["ignored"]} >= {"byline", "dateline", "related", "currency"}


NAMES = """\
entities:
  - {id: topic:fairs, labels: {en: Fairs, id: Pameran}, names: {id: [pameran]}, part_of: topic:culture}
  - {id: topic:culture, labels: {en: Culture, id: Budaya}, names: {id: [lukisan]}}
  - {id: organisation:rail, labels: {en: Vietnam Rail, id: KA Vietnam}, names: {id: [kereta api di Vietnam]}}
"""


def test_names_of_the_users_travel_to_the_picker_and_the_chart(asked: list[str], tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("names: names.yaml\n" + config.read_text())
    (tmp_path / "names.yaml").write_text(NAMES, encoding="utf-8")
    _sorot(tmp_path, "collect", "--once")
    _sorot(tmp_path, "ingest", "--once")
    settings = load(config)
    names = load_names(settings)
    with open_database(settings, names) as db:
        app = Application(
            lambda: create_app(settings.web_settings(), db, now=lambda: datetime(2026, 3, 13, 5, tzinfo=UTC))
        )
        with app.client() as client:
            [found] = client.get("/api/search", params={"q": "culture", "entities": 1}).json()["results"]
            assert (found["label"], found["hint"]) == ("Culture", "Topic")
            query = "?e=culture,fairs,rail,VN&m=count&avg=0&from=2026-03-11&to=2026-03-12"
            drawn = spec(draw(client, DRAWN, query))
        mentions = dict(
            db.call(
                lambda con: con.execute(
                    "SELECT key, sum(count) FROM mention JOIN entity USING (entity_id) "
                    "WHERE mention.kind <> 'capital' GROUP BY key"
                ).fetchall()
            )
        )
    # That day nothing was collected yet: a line each, and no number that would be a guess.
    assert [line["name"] for line in drawn["data"][:4]] == ["Culture", "Fairs", "Vietnam Rail", "Vietnam"]
    assert {"topic:culture", "topic:fairs", "organisation:rail"} <= mentions.keys()
    assert mentions["topic:culture"] == mentions["topic:fairs"] + 2  # pameran, and twice lukisan
    assert mentions["country:VN"] == COUNTS["country:VN"]["name"] - 1  # the other is part of a longer name


def test_lines_are_matched_from_a_pipe(tmp_path: Path) -> None:
    lines = '{"id": 1, "body": "Peru menang atas Oman."}\n{"id": 2, "body": "Kanada kalah."}\n'
    answers = [json.loads(line) for line in _sorot(tmp_path, "match", "--jsonl", stdin=lines).splitlines()]
    assert [answer["countries"] for answer in answers] == [{"PE": 1, "OM": 1}, {"CA": 1}]
