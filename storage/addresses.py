"""Addresses as the archive keeps them: most repeat the title of their article, which need not be kept twice.

``whole_url(url, title)``, a macro of the archive (``sql/migrations/0010_said_once.sql``), gives them back.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "\x01"  # in no address: a browser writes it as %01
FEWEST: Final = 8  # letters that a mark stands for
MOST: Final = 500
_FIRST: Final = 32  # what is added to their number, so that it is written as a letter
_ODD: Final = re.compile(r"[^\x00-\x7f]")
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


def shortened(url: str, title: str) -> str:
    """``url`` with a mark in place of the beginning of ``title``, as long as it is there."""
    url = url.replace(MARK, "%01")
    slug = _BETWEEN.sub("-", _plain(title).lower()).strip("-")[:MOST]
    if slug[:FEWEST] not in url or len(slug) < FEWEST:
        return url
    found, least, most = FEWEST, FEWEST, len(slug)
    while least <= most:
        middle = (least + most) // 2
        if slug[:middle] in url:
            found, least = middle, middle + 1
        else:
            most = middle - 1
    before, _, after = url.partition(slug[:found])
    return f"{before}{MARK}{chr(_FIRST + found)}{after}"


def _plain(title: str) -> str:
    """Its beginning, of letters of which every version of every library has the same small ones."""
    odd = _ODD.search(title)
    return title[: odd.start()] if odd else title
