"""Feeds, pages and sitemaps of an invented outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from zlib import crc32

from entities.gazetteer import Gazetteer
from entities.types import Alias, Entity
from storage.records import Feed, Outlet
from tests.servers import Site

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
SENTENCE = (
    "Rusia dan Jepang sepakat menambah jumlah penerbangan antara kedua ibu kota mulai musim depan. "
    "Kesepakatan itu diumumkan setelah pertemuan para menteri perhubungan di sebuah gedung tua. "
)

GAZETTEER = Gazetteer(
    entities={
        f"country:{code}": Entity(
            key=f"country:{code}", kind="country", labels={"en": label, "id": label}, country=code
        )
        for code, label in (("JP", "Jepang"), ("RU", "Rusia"), ("ID", "Indonesia"))
    },
    aliases=tuple(
        Alias(text=text, entity=f"country:{code}", kind="name")
        for text, code in (("Jepang", "JP"), ("Rusia", "RU"), ("Indonesia", "ID"))
    ),
)


@dataclass(frozen=True)
class Item:
    slug: str
    title: str = "Rusia dan Jepang menambah penerbangan"
    date: str | None = ""  # "": one of its own; None: without
    summary: str = "Rusia dan Jepang sepakat."
    link: str | None = None
    guid: str | None = None

    @property
    def printed_date(self) -> str | None:
        """Two slugs are two articles, so that they are not taken for one that has moved."""
        if self.date != "":
            return self.date
        second = int(self.slug) - 1 if self.slug.isdecimal() else crc32(self.slug.encode())
        return f"Mon, 23 Nov 2026 08:{second // 60 % 60:02}:{second % 60:02} +0700"


def rss(site: Site, items: Sequence[Item], *, extra: str = "") -> bytes:
    parts = []
    for item in items:
        link = site.url(f"/berita/{item.slug}") if item.link is None else item.link
        date = f"<pubDate>{item.printed_date}</pubDate>" if item.printed_date else ""
        date += f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else ""
        parts.append(
            f"<item><title>{escape(item.title)}</title><link>{escape(link)}</link>{date}"
            f"<description>{escape(item.summary)}</description></item>"
        )
    body = "".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Kabar Uji</title>'
        f"<link>{site.url('/')}</link><description>-</description>{extra}{body}</channel></rss>"
    ).encode()


def page(
    title: str = "Rusia dan Jepang menambah penerbangan", *, text: str = SENTENCE, head: str = ""
) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for _ in range(4))
    return (
        f"<html><head><title>{escape(title)}</title>{head}</head><body><article><h1>{escape(title)}</h1>"
        f"{paragraphs}</article></body></html>"
    )


def sitemap(site: Site, places: Sequence[tuple[str, str]]) -> str:
    urls = "".join(
        f"<url><loc>{escape(site.url(path))}</loc><lastmod>{lastmod}</lastmod></url>"
        for path, lastmod in places
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def outlet(site: Site, key: str = "uji") -> Outlet:
    return Outlet(key=key, name=f"Kabar {key.title()}", country="ID", lang="id", homepage=site.url("/"))


def feed(site: Site, key: str = "uji-depan", *, path: str = "/rss", **kwargs: object) -> Feed:
    fields = {"section": "depan", "lang": "id", "outlet": outlet(site), "full_text": "page", **kwargs}
    return Feed(key=key, url=site.url(path), **fields)  # type: ignore[arg-type]
