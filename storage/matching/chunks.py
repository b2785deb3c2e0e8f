"""All stored articles whose text is kept, in chunks of bounded size, by day: how a retag goes through them.

A day's articles lie together in the file, so a chunk reads its part of the archive and little else. Days and
ids never change, so a place in this order is good for ever.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl
from duckdb import DuckDBPyConnection

from storage.database import Database
from storage.matching.codes import KINDS
from storage.sqlfiles import large_frame, statement

ARTICLES = 2000  # of usual length in a chunk: as many as one process matches in a fifth of a second
SIZE = 8 << 20  # bytes of text in a chunk, unless a single article has more
_FIRST_ID, _LAST_ID = -1, (1 << 63) - 1  # ids have 63 bits
EVERY = (1 << 64) - 1  # hash of an id, at most: all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a retag has come: all of the days before, and of this day the ids up to this one."""

    day: date
    article_id: int


START = Place(day=date.min, article_id=_FIRST_ID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Whole days, or a part of one day."""

    first: date
    last: date
    after: int  # article_id, exclusive
    upto: int
    articles: int  # when it was planned
    below: int = EVERY  # a sample of the articles: those whose id's hash is not greater

    @property
    def end(self) -> Place:
        """How far one has come with it."""
        return Place(day=self.last, article_id=self.upto)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A chunk as tables in Arrow's stream format, for another process."""

    articles: bytes  # article_id, revision, day, lang, title, body
    places: bytes  # article_id, code (see codes.py): the mentions that the articles have
    names: bytes  # article_id, name, title, country, field, start_char, end_char: their unknown names


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What is to be done, planned once: a few bytes a day."""

    days: list[tuple[date, int, int]]  # day, articles, size
    after: Place
    below: int
    size: int

    @property
    def articles(self) -> int:
        """Of all days."""
        return sum(articles for _, articles, _ in self.days)


def plan(
    con: DuckDBPyConnection, *, after: Place = START, sample: int | None = None, size: int = SIZE
) -> Days:
    """What comes after a place; with ``sample`` only that many articles, chosen evenly."""
    below = EVERY
    if sample is not None:
        chosen = con.execute(
            "SELECT hash(article_id) AS h FROM article WHERE text_gone IS NULL ORDER BY h LIMIT $sample",
            {"sample": sample},
        )
        below = max((h for (h,) in chosen.fetchall()), default=EVERY)
    params = {"day": after.day, "after": after.article_id, "below": below, "least": size // ARTICLES}
    days = [
        (day, int(articles), int(size))
        for day, articles, size in con.execute(statement("retag/days"), params).fetchall()
    ]
    return Days(days=days, after=after, below=below, size=size)


def without_text(con: DuckDBPyConnection) -> int:
    """How many articles cannot be matched again, since their text is gone."""
    [(articles,)] = con.execute("SELECT count(text_gone) FROM article").fetchall()
    return int(articles)


def chunks(db: Database, planned: Days) -> Iterator[Chunk]:
    """The chunks of a plan, in order."""
    size, below = planned.size, planned.below
    together: list[tuple[date, int]] = []
    filled = 0
    for day, articles, weight in planned.days:
        partly = day == planned.after.day
        if together and (partly or filled + weight > size):
            yield _whole(together, below)
            together, filled = [], 0
        if partly or weight > size:
            after = planned.after.article_id if partly else _FIRST_ID
            yield from db.call(_pieces, day=day, after=after, below=below, size=size)
        else:
            together.append((day, articles))
            filled += weight
    if together:
        yield _whole(together, below)


def _whole(days: list[tuple[date, int]], below: int) -> Chunk:
    articles = sum(articles for _, articles in days)
    return Chunk(
        first=days[0][0], last=days[-1][0], after=_FIRST_ID, upto=_LAST_ID, articles=articles, below=below
    )


def _pieces(con: DuckDBPyConnection, *, day: date, after: int, below: int, size: int) -> list[Chunk]:
    params = {"day": day, "after": after, "below": below, "size": size, "least": size // ARTICLES}
    pieces = []
    for upto, articles in con.execute(statement("retag/pieces"), params).fetchall():
        pieces.append(Chunk(first=day, last=day, after=after, upto=upto, articles=articles, below=below))
        after = upto
    return pieces


def read(con: DuckDBPyConnection, chunk: Chunk) -> Texts:
    """The articles of a chunk with the mentions they have."""
    which = {
        "first": chunk.first,
        "last": chunk.last,
        "after": chunk.after,
        "upto": chunk.upto,
        "below": chunk.below,
    }
    articles = large_frame(con, "retag/texts", **which)
    places = large_frame(con, "retag/had", **which, kinds=list(KINDS))
    names = large_frame(con, "retag/had_names", **which)
    return Texts(articles=packed(articles), places=packed(places), names=packed(names))


def packed(frame: pl.DataFrame) -> bytes:
    """A frame as bytes that :func:`polars.read_ipc_stream` reads, in any process."""
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer)
    return buffer.getvalue()
