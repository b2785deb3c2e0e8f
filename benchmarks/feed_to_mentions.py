"""From a feed's bytes to stored mentions: sorot's parts against the script most people would write.

The script: feedparser as it comes, tags cut out by a regular expression, one alternation of all names, and
rows into DuckDB by executemany with a primary key. It keeps less: no cleaning, no context rules, no spans,
no rollups.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import duckdb
import feedparser
import structlog

from benchmarks.matcher import alternation, names_of
from benchmarks.news import START, Press
from benchmarks.timing import in_turns, table
from collectors.jobs import Document, Provenance, read_articles, read_feed, set_up
from entities.gazetteer import load
from storage.batch import Batch, write_batch
from storage.database import Database
from storage.ingest import ingest_pending
from storage.records import Article, Feed, Outlet

ZONE = ZoneInfo("Asia/Jakarta")
FEEDS, ENTRIES = 8, 40
TAGS = re.compile(r"<[^>]+>")
PLAIN_SCHEMA = """
    CREATE TABLE article (url VARCHAR PRIMARY KEY, title VARCHAR, body VARCHAR, published VARCHAR);
    CREATE TABLE mention (url VARCHAR, entity VARCHAR, n INTEGER, PRIMARY KEY (url, entity));
"""
PLAIN_ARTICLE = "INSERT INTO article VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
PLAIN_MENTION = "INSERT INTO mention VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def feed_of(number: int) -> Feed:
    home = f"https://berita-{number}.example/"
    outlet = Outlet(key=f"berita-{number}", name=f"Berita {number}", country="ID", lang="id", homepage=home)
    return Feed(key=outlet.key, outlet=outlet, url=f"{home}rss", section="dunia", lang="id", full_text="feed")


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    gazetteer = load()
    press = Press(gazetteer)
    documents = [press.feed(number, ENTRIES) for number in range(FEEDS)]
    feeds = tuple(feed_of(number) for number in range(FEEDS))
    set_up(gazetteer)
    keys = {alias.text.lower(): alias.entity for alias in gazetteer.aliases if alias.kind != "dateline"}
    pattern = alternation(names_of(gazetteer))
    now = START + timedelta(hours=1)
    stored: dict[str, int] = {}
    numbers = count()

    with TemporaryDirectory() as folder:

        def ours() -> None:
            data = Path(folder) / f"ours-{next(numbers)}"
            with Database.open(data / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
                for feed, body in zip(feeds, documents, strict=True):
                    document = Document(url=feed.url, content_type="application/rss+xml", body=body)
                    read = read_feed(document, ZONE, now)
                    articles: list[Article] = read_articles(
                        read.entries, Provenance(feed=feed, zone=ZONE, now=now)
                    )
                    write_batch(
                        data / "inbox",
                        Batch(
                            feeds=(feed,),
                            articles=tuple(articles),
                            polls=(),
                            gazetteer_version=gazetteer.version,
                            created_at=now,
                        ),
                    )
                ingest_pending(db, data)
                [(stored["sorot"],)] = db.call(
                    lambda con: con.execute("SELECT count(*) FROM mention").fetchall()
                )

        def plain() -> None:
            with duckdb.connect(Path(folder) / f"plain-{next(numbers)}.duckdb") as con:
                con.execute(PLAIN_SCHEMA)
                for body in documents:
                    articles, mentions = [], []
                    for entry in feedparser.parse(body).entries:
                        text = TAGS.sub(" ", entry.content[0].value)
                        articles.append((entry.link, entry.title, text, entry.published))
                        hits = Counter(keys[hit.lower()] for hit in pattern.findall(f"{entry.title} {text}"))
                        mentions += [(entry.link, entity, n) for entity, n in hits.items()]
                    con.executemany(PLAIN_ARTICLE, articles)
                    con.executemany(PLAIN_MENTION, mentions)
                [(stored["plain"],)] = con.execute("SELECT count(*) FROM mention").fetchall()

        seconds = in_turns({"sorot": ours, "plain": plain}, rounds=3)
    table(
        f"{FEEDS} feeds of {ENTRIES} full texts, bytes to stored mentions, one process",
        [
            ("sorot", seconds["sorot"], f"{stored['sorot']:,} mentions"),
            ("feedparser, re, executemany", seconds["plain"], f"{stored['plain']:,} mentions"),
        ],
        unit="article",
        per=FEEDS * ENTRIES,
    )


if __name__ == "__main__":
    main()
