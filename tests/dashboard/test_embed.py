"""A chart in pages of other sites: which may show it, who sees it without a login, and what is on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.access.passwords import Passwords
from dashboard.app import create_app
from dashboard.embed import MOST_NEW
from dashboard.services import Services
from dashboard.settings import AccessSettings
from storage.notes import Note, notebook
from tests.dashboard.apps import Application

CHART = "/embed/compare?e=MY,CN"
INTRANET = "https://intranet.example"


@contextmanager
def served(services: Services, folder: Path, **changes: Any) -> Iterator[TestClient]:
    settings = replace(services.settings, data_dir=folder, **changes)
    with Application(lambda: create_app(settings, services.db, now=services.now)).client() as client:
        yield client


def ancestors(client: TestClient, path: str) -> str:
    policy: str = client.get(path).headers["content-security-policy"]
    return next(part for part in policy.split("; ") if part.startswith("frame-ancestors"))


def test_only_named_sites_may_show_it_and_nothing_else(services: Services, tmp_path: Path) -> None:
    with served(services, tmp_path, embed=(INTRANET,)) as client:
        assert ancestors(client, CHART) == f"frame-ancestors 'self' {INTRANET}"
        assert "x-frame-options" not in client.get(CHART).headers
        for path in ("/compare?e=MY", "/notes", "/embedded", "/api/v1/notes.csv"):
            assert ancestors(client, path) == "frame-ancestors 'self'"
            assert client.get(path).headers["x-frame-options"] == "SAMEORIGIN"
    with served(services, tmp_path) as client:
        assert ancestors(client, CHART) == "frame-ancestors 'self'"


@pytest.mark.parametrize("open_charts", [False, True])
def test_without_a_login_it_is_shown_where_config_says_so(
    open_charts: bool, services: Services, tmp_path: Path
) -> None:
    Passwords(tmp_path).put("reader", "a reader's word")
    locked = AccessSettings(by="password", https=False)
    with served(services, tmp_path, access=locked, embed_open=open_charts) as client:
        client.follow_redirects = False
        answer = client.get(CHART)
        assert answer.status_code == (200 if open_charts else 303)
        assert "set-cookie" not in client.get(f"{CHART}&ui=id").headers
        for path in ("/compare", "/embed", "/api/v1/notes.csv", "/notes"):
            assert client.get(path).status_code in {303, 401}
        if open_charts:
            asked = [client.get(f"/embed/compare?e=MY&from=2026-09-{n % 28 + 1:02}&x={n}") for n in range(70)]
            assert {one.status_code for one in asked} == {200, 429}
            assert [one.status_code for one in asked].count(200) <= MOST_NEW[0]


def test_it_has_the_chart_its_source_and_the_way_back(services: Services, tmp_path: Path) -> None:
    with served(services, tmp_path) as client:
        page = client.get(f"{CHART}&m=count&g=week&theme=dark&ui=id").text
    assert '<html lang="id" data-mantine-color-scheme="dark">' in page
    assert 'href="/compare?e=MY,CN&amp;m=count&amp;g=week"' in page
    assert "Sumber: sorot, 8 media; dibuat 20 Nov, 14:05 WIB." in page
    found = re.search(r'<script id="embed-spec" type="application/json">(.*?)</script>', page)
    assert found is not None
    figure = json.loads(found[1])["figure"]
    assert next(trace["name"] for trace in figure["data"] if trace.get("meta")) == "Malaysia"


def test_what_a_reader_noted_is_text_in_it(services: Services, tmp_path: Path) -> None:
    today = services.today()
    with served(services, tmp_path) as client:
        notebook(tmp_path).put(Note(first=today, last=today, title="</script><script>alert(1)</script>"))
        page = client.get(CHART).text
    assert "alert(1)" in page
    assert "<script>alert" not in page


def test_an_address_that_names_nobody_says_so(services: Services, tmp_path: Path) -> None:
    with served(services, tmp_path) as client:
        page = client.get("/embed/compare?e=XX1&theme=odd").text
    assert "Choose a country or leader" in page
    assert "embed-spec" not in page
