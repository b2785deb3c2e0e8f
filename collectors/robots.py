"""robots.txt (RFC 9309), for article pages and sitemaps.

Feeds are offered to be read by programs and are asked for without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from protego import Protego
from yarl import URL

from collectors.errors import FetchError
from collectors.fetch import Web
from collectors.types import NotModified

AGENT = "sorot"  # the name to write into robots.txt
KEEP = timedelta(hours=24)  # RFC 9309 2.4
KEEP_FAILED = timedelta(minutes=15)  # an outlet whose robots.txt fails is left alone for this long
MAX_BYTES = 1024 * 1024  # the standard asks for 500 KiB at least
MAX_ORIGINS = 2_000
LONGEST_DELAY = timedelta(minutes=1)  # between two pages of a site, whatever its robots.txt asks for

_TOO_MANY = 429
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What one origin allows; ``parser`` is None when everything has one answer, ``refusal``."""

    parser: Protego | None
    refusal: str | None
    until: datetime
    delay: timedelta | None = None  # wanted between two requests


class Robots:
    """Answers whether a page may be read, asking each origin at most once a day."""

    def __init__(self, web: Web, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._web = web
        self._clock = clock
        self._rules: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def check(self, url: str) -> timedelta | None:
        """Return how long the origin of ``url`` wants between two requests; raise FetchError when closed."""
        origin = str(URL(url).origin())
        rules = await self._rules_of(origin)
        if rules.parser is not None and not rules.parser.can_fetch(url, AGENT):
            raise FetchError(url, "is closed to us by robots.txt", transient=False)
        if rules.refusal is not None:
            raise FetchError(url, rules.refusal)
        return rules.delay

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of this origin names."""
        rules = await self._rules_of(str(URL(url).origin()))
        return tuple(rules.parser.sitemaps) if rules.parser is not None else ()

    async def _rules_of(self, origin: str) -> _Rules:
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:  # a hundred pages of one outlet ask for one robots.txt
            rules = self._rules.get(origin)
            now = self._clock()
            if rules is None or not now < rules.until <= now + KEEP:  # after that, the clock was set back
                rules = await self._ask(origin)
                self._forget_expired()
                self._rules[origin] = rules
        return rules

    async def _ask(self, origin: str) -> _Rules:
        now = self._clock()
        try:
            answer = await self._web.fetch(f"{origin}/robots.txt", accept="text/plain", max_bytes=MAX_BYTES)
        except FetchError as error:
            status = error.http_status or 0
            if _CLIENT_ERROR <= status < _SERVER_ERROR and status != _TOO_MANY:
                return _Rules(parser=None, refusal=None, until=now + KEEP)
            refusal = f"is left alone for now: its robots.txt {error.reason}"
            return _Rules(parser=None, refusal=refusal, until=now + KEEP_FAILED)
        assert not isinstance(answer, NotModified)  # asked without validators
        text = answer.body.decode("utf-8", "replace").lstrip("\ufeff")
        parser = Protego.parse(text)
        return _Rules(parser=parser, refusal=None, until=now + KEEP, delay=_delay(parser))

    def _forget_expired(self) -> None:
        if len(self._rules) < MAX_ORIGINS:
            return
        now = self._clock()
        self._rules = {origin: rules for origin, rules in self._rules.items() if rules.until > now}
        self._asking = {origin: lock for origin, lock in self._asking.items() if lock.locked()}


def _delay(parser: Protego) -> timedelta | None:
    """Crawl-delay, which no standard has and many outlets write."""
    seconds = parser.crawl_delay(AGENT)
    if not seconds or not seconds > 0:
        return None
    return timedelta(seconds=min(float(seconds), LONGEST_DELAY.total_seconds()))
