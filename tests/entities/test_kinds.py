"""Organisations, companies, topics and persons beside the countries and leaders of the gazetteer."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher
from entities.types import Alias, Entity, EntityKind, Found, Term

DAY = date(2026, 11, 20)


def entity(
    kind: EntityKind, code: str, *, country: str | None = None, terms: tuple[Term, ...] = ()
) -> Entity:
    return Entity(
        key=f"{kind}:{code}",
        kind=kind,
        labels={"en": code, "id": code},
        country=country,
        terms=terms,
        veto=("Yayasan Budi Hartono",) if code == "budi-hartono" else (),
    )


ENTITIES = (
    entity("organisation", "world-bank"),
    entity("organisation", "bank-indonesia", country="ID"),
    entity("company", "pertamina", country="ID"),
    entity("company", "air-china", country="CN"),
    entity("company", "wong", country="SG"),
    entity("topic", "energy-transition"),
    entity("topic", "apple"),
    entity(
        "person",
        "budi-hartono",
        country="ID",
        terms=(Term(office="prime-minister", start=date(2025, 1, 1)),),
    ),
)
ALIASES = (
    Alias(text="World Bank", entity="organisation:world-bank", kind="name"),
    Alias(text="Bank Indonesia", entity="organisation:bank-indonesia", kind="name"),
    Alias(text="Pertamina", entity="company:pertamina", kind="name", not_after=("SPBU milik",)),
    Alias(text="Air China", entity="company:air-china", kind="name"),
    Alias(text="Wong Group", entity="company:wong", kind="name"),
    Alias(text="Wong", entity="company:wong", kind="name", weak=True),
    Alias(text="transisi energi", entity="topic:energy-transition", kind="name"),
    Alias(text="Apple", entity="topic:apple", kind="name", not_before=("pie",), reason="dish"),
    Alias(text="Budi Hartono", entity="person:budi-hartono", kind="name"),
    Alias(text="Hartono", entity="person:budi-hartono", kind="name", short=True),
)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    ours = load()
    own = {one.key: one for one in ENTITIES}
    return Matcher(
        Gazetteer(entities=ours.entities | own, aliases=(*ours.aliases, *ALIASES), languages=ours.languages)
    )


def counted(found: Found) -> dict[str, int]:
    return dict(Counter(match.entity for match in found.matches if match.kind != "office"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harga avtur Pertamina naik.", {"company:pertamina": 1}),
        ("PERTAMINA NAIKKAN HARGA", {"company:pertamina": 1}),
        # The longer name wins, and is no mention of the country.
        ("Suku bunga Bank Indonesia tetap.", {"organisation:bank-indonesia": 1}),
        ("Pilot Air China mendarat di Rusia.", {"company:air-china": 1, "country:RU": 1}),
        # What makes a country's name something else says nothing of an organisation.
        ("Saham dolar World Bank dan bahasa World Bank.", {"organisation:world-bank": 2}),
        ("Final Liga Pertamina dimulai.", {"company:pertamina": 1}),
        ("Bahasa Inggris, Apple, dan Mandarin.", {"topic:apple": 1}),
        # The words listed beside the name still do.
        ("Antre di SPBU milik Pertamina.", {}),
        ("She bakes an Apple pie.", {}),
        # Topics are common nouns: any letter case.
        ("Soal transisi energi. Transisi energi mahal.", {"topic:energy-transition": 2}),
        ("Dana Transisi Energi Cair", {"topic:energy-transition": 1}),
        ("TRANSISI ENERGI MAHAL", {"topic:energy-transition": 1}),
        # A weak name needs its entity elsewhere.
        ("Keluarga Wong menjual saham.", {}),
        ("Wong Group merugi. Kata Wong, biaya naik.", {"company:wong": 2}),
    ],
)
def test_things(matcher: Matcher, text: str, expected: dict[str, int]) -> None:
    assert counted(matcher.find("", text, published=DAY, lang="id")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Budi Hartono datang. Kata Hartono, ia senang.", 2),
        ("Kata Hartono, ia senang.", 0),
        ("Budi Hartono datang bersama Sri Hartono.", 1),
        ("PM Hartono datang. Hartono pulang.", 2),
        ("Gubernur Hartono datang.", 0),
        ("Yayasan Budi Hartono berdiri.", 0),
        ("Masjid Budi Hartono berdiri.", 0),
    ],
)
def test_person_is_told_apart_like_a_leader(matcher: Matcher, text: str, expected: int) -> None:
    found = counted(matcher.find("", text, published=DAY, lang="id"))
    assert found.get("person:budi-hartono", 0) == expected


def test_reasons_are_said(matcher: Matcher) -> None:
    ignored = matcher.find("", "An Apple pie. Keluarga Wong.", lang="id").ignored
    assert [(one.surface, one.reason) for one in ignored] == [
        ("Apple", "dish"),
        ("Wong", "ambiguous"),  # the company, or the prime minister of Singapore
    ]


@pytest.mark.parametrize("text", ["Presiden Pertamina pulang.", "PM Pertamina Anwar pulang."])
def test_title_beside_an_organisation_is_no_office_of_its_country(matcher: Matcher, text: str) -> None:
    found = matcher.find("", text, published=DAY, lang="id")
    assert [match.entity for match in found.matches] == ["company:pertamina"]


def test_organisation_is_no_evidence_of_its_country(matcher: Matcher) -> None:
    """Weak short names of leaders need their country's name."""
    assert "leader:tony-blair" in counted(matcher.find("", "Blair memuji Inggris.", lang="id"))
    assert counted(matcher.find("", "Blair memuji Pertamina.", lang="id")) == {"company:pertamina": 1}


def test_short_name_shared_with_a_leader_goes_to_the_one_who_is_named(matcher: Matcher) -> None:
    of_company = counted(matcher.find("", "Wong Group merugi. Kata Wong, biaya naik.", lang="id"))
    assert of_company == {"company:wong": 2}
    of_leader = counted(matcher.find("", "Lawrence Wong tiba. Kata Wong, biaya naik.", lang="id"))
    assert of_leader == {"leader:lawrence-wong": 2}


def test_part_counts_for_every_whole_around_it_in_the_same_places() -> None:
    keys = ("company:pertamina", "topic:state-companies", "topic:economy")
    wholes = (*keys[1:], None)
    small = Gazetteer(
        entities={
            key: Entity(
                key=key,
                kind="topic" if key.startswith("topic") else "company",
                labels={"en": key, "id": key},
                country=None,
                part_of=whole,
            )
            for key, whole in zip(keys, wholes, strict=True)
        },
        aliases=(
            Alias(text="Pertamina", entity=keys[0], kind="name"),
            Alias(text="BUMN", entity=keys[1], kind="name", case="exact"),
        ),
    )
    found = Matcher(small).find("Laba Pertamina", "Menteri BUMN memuji Pertamina.", lang="id")
    assert [match.entity for match in found.matches] == [keys[0], keys[1], keys[0]]
    assert [(m.entity, m.field, m.surface) for m in found.counted] == [
        (keys[0], "title", "Pertamina"),
        (keys[1], "title", "Pertamina"),
        (keys[2], "title", "Pertamina"),
        (keys[1], "body", "BUMN"),
        (keys[2], "body", "BUMN"),
        (keys[0], "body", "Pertamina"),
        (keys[1], "body", "Pertamina"),
        (keys[2], "body", "Pertamina"),
    ]
