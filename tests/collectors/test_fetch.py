from __future__ import annotations

import asyncio
import gc
import gzip
import json
import re
import resource
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from aiohttp import web as http

from collectors.errors import AddressRefusedError, FetchError
from collectors.failures import retry_after
from collectors.fetch import MAX_HEADERS, MAX_LINE, MAX_REDIRECTS, Web
from collectors.settings import CollectSettings
from collectors.types import Fetched, NotModified, Validators
from tests.hostile.servers import HELL
from tests.hostile.wire import serving as serving_hell
from tests.servers import Names, Site, raw_server, serving

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
SHORT = timedelta(seconds=0.4)
MB = 1024 * 1024

pytestmark = pytest.mark.usefixtures("bounded")


@pytest.fixture
async def bounded() -> Any:
    """No test of this file may hang: that is what it tests."""
    async with asyncio.timeout(60):
        yield


async def document(web: Web, url: str, **kwargs: Any) -> Fetched:
    answer = await web.fetch(url, **kwargs)
    assert isinstance(answer, Fetched)
    return answer


async def reason(web: Web, url: str, **kwargs: Any) -> str:
    with pytest.raises(FetchError) as failed:
        await web.fetch(url, **kwargs)
    assert failed.value.url == url
    return failed.value.reason


# -- what is asked ----------------------------------------------------------------------------------------


@pytest.mark.behaviour(1, 6, 7)
async def test_the_first_request_is_honest_and_plain(site: Site, web: Web) -> None:
    site.answers["/rss"] = b"<rss/>"
    await web.fetch(site.url("/rss"))
    (request,) = site.seen
    assert request.headers["user-agent"].startswith("sorot/")
    assert request.headers["user-agent"].endswith("+https://example.org/sorot")
    assert request.headers["accept-encoding"] == "gzip, deflate, br"
    assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.behaviour(1)
async def test_validators_go_back_byte_for_byte(site: Site, web: Web) -> None:
    etag, modified = 'W/"a,b; c=\\ é"', "Mon, 23 Nov 2026 04:00:00 +0700 (WIB)"
    site.answers["/rss"] = http.Response(body=b"<rss/>", headers={"ETag": etag, "Last-Modified": modified})
    first = await document(web, site.url("/rss"))
    assert (first.validators.etag, first.validators.last_modified) == (etag, modified)
    site.answers["/rss"] = 304
    second = await web.fetch(site.url("/rss"), validators=first.validators)
    assert site.seen[1].headers["if-none-match"] == etag
    assert site.seen[1].headers["if-modified-since"] == modified
    assert isinstance(second, NotModified)
    assert (second.validators, second.http_status) == (first.validators, 304)


@pytest.mark.behaviour(3)
async def test_a_304_may_bring_newer_validators(site: Site, web: Web) -> None:
    site.answers["/rss"] = http.Response(status=304, headers={"ETag": '"2"'})
    known = Validators(etag='"1"', last_modified="yesterday", body_hash="abc")
    answer = await web.fetch(site.url("/rss"), validators=known)
    assert answer.validators == Validators(etag='"2"', last_modified="yesterday", body_hash="abc")


async def test_a_304_to_a_first_request_is_a_failure(site: Site, web: Web) -> None:
    site.answers["/rss"] = 304
    assert "304" in await reason(web, site.url("/rss"))


@pytest.mark.behaviour(4)
async def test_a_200_with_the_same_etag_or_the_same_body_is_unchanged(site: Site, web: Web) -> None:
    site.answers["/rss"] = http.Response(body=b"<rss>1</rss>", headers={"ETag": '"1"'})
    first = await document(web, site.url("/rss"))
    assert isinstance(await web.fetch(site.url("/rss"), validators=first.validators), NotModified)
    site.answers["/rss"] = http.Response(body=b"<rss>1</rss>", headers={"ETag": '"clock"'})
    again = await web.fetch(site.url("/rss"), validators=first.validators)
    assert isinstance(again, NotModified)
    assert again.http_status == 200
    assert again.validators.etag == '"clock"'
    site.answers["/rss"] = http.Response(body=b"<rss>2</rss>", headers={"ETag": '"clock"'})
    assert (await document(web, site.url("/rss"), validators=first.validators)).body == b"<rss>2</rss>"


async def test_a_validator_that_cannot_be_kept_is_not_kept(web: Web) -> None:
    async def latin1(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "caf\xe9"\r\nContent-Length: 2\r\n\r\nok')
        await writer.drain()

    async with raw_server(latin1) as url:
        first = await document(web, url)
        assert first.validators.etag is None
        assert isinstance(await web.fetch(url, validators=first.validators), NotModified)


@pytest.mark.behaviour(7)
async def test_cookies_are_neither_kept_nor_sent(site: Site, web: Web) -> None:
    site.answers["/rss"] = http.Response(body=b"<rss/>", headers={"Set-Cookie": "visitor=1; Path=/"})
    await web.fetch(site.url("/rss"))
    await web.fetch(site.url("/rss"))
    assert "cookie" not in site.seen[1].headers


# -- redirects --------------------------------------------------------------------------------------------


def redirect(status: int, target: str) -> http.Response:
    return http.Response(status=status, headers={"Location": target})


@pytest.mark.behaviour(7)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_without_referer(site: Site, web: Web, status: int) -> None:
    site.answers |= {"/old": redirect(status, "/new?a=%2F"), "/new?a=%2F": b"<rss/>"}
    got = await document(web, site.url("/old"), validators=Validators(etag='"1"'))
    assert got.url == site.url("/new?a=%2F")
    assert site.paths == ["/old", "/new?a=%2F"]
    assert site.seen[1].headers["if-none-match"] == '"1"'
    assert "referer" not in site.seen[1].headers


@pytest.mark.behaviour(18)
@pytest.mark.parametrize(
    ("hops", "moved"), [((301, 308), True), ((308,), True), ((301, 302), False), ((307, 301), False)]
)
async def test_a_move_is_permanent_when_every_hop_says_so(
    site: Site, web: Web, hops: tuple[int, ...], *, moved: bool
) -> None:
    for number, status in enumerate(hops):
        site.answers[f"/{number}"] = redirect(status, f"/{number + 1}")
    site.answers[f"/{len(hops)}"] = b"<rss/>"
    got = await document(web, site.url("/0"))
    assert got.moved_to == (site.url(f"/{len(hops)}") if moved else None)


async def test_no_redirect_is_no_move(site: Site, web: Web) -> None:
    site.answers["/rss"] = b"<rss/>"
    assert (await document(web, site.url("/rss"))).moved_to is None


@pytest.mark.behaviour(18)
async def test_a_redirect_loop_ends(site: Site, web: Web) -> None:
    site.answers |= {"/a": redirect(301, "/b"), "/b": redirect(302, "/a")}
    assert await reason(web, site.url("/a")) == "redirects in a circle"
    assert site.paths == ["/a", "/b"]


@pytest.mark.behaviour(18)
@pytest.mark.parametrize("hops", [MAX_REDIRECTS, MAX_REDIRECTS + 1])
async def test_five_redirects_are_followed_and_no_more(site: Site, web: Web, hops: int) -> None:
    site.answers |= {f"/{number}": redirect(302, f"/{number + 1}") for number in range(hops)}
    site.answers[f"/{hops}"] = b"<rss/>"
    if hops <= MAX_REDIRECTS:
        assert (await document(web, site.url("/0"))).url == site.url(f"/{hops}")
    else:
        assert await reason(web, site.url("/0")) == f"redirects more than {MAX_REDIRECTS} times"
    assert len(site.seen) == MAX_REDIRECTS + 1


@pytest.mark.behaviour(32, 33)
@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("", "without a target"),
        ("file:///etc/passwd", "not an http or https address"),
        ("ftp://127.0.0.1/rss", "not an http or https address"),
        ("http://user:pass@127.0.0.1/", "user name"),
        ("http://[::1", "which is no address"),
        ("http://10.0.0.1/admin", "10.0.0.1 is not a public address"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not a public address"),
        ("http://[::ffff:127.0.0.1]/", "is not a public address"),
        ("http://2130706433/", ""),
        ("http://127.1/", ""),
    ],
)
async def test_redirects_to_where_nobody_should_go(site: Site, web: Web, target: str, words: str) -> None:
    site.answers["/rss"] = redirect(302, target)
    assert words in await reason(web, site.url("/rss"))


async def test_a_redirect_target_in_raw_bytes_is_understood(site: Site, web: Web) -> None:
    async def latin1(head: bytes, writer: asyncio.StreamWriter) -> None:
        where = site.url("/caf").encode() + b"\xe9?q=a b"
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: " + where + b"\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with raw_server(latin1) as url:
        await reason(web, url)
    assert site.paths == ["/caf%E9?q=a%20b"]


async def test_each_hop_can_be_refused(site: Site, web: Web) -> None:
    site.answers |= {"/a": redirect(302, "/b"), "/b": b"<rss/>"}
    hops: list[str] = []

    async def before(hop: str) -> None:
        hops.append(hop)
        if hop.endswith("/b"):
            raise FetchError(site.url("/a"), "not there")

    assert await reason(web, site.url("/a"), before_hop=before) == "not there"
    assert hops == [site.url("/a"), site.url("/b")]
    assert site.paths == ["/a"]


# -- addresses --------------------------------------------------------------------------------------------


@pytest.fixture
def strict(settings: CollectSettings) -> CollectSettings:
    return replace(settings, allow_networks=())


@pytest.mark.behaviour(33)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
async def test_loopback_is_not_asked(site: Site, strict: CollectSettings, host: str) -> None:
    async with Web(strict) as web:
        with pytest.raises(AddressRefusedError) as refused:
            await web.fetch(site.url("/rss", host=host))
    assert "not a public address" in refused.value.reason
    assert "allow_networks" in refused.value.reason
    assert not refused.value.transient
    assert site.seen == []


@pytest.mark.behaviour(33)
async def test_a_name_that_changes_its_address_gains_nothing(site: Site, strict: CollectSettings) -> None:
    names = Names(berganti_example=[["203.0.113.7", "127.0.0.1"], ["127.0.0.1"]])
    async with Web(strict, resolver=names) as web:
        for _ in range(2):
            with pytest.raises(AddressRefusedError):
                await web.fetch(site.url("/rss", host="berganti.example"))
    assert site.seen == []


@pytest.mark.behaviour(33)
@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.20.0.1", "192.168.0.1", "224.0.0.251"),
        *("::", "::1", "::7f00:1", "::ffff:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::"),
        *("2001:0:7f00:1::1", "fc00::1", "fd00::1", "fe80::1", "ff02::fb"),
    ],
)
async def test_a_name_behind_a_redirect_leads_to_no_private_network(
    site: Site, settings: CollectSettings, address: str
) -> None:
    target = site.url("/rahasia", host="dalam.example")
    site.answers["/rss"] = http.Response(status=302, headers={"Location": target})
    async with Web(settings, resolver=Names(dalam_example=[[address]])) as web:
        with pytest.raises(AddressRefusedError, match="not a public address"):
            await web.fetch(site.url("/rss"))
    assert site.paths == ["/rss"]


@pytest.mark.behaviour(33)
async def test_a_name_is_judged_by_where_it_leads_each_time(site: Site, settings: CollectSettings) -> None:
    """What a look-up said before, or says to somebody else, does not count."""
    site.answers["/rss"] = b"<rss/>"
    names = Names(ganti_example=[["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"], ["::1"]])
    said = []
    for _ in range(4):
        async with Web(settings, resolver=names) as web:
            try:
                await web.fetch(site.url("/rss", host="ganti.example"))
            except AddressRefusedError as error:
                said.append(error.reason)
    assert site.paths == ["/rss", "/rss"]
    assert [("10.0.0.1" in words, "::1" in words) for words in said] == [(True, False), (False, True)]


async def test_the_allowed_address_of_a_host_is_used(site: Site, settings: CollectSettings) -> None:
    site.answers["/rss"] = b"<rss/>"
    async with Web(settings, resolver=Names(dua_example=[["10.9.9.9", "127.0.0.1"]])) as web:
        assert (await document(web, site.url("/rss", host="dua.example"))).body == b"<rss/>"


async def test_a_host_without_address_is_told_so(settings: CollectSettings) -> None:
    async with Web(settings, resolver=Names()) as web:
        assert await reason(web, "http://tiada.example/rss") == "its host name has no address (DNS)"


async def test_the_systems_resolver_is_asked_without_holding_up_the_loop(settings: CollectSettings) -> None:
    async with Web(settings) as web:
        assert "DNS" in await reason(web, "http://tiada.invalid/rss")


@pytest.mark.behaviour(32)
async def test_ports_can_be_limited(site: Site, settings: CollectSettings) -> None:
    async with Web(replace(settings, allow_ports=(80, 443))) as web:
        assert f"is on port {site.port}" in await reason(web, site.url("/rss"))


# -- bad servers ------------------------------------------------------------------------------------------


@pytest.fixture
async def small(settings: CollectSettings) -> Any:
    async with Web(replace(settings, max_bytes=1 * MB, deadline=timedelta(seconds=20))) as web:
        yield web


@pytest.fixture
async def hurried(settings: CollectSettings) -> Any:
    async with Web(replace(settings, deadline=SHORT)) as web:
        yield web


def peak_memory() -> int:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.behaviour(34)
async def test_a_body_of_200_mb_is_refused_by_its_length(small: Web) -> None:
    async def huge(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(30)

    async with raw_server(huge) as url:
        assert await reason(small, url) == "is larger than 1 MB"


@pytest.mark.behaviour(34)
@pytest.mark.parametrize("framing", [b"", b"Transfer-Encoding: chunked\r\n"])
async def test_a_body_without_end_is_cut(small: Web, framing: bytes) -> None:
    sent = 0

    async def endless(_: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n" + framing + b"\r\n")
        piece = b"<item>" * 4096
        while True:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if framing else piece)
            await writer.drain()
            sent += len(piece)

    async with raw_server(endless) as url:
        assert await reason(small, url) == "is larger than 1 MB"
    assert sent < 40 * MB  # the limit and what the kernel's buffers took


@pytest.mark.behaviour(34)
async def test_an_error_that_is_kept_keeps_no_body(small: Web) -> None:
    """Or every bomb would stay in memory until Python happens to look for cycles."""

    async def endless(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"<item>" * 4096)
            await writer.drain()

    kept: list[FetchError] = []
    async with raw_server(endless) as url:
        gc.collect()
        gc.disable()
        tracemalloc.start()
        try:
            for _ in range(10):
                try:
                    await small.fetch(url)
                except FetchError as error:
                    kept.append(error)
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            gc.enable()
    assert len(kept) == 10
    assert held < 5 * MB


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(MB)) for _ in range(300)) + packer.flush()


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=5)
    parts = [packer.process(bytes(MB)) for _ in range(300)]
    return b"".join([*parts, packer.finish()])


@pytest.mark.behaviour(34)
@pytest.mark.parametrize(
    ("encoding", "make"),
    [
        ("gzip", gzip_bomb),
        ("br", brotli_bomb),
        ("deflate", lambda: zlib.compress(bytes(100 * MB))),
        ("gzip", lambda: b"".join([gzip.compress(bytes(10 * MB))] * 20)),
    ],
    ids=["gzip", "br", "deflate", "members"],
)
async def test_bombs_are_defused(site: Site, small: Web, encoding: str, make: Callable[[], bytes]) -> None:
    bomb = make()
    site.answers["/bomb"] = http.Response(
        body=bomb, headers={"Content-Encoding": encoding, "Content-Type": "text/xml"}
    )
    before = peak_memory()
    assert await reason(small, site.url("/bomb")) == "is larger than 1 MB"
    assert peak_memory() - before < 40


@pytest.mark.behaviour(34)
def test_bombs_of_all_kinds_cost_a_process_little() -> None:
    """In a process of its own, so that nothing else that was large hides what they cost."""
    large, packed = "is larger than 15 MB", "cannot be decompressed"
    wanted = {
        **dict.fromkeys(("gzip-bomb", "deflate-bomb", "raw-deflate-bomb", "brotli-bomb"), large),
        **dict.fromkeys(("bomb-of-members", "body-without-end", "chunks-without-end"), large),
        **dict.fromkeys(("empty-members", "brotli-of-noise", "gzip-of-noise"), packed),
        "zstd-bomb": f"{packed}|{large}",
        "bomb-in-a-bomb": r"^\d{1,7} bytes$",  # the inner one is never opened
        "encoded-twice": r"^\d{1,7} bytes$",
        "bomb-on-a-redirect": "redirects",
        "bomb-on-an-error": "answered 404",
    }
    with serving_hell({name: HELL[name].behave for name in wanted}) as ports:
        urls = {name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}
        command = [sys.executable, "-m", "tests.hostile.fetch_all", *urls.values()]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    found = json.loads(done.stdout)
    for name, words in wanted.items():
        assert re.search(words, found[urls[name]][0]), (name, found[urls[name]])
    grown_mb = max(grown for _, grown in found.values())
    assert grown_mb < 3 * 15 + 20  # a body up to its limit, twice while it grows, and what is around it


@pytest.mark.behaviour(34)
async def test_a_body_of_many_empty_members_is_refused(site: Site, small: Web) -> None:
    body = gzip.compress(b"") * 50_000
    site.answers["/"] = http.Response(body=body, headers={"Content-Encoding": "gzip"})
    assert "decompressed" in await reason(small, site.url("/"))


async def test_compressed_bodies_are_inflated(site: Site, web: Web) -> None:
    text = b"<rss>" + b"kabar " * 5000 + b"</rss>"
    packed = {"gzip": gzip.compress(text), "br": brotli.compress(text), "deflate": zlib.compress(text)}
    for encoding, body in packed.items():
        site.answers["/rss"] = http.Response(body=body, headers={"Content-Encoding": encoding})
        assert (await document(web, site.url("/rss"))).body == text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
async def test_a_body_that_is_not_what_it_says_is_told_so(site: Site, web: Web, encoding: str) -> None:
    site.answers["/rss"] = http.Response(
        body=b"<rss>not packed</rss>", headers={"Content-Encoding": encoding}
    )
    assert await reason(web, site.url("/rss")) == "sent a body that cannot be decompressed"


@pytest.mark.behaviour(35)
async def test_a_slow_loris_is_cut_at_the_deadline(hurried: Web) -> None:
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _second in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with raw_server(drip) as url:
        assert await reason(hurried, url) == "took longer than 0.4 s"


@pytest.mark.behaviour(35)
async def test_headers_that_never_end_are_cut(hurried: Web) -> None:
    async def drip(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-A: 1\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with raw_server(drip) as url:
        assert await reason(hurried, url) == "took longer than 0.4 s"


@pytest.mark.behaviour(35)
@pytest.mark.parametrize(
    "headers",
    [
        b"".join(b"X-%d: 1\r\n" % number for number in range(MAX_HEADERS + 1)),
        b"X-Y: " + b"x" * (MAX_LINE + 1) + b"\r\n",
        b"X" * (MAX_LINE + 1) + b": 1\r\n",
        b"".join(b"X-%d: %b\r\n" % (number, b"x" * 1_000) for number in range(50_000)),
    ],
    ids=["many", "long", "long-name", "50-mb"],
)
async def test_headers_beyond_reason_are_refused(web: Web, headers: bytes) -> None:
    async def flood(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: 6\r\n\r\n<rss/>")
        await writer.drain()

    async with raw_server(flood) as url:
        said = await reason(web, url)
    assert said.startswith("sent an answer that is not HTTP")
    assert len(said) < 200


@pytest.mark.behaviour(35)
async def test_a_server_that_says_nothing_is_cut(hurried: Web) -> None:
    async def silent(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async with raw_server(silent) as url:
        assert await reason(hurried, url) == "took longer than 0.4 s"


@pytest.mark.behaviour(35)
async def test_the_deadline_covers_all_redirects(hurried: Web) -> None:
    asked = 0

    async def slow_hop(_: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.15)
        writer.write(f"HTTP/1.1 302 Found\r\nLocation: /again-{asked}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()

    async with raw_server(slow_hop) as url:
        assert await reason(hurried, url) == "took longer than 0.4 s"
    assert asked <= 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>", "ended in the middle of the document"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n", "ended in the middle"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 10_000 + b"\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "not HTTP"),
    ],
)
async def test_answers_that_are_broken_are_told_in_words(web: Web, answer: bytes, words: str) -> None:
    async def broken(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    async with raw_server(broken) as url:
        assert words in await reason(web, url)


async def test_nobody_at_home(web: Web) -> None:
    async with raw_server(lambda *_: asyncio.sleep(0)) as url:
        pass
    assert await reason(web, url) == "refused the connection"


async def test_https_to_a_server_without_it_is_told(site: Site, web: Web) -> None:
    assert "secure connection" in await reason(web, site.url("/").replace("http:", "https:"))


# -- statuses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words", "transient"),
    [
        (403, "answered 403 Forbidden", True),
        (404, "answered 404 Not Found", True),
        (410, "answered 410 Gone", False),
        (500, "answered 500 Internal Server Error", True),
        (204, "answered 204 No Content", True),
        (299, "answered 299", True),
        (599, "answered 599", True),
    ],
)
async def test_statuses_without_a_document(
    site: Site, web: Web, status: int, words: str, *, transient: bool
) -> None:
    site.answers["/rss"] = status
    with pytest.raises(FetchError) as failed:
        await web.fetch(site.url("/rss"))
    assert failed.value.reason == words
    assert (failed.value.http_status, failed.value.transient) == (status, transient)


@pytest.mark.behaviour(23)
async def test_a_browser_check_is_recognised(site: Site, web: Web) -> None:
    site.answers["/rss"] = http.Response(status=403, headers={"cf-mitigated": "challenge"})
    assert "Cloudflare" in await reason(web, site.url("/rss"))


@pytest.mark.behaviour(10)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_travels_with_the_failure(site: Site, web: Web, status: int) -> None:
    site.answers["/rss"] = http.Response(status=status, headers={"Retry-After": "7200"})
    with pytest.raises(FetchError) as failed:
        await web.fetch(site.url("/rss"))
    assert failed.value.retry_after == timedelta(hours=2)


@pytest.mark.behaviour(10)
async def test_a_site_that_asked_for_time_is_not_asked_for_anything_else(settings: CollectSettings) -> None:
    names = Names(**{f"{name}_example": [["127.0.0.1"]] for name in ("www_sibuk", "rss_sibuk", "lain")})
    async with Web(settings, resolver=names) as web, serving() as site:
        site.answers |= {
            "/rss": http.Response(status=503, headers={"Retry-After": "7200"}),
            "/berita": b"<rss/>",
        }
        asked = "answered 503 Service Unavailable"
        assert await reason(web, site.url("/rss", host="rss.sibuk.example")) == asked
        refused = await reason(web, site.url("/berita", host="www.sibuk.example"))
        assert refused == f"was not asked: sibuk.example:{site.port} wants to be left alone for 120 min"
        await document(web, site.url("/berita", host="lain.example"))
        assert site.paths == ["/rss", "/berita"]


@pytest.mark.behaviour(10)
@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 120 ", timedelta(minutes=2)),
        ("0", timedelta()),
        ("317100", timedelta(hours=24)),
        ("9" * 12, timedelta(hours=24)),
        ("9" * 400, None),
        ("-5", None),
        ("1.5", None),
        ("segera", None),
        ("", None),
        (None, None),
        ("Mon, 23 Nov 2026 06:30:00 GMT", timedelta(minutes=90)),
        ("Mon, 23 Nov 2026 04:00:00 GMT", timedelta()),
        ("Mon, 23 Nov 2099 04:00:00 GMT", timedelta(hours=24)),
        ("Mon, 23 Nov 2026 99:00:00 GMT", None),
    ],
)
def test_retry_after_in_all_its_forms(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, now=NOW) == wait
