"""The user's own names: what they add, and what is refused with file, line and the way out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from entities.compile import compiled
from entities.gazetteer import DATA, Gazetteer, GazetteerError, load
from entities.matcher import Matcher
from entities.ownfile import read_own
from entities.yamlfile import YamlFileError

REFUSED = Path(__file__).parents[1] / "data" / "own-names" / "refused.yaml"
DOCUMENTED = Path(__file__).parents[2] / "docs" / "gazetteer.md"
COMPANY = """\
entities:
  - id: company:pertamina
    labels: {en: Pertamina, id: Pertamina}
    names: {any: [Pertamina]}
"""
LEADER = """\
leaders:
  - id: jane-doe
    country: KP
    label: {en: Jane Doe, id: Jane Doe}
    names: {any: [Jane Doe]}
    terms: [{office: deputy-premier, start: 2027-01-02, end: 2027-03-04}]
"""


def write(folder: Path, text: str, name: str = "names.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def with_own(folder: Path, text: str) -> Gazetteer:
    own = read_own(write(folder, text))
    entities, aliases, languages = compiled(some_of_ours(folder), own)
    return Gazetteer(entities=entities, aliases=aliases, languages=languages, rejected=own.rejected)


def refused(folder: Path, text: str) -> list[str]:
    """What is said of a file, line for line, with the folders of files left out."""
    with pytest.raises((YamlFileError, GazetteerError)) as error:
        compiled(some_of_ours(folder), read_own(write(folder, text)))
    said = str(error.value).replace(f"{folder}/ours/", "ours/").replace(f"{folder}/", "")
    return re.sub(r"ours/(\S+?):\d+", r"\1:*", said).splitlines()


def some_of_ours(folder: Path) -> Path:
    """A few of our files, which are read in no time."""
    countries = [f"countries/{code}" for code in ("cr", "de", "id", "jo", "kp", "kr")]
    for name in (*countries, "leaders/id", "leaders/kp"):
        ours = folder / "ours" / f"{name}.yaml"
        ours.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / f"{name}.yaml", ours)
    return folder / "ours"


def test_country_gets_names_and_its_rules_are_the_users(tmp_path: Path) -> None:
    mine = with_own(
        tmp_path,
        "countries:\n  KP:\n    labels: {id: Korut}\n"
        "    names: {id: [Choson Utara, {text: Korut, weak: true}]}\n"
        "    cldr: [fr]\n    not: [Jalan Korut]\n",
    )
    rules = {alias.text: alias for alias in mine.aliases_of("country:KP") if not alias.foreign}
    assert rules["Choson Utara"].lang == "id"
    assert rules["Korut"].weak
    assert rules["Pyongyang"].kind == "capital"
    assert rules["Corée du Nord"].lang == "fr"
    entity = mine.entities["country:KP"]
    assert entity.labels == {"en": "North Korea", "id": "Korut"}
    assert entity.veto[-1] == "Jalan Korut"


def test_leader_is_new_or_gets_names(tmp_path: Path) -> None:
    mine = with_own(
        tmp_path, LEADER + "  - {id: joko-widodo, names: {id: [Pak Jokowi]}, not: [Kafe Jokowi]}\n"
    )
    assert mine.entities["leader:jane-doe"].country == "KP"
    assert [term.office for term in mine.entities["leader:jane-doe"].terms] == ["deputy-premier"]
    ours, now = (one.entities["leader:joko-widodo"] for one in (with_own(tmp_path, ""), mine))
    assert (now.labels, now.country, now.terms) == (ours.labels, ours.country, ours.terms)
    assert now.veto == (*ours.veto, "Kafe Jokowi")
    assert "Pak Jokowi" in {alias.text for alias in mine.aliases_of("leader:joko-widodo")}


def test_own_entities_come_last_and_have_what_is_said_of_them(tmp_path: Path) -> None:
    mine = with_own(
        tmp_path,
        COMPANY
        + "    country: ID\n    not: [Wisma Pertamina]\n    wikidata: Q1641044\n    part_of: topic:energy\n"
        "  - {id: topic:energy, labels: {en: Energy, id: Energi}, names: {id: [energi]}}\n"
        "  - id: person:budi-hartono\n    labels: {en: Budi Hartono, id: Budi Hartono}\n"
        "    names: {any: [Budi Hartono]}\n    short: [Hartono]\n"
        "    terms: [{office: prime-minister, start: 2025-01-01}]\n"
        "rejected: [Menteri Bukan Nama]\n",
    )
    assert [*mine.entities][-3:] == ["company:pertamina", "topic:energy", "person:budi-hartono"]
    company = mine.entities["company:pertamina"]
    assert (company.kind, company.country, company.wikidata) == ("company", "ID", "Q1641044")
    assert company.veto == ("Wisma Pertamina",)
    assert mine.entities["person:budi-hartono"].terms[0].office == "prime-minister"
    assert [(a.text, a.short) for a in mine.aliases_of("person:budi-hartono")] == [
        ("Budi Hartono", False),
        ("Hartono", True),
    ]
    assert mine.wholes == {"company:pertamina": ("topic:energy",)}
    assert mine.rejected == {"Menteri Bukan Nama"}
    assert mine.search("pertam", 3)[0].key == "company:pertamina"


def test_included_files_are_read_once_and_from_their_own_folder(tmp_path: Path) -> None:
    write(tmp_path, "include: [energy.yaml]\n" + COMPANY, "more/companies.yaml")
    write(
        tmp_path,
        "entities: [{id: topic:energy, labels: {en: Energy, id: Energi}, names: {id: [energi]}}]\n",
        "more/energy.yaml",
    )
    mine = with_own(tmp_path, "include: [more/companies.yaml, more/energy.yaml]\n")
    assert {"company:pertamina", "topic:energy"} <= mine.entities.keys()


def test_an_empty_file_adds_nothing(tmp_path: Path) -> None:
    assert load(read_own(write(tmp_path, "# nothing yet\n"))).version == load().version


def test_version_follows_what_is_said_not_how(tmp_path: Path) -> None:
    first = with_own(tmp_path, COMPANY).version
    assert first != with_own(tmp_path, "").version
    assert with_own(tmp_path, "# a remark\n" + COMPANY + "rejected: [Somebody]\n").version == first
    assert with_own(tmp_path, COMPANY + "    not: [Wisma Pertamina]\n").version != first
    other = COMPANY + "  - {id: topic:oil, labels: {en: Oil, id: Minyak}, names: {id: [minyak]}}\n"
    whole = other.replace("    names", "    part_of: topic:oil\n    names", 1)
    assert with_own(tmp_path, other).version != with_own(tmp_path, whole).version


def test_norway_is_not_false(tmp_path: Path) -> None:
    mine = with_own(tmp_path, LEADER.replace("KP", "NO").replace("{any: [Jane", "{no: [Jane"))
    assert mine.entities["leader:jane-doe"].country == "NO"
    assert mine.aliases_of("leader:jane-doe")[0].lang == "no"


@pytest.mark.parametrize(
    ("section", "rule"),
    [
        ("countries: {{KP: {{names: {{id: [{}]}}}}}}\n", "{text: Korsel, weak: true}"),
        ("countries: {{KP: {{names: {{id: [{}]}}}}}}\n", "{text: Jordan, langs: [id]}"),
        (
            COMPANY.replace("[Pertamina]}", "[{}]}}")
            .replace("{en", "{{en")
            .replace("{any", "{{any")
            .replace("na}", "na}}"),
            "Surabaya",
        ),
    ],
    ids=["weak", "other language", "city that only opens reports"],
)
def test_name_that_does_not_always_count_for_both_is_accepted(
    tmp_path: Path, section: str, rule: str
) -> None:
    assert with_own(tmp_path, section.format(rule))


def test_name_that_holds_a_countrys_name_is_no_mention_of_it(tmp_path: Path) -> None:
    mine = with_own(tmp_path, COMPANY.replace("[Pertamina]", "[Korut Energi, Bank Indonesia]"))
    found = Matcher(mine).find("", "Korut Energi dan Bank Indonesia bertemu Korut.", lang="id")
    assert [match.entity for match in found.matches] == ["company:pertamina"] * 2 + ["country:KP"]


def test_phrase_that_is_anothers_name_is_left_to_the_other(tmp_path: Path) -> None:
    mine = with_own(tmp_path, LEADER.replace("    terms", "    not: [Jane Doe Tower, Costa Rica]\n    terms"))
    assert mine.entities["leader:jane-doe"].veto == ("Jane Doe Tower",)


@pytest.mark.parametrize(
    "case", yaml.safe_load(REFUSED.read_text(encoding="utf-8")), ids=lambda case: case["name"]
)
def test_mistake_is_named_with_its_lines_and_the_way_out(tmp_path: Path, case: dict[str, Any]) -> None:
    assert refused(tmp_path, case["text"]) == case["says"]


def test_file_that_includes_itself_by_way_of_others_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "# companies\ninclude: [more/topics.yaml]\n", "companies.yaml")
    write(tmp_path, "include:\n  - ../names.yaml\n", "more/topics.yaml")
    [said] = refused(tmp_path, "include: [companies.yaml]\n")
    circle = "names.yaml -> companies.yaml -> topics.yaml -> names.yaml"
    assert said == (
        f"more/topics.yaml:2: include: names.yaml leads back to itself ({circle}); drop one of them"
    )


def test_included_file_that_is_missing_is_named_where_it_is_included(tmp_path: Path) -> None:
    assert refused(tmp_path, "rejected: []\ninclude: [companies.yaml]\n") == [
        "names.yaml:2: include: companies.yaml cannot be read: No such file or directory"
    ]


def test_mistake_in_an_included_file_is_named_there(tmp_path: Path) -> None:
    write(tmp_path, COMPANY + "    country: Indonesia\n", "companies.yaml")
    [said] = refused(tmp_path, "include: [companies.yaml]\n")
    assert said.startswith("companies.yaml:5: entities.0.country: is not an ISO 3166-1")


def test_collision_between_two_files_names_both(tmp_path: Path) -> None:
    write(tmp_path, COMPANY, "companies.yaml")
    topic = "  - {id: topic:fuel, labels: {en: Fuel, id: BBM}, names: {any: [Pertamina]}}\n"
    [said] = refused(tmp_path, "include: [companies.yaml]\nentities:\n" + topic)
    sides = (
        "names.yaml:3: 'Pertamina' of topic:fuel, and companies.yaml:4: 'Pertamina' of company:pertamina: "
    )
    assert said.startswith(sides)


def test_term_of_ours_gets_its_end(tmp_path: Path) -> None:
    """Who comes into office after us ends the term of who was there."""
    ended = "{office: president, start: 2024-10-20, end: 2027-01-02}"
    leaders = (
        LEADER.replace("KP", "ID").replace(
            "deputy-premier, start: 2027-01-02", "president, start: 2027-01-02"
        )
        + f"  - {{id: prabowo-subianto, terms: [{ended}]}}\n"
    )
    [term] = with_own(tmp_path, leaders).entities["leader:prabowo-subianto"].terms
    assert str(term.end) == "2027-01-02"


def test_example_of_the_documentation_loads(tmp_path: Path) -> None:
    section = DOCUMENTED.read_text(encoding="utf-8").partition("## Your own names")[2]
    [example] = re.findall(r"```yaml\n(include:.*?)```", section, re.DOTALL)
    write(tmp_path, "", "companies.yaml")
    mine = load(read_own(write(tmp_path, example)))
    assert mine.wholes == {"company:pertamina": ("topic:state-companies",)}
    [anwar] = mine.entities["leader:anwar-ibrahim"].terms
    assert anwar.end is not None
