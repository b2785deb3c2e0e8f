"""Which entry is which article: the identity that stays the same at each poll, in each section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xxhash

from collectors.types import RawEntry
from collectors.urls import canonical_url
from storage.records import article_id_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry with its identity."""

    raw: RawEntry
    key: str  # unique within its feed, the same at each poll
    url: str  # canonical; of the article
    article_id: int
    content_hash: str  # of what the feed says of it


def identified(entries: Sequence[RawEntry], *, feed_url: str) -> Iterable[Entry]:
    """Give each entry its identity: the canonical address of its article.

    Addresses are trusted before guids: feeds exist whose guids count from 1 to N at each poll, or all change
    when the outlet moves to another system. An address that several entries share (some feeds link all of
    them to the front page) is told apart by guid, else by title, and so are entries without any. The same
    entry twice is one entry.
    """
    links = [canonical_url(raw.link) if raw.link else "" for raw in entries]
    titles: dict[str, set[str]] = {}
    for raw, link in zip(entries, links, strict=True):
        titles.setdefault(link, set()).add(raw.title)
    seen: set[str] = set()
    for raw, link in zip(entries, links, strict=True):
        url = link or feed_url
        if not link or len(titles[link]) > 1:
            url += "#" + xxhash.xxh3_64_hexdigest((raw.guid or raw.title).encode("utf-8", "replace"))
        if url in seen:
            continue
        seen.add(url)
        said = "\n".join((raw.title, raw.content or raw.summary))
        yield Entry(
            raw=raw,
            key=key_of(url),
            url=url,
            article_id=article_id_of(url),
            content_hash=xxhash.xxh3_64_hexdigest(said.encode("utf-8", "replace")),
        )


def key_of(url: str) -> str:
    """Entry.key of an article's canonical address."""
    return xxhash.xxh3_128_hexdigest(url.encode())
