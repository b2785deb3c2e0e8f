"""Sitemaps (sitemaps.org, and Google's news extension) to addresses. Pure, and run in worker processes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.parsers import expat
from zoneinfo import ZoneInfo

from collectors.dates import read_date
from collectors.errors import ParseError
from collectors.text.plain import one_line
from collectors.urls import web_url

MAX_INFLATED = 60 * 1024 * 1024  # the standard allows 50 MB
MAX_PLACES = 60_000  # and 50,000 addresses

_GZIP = b"\x1f\x8b"
_DATES_IN_PATH = (
    re.compile(r"/(20\d\d)/(\d\d)/(\d\d)(?=[/-]|$)"),
    re.compile(r"[/-](20\d\d)(\d\d)(\d\d)(?=\d{6}(?!\d)|\D|$)"),  # with or without a time
)
_OTHERS = ("sitemap-image", "sitemap-video", "sitemap-mobile", "xhtml")  # in names of other namespaces
_TEXTS = frozenset({"loc", "lastmod", "publication_date", "title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address in a sitemap."""

    url: str
    lastmod: datetime | None  # last change, of the article or of the whole sitemap
    published_at: datetime | None = None  # news sitemaps say so
    title: str = ""

    def may_be_within(self, since: datetime, until: datetime) -> bool:
        """Whether an article there can have been published in ``since`` <= t < ``until``.

        What was last changed before ``since`` was published before it; the rest is known only when the
        sitemap or the address has the date. A day's slack is left for zones.
        """
        if self.published_at is not None:
            return since <= self.published_at < until
        if self.lastmod is not None and self.lastmod < since:
            return False
        day = date_in_path(self.url)
        slack = timedelta(days=1)
        return day is None or since - 2 * slack < day < until + slack


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap document, read: other sitemaps, or articles, or (against the standard) both."""

    sitemaps: tuple[Place, ...]
    articles: tuple[Place, ...]


def read_sitemap(body: bytes, url: str, zone: ZoneInfo) -> Sitemap:
    """Read a sitemap or sitemap index, gzipped or not, or a plain list of addresses.

    Raises ParseError. One that ends too early gives what it has.
    """
    body = _inflated(body)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Sitemap(sitemaps=(), articles=tuple(_listed(body, base=url)))
    reader = _Reader(base=url, zone=zone)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        if not reader.found:
            raise ParseError(f"is not a sitemap: {expat.errors.messages[error.code]}") from None
    if reader.root not in {"urlset", "sitemapindex"}:
        raise ParseError(f"is not a sitemap: its root element is {one_line(reader.root, limit=50)!r}")
    return Sitemap(sitemaps=tuple(reader.sitemaps), articles=tuple(reader.articles))


class _Reader:
    """Collects the places of one document."""

    def __init__(self, *, base: str, zone: ZoneInfo) -> None:
        self._base, self._zone = base, zone
        self._texts: dict[str, list[str]] = {}
        self._open: list[str] | None = None
        self.root = ""
        self.sitemaps: list[Place] = []
        self.articles: list[Place] = []

    @property
    def found(self) -> bool:
        return bool(self.sitemaps or self.articles)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.root = self.root or local
        if any(other in space for other in _OTHERS):  # <image:loc>, <video:publication_date>
            self._open = None
            return
        if local in {"url", "sitemap"}:
            self._texts = {}
        self._open = (
            self._texts.setdefault(local, []) if local in _TEXTS and local not in self._texts else None
        )

    def text(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)

    def end(self, name: str) -> None:
        self._open = None
        local = name.rpartition(" ")[2]
        into = {"url": self.articles, "sitemap": self.sitemaps}.get(local)
        if into is None or len(into) >= MAX_PLACES:
            return
        said = {key: "".join(parts).strip() for key, parts in self._texts.items()}
        url = web_url(said.get("loc", ""), base=self._base)
        if url is not None:
            into.append(
                Place(
                    url=url,
                    lastmod=read_date(said.get("lastmod", "")[:100], zone=self._zone),
                    published_at=read_date(said.get("publication_date", "")[:100], zone=self._zone),
                    title=one_line(said.get("title", "")),
                )
            )


def date_in_path(url: str) -> datetime | None:
    """Day that an address names (``/2026/11/23/``, ``/20261123``), midnight UTC; None when it names none."""
    for form in _DATES_IN_PATH:
        if (found := form.search(url)) is not None:
            try:
                return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
            except ValueError:
                continue
    return None


def _listed(body: bytes, *, base: str) -> Iterator[Place]:
    for line in body.decode("utf-8-sig", "replace").splitlines()[:MAX_PLACES]:
        if line.startswith(("http://", "https://")) and (url := web_url(line, base=base)):
            yield Place(url=url, lastmod=None)


def _inflated(body: bytes) -> bytes:
    """Files named .gz come as they are: that is no Content-Encoding."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(31)
    try:
        inflated = unpacker.decompress(body, MAX_INFLATED)
    except zlib.error as error:
        raise ParseError(f"cannot be decompressed: {error}") from None
    if unpacker.unconsumed_tail:
        raise ParseError(f"is larger than {MAX_INFLATED // 1024 // 1024} MB")
    return inflated


def _refuse_entities(*_: object) -> None:
    raise ParseError("declares entities, which no sitemap needs")
