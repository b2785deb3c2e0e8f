"""A small invented press, and batches of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import duckdb

from entities.gazetteer import Gazetteer
from entities.types import Alias, AliasKind, Entity, Found, Match, MentionKind, TextField, Unknown
from storage.batches.batch import Batch
from storage.errands import Progress
from storage.records import Article, Feed, Mention, Outlet, Poll, Removed, Span, article_id_of

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def entity(key: str, label: str) -> Entity:
    kind, _, code = key.partition(":")
    country = code if kind == "country" else None
    return Entity(
        key=key, kind="country" if country else "leader", labels={"en": label, "id": label}, country=country
    )


def alias(text: str, key: str, kind: AliasKind = "name") -> Alias:
    return Alias(text=text, entity=key, kind=kind)


ENTITIES = [
    entity("country:FR", "Prancis"),
    entity("country:JP", "Jepang"),
    entity("country:BR", "Brasil"),
    entity("leader:ada-contoh", "Ada Contoh"),
]
ALIASES = (
    alias("Prancis", "country:FR"),
    alias("Paris", "country:FR", "capital"),
    alias("Jepang", "country:JP"),
    alias("Tokyo", "country:JP", "capital"),
    alias("Brasil", "country:BR"),
    alias("Ada Contoh", "leader:ada-contoh"),
)
GAZETTEER = Gazetteer(entities={e.key: e for e in ENTITIES}, aliases=ALIASES)

PAGI = Outlet(key="pagi", name="Pagi", country="ID", lang="id", homepage="https://pagi.example/")
SORE = Outlet(key="sore", name="Sore", country="ID", lang="id", homepage="https://sore.example/")
FEEDS = tuple(
    Feed(key=key, outlet=outlet, url=f"{outlet.homepage}{key}.xml", section="dunia", lang=outlet.lang)
    for key, outlet in (("pagi-dunia", PAGI), ("pagi-bisnis", PAGI), ("sore-dunia", SORE))
)


def mention(key: str, kind: MentionKind = "name", *places: tuple[int, int], title: bool = False) -> Mention:
    spans = tuple(Span(field="body", start_char=start, end_char=end) for start, end in places or ((0, 4),))
    if title:
        spans = (Span(field="title", start_char=0, end_char=4), *spans)
    return Mention(entity=key, kind=kind, spans=spans)


def article(
    name: str, *mentions: Mention, feed: str = "pagi-dunia", at: datetime = NOW, **changes: Any
) -> Article:
    url = f"https://{feed.split('-', maxsplit=1)[0]}.example/{name}"
    values: dict[str, Any] = {
        "article_id": article_id_of(url),
        "feed": feed,
        "url": url,
        "lang": "id",
        "title": f"Judul {name}",
        "summary": "Ringkasan.",
        "body": f"Isi berita {name}.",
        "published_at": at,
        "published_source": "feed",
        "first_seen_at": at + timedelta(minutes=5),
        "removed": (Removed(reason="related", text="Baca juga: lainnya"),),
        "attribution": ("Antara",),
        "dateline": ("ID",),
        "mentions": mentions,
    }
    return Article(**values | changes)


def poll(feed: str = "pagi-dunia", at: datetime = NOW, **changes: Any) -> Poll:
    values: dict[str, Any] = {
        "feed": feed,
        "started_at": at,
        "took_ms": 120,
        "status": "ok",
        "http_status": 200,
        "bytes": 4096,
        "entries": 20,
        "new_articles": 1,
        "known_articles": 19,
    }
    return Poll(**values | changes)


def batch(*articles: Article, polls: Iterable[Poll] = (), at: datetime = NOW, **changes: Any) -> Batch:
    values: dict[str, Any] = {
        "feeds": FEEDS,
        "articles": articles,
        "polls": tuple(polls),
        "gazetteer_version": GAZETTEER.version,
        "created_at": at,
    }
    return Batch(**values | changes)


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """For ``Database.call``."""
    return con.execute(query).fetchall()


TABLES = {
    "outlet": "FROM outlet ORDER BY ALL",
    "feed": "FROM feed ORDER BY ALL",
    "entity": "FROM entity ORDER BY ALL",
    "mention": "FROM mention ORDER BY ALL",
    "name_seen": "FROM name_seen ORDER BY ALL",
    "article_version": "FROM article_version ORDER BY ALL",
    "sighting": "FROM sighting ORDER BY ALL",
    "poll": "FROM poll ORDER BY ALL",
    "batch": "SELECT name, articles, polls, gazetteer_version FROM batch ORDER BY ALL",
    "outlet_day": "FROM outlet_day ORDER BY ALL",
    "entity_day": "FROM entity_day ORDER BY ALL",
}


def columns(con: duckdb.DuckDBPyConnection, table: str, *, without: Collection[str] = ()) -> str:
    """Names of a table's columns in an order that is the same in a file and in a lake."""
    found = con.execute(f"DESCRIBE {table}").fetchall()
    return ", ".join(sorted(name for name, *_ in found if name not in without))


def content(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """All that an archive says, for comparison; for ``Database.call``."""
    article = {"article": f"SELECT {columns(con, 'article')} FROM article ORDER BY ALL"}
    return {table: con.execute(query).fetchall() for table, query in (TABLES | article).items()}


class Words:
    """A plain matcher: every alias wherever it stands. The real one is tested where it lives."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._known = {a.text for a in gazetteer.aliases}
        self._aliases = [(re.compile(rf"\b{re.escape(a.text)}\b"), a) for a in gazetteer.aliases]

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        fields: list[tuple[TextField, str]] = [("title", title), ("body", body)]
        matches = [
            Match(
                field=name,
                start=m.start(),
                end=m.end(),
                surface=m[0],
                entity=a.entity,
                kind=cast("MentionKind", a.kind),
            )
            for name, text in fields
            for pattern, a in self._aliases
            for m in pattern.finditer(text)
        ]
        return Found(matches=tuple(sorted(matches, key=lambda m: (m.field != "title", m.start))), ignored=())

    def unknown(self, title: str, body: str, found: Found, *, lang: str | None = None) -> tuple[Unknown, ...]:
        fields: list[tuple[TextField, str]] = [("title", title), ("body", body)]
        return tuple(
            Unknown(
                field=name,
                start=m.start(1),
                end=m.end(1),
                name=m[1],
                title="foreign-minister",
                country=None,
            )
            for name, text in fields
            for m in re.finditer(r"Menlu ([A-Z]\w+(?: [A-Z]\w+)*)", text)
            if m[1] not in self._known
        )


def finished(steps: Generator[Progress, None, T], each: Callable[[Progress], object] = lambda _: None) -> T:
    try:
        while True:
            each(next(steps))
    except StopIteration as end:
        answer: T = end.value
        return answer
