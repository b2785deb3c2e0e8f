"""Only a browser on this machine, on our own page, may change anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from dashboard import caller
from tests.servers import free_ports

HERE = {"host": "127.0.0.1:8050"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_addresses_of_this_machine_alone(host: str) -> None:
    assert caller.is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.com", "127.0.0.1.example.com", ""])
def test_others(host: str) -> None:
    assert not caller.is_loopback(host)


@pytest.mark.parametrize(
    "headers",
    [
        HERE,
        {"host": "localhost:8050"},
        {"host": "[::1]:8050"},
        HERE | {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8050"},
        HERE | {"sec-fetch-site": "none"},
    ],
)
def test_our_own_page_here_is_trusted(headers: dict[str, str]) -> None:
    assert caller.is_here(headers)


@pytest.mark.behaviour(40)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "sorot.example"},  # a proxy, or a name that leads here
        {"host": "127.0.0.1.example.com"},
        HERE | {"sec-fetch-site": "cross-site"},  # another site's page sends it
        HERE | {"sec-fetch-site": "same-site"},
        HERE | {"origin": "http://evil.example"},
        HERE | {"origin": "http://127.0.0.1:9999"},  # another program on this machine
        HERE | {"origin": "null"},
        HERE | {"x-forwarded-for": "127.0.0.1"},  # a proxy that keeps its own host name asks for somebody
        HERE | {"x-real-ip": "127.0.0.1"},
        HERE | {"forwarded": "for=127.0.0.1;host=localhost"},
        HERE | {"via": "1.1 gerbang"},
        {"host": "sorot.example", "x-forwarded-host": "127.0.0.1:8050"},
    ],
)
def test_everything_else_is_not(headers: dict[str, str]) -> None:
    assert not caller.is_here(headers)


ASKED = """
import sys
from fastapi import FastAPI, Request
from dashboard.app import serve

app = FastAPI()

@app.get("/who")
async def who(request: Request) -> list[str]:
    return [request.client.host, request.url.scheme]

serve(app, "127.0.0.1", int(sys.argv[1]))
"""


@pytest.mark.behaviour(40)
def test_the_server_believes_no_header_about_who_asks() -> None:
    port = free_ports(1)
    server = subprocess.Popen([sys.executable, "-c", ASKED, str(port)], cwd=Path(__file__).parents[2])
    try:
        lies = {
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Proto": "https",
            "Forwarded": "for=203.0.113.7",
        }
        with httpx.Client(transport=httpx.HTTPTransport(retries=20), timeout=30) as client:
            answer = client.get(f"http://127.0.0.1:{port}/who", headers=lies)
        assert answer.json() == ["127.0.0.1", "http"]
    finally:
        server.kill()
        server.wait()
