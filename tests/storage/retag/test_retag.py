"""A new gazetteer changes the mentions it changes, and nothing else; a preview says so before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from entities.gazetteer import Gazetteer
from entities.types import Found, Match
from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.matching.chunks import START, Place, chunks, plan
from storage.matching.mentions import mentions_from
from storage.retag.preview import Preview, preview
from storage.retag.retag import RetagReport, retag, unfinished
from storage.upkeep.rollups import audit
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
    finished,
    rows,
)

NEW_ENTITY = entity("country:KE", "Kenya")
NEWER = Gazetteer(
    entities={e.key: e for e in [*ENTITIES, NEW_ENTITY] if e.key != "country:BR"},
    aliases=(
        *(a for a in ALIASES if a.entity != "country:BR"),
        alias("Kenya", "country:KE"),
        alias("Nairobi", "country:KE", "capital"),
    ),
)
FEW = 1600  # bytes of text in a chunk: four articles, which count for 400 each at least
TEXTS = [
    "Prancis dan Jepang berunding di Paris.",
    "Brasil mengirim kopi.",
    "Kenya menang di Tokyo. Menlu Kenya Budi Sari tiba dari Nairobi.",
    "Kabar tanpa nama negara.",
]


@pytest.fixture
def filled(data_dir: Path) -> Path:
    """An archive of 40 articles over four days, matched with the first gazetteer."""
    words = Words(GAZETTEER)
    found = []
    for n in range(40):
        at = NOW + timedelta(hours=2 * n)
        title, body = f"Kabar {n}", TEXTS[n % 4]
        tagged = mentions_from(words.find(title, body).matches)
        found.append(article(str(n), *tagged, title=title, body=body, at=at))
    write_batch(data_dir / "inbox", batch(*found))
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        assert ingest_pending(db, data_dir).new == 40
    return data_dir / "sorot.duckdb"


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.matching.chunks.ARTICLES", 4)
    monkeypatch.setattr("storage.retag.retag.TOGETHER", 4)


def test_the_same_names_change_nothing(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        finished(retag(db, Words, processes=1))  # the unknown names, which the batch did not bring
        before, deltas = db.call(content), db.call(rows, "SELECT count(*) FROM entity_day_delta")
        assert finished(retag(db, Words, processes=1)) == RetagReport(articles=40, changed=0)
        assert db.call(content) == before
        assert db.call(rows, "SELECT count(*) FROM entity_day_delta") == deltas


@pytest.mark.usefixtures("few_at_once")
def test_only_what_the_new_names_change_is_changed(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        others = "WHERE key NOT IN ('country:BR', 'country:KE')"
        untouched = f"FROM mention JOIN entity USING (entity_id) {others} ORDER BY ALL"
        before, articles = db.call(rows, untouched), db.call(rows, "FROM article ORDER BY ALL")
        seen: list[tuple[int, int]] = []
        report = finished(
            retag(db, Words, processes=2, size=FEW), lambda at: seen.append((at.done, at.total))
        )
        assert report == RetagReport(
            articles=40, changed=20, gained={"country:KE": 10}, lost={"country:BR": 10}
        )
        assert db.call(rows, untouched) == before
        assert db.call(rows, "FROM article ORDER BY ALL") == articles
        assert db.call(audit).sound
        assert seen[0] == (0, 40)
        assert seen[-1] == (40, 40)
        assert len({done for done, _ in seen}) > 8
        [(version,)] = db.call(rows, "SELECT last(version ORDER BY applied_at) FROM gazetteer_version")
        assert version == NEWER.version
        assert finished(retag(db, Words, processes=1)).changed == 0
        assert db.call(rows, "SELECT in_gazetteer FROM entity WHERE key = 'country:BR'") == [(False,)]


def test_mentions_are_stored_as_a_batch_stores_them(filled: Path, tmp_path: Path) -> None:
    """The same articles, once matched again and once matched with the new names in the first place."""
    words, found = Words(NEWER), []
    for n in range(40):
        title, body = f"Kabar {n}", TEXTS[n % 4]
        tagged = mentions_from(words.find(title, body).matches)
        found.append(
            article(str(n), *tagged, title=title, body=body, at=NOW + timedelta(hours=2 * n), names=())
        )
    other = tmp_path / "other"
    write_batch(other / "inbox", batch(*found, gazetteer_version=NEWER.version))
    mentions = """
        SELECT article_id, key, m.* EXCLUDE (article_id, entity_id)
        FROM mention AS m JOIN entity USING (entity_id) ORDER BY ALL
    """
    with Database.open(other / "sorot.duckdb", zone=ZONE, gazetteer=NEWER) as db:
        ingest_pending(db, other)
        expected = db.call(rows, mentions)
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        finished(retag(db, Words, processes=1))
        assert db.call(rows, mentions) == expected


@pytest.mark.usefixtures("few_at_once")
def test_a_stopped_retag_is_continued_and_ends_the_same(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        steps = retag(db, Words, processes=1, size=FEW)
        while next(steps).done < 16:
            pass
        steps.close()
        begun = db.call(unfinished)
        assert begun is not None
        assert 0 < begun.articles < 40
        assert db.call(audit).sound
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        seen: list[int] = []
        report = finished(retag(db, Words, processes=1, size=FEW), lambda at: seen.append(at.done))
        assert begun.articles + report.articles == 40
        assert seen[0] == begun.articles
        assert db.call(unfinished) is None
        assert db.call(rows, "SELECT articles, changed FROM retag") == [(40, 20)]
        assert db.call(audit).sound
        assert finished(retag(db, Words, processes=1)).changed == 0


@pytest.mark.usefixtures("few_at_once")
def test_a_stopped_retag_of_older_names_is_begun_again(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        steps = retag(db, Words, processes=1, size=FEW)
        while next(steps).done < 12:
            pass
        steps.close()
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        assert finished(retag(db, Words, processes=1)).articles == 40
        assert db.call(audit).sound
        assert db.call(
            rows, "SELECT count(*) FROM mention JOIN entity USING (entity_id) WHERE key = 'country:KE'"
        ) == [(0,)]


@pytest.mark.usefixtures("few_at_once")
def test_what_comes_in_meanwhile_has_the_new_names_and_keeps_its_new_text(
    filled: Path, data_dir: Path
) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        db.follow(NEWER)
        steps = retag(db, Words, processes=1, size=FEW)
        next(steps)
        next(steps)  # some are read by now, none is written
        at = NOW + timedelta(hours=90)
        write_batch(
            data_dir / "inbox",
            batch(  # of a collector that has the old names still
                *[article(str(n), title=f"Kabar {n}", body="Nairobi menunggu.", at=at) for n in range(10)],
                article("baru", title="Kabar baru", body="Kenya dan Prancis.", at=NOW),
                article("besok", title="Kabar besok", body="Kenya.", at=at + timedelta(days=9)),
                at=at,
            ),
        )
        report = ingest_pending(db, data_dir, finder_of=Words)
        assert (report.new, report.edited) == (2, 10)
        finished(steps)
        assert db.call(audit).sound
        found = db.call(
            rows,
            """SELECT a.body, m.kind, count(*) FROM article AS a JOIN mention AS m USING (article_id)
            JOIN entity USING (entity_id) WHERE key = 'country:KE' GROUP BY ALL ORDER BY ALL""",
        )
        kenya = "Kenya menang di Tokyo. Menlu Kenya Budi Sari tiba dari Nairobi."
        edited = sum(n % 4 == 2 for n in range(10))
        assert found == [
            ("Kenya dan Prancis.", "name", 1),
            (kenya, "capital", 10 - edited),
            (kenya, "name", 10 - edited),
            ("Kenya.", "name", 1),
            ("Nairobi menunggu.", "capital", 10),
        ]
        assert finished(retag(db, Words, processes=1)).changed == 0


def test_unknown_names_follow_too(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        finished(retag(db, Words, processes=1))
        seen = db.call(rows, "SELECT name, name_folded, title, field, count(*) FROM name_seen GROUP BY ALL")
        assert seen == [("Kenya Budi Sari", "kenya budi sari", "foreign-minister", "body", 10)]
        [(start, end)] = db.call(rows, "SELECT DISTINCT start_char, end_char FROM name_seen")
        assert TEXTS[2][start:end] == "Kenya Budi Sari"
    known = Gazetteer(
        entities=NEWER.entities, aliases=(*NEWER.aliases, alias("Kenya Budi Sari", "leader:ada-contoh"))
    )
    with Database.open(filled, zone=ZONE, gazetteer=known) as db:
        assert finished(retag(db, Words, processes=1)).gained == {"leader:ada-contoh": 10}
        assert db.call(rows, "SELECT count(*) FROM name_seen") == [(0,)]


class ByDay(Words):
    """Finds Jepang in Indonesian articles of one day only, and nothing else."""

    DAY = (NOW + timedelta(days=1)).date()

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        there = published == self.DAY and lang == "id" and title.startswith("Kabar")
        match = Match(field="title", start=0, end=5, surface="Kabar", entity="country:JP", kind="office")
        return Found(matches=(match,) if there else (), ignored=())


def test_texts_are_matched_by_the_day_and_language_they_count_for(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        finished(retag(db, ByDay, processes=1))
        assert db.call(rows, "SELECT DISTINCT day, kind, in_title FROM mention") == [
            (ByDay.DAY, "office", True)
        ]
        assert db.call(audit).sound


class Mortal(Words):
    """Dies at the first text it gets, once: the note that it did is beside the archive."""

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        import os

        try:
            Path(os.environ["SOROT_TEST_DIED"]).mkdir()
        except FileExistsError:
            return super().find(title, body)
        os.kill(os.getpid(), 9)
        raise AssertionError


def test_a_process_that_dies_is_replaced(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOROT_TEST_DIED", str(filled.with_name("died")))
    with Database.open(filled, zone=ZONE, gazetteer=NEWER) as db:
        assert finished(retag(db, Mortal, processes=2)).changed == 20
    assert filled.with_name("died").exists()


def test_chunks_hold_every_article_once_and_no_more_than_they_may(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.matching.chunks.ARTICLES", 4)
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        ordered = db.call(rows, "SELECT day, article_id FROM article ORDER BY ALL")
        for size in (FEW, 20 * FEW, 6000):  # a day in pieces; all in one; whole days together
            for begin in (0, 1, 13, 39, 40):
                after = Place(day=ordered[begin - 1][0], article_id=ordered[begin - 1][1]) if begin else START
                planned = db.call(plan, after=after, size=size)
                seen: list[tuple[date, int]] = []
                for chunk in chunks(db, planned):
                    held = [
                        at
                        for at in ordered
                        if chunk.first <= at[0] <= chunk.last and chunk.after < at[1] <= chunk.upto
                    ]
                    assert len(held) == chunk.articles <= 5
                    seen += held
                assert seen == ordered[begin:]
                assert planned.articles == 40 - begin


def counts(db: Database) -> dict[str, tuple[int, int]]:
    found = db.call(
        rows,
        """SELECT key, count(DISTINCT article_id), sum(len(spans))
        FROM mention JOIN entity USING (entity_id) GROUP BY key""",
    )
    return {key: (articles, int(mentions)) for key, articles, mentions in found}


def test_a_preview_tells_what_a_retag_then_does_and_changes_nothing(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        before, told_before = db.call(content), counts(db)
        told: Preview = finished(preview(db, NEWER, Words, processes=2, size=8000))
        assert db.call(content) == before
        assert db.gazetteer is GAZETTEER
        assert (told.articles, told.looked_at, told.changed) == (40, 40, 20)
        assert told.takes > timedelta()
        db.follow(NEWER)
        report = finished(retag(db, Words, processes=1))
        after = counts(db)
        assert report.changed == told.changed
        assert {e.key: e.gained for e in told.entities if e.gained} == report.gained
        assert {e.key: e.lost for e in told.entities if e.lost} == report.lost
        for e in told.entities:
            assert (e.articles_before, e.mentions_before) == told_before.get(e.key, (0, 0))
            assert (e.articles_after, e.mentions_after) == after.get(e.key, (0, 0))
        assert {e.key for e in told.entities} == {
            key for key in told_before | after if told_before.get(key) != after.get(key)
        }


def test_a_preview_shows_where(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        told = finished(preview(db, NEWER, Words, processes=2))
    kenya = next(e for e in told.entities if e.key == "country:KE")
    brazil = next(e for e in told.entities if e.key == "country:BR")
    assert (kenya.label, brazil.label) == ("Kenya", "Brasil")
    assert len(kenya.examples_gained) == len(brazil.examples_lost) == 3
    assert not kenya.examples_lost
    assert not brazil.examples_gained
    shown = kenya.examples_gained[0]
    assert shown.outlet == "Pagi"
    assert shown.text == "Kenya menang di Tokyo."
    assert shown.text[shown.start : shown.end] == "Kenya"
    assert shown.title.startswith("Kabar")
    assert {shown.text[shown.start : shown.end] for shown in brazil.examples_lost} == {"Brasil"}


def test_a_preview_of_a_sample_speaks_of_the_sample(filled: Path) -> None:
    with Database.open(filled, zone=ZONE, gazetteer=GAZETTEER) as db:
        told = finished(preview(db, NEWER, Words, sample=12, processes=1))
        assert (told.articles, told.looked_at) == (40, 12)
        assert 0 < told.changed <= 12
        for e in told.entities:
            assert max(e.articles_before, e.articles_after) <= 12
            assert e.articles_after - e.articles_before == e.gained - e.lost
        all_of_them = finished(preview(db, NEWER, Words, sample=400, processes=1))
        assert all_of_them.looked_at == 40


def test_an_empty_archive_is_matched_at_once(data_dir: Path) -> None:
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        assert finished(retag(db, Words)) == RetagReport(articles=0, changed=0)
        told = finished(preview(db, NEWER, Words, sample=5))
        assert (told.articles, told.entities) == (0, ())


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
