from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from collectors.errors import AddressRefusedError
from collectors.guard import Guard, NotAllowedError

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",  # v4-compatible
    "::ffff:127.0.0.1",  # v4-mapped
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",  # NAT64
    "64:ff9b:1::1",
    "100::1",
    "2001::1",  # Teredo
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "103.10.64.1",
    "2606:4700::1111",
    "2404:6800::1",
]


@pytest.mark.behaviour(33)
@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not Guard().allows(ip_address(address))


@pytest.mark.behaviour(33)
@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert Guard().allows(ip_address(address))


def test_a_named_network_is_the_only_exception() -> None:
    guard = Guard.of(["10.1.0.0/16", "::1/128"], ())
    assert guard.allows(ip_address("10.1.2.3"))
    assert guard.allows(ip_address("::1"))
    assert not guard.allows(ip_address("10.2.0.1"))
    assert not guard.allows(ip_address("::2"))


@pytest.mark.behaviour(33)
def test_the_socket_is_not_even_made_for_a_refused_address() -> None:
    with pytest.raises(NotAllowedError, match=r"169\.254\.169\.254 is not a public address"):
        Guard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80)))


@pytest.mark.behaviour(32)
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not an http or https address"),
        ("ftp://outlet.example/rss", "not an http or https address"),
        ("gopher://outlet.example:70/1", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("//outlet.example/rss", "not an http or https address"),
        ("rss.xml", "not an http or https address"),
        ("", "not an http or https address"),
        ("http://", "no host name"),
        ("http:///rss", "no host name"),
        ("https://user:secret@outlet.example/rss", "user name or password"),
        ("https://user@outlet.example/rss", "user name or password"),
        ("http://outlet.example\\@10.0.0.1/", "not a web address"),
        ("http://outlet.example:99999/", "not a web address"),
        ("http://[::1/", "not a web address"),
        ("http://out let.example/", "host name"),
        ("http://outlet%00.example/", "host name"),
        ("http://outlet.example:8080/rss", "port 8080"),
        ("https://outlet.example:22/", "port 22"),
        ("https://outlet.example/" + "a" * 2048, "longer than 2048"),
    ],
)
def test_other_addresses_are_refused_in_words(url: str, reason: str) -> None:
    with pytest.raises(AddressRefusedError, match=reason) as refused:
        Guard().check_url(url)
    assert not refused.value.transient


@pytest.mark.behaviour(33)
@pytest.mark.parametrize(
    ("url", "dialled"),
    [
        ("HTTPS://Outlet.Example:443/rss?a=1&b=%2F#top", "https://outlet.example/rss?a=1&b=%2F"),
        ("http://outlet.example", "http://outlet.example/"),
        ("http://kabar-ñ.example/", "http://xn--kabar--1wa.example/"),
    ],
)
def test_what_is_checked_is_what_is_dialled(url: str, dialled: str) -> None:
    checked = Guard().check_url(url)
    assert f"{checked.scheme}://{checked.raw_host}{checked.raw_path_qs}" == dialled


def test_no_ports_named_means_every_port() -> None:
    assert Guard.of((), ()).check_url("http://outlet.example:8080/").port == 8080
