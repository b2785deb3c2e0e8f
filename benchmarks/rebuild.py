"""The database made again from its batches: how long that takes, beside a page that asks the old one.

The batches are those of a newsroom's archive, bundled by day: texts of a kilobyte, one article in ten a copy
of another, one in fifty edited. They hold their mentions, which are matched again only where they were
matched with other names than those of now.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import polars as pl

from benchmarks.archive import FEEDS, ZONE, poll_of
from benchmarks.news import WORDS
from entities.gazetteer import Gazetteer, load
from storage.batch import store_tables
from storage.batch_rows import KINDS, table_of
from storage.likeness import likeness_of
from storage.records import article_id_of

ARTICLES = 100_000  # `python -m benchmarks.rebuild 1000000` for a large archive
DAILY = 2_000  # articles
FIRST = datetime(2025, 5, 1, tzinfo=UTC)
BODY = 150  # words, about a kilobyte
ENDINGS = ("", "kan", "nya", "an", "i", "lah")  # make 240 words the thousand of a newspaper
COPIES, EDITS = 10, 50  # one article in so many
NAMES = 300  # that are written of


def record(data_dir: Path, articles: int, gazetteer: Gazetteer) -> None:
    """Write a bundle a day into ``data_dir/ingested``, as a year of collecting leaves them."""
    labels = [(entity.key, entity.labels["id"]) for entity in gazetteer.entities.values()][:NAMES]
    write = partial(_day, data_dir, version=gazetteer.version, labels=labels)
    with multiprocessing.get_context("forkserver").Pool(os.cpu_count()) as pool:
        pool.starmap(write, _days(articles), chunksize=4)


def _days(articles: int) -> Iterator[tuple[int, int]]:
    """Number of each day, and how many articles it has."""
    for day, left in enumerate(range(articles, 0, -DAILY)):
        yield day, min(DAILY, left)


def _day(data_dir: Path, day: int, count: int, *, version: str, labels: list[tuple[str, str]]) -> None:
    rng, at = Random(day), FIRST + timedelta(days=day)
    words = [word + ending for word in WORDS for ending in ENDINGS]
    rows = []
    for place in range(count):
        copied = place % COPIES == 1
        title, body, named = rows[-1]["text"] if copied else _text(rng, words, labels)
        feed = FEEDS[rng.randrange(len(FEEDS))]
        url = f"{feed.outlet.homepage}{at:%Y/%m/%d}/{place}"
        rows.append(
            {
                "text": (title, body, named),
                "article_id": article_id_of(url),
                "feed": feed.key,
                "url": url,
                "title": title,
                "body": f"{body} Disunting oleh redaksi." if copied else body,
                "published_at": (at + timedelta(days=1) * place / count).replace(tzinfo=None),
                "mentions": [
                    {
                        "entity": key,
                        "kind": "name",
                        "spans": [{"field": "title", "start_char": 0, "end_char": end}],
                    }
                    for key, end in named
                ],
            }
        )
    rows += [{**row, "body": f"{row['body']} Diperbarui."} for row in rows[::EDITS]]
    schema = {field.name: field.dtype for field in KINDS["article"].fields}
    fields = ("article_id", "feed", "url", "title", "body", "published_at", "mentions")
    table = pl.DataFrame(
        [{name: row[name] for name in fields} for row in rows], schema={name: schema[name] for name in fields}
    ).with_columns(
        pl.lit("id").alias("lang"),
        pl.lit("").alias("summary"),
        pl.lit("feed").alias("published_source"),
        (pl.col("published_at") + timedelta(minutes=9)).alias("first_seen_at"),
        pl.Series("likeness", [likeness_of(row["title"], row["body"]).packed() for row in rows]),
        pl.lit(value=False).alias("backfilled"),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in ("published_said", "published_zone", "byline")),
        *(
            pl.lit([], dtype=schema[name]).alias(name)
            for name in ("dateline", "attribution", "removed", "names")
        ),
    ).select(list(schema))  # fmt: skip
    polls = [poll_of(feed, at + timedelta(minutes=30 * turn)) for turn in range(48) for feed in FEEDS]
    store_tables(
        data_dir / "ingested" / f"{at:%Y}" / f"{at:%m}",
        f"{at:%Y%m%dT%H%M%S.%f}Z-bundle00",
        {"feed": table_of("feed", FEEDS), "article": table, "poll": table_of("poll", polls)},
        created_at=at,
        gazetteer_version=version,
    )


def _text(
    rng: Random, words: list[str], labels: list[tuple[str, str]]
) -> tuple[str, str, list[tuple[str, int]]]:
    named = rng.sample(labels, rng.choice((0, 1, 1, 2, 3)))
    title = " ".join([*(label for _, label in named), *rng.choices(words, k=6)])
    return title, " ".join(rng.choices(words, k=BODY)), [(key, len(label)) for key, label in named]
