"""Bodies that are small on the wire, or cheap to make, and large or costly for whoever reads them."""

from __future__ import annotations

import gzip
import zlib
from functools import cache

import brotli

MB = 1024 * 1024
ZEROS = bytes(MB)
# A zstd frame of 128 MB in 4 kB: a header that gives no size, and blocks of one repeated byte.
ZSTD_BOMB = b"\x28\xb5\x2f\xfd\x00\x58" + b"\x02\x00\x10\x00" * 1023 + b"\x03\x00\x10\x00"


@cache
def gzip_bomb(megabytes: int = 300) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(ZEROS) for _ in range(megabytes)) + packer.flush()


@cache
def deflate_bomb(megabytes: int = 300, *, raw: bool = False) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15 if raw else 15)
    return b"".join(packer.compress(ZEROS) for _ in range(megabytes)) + packer.flush()


@cache
def brotli_bomb(megabytes: int = 300) -> bytes:
    packer = brotli.Compressor(quality=5)
    parts = [packer.process(ZEROS) for _ in range(megabytes)]
    return b"".join([*parts, packer.finish()])


@cache
def members_bomb() -> bytes:
    return gzip.compress(bytes(10 * MB)) * 30


def item(text: str = "", *, number: int = 1, title: str = "Rusia dan Jepang", link: str | None = None) -> str:
    href = f"https://kabar.example/{number}" if link is None else link
    return (
        f"<item><title>{title}</title><link>{href}</link><description>{text or 'Isi.'}</description></item>"
    )


def rss(*items: str, before: str = "", channel: str = "", title: str = "Kabar") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<rss version="2.0"><channel><title>{title}</title>'
        f"{channel}{''.join(items)}</channel></rss>"
    ).encode("utf-8", "surrogatepass")


GOOD = rss(item())


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    return rss(item("&lol9;"), before=f"<!DOCTYPE rss [{entities}]>")


def quadratic_blowup() -> bytes:
    big = "a" * 100_000
    return rss(item("&a;" * 50_000), before=f'<!DOCTYPE rss [<!ENTITY a "{big}">]>')


def parameter_entities() -> bytes:
    return rss(
        item("&send;"),
        before='<!DOCTYPE rss [<!ENTITY % file SYSTEM "file:///etc/passwd"><!ENTITY % dtd SYSTEM '
        '"http://127.0.0.1:1/x.dtd">%dtd;<!ENTITY send SYSTEM "file:///etc/passwd">]>',
    )


def large_attribute() -> bytes:
    return rss(item(), title="Kabar").replace(b"<channel>", b'<channel x="' + b"x" * 8 * MB + b'">')


def many_attributes() -> bytes:
    said = " ".join(f'a{n}="x"' for n in range(300_000))
    return rss(item()).replace(b"<channel>", f"<channel {said}>".encode())


def many_namespaces() -> bytes:
    said = " ".join(f'xmlns:n{n}="http://n.example/{n}"' for n in range(50_000))
    return rss(item()).replace(b"<channel>", f"<channel {said}>".encode())


def nested(count: int = 100_000, tag: str = "a") -> bytes:
    return rss(f"<item><title>Dalam</title>{f'<{tag}>' * count}{f'</{tag}>' * count}</item>")


def nested_markup(count: int = 100_000) -> bytes:
    return rss(item("&lt;div&gt;" * count))


def many_items(count: int) -> bytes:
    return rss(*(item(f"Isi {n}.", number=n, title=f"Kabar ke-{n}") for n in range(count)))
