"""Addresses of an outlet's articles: its sitemaps, from robots.txt or an index down, and its archive."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from http import HTTPStatus
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import structlog

from collectors.errors import CollectorError, FetchError
from collectors.fetch import ACCEPT_PAGE, Web
from collectors.history.archive import ArchiveRule, links_of
from collectors.history.sitemap import MAX_INFLATED, Place, Sitemap, read_sitemap
from collectors.robots import Robots
from collectors.types import NotModified
from collectors.workers import WorkerPool

MAX_SITEMAPS = 5_000  # of one outlet
FAILURES = 3  # lists of an archive that cannot be read before any could
_ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.1"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """Finds article addresses that may have been published in ``since`` <= t < ``until``."""

    web: Web
    robots: Robots
    workers: WorkerPool
    zone: ZoneInfo
    since: datetime
    until: datetime
    left_out: list[str] = field(default_factory=list)  # what could not be read, in words

    async def places(self, homepage: str, sitemap: str | None) -> AsyncIterator[Sequence[Place]]:
        """Yield the addresses of one sitemap after the other.

        One sitemap that cannot be read is left out with a warning. Raises CollectorError when it is the
        first, or when there is none.
        """
        first = await self._first(homepage) if sitemap is None else [sitemap]
        waiting, seen = deque(first), set(first)
        read = 0
        while waiting and read < MAX_SITEMAPS:
            url = waiting.popleft()
            try:
                found = await self._read(url)
            except CollectorError as error:
                if read == 0 and not waiting:
                    raise
                log.warning("sitemap left out", sitemap=url, error=str(error))
                self.left_out.append(f"{url} {getattr(error, 'reason', error)}")
                continue
            read += 1
            for place in found.sitemaps:
                # A sitemap last changed before the range has nothing from it.
                old = place.lastmod is not None and place.lastmod < self.since
                if place.url not in seen and not old:
                    seen.add(place.url)
                    waiting.append(place.url)
            yield [place for place in found.articles if place.may_be_within(self.since, self.until)]

    async def archived(self, rule: ArchiveRule) -> AsyncIterator[Sequence[Place]]:
        """Yield the addresses of one page of the archive after the other, the newest days first.

        Raises CollectorError when the first lists cannot be read; a later page only ends its list.
        """
        first, last = self.since.astimezone(self.zone).date(), self.until.astimezone(self.zone).date()
        read = failed = 0
        for day in rule.days(first, last):
            known: set[str] = set()
            begin = datetime.combine(day, time(), self.zone)
            if rule.by_day and begin >= self.until:
                continue
            for number in range(rule.pages):
                url = rule.address(day, number)
                try:
                    links = await self._links(url, rule)
                except CollectorError as error:
                    failed += 1
                    if not read and failed >= FAILURES:
                        raise
                    if getattr(error, "http_status", None) != HTTPStatus.NOT_FOUND:
                        self.left_out.append(f"{url} {getattr(error, 'reason', error)}")
                    break
                read += 1
                new = [link for link in links if link not in known]
                if not new:
                    break
                known.update(new)
                yield [
                    place
                    for place in (Place(url=link, lastmod=begin if rule.by_day else None) for link in new)
                    if place.may_be_within(min(self.since, begin), self.until)
                ]

    async def _links(self, url: str, rule: ArchiveRule) -> list[str]:
        answer = await self.web.fetch(url, accept=ACCEPT_PAGE, before_hop=self.robots.check)
        assert not isinstance(answer, NotModified)  # asked without validators
        return await self.workers.run(links_of, answer.body, answer.url, answer.content_type, rule)

    async def _first(self, homepage: str) -> list[str]:
        named = await self.robots.sitemaps(homepage)
        return list(dict.fromkeys(named)) or [urljoin(homepage, "/sitemap.xml")]

    async def _read(self, url: str) -> Sitemap:
        answer = await self.web.fetch(
            url, accept=_ACCEPT, max_bytes=MAX_INFLATED, before_hop=self.robots.check
        )
        if isinstance(answer, NotModified):
            raise FetchError(url, "answered that it has not changed")
        return await self.workers.run(read_sitemap, answer.body, answer.url, self.zone)
