"""An archive of the demo's size: thirteen outlets, eighteen months, about 27,000 articles.

It is made the way that every archive is: batches in an inbox, taken in.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from benchmarks.news import WORDS
from entities.gazetteer import Gazetteer
from entities.types import MentionKind
from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.records import Article, Feed, Mention, Outlet, Poll, Span, article_id_of

ZONE = ZoneInfo("Asia/Jakarta")
DAILY = (7.5, 6.5, 5.5, 5, 4.5, 4, 4, 3, 4, 3.5, 3, 3, 2.5)  # articles of each outlet on a working day
HISTORY = 548  # days
WEEKEND = 0.62  # of a working day's output
LIVE = 60  # the last days were read from feeds, all before from the outlets' archives
EVERY = timedelta(minutes=30)  # feeds were read


def feed_of(number: int) -> Feed:
    """Feed of one of the outlets, which count from 0."""
    key, home = f"outlet-{number}", f"https://outlet-{number}.example/"
    outlet = Outlet(key=key, name=f"Outlet {number}", country="ID", lang="id", homepage=home)
    return Feed(key=key, outlet=outlet, url=f"{home}rss", section="dunia", lang="id", full_text="feed")


FEEDS = tuple(map(feed_of, range(len(DAILY))))


class Desk:
    """Writes articles with their mentions; the same ones for the same seed."""

    def __init__(self, gazetteer: Gazetteer, seed: int = 1) -> None:
        self.rng = Random(seed)
        self.gazetteer_version = gazetteer.version
        self.entities = sorted(gazetteer.entities.values(), key=lambda entity: entity.key)
        self.rng.shuffle(self.entities)
        self.entities.sort(key=lambda entity: entity.kind)  # countries first
        # A few are in the news daily, most hardly ever.
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.entities))))

    @property
    def leading(self) -> list[str]:
        """Codes of the entities, most written of first."""
        return [entity.code for entity in self.entities]

    def article(self, feed: Feed, published: datetime, place: int, *, backfilled: bool) -> Article:
        """A title and two sentences about none to three entities."""
        chosen = {
            bisect(self.weights, self.rng.random() * self.weights[-1])
            for _ in range(self.rng.choice((0, 1, 1, 2, 2, 3)))
        }
        title, body = "Kabar", " ".join(self.rng.choices(WORDS, k=30)).capitalize() + "."
        mentions = []
        for number in sorted(chosen):
            name = self.entities[number].labels["id"]
            spans = [Span(field="title", start_char=len(title) + 1, end_char=len(title) + 1 + len(name))]
            title += f" {name}"
            if self.rng.random() < 0.6:
                spans.append(Span(field="body", start_char=len(body) + 1, end_char=len(body) + 1 + len(name)))
                body += f" {name}"
            kind: MentionKind = "capital" if self.rng.random() < 0.1 else "name"
            mentions.append(Mention(entity=self.entities[number].key, kind=kind, spans=tuple(spans)))
        url = f"{feed.outlet.homepage}{published.astimezone(ZONE):%Y/%m/%d}/{place}"
        return Article(
            article_id=article_id_of(url),
            feed=feed.key,
            url=url,
            lang="id",
            title=title,
            summary="",
            body=body,
            published_at=published,
            published_source="feed",
            first_seen_at=published + timedelta(minutes=9),
            mentions=tuple(mentions),
            backfilled=backfilled,
        )

    def days(self, first: date, until: datetime) -> Iterator[Article]:
        """All articles from the first day up to a moment."""
        today = until.astimezone(ZONE).date()
        for back in range((today - first).days, -1, -1):
            day = today - timedelta(days=back)
            part = WEEKEND if day.weekday() >= 5 else 1.0
            for feed, daily in zip(FEEDS, DAILY, strict=True):
                for place in range(max(0, round(self.rng.gauss(daily * part, daily**0.5 / 2)))):
                    minute = 300 + self.rng.randrange(1080)
                    at = datetime.combine(day, time(minute // 60, minute % 60), ZONE).astimezone(UTC)
                    if at < until:
                        yield self.article(feed, at, place, backfilled=back > LIVE)


def batch_of(version: str, now: datetime, articles: list[Article], polls: list[Poll]) -> Batch:
    return Batch(
        feeds=FEEDS,
        articles=tuple(articles),
        polls=tuple(polls),
        gazetteer_version=version,
        created_at=now,
    )


def poll_of(feed: Feed, at: datetime) -> Poll:
    return Poll(
        feed=feed.key,
        started_at=at,
        took_ms=120,
        status="ok",
        http_status=200,
        bytes=18_000,
        entries=20,
        new_articles=1,
        known_articles=19,
    )


def take_in(db: Database, desk: Desk, feed: Feed, now: datetime) -> None:
    """One more article, and the poll that found it."""
    hand_over(db.path.parent, desk, feed, now)
    ingest_pending(db, db.path.parent)


def hand_over(data: Path, desk: Desk, feed: Feed, now: datetime) -> None:
    """Put one more article into the inbox."""
    place = 10_000 + desk.rng.getrandbits(40)
    article = desk.article(feed, now - timedelta(minutes=1), place, backfilled=False)
    write_batch(data / "inbox", batch_of(desk.gazetteer_version, now, [article], [poll_of(feed, now)]))


def build(data: Path, gazetteer: Gazetteer, *, now: datetime, history: int = HISTORY) -> Desk:
    """Write the archive into ``data``, as it is at ``now``; return who can write more for it."""
    desk = Desk(gazetteer)
    articles = list(desk.days(now.astimezone(ZONE).date() - timedelta(days=history), now))
    since = datetime.combine(now.astimezone(ZONE).date() - timedelta(days=min(LIVE, history)), time(), ZONE)
    polls = [
        poll_of(feed, since.astimezone(UTC) + EVERY * turn)
        for turn in range((now - since) // EVERY)
        for feed in FEEDS
    ]
    inbox = data / "inbox"
    write_batch(inbox, batch_of(gazetteer.version, now, articles, polls))
    with Database.open(data / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        report = ingest_pending(db, data)
    if report.rejected or report.new != len(articles):
        raise RuntimeError(f"the archive was not taken in: {report}")
    return desk
