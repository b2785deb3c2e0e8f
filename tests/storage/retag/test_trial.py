"""One more name is tried on the articles that have it, and nothing is changed."""

from __future__ import annotations

from pathlib import Path

from entities.gazetteer import Gazetteer
from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.matching.mentions import tags_of
from storage.records import Article
from storage.retag.trial import Trial, trial
from tests.storage.world import (
    ALIASES,
    ENTITIES,
    GAZETTEER,
    NOW,
    Words,
    alias,
    article,
    batch,
    content,
    entity,
)

BELKAS = Words(
    Gazetteer(
        entities={e.key: e for e in [*ENTITIES, entity("leader:toran-belkas", "Toran Belkas")]},
        aliases=(*ALIASES, alias("Toran Belkas", "leader:toran-belkas")),
    )
)


def told(name: str, body: str, title: str = "Kabar") -> Article:
    tags = tags_of(Words(GAZETTEER), title, body, published=NOW.date(), lang="id")
    return article(name, title=title, body=body, mentions=tags.mentions, names=tags.names)


def test_a_new_name_is_counted_where_it_stands(db: Database, data_dir: Path) -> None:
    texts = (
        told("1", "Menlu Toran Belkas tiba. Toran Belkas lalu pulang."),
        told("2", "Tanpa nama.", title="Toran Belkas tiba"),
        told("3", "Belkas adalah nama sebuah kota."),  # the letters, not the name
        told("4", "Prancis dan Jepang berunding."),
    )
    write_batch(data_dir / "inbox", batch(*texts))
    ingest_pending(db, data_dir)
    before = db.call(content)
    found = db.call(trial, finder=BELKAS, key="leader:toran-belkas", name="Toran Belkas")
    assert found == Trial(mentions=3, articles=2, lost={})
    assert db.call(content) == before


def test_what_others_lose_to_it_is_told(db: Database, data_dir: Path) -> None:
    longer = Words(
        Gazetteer(
            entities=dict(GAZETTEER.entities) | {"leader:x": entity("leader:x", "Ada Contoh Baru")},
            aliases=(alias("Ada Contoh Baru", "leader:x"), *ALIASES),
        )
    )
    write_batch(data_dir / "inbox", batch(told("1", "Menlu Ada Contoh Baru dan Ada Contoh di Paris.")))
    ingest_pending(db, data_dir)
    found = db.call(trial, finder=longer, key="leader:x", name="Ada Contoh Baru")
    assert found == Trial(mentions=1, articles=1, lost={"leader:ada-contoh": 1})


def test_accents_and_capitals_make_no_difference(db: Database, data_dir: Path) -> None:
    write_batch(
        data_dir / "inbox", batch(told("1", "Menlu Tóran Bélkasł tiba."), told("2", "TORAN BELKASL TIBA."))
    )
    ingest_pending(db, data_dir)
    for spelling in ("Tóran Bélkasł", "TORAN BELKASL"):
        finder = Words(Gazetteer(entities=dict(GAZETTEER.entities), aliases=(alias(spelling, "country:FR"),)))
        assert db.call(trial, finder=finder, key="country:FR", name="Toran Bélkasł").mentions == 1
