"""From feeds on a web server to stored mentions: sorot's parts against the script most people would write.

The script: requests, feedparser as it comes, tags cut out by a regular expression, one alternation of all
names, and rows into DuckDB by executemany with a primary key. sorot: its own fetcher, parser, cleaner,
matcher and batches, taken in. Both run in one process, fetch the same documents over loopback, look for the
same names and begin with an empty database, which is not timed. sorot does more: addresses are checked, texts
cleaned of bylines and datelines, names judged by their context, copies joined into stories, spans kept and
daily counts written. Left out on its side are the pauses between polls of one host and the ledger of what is
known.

Twice: with feeds as most outlets write them, a headline, a picture and a hundred words an entry, and with
feeds that bring full texts, of some 400 words. The limits are for the first.

Seconds are those of the processor, all threads of the process together, so that a rate is one per core. sorot
hands over as a collector does, batches of some 500 articles, whose feeds the archive knows from the
collector's start, and takes in what waits; the script reads the first of the feeds, feed by feed, which for
it is no disadvantage. Both are compared by what an article takes. What each step of sorot's takes is told,
too; the parts of making articles are measured once more by themselves.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from zoneinfo import ZoneInfo

import duckdb
import feedparser
import requests

from benchmarks.figures import Figure, in_turns, p50, ratio, tell
from benchmarks.matcher import alternation, names_of
from benchmarks.news import START, Press
from collectors.clean import clean_text
from collectors.fetch import Web
from collectors.jobs import Document, Provenance, read_articles, read_feed, set_up
from collectors.settings import CollectSettings
from collectors.types import Fetched
from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher
from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.likeness import likeness_of
from storage.matching.mentions import tags_of
from storage.records import Article, Feed, Outlet

ZONE = ZoneInfo("Asia/Jakarta")
FEEDS, ENTRIES, ROUNDS = 100, 50, 3
TOGETHER = 10  # feeds in a batch
FOR_SCRIPT = 1  # of the feeds: it takes seconds for each
NOW = START + timedelta(hours=1)
TAGS = re.compile(r"<[^>]+>")
PLAIN_SCHEMA = """
    CREATE TABLE article (url VARCHAR PRIMARY KEY, title VARCHAR, body VARCHAR, published VARCHAR);
    CREATE TABLE mention (url VARCHAR, entity VARCHAR, n INTEGER, PRIMARY KEY (url, entity));
"""
PLAIN_ARTICLE = "INSERT INTO article VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
STORED = "SELECT whole_url(url, title) FROM article"
PLAIN_MENTION = "INSERT INTO mention VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
FOUND = """
    SELECT whole_url(a.url, a.title), e.key, sum(m.count)::INTEGER
    FROM mention AS m JOIN article AS a USING (article_id) JOIN entity AS e USING (entity_id)
    GROUP BY ALL
"""

Found = dict[tuple[str, str], int]  # how often an article (by its address) names an entity


@dataclass(kw_only=True)
class Stored:
    """What a way left in its database."""

    articles: set[str] = field(default_factory=set)
    mentions: Found = field(default_factory=dict)


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serve the files of a folder from a process of its own; gives the address."""
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            found = re.search(r"port (\d+)", said)
            if found is None:
                raise RuntimeError(f"the web server did not start: {said}")
            yield f"http://127.0.0.1:{found[1]}"
        finally:
            server.terminate()


def feed_of(number: int, address: str) -> Feed:
    home = f"https://berita-{number}.example/"
    outlet = Outlet(key=f"berita-{number}", name=f"Berita {number}", country="ID", lang="id", homepage=home)
    url = f"{address}/feed-{number}.xml"
    return Feed(key=outlet.key, outlet=outlet, url=url, section="dunia", lang="id", full_text="feed")


class Steps:
    """Seconds of the processor that each step took, in the order in which they came first."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begin = process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + process_time() - begin


def sorot(data: Path, db: Database, feeds: Sequence[Feed], steps: Steps) -> None:
    """Fetch, read, clean, match, hand over and take in."""
    settings = CollectSettings(
        data_dir=data,
        zone=ZONE,
        host_spacing=timedelta(),
        allow_networks=("127.0.0.0/8",),
        allow_ports=(),
    )

    async def fetch() -> list[Fetched]:
        async with Web(settings) as web:
            answers = await asyncio.gather(*(web.fetch(feed.url) for feed in feeds))
        return [answer for answer in answers if isinstance(answer, Fetched)]

    with steps.step("fetching"):
        answers = asyncio.run(fetch())
    for begin in range(0, len(feeds), TOGETHER):
        group = feeds[begin : begin + TOGETHER]
        articles: list[Article] = []
        for feed, answer in zip(group, answers[begin : begin + TOGETHER], strict=True):
            document = Document(url=answer.url, content_type=answer.content_type, body=answer.body)
            with steps.step("parsing"):
                read = read_feed(document, ZONE, NOW)
            with steps.step("making articles"):
                articles += read_articles(read.entries, Provenance(feed=feed, zone=ZONE, now=NOW))
        with steps.step("writing batches"):
            write_batch(data / "inbox", batch_of(group, articles, db.gazetteer))
    with steps.step("taking them in"):
        ingest_pending(db, data)


def batch_of(feeds: Sequence[Feed], articles: Sequence[Article], gazetteer: Gazetteer) -> Batch:
    return Batch(
        feeds=tuple(feeds),
        articles=tuple(articles),
        polls=(),
        gazetteer_version=gazetteer.version,
        created_at=NOW,
    )


def parts(gazetteer: Gazetteer, folder: Path, rounds: int) -> dict[str, float]:
    """Seconds an article of what making articles is made of, for all feeds in ``folder``."""
    matcher = Matcher(gazetteer)
    entries = [
        entry.raw
        for path in sorted(folder.glob("*.xml"))
        for entry in read_feed(
            Document(url="https://berita.example/", content_type=None, body=path.read_bytes()), ZONE, NOW
        ).entries
    ]
    texts = [(raw.title, clean_text(raw.content or raw.summary).text) for raw in entries]
    ways = {
        "cleaning": lambda: [
            clean_text(text) for raw in entries for text in (raw.content, raw.summary) if text
        ],
        "matching": lambda: [tags_of(matcher, *text, published=NOW.date(), lang="id") for text in texts],
        "sketching": lambda: [likeness_of(*text).packed() for text in texts],
    }
    times = in_turns(ways, rounds, clock=process_time)
    return {name: p50(taken) / len(entries) for name, taken in times.items()}


def plain(
    con: duckdb.DuckDBPyConnection, feeds: Sequence[Feed], pattern: re.Pattern[str], keys: dict[str, str]
) -> None:
    """What most people would write."""
    for feed in feeds:
        articles, mentions = [], []
        for entry in feedparser.parse(requests.get(feed.url, timeout=30).content).entries:
            text = TAGS.sub(" ", entry.content[0].value if "content" in entry else entry.summary)
            articles.append((entry.link, entry.title, text, entry.published))
            hits = Counter(keys[hit.lower()] for hit in pattern.findall(f"{entry.title} {text}"))
            mentions += [(entry.link, entity, n) for entity, n in hits.items()]
        con.executemany(PLAIN_ARTICLE, articles)
        con.executemany(PLAIN_MENTION, mentions)


class Comparison:
    """Both ways on the same feeds; each run begins with an empty database, which is not timed."""

    def __init__(
        self, gazetteer: Gazetteer, folder: Path, feeds: int, entries: int, *, full: bool = False
    ) -> None:
        self.gazetteer, self.folder, self.entries, self.numbers = gazetteer, folder, entries, count()
        press, web = Press(gazetteer), folder / "web"
        web.mkdir(parents=True)
        for number in range(feeds):
            document = (press.feed if full else press.headlines)(number, entries)
            (web / f"feed-{number}.xml").write_bytes(document)
        set_up(gazetteer)
        self.keys = {
            alias.text.lower(): alias.entity for alias in gazetteer.aliases if alias.kind != "dateline"
        }
        self.names = names_of(gazetteer)
        self.pattern = alternation(self.names)
        self.stored = {"sorot": Stored(), "plain": Stored()}
        self.steps: list[Steps] = []

    def run(self, feeds: int, rounds: int, *, for_script: int = FOR_SCRIPT) -> dict[str, list[float]]:
        """Seconds that an article took in each way in each turn; the script reads ``for_script`` feeds."""
        times: dict[str, list[float]] = {"sorot": [], "plain": []}
        with web_server(self.folder / "web") as address:
            served = [feed_of(number, address) for number in range(feeds)]
            for turn in range(rounds + 1):
                for name, way, given in (
                    ("sorot", self._ours, served),
                    ("plain", self._plain, served[:for_script]),
                ):
                    seconds = way(given)
                    if turn:
                        times[name].append(seconds / len(given) / self.entries)
        return times

    def _ours(self, feeds: Sequence[Feed]) -> float:
        data = self.folder / f"ours-{next(self.numbers)}"
        with Database.open(data / "sorot.duckdb", zone=ZONE, gazetteer=self.gazetteer) as db:
            write_batch(data / "inbox", batch_of(feeds, (), self.gazetteer))
            ingest_pending(db, data)
            self.steps.append(Steps())
            way = partial(sorot, data, db, feeds, self.steps[-1])
            [took] = in_turns({"sorot": way}, 1, clock=process_time, warm=False)["sorot"]
            articles = db.call(
                lambda con: con.execute("SELECT whole_url(url, title) FROM article").fetchall()
            )
            found = db.call(lambda con: con.execute(FOUND).fetchall())
        self.stored["sorot"] = Stored(
            articles={url for (url,) in articles}, mentions={(url, entity): n for url, entity, n in found}
        )
        return took

    def _plain(self, feeds: Sequence[Feed]) -> float:
        with duckdb.connect(self.folder / f"plain-{next(self.numbers)}.duckdb") as con:
            con.execute(PLAIN_SCHEMA)
            way = partial(plain, con, feeds, self.pattern, self.keys)
            [took] = in_turns({"plain": way}, 1, clock=process_time, warm=False)["plain"]
            articles = con.execute("SELECT url FROM article").fetchall()
            found = con.execute("SELECT url, entity, n FROM mention").fetchall()
        self.stored["plain"] = Stored(
            articles={url for (url,) in articles}, mentions={(url, entity): n for url, entity, n in found}
        )
        return took


def told(seconds: dict[str, float]) -> str:
    return ", ".join(f"{name} {taken * 1e6:.0f}" for name, taken in seconds.items())


def main(feeds: int = FEEDS, entries: int = ENTRIES, rounds: int = ROUNDS) -> None:
    gazetteer = load()
    with TemporaryDirectory() as folder:
        measure(Comparison(gazetteer, Path(folder, "few"), feeds, entries), feeds, rounds, limit=3_000)
        full = Comparison(gazetteer, Path(folder, "full"), feeds, entries, full=True)
        measure(full, feeds, rounds, limit=None)


def measure(comparison: Comparison, feeds: int, rounds: int, *, limit: float | None) -> None:
    times = comparison.run(feeds, rounds)
    inside = parts(comparison.gazetteer, comparison.folder / "web", rounds)
    articles = feeds * comparison.entries
    steps = {
        name: p50([turn.seconds[name] for turn in comparison.steps[1:]]) / articles
        for name in comparison.steps[0].seconds
    }
    size = sum(path.stat().st_size for path in (comparison.folder / "web").iterdir()) / articles
    stored = comparison.stored
    ratios = ", ".join(f"{p / s:.1f}" for s, p in zip(times["sorot"], times["plain"], strict=True))
    tell(
        f"{feeds} feeds of {comparison.entries} entries of {size / 1000:.1f} kB, from a web server to stored "
        "mentions, one process",
        [
            Figure(name="sorot", value=1 / p50(times["sorot"]), unit="articles/s", at_least=limit),
            Figure(
                name="requests, feedparser, re, executemany",
                value=1 / p50(times["plain"]),
                unit="articles/s",
            ),
            Figure(
                name="the script: its time in sorot's",
                value=ratio(times["plain"], times["sorot"]),
                unit="times",
                at_least=15,
            ),
        ],
        f"each of {rounds} turns: {ratios} times; both look for the same {len(comparison.names):,} names",
        f"µs an article: {told(steps)}; of making articles: {told(inside)}",
        f"sorot stored {len(stored['sorot'].articles)} articles, {len(stored['sorot'].mentions):,} mentions; "
        f"the script, which takes every string for a name, {len(stored['plain'].articles)} and "
        f"{len(stored['plain'].mentions):,}",
    )


if __name__ == "__main__":
    main()
