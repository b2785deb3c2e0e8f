from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.urls import canonical_url, web_url


@pytest.mark.behaviour(21)
@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (
            "https://internasional.kontan.co.id/news/a-b?page=all",
            "https://internasional.kontan.co.id/news/a-b",
        ),
        ("https://news.detik.com/berita/d-1/a?single=1", "https://news.detik.com/berita/d-1/a"),
        ("https://a.example/x?utm_source=ABC&utm_medium=rss#top", "https://a.example/x"),
        ("https://a.example/x?ref=rss&fbclid=1&gclid=2", "https://a.example/x"),
        ("https://a.example/x?ref=chapter-2", "https://a.example/x?ref=chapter-2"),
        ("https://a.example/x?id=3&page=2", "https://a.example/x?id=3&page=2"),
        ("HTTPS://A.Example:443/X", "https://a.example/X"),
        ("http://a.example:8080/", "http://a.example:8080/"),
        ("https://a.example", "https://a.example/"),
        ("https://m.kompas.com/read/1", "https://www.kompas.com/read/1"),
        ("https://amp.kompas.com/read/1", "https://www.kompas.com/read/1"),
        ("http://www.kompas.com/read/1", "https://www.kompas.com/read/1"),
        ("https://m.investasi.kontan.co.id/news/a", "https://investasi.kontan.co.id/news/a"),
        ("https://m.example.com/read/1", "https://m.example.com/read/1"),  # may be another site
        ("https://news.detik.com/berita/d-1/a/amp", "https://news.detik.com/berita/d-1/a"),
        ("https://a.example/amp/1/x", "https://a.example/1/x"),
        ("https://a.example/%7euser/%c3%a9", "https://a.example/~user/%C3%A9"),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("https://[::1]:8000/a", "https://[::1]:8000/a"),
        ("http://[::1", "http://[::1"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_one_address_for_one_article(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.text(max_size=200) | st.text(max_size=80).map(lambda path: f"https://www.kompas.com/{path}"))
def test_doing_it_twice_changes_nothing_and_never_fails(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@pytest.mark.behaviour(32, 37)
@pytest.mark.parametrize(
    ("link", "base", "url"),
    [
        ("/news/1", "https://a.example/rss", "https://a.example/news/1"),
        ("//b.example/1", "https://a.example/rss", "https://b.example/1"),
        (" https://a.example/\n1 ", "", "https://a.example/1"),
        ("javascript:alert(1)", "https://a.example/", None),
        ("data:text/html,x", "", None),
        ("ftp://a.example/1", "", None),
        ("https://user:pw@a.example/", "", None),
        ("https://a.example:port/", "", None),
        ("https://[a/", "", None),
        ("", "https://a.example/", None),
        ("https://a.example/" + "x" * 3_000, "", None),
    ],
)
def test_only_web_addresses_are_links(link: str, base: str, url: str | None) -> None:
    assert web_url(link, base=base) == url
