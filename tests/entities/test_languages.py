from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.compile import GazetteerError, compiled
from entities.gazetteer import Gazetteer
from entities.languages import LanguageError, written_out
from entities.matcher import Matcher
from entities.types import Found, Ignored, Match
from entities.yamlfile import YamlFileError
from tests.mentions import matcher, reasons

PARALLEL = Path(__file__).parents[1] / "data" / "parallel"
SIX = ("id", "en", "fr", "es", "ar", "zh")
OTHERS = ("ja", "ko", "ru", "de", "pt", "nl", "tr", "vi", "th", "hi", "ms")
COUNTRY = "id: country:PE\nlabels: {en: Peru, id: Peru}\n"
LEADERS = (
    "country: PE\nholders:\n  - id: jane-doe\n    label: {en: Jane Doe, id: Jane Doe}\n"
    "    names: {any: [Jane Doe]}\n    terms: [{office: president, start: 2020-01-02}]\n"
)


def lines(name: str) -> list[dict[str, Any]]:
    """The sentences of a file, with what counts in each."""
    text = (PARALLEL / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def named(found: Found) -> set[str]:
    """ISO codes of countries and codes of leaders; titles without a name are left out."""
    return {match.entity.partition(":")[2] for match in found.matches if match.kind != "office"}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def small(folder: Path) -> Matcher:
    read = compiled(folder)
    return Matcher(Gazetteer(entities=read.entities, aliases=read.aliases, languages=read.languages))


def test_the_same_news_counts_the_same_in_six_languages() -> None:
    rows = lines("news")
    different = [
        row["id"]
        for row in rows
        if any(named(matcher().find("", row[lang], lang=lang)) != set(row["counts_for"]) for lang in SIX)
    ]
    assert len(rows) >= 100
    assert len(different) <= 0.05 * len(rows), different


@pytest.mark.parametrize("lang", OTHERS)
def test_names_are_found_in_one_more_language(lang: str) -> None:
    rows = lines(lang)
    wrong = [
        row["text"]
        for row in rows
        if named(matcher().find("", row["text"], lang=lang)) != set(row["counts_for"])
    ]
    assert len(rows) >= 20
    assert len(wrong) <= 0.05 * len(rows), wrong


@pytest.mark.parametrize("row", lines("traps"), ids=lambda row: f"{row['lang']}: {row['text'][:20]}")
def test_a_name_that_is_something_else_does_not_count(row: dict[str, Any]) -> None:
    assert named(matcher().find("", row["text"], lang=row["lang"])) == set(row["counts_for"])


def test_another_script_counts_in_a_text_of_any_language() -> None:
    found = matcher().find("", "Papan itu memuat 俄罗斯 lalu Россия lalu روسيا dalam satu baris.", lang="id")

    assert [match.surface for match in found.matches] == ["俄罗斯", "Россия", "روسيا"]


def test_a_latin_name_counts_in_texts_of_its_language_only() -> None:
    text = "Allemagne, Deutschland, Alemania."

    assert [match.surface for match in matcher().find("", text, lang="fr").matches] == ["Allemagne"]
    assert [match.surface for match in matcher().find("", text, lang="de").matches] == ["Deutschland"]
    assert matcher().find("", text, lang="id").matches == ()
    assert matcher().find("", text).matches == ()


def test_what_is_written_together_with_a_name_is_no_part_of_it() -> None:
    text = "ووصل وفد إلى والصين ولروسيا وبالفرنسيين"
    found = matcher().find("", text, lang="ar")

    assert [match.surface for match in found.matches] == ["الصين", "روسيا", "فرنسيين"]
    assert all(text[match.start : match.end] == match.surface for match in found.matches)


@pytest.mark.parametrize("text", ["الصِّين", "الصيـــن", "الصّين"])
def test_arabic_vowels_make_no_difference(text: str) -> None:
    found = matcher().find("", f"في {text} اليوم", lang="ar")

    assert [match.surface for match in found.matches] == [text]


def test_each_character_of_a_pair_is_a_mention() -> None:
    found = matcher().find("", "日米首脳会談", lang="ja")

    assert [(match.surface, match.entity) for match in found.matches] == [
        ("日", "country:JP"),
        ("米", "country:US"),
    ]


def test_a_name_wins_over_a_pair_that_runs_into_it() -> None:
    assert named(matcher().find("", "其中美国最多", lang="zh")) == {"US"}


def test_vietnamese_tone_marks_make_another_word() -> None:
    assert named(matcher().find("", "Mỹ và Pháp", lang="vi")) == {"US", "FR"}
    assert named(matcher().find("", "My và Phap", lang="vi")) == set()


def test_a_german_name_may_carry_its_genitive() -> None:
    found = matcher().find("", "Russlands Armee und Trumps Rede", lang="de")

    assert [match.surface for match in found.matches] == ["Russland", "Trump"]
    assert matcher().find("", "Trumps", lang="id").matches == ()


def test_currencies_and_languages_say_why_they_do_not_count() -> None:
    assert reasons(matcher().find("", "الدولار الأمريكي", lang="ar")) == {"أمريكي": "currency"}
    assert reasons(matcher().find("", "ภาษาไทย", lang="th")) == {"ไทย": "language"}
    assert reasons(matcher().find("", "日本語", lang="ja")) == {"日本": "language"}


PIECES = [
    "中美国",
    "الروسي",
    "ـ",
    "टर्की",
    "日米中",
    "タイ",
    "Россией",
    "Mỹ",
    "US-",
    "s",
    "·トランプ",
    " ",
    "\n",
]


@given(
    text=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=20).map("".join),
    lang=st.sampled_from([None, *SIX, *OTHERS]),
)
@settings(max_examples=200, deadline=None)
def test_offsets_give_the_surface_in_every_script(text: str, lang: str | None) -> None:
    found = matcher().find(text, text, lang=lang)

    everything: list[Match | Ignored] = [*found.matches, *found.ignored]
    assert all(text[one.start : one.end] == one.surface for one in everything)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("rus+o", ["ruso", "rusa"]),
        ("Pedr+o Rus+o", ["Pedro Ruso", "Pedra Rusa"]),
        ("Rusia", ["Rusia"]),
        ("Sol+e", ["Sol", "Sole"]),
    ],
)
def test_endings_are_written_out(text: str, forms: list[str]) -> None:
    assert written_out(text, {"o": ("o", "a"), "e": ("", "e")}) == forms


@pytest.mark.parametrize("text", ["rus+x", "rus+o sol+three"])
def test_endings_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(LanguageError):
        written_out(text, {"o": ("o", "a"), "three": ("1", "2", "3")})


def test_a_word_of_the_language_is_no_name_in_it(tmp_path: Path) -> None:
    write(tmp_path, "countries/pe.yaml", COUNTRY)
    write(
        tmp_path, "languages/nl.yaml", "language: nl\nignore: [Peru]\ncountries: {PE: {names: [Incaland]}}\n"
    )
    own = small(tmp_path)

    assert [match.surface for match in own.find("", "Peru Incaland", lang="nl").matches] == ["Incaland"]
    assert [match.surface for match in own.find("", "Peru Incaland", lang="id").matches] == ["Peru"]


def test_a_name_that_counts_anyway_is_not_kept_twice(tmp_path: Path) -> None:
    write(tmp_path, "countries/pe.yaml", COUNTRY)
    write(tmp_path, "languages/nl.yaml", "language: nl\ncountries: {PE: {names: [Peru, Incaland]}}\n")

    assert [alias.text for alias in compiled(tmp_path).aliases] == ["Peru", "Incaland"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("language: nl\ncountries:\n  PE: {nmaes: [Peroe]}\n", 3, "did you mean 'names'?"),
        ("language: nl\ncountries:\n  ZZ: {names: [Peroe]}\n", 3, "not an ISO 3166-1"),
        ("language: id\n", 1, "has its names in countries/ and leaders/"),
        ("language: nl\nleaders:\n  Jane Doe: [Jane]\n", 3, "leaders"),
        ("language: nl\naccents: some\n", 2, "accents"),
        ("language: nl\npairs:\n  日: [PE, PE]\n", 3, "pairs"),
        ("language: nl\nwords: [Peroe]\n", 2, "known keys here"),
    ],
)
def test_mistake_in_a_language_file_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    write(tmp_path, "countries/pe.yaml", COUNTRY)
    path = write(tmp_path, "languages/nl.yaml", text)

    with pytest.raises(YamlFileError) as refused:
        compiled(tmp_path)
    assert f"{path}:{line}: " in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("language: nl\ncountries:\n  PE:\n    names: [Peroe+x]\n", 4, "no endings are called 'x'"),
        ("language: nl\nleaders:\n  john-doe: [Jan Doe]\n", 3, "john-doe is in no file of leaders/"),
        ("language: nl\nignore: [Chili]\n", 2, "'Chili' is nobody's name"),
        ("language: nl\ncldr_drop: [Peroe]\n", 2, "'Peroe' is no name in CLDR"),
        ("language: nl\ncldr: [nl, qq]\n", 2, "the language 'qq' is not in CLDR"),
        ("language: nl\nleaders: {jane-doe: [Peru]}\n", 2, "it cannot always count for both"),
        (
            "language: nl\ncountries:\n  PE:\n    names: [Inca]\n    nicknames: [{text: Inca, weak: true}]\n",
            5,
            "'Inca' is given twice with different rules (also on line 4)",
        ),
    ],
)
def test_language_file_that_makes_no_sense_is_refused(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    write(tmp_path, "countries/pe.yaml", COUNTRY)
    write(tmp_path, "leaders/pe.yaml", LEADERS)
    path = write(tmp_path, "languages/nl.yaml", text)

    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    assert f"{path}:{line}: " in str(refused.value)
    assert says in str(refused.value)


def test_language_file_of_another_name_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "languages/dutch.yaml", "language: nl\n")

    with pytest.raises(GazetteerError) as refused:
        compiled(tmp_path)
    assert f"{path}:1: nl belongs in a file called nl.yaml" in str(refused.value)
