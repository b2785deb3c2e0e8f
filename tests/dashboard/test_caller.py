"""Only a browser on this machine, on our own page, may change anything."""

from __future__ import annotations

import pytest

from dashboard import caller

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
    caller.read_from(headers)
    assert caller.is_trusted()


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
    ],
)
def test_everything_else_is_not(headers: dict[str, str]) -> None:
    caller.read_from(headers)
    assert not caller.is_trusted()
