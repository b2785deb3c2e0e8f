"""Tools for assistants, by real exchanges over a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from dashboard.access.passwords import Passwords
from dashboard.app import create_app
from dashboard.mcp.http import LARGEST
from dashboard.mcp.tools import TOOLS
from dashboard.services import Services
from dashboard.settings import AccessSettings
from tests.dashboard.apps import Application
from tests.servers import listening

ACCEPT = {"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"}
CALL = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": %s}'


@pytest.fixture(scope="module")
def address(services: Services) -> Iterator[str]:
    settings = replace(services.settings, mcp=True)
    made = Application(lambda: create_app(settings, services.db, now=services.now))
    with listening(made.app) as where:
        yield where


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=ACCEPT, timeout=60) as opened:
        yield opened


def asked(client: httpx.Client, method: str, **params: Any) -> Any:
    sent = {"jsonrpc": "2.0", "id": "7", "method": method, "params": params}
    answer = client.post("/mcp", json=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    said = answer.json()
    assert (said["jsonrpc"], said["id"]) == ("2.0", "7")
    return said


def used(client: httpx.Client, name: str, **arguments: Any) -> Any:
    result = asked(client, "tools/call", name=name, arguments=arguments)["result"]
    [content] = result["content"]
    assert content["type"] == "text"
    return json.loads(content["text"]) if not result["isError"] else content["text"]


def test_a_session_as_clients_begin_it(client: httpx.Client) -> None:
    begun = asked(
        client,
        "initialize",
        protocolVersion="2025-06-18",
        capabilities={},
        clientInfo={"name": "test", "version": "1"},
    )["result"]
    assert begun["protocolVersion"] == "2025-06-18"
    assert begun["capabilities"] == {"tools": {"listChanged": False}}
    assert begun["serverInfo"]["name"] == "sorot"
    assert "not 0" in " ".join(begun["instructions"].split())
    ready = client.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (ready.status_code, ready.content) == (202, b"")
    assert asked(client, "ping")["result"] == {}
    assert (
        asked(client, "initialize", protocolVersion="1999-01-01")["result"]["protocolVersion"] == "2025-11-25"
    )


def test_tools_are_described(client: httpx.Client) -> None:
    tools = {tool["name"]: tool for tool in asked(client, "tools/list")["result"]["tools"]}
    assert set(tools) == set(TOOLS)
    assert {"entities", "timeline", "articles", "spikes", "coverage", "sources"} <= set(tools)
    for tool in tools.values():
        assert tool["annotations"]["readOnlyHint"]
        assert tool["inputSchema"]["type"] == "object"
        assert tool["inputSchema"]["additionalProperties"] is False
    timeline = tools["timeline"]["inputSchema"]
    assert timeline["required"] == ["e"]
    assert {"from", "to", "last", "basis", "src"} <= set(timeline["properties"])


def test_a_tool_says_what_the_question_says(client: httpx.Client) -> None:
    [found] = used(client, "entities", q="tiongkok", limit=1)["rows"]
    said = used(client, "timeline", e=found["code"], g="week", last="28d")
    page = client.get("/api/v1/timeline?e=CN&g=week&last=28d").json()
    assert said == page
    row = used(client, "articles", e="CN", limit=1)["rows"][0]
    assert used(client, "article", id=row["id"])["title"] == row["title"]
    assert used(client, "entity_outlets", entity="CN")["rows"]


@pytest.mark.parametrize("name", sorted(set(TOOLS) - {"timeline", "article", "entity_outlets"}))
def test_every_tool_answers(client: httpx.Client, name: str) -> None:
    assert used(client, name)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("timeline", {}, "e: is needed"),
        ("timeline", {"e": "QQ"}, "e: there is no entity QQ; /api/v1/entities?q= finds codes"),
        (
            "timeline",
            {"e": "CN", "form": "2026-10-01"},
            "form: is no parameter",
        ),
        ("timeline", {"e": "CN", "from": 20261001}, "from: "),
        ("timeline", {"e": ["CN"]}, "e: "),
        ("movers", {"limit": "many"}, "limit: "),
    ],
)
def test_an_assistant_can_mend_its_question(
    client: httpx.Client, name: str, arguments: dict[str, Any], said: str
) -> None:
    result = asked(client, "tools/call", name=name, arguments=arguments)["result"]
    assert result["isError"]
    assert result["content"][0]["text"].startswith(said)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, -32700),
        (b"\xff", 400, -32700),
        (b"[" * 60_000, 400, -32700),
        (b"[]", 400, -32600),
        (b"7", 400, -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}', 400, -32600),
        (b'{"jsonrpc": "2.0", "id": 1}', 400, -32600),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', 400, -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}', 200, -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}', 200, -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"cursor": "x"}}', 200, -32602),
        (CALL % b'{"name": "drop"}', 200, -32602),
        (CALL % b'{"name": []}', 200, -32602),
        (CALL % b'{"name": "about", "arguments": 7}', 200, -32602),
    ],
)
def test_what_is_no_message_is_refused(client: httpx.Client, body: bytes, status: int, code: int) -> None:
    answer = client.post("/mcp", content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_other_ways_of_asking(client: httpx.Client) -> None:
    assert client.get("/mcp").status_code == client.delete("/mcp").status_code == 405
    assert client.post("/mcp", content=b" " * (LARGEST + 1)).status_code == 413
    assert client.post("/mcp", json={}, headers={"mcp-protocol-version": "1"}).status_code == 400
    assert client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "result": {}}).status_code == 202


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"host": "evil.example"}]
)
def test_pages_of_other_sites_cannot_use_them(client: httpx.Client, headers: dict[str, str]) -> None:
    sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert client.post("/mcp", json=sent, headers=headers).status_code == 403


def test_they_are_off_unless_config_says_so(app: object, services: Services) -> None:
    assert services.settings.mcp is False
    with TestClient(app) as client:  # type: ignore[arg-type]
        sent = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        assert client.post("/mcp", json=sent).status_code in {404, 405}


def test_where_there_is_a_login_they_need_the_password(
    services: Services, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mcp")
    Passwords(folder).put("reader", "sandi yang panjang")
    settings = replace(
        services.settings, mcp=True, data_dir=folder, access=AccessSettings(by="password", https=False)
    )
    made = Application(lambda: create_app(settings, services.db, now=services.now))
    sent = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    with listening(made.app) as where, httpx.Client(base_url=where) as client:
        assert client.post("/mcp", json=sent).status_code == 401
        assert client.post("/mcp", json=sent, auth=("reader", "sandi yang panjang")).json()["result"] == {}
