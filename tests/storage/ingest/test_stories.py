"""Copies become a story, whatever the order in which they come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.ingest.stories import KEPT, WINDOW
from storage.likeness import copies, likeness_of
from storage.records import Article
from storage.upkeep.rollups import audit, compact_once_a_day
from tests.storage.test_likeness import SCENES, written
from tests.storage.world import GAZETTEER, NOW, ZONE, article, batch, rows

WORDS = [f"kata{n}" for n in range(400)]


def part(start: int, words: int = 80) -> str:
    """A piece of one long text: neighbours 20 words apart are copies, further ones are not."""
    return " ".join(WORDS[start : start + words])


def take_in(db: Database, *batches: tuple[Article, ...]) -> None:
    for turn, articles in enumerate(batches):
        write_batch(db.path.parent / "inbox", batch(*articles, at=NOW + timedelta(minutes=turn)))
    ingest_pending(db, db.path.parent)
    assert db.call(audit).sound


def stories(db: Database) -> dict[int, int]:
    """Story of each article."""
    return dict(db.call(rows, "SELECT article_id, story_id FROM article"))


def expected(articles: list[Article]) -> dict[int, int]:
    """The same, worked out pair by pair."""
    group = {one.article_id: {one.article_id} for one in articles}
    at = {one.article_id: one.published_at or one.first_seen_at for one in articles}
    for one, other in combinations(articles, 2):
        first, second = (likeness_of(a.title, a.body) for a in (one, other))
        a, b = one.article_id, other.article_id
        same_day = at[a].astimezone(ZONE).date() == at[b].astimezone(ZONE).date()
        if abs(at[a] - at[b]) <= WINDOW and copies(first, second, same_day=same_day):
            both = group[a] | group[b]
            group |= dict.fromkeys(both, both)
    return {a: min(others, key=lambda b: (at[b], b)) for a, others in group.items()}


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[Article], list[list[Article]], list[list[Article]]]:
    """Articles, and two ways in which they come in."""
    made = []
    for number in range(draw(st.integers(2, 7))):
        short = draw(st.integers(0, 5)) == 0
        at = NOW - timedelta(days=draw(st.integers(0, 20)), hours=draw(st.integers(0, 3)))
        title = f"Judul berita yang {'sama' if draw(st.booleans()) else 'lain'}"
        body = "Singkat." if short else part(20 * draw(st.integers(0, 6)))
        feed = draw(st.sampled_from(["pagi-dunia", "sore-dunia"]))
        made.append(article(f"berita-{number}", feed=feed, at=at, title=title, body=body))
    ways = []
    for _ in range(2):
        order = draw(st.permutations(made))
        cuts = sorted(draw(st.sets(st.integers(1, len(made)), max_size=3)) | {0, len(made)})
        ways.append([list(order[a:b]) for a, b in pairwise(cuts)])
    return made, ways[0], ways[1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals())
def test_any_order_of_arrival_gives_the_same_stories(
    world: tuple[list[Article], list[list[Article]], list[list[Article]]],
) -> None:
    articles, *ways = world
    for way in ways:
        with (
            TemporaryDirectory() as folder,
            Database.open(Path(folder) / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db,
        ):
            take_in(db, *map(tuple, way))
            assert stories(db) == expected(articles)


def test_labelled_texts_become_the_stories_that_they_are(db: Database) -> None:
    made, wanted = [], {}
    for scene, content in SCENES.items():
        for name in content["texts"]:
            text = written(content["texts"], name)
            at = NOW.replace(year=text["day"].year, month=text["day"].month, day=text["day"].day)
            one = article(f"{scene}-{name}", at=at, title=text["title"], body=text["body"])
            made.append(one)
            group = next((g for g in content["copies"] if name in g), [name])
            wanted[one.article_id] = (scene, tuple(group))
    take_in(db, tuple(made))
    found: dict[int, set[Any]] = {}
    for number, story in stories(db).items():
        found.setdefault(story, set()).add(wanted[number])
    assert all(len(labels) == 1 for labels in found.values())  # nothing joined that is not a copy
    assert len(found) == len(set(wanted.values()))  # and every copy found


def test_a_late_article_makes_two_stories_one_with_the_id_of_the_earlier(db: Database) -> None:
    first = article("satu", body=part(0))
    third = article("tiga", body=part(40), at=NOW + timedelta(hours=2))
    take_in(db, (first,), (third,))
    assert stories(db) == {first.article_id: first.article_id, third.article_id: third.article_id}
    second = article("dua", body=part(20), at=NOW + timedelta(hours=1), feed="sore-dunia")
    take_in(db, (second,))
    assert set(stories(db).values()) == {first.article_id}


def test_an_earlier_article_that_comes_late_gives_the_story_its_id(db: Database) -> None:
    copied, again = article("dua", body=part(0)), article("tiga", body=part(0), feed="sore-dunia")
    take_in(db, (copied, again))
    origin = article("satu", body=part(0), at=NOW - timedelta(hours=5))
    take_in(db, (origin,))
    assert set(stories(db).values()) == {origin.article_id}


def test_texts_more_than_two_weeks_apart_are_two_stories(db: Database) -> None:
    take_in(
        db,
        (
            article("satu", body=part(0)),
            article("dua", body=part(0), at=NOW + WINDOW),
            article("tiga", body=part(0), at=NOW + 2 * WINDOW + timedelta(minutes=1)),
        ),
    )
    assert len(set(stories(db).values())) == 2


def test_an_edit_does_not_change_the_story(db: Database) -> None:
    one, other = article("satu", body=part(0)), article("dua", body=part(0), feed="sore-dunia")
    take_in(db, (one, other))
    before = stories(db)
    take_in(db, (replace(one, body=part(200), first_seen_at=NOW + timedelta(hours=1)),))
    assert stories(db) == before
    assert db.call(rows, f"SELECT revision FROM article WHERE article_id = {one.article_id}") == [(2,)]


def test_a_headline_that_becomes_an_article_is_compared_again(db: Database) -> None:
    headline = article("satu", title="Judul yang hanya satu ini", body="", at=NOW + timedelta(hours=1))
    full = article("dua", title="Judul lain sama sekali ya", body=part(0), feed="sore-dunia")
    take_in(db, (headline, full))
    assert len(set(stories(db).values())) == 2
    take_in(db, (replace(headline, body=part(0), first_seen_at=NOW + timedelta(hours=2)),))
    assert set(stories(db).values()) == {full.article_id}
    third = article("tiga", body=part(0), at=NOW + timedelta(hours=3))
    take_in(db, (third,))
    assert set(stories(db).values()) == {full.article_id}


def test_a_date_that_is_known_better_moves_the_article_in_its_story(db: Database) -> None:
    guessed = article("satu", body=part(0), published_at=None, published_source="collected")
    other = article("dua", body=part(0), at=NOW - timedelta(hours=3), feed="sore-dunia")
    take_in(db, (guessed, other))
    assert set(stories(db).values()) == {other.article_id}
    known = replace(
        guessed,
        published_at=NOW - timedelta(days=2),
        published_source="feed",
        first_seen_at=NOW + timedelta(hours=1),
    )
    take_in(db, (known,))
    assert set(stories(db).values()) == {guessed.article_id}
    late = article("tiga", body=part(0), at=NOW - timedelta(days=15))
    take_in(db, (late,))  # 13 days before the date that is known now
    assert set(stories(db).values()) == {late.article_id}


def test_what_was_read_years_later_finds_its_copies(db: Database) -> None:
    old = article("satu", body=part(0))
    take_in(db, (old,))
    db.write(compact_once_a_day, today=(NOW + KEPT + timedelta(days=2)).date())
    assert db.call(rows, "SELECT count(*) FROM story_likeness") == [(0,)]
    late = article("dua", body=part(0), at=NOW + timedelta(days=1), feed="sore-dunia", backfilled=True)
    take_in(db, (late,))
    assert set(stories(db).values()) == {old.article_id}


@pytest.mark.parametrize("likeness", [b"", b"\x00of an older version"])
def test_a_batch_without_likenesses_is_compared_by_its_texts(db: Database, likeness: bytes) -> None:
    take_in(
        db,
        (article("satu", body=part(0), likeness=likeness),),
        (article("dua", body=part(0), likeness=likeness_of("", part(0)).packed()),),
    )
    assert len(set(stories(db).values())) == 1


def test_words_under_every_article_join_nothing(db: Database) -> None:
    tail = part(300, 40)
    take_in(
        db,
        tuple(
            article(f"berita-{n}", body=" ".join(f"w{n}x{m}" for m in range(60)) + " " + tail)
            for n in range(40)
        ),
    )
    assert len(set(stories(db).values())) == 40
