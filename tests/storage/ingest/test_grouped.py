"""Batches that wait go into the archive in few transactions, and what is there then is as from one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.batches.batch import Batch, pending, write_batch
from storage.database import Database
from storage.ingest.grouped import Taken
from storage.ingest.ingest import ingest_pending, take_waiting
from storage.ingest.rematch import Rematcher
from storage.records import Article, Poll, RemovedFeed
from storage.upkeep.rollups import audit
from tests.storage.ingest.test_ingest import articles
from tests.storage.world import FEEDS, GAZETTEER, NOW, ZONE, article, batch, content, mention, poll


def at(number: int) -> Any:
    return NOW + timedelta(minutes=number)


def handed_over(data_dir: Path, batches: Iterable[Batch]) -> list[Path]:
    written = [write_batch(data_dir / "inbox", one) for one in batches]
    return [path for path in written if path is not None]


def taken(db: Database, data_dir: Path, most: int = 5_000) -> list[list[str]]:
    """Names of the batches in each transaction."""
    with Rematcher(db) as rematcher:
        outcomes = list(take_waiting(db, data_dir, rematcher, most=most))
    assert all(isinstance(outcome, Taken) for outcome in outcomes)
    return [[path.name for path in outcome.paths] for outcome in outcomes if isinstance(outcome, Taken)]


def numbered(count: int, size: int = 1) -> list[Batch]:
    return [
        batch(*(article(f"{n}-{m}", mention("country:FR"), at=at(n)) for m in range(size)), at=at(n))
        for n in range(count)
    ]


def test_what_waits_goes_in_at_once(db: Database, data_dir: Path) -> None:
    written = handed_over(data_dir, numbered(4))
    before = db.version
    assert taken(db, data_dir) == [[path.name for path in written]]
    assert db.version == before + 1
    assert not pending(data_dir / "inbox")
    assert db.call(audit).sound


def test_no_more_articles_than_asked_for_go_in_at_once(db: Database, data_dir: Path) -> None:
    handed_over(data_dir, numbered(5, size=3))
    assert [len(names) for names in taken(db, data_dir, most=6)] == [2, 2, 1]


@pytest.mark.parametrize(
    "change",
    [
        {"feeds": (replace(FEEDS[0], url="https://pagi.example/pindah.xml"), *FEEDS[1:])},
        {"removed_feeds": (RemovedFeed(key="pagi-bisnis", removed_at=at(2)),)},
        {"gazetteer_version": "another"},
    ],
    ids=["a feed is described in another way", "a feed is gone", "matched with other names"],
)
def test_news_go_in_in_their_turn(db: Database, data_dir: Path, change: dict[str, Any]) -> None:
    batches = numbered(4)
    batches[2] = replace(batches[2], articles=(), **change)
    handed_over(data_dir, batches)
    assert next(len(names) for names in taken(db, data_dir)) == 2


def test_feeds_that_the_archive_knows_are_no_news(db: Database, data_dir: Path) -> None:
    handed_over(data_dir, [batch(feeds=tuple(FEEDS))])
    ingest_pending(db, data_dir)
    few = [replace(one, feeds=(FEEDS[n % 2], FEEDS[0])) for n, one in enumerate(numbered(4))]
    handed_over(data_dir, few)
    assert [len(names) for names in taken(db, data_dir)] == [4]


def test_one_that_does_not_fit_is_found_among_the_others(db: Database, data_dir: Path) -> None:
    handed_over(data_dir, [batch(feeds=FEEDS[1:])])
    ingest_pending(db, data_dir)
    batches = [replace(one, feeds=FEEDS[1:]) for one in numbered(4)]
    found = [
        replace(one, articles=tuple(replace(a, feed="pagi-bisnis") for a in one.articles)) for one in batches
    ]
    found[1] = batches[1]  # of a feed that nobody has described
    written = handed_over(data_dir, found)
    report = ingest_pending(db, data_dir)
    assert [error.path.name for error in report.rejected] == [written[1].name]
    assert (report.new, report.batches) == (3, 3)
    assert db.call(audit).sound


def test_cut_short_before_the_files_were_moved(db: Database, data_dir: Path) -> None:
    written = handed_over(data_dir, numbered(3))
    copies = {path: path.read_bytes() for path in written}
    ingest_pending(db, data_dir)
    before = db.call(content)
    for path, copy in copies.items():
        path.write_bytes(copy)
    handed_over(data_dir, [batch(article("neu", at=at(9)), at=at(9))])
    report = ingest_pending(db, data_dir)
    assert (report.again, report.batches, report.new) == (3, 1, 1)
    assert len(db.call(content)["article"]) == len(before["article"]) + 1
    assert not pending(data_dir / "inbox")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(st.lists(articles(), max_size=6), min_size=2, max_size=5))
def test_together_is_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, found: list[list[Article]]
) -> None:
    batches = [batch(*some, polls=_polls(number), at=at(number)) for number, some in enumerate(found)]
    said = []
    for most in (1, 5_000):
        data_dir = tmp_path_factory.mktemp("law")
        with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
            handed_over(data_dir, batches)
            taken(db, data_dir, most)
            assert db.call(audit).sound
            found_there = db.call(content)
            # Counts are noted with the first of those that went in together; of sightings of one article by
            # one feed the time is that of the first that comes in, or of the earliest that come together.
            sightings = [row[:2] for row in found_there["sighting"]]
            said.append(found_there | {"batch": [], "sighting": sightings})
    assert said[0] == said[1]


def _polls(number: int) -> list[Poll]:
    return [poll(at=at(number))]
