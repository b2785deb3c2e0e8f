"""What is fetched of the past is news of its own day, and never of the day on which it was fetched."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.questions import queries
from storage.records import Article
from storage.upkeep.rollups import audit
from tests.storage.world import ZONE, article, batch, mention, poll

NOW = datetime(2026, 11, 20, 14, 0, tzinfo=ZONE)
DAYS = 70  # on which both outlets were read
OUTLETS = ("pagi-dunia", "sore-dunia")


def news(back: int, number: int, feed: str, *, japan: bool, backfilled: bool = False) -> Article:
    at = NOW.replace(hour=6) - timedelta(days=back) + timedelta(minutes=number)
    seen = {"first_seen_at": NOW, "backfilled": True} if backfilled else {}
    mentions = [mention("country:JP")] if japan else []
    return article(f"{feed}-{back}-{number}-{backfilled}", *mentions, feed=feed, at=at, **seen)


@pytest.fixture
def lived(db: Database, data_dir: Path) -> Database:
    """Ten weeks of twenty articles a day, four of them about Japan."""
    for back in range(DAYS, -1, -1):
        at = NOW - timedelta(days=back)
        articles = [news(back, n, feed, japan=n < 2) for feed in OUTLETS for n in range(10)]
        polls = [poll(feed, at=at - timedelta(hours=h)) for feed in OUTLETS for h in range(0, 14, 2)]
        write_batch(data_dir / "inbox", batch(*articles, polls=polls, at=at))
    ingest_pending(db, data_dir, clock=lambda: NOW)
    return db


def test_history_is_no_spike_of_the_day_on_which_it_is_fetched(lived: Database, data_dir: Path) -> None:
    today = NOW.date()
    days = queries.Scope(since=today - timedelta(days=6), until=today + timedelta(days=1), today=today)

    def judged() -> pl.DataFrame:
        return lived.call(queries.judged_days, scope=days).sort("entity_id", "day")

    def seen() -> tuple[object, ...]:
        return (
            judged().drop("z", "p_value").rows(),
            lived.call(queries.today, now=NOW, zone=ZONE).articles,
            lived.call(queries.outlets_reporting, now=NOW).select("key", "articles_24h").rows(),
        )

    before, deviations = seen(), judged()["z"].to_list()
    past = [
        news(back, n, feed, japan=True, backfilled=True)
        for back in range(DAYS + 30, DAYS + 230, 4)
        for feed in OUTLETS
        for n in range(10)
    ]
    write_batch(data_dir / "inbox", batch(*past, at=NOW))
    assert ingest_pending(lived, data_dir, clock=lambda: NOW).new == len(past)
    assert seen() == before
    # what is usual remembers all days, the older the less
    assert judged()["z"].to_list() == pytest.approx(deviations, abs=0.5)
    assert lived.call(queries.spikes, scope=days, limit=9).is_empty()
    counted = lived.call(queries.coverage_by_day, scope=queries.Scope(since=date(2026, 1, 1), until=today))
    assert counted["articles"].sum() >= len(past)  # they are there, on their own days
    assert lived.call(audit).sound
