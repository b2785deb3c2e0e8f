"""What is part of something counts for the whole, too: from the text to the questions of a chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from entities.types import Alias, Entity
from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.matching.mentions import tags_of
from storage.questions import queries
from storage.questions.queries import ArticleFilter, Scope
from storage.retag.retag import retag
from storage.upkeep.rollups import audit
from tests.storage.world import NOW, ZONE, article, batch, finished

PART, WHOLE = "company:pertamina", "topic:state-companies"
TEXTS = ("Pertamina untung", "Laba BUMN Pertamina", "BUMN merugi", "Kabar lain")
TODAY = NOW.astimezone(ZONE).date()
MARKS = {
    PART: {"Pertamina untung": [(0, 9)], "Laba BUMN Pertamina": [(10, 19)]},
    WHOLE: {
        "Pertamina untung": [(0, 9)],
        "Laba BUMN Pertamina": [(5, 9), (10, 19)],
        "BUMN merugi": [(0, 4)],
    },
}
SCOPE = Scope(since=TODAY - timedelta(days=7), until=TODAY + timedelta(days=1), today=TODAY)


def names(part_of: str | None) -> Gazetteer:
    entities = [
        Entity(key=PART, kind="company", labels={"en": PART, "id": PART}, country="ID", part_of=part_of),
        Entity(key=WHOLE, kind="topic", labels={"en": WHOLE, "id": WHOLE}, country=None),
    ]
    aliases = (
        Alias(text="Pertamina", entity=PART, kind="name"),
        Alias(text="BUMN", entity=WHOLE, kind="name", case="exact"),
    )
    return Gazetteer(entities={one.key: one for one in entities}, aliases=aliases)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """An archive of four articles, matched while the company was part of the topic."""
    mine = names(WHOLE)
    matcher = Matcher(mine)
    found = [
        article(
            str(n),
            *tags_of(matcher, text, "Isi.", published=TODAY, lang="id").mentions,
            title=text,
            body="Isi.",
            at=NOW + timedelta(minutes=n),
        )
        for n, text in enumerate(TEXTS)
    ]
    write_batch(tmp_path / "inbox", replace(batch(*found), gazetteer_version=mine.version))
    path = tmp_path / "sorot.duckdb"
    with Database.open(path, zone=ZONE, gazetteer=mine) as db:
        ingest_pending(db, tmp_path)
    return path


def counted(db: Database) -> dict[str, tuple[int, int]]:
    """Articles and mentions, by key."""
    totals = db.call(lambda con: queries.coverage_totals(con, scope=SCOPE))
    return {key: (n, m) for key, n, m in totals.select("key", "articles", "mentions").iter_rows()}


def marks_of(db: Database, entity_id: int) -> dict[str, list[tuple[int, int]]]:
    """Where the titles of an entity's articles name it."""
    where = ArticleFilter(entities=(entity_id,))
    page = db.call(lambda con: queries.article_list(con, scope=SCOPE, where=where, limit=9))
    return {
        row["title"]: [(m["start"], m["end"]) for m in row["title_marks"] if m["entity_id"] == entity_id]
        for row in page.rows.iter_rows(named=True)
    }


def test_whole_has_the_articles_of_its_parts_each_once(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=names(WHOLE)) as db:
        assert counted(db) == {PART: (2, 2), WHOLE: (3, 4)}
        daily = db.call(lambda con: queries.coverage_by_day(con, scope=SCOPE))
        ids = dict(db.call(queries.entities).select("key", "entity_id").iter_rows())
        of_whole: list[tuple[date, int]] = [
            (row["day"], row["articles"])
            for row in daily.iter_rows(named=True)
            if row["entity_id"] == ids[WHOLE] and row["articles"]
        ]
        assert of_whole == [(TODAY, 3)]
        assert db.call(audit).sound


def test_evidence_of_the_whole_marks_its_parts(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=names(WHOLE)) as db:
        ids = dict(db.call(queries.entities).select("key", "entity_id").iter_rows())
        assert {key: marks_of(db, ids[key]) for key in (PART, WHOLE)} == MARKS
        words = db.call(lambda con: queries.named_as(con, scope=SCOPE, entity_id=ids[WHOLE]))
        assert set(words["surface"]) == {"BUMN", "Pertamina"}


def test_retag_follows_a_part_that_is_one_no_more(filled: Path) -> None:
    alone = names(None)
    with Database.open(filled, zone=ZONE, gazetteer=alone) as db:
        report = finished(retag(db, Matcher, processes=1))
        assert (report.changed, report.lost) == (2, {WHOLE: 1})
        assert counted(db) == {PART: (2, 2), WHOLE: (2, 2)}
        assert db.call(audit).sound
