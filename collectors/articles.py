"""Entries to articles: their pages fetched, politely, and read in worker processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from collectors.entries import Entry
from collectors.errors import FetchError, ParseError, WorkerError, bare
from collectors.fetch import ACCEPT_PAGE, Web
from collectors.jobs import Document, Provenance, read_article, read_articles
from collectors.page_rules import whole_article_url
from collectors.robots import Robots
from collectors.room import Room
from collectors.types import NotModified
from collectors.workers import WorkerPool
from storage.records import Article

MAX_PAGES = 10  # of one article
GIVE_UP_AFTER = 5  # pages that fail in a row; the rest of this poll keeps what the feed says
PAGES_AT_ONCE = 8  # of one poll; how many of them really go out is decided by politeness.Turns
PER_JOB = 25  # entries without page handed to a worker at once

_NOT_OFFERED = frozenset({400, 404, 410})

Unreadable = FetchError | ParseError | WorkerError
UNREADABLE = (FetchError, ParseError, WorkerError)


@dataclass(slots=True, kw_only=True)
class Reading:
    """What became of the entries, by Entry.key. An entry in none of these was not begun."""

    articles: dict[str, Article] = field(default_factory=dict)
    failures: dict[str, Unreadable] = field(default_factory=dict)  # page or text unreadable
    streak: int = 0  # pages that failed in a row

    def note(self) -> str | None:
        """Say in words how many pages could not be had, wholly or in part, and why the first could not."""
        notes = filter(None, (self._failed(), self._partial()))
        return "; ".join(notes) or None

    def _partial(self) -> str | None:
        count = sum(any(cut.reason == "paywall" for cut in a.removed) for a in self.articles.values())
        if not count:
            return None
        one = "1 article page shows only its beginning and asks"
        pages = one if count == 1 else f"{count} article pages show only their beginning and ask"
        return f"{pages} for a login or a subscription"

    def _failed(self) -> str | None:
        if not self.failures:
            return None
        first = next(iter(self.failures.values()))
        count = len(self.failures)
        pages = "1 article page" if count == 1 else f"{count} article pages"
        return f"{pages} could not be read; the first {first.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReader:
    """Reads the articles of entries. Once ``stopping`` is set, no new page is asked for."""

    web: Web
    robots: Robots
    workers: WorkerPool
    stopping: asyncio.Event

    async def read(self, entries: Sequence[Entry], provenance: Provenance) -> Reading:
        """Make articles of ``entries``; a page that fails costs its article no more than its full text."""
        reading = Reading()
        if provenance.feed.full_text == "feed":
            for start in range(0, len(entries), PER_JOB):
                await self._read_own(entries[start : start + PER_JOB], provenance, reading)
            return reading
        slots = asyncio.Semaphore(PAGES_AT_ONCE)

        async def read_one(entry: Entry) -> None:
            async with slots:
                if not self.stopping.is_set():
                    await self._read_page(entry, provenance, reading)

        without_page = [entry for entry in entries if not entry.raw.link]
        if without_page:
            await self._read_own(without_page, provenance, reading)
        async with asyncio.TaskGroup() as group:
            for entry in entries:
                if entry.raw.link:
                    group.create_task(read_one(entry))
        return reading

    async def _read_page(self, entry: Entry, provenance: Provenance, reading: Reading) -> None:
        try:
            reading.articles[entry.key] = await self._page_of(entry, provenance, reading)
        except UNREADABLE as error:
            reading.streak += 1
            await self._read_own([entry], provenance, reading)
            reading.failures[entry.key] = bare(error)
        else:
            reading.streak = 0

    async def _page_of(self, entry: Entry, provenance: Provenance, reading: Reading) -> Article:
        if reading.streak >= GIVE_UP_AFTER:
            raise FetchError(entry.url, f"was not asked for after {GIVE_UP_AFTER} failures in a row")
        return await self.article(entry, provenance)

    async def article(self, entry: Entry, provenance: Provenance) -> Article:
        """Fetch and read the page or pages of one article. Raises FetchError, ParseError or WorkerError."""
        async with self.web.room() as room:
            first = await self._first(entry.raw.link, provenance.feed.page_rule, room)
            read = await self.workers.run(read_article, entry, (first,), provenance)
            if not read.next_pages:
                return read.article
            documents = [first]
            for url in read.next_pages[: MAX_PAGES - 1]:
                try:
                    documents.append(await self._fetch(url, room))
                except FetchError:
                    break  # what came before it is worth keeping
            return (await self.workers.run(read_article, entry, tuple(documents), provenance)).article

    async def _first(self, link: str, rule: str | None, room: Room) -> Document:
        """Fetch the whole article at once where the outlet offers that, else what the link leads to."""
        whole = whole_article_url(link, rule)
        try:
            return await self._fetch(whole, room)
        except FetchError as error:
            if whole == link or error.http_status not in _NOT_OFFERED:
                raise
        return await self._fetch(link, room)

    async def _fetch(self, url: str, room: Room) -> Document:
        answer = await self.web.fetch(url, accept=ACCEPT_PAGE, before_hop=self.robots.check, room=room)
        assert not isinstance(answer, NotModified)  # asked without validators
        return Document.of(answer)

    async def _read_own(self, entries: Sequence[Entry], provenance: Provenance, reading: Reading) -> None:
        """Read what the feed itself says; when a process fails at several entries, find the one at fault."""
        try:
            articles = await self.workers.run(read_articles, tuple(entries), provenance)
        except WorkerError as error:
            if len(entries) == 1:
                reading.failures[entries[0].key] = bare(error)
                return
            for entry in entries:
                await self._read_own([entry], provenance, reading)
            return
        reading.articles.update(
            (entry.key, article) for entry, article in zip(entries, articles, strict=True)
        )
