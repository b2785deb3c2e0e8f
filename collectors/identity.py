"""What of an address tells an article from all others, where outlets write more into it.

A headline that is corrected changes the words in the address, and a section that is changed its host; number
or slug stay. Only outlets whose numbers are known to be their own for ever are listed.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

# By site: what stays the same, in the path; and whether each host of the site counts by itself.
_STAYS: Final = {
    # any section: /news/<slug>; the same slug is under one section now and under another later
    "kontan.co.id": (re.compile(r"/news/(?P<it>[^/]+)/?"), False),
    # /berita/d-7654321/words, /jatim/berita/d-7654321/words
    "detik.com": (re.compile(r"/(?:[\w-]+/){0,3}(?P<it>d-\d{6,})(?:/.*)?"), False),
    # nasional.kompas.com/read/2026/11/20/08000091/words, amp: www.kompas.com/nasional/read/…
    "kompas.com": (re.compile(r"/(?:[\w-]+/){0,2}(?P<it>read/\d{4}/\d\d/\d\d/\d{6,})(?:/.*)?"), False),
    # /internasional/20261120080000-106-1234567/words
    "cnnindonesia.com": (re.compile(r"/(?:[\w-]+/)?(?P<it>\d{14}-\d+-\d+)(?:/.*)?"), False),
    "cnbcindonesia.com": (re.compile(r"/(?:[\w-]+/)?(?P<it>\d{14}-\d+-\d+)(?:/.*)?"), False),
    # /global/read/5678901/words, amp: /5678901/words
    "liputan6.com": (re.compile(r"/(?:[\w-]+/)?(?:read/)?(?P<it>\d{6,})(?:/.*)?"), False),
    # news.okezone.com/read/2026/11/20/18/3012345/words
    "okezone.com": (re.compile(r"/(?:read/)?(?P<it>\d{4}/\d\d/\d\d/\d+/\d{5,})(?:/.*)?"), False),
    # kabar24.bisnis.com/read/20261120/19/1234567/words
    "bisnis.com": (re.compile(r"/(?:[\w-]+/)?read/\d{8}/\d+/(?P<it>\d{6,})(?:/.*)?"), False),
    # /berita/s7g8h9123/words
    "republika.co.id": (re.compile(r"/berita/(?P<it>(?=[a-z]*\d)[a-z0-9]{8,12})(?:/.*)?"), False),
    # regional offices number by themselves: jateng.antaranews.com/berita/123456/words
    "antaranews.com": (re.compile(r"/(?P<it>(?:berita|news)/\d{5,})(?:/.*)?"), True),
    # nasional.tempo.co/read/1234567/words
    "tempo.co": (re.compile(r"/(?:read/)?(?P<it>\d{5,})(?:/.*)?"), True),
    "sindonews.com": (re.compile(r"/(?P<it>read/\d+/\d+)(?:/.*)?"), True),
}


def identity_of(url: str) -> str:
    """What article ``url`` is of, the same for each of its addresses; ``url`` is canonical.

    An outlet that is not known is believed to have one address an article, whether by http or https.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    labels = host.split(".")
    for size in (3, 2):
        site = ".".join(labels[-size:])
        if site in _STAYS and not parts.query:
            pattern, each_host = _STAYS[site]
            if match := pattern.fullmatch(parts.path):
                return f"{host if each_host else site}/{match['it']}"
            break
    return f"https{url[4:]}" if url.startswith("http://") and parts.port is None else url
