from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.errors import ParseError
from collectors.history.sitemap import Place, date_in_path, read_sitemap

ZONE = ZoneInfo("Asia/Jakarta")
URL = "https://outlet.example/peta/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_an_index_names_sitemaps_with_their_last_change() -> None:
    body = (
        f"<?xml version='1.0'?><sitemapindex {XMLNS}><sitemap><loc> https://outlet.example/a.xml.gz </loc>"
        "<lastmod>2026-11-23T08:00:00+07:00</lastmod></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
    )
    read = read_sitemap(body.encode(), URL, ZONE)
    assert read.articles == ()
    assert read.sitemaps == (
        Place(url="https://outlet.example/a.xml.gz", lastmod=datetime(2026, 11, 23, 1, tzinfo=UTC)),
        Place(url="https://outlet.example/b.xml", lastmod=None),
    )


NEWS = f"""<urlset {XMLNS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url><loc>https://outlet.example/1?a=1&amp;b=2</loc>
  <n:news><n:publication><n:name>Kabar</n:name></n:publication>
   <n:publication_date>2026-11-20</n:publication_date><n:title>Jepang &amp; Rusia</n:title></n:news>
  <image:image><image:loc>https://outlet.example/1.jpg</image:loc><image:title>Foto</image:title></image:image>
 </url>
 <url><loc>javascript:alert(1)</loc></url>
 <url><lastmod>2026-11-20</lastmod></url>
</urlset>"""


def test_news_sitemaps_have_dates_and_titles_and_images_are_not_articles() -> None:
    (place,) = read_sitemap(NEWS.encode(), URL, ZONE).articles
    assert place.url == "https://outlet.example/1?a=1&b=2"
    assert place.published_at == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert place.title == "Jepang & Rusia"


def test_gzipped_files_are_read() -> None:
    assert read_sitemap(gzip.compress(NEWS.encode()), URL, ZONE) == read_sitemap(NEWS.encode(), URL, ZONE)


def test_a_bomb_is_refused() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(100)) + packer.flush()
    with pytest.raises(ParseError, match="larger than 60 MB"):
        read_sitemap(bomb, URL, ZONE)


def test_a_plain_list_is_a_sitemap_too() -> None:
    read = read_sitemap(
        b"\xef\xbb\xbfhttps://outlet.example/1\r\nhttps://outlet.example/2\nfile:///etc/passwd\n", URL, ZONE
    )
    assert [place.url for place in read.articles] == ["https://outlet.example/1", "https://outlet.example/2"]


def test_one_that_ends_too_early_gives_what_it_has() -> None:
    body = NEWS.encode()
    assert len(read_sitemap(body[: body.index(b"javascript")], URL, ZONE).articles) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Halaman tidak ditemukan</body></html>",
        b"<rss version='2.0'><channel/></rss>",
        b"<urlset",
        b"<",
        b"\x1f\x8bgarbage",
        b'<!DOCTYPE urlset [<!ENTITY a "aaaa">]><urlset>&a;</urlset>',
    ],
)
def test_what_is_no_sitemap_is_told_so(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_sitemap(body, URL, ZONE)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<urlset>{text}</urlset>".encode()))
def test_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(ParseError):
        read_sitemap(body, URL, ZONE)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://outlet.example/2026/11/23/judul", 23),
        ("https://outlet.example/read/2026/11/23", 23),
        ("https://outlet.example/market/20261123181957-17-753808/judul", 23),
        ("https://outlet.example/berita-20261123", 23),
        ("https://outlet.example/2026/13/40/judul", None),
        ("https://outlet.example/berita/2026112345678/judul", None),
        ("https://outlet.example/berita/d-7261123/judul", None),
        ("https://outlet.example/judul", None),
    ],
)
def test_days_in_addresses(url: str, day: int | None) -> None:
    assert date_in_path(url) == (day and datetime(2026, 11, day, tzinfo=UTC))


SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "within"),
    [
        (Place(url="https://a.example/1", lastmod=None), True),
        (Place(url="https://a.example/1", lastmod=datetime(2026, 10, 31, tzinfo=UTC)), False),
        (Place(url="https://a.example/1", lastmod=datetime(2026, 11, 20, tzinfo=UTC)), True),
        (Place(url="https://a.example/2026/11/20/x", lastmod=None), False),
        (Place(url="https://a.example/2026/11/10/x", lastmod=None), True),
        (Place(url="https://a.example/2026/10/31/x", lastmod=None), True),
        (Place(url="https://a.example/2026/10/20/x", lastmod=None), False),
        (Place(url="https://a.example/1", lastmod=None, published_at=UNTIL), False),
        (Place(url="https://a.example/1", lastmod=None, published_at=SINCE), True),
    ],
)
def test_what_cannot_be_in_the_range_is_not_fetched(place: Place, *, within: bool) -> None:
    assert place.may_be_within(SINCE, UNTIL) is within
