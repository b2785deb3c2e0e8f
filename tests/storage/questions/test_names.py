"""Names that the gazetteer lacks come in with their articles, follow them, and can be asked for."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from entities.gazetteer import Gazetteer
from storage.batches.batch import Batch, write_batch
from storage.batches.bundle import bundle_days
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.matching.mentions import names_from, tags_of
from storage.questions.names import name_contexts, names_seen
from storage.rebuild.rebuild import rebuild
from storage.records import Article, NameSeen
from storage.retag.retag import retag
from storage.snippet import sentence
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
    entity,
    finished,
    rows,
)

PLACES = "SELECT name, field, start_char, end_char, day, outlet_id, lang FROM name_seen ORDER BY ALL"
ACCEPTED = Gazetteer(
    entities={e.key: e for e in [*ENTITIES, entity("leader:toran-belkas", "Toran Belkas")]},
    aliases=(*ALIASES, alias("Toran Belkas", "leader:toran-belkas")),
)


def seen(name: str, body: str, *, title: str = "foreign-minister", country: str | None = None) -> NameSeen:
    start = body.index(name)
    return NameSeen(
        name=name, title=title, country=country, field="body", start_char=start, end_char=start + len(name)
    )


def told(number: int, body: str, *, feed: str = "pagi-dunia", days: int = 0, **of: str | None) -> Article:
    """An article that names Toran Belkas, or ``name``, after a title."""
    name = of.pop("name", None) or "Toran Belkas"
    names = (seen(name, body, **of),) if name in body else ()  # type: ignore[arg-type]
    return article(f"{number}", feed=feed, body=body, at=NOW + timedelta(days=days), names=names)


def ingest(db: Database, data_dir: Path, *batches: Batch) -> None:
    for one in batches:
        write_batch(data_dir / "inbox", one)
    ingest_pending(db, data_dir)


def test_names_come_in_with_their_article(db: Database, data_dir: Path) -> None:
    ingest(db, data_dir, batch(told(1, "Menlu Toran Belkas tiba."), told(2, "Kabar lain.")))
    assert db.call(rows, PLACES) == [("Toran Belkas", "body", 6, 18, date(2026, 11, 20), 1, "id")]


def test_an_edit_replaces_the_names_of_its_article(db: Database, data_dir: Path) -> None:
    edited = told(1, "Menlu Jepang Kenzo Arimori tiba.", name="Kenzo Arimori")
    ingest(db, data_dir, batch(told(1, "Menlu Toran Belkas tiba."), told(2, "Menlu Toran Belkas pulang.")))
    ingest(db, data_dir, batch(edited, at=NOW + timedelta(hours=1)))
    assert [row[0] for row in db.call(rows, PLACES)] == ["Kenzo Arimori", "Toran Belkas"]
    without = told(1, "Seorang menteri tiba.")
    ingest(db, data_dir, batch(without, at=NOW + timedelta(hours=2)))
    assert [row[0] for row in db.call(rows, PLACES)] == ["Toran Belkas"]


def test_bundles_and_a_rebuild_keep_them(db: Database, data_dir: Path) -> None:
    for number in range(3):
        at = NOW + timedelta(minutes=number)
        ingest(db, data_dir, batch(told(number, "Menlu Toran Belkas tiba."), at=at))
    before = db.call(rows, PLACES)
    assert len(before) == 3
    assert bundle_days(data_dir, before=date(2026, 12, 1)) == 2
    db.close()
    rebuild(data_dir / "sorot.duckdb", data_dir, zone=ZONE, gazetteer=GAZETTEER)
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as again:
        assert again.call(rows, PLACES) == before


@pytest.mark.parametrize("how", ["rebuild", "retag"])
def test_they_follow_the_names_that_are_known(db: Database, data_dir: Path, how: str) -> None:
    """A name that was accepted is gone, one that was never looked for is found."""
    both = "Menlu Toran Belkas tiba. Menlu Kenzo Arimori pulang."
    ingest(db, data_dir, batch(told(1, both), told(2, "Menlu Toran Belkas tiba.")))
    path = data_dir / "sorot.duckdb"
    db.close()
    if how == "rebuild":
        rebuild(path, data_dir, zone=ZONE, gazetteer=ACCEPTED, finder_of=Words)
    with Database.open(path, zone=ZONE, gazetteer=ACCEPTED) as opened:
        if how == "retag":
            assert finished(retag(opened, Words, processes=1)).gained == {"leader:toran-belkas": 2}
        assert [row[0] for row in opened.call(rows, PLACES)] == ["Kenzo Arimori"]


def test_a_retag_that_changes_names_alone_stores_them(db: Database, data_dir: Path) -> None:
    older = article("1", body="Menlu Toran Belkas tiba.")  # from before names were looked for
    ingest(db, data_dir, batch(older))
    assert finished(retag(db, Words, processes=1)).changed == 0
    assert [row[0] for row in db.call(rows, PLACES)] == ["Toran Belkas"]


def test_the_list_takes_spellings_together(db: Database, data_dir: Path) -> None:
    spelling = told(
        3, "Menlu Toran-Belkas tiba.", name="Toran-Belkas", days=2, feed="sore-dunia", country="IR"
    )
    ingest(
        db,
        data_dir,
        batch(
            told(1, "Menlu Toran Belkas tiba."),
            told(2, "Presiden Toran Belkas tiba.", title="president", days=1),
            spelling,
            told(4, "Menlu Kenzo Arimori tiba.", name="Kenzo Arimori"),
        ),
    )
    first, second = db.call(names_seen)
    assert (first.folded, first.name, first.title, first.country) == (
        "toran belkas",
        "Toran Belkas",
        "foreign-minister",
        "IR",
    )
    assert (first.mentions, first.articles, first.outlets) == (3, 3, 2)
    assert (first.first_day, first.last_day) == (date(2026, 11, 20), date(2026, 11, 22))
    assert (second.name, second.country, second.mentions) == ("Kenzo Arimori", None, 1)
    [late] = db.call(names_seen, since=date(2026, 11, 22))
    assert (late.name, late.mentions) == ("Toran-Belkas", 1)


def test_contexts_are_sentences_of_different_outlets(db: Database, data_dir: Path) -> None:
    body = "Kabar pertama datang dari kantor berita. Menlu Toran Belkas tiba di sana. Ia pulang besok."
    articles = [told(n, body, days=n) for n in range(4)]
    ingest(db, data_dir, batch(*articles, told(9, body, feed="sore-dunia")))
    found = db.call(name_contexts, names=["toran belkas", "tidak ada"])
    assert list(found) == ["toran belkas"]
    contexts = found["toran belkas"]
    assert [(c.outlet, c.day.day) for c in contexts] == [("Pagi", 23), ("Sore", 20), ("Pagi", 22)]
    assert {c.text for c in contexts} == {"Menlu Toran Belkas tiba di sana."}
    assert {c.text[c.start : c.end] for c in contexts} == {"Toran Belkas"}
    assert contexts[0].url == articles[3].url
    assert db.call(name_contexts, names=[]) == {}


def test_a_long_sentence_is_cut_between_words() -> None:
    text = f"Awal. {'kata ' * 60}Menlu Toran Belkas {'kata ' * 60}akhir. Lain."
    at = text.index("Toran")
    shown, start, end = sentence(text, at, at + 12)
    assert shown[start:end] == "Toran Belkas"
    assert shown.startswith("…kata")
    assert shown.endswith("kata…")
    assert len(shown) < 260


def test_a_sentence_goes_on_over_abbreviations() -> None:
    text = "Kemarin hujan turun. Menlu Dr. Toran Belkas tiba.\nBaris lain."
    at = text.index("Toran")
    assert sentence(text, at, at + 12)[0] == "Menlu Dr. Toran Belkas tiba."


def test_tags_are_mentions_and_unknown_names() -> None:
    words = Words(GAZETTEER)
    tags = tags_of(words, "Prancis", "Menlu Toran Belkas tiba.", published=date(2026, 11, 20), lang="id")
    assert [one.entity for one in tags.mentions] == ["country:FR"]
    assert tags.names == names_from(
        words.unknown("Prancis", "Menlu Toran Belkas tiba.", words.find("Prancis", ""))
    )
    assert [one.name for one in tags.names] == ["Toran Belkas"]
