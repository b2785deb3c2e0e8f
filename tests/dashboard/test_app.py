import base64
import gc
import hashlib
import inspect
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.services import Services
from storage.room import FullDisk
from storage.writer import WriterState

HOST = re.compile(r"https?://[^\s\"'<>)]+")
# Names of XML formats, not addresses.
FORMATS = ("http://www.w3.org/2000/svg",)
BUDGET = 1_200_000  # bytes of scripts, styles and fonts of a first visit, compressed
MOST_SCRIPTS = 13


def statics(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"]+)"', html)


def test_a_link_to_a_page_works_as_the_first_request_of_a_fresh_process(services: Services) -> None:
    app = create_app(services.settings, services.db, now=services.now)
    with TestClient(app) as client:
        html = client.get("/compare?e=CN").text
    assert '<link rel="stylesheet" href="/assets/sorot.css?m=' in html
    assert '<script src="/assets/sorot.js?m=' in html
    assert "dash_mantine_components" in html
    assert "document.title = data.title" in html  # Dash writes this one only when it is set up


@pytest.mark.behaviour(37)
def test_every_inline_script_is_in_the_policy(client: TestClient) -> None:
    answer = client.get("/compare")
    policy = answer.headers["content-security-policy"]
    scripts = re.findall(r"<script(?![^>]*src=)(?![^>]*json)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    assert len(scripts) >= 3
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    (script_src,) = (part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script_src
    assert "object-src 'none'" in policy


@pytest.mark.behaviour(37)
@pytest.mark.parametrize("path", ["/", "/compare", "/healthz", "/api/nowhere", "/assets/10-frame.css"])
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "noindex" in headers["x-robots-tag"]


def test_every_callback_is_a_coroutine(app: FastAPI) -> None:
    callbacks = app.state.dash.callback_map
    assert len(callbacks) >= 4
    ours = {name: entry["callback"] for name, entry in callbacks.items() if "callback" in entry}
    blocking = [name for name, callback in ours.items() if not inspect.iscoroutinefunction(callback)]
    assert blocking == []


def test_an_unknown_page_is_not_found(client: TestClient) -> None:
    assert client.get("/compare").status_code == 200
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "react-entry-point" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_api_path_answers_in_json(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/typo/deeper")
    assert (answer.status_code, answer.json()["path"]) == (404, "/api/typo/deeper")


def test_health_and_robots(client: TestClient, services: Services) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": services.db.version}
    assert "Disallow: /" in client.get("/robots.txt").text


def test_no_open_page_keeps_a_connection(client: TestClient) -> None:
    assert "websocket" not in client.get("/compare").text


def test_the_language_of_a_link_is_kept_for_the_rest_of_the_page(client: TestClient) -> None:
    answer = client.get("/compare?ui=id", headers={"accept-language": "en"})
    assert '<html lang="id">' in answer.text
    assert answer.cookies["ui"] == "id"
    assert "Bandingkan" in client.get("/_dash-layout").text
    assert "set-cookie" not in client.get("/compare?ui=<x>").headers


def test_demo_data_is_said_on_every_page(client: TestClient) -> None:
    assert "Demo data" in client.get("/_dash-layout", headers={"cookie": "ui=en"}).text


def test_the_server_says_nothing_of_its_versions(client: TestClient) -> None:
    html = client.get("/").text
    assert '"python_version":""' in html
    assert "plotly.com" not in html


def test_nothing_we_write_names_another_host(client: TestClient) -> None:
    ours = [path for path in Path("dashboard/assets").rglob("*") if path.suffix in {".css", ".js"}]
    texts = {path.name: path.read_text("utf-8") for path in ours} | {"html": client.get("/compare").text}
    assert len(texts) > 4
    for name, text in texts.items():
        assert [found for found in HOST.findall(text) if not found.startswith(FORMATS)] == [], name


def test_a_first_visit_stays_within_its_budget(client: TestClient) -> None:
    paths = statics(client.get("/compare").text)
    scripts = [path for path in paths if ".js" in path]
    assert len(scripts) <= MOST_SCRIPTS
    fonts = [f"/assets/fonts/{path.name}" for path in Path("dashboard/assets/fonts").glob("*.woff2")]
    sizes = {
        path: int(client.get(path, headers={"accept-encoding": "br"}).headers["content-length"])
        for path in {*paths, *fonts}
    }
    assert sum(sizes.values()) < BUDGET


def test_search_knows_every_name(client: TestClient) -> None:
    def found(text: str, **more: str) -> list[str]:
        headers = {"accept-language": "en"}
        answer = client.get("/api/search", params={"q": text, **more}, headers=headers)
        return [result["label"] for result in answer.json()["results"]]

    assert found("tiongkok")[0] == "China"
    assert "The Straits Ledger" in found("straits")
    assert found("straits", entities="1") == []
    assert found("  ") == []
    assert found("<b>x")[-1] == "Articles with “<b>x”"


def test_the_machine_that_watches_is_told_when_nothing_can_be_stored(services: Services) -> None:
    since = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    states = [
        WriterState(running=True),
        WriterState(last_error="IO Error", failing_since=since, backlog=7),
        WriterState(full=FullDisk(folder=Path("/srv/data"), free=900, since=since)),
    ]
    app = create_app(services.settings, services.db, now=services.now, writer=lambda: states[0])
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        states.pop(0)
        failing = client.get("/healthz")
        assert (failing.status_code, failing.json()["error"], failing.json()["backlog"]) == (
            503,
            "IO Error",
            7,
        )
        states.pop(0)
        full = client.get("/healthz")
        assert full.status_code == 503
        assert (full.json()["full"], full.json()["free_bytes"]) == ("/srv/data", 900)
        assert full.json()["since"] == "2026-11-20T05:00:00+00:00"
        assert client.get("/").status_code == 200


def test_what_stays_as_long_as_the_server_is_left_out_of_searches_for_garbage(services: Services) -> None:
    app = create_app(services.settings, services.db, now=services.now)
    before = gc.get_freeze_count()
    with TestClient(app):
        assert gc.get_freeze_count() > before
        assert not any(one is app for one in gc.get_objects())
