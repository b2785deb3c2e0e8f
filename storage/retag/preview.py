"""What a retag with other names would change, found out without changing anything."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.database import Database
from storage.errands import Progress
from storage.matching.chunks import EVERY, SIZE, plan, without_text
from storage.matching.compare import EXAMPLES, Change, Example, FinderOf
from storage.matching.matching import Told, matched, numbers_of
from storage.sqlfiles import statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A place at which an entity is gained or lost; the name stands in ``text`` from ``start`` to ``end``."""

    outlet: str
    day: date
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityChange:
    """What would change for an entity. Articles name it in any way, an office title included."""

    key: str
    label: str
    gained: int  # articles that would name it and do not
    lost: int
    articles_before: int
    articles_after: int
    mentions_before: int  # places in texts
    mentions_after: int
    examples_gained: tuple[Shown, ...]
    examples_lost: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a retag would change. All numbers are those of the articles looked at."""

    articles: int  # in the archive, with a text
    kept: int  # others, whose text is gone: they would keep their mentions
    looked_at: int  # all, or the sample
    changed: int  # of these, with other mentions
    entities: tuple[EntityChange, ...]  # that change, most articles first
    takes: timedelta  # about what the whole retag would take here


def preview(
    db: Database,
    gazetteer: Gazetteer,
    finder_of: FinderOf,
    *,
    sample: int | None = None,
    processes: int | None = None,
    size: int = SIZE,
) -> Generator[Progress, None, Preview]:
    """Match every article, or a ``sample`` of so many, with ``gazetteer`` and tell what differs, in steps."""
    begin, of = time.monotonic(), processes or os.cpu_count() or 1
    kept = db.call(without_text)
    [(stored,)] = db.call(lambda con: con.execute("SELECT count(*) FROM article").fetchall())
    total = int(stored) - kept
    planned = db.call(plan, sample=sample if sample is None or sample < total else None, size=size)
    numbers = _with_new(db.call(numbers_of), gazetteer)
    told = Told()
    yield Progress(done=0, total=planned.articles)
    for found in matched(db, planned, finder_of, gazetteer, numbers=numbers, processes=of, examples=True):
        if found is not None:
            told.add(found[1])
        yield Progress(done=min(told.articles, planned.articles), total=planned.articles)
    passed = time.monotonic() - begin
    if planned.below != EVERY:  # reading a sample takes longer than its part of the whole
        passed = told.took_s / max(told.articles, 1) * total / of
    return Preview(
        articles=total,
        kept=kept,
        looked_at=told.articles,
        changed=told.changed,
        entities=tuple(
            db.call(_entities, told=told, gazetteer=gazetteer, numbers=numbers, below=planned.below)
        ),
        takes=timedelta(seconds=passed),
    )


def _with_new(numbers: dict[str, int], gazetteer: Gazetteer) -> dict[str, int]:
    """Ids of the archive's entities, and numbers for those that it does not have yet."""
    free = max(numbers.values(), default=0) + 1
    new = [key for key in gazetteer.entities if key not in numbers]
    return numbers | {key: free + place for place, key in enumerate(new)}


def _entities(
    con: DuckDBPyConnection, *, told: Told, gazetteer: Gazetteer, numbers: dict[str, int], below: int
) -> list[EntityChange]:
    before = {
        number: counts
        for number, *counts in con.execute(statement("retag/entities_before"), {"below": below}).fetchall()
    }
    stored = dict(con.execute("SELECT key, name_en FROM entity").fetchall())
    examples = _chosen(told.examples)
    ids = {"ids": [one.article_id for one in examples]}
    outlets = dict(con.execute(statement("retag/outlets_of"), ids).fetchall())
    keys = {number: key for key, number in numbers.items()}

    def shown(number: int, *, gained: bool) -> tuple[Shown, ...]:
        return tuple(
            Shown(
                outlet=outlets.get(one.article_id, ""),
                day=one.day,
                title=one.title,
                text=one.text,
                start=one.start,
                end=one.end,
            )
            for one in examples
            if one.number == number and one.gained is gained
        )

    def change_of(number: int, change: Change) -> EntityChange:
        key = keys[number]
        entity = gazetteer.entities.get(key)
        articles, mentions = before.get(number, (0, 0))
        return EntityChange(
            key=key,
            label=entity.labels["en"] if entity else stored[key],
            gained=change.gained,
            lost=change.lost,
            articles_before=articles,
            articles_after=articles + change.gained - change.lost,
            mentions_before=mentions,
            mentions_after=mentions + change.more - change.fewer,
            examples_gained=shown(number, gained=True),
            examples_lost=shown(number, gained=False),
        )

    order = sorted(
        told.changes.items(), key=lambda item: (-item[1].gained - item[1].lost, -item[1].more, keys[item[0]])
    )
    return [change_of(number, change) for number, change in order]


def _chosen(examples: list[Example]) -> list[Example]:
    """The first few of each entity: every process told so many."""
    seen = Counter[tuple[int, bool]]()
    chosen = []
    for one in examples:
        if seen[one.number, one.gained] < EXAMPLES:
            seen[one.number, one.gained] += 1
            chosen.append(one)
    return chosen
