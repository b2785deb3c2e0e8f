"""Logging in and being let in, over real sockets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from dashboard.access.login import local
from dashboard.access.passwords import Passwords
from dashboard.app import create_app
from dashboard.services import Services
from dashboard.settings import AccessSettings
from tests.dashboard.apps import Application
from tests.servers import listening

READER, EDITOR = "kata sandi pembaca", "kata sandi penyunting"
PAGES = ("/", "/compare?e=CN", "/review", "/nowhere")
PROGRAMS = ("/api/v1/about", "/api/v1/timeseries.csv", "/api/v1/openapi.json", "/api/v1/docs")
QUIET = ("/_dash-layout", "/_dash-dependencies", "/api/search?q=x")


@contextmanager
def asking(services: Services, folder: Path, access: AccessSettings) -> Iterator[httpx.Client]:
    settings = replace(services.settings, access=access, data_dir=folder)
    made = Application(lambda: create_app(settings, services.db, now=services.now))
    with made.shown(), listening(made.app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("access")
    known = Passwords(folder)
    known.put("reader", READER)
    known.put("editor", EDITOR)
    return folder


@pytest.fixture
def client(services: Services, folder: Path) -> Iterator[httpx.Client]:
    with asking(services, folder, AccessSettings(by="password", https=False)) as opened:
        yield opened


def enter(client: httpx.Client, password: str, there: str = "", **headers: str) -> httpx.Response:
    return client.post("/login", data={"password": password, "next": there}, headers=headers)


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_is_asked_for_the_password(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    login = client.get(answer.headers["location"])
    assert 'type="password"' in login.text
    assert "react-entry-point" not in login.text


def test_a_stranger_is_told_nothing_else(client: httpx.Client) -> None:
    for path in QUIET:
        assert client.get(path).status_code == 401
    for path in PROGRAMS:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.headers["www-authenticate"].startswith("Basic ")
    assert client.post("/_dash-update-component", json={}).status_code == 401
    assert client.get("/healthz").json() == {"status": "ok"}


def test_the_login_has_its_fonts_and_styles(client: httpx.Client) -> None:
    sheet = re.findall(r'href="(/assets/[^"]+)"', client.get("/login").text)
    fonts = [
        "/assets/fonts/inter-latin-wght-normal.woff2",
        "/assets/fonts/source-serif-4-latin-wght-normal.woff2",
    ]
    for path in (*sheet, *fonts):
        assert client.get(path).status_code == 200


def test_a_password_opens_a_session_that_leads_on(client: httpx.Client) -> None:
    answer = enter(client, READER, "/compare?e=CN&m=share")
    assert (answer.status_code, answer.headers["location"]) == (303, "/compare?e=CN&m=share")
    cookie = answer.headers["set-cookie"]
    for part in ("sorot-session=", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert client.get("/compare?e=CN").status_code == 200
    assert client.get("/api/v1/about").status_code == 200
    assert "version" in client.get("/healthz").json()
    left = client.post("/logout")
    assert left.headers["location"] == "/login"
    assert client.get("/compare").status_code == 303


def test_pages_say_as_what_one_is_there(client: httpx.Client) -> None:
    for password, said in ((READER, "You read"), (EDITOR, "You edit")):
        enter(client, password)
        layout = client.get("/_dash-layout", headers={"accept-language": "en"}).text
        assert said in layout
        assert "logout" in layout


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "This is not a password of sorot."), ("id", "Ini bukan kata sandi sorot.")]
)
def test_a_wrong_password_is_said_to_be(client: httpx.Client, lang: str, said: str) -> None:
    answer = enter(client, '"><script>', '"><script>', **{"accept-language": lang})
    assert answer.status_code == 403
    assert said in answer.text
    assert f'<html lang="{lang}">' in answer.text
    assert '"><script>' not in answer.text
    assert "set-cookie" not in answer.headers


def test_passwords_cannot_be_guessed_quickly(client: httpx.Client) -> None:
    assert {enter(client, READER).status_code for _ in range(12)} == {303}  # many readers behind one proxy
    client.cookies.clear()
    tries = [enter(client, f"tebakan nomor {n}").status_code for n in range(11)]
    assert tries == [403] * 10 + [429]
    right = enter(client, READER)
    assert right.status_code == 429
    assert 0 < int(right.headers["retry-after"]) <= 600
    assert client.get("/api/v1/about", auth=("editor", EDITOR)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://other.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_other_sites_can_send_nothing(client: httpx.Client, headers: dict[str, str]) -> None:
    assert enter(client, READER, **headers).status_code == 403
    enter(client, EDITOR)
    for path in ("/logout", "/_dash-update-component"):
        assert client.post(path, headers=headers).status_code == 403
    assert client.get("/").status_code == 200


def test_programs_send_the_password_with_each_request(client: httpx.Client) -> None:
    for _ in range(12):  # more than may be tried: it is remembered
        assert client.get("/api/v1/about", auth=("reader", READER)).status_code == 200
    assert client.get("/api/v1/about", auth=("reader", "salah")).status_code == 401
    assert client.get("/api/v1/about", headers={"authorization": "Basic !"}).status_code == 401
    assert client.get("/", auth=("reader", READER)).status_code == 303  # pages have the login


def test_by_https_the_cookie_never_goes_out_in_the_open(services: Services, folder: Path) -> None:
    with asking(services, folder, AccessSettings(by="password")) as client:
        origin = str(client.base_url).rstrip("/")
        refused = enter(client, READER, origin=origin)
        assert refused.status_code == 400
        assert "by http" in refused.text
        cookie = enter(client, READER).headers["set-cookie"]
        assert cookie.startswith("__Host-sorot-session=")
        assert "Secure" in cookie


PROXY = AccessSettings(by="proxy", header="remote-user", proxies=("127.0.0.0/8",), editors=("ani",))


def test_a_proxy_says_who_asks(services: Services, folder: Path) -> None:
    with asking(services, folder, PROXY) as client:
        assert client.get("/").status_code == 403
        assert client.get("/login").status_code == 404
        assert client.get("/", headers={"remote-user": "budi"}).status_code == 200
        assert client.get("/api/v1/about", headers={"remote-user": ""}).status_code == 401
        twice = [("remote-user", "budi"), ("remote-user", "ani")]
        assert client.get("/", headers=twice).status_code == 403


def test_nobody_but_the_proxy_is_believed(services: Services, folder: Path) -> None:
    with asking(services, folder, replace(PROXY, proxies=("10.0.0.0/8",))) as client:
        lies = {"remote-user": "ani", "x-forwarded-for": "10.0.0.1", "forwarded": "for=10.0.0.1"}
        assert client.get("/", headers=lies).status_code == 403


@pytest.mark.parametrize("there", ["/", "/compare?e=CN,JP#x", "/articles?q=%2F%2Fx"])
def test_a_session_leads_on_to_pages_of_ours(there: str) -> None:
    assert local(there) == there


@pytest.mark.parametrize(
    "there",
    [
        "",
        "//x.example",
        "https://x.example",
        "/\\x.example",
        "\\\\x",
        "javascript:alert(1)",
        "x",
        "/\n/x",
        "///x",
    ],
)
def test_and_nowhere_else(there: str) -> None:
    assert local(there) == "/"
