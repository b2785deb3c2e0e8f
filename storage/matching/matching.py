"""Stored articles matched in other processes, chunk after chunk: what retag and preview have in common."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial

from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.database import Database
from storage.matching.chunks import Chunk, Days, chunks, read
from storage.matching.compare import Change, Compared, Example, FinderOf, compare, get_ready
from storage.matching.workers import Workers

AHEAD = 2  # chunks read for each process: the one it is at, and the next
LONGEST_WAIT = 0.25  # seconds until pages and batches have their turn again


@dataclass(slots=True, kw_only=True)
class Told:
    """What all chunks so far have told; grows with the number of entities."""

    articles: int = 0
    changed: int = 0
    changes: dict[int, Change] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)
    took_s: float = 0.0  # of all processes

    def add(self, found: Compared) -> None:
        """Count a chunk."""
        self.articles += found.articles
        self.changed += found.changed
        self.took_s += found.took_s
        self.examples += found.examples
        for number, change in found.changes.items():
            self.changes.setdefault(number, Change()).add(change)

    def counted(self, what: str, keys: Mapping[int, str]) -> dict[str, int]:
        """``gained`` or ``lost`` by key of the entity, most first."""
        counts = Counter({keys[number]: getattr(change, what) for number, change in self.changes.items()})
        return {key: count for key, count in counts.most_common() if count}


def matched(
    db: Database,
    planned: Days,
    finder_of: FinderOf,
    gazetteer: Gazetteer,
    *,
    numbers: Mapping[str, int],
    processes: int | None = None,
    examples: bool = False,
) -> Iterator[tuple[Chunk, Compared] | None]:
    """Yield the chunks of a plan in order, each as soon as it and those before it are done.

    None in between: nothing was done for a moment. ``numbers`` are the entities by key. There is one process
    for each core, unless ``processes`` says otherwise.
    """
    size = processes or os.cpu_count() or 1
    coming = chunks(db, planned)
    running: deque[tuple[Chunk, Future[Compared]]] = deque()
    with Workers(size, partial(get_ready, finder_of, gazetteer, numbers)) as workers:
        while True:
            while len(running) < size * AHEAD and (chunk := next(coming, None)) is not None:
                running.append((chunk, workers.submit(compare, db.call(read, chunk), examples)))
            if not running:
                return
            chunk, found = running[0]
            wait([found], timeout=LONGEST_WAIT)
            if found.done():
                running.popleft()
                yield chunk, found.result()
            else:
                yield None


def numbers_of(con: DuckDBPyConnection) -> dict[str, int]:
    """Ids of the entities by key."""
    return dict(con.execute("SELECT key, entity_id FROM entity").fetchall())
