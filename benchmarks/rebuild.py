"""The database made again from its batches: how long that takes, beside a page that asks the old one.

The batches are those of a newsroom's archive, bundled by day: texts of a kilobyte, one article in ten a copy
of another, one in fifty edited. They hold their mentions, which are matched again only where they were
matched with other names than those of now. ``sorot serve`` and ``sorot rebuild`` are real processes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

import polars as pl

from benchmarks.archive import FEEDS, poll_of
from benchmarks.figures import Figure, p95, tell
from benchmarks.news import WORDS
from entities.gazetteer import Gazetteer, load
from storage.batches.batch import store_tables
from storage.batches.rows import KINDS, table_of
from storage.errands import is_served
from storage.likeness import likeness_of
from storage.records import article_id_of

ARTICLES = 100_000  # `python -m benchmarks.rebuild 1000000` for a large archive
DAILY = 2_000  # articles
FIRST = datetime(2025, 5, 1, tzinfo=UTC)
BODY = 150  # words, about a kilobyte
ENDINGS = ("", "kan", "nya", "an", "i", "lah")  # make 240 words the thousand of a newspaper
MILLION, LONGEST = 1_000_000, 180.0  # articles in seconds: three minutes
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
    rows: list[dict[str, Any]] = []
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
        *(
            pl.lit(None, dtype=pl.String).alias(name)
            for name in ("published_said", "published_zone", "byline", "text_gone")
        ),
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


def main(articles: int = ARTICLES) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.perf_counter()
        (folder / "config.yaml").write_text(_config())
        record(folder / "data", articles, load())
        made = time.perf_counter() - begin
        alone = _rebuilt(folder)
        waits = Waits()
        with _serving(folder) as address:
            asking = threading.Thread(target=waits.ask, args=(address,))
            asking.start()
            try:
                beside = _rebuilt(folder)
            finally:
                waits.done.set()
                asking.join()
    tell(
        f"An archive of {articles:,} articles made again from {articles // DAILY} bundles",
        [
            Figure(
                name="beside a dashboard that serves the old one",
                value=articles / beside,
                unit="articles/s",
                at_least=MILLION / LONGEST,
            ),
            Figure(
                name="a million articles at that pace",
                value=MILLION / articles * beside,
                unit="s",
                at_most=LONGEST,
            ),
            Figure(name="without a dashboard", value=articles / alone, unit="articles/s"),
            Figure(name="a page's frame meanwhile, p95", value=p95(waits.ms or [0, 0]), unit="ms"),
            Figure(name="a page's frame meanwhile, worst", value=max(waits.ms, default=0), unit="ms"),
            Figure(
                name="pages that failed",
                value=waits.failed,
                unit=f"of {len(waits.ms) + waits.failed}",
                at_most=0,
            ),
        ],
        f"The batches were made in {made:.0f} s. Starting `sorot rebuild` is part of every run.",
    )


def _config() -> str:
    outlets = {
        feed.outlet.key: {
            "name": feed.outlet.name,
            "country": feed.outlet.country,
            "lang": feed.outlet.lang,
            "homepage": feed.outlet.homepage,
            "feeds": {feed.key: {"url": feed.url, "section": feed.section}},
        }
        for feed in FEEDS
    }
    return json.dumps({"outlets": outlets})  # which is YAML, too


def _rebuilt(folder: Path) -> float:
    """Seconds that ``sorot rebuild`` takes."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "sorot", "rebuild"]
    subprocess.run(
        command,
        cwd=folder,
        env=_environment(),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - begin


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """An address of ``sorot serve`` that asks the archive, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sorot", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=folder, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}/_dash-layout"
        while not is_served(folder / "data") or not _answers(address):
            if process.poll() is not None:
                raise RuntimeError("sorot serve ended")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=60) as answer:
            answer.read()
    except OSError:
        return False
    return True


class Waits:
    """How long a page waited, four times a second."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self.failed = 0
        self.done = threading.Event()

    def ask(self, address: str) -> None:
        """Ask until it is done."""
        while not self.done.wait(0.25):
            begin = time.perf_counter()
            if _answers(address):
                self.ms.append((time.perf_counter() - begin) * 1e3)
            else:
                self.failed += 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=ARTICLES)
    main(parser.parse_args(sys.argv[1:]).articles)
