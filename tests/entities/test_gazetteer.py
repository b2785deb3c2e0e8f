from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale

from entities.compile import compiled
from entities.formats import COUNTRY_CODES
from entities.gazetteer import DATA, Gazetteer, GazetteerError, load
from entities.yamlfile import YamlFileError

COUNTRY = "id: country:KP\nlabels: {en: North Korea, id: Korea Utara}\n"
LEADERS = """\
country: KP
holders:
  - id: jane-doe
    label: {en: Jane Doe, id: Jane Doe}
    names: {any: [Jane Doe]}
    terms: [{office: president, start: 2020-01-02, end: 2021-03-04}]
"""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_territory_has_a_file_and_an_entity(gazetteer: Gazetteer) -> None:
    countries = {e.code for e in gazetteer.entities.values() if e.kind == "country"}
    assert countries == COUNTRY_CODES
    assert len(COUNTRY_CODES) == 250
    assert {path.stem for path in DATA.glob("countries/*.yaml")} == {code.lower() for code in COUNTRY_CODES}


def test_every_entity_has_labels_a_country_and_a_name(gazetteer: Gazetteer) -> None:
    named = {alias.entity for alias in gazetteer.aliases if alias.kind == "name"}
    assert named == set(gazetteer.entities)
    for key, entity in gazetteer.entities.items():
        assert entity.key == key
        assert entity.labels["en"]
        assert entity.labels["id"]
        assert entity.country in COUNTRY_CODES or (entity.kind == "leader" and entity.country is None)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("Amerika Serikat", "US", "name"),
        ("Paman Sam", "US", "nickname"),
        ("Gedung Putih", "US", "capital"),
        ("New York", "US", "dateline"),
        ("Tiongkok", "CN", "name"),
        ("Chinese", "CN", "demonym"),
        ("Hong Kong", "HK", "name"),
        ("Chinese Taipei", "TW", "name"),
        ("Korut", "KP", "name"),
        ("Pyongyang", "KP", "capital"),
        ("Tepi Barat", "PS", "capital"),
        ("Kremlin", "RU", "capital"),
        ("Russians", "RU", "demonym"),
        ("Negeri Kincir Angin", "NL", "nickname"),
        ("Amsterdam", "NL", "capital"),
        ("Jakarta", "ID", "dateline"),
        ("Tel Aviv", "IL", "dateline"),
        ("Brussel", "BE", "capital"),
        ("NKRI", "ID", "name"),
        ("Pantai Gading", "CI", "name"),
        ("Kosovo", "XK", "name"),
        ("Papua Nugini", "PG", "name"),
        ("Yordania", "JO", "name"),
        ("Perserikatan Emirat Arab", "AE", "name"),
    ],
)
def test_press_name(gazetteer: Gazetteer, text: str, code: str, kind: str) -> None:
    found = {
        (alias.entity, alias.kind) for alias in gazetteer.aliases if alias.text == text and not alias.short
    }
    assert found == {(f"country:{code}", kind)}


@pytest.mark.parametrize(
    "text",
    [
        "Tionghoa",
        "Tanah Air",
        "Nusantara Raya",
        "Merah Putih",
        "Yerusalem",
        "Uni Soviet",
        "Reunion",
        "Man",
        "Solomon",
    ],
)
def test_words_that_are_nobodys_name(gazetteer: Gazetteer, text: str) -> None:
    assert not [alias for alias in gazetteer.aliases if alias.text == text and alias.kind != "dateline"]


def test_short_names_that_are_words_count_only_as_written(gazetteer: Gazetteer) -> None:
    rules = {alias.text: alias for alias in gazetteer.aliases if alias.entity in {"country:US", "country:GB"}}
    assert {text for text in ("AS", "US", "UK", "USA") if rules[text].case == "exact"} == {
        "AS",
        "US",
        "UK",
        "USA",
    }
    assert "Roma" in rules["AS"].not_before
    assert "en" not in rules["AS"].langs


def test_ambiguous_names_have_rules(gazetteer: Gazetteer) -> None:
    rules = {(alias.entity, alias.text): alias for alias in gazetteer.aliases if not alias.foreign}
    assert rules["country:KR", "Korea"].weak
    assert rules["country:JO", "Jordan"].langs == ("en",)
    assert rules["country:TR", "Turkey"].langs == ("en",)
    assert rules["country:CD", "Kongo"].weak
    assert rules["country:MC", "Monaco"].weak
    assert not rules["country:GE", "Georgia"].weak
    assert ("country:JE", "Jersey") not in rules


def test_no_name_reads_as_a_pair_of_countries(gazetteer: Gazetteer) -> None:
    """A hyphen is read as a space, and "perbatasan Amerika Serikat-Meksiko" is of two countries."""
    owner = {
        alias.text: alias.entity
        for alias in gazetteer.aliases
        if alias.entity.startswith("country:") and not alias.foreign
    }
    pairs = {
        (owner[text], text)
        for text in owner
        for words in [text.replace("-", " ").split()]
        for cut in range(1, len(words))
        if {" ".join(words[:cut]), " ".join(words[cut:])} <= owner.keys()
        and owner[" ".join(words[:cut])] != owner[" ".join(words[cut:])]
    }
    teams, territories = {"TW", "HK", "MO"}, {"AS", "GF", "MF"}  # Hong Kong China, Guyana Prancis
    rest = {"CG", "GW", "MR", "PK"}  # Kongo-Brazzaville, Republik Islam Pakistan
    assert {key.removeprefix("country:") for key, _ in pairs} == teams | territories | rest, pairs


def test_cldr_names_are_names_unless_dropped_or_ruled(gazetteer: Gazetteer) -> None:
    names = {(alias.entity, alias.text, alias.lang) for alias in gazetteer.aliases if alias.kind == "name"}
    assert ("country:DE", "Jerman", "id") in names
    assert ("country:DE", "Germany", "en") in names
    assert not [text for entity, text, _ in names if entity == "country:CD" and " - " in text]


def test_every_dropped_cldr_name_is_one() -> None:
    """A name that CLDR has changed meanwhile would come in unseen."""
    for path in DATA.glob("countries/*.yaml"):
        text = path.read_text(encoding="utf-8")
        if found := re.search(r"^cldr_drop: \[(.*)\]$", text, re.MULTILINE):
            names = {Locale(lang).territories.get(path.stem.upper()) for lang in ("id", "en")}
            dropped = {name.strip().strip("'\"") for name in found[1].split(",")}
            assert dropped <= names, path.name


def test_loading_twice_gives_the_same(gazetteer: Gazetteer) -> None:
    again = load()
    assert (again.entities, again.aliases, again.version) == (
        gazetteer.entities,
        gazetteer.aliases,
        gazetteer.version,
    )


def test_leader_in_two_files_is_refused(tmp_path: Path) -> None:
    first = write(tmp_path, "leaders/kp.yaml", LEADERS)
    second = write(tmp_path, "leaders/kr.yaml", LEADERS.replace("KP", "KR"))
    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    assert f"{second}:3: jane-doe is already in {first}:3; keep one" in str(refused.value)


def test_name_given_twice_with_different_rules_is_refused(tmp_path: Path) -> None:
    text = COUNTRY + "names:\n  id: [Choson]\n  en:\n    - {text: Choson, weak: true}\n"
    path = write(tmp_path, "countries/kp.yaml", text)
    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    assert f"{path}:6: 'Choson' is given twice with different rules (also on line 4)" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (COUNTRY + "nmaes: {id: [Korut]}\n", 3, "did you mean 'names'?"),
        (COUNTRY + "names:\n  id:\n    - {text: Korut, week: true}\n", 5, "did you mean 'weak'?"),
        (COUNTRY + "nott: [Korut Raya]\n", 3, "did you mean 'not'?"),
        (COUNTRY + "names: {id: [Korut]}\nnames: {en: [DPRK]}\n", 4, "already given on line 3"),
        (COUNTRY + "names: {Indonesian: [Korut]}\n", 3, "names"),
        (COUNTRY + "names: {id: ['']}\n", 3, "names.id"),
        (COUNTRY.replace("KP", "ZZ"), 1, "not an ISO 3166-1"),
        (COUNTRY.replace("country:KP", "KP"), 1, "must be country:<ISO code>"),
        (COUNTRY.replace(", id: Korea Utara", ""), 2, "needs a label in id"),
        ("labels: {en: North Korea, id: Korea Utara}\n", 1, "id: is missing"),
        ("- a list\n", 1, "needs keys with values"),
        (COUNTRY + "names: {id: [Korut\n", 4, "is not valid YAML"),
    ],
)
def test_mistake_in_a_country_file_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = write(tmp_path, "countries/kp.yaml", text)
    with pytest.raises(YamlFileError) as refused:
        compiled(tmp_path)
    assert f"{path}:{line}: " in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("end: 2021-03-04", "end: 2019-03-04", 6, "ends on 2019-03-04, before it starts on 2020-01-02"),
        ("start: 2020-01-02", "start: 2020-02-30", 6, "2020-02-30"),
        ("country: KP", "country: Korea", 1, "not an ISO 3166-1"),
        ("jane-doe", "Jane Doe", 3, "holders.0.id"),
        ("    names:", "    title: Ms\n    names:", 5, "known keys here"),
    ],
)
def test_mistake_in_a_leaders_file_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    path = write(tmp_path, "leaders/kp.yaml", LEADERS.replace(old, new, 1))
    with pytest.raises(YamlFileError) as refused:
        compiled(tmp_path)
    assert f"{path}:{line}: " in str(refused.value)
    assert says in str(refused.value)


def test_file_of_another_name_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "countries/korut.yaml", COUNTRY)
    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    assert f"{path}:1: country:KP belongs in a file called kp.yaml" in str(refused.value)


@pytest.mark.parametrize("name", ["kp.yaml", "countries/kp.yml", "countries/asia/kp.yaml"])
def test_file_that_would_be_overlooked_is_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, COUNTRY)
    with pytest.raises(GazetteerError, match="is not read; it belongs in") as refused:
        compiled(tmp_path)
    assert str(path) in str(refused.value)


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="is not a folder"):
        compiled(tmp_path / "gazeteer")


def test_same_strong_name_for_two_entities_is_refused(tmp_path: Path) -> None:
    north = write(tmp_path, "countries/kp.yaml", COUNTRY + "names:\n  id:\n    - Korut\n    - Korsel\n")
    south = write(
        tmp_path, "countries/kr.yaml", COUNTRY.replace("KP", "KR") + "cldr: []\nnames: {id: [korsel]}\n"
    )
    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    [problem] = refused.value.problems
    assert f"{north}:6: 'Korsel' of country:KP, and {south}:4: 'korsel' of country:KR: it cannot" in problem
    assert "weak: true" in problem


def test_language_that_cldr_does_not_know_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "countries/kp.yaml", COUNTRY + "cldr: [id, qq]\n")
    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    assert f"{path}:3: cldr: the language 'qq' is not in CLDR" in str(refused.value)


def test_aliases_of(gazetteer: Gazetteer) -> None:
    kinds = {alias.kind for alias in gazetteer.aliases_of("country:KP")}
    assert kinds == {"name", "demonym", "nickname", "capital", "dateline"}
    assert all(alias.entity == "country:KP" for alias in gazetteer.aliases_of("country:KP"))
    assert gazetteer.aliases_of("country:ZZ") == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("korea u", "country:KP"),
        ("KORUT", "country:KP"),
        ("korea sel", "country:KR"),
        ("turkiye", "country:TR"),
        ("Paman Sam", "country:US"),
        ("moskow", "country:RU"),
        ("as", "country:US"),
        ("oman", "country:OM"),
        ("hongkong", "country:HK"),
    ],
)
def test_search_finds(gazetteer: Gazetteer, text: str, first: str) -> None:
    assert gazetteer.search(text, 5)[0].key == first


def test_search_is_limited_and_has_each_entity_once(gazetteer: Gazetteer) -> None:
    found = [entity.key for entity in gazetteer.search("a", 30)]
    assert len(found) == len(set(found)) == 30
    assert gazetteer.search("  ", 5) == []
    assert gazetteer.search("qqqq", 5) == []
    assert "country:ID" not in {entity.key for entity in gazetteer.search("surabaya", 5)}
