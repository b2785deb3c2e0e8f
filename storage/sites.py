"""Which hosts belong together: by who runs their servers, and by whose pages they are.

Both are read off the public suffix list, as it is in the package publicsuffixlist; nothing is fetched.
"""

from __future__ import annotations

from functools import cache, lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import xxhash
from publicsuffixlist import PublicSuffixList

_MANY = 20_000  # hosts that are kept in mind


@lru_cache(maxsize=_MANY)
def site_of(host: str, port: int | None = None) -> str:
    """Return whose servers ``host`` is on: ``kontan.co.id`` for ``nasional.kontan.co.id``.

    ``port`` is given where an address names one; it makes another site.

    Politeness is owed to whoever runs the servers, not to each of their names. Of the list only the domains
    of registries count here: all blogs on ``blogspot.com`` are asked as one site, as the servers of one
    company answer for them.
    """
    return _domain(host, port, private=False)


@lru_cache(maxsize=_MANY)
def publisher_of(host: str, port: int | None = None) -> str:
    """Return whose pages are on ``host``: ``pagi.blogspot.com`` for ``m.pagi.blogspot.com``.

    Elsewhere this is the site. Companies that give names away below their own are in the list, too.
    """
    return _domain(host, port, private=True)


def site_of_url(url: str) -> str:
    """Return the site that an address belongs to."""
    return site_of(*_host_and_port(url))


def publisher_of_url(url: str) -> str:
    """Return the publisher that an address belongs to."""
    return publisher_of(*_host_and_port(url))


def shard_of(site: str, shards: int) -> int:
    """Return which of ``shards`` parts, from 1, a site falls to: the same on every machine and day."""
    return xxhash.xxh3_64_intdigest(site.encode()) % shards + 1


def _host_and_port(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port


def _domain(host: str, port: int | None, *, private: bool) -> str:
    name = host.rstrip(".")
    if not _is_address(name):
        # A public suffix by itself has nobody's name in front of it; it stands for itself.
        name = _list(private=private).privatesuffix(name) or name
    return name if port is None else f"{name}:{port}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _list(*, private: bool) -> PublicSuffixList:
    """The list, read when it is first needed: that takes a tenth of a second."""
    return PublicSuffixList(only_icann=not private)
