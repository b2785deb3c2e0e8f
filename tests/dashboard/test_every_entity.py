"""What is made of every entity is made once for all who ask, and again when names are others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from dashboard.every_entity import KEEP, EveryEntity
from dashboard.i18n import Lang
from dashboard.services import Services
from dashboard.settings import WebSettings
from entities.gazetteer import Gazetteer
from storage.database import Database
from tests.storage.world import GAZETTEER, ZONE

Made = tuple[int, str, str, str]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = WebSettings(data_dir=tmp_path, zone=ZONE, home_country="ID")
    with Database.open(tmp_path / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db:
        yield Services(settings=settings, db=db)


@dataclass
class Maker:
    """Asks in the services' archive, and counts how many things were made."""

    services: Services
    made: int = 0

    def __post_init__(self) -> None:
        self.every = EveryEntity[Made](self._make)

    def _make(self, *said: object) -> Made:
        self.made += 1
        return said  # type: ignore[return-value]

    def __call__(self, lang: Lang = "en") -> dict[int, Made]:
        return self.services.db.call(self.every, self.services, lang)


def renamed(names: Gazetteer, key: str, label: str) -> Gazetteer:
    called = replace(names.entities[key], labels={"en": label, "id": label})
    return replace(names, entities=names.entities | {key: called})


def ids(con: DuckDBPyConnection) -> dict[str, int]:
    return dict(con.execute("SELECT key, entity_id FROM entity").fetchall())


def test_one_of_each_by_its_number_with_the_label_of_the_language(services: Services) -> None:
    asked, known = Maker(services), services.db.call(ids)
    english, indonesian = asked("en"), asked("id")
    france = known["country:FR"]
    labels = GAZETTEER.entities["country:FR"].labels
    assert english[france] == (france, "FR", labels["en"], "country")
    assert indonesian[france] == (france, "FR", labels["id"], "country")
    assert english.keys() == indonesian.keys() == set(known.values())


def test_all_who_ask_get_the_same_until_names_are_others(services: Services) -> None:
    asked = Maker(services)
    first, other = asked("en"), asked("id")
    assert asked("en") is first
    assert asked("id") is other
    assert asked.made == 2 * len(first)
    services.db.follow(renamed(GAZETTEER, "country:FR", "Gaul"))
    france = services.db.call(ids)["country:FR"]
    assert asked("en")[france][2] == "Gaul"
    assert asked.made == 3 * len(first)


def test_those_that_nobody_asked_for_longest_go(services: Services) -> None:
    asked = Maker(services)
    first = asked()
    for number in range(KEEP):
        services.db.follow(renamed(GAZETTEER, "country:FR", f"Gaul {number}"))
        asked()
    services.db.follow(GAZETTEER)
    assert asked() is not first
    assert asked.made == (KEEP + 2) * len(first)
