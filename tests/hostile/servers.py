"""Servers from hell, by name: what each does, and in which words its poll ends.

The names say what is wrong; ``ends`` is what the Sources page tells whoever runs sorot.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import brotli

from tests.hostile import bodies
from tests.hostile.bodies import GOOD, MB, item, rss
from tests.hostile.wire import Behave, Call

Status = Literal["ok", "failed"]
SMALL = 1_000

HELL: dict[str, Hell] = {}


@dataclass(frozen=True, kw_only=True)
class Hell:
    """A server and how its poll ends."""

    name: str
    behave: Behave
    status: Status
    words: re.Pattern[str]  # found in what the poll says
    large: bool = False  # waits for its place among large documents, and may wait longer than it may take

    def ends_with(self, status: str, said: str) -> bool:
        """Whether a poll may end so."""
        if self.large and status == "failed" and re.search(LATE, said):
            return True
        return status == self.status and self.words.search(said) is not None


def hell(words: str, *, status: Status = "failed", large: bool = False) -> Callable[[Behave], Behave]:
    """Register a server under the name of its function."""

    def add(behave: Behave) -> Behave:
        name = behave.__name__.replace("_", "-")
        HELL[name] = Hell(name=name, behave=behave, status=status, words=re.compile(words), large=large)
        return behave

    return add


def answers(name: str, words: str, *answer: bytes | Callable[[], bytes], status: Status = "failed") -> None:
    """Register a server that answers every request with the same bytes and closes."""

    async def behave(call: Call) -> None:
        await call.send(*(part if isinstance(part, bytes) else part() for part in answer))

    behave.__name__ = name
    hell(words, status=status)(behave)


def document(
    name: str,
    words: str,
    body: bytes | Callable[[], bytes],
    *headers: bytes,
    status: Status = "failed",
    large: bool = False,
) -> None:
    """Register a server that answers with a document, HTTP as it should be."""

    async def behave(call: Call) -> None:
        content = body if isinstance(body, bytes) else body()
        await call.send(ok(content, *headers))

    behave.__name__ = name
    hell(words, status=status, large=large)(behave)


def ok(body: bytes, *headers: bytes, code: bytes = b"200 OK") -> bytes:
    said = b"".join(header + b"\r\n" for header in headers)
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\nConnection: close\r\n%b\r\n%b" % (
        code,
        len(body),
        said,
        body,
    )


def redirect(name: str, words: str, target: bytes) -> None:
    answers(name, words, ok(b"", b"Location: " + target, code=b"302 Found"))


LATE = r"took longer than [\d.]+ s"
LARGE = r"is larger than [\d.]+ MB"
CUT = r"ended in the middle of the document"
NOT_HTTP = r"sent an answer that is not HTTP|closed the connection without an answer"
PACKED = r"cannot be decompressed"
NO_FEED = r"not a feed"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

# -- time ---------------------------------------------------------------------------------------------------


@hell(LATE)
async def never_answers(call: Call) -> None:
    await call.hang()


@hell(LATE)
async def slow_status_line(call: Call) -> None:
    await call.drip(b"HTTP/1.1 200 " + b"O" * 10_000)


@hell(LATE)
async def slow_headers(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n")
    for number in itertools.count():
        await call.send(b"X-%d: 1\r\n" % number)
        await asyncio.sleep(0.1)


@hell(LATE)
async def slow_body(call: Call) -> None:
    await call.send(HEAD, b"Content-Length: %d\r\n\r\n" % len(GOOD))
    await call.drip(GOOD)


@hell(LATE)
async def slow_chunks(call: Call) -> None:
    await call.send(CHUNKED)
    while True:
        await call.send(b"1\r\n<\r\n")
        await asyncio.sleep(0.1)


@hell(LATE)
async def slow_chunk_size(call: Call) -> None:
    await call.send(CHUNKED)
    await call.drip(b"0")


@hell(LATE)
async def stops_after_headers(call: Call) -> None:
    await call.send(HEAD, b"Content-Length: 1000\r\n\r\n")
    await call.hang()


@hell(LATE)
async def never_closes(call: Call) -> None:
    await call.send(HEAD, b"\r\n", GOOD)
    await call.hang()


@hell(LATE)
async def slow_redirects(call: Call) -> None:
    await asyncio.sleep(3)  # its deadline comes before the last redirect that is followed
    await call.send(ok(b"", b"Location: /%d" % call.number, code=b"302 Found"))


@hell(LATE)
async def informs_slowly(call: Call) -> None:
    while True:
        await call.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        await asyncio.sleep(0.1)


@hell(f"{LATE}|{NOT_HTTP}")
async def informs_without_end(call: Call) -> None:
    while True:
        await call.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50)
        await asyncio.sleep(0.01)


@hell(LATE)
async def redirect_that_drips(call: Call) -> None:
    await call.send(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n")
    await call.drip(b"X-Slow: " + b"x" * 10_000)


# -- connections ---------------------------------------------------------------------------------------------


@hell(NOT_HTTP)
async def closes_at_once(call: Call) -> None:
    call.writer.close()


@hell(r"could not be read|closed the connection|could not be reached")
async def resets(call: Call) -> None:
    call.reset()


@hell(rf"{CUT}|could not be read|closed the connection")
async def resets_in_the_middle(call: Call) -> None:
    await call.send(HEAD, b"Content-Length: 100000\r\n\r\n", GOOD[:100])
    await asyncio.sleep(0.1)
    call.reset()


@hell(CUT)
async def closes_in_a_chunk(call: Call) -> None:
    await call.send(CHUNKED, b"ffff\r\n", GOOD)


# -- size ----------------------------------------------------------------------------------------------------


@hell(LARGE, large=True)
async def body_without_end(call: Call) -> None:
    await call.send(HEAD, b"\r\n")
    await call.flood(b"<item>" * 10_000)


@hell(LARGE, large=True)
async def chunks_without_end(call: Call) -> None:
    await call.send(CHUNKED)
    await call.flood(b"ea60\r\n" + b"<item>" * 10_000 + b"\r\n")


@hell(NOT_HTTP)
async def headers_without_end(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n")
    await call.flood(b"X-Y: 1\r\n" * 1_000)


@hell(NOT_HTTP)
async def header_without_end(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nX-Y: ")
    await call.flood(b"x" * 10_000)


@hell(NOT_HTTP)
async def header_name_without_end(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n")
    await call.flood(b"x" * 10_000)


@hell(NOT_HTTP)
async def status_without_end(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 ")
    await call.flood(b"O" * 10_000)


@hell(f"{LATE}|{NOT_HTTP}|{CUT}|could not be read")
async def chunk_extension_without_end(call: Call) -> None:
    await call.send(CHUNKED, b"5;x=")
    await call.flood(b"x" * 10_000)


@hell(f"{LATE}|{NOT_HTTP}|{CUT}|could not be read")
async def trailers_without_end(call: Call) -> None:
    await call.send(CHUNKED, b"5\r\n<rss>\r\n0\r\n")
    await call.flood(b"X-Y: 1\r\n" * 1_000)


answers("says_200_mb", LARGE, HEAD, b"Content-Length: 209715200\r\n\r\n", GOOD)
answers("says_an_exabyte", f"{LARGE}|{NOT_HTTP}", HEAD, b"Content-Length: 1152921504606846976\r\n\r\n", GOOD)
document("whitespace_only", "is empty", b" \n" * MB, large=True)

# -- compression ---------------------------------------------------------------------------------------------

document("gzip_bomb", LARGE, bodies.gzip_bomb, b"Content-Encoding: gzip", large=True)
document("deflate_bomb", LARGE, bodies.deflate_bomb, b"Content-Encoding: deflate", large=True)
document(
    "raw_deflate_bomb", LARGE, lambda: bodies.deflate_bomb(raw=True), b"Content-Encoding: deflate", large=True
)
document("brotli_bomb", LARGE, bodies.brotli_bomb, b"Content-Encoding: br", large=True)
document("zstd_bomb", rf"{PACKED}|{LARGE}", bodies.ZSTD_BOMB, b"Content-Encoding: zstd")
document("bomb_of_members", LARGE, bodies.members_bomb, b"Content-Encoding: gzip", large=True)
document("empty_members", PACKED, lambda: gzip.compress(b"") * 100_000, b"Content-Encoding: gzip")
document(
    "bomb_in_a_bomb",
    r"is not text",
    lambda: gzip.compress(bodies.gzip_bomb()),
    b"Content-Encoding: gzip",
    large=True,
)
document(
    "encoded_twice",
    r"is not text",
    lambda: gzip.compress(bodies.gzip_bomb()),
    b"Content-Encoding: gzip, gzip",
    large=True,
)
document("bomb_file", r"is not text", bodies.gzip_bomb, b"Content-Type: application/gzip", large=True)
document("gzip_that_is_plain", PACKED, GOOD, b"Content-Encoding: gzip")
document("gzip_of_noise", PACKED, b"\x1f\x8b\x08\x00" + b"\xff" * 500, b"Content-Encoding: gzip")
document("brotli_of_noise", PACKED, b"\xff" * 500, b"Content-Encoding: br")
document("deflate_cut_short", PACKED, zlib.compress(GOOD * 50)[:-50], b"Content-Encoding: deflate")
document(
    "gzip_cut_short",
    r"ends in the middle",
    gzip.compress(bodies.many_items(300), 1)[:-2_000],
    b"Content-Encoding: gzip",
    status="ok",
)
document("brotli_then_noise", rf"{PACKED}|^$", brotli.compress(GOOD) + b"x" * 100, b"Content-Encoding: br")
document("unheard_of_encoding", "^$", GOOD, b"Content-Encoding: rot13", status="ok")


@hell(r"answered 404")
async def bomb_on_an_error(call: Call) -> None:
    await call.send(ok(bodies.gzip_bomb(), b"Content-Encoding: gzip", code=b"404 Not Found"))


@hell(r"redirects more than 5 times|redirects in a circle")
async def bomb_on_a_redirect(call: Call) -> None:
    await call.send(
        ok(bodies.gzip_bomb(), b"Content-Encoding: gzip", b"Location: /", code=b"301 Moved Permanently")
    )


@hell(f"{LATE}")
async def bomb_that_drips(call: Call) -> None:
    await call.send(HEAD, b"Content-Encoding: gzip\r\n\r\n")
    await call.drip(bodies.gzip_bomb()[:5_000])


# -- not HTTP ------------------------------------------------------------------------------------------------

answers("http_0_9", NOT_HTTP, GOOD)
answers("ssh", NOT_HTTP, b"SSH-2.0-OpenSSH_9.9\r\n")
answers("noise", NOT_HTTP, bytes(range(256)) * 20)
answers("tls_alert", NOT_HTTP, b"\x15\x03\x01\x00\x02\x02\x46")
answers("status_of_letters", NOT_HTTP, b"HTTP/1.1 OK OK\r\n\r\n")
answers("status_999", r"answered 999", b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n")
answers("version_of_letters", NOT_HTTP, b"HTTP/x.y 200 OK\r\n\r\n", GOOD)
answers("header_without_colon", NOT_HTTP, b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", GOOD)
answers("header_with_nul", NOT_HTTP, b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n")
answers("length_below_zero", NOT_HTTP, b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", GOOD)
answers("length_of_letters", NOT_HTTP, b"HTTP/1.1 200 OK\r\nContent-Length: banyak\r\n\r\n", GOOD)
answers("two_lengths", NOT_HTTP, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n", GOOD)
answers("length_too_long", CUT, HEAD, b"Content-Length: 100000\r\n\r\n", GOOD)
answers("length_too_short", NOT_HTTP, HEAD, b"Content-Length: 130\r\n\r\n", GOOD)
answers("chunk_of_letters", f"{NOT_HTTP}|{CUT}|could not be read", CHUNKED, b"zz\r\n", GOOD)
answers("chunk_too_short", f"{NOT_HTTP}|{CUT}|could not be read", CHUNKED, b"5\r\n", GOOD, b"\r\n0\r\n\r\n")
answers("chunk_of_exabytes", f"{NOT_HTTP}|{CUT}|could not be read", CHUNKED, b"f" * 30 + b"\r\n", GOOD)
answers(
    "length_and_chunks",
    rf"{NOT_HTTP}|^$",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n0\r\n\r\n",
)
answers(
    "switches_protocols",
    rf"{NOT_HTTP}|answered 101",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
)
answers(
    "headers_not_utf_8",
    "^$",
    b'HTTP/1.1 200 OK\r\nX-Y: \xff\xfe\r\nETag: "\xff"\r\nContent-Length: %d\r\n\r\n' % len(GOOD),
    GOOD,
    status="ok",
)
answers(
    "huge_cookies",
    NOT_HTTP,
    b"HTTP/1.1 200 OK\r\nSet-Cookie: a=" + b"x" * 60_000 + b"\r\nContent-Length: %d\r\n\r\n" % len(GOOD),
    GOOD,
)
answers(
    "many_cookies",
    "^$",
    b"HTTP/1.1 200 OK\r\n"
    + b"".join(b"Set-Cookie: a%d=x\r\n" % n for n in range(150))
    + b"Content-Length: %d\r\n\r\n" % len(GOOD),
    GOOD,
    status="ok",
)

# -- statuses ------------------------------------------------------------------------------------------------

answers("not_modified_at_first", r"304 Not Modified to a first request", b"HTTP/1.1 304 Not Modified\r\n\r\n")
answers(
    "part_of_it",
    r"answered 206",
    ok(GOOD[:50], b"Content-Range: bytes 0-49/900", code=b"206 Partial Content"),
)
answers("nothing_at_all", r"answered 204", b"HTTP/1.1 204 No Content\r\n\r\n")
document("empty", r"is empty", b"")
answers("wants_a_password", r"answered 401", ok(b"", b"WWW-Authenticate: Basic", code=b"401 Unauthorized"))
answers("forbidden", r"answered 403", ok(b"", code=b"403 Forbidden"))
answers("gone", r"answered 410", ok(b"", code=b"410 Gone"))
answers("wait_88_hours", r"answered 429", ok(b"", b"Retry-After: 317100", code=b"429 Too Many Requests"))
answers(
    "wait_nonsense", r"answered 503", ok(b"", b"Retry-After: besok pagi", code=b"503 Service Unavailable")
)
answers("broken_down", r"answered 500", ok(b"<b>Fatal error</b>" * 1_000, code=b"500 Internal Server Error"))
answers("browser_check", r"Cloudflare", ok(b"", b"cf-mitigated: challenge", code=b"403 Forbidden"))

# -- redirects -----------------------------------------------------------------------------------------------

redirect("to_itself", r"redirects more than 5 times|redirects in a circle", b"/")
redirect("to_a_file", r"redirects to file:.*not an http", b"file:///etc/passwd")
redirect("to_ftp", r"redirects to ftp:.*not an http", b"ftp://berkas.example/rss")
redirect("to_gopher", r"redirects to gopher:.*not an http", b"gopher://127.0.0.1:6379/_INFO")
redirect("to_a_script", r"redirects to javascript:", b"javascript:alert(1)")
redirect("to_data", r"redirects to data:", b"data:text/xml,<rss/>")
redirect("to_a_private_network", r"10\.0\.0\.1 is not a public address", b"http://10.0.0.1/")
redirect(
    "to_cloud_metadata", r"169\.254\.169\.254 is not a public", b"http://169.254.169.254/latest/meta-data/"
)
redirect("to_loopback_in_ipv6", r"::1 is not a public", b"http://[::1]/")
redirect(
    "to_loopback_in_disguise",
    r"::ffff:7f00:1 is not a public|::ffff:127.0.0.1 is not",
    b"http://[::ffff:127.0.0.1]/",
)
redirect("to_a_number", r"not a canonical IPv4 address", b"http://167772161/")
redirect("to_octal", r"not a canonical IPv4 address", b"http://012.0.0.01/")
redirect("to_nobody", r"refused the connection", b"http://127.0.0.1:1/")
redirect("with_a_password", r"carries a user name", b"http://admin:admin@127.0.0.1/")
redirect("to_no_address", r"no address|not a web address|no host name", b"http://[/")
redirect("to_raw_bytes", r".", b"http://127.0.0.1:1/\xff\xfe")
answers("to_nowhere", r"without a target", ok(b"", code=b"302 Found"))


@hell(r"is longer than 2048 characters")
async def to_itself_and_longer(call: Call) -> None:
    await call.send(ok(b"", b"Location: /" + call.path[1:].encode() * 2 + b"x" * 100, code=b"302 Found"))


@hell(r"redirects more than 5 times|redirects in a circle")
async def to_and_fro(call: Call) -> None:
    await call.send(
        ok(b"", b"Location: /" + (b"a" if call.number % 2 else b"b"), code=b"307 Temporary Redirect")
    )


# -- not a feed ----------------------------------------------------------------------------------------------

document(
    "web_page",
    r"HTML page \(.Selamat datang.\)",
    b"<!doctype html><html><title>Selamat datang</title>" + b"<p>x</p>" * 100,
)
document("captcha", r"whether we are human", b"<html><div class='g-recaptcha'></div></html>")
document("waiting_room", r"whether we are human", b"<html><title>Just a moment...</title></html>")
document("picture", r"is not text|not a feed", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50)
document("json_error", r"JSON, but not a JSON Feed", b'{"error": "not found"}')
document("deep_json", r"JSON", b"[" * 200_000)
document("php_warning", r"plain text|not a feed", b"Warning: mysql_connect() failed in /var/www/x.php")
document("sitemap", r"a sitemap, and not a feed", b'<?xml version="1.0"?><urlset></urlset>')
document("comment_without_end", r"not a feed", b'<?xml version="1.0"?><!-- ' + b"x" * MB, large=True)
document("less_than", r"not a feed", b"<" * MB, large=True)

# -- XML -----------------------------------------------------------------------------------------------------

BOMB = r"an entity bomb"
document("billion_laughs", BOMB, bodies.laughs)
document("quadratic_blowup", BOMB, bodies.quadratic_blowup)
document("parameter_entities", r"", bodies.parameter_entities, status="ok")
document(
    "external_entity",
    r"",
    rss(item("&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    status="ok",
)
document(
    "external_dtd", r"", rss(item(), before='<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'), status="ok"
)
document("large_attribute", r"", bodies.large_attribute, status="ok", large=True)
document("many_attributes", r"took longer than|too much memory|^$|.", bodies.many_attributes, large=True)
document("many_namespaces", r"", bodies.many_namespaces, status="ok", large=True)
document("nested_100_000_deep", r"", bodies.nested, status="ok", large=True)
document("nested_items", r"", lambda: bodies.nested(100_000, "item"), status="ok", large=True)
document("nested_markup", r"", bodies.nested_markup, status="ok", large=True)
document("cut_in_the_middle", r"ends in the middle", bodies.many_items(50)[:-300], status="ok")
document("cdata_without_end", r"", rss("<item><title><![CDATA[" + "x" * SMALL), status="ok")
document("nul_bytes", r"", rss(item("a\0b\0" * SMALL)), status="ok")
document("characters_beyond_unicode", r"", rss(item("&#99999999999;&#xD800;&#0;" * SMALL)), status="ok")
document("utf_16_that_is_not", r"", GOOD.replace(b"UTF-8", b"UTF-16"), status="ok")
document("utf_7", r"", GOOD.replace(b"UTF-8", b"UTF-7"), status="ok")
document("unknown_charset", r"", GOOD.replace(b"UTF-8", b"x-rahasia"), status="ok")

# -- feeds with bad intentions -------------------------------------------------------------------------------

document("ten_thousand_items", r"", lambda: bodies.many_items(10_000), status="ok", large=True)
document("a_hundred_thousand_items", r"", lambda: bodies.many_items(100_000), status="ok", large=True)
document("a_million_empty_items", r"", lambda: rss("<item/>" * 1_000_000), status="ok", large=True)
document("title_of_a_megabyte", r"", rss(item(title="x" * MB)), status="ok", large=True)
document(
    "link_of_a_megabyte",
    r"without a usable link",
    rss(item(link="http://x.example/" + "x" * MB)),
    status="ok",
    large=True,
)
document("text_of_ten_megabytes", r"", rss(item("kata dan kata " * 750_000)), status="ok", large=True)
document(
    "script_links",
    r"without a usable link",
    rss(
        *(
            item(number=n, link=link)
            for n, link in enumerate(
                ("javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd")
            )
        )
    ),
    status="ok",
)
document(
    "links_to_the_inside",
    r"",
    rss(
        *(
            item(number=n, link=link)
            for n, link in enumerate(("http://10.0.0.1/", "http://[::1]/", "http://admin:x@kabar.example/"))
        )
    ),
    status="ok",
)
document(
    "markup_in_every_string",
    r"",
    rss(
        item("&lt;script&gt;alert(1)&lt;/script&gt;", title="&lt;img src=x onerror=alert(1)&gt;"),
        title="&lt;svg/onload=alert(1)&gt;",
    ),
    status="ok",
)
document(
    "one_guid_for_all",
    r"",
    rss(
        *(
            f"<item><guid>1</guid><title>Kabar {n}</title><link>https://kabar.example/g/{n}</link></item>"
            for n in range(50)
        )
    ),
    status="ok",
)
document(
    "year_9999",
    r"",
    rss(item().replace("<link>", "<pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate><link>")),
    status="ok",
)
document(
    "year_zero",
    r"",
    rss(item().replace("<link>", "<pubDate>0000-00-00 00:00:00</pubDate><link>")),
    status="ok",
)
document("ttl_of_a_century", r"", rss(item(), channel="<ttl>52560000</ttl>"), status="ok")
document("text_that_turns_round", r"", rss(item("\u202eaisuR\u202c\u200b" * SMALL)), status="ok")
document(
    "json_feed_of_nonsense",
    r"",
    json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": 5,
            "items": [{"id": [], "url": {}, "title": None}, 7, None],
        }
    ).encode(),
    status="ok",
)


@hell(r"", status="ok")
async def never_the_same(call: Call) -> None:
    await call.send(ok(rss(item(f"Dibaca {call.number} kali."), channel=f"<!-- {call.number} -->")))
