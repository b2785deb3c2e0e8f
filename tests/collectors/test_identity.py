"""One article, whatever its address is today; two articles, however alike their addresses."""

from __future__ import annotations

import pytest

from collectors.entries import number_of
from collectors.identity import identity_of
from collectors.urls import canonical_url


def same(*urls: str) -> bool:
    return len({identity_of(canonical_url(url)) for url in urls}) == 1


@pytest.mark.behaviour(21)
@pytest.mark.parametrize(
    "urls",
    [
        (
            "https://internasional.kontan.co.id/news/rupiah-menguat",
            "https://nasional.kontan.co.id/news/rupiah-menguat?page=all",
            "https://www.kontan.co.id/news/rupiah-menguat/",
            "https://m.investasi.kontan.co.id/news/rupiah-menguat?utm_source=rss#top",
        ),
        (
            "https://news.detik.com/berita/d-7654321/rupiah-menguat",
            "https://www.detik.com/jatim/berita/d-7654321/rupiah-menguat-tajam?single=1",
            "https://news.detik.com/berita/d-7654321/rupiah-menguat/amp",
        ),
        (
            "https://nasional.kompas.com/read/2026/11/20/08000091/rupiah-menguat?page=all",
            "https://amp.kompas.com/nasional/read/2026/11/20/08000091/rupiah-menguat",
            "https://nasional.kompas.com/read/2026/11/20/08000091/?utm_source=ABC&utm_medium=rss",
        ),
        (
            "https://www.cnnindonesia.com/internasional/20261120080000-106-1234567/rupiah-menguat",
            "https://www.cnnindonesia.com/ekonomi/20261120080000-106-1234567/rupiah-menguat/amp",
        ),
        (
            "https://www.cnbcindonesia.com/market/20261120080000-17-753808/rupiah",
            "https://www.cnbcindonesia.com/amp/market/20261120080000-17-753808/rupiah-menguat",
        ),
        (
            "https://www.liputan6.com/global/read/5678901/rupiah-menguat",
            "https://m.liputan6.com/amp/5678901/rupiah-menguat",
        ),
        (
            "https://news.okezone.com/read/2026/11/20/18/3012345/rupiah",
            "https://economy.okezone.com/read/2026/11/20/18/3012345/rupiah-menguat",
        ),
        (
            "https://kabar24.bisnis.com/read/20261120/19/1234567/rupiah",
            "https://m.bisnis.com/amp/read/20261120/19/1234567/rupiah-menguat",
        ),
        (
            "https://news.republika.co.id/berita/s7g8h9123/rupiah",
            "https://republika.co.id/berita/s7g8h9123/rupiah-menguat",
        ),
        (
            "https://www.antaranews.com/berita/4567890/rupiah?utm_source=antaranews&utm_medium=terkini",
            "https://m.antaranews.com/amp/berita/4567890/rupiah-menguat",
        ),
        ("http://berita.example/baca/1", "https://berita.example/baca/1"),
    ],
    ids=lambda urls: urls[0].split("/")[2],
)
def test_addresses_of_one_article(urls: tuple[str, ...]) -> None:
    assert same(*urls)
    assert len({number_of(canonical_url(url)) for url in urls}) == 1


@pytest.mark.behaviour(21)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://investasi.kontan.co.id/news/a-1", "https://investasi.kontan.co.id/news/a-2"),
        ("https://investasi.kontan.co.id/news/a?page=2", "https://investasi.kontan.co.id/news/a"),
        ("https://www.kontan.co.id/news/a", "https://www.kontan.co.id/tag/a"),
        ("https://news.detik.com/berita/d-7654321/a", "https://news.detik.com/berita/d-7654322/a"),
        ("https://jateng.antaranews.com/berita/456789/a", "https://www.antaranews.com/berita/456789/a"),
        ("https://www.antaranews.com/berita/4567890/a", "https://www.antaranews.com/foto/4567890/a"),
        ("https://en.tempo.co/read/1234567/a", "https://nasional.tempo.co/read/1234567/a"),
        ("https://republika.co.id/berita/internasional/a", "https://republika.co.id/berita/internasional/b"),
        (
            "https://nasional.kompas.com/read/2026/11/20/08000091/a",
            "https://nasional.kompas.com/read/2026/11/21/08000091/a",
        ),
        ("https://kontan.co.id.example/news/a", "https://x.kontan.co.id.example/news/a"),
        ("http://berita.example:8080/1", "https://berita.example/1"),
        ("https://berita.example/1?id=1", "https://berita.example/1?id=2"),
    ],
)
def test_addresses_of_two_articles(one: str, other: str) -> None:
    assert not same(one, other)
