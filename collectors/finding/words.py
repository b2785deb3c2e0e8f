"""Short names for outlets and feeds, from what their addresses and titles say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import Final
from urllib.parse import urlsplit

from storage.sites import publisher_of

_OTHER: Final = re.compile(r"[^a-z0-9]+")
# Words of an address that say that it is a feed, not of what.
_NO_SECTION: Final = frozenset(
    """
    www www2 m amp rss rss2 rss20 rss2-0 rdf atom feed feeds xml json index index-php php aspx html default
    posts api v1 v2 v3 sindikasi rssfeeds feeder news-rss subscribe get id
    """.split()  # noqa: SIM905 - easier to read than thirty quotes
)
_NUMBER: Final = re.compile(r"\d+")
_MAX: Final = 40  # characters of a key
# Country-code domains that are sold to anybody.
_SOLD: Final = frozenset("ai am cc co fm gg io is la ly me sh tk to tv vc ws eu su".split())  # noqa: SIM905
_OTHER_CODES: Final = {"uk": "GB"}


def key_from(text: str) -> str:
    """``text`` as a key of config.yaml, ``berita-dunia``; "" when it has no letter or digit of ASCII."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _OTHER.sub("-", plain)[:_MAX].strip("-")


def free_key(wanted: str, taken: Container[str]) -> str:
    """``wanted``, or with the first number behind it that makes it new."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def outlet_key(url: str) -> str:
    """Key of the outlet that runs ``url``: ``kontan`` for https://nasional.kontan.co.id/rss."""
    host = (urlsplit(url).hostname or "").lower()
    return (
        key_from(publisher_of(host).split(".")[0] if not host.replace(".", "").isdigit() else host)
        or "outlet"
    )


def section_of(url: str) -> str:
    """What the feed at ``url`` is of, as its address says: ``internasional``, ``dunia``, else ``all``."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    beside = host.removesuffix(publisher_of(host)).strip(".") if not host.replace(".", "").isdigit() else ""
    path = re.sub(r"\.(?:xml|rss|rdf|atom|json|php|aspx|cms|html?)$", "", parts.path.lower())
    words = [key_from(word) for word in [*beside.split("."), *path.split("/")]]
    said = [word for word in words if word and word not in _NO_SECTION and not _NUMBER.fullmatch(word)]
    said = [re.sub(r"^(?:rss|feed)-|-(?:rss|feed)$", "", word) for word in said]
    return said[-1] if said else "all"


def country_of(url: str) -> str | None:
    """ISO 3166 code of the country whose domain ``url`` is in; None when the domain does not say."""
    last = (urlsplit(url).hostname or "").lower().rpartition(".")[2]
    if len(last) != 2 or not last.isalpha() or last in _SOLD:  # noqa: PLR2004 - country codes have two letters
        return None
    return _OTHER_CODES.get(last, last.upper())
