"""Which entry is which article: the identity that stays the same at each poll, in each section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

import xxhash

from collectors.identity import identity_of
from collectors.types import RawEntry
from collectors.urls import canonical_url
from storage.records import article_id_of

_TELLING_TITLE = 12  # letters and digits; "Foto hari ini" says little, "Video" nothing
_TELLING_GUID = 6  # characters; guids exist that count from 1 to N at each poll
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """By what an entry is known again when its address is another one; "" is no trait."""

    title: str = ""  # hash
    guid: str = ""  # hash
    dated: str = ""  # as the feed has it, UTC in ISO 8601; a date without a time is none


NO_TRAITS = Traits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry with its identity."""

    raw: RawEntry
    key: str  # unique within its feed, the same at each poll
    url: str  # canonical; of the article
    article_id: int
    content_hash: str  # of what the feed says of it
    traits: Traits = NO_TRAITS


def identified(entries: Sequence[RawEntry], *, feed_url: str) -> Iterable[Entry]:
    """Give each entry its identity: what stays the same in the canonical address of its article.

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
            url += "#" + _hash(raw.guid or raw.title)
        identity = identity_of(url)
        key = _key(identity)
        if key in seen:
            continue
        seen.add(key)
        said = "\n".join((raw.title, raw.content or raw.summary))
        yield Entry(
            raw=raw,
            key=key,
            url=url,
            article_id=article_id_of(identity),
            content_hash=_hash(said),
            traits=_traits(raw),
        )


def key_of(url: str) -> str:
    """Entry.key of an article's canonical address."""
    return _key(identity_of(url))


def number_of(url: str) -> int:
    """Entry.article_id of an article's canonical address."""
    return article_id_of(identity_of(url))


def _key(identity: str) -> str:
    return xxhash.xxh3_128_hexdigest(identity.encode())


def _traits(raw: RawEntry) -> Traits:
    title = _NOT_LETTERS.sub("", raw.title.casefold())
    guid = (raw.guid or "").strip()
    dated = raw.dated
    return Traits(
        title=_hash(title) if len(title) >= _TELLING_TITLE else "",
        guid=_hash(guid) if len(guid) >= _TELLING_GUID else "",
        dated=dated.at.isoformat() if dated and dated.local.time() != time() else "",
    )


def _hash(text: str) -> str:
    return xxhash.xxh3_64_hexdigest(text.encode("utf-8", "replace"))
