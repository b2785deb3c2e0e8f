"""A name that was seen is known, close to one that is known, or new."""

from __future__ import annotations

import pytest

from entities.gazetteer import Gazetteer
from entities.known import folded_name, key_part
from entities.types import Alias, Entity


def leader(code: str, country: str, *names: str) -> tuple[Entity, list[Alias]]:
    key = f"leader:{code}"
    entity = Entity(key=key, kind="leader", labels={"en": names[0], "id": names[0]}, country=country)
    return entity, [Alias(text=name, entity=key, kind="name") for name in names]


PEOPLE = [
    leader("toran-belkas", "IR", "Toran Belkas", "Belkas"),
    leader("jorg-ubelmann", "DE", "Jörg Übelmann"),
    leader("kim-dae-wol", "KR", "Kim Dae-wol"),
]
IRAN = Entity(key="country:IR", kind="country", labels={"en": "Iran", "id": "Iran"}, country="IR")
KNOWN = Gazetteer(
    entities={entity.key: entity for entity in (IRAN, *(entity for entity, _ in PEOPLE))},
    aliases=(
        Alias(text="Iran", entity="country:IR", kind="name"),
        *(alias for _, aliases in PEOPLE for alias in aliases),
    ),
).known


@pytest.mark.parametrize("name", ["Toran Belkas", "TORAN BELKAS", "Jorg Ubelmann", "Kim Dae Wol", "belkas"])
def test_spellings_of_a_known_name_are_known(name: str) -> None:
    assert KNOWN.has(folded_name(name))


@pytest.mark.parametrize("name", ["Toran", "Iran", "Toran Belka"])
def test_other_names_are_not(name: str) -> None:
    assert not KNOWN.has(folded_name(name))


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Toran Belka", None, "leader:toran-belkas"),  # a letter is missing
        ("Torran Belkass", "IR", "leader:toran-belkas"),  # no word is the same, but the country
        ("Seyed Belkas", "IR", "leader:toran-belkas"),  # surname and country
        ("Seyed Belkas", "IQ", None),  # the surname alone is not enough
        ("Kim Soo Wol", "KR", None),  # nor is a short one with the country
        ("Rafael Ondo Mba", "IR", None),
    ],
)
def test_the_closest_is_suggested(name: str, country: str | None, expected: str | None) -> None:
    found = KNOWN.closest(folded_name(name), country)
    assert (found.key if found else None) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Toran Belkas", "toran-belkas"),
        ("Élise d'Arc-Noël", "elise-darc-noel"),
        ("Sa’ar", "saar"),
        ("李强", ""),
    ],
)
def test_a_key_is_made_of_ascii_letters(name: str, expected: str) -> None:
    assert key_part(name) == expected
