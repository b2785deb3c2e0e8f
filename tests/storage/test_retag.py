"""A new gazetteer changes the mentions it changes, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from entities.gazetteer import Gazetteer
from entities.types import Found, Match
from storage.batch import write_batch
from storage.database import Database
from storage.ingest import ingest_pending
from storage.mentions import mentions_from
from storage.retag import RetagReport, retag
from storage.rollups import audit
from tests.storage.world import (
    ALIASES,
    ENTITIES,
    GAZETTEER,
    NOW,
    ZONE,
    Words,
    alias,
    article,
    batch,
    content,
    entity,
    rows,
)

NEW_ENTITY = entity("country:KE", "Kenya")
NEWER = Gazetteer(
    entities={e.key: e for e in [*ENTITIES, NEW_ENTITY] if e.key != "country:BR"},
    aliases=(
        *(a for a in ALIASES if a.entity != "country:BR"),
        alias("Kenya", "country:KE"),
        alias("Nairobi", "country:KE"),
    ),
)


@pytest.fixture
def filled(data_dir: Path) -> Path:
    """An archive of 40 articles over four days, matched with the first gazetteer."""
    texts = [
        "Prancis dan Jepang berunding di Paris.",
        "Brasil mengirim kopi.",
        "Kenya menang di Tokyo.",
        "Kabar tanpa nama negara.",
    ]
    words = Words(GAZETTEER)
    found = []
    for n in range(40):
        at = NOW + timedelta(hours=2 * n)
        title, body = f"Kabar {n}", texts[n % 4]
        tagged = mentions_from(words.find(title, body).matches)
        found.append(article(str(n), *tagged, title=title, body=body, at=at))
    write_batch(data_dir / "inbox", batch(*found))
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        assert ingest_pending(db, data_dir).new == 40
    return data_dir / "sorot.duckdb"


def test_the_same_names_change_nothing(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        before, deltas = db.call(content), db.call(rows, "SELECT count(*) FROM entity_day_delta")
        assert retag(db, Words(GAZETTEER)) == RetagReport(articles=40, changed=0)
        assert db.call(content) == before
        assert db.call(rows, "SELECT count(*) FROM entity_day_delta") == deltas


def test_only_what_the_new_names_change_is_changed(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        others = "WHERE key NOT IN ('country:BR', 'country:KE')"
        untouched = f"FROM mention JOIN entity USING (entity_id) {others} ORDER BY ALL"
        before, articles = db.call(rows, untouched), db.call(rows, "FROM article ORDER BY ALL")
        seen: list[tuple[int, int]] = []
        report = retag(db, Words(NEWER), chunk=3, progress=lambda done, total: seen.append((done, total)))
        assert report == RetagReport(
            articles=40, changed=20, gained={"country:KE": 10}, lost={"country:BR": 10}
        )
        assert db.call(rows, untouched) == before
        assert db.call(rows, "FROM article ORDER BY ALL") == articles
        assert db.call(audit).sound
        assert seen[-1] == (40, 40)
        [(version,)] = db.call(rows, "SELECT last(version ORDER BY applied_at) FROM gazetteer_version")
        assert version == NEWER.version
        assert retag(db, Words(NEWER)).changed == 0
        assert db.call(rows, "SELECT in_gazetteer FROM entity WHERE key = 'country:BR'") == [(False,)]


def test_a_stopped_retag_is_continued_and_ends_the_same(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        looked = count()
        first = retag(db, Words(NEWER), chunk=4, stop=lambda: next(looked) >= 5)
        assert not first.finished
        assert 0 < first.articles < 40
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        second = retag(db, Words(NEWER), chunk=4)
        assert second.finished
        assert first.articles + second.articles == 40
        assert first.changed + second.changed == 20
        assert db.call(audit).sound


def test_a_stopped_retag_of_older_names_is_begun_again(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        looked = count()
        assert not retag(db, Words(NEWER), chunk=4, stop=lambda: next(looked) >= 3).finished
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        assert retag(db, Words(GAZETTEER)).articles == 40
        assert db.call(audit).sound
        assert db.call(
            rows, "SELECT count(*) FROM mention JOIN entity USING (entity_id) WHERE key = 'country:KE'"
        ) == [(0,)]


def test_titles_are_resolved_by_the_day_the_article_counts_for(filled: Path) -> None:
    asked: list[tuple[date | None, str | None]] = []

    class Asked(Words):
        def find(
            self, title: str, body: str, *, published: date | None = None, lang: str | None = None
        ) -> Found:
            asked.append((published, lang))
            return super().find(title, body)

    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        retag(db, Asked(GAZETTEER))
        assert sorted({day for day, _ in asked if day}) == [
            d for (d,) in db.call(rows, "SELECT DISTINCT day FROM article ORDER BY 1")
        ]
        assert {lang for _, lang in asked} == {"id"}


def test_places_of_one_entity_named_in_one_way_are_one_mention() -> None:
    def match(start: int, kind: str = "name", where: str = "body") -> Match:
        values = {
            "field": where,
            "start": start,
            "end": start + 4,
            "surface": "abcd",
            "entity": "country:FR",
            "kind": kind,
        }
        return Match(**values)  # type: ignore[arg-type]

    found = mentions_from([match(0, where="title"), match(9), match(3, "capital"), match(20)])
    assert [(m.kind, m.count, m.in_title) for m in found] == [("name", 3, True), ("capital", 1, False)]
