from __future__ import annotations

import pytest

from collectors.finding.words import country_of, free_key, key_from, outlet_key, section_of


@pytest.mark.parametrize(
    ("url", "outlet", "section"),
    [
        ("https://internasional.kontan.co.id/rss", "kontan", "internasional"),
        ("https://www.antaranews.com/rss/dunia.xml", "antaranews", "dunia"),
        ("https://www.cnbcindonesia.com/market/rss", "cnbcindonesia", "market"),
        ("https://rss.tempo.co/nasional", "tempo", "nasional"),
        ("https://feed.liputan6.com/rss/global", "liputan6", "global"),
        ("https://sindikasi.okezone.com/index.php/rss/0/RSS2.0", "okezone", "all"),
        ("https://contoh.example/feed/", "contoh", "all"),
        ("https://pagi.blogspot.com/feeds/posts/default", "pagi", "all"),
        ("https://pagi.github.io/dunia/feed.xml", "pagi", "dunia"),
        ("https://blog.example/feeds/posts/default?alt=rss", "blog", "all"),
        ("http://127.0.0.1:8000/rss", "127-0-0-1", "all"),
    ],
)
def test_an_address_says_whose_feed_it_is_and_of_what(url: str, outlet: str, section: str) -> None:
    assert (outlet_key(url), section_of(url)) == (outlet, section)


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.kontan.co.id", "ID"),
        ("https://www.bbc.co.uk/news", "GB"),
        ("https://www.tempo.co", None),
        ("https://voi.id", "ID"),
        ("https://contoh.io", None),
        ("https://contoh.com", None),
        ("http://127.0.0.1", None),
    ],
)
def test_an_address_says_its_country_or_nothing(url: str, country: str | None) -> None:
    assert country_of(url) == country


def test_keys_are_ascii_and_new() -> None:
    assert key_from("Berita & Opini: Élysée") == "berita-opini-elysee"
    assert key_from("Новости") == ""
    assert free_key("a", {"a", "a-2"}) == "a-3"
