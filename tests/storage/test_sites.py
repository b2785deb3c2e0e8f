"""Whose servers a host is on, and whose pages: by the public suffix list that is installed, never fetched."""

from __future__ import annotations

import pytest

from storage.sites import publisher_of, publisher_of_url, site_of, site_of_url


@pytest.mark.behaviour(15)
@pytest.mark.parametrize(
    ("host", "port", "site"),
    [
        ("nasional.kontan.co.id", None, "kontan.co.id"),
        ("kontan.co.id", None, "kontan.co.id"),
        ("co.id", None, "co.id"),
        ("www.antaranews.com", None, "antaranews.com"),
        ("rss.tempo.co", None, "tempo.co"),
        ("www.kominfo.go.id", None, "kominfo.go.id"),
        ("www.sukamaju.desa.id", None, "sukamaju.desa.id"),
        # What can only be known from the list, not from the looks of a name
        ("news.com.au", None, "news.com.au"),
        ("a.nom.co", None, "a.nom.co"),
        ("shimbun.chiyoda.tokyo.jp", None, "shimbun.chiyoda.tokyo.jp"),
        ("www.city.kobe.jp", None, "city.kobe.jp"),
        ("b.my.outlet.de", None, "outlet.de"),
        ("my.outlet.fr", None, "outlet.fr"),
        ("news.xn--85x722f.xn--55qx5d.cn", None, "xn--85x722f.xn--55qx5d.cn"),
        # Where the list says nothing
        ("a.b.c.example", None, "c.example"),
        ("localhost", None, "localhost"),
        ("outlet.example.", None, "outlet.example"),
        ("outlet.example", 8080, "outlet.example:8080"),
        ("127.0.0.1", 8080, "127.0.0.1:8080"),
        ("2001:db8::1", None, "2001:db8::1"),
        ("", None, ""),
        ("a..example", None, "a..example"),
    ],
)
def test_hosts_of_one_outlet_are_one_site(host: str, port: int | None, site: str) -> None:
    assert site_of(host, port) == site
    assert publisher_of(host, port) == site


@pytest.mark.behaviour(15)
@pytest.mark.parametrize(
    ("host", "site", "publisher"),
    [
        ("pagi.blogspot.com", "blogspot.com", "pagi.blogspot.com"),
        ("m.pagi.blogspot.com", "blogspot.com", "pagi.blogspot.com"),
        ("blogspot.com", "blogspot.com", "blogspot.com"),
        ("pagi.github.io", "github.io", "pagi.github.io"),
        ("kabar.my.id", "kabar.my.id", "kabar.my.id"),  # sold by the registry: to each its own servers
    ],
)
def test_whoever_has_a_page_at_a_company_is_asked_as_the_company_and_told_apart_as_a_publisher(
    host: str, site: str, publisher: str
) -> None:
    assert site_of(host) == site
    assert publisher_of(host) == publisher


def test_an_address_belongs_to_where_its_host_does() -> None:
    assert site_of_url("https://WWW.Pagi.Blogspot.com:8443/a?b#c") == "blogspot.com:8443"
    assert publisher_of_url("https://WWW.Pagi.Blogspot.com:8443/a?b#c") == "pagi.blogspot.com:8443"
    assert site_of_url("mailto:redaksi@pagi.example") == ""
