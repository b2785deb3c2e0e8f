"""What hosts belong together: politeness is owed to whoever runs them, not to each of their names."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import xxhash

# Second-level names under which registries of two-letter domains sell: kontan.co.id, tempo.co
_REGISTRY_LABELS = frozenset(
    {"ac", "biz", "co", "com", "desa", "edu", "go", "gob", "gouv", "gov", "ltd", "mil", "my"}
    | {"ne", "net", "nom", "or", "org", "plc", "ponpes", "sch", "web"}
)


@lru_cache(maxsize=20_000)
def site_of(host: str, port: int | None = None) -> str:
    """Return what ``host`` belongs to: ``kontan.co.id`` for ``nasional.kontan.co.id``.

    ``port`` is given where an address names one; it makes another site.

    Outlets give each section a host name; their servers are the same. Without the public suffix list
    this is a good guess, and a wrong one only makes two sites share a turn.
    """
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        return host if port is None else f"{host}:{port}"
    labels = host.rstrip(".").split(".")
    wide = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS  # noqa: PLR2004
    name = ".".join(labels[-3:] if wide else labels[-2:])
    return f"{name}:{port}" if port is not None else name


def site_of_url(url: str) -> str:
    """Return the site that an address belongs to."""
    parts = urlsplit(url)
    return site_of((parts.hostname or "").lower(), parts.port)


def shard_of(site: str, shards: int) -> int:
    """Return which of ``shards`` parts, from 1, a site falls to: the same on every machine and day."""
    return xxhash.xxh3_64_intdigest(site.encode()) % shards + 1
