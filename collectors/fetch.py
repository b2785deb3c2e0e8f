"""The only module that touches the network.

Whatever a server does - hang, lie, send without end, compress a gigabyte into a kilobyte - costs at most
``deadline`` and ``max_bytes``, and comes back as a FetchError in words for the Sources page.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Self
from urllib.parse import quote, urljoin

import aiohttp
import xxhash
from aiohttp.abc import AbstractResolver
from yarl import URL

from collectors.dns import ThreadPerLookup
from collectors.errors import AddressRefusedError, FetchError
from collectors.failures import failure, refusal, status_words
from collectors.guard import Guard
from collectors.politeness import Turns
from collectors.room import Room, Rooms
from collectors.settings import CollectSettings
from collectors.shared_turns import SharedTurns, turns_folder
from collectors.types import Fetched, NotModified, Validators
from storage.sites import site_of

ACCEPT_FEED = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

MAX_REDIRECTS = 5
MAX_HEADERS = 200
MAX_LINE = 16_384  # bytes of the status line, and of a header
CHUNK = 65_536
_MAX_SAID = 200  # characters of an address in what is told
DNS_TTL = 300  # seconds

_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_KEPT_IN_LOCATION = "!#$%&'()*+,/:;=?@[]~\\"  # the backslash for the guard to see
_WITH_DOCUMENT = frozenset({200, 203})

BeforeHop = Callable[[str], Awaitable[timedelta | None]]


class Web:
    """Fetches documents, one session for all of them. Use as an async context manager."""

    def __init__(
        self,
        settings: CollectSettings,
        *,
        resolver: AbstractResolver | None = None,
        turns: Turns | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._guard = Guard.of(settings.allow_networks, settings.allow_ports)
        self._resolver = resolver
        self._clock = clock  # only for Retry-After given as a date
        self._turns = turns or Turns(
            connections=settings.connections,
            per_site=settings.per_host,
            spacing=settings.host_spacing,
            shared=SharedTurns(turns_folder(settings.data_dir)),
        )
        self._held: dict[str, float] = {}  # sites that asked for time, and until when on the loop's clock
        self._rooms = Rooms()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=0,  # politeness.Turns counts, before the deadline runs
            resolver=self._resolver or ThreadPerLookup(),
            ttl_dns_cache=DNS_TTL,
            socket_factory=self._guard.open_socket,
            keepalive_timeout=30,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._settings.full_user_agent, "Accept-Encoding": "gzip, deflate, br"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None, sock_read=None),  # ours is below
            max_headers=MAX_HEADERS,
            max_line_size=MAX_LINE,
            max_field_size=MAX_LINE,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.close()

    def room(self) -> Room:
        """Room for a document that is held after :meth:`fetch` has brought it, until it is read."""
        return self._rooms.room()

    async def fetch(
        self,
        url: str,
        *,
        room: Room | None = None,
        validators: Validators | None = None,
        accept: str = ACCEPT_FEED,
        max_bytes: int | None = None,
        before_hop: BeforeHop | None = None,
    ) -> Fetched | NotModified:
        """Return the document at ``url``, or that it is the one ``validators`` came with.

        ``before_hop`` is called with each address before it is asked, redirects included; it returns how
        long the site wants between two requests, and may refuse it by raising FetchError. A site that has
        asked for time (Retry-After) is not asked. A large document waits for its place in ``room``. Raises
        FetchError; its ``url`` is the one asked for, not the redirect's.
        """
        limit = self._settings.max_bytes if max_bytes is None else max_bytes
        async with self.room() as own:
            request = _Request(url, validators or Validators(), accept, limit, room or own)
            return await self._follow(request, before_hop)

    async def _follow(self, request: _Request, before_hop: BeforeHop | None) -> Fetched | NotModified:
        url = request.url
        budget = self._settings.deadline.total_seconds()
        here, permanent, been = url, True, {url}
        for _ in range(MAX_REDIRECTS + 1):
            target = self._checked(here, request)
            spacing = await before_hop(here) if before_hop is not None else None
            site = site_of(target.raw_host or "", target.explicit_port)
            async with self._turns.turn(site, spacing=spacing):
                self._refuse_held(site, request)
                started = asyncio.get_running_loop().time()
                try:
                    answer = await self._ask(target, request, budget)
                except FetchError as error:
                    self._hold(site, error)
                    raise
                budget -= asyncio.get_running_loop().time() - started
            if isinstance(answer, _Redirect):
                permanent = permanent and answer.permanent
                here = answer.target
                if here in been:
                    raise FetchError(url, "redirects in a circle")
                been.add(here)
                continue
            return replace(answer, moved_to=here if permanent and here != url else None)
        raise FetchError(url, f"redirects more than {MAX_REDIRECTS} times")

    def _hold(self, site: str, error: FetchError) -> None:
        if error.retry_after:
            self._held[site] = asyncio.get_running_loop().time() + error.retry_after.total_seconds()

    def _refuse_held(self, site: str, request: _Request) -> None:
        rest = self._held.get(site, 0.0) - asyncio.get_running_loop().time()
        if rest > 0:
            wait = timedelta(seconds=rest)
            minutes = max(1, round(wait / timedelta(minutes=1)))
            reason = f"was not asked: {site} wants to be left alone for {minutes} min"
            raise FetchError(request.url, reason, retry_after=wait)
        self._held.pop(site, None)

    def _checked(self, here: str, request: _Request) -> URL:
        try:
            return self._guard.check_url(here)
        except AddressRefusedError as refused:
            if here == request.url:
                raise
            raise AddressRefusedError(
                request.url, f"redirects to {_in_short(here)}, which {refused.reason}", transient=False
            ) from None

    async def _ask(self, target: URL, request: _Request, budget: float) -> Fetched | NotModified | _Redirect:
        """Send one request; every way it can fail becomes a FetchError here."""
        assert self._session is not None
        url = request.url
        try:
            async with (
                asyncio.timeout(max(budget, 0.0)),
                self._session.get(target, headers=request.headers(), allow_redirects=False) as response,
            ):
                try:
                    return await self._read(response, request)
                finally:
                    response.close() if not response.content.at_eof() else response.release()
        except TimeoutError:
            seconds = self._settings.deadline.total_seconds()
            raise FetchError(url, f"took longer than {seconds:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise failure(url, error) from error

    async def _read(
        self, response: aiohttp.ClientResponse, request: _Request
    ) -> Fetched | NotModified | _Redirect:
        status = response.status
        if status in _REDIRECTS:
            return _Redirect.of(response, request)
        known = request.validators
        got = Validators(
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            body_hash=known.body_hash,
        )
        headers = {name.lower(): value for name, value in response.headers.items()}
        unchanged = NotModified(validators=_refreshed(known, got), http_status=status, headers=headers)
        if status == HTTPStatus.NOT_MODIFIED:
            if known.etag is None and known.last_modified is None:
                raise FetchError(request.url, "answered 304 Not Modified to a first request", http_status=304)
            return unchanged
        if status not in _WITH_DOCUMENT:
            raise refusal(response, request.url, self._clock())
        if got.etag is not None and got.etag == known.etag:
            return unchanged
        body = await _body(response, request)
        digest = xxhash.xxh3_64_hexdigest(body)
        if digest == known.body_hash:
            return unchanged
        return Fetched(
            url=str(response.url),
            body=body,
            size=len(body),
            content_type=_header(response, "Content-Type"),
            http_status=status,
            validators=Validators(etag=got.etag, last_modified=got.last_modified, body_hash=digest),
            headers=headers,
        )


class _Request:
    """What is asked for, through all redirects."""

    __slots__ = ("accept", "limit", "room", "url", "validators")

    def __init__(self, url: str, validators: Validators, accept: str, limit: int, room: Room) -> None:
        self.url, self.validators, self.accept, self.limit = url, validators, accept, limit
        self.room = room

    def headers(self) -> dict[str, str]:
        """Validators go back byte for byte (RFC 9110 13.1); no Referer, no cookies, nothing else."""
        headers = {"Accept": self.accept}
        if self.validators.etag is not None:
            headers["If-None-Match"] = self.validators.etag
        if self.validators.last_modified is not None:
            headers["If-Modified-Since"] = self.validators.last_modified
        return headers


class _Redirect:
    """Where a server sends us."""

    __slots__ = ("permanent", "target")

    def __init__(self, target: str, *, permanent: bool) -> None:
        self.target, self.permanent = target, permanent

    @classmethod
    def of(cls, response: aiohttp.ClientResponse, request: _Request) -> _Redirect:
        location = response.headers.get("Location", "").strip()
        if not location:
            raise FetchError(
                request.url,
                f"answered {status_words(response)} without a target",
                http_status=response.status,
            )
        # Some servers put raw UTF-8 or Latin-1 into the header.
        escaped = quote(location.encode("utf-8", "surrogateescape"), safe=_KEPT_IN_LOCATION)
        try:
            target = urljoin(str(response.url), escaped)
        except ValueError:
            raise FetchError(request.url, f"redirects to {location[:200]!r}, which is no address") from None
        return cls(target, permanent=response.status in _PERMANENT)


async def _body(response: aiohttp.ClientResponse, request: _Request) -> bytes:
    """Read the body, inflated, and stop at the first byte too many."""
    if (response.content_length or 0) > request.limit:
        raise _too_large(response, request)
    body = io.BytesIO()  # which gives its bytes away without a copy
    async for chunk in response.content.iter_chunked(CHUNK):
        if body.tell() + len(chunk) > request.limit:
            del body, chunk  # or the traceback would hold them for as long as somebody holds the error
            raise _too_large(response, request)
        body.write(chunk)
        await request.room.holds(body.tell())
    return body.getvalue()


def _too_large(response: aiohttp.ClientResponse, request: _Request) -> FetchError:
    limit = _megabytes(request.limit)
    return FetchError(request.url, f"is larger than {limit}", http_status=response.status)


def _refreshed(known: Validators, got: Validators) -> Validators:
    """A 304 may bring newer validators (RFC 9111 4.3.4); what it leaves out stays."""
    return Validators(
        etag=got.etag or known.etag,
        last_modified=got.last_modified or known.last_modified,
        body_hash=known.body_hash,
    )


def _header(response: aiohttp.ClientResponse, name: str) -> str | None:
    """Return a header that can be stored and sent back as it came, else None."""
    value = response.headers.get(name)
    if not value:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:  # bytes that are not UTF-8
        return None
    return value


def _in_short(url: str) -> str:
    return url if len(url) <= _MAX_SAID else f"{url[:_MAX_SAID]}…"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.3g} MB"
