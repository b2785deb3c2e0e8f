"""What worker processes do with stored texts: match them, and tell what differs from what is stored."""

from __future__ import annotations

import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from entities.gazetteer import Gazetteer
from entities.known import folded_name
from storage.batches.rows import MENTION, NAME, rows_of
from storage.matching.chunks import Texts, packed
from storage.matching.codes import PER_ENTITY, Codes, place_of
from storage.matching.mentions import Finder, Tags, tags_of
from storage.snippet import sentence

_NONE: set[Any] = set()
_ARTICLE = {"article_id": pl.Int64, "revision": pl.Int16}
_PLACE = {"article_id": pl.Int64, "code": pl.Int64}
_NAME = {
    "article_id": pl.Int64,
    "name_folded": pl.String,
    **{field.name: field.dtype for field in NAME.fields},
}

EXAMPLES = 3  # of each entity, gained and lost
FinderOf = Callable[[Gazetteer], Finder]  # Matcher, mostly


@dataclass(frozen=True, slots=True)
class Ready:
    """What a worker process keeps between jobs."""

    finder: Finder
    codes: Codes
    shown: dict[tuple[int, bool], int]  # examples this process has told, by entity, gained or lost


@dataclass(slots=True)
class Change:
    """What changes for one entity. Office titles count as mentions here: all that is stored does."""

    gained: int = 0  # articles that name it and did not
    lost: int = 0
    more: int = 0  # mentions (places in a text) that it gains
    fewer: int = 0

    def add(self, other: Change) -> None:
        """Count another chunk's."""
        self.gained += other.gained
        self.lost += other.lost
        self.more += other.more
        self.fewer += other.fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A place where an entity is gained or lost: a sentence, the name from ``start`` to ``end``."""

    number: int  # the entity's
    gained: bool
    article_id: int
    day: date
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A chunk, matched."""

    articles: int
    changed: int  # articles
    edited: bytes  # article_id, revision of the changed ones, packed as all here
    places: bytes  # article_id, code: their mentions
    renamed: bytes  # article_id, revision of those with other unknown names
    names: bytes  # article_id, …: these
    changes: dict[int, Change] = field(default_factory=dict)  # by entity
    examples: list[Example] = field(default_factory=list)
    took_s: float = 0.0


def get_ready(finder_of: FinderOf, gazetteer: Gazetteer, numbers: Mapping[str, int]) -> Ready:
    """Prepare a worker process; once, before its first chunk."""
    return Ready(finder=finder_of(gazetteer), codes=Codes(numbers), shown=defaultdict(int))


def compare(ready: Ready, texts: Texts, examples: bool) -> Compared:
    """Match the articles of a chunk and return where they differ from what is stored."""
    begin = time.perf_counter()
    finder, of = ready.finder, ready.codes.of
    articles = _unpacked(texts.articles)
    had, had_names = _codes(texts.places), _names(texts.names)
    edited: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    renamed: list[tuple[int, int]] = []
    names: list[tuple[Any, ...]] = []
    changes: dict[int, Change] = defaultdict(Change)
    told: list[Example] = []
    for article_id, revision, day, lang, title, body in articles.iter_rows():
        found = finder.find(title, body, published=day, lang=lang)
        codes = of(found.counted)
        before, now = had.get(article_id, _NONE), set(codes)
        if before != now:
            edited.append((article_id, revision))
            places += [(article_id, code) for code in codes]
            _count(changes, before, now)
            if examples:
                told += _examples(ready.shown, before, now, article_id, day, title, body)
        unknown = [
            (one.name, one.title, one.country, one.field, one.start, one.end)
            for one in finder.unknown(title, body, found, lang=lang)
        ]
        if had_names.get(article_id, _NONE) != set(unknown):
            renamed.append((article_id, revision))
            names += [(article_id, folded_name(one[0]), *one) for one in unknown]
    return Compared(
        articles=articles.height,
        changed=len(edited),
        edited=packed(pl.DataFrame(edited, schema=_ARTICLE, orient="row")),
        places=packed(pl.DataFrame(places, schema=_PLACE, orient="row")),
        renamed=packed(pl.DataFrame(renamed, schema=_ARTICLE, orient="row")),
        names=packed(pl.DataFrame(names, schema=_NAME, orient="row")),
        changes=dict(changes),
        examples=told,
        took_s=time.perf_counter() - begin,
    )


def tags_of_batch(ready: Ready, texts: bytes) -> bytes:
    """Columns ``mentions`` and ``names`` of a batch's articles; given title, body, day and lang of each."""
    tags = [
        tags_of(ready.finder, title, body, published=day, lang=lang)
        for title, body, day, lang in _unpacked(texts).iter_rows()
    ]
    return packed(tags_frame(tags))


def tags_frame(tags: Iterable[Tags]) -> pl.DataFrame:
    """Tags of articles as the columns that a batch has of them."""
    mentions, names = zip(*((rows_of(one.mentions), rows_of(one.names)) for one in tags), strict=True)
    return pl.DataFrame(
        {"mentions": mentions, "names": names}, schema={"mentions": pl.List(MENTION), "names": pl.List(NAME)}
    )


def _unpacked(frame: bytes) -> pl.DataFrame:
    return pl.read_ipc_stream(io.BytesIO(frame))


def _codes(places: bytes) -> dict[int, set[int]]:
    frame = _unpacked(places)
    had: dict[int, set[int]] = defaultdict(set)
    for article_id, code in zip(frame["article_id"].to_list(), frame["code"].to_list(), strict=True):
        had[article_id].add(code)
    return had


def _names(names: bytes) -> dict[int, set[tuple[Any, ...]]]:
    had: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    for article_id, *name in _unpacked(names).iter_rows():
        had[article_id].add(tuple(name))
    return had


def _count(changes: dict[int, Change], before: set[int], now: set[int]) -> None:
    named_before, named_now = ({code // PER_ENTITY for code in codes} for codes in (before, now))
    for number in named_now - named_before:
        changes[number].gained += 1
    for number in named_before - named_now:
        changes[number].lost += 1
    for code in now - before:
        changes[code // PER_ENTITY].more += 1
    for code in before - now:
        changes[code // PER_ENTITY].fewer += 1


def _examples(
    shown: dict[tuple[int, bool], int],
    before: set[int],
    now: set[int],
    article_id: int,
    day: date,
    title: str,
    body: str,
) -> list[Example]:
    """One of each entity that this article gains or loses, until there are enough."""
    told = []
    for gained, codes in ((True, now - before), (False, before - now)):
        first: dict[int, int] = {}
        for code in codes:
            number = code // PER_ENTITY
            first[number] = min(code, first.get(number, code))
        for number, code in sorted(first.items()):
            if shown[number, gained] >= EXAMPLES:
                continue
            shown[number, gained] += 1
            in_title, start, end = place_of(code)
            text, start, end = sentence(title if in_title else body, start, end)
            told.append(
                Example(
                    number=number,
                    gained=gained,
                    article_id=article_id,
                    day=day,
                    title=title,
                    text=text,
                    start=start,
                    end=end,
                )
            )
    return told
