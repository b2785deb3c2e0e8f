"""Counts of entities by day as tables of numbers: a row an entity, a column a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from storage.numbers import EPOCH, Flags, Ints

Cells = Mapping[str, Any]  # columns entity_id, place and numbers: several rows of a place add up


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Daily:
    """Counts of some entities on some days."""

    since: date
    entities: Ints  # entity_id of each row
    articles: Ints  # entities x days; or stories
    mentions: Ints | None  # None: not asked for

    def part(self, since: date, until: date, entity_ids: Sequence[int]) -> Daily:
        """Of the days from ``since`` until the one before ``until``, all of which it has.

        Of the entities given, with zeros where it has none of theirs, or of all that have any on these days.
        """
        begin = (since - self.since).days
        days = slice(begin, begin + max(0, (until - since).days))
        if entity_ids:
            entities = np.unique(np.array(entity_ids, dtype=np.int64))
        else:
            entities = self.entities[self.articles[:, days].any(axis=1)]
        known = np.isin(entities, self.entities)
        rows = np.searchsorted(self.entities, entities[known])

        def cut(counts: Ints) -> Ints:
            found = np.zeros((len(entities), days.stop - days.start), dtype=np.int64)
            found[known] = counts[rows, days]
            return found

        mentions = None if self.mentions is None else cut(self.mentions)
        return Daily(since=since, entities=entities, articles=cut(self.articles), mentions=mentions)

    def frame(self) -> pl.DataFrame:
        """One row an entity and day that has any.

        Columns: entity_id (Int16), day (Date), articles, and mentions where asked for (Int64).
        """
        rows, places = np.nonzero(self.articles)
        mentions = {} if self.mentions is None else {"mentions": self.mentions[rows, places]}
        return pl.DataFrame(
            {
                "entity_id": pl.Series(self.entities[rows], dtype=pl.Int16),
                "day": day_series(self.since, places),
                "articles": self.articles[rows, places],
                **mentions,
            }
        )

    def sums(self, observed: Flags) -> pl.DataFrame:
        """Sums over all days, and over ``observed`` ones; entities without any are absent.

        Columns: entity_id (Int16), articles, mentions (Int64; where asked for), share_n (Int64: articles of
        observed days), peak_day (Date: the observed day with the most articles, the latest of several),
        peak_articles (Int64); both null without any on an observed day.
        """
        kept = np.flatnonzero(self.articles.any(axis=1))
        articles = self.articles[kept]
        seen = articles * observed
        newest_first = seen[:, ::-1]
        size = seen.shape[1]
        places = size - 1 - newest_first.argmax(axis=1) if size else np.zeros(len(kept), dtype=np.int64)
        highest = seen.max(axis=1, initial=0)
        mentions = {} if self.mentions is None else {"mentions": self.mentions[kept].sum(axis=1)}
        found = pl.DataFrame(
            {
                "entity_id": pl.Series(self.entities[kept], dtype=pl.Int16),
                "articles": articles.sum(axis=1),
                **mentions,
                "share_n": seen.sum(axis=1),
                "peak_day": day_series(self.since, places),
                "peak_articles": highest,
            }
        )
        return found.with_columns(
            pl.when(pl.col("peak_articles") > 0).then(pl.col("peak_day", "peak_articles"))
        )


def day_series(since: date, places: Ints) -> pl.Series:
    """The days that are so many days after ``since``."""
    return pl.Series(places.astype(np.int32) + (since - EPOCH).days, dtype=pl.Int32).cast(pl.Date)


def daily(
    *, since: date, until: date, entity_ids: Sequence[int], covered: Cells, copies: Cells | None = None
) -> Daily:
    """Counts of the days from ``since`` until the one before ``until``.

    Of the entities given, or of all that are in ``covered`` or ``copies``; in the order of their ids.
    ``covered`` has numbers articles and, where asked for, mentions, ``copies`` has fewer: articles that are
    not counted. A day without articles has no mentions.
    """
    size = max(0, (until - since).days)
    if entity_ids:
        entities = np.unique(np.array(entity_ids, dtype=np.int64))
    else:
        ids = [cells["entity_id"] for cells in (covered, copies) if cells is not None]
        entities = np.flatnonzero(np.bincount(np.concatenate(ids).astype(np.int64)))
    at = _places(covered, entities, size)
    articles = _added(covered["articles"], at, entities, size)
    if copies is not None:
        articles -= _added(copies["fewer"], _places(copies, entities, size), entities, size)
    articles = np.maximum(articles, 0)
    mentions = None
    if "mentions" in covered:
        mentions = _added(covered["mentions"], at, entities, size) * (articles > 0)
    if not entity_ids:
        kept = articles.any(axis=1)
        entities, articles = entities[kept], articles[kept]
        mentions = None if mentions is None else mentions[kept]
    return Daily(since=since, entities=entities, articles=articles, mentions=mentions)


def daily_of_all(*, since: date, sums: Ints, less: Sequence[Cells]) -> Daily:
    """The same of all entities from a table of articles, entity_id x days, which is made use of.

    ``less`` has numbers articles that are not counted.
    """
    size = sums.shape[1]
    for cells in less:
        ids = cells["entity_id"].astype(np.int64)
        if not len(ids):
            continue
        more = int(ids.max()) + 1 - len(sums)
        if more > 0:
            sums = np.concatenate([sums, np.zeros((more, size), dtype=np.int64)])
        fewer = np.bincount(ids * size + cells["place"], weights=cells["articles"], minlength=sums.size)
        sums -= fewer.astype(np.int64).reshape(sums.shape)
    np.maximum(sums, 0, out=sums)
    entities = np.flatnonzero(sums.any(axis=1))
    return Daily(since=since, entities=entities, articles=sums[entities], mentions=None)


def _places(cells: Cells, entities: Ints, size: int) -> Ints:
    """Where each number belongs in a table of entities x days; beyond its end if of no entity there."""
    ids = cells["entity_id"]
    row = np.full(max(int(entities.max(initial=0)), int(ids.max(initial=0))) + 1, len(entities))
    row[entities] = np.arange(len(entities))
    found: Ints = row[ids] * size + cells["place"]
    return found


def _added(numbers: Any, at: Ints, entities: Ints, size: int) -> Ints:
    sums = np.bincount(at, weights=numbers, minlength=len(entities) * size)
    return sums[: len(entities) * size].astype(np.int64).reshape(len(entities), size)


def add_by_day(cells: Cells, name: str, size: int) -> Ints:
    """Sums of each of ``size`` days, over all entities."""
    return np.bincount(cells["place"], weights=cells[name], minlength=size).astype(np.int64)
