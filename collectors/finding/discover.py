"""The feeds of a site: those it names, those it links to, and those where outlets usually have them.

Every address is asked and read before it is offered. Guesses are few, and a pattern that misses is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

from aiohttp.abc import AbstractResolver
from selectolax.lexbor import LexborHTMLParser

from collectors.errors import FetchError
from collectors.fetch import ACCEPT_PAGE, Web
from collectors.finding.check import DEAD
from collectors.finding.look import Content, Seen, look, ready, same_entries
from collectors.jobs import Document
from collectors.resources import Clock, utc_now
from collectors.robots import Robots
from collectors.settings import CollectSettings
from collectors.text.encoding import decode
from collectors.text.markup import html_tree
from collectors.text.plain import one_line
from collectors.types import NotModified
from collectors.urls import web_url
from collectors.workers import WorkerPool
from storage.sites import publisher_of_url

MAX_ASKED: Final = 60  # requests for one site
MAX_SECTIONS: Final = 15
MAX_LINKS: Final = 2_000  # of one page that are looked at
SAME: Final = 0.9
How = Literal["given", "named", "linked", "guessed"]

_TYPES: Final = ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "text/xml", "application/xml")
_FEED_HOSTS: Final = frozenset({"rss", "feed", "feeds", "sindikasi"})
_FEED_LIKE = re.compile(
    r"(?:^|[/._-])(?:rss(?:2(?:\.0)?)?|feeds?|atom|rdf)(?:[/._?-]|$)|[?&](?:format|alt|type)=(?:rss|atom|feed)"
    r"|feed\.json|\.rss$|rssfeeds",
    re.IGNORECASE,
)
_NO_FEED = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js|ico|pdf|mp[34])$|feedback", re.IGNORECASE)
# Where systems and Indonesian outlets have the feed of the whole site.
_USUAL: Final = (
    "/rss",
    "/feed",  # WordPress
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds",
    "/feed.json",
    "/feeds/posts/default?alt=rss",  # Blogger
    "/?feed=rss2",  # WordPress without pretty addresses
    "/rss/terkini.xml",
    "/rss/news",
    "/rss/all",
    "/index.php/rss",
)  # fmt: skip
_PATTERNS: Final = ("{section}/rss", "{section}/feed")
_SECTION = re.compile(r"/[a-z][a-z-]{2,24}/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feed of the site."""

    url: str
    how: How
    content: Content


@dataclass(slots=True, kw_only=True)
class Discovery:
    """What a search came to."""

    homepage: str
    title: str = ""  # of the page that was given
    language: str | None = None
    feeds: list[Found] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # named or linked, and why not offered
    sitemaps: tuple[str, ...] = ()
    asked: int = 0
    error: str | None = None  # why the page could not be read


async def discover(
    settings: CollectSettings,
    url: str,
    *,
    clock: Clock = utc_now,
    resolver: AbstractResolver | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Discovery:
    """Find the feeds of the site at ``url``."""
    async with AsyncExitStack() as stack:
        workers = WorkerPool(settings.workers, limit=settings.read_limit, setup=ready)
        stack.push_async_callback(workers.close)
        web = await stack.enter_async_context(Web(settings, resolver=resolver, clock=clock))
        search = _Search(settings, web, workers, clock=clock, progress=progress)
        return await search.run(url)


class _Search:
    def __init__(
        self,
        settings: CollectSettings,
        web: Web,
        workers: WorkerPool,
        *,
        clock: Clock,
        progress: Callable[[str], None],
    ) -> None:
        self._settings, self._web, self._workers = settings, web, workers
        self._robots = Robots(web, clock=clock)
        self._clock, self._progress = clock, progress
        self._tried: set[str] = set()
        self._result = Discovery(homepage="")

    async def run(self, url: str) -> Discovery:
        page = await self._page(url)
        parts = urlsplit(page.url if page is not None else url)
        origin = f"{parts.scheme}://{parts.netloc}"
        self._result.homepage = url if parts.path.strip("/") else origin
        if page is not None and await self._is_feed(url, page):
            return self._result
        sections: list[str] = []
        if page is not None:
            read = _read(page)
            self._result.title, self._result.language = read.title, read.language
            await self._try_all("named", read.named)
            await self._try_all("linked", read.linked)
            sections = read.sections
        self._result.sitemaps = await self._sitemaps(origin)
        hosts = [urljoin(sitemap, "/").rstrip("/") for sitemap in self._result.sitemaps]
        sections += [
            host for host in hosts if host != origin and publisher_of_url(host) == publisher_of_url(origin)
        ]
        await self._guess(origin, sections)
        return self._result

    async def _page(self, url: str) -> Document | None:
        try:
            answer = await self._web.fetch(url, accept=ACCEPT_PAGE, before_hop=self._robots.check)
        except FetchError as error:
            self._result.error = error.reason
            return None
        assert not isinstance(answer, NotModified)  # asked without validators
        return Document(url=answer.url, content_type=answer.content_type, body=answer.body)

    async def _is_feed(self, url: str, page: Document) -> bool:
        """Offer the given address itself when it is a feed."""
        head = decode(page.body[:4_096], page.content_type).text.lower()
        if "<html" in head or not any(sign in head for sign in ("<rss", "<feed", "<rdf", "jsonfeed.org")):
            return False
        return await self._try("given", url) is not None

    async def _sitemaps(self, origin: str) -> tuple[str, ...]:
        try:
            return await self._robots.sitemaps(origin)
        except FetchError:
            return ()

    async def _guess(self, origin: str, sections: Sequence[str]) -> None:
        for path in _USUAL:
            if self._result.feeds:
                break
            seen = await self._try("guessed", urljoin(origin, path))
            if seen is not None and seen.body is not None:  # KONTAN's /rss is a page that lists its feeds
                await self._try_all("linked", _read(seen.body).linked)
        for pattern in _PATTERNS:
            misses = 0
            for section in list(dict.fromkeys(sections))[:MAX_SECTIONS]:
                before = len(self._result.feeds)
                await self._try("guessed", pattern.format(section=section.rstrip("/")))
                misses += len(self._result.feeds) == before
                if misses >= 3 and len(self._result.feeds) == before:  # noqa: PLR2004
                    break

    async def _try_all(self, how: How, urls: Iterable[str]) -> None:
        for url in urls:
            await self._try(how, url)

    async def _try(self, how: How, url: str) -> Seen | None:
        """Look at an address and offer what is a feed; None when it was looked at before."""
        if url in self._tried or self._result.asked >= MAX_ASKED:
            return None
        self._tried.add(url)
        self._result.asked += 1
        self._progress(url)
        now = self._clock()
        seen = await look(self._web, self._workers, url, zone=self._settings.zone, now=now)
        reason = self._why_not(seen, now)
        if reason is None:
            assert seen.content is not None
            self._tried.add(seen.at)
            self._result.feeds.append(Found(url=seen.moved_to or url, how=how, content=seen.content))
        elif how != "guessed" or seen.content is not None:
            self._result.left_out.append((url, reason))
        return seen

    def _why_not(self, seen: Seen, now: datetime) -> str | None:
        content = seen.content
        if content is None:
            return seen.reason
        if "/comments/" in urlsplit(seen.url).path:
            return "is of comments, not of articles"
        if not content.entries:
            return "has no entries"
        if content.newest is not None and now - content.newest > DEAD:
            return f"has nothing newer than {content.newest:%d %b %Y}"
        for other in self._result.feeds:
            if (seen.moved_to or seen.url) == other.url or same_entries(content, other.content, share=SAME):
                return f"has the same entries as {other.url}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    title: str
    language: str | None
    named: list[str]
    linked: list[str]
    sections: list[str]  # addresses of sections, on hosts of their own first


def _read(page: Document) -> _Page:
    tree = html_tree(decode(page.body, page.content_type, html=True).text)
    if tree is None:
        return _Page(title="", language=None, named=[], linked=[], sections=[])
    base = next(iter(_addresses(tree, "base[href]", page.url)), page.url)
    title = tree.css_first("title")
    root = tree.css_first("html")
    lang = ((root.attributes.get("lang") or "") if root is not None else "")[:2].lower()
    links = list(dict.fromkeys(_addresses(tree, "a[href]", base)))
    own = [link for link in links if publisher_of_url(link) == publisher_of_url(page.url)]
    return _Page(
        title=one_line(title.text() if title is not None else "", limit=100),
        language=lang if lang.isascii() and lang.isalpha() else None,
        named=_alternates(tree, base),
        linked=[link for link in links if _looks_like_feed(link) and (link in own or "feedburner" in link)],
        sections=list(_sections(own, page.url)),
    )


def _looks_like_feed(url: str) -> bool:
    parts = urlsplit(url)
    if _NO_FEED.search(parts.path):
        return False
    named = (parts.hostname or "").split(".")[0] in _FEED_HOSTS and bool(parts.path.strip("/"))
    return named or _FEED_LIKE.search(f"{parts.path}?{parts.query}") is not None


def _alternates(tree: LexborHTMLParser, base: str) -> list[str]:
    found = []
    for node in tree.css("link[rel][href]")[:MAX_LINKS]:
        attributes = node.attributes
        rel, kind = (attributes.get("rel") or "").lower().split(), (attributes.get("type") or "").lower()
        typed = any(name in kind for name in _TYPES) and "oembed" not in kind
        wanted = ("alternate" in rel and typed) or "feed" in rel
        if wanted and (url := web_url(attributes.get("href") or "", base=base)):
            found.append(url)
    return list(dict.fromkeys(found))


def _addresses(tree: LexborHTMLParser, selector: str, base: str) -> Iterator[str]:
    for node in tree.css(selector)[:MAX_LINKS]:
        if url := web_url(node.attributes.get("href") or "", base=base):
            yield url.partition("#")[0]


def _sections(links: Sequence[str], page: str) -> Iterator[str]:
    """Fronts of sections that a page leads to: other hosts of the site, then folders of this one."""
    here = urlsplit(page)
    for link in links:
        parts = urlsplit(link)
        if parts.netloc != here.netloc:
            yield f"{parts.scheme}://{parts.netloc}"
    for link in links:
        parts = urlsplit(link)
        if parts.netloc == here.netloc and _SECTION.fullmatch(parts.path) and not parts.query:
            yield f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
