"""Names that the gazetteer lacks: where one is seen, and where capitals after a title are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.gazetteer import load
from entities.matcher import Matcher
from entities.titles import load_titles
from entities.types import Unknown
from entities.yamlfile import YamlFileError

MATCHER = Matcher(load())
REST = " Keterangan itu diterima redaksi pada malam hari dari sumber yang mengetahui rencana tersebut."


def seen(body: str, title: str = "", lang: str | None = "id") -> tuple[Unknown, ...]:
    found = MATCHER.find(title, body, published=date(2026, 11, 20), lang=lang)
    return MATCHER.unknown(title, body, found, lang=lang)


def named(body: str, lang: str = "id") -> list[tuple[str, str, str | None]]:
    return [(one.name, one.title, one.country) for one in seen(body + REST, lang=lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Menteri Luar Negeri Toran Belkas tiba di sana.", ("Toran Belkas", "foreign-minister", None)),
        ("Menlu Iran Toran Belkas tiba di sana.", ("Toran Belkas", "foreign-minister", "IR")),
        ("Menlu Iran, Toran Belkas, mengatakan hal itu.", ("Toran Belkas", "foreign-minister", "IR")),
        ("Menteri Luar Negeri (Menlu) RI Sulandra bicara.", ("Sulandra", "foreign-minister", "ID")),
        (
            "Menteri Luar Negeri Amerika Serikat (AS) Mark Corbell.",
            ("Mark Corbell", "foreign-minister", "US"),
        ),
        ("Presiden Korea Selatan Kim Dae Wol hadir.", ("Kim Dae Wol", "president", "KR")),
        ("Perdana Menteri Jepang Kenzo Arimori di Tokyo.", ("Kenzo Arimori", "prime-minister", "JP")),
        ("PM Belanda Rob van der Zwart hadir.", ("Rob van der Zwart", "prime-minister", "NL")),
        ("Sekjen PBB Rafael Ondo Mba hadir.", ("Rafael Ondo Mba", "secretary-general", None)),
        ("Raja Yordania Talal III hadir.", ("Talal III", "monarch", "JO")),
        ("Menlu Arab Saudi Pangeran Salim bin Turad hadir.", ("Salim bin Turad", "foreign-minister", "SA")),
        (
            "Menteri Luar Negeri dan Pertahanan Oman Badi al-Rasad.",
            ("Badi al-Rasad", "foreign-minister", "OM"),
        ),
        ("Gubernur Bank Sentral Jepang Kanto Miyabe hadir.", ("Kanto Miyabe", "central-bank-governor", "JP")),
        ("Juru Bicara Kementerian Luar Negeri China Lao Fei.", ("Lao Fei", "spokesperson", "CN")),
        ("Menteri Pertahanan Israel Israel Karmi hadir.", ("Israel Karmi", "defence-minister", "IL")),
        ("presiden terpilih Chili Ana Duarte hadir.", ("Ana Duarte", "president", "CL")),
        ("Menlu Iran Toran Belkas Selasa lalu hadir.", ("Toran Belkas", "foreign-minister", "IR")),
        ("Menlu Iran Toran J. Belkas. Ia hadir.", ("Toran J. Belkas", "foreign-minister", "IR")),
    ],
)
def test_a_name_after_a_title_is_seen_with_title_and_country(
    text: str, expected: tuple[str, str, str | None]
) -> None:
    assert named(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iranian Foreign Minister Toran Belkas said so.", ("Toran Belkas", "foreign-minister", "IR")),
        ("Iran's foreign minister Toran Belkas said so.", ("Toran Belkas", "foreign-minister", "IR")),
        ("Prime Minister of Japan Kenzo Arimori said so.", ("Kenzo Arimori", "prime-minister", "JP")),
        ("Japan’s Prime Minister Kenzo Arimori-Ota said so.", ("Kenzo Arimori-Ota", "prime-minister", "JP")),
        ("Foreign Minister Toran Belkas of Iran said so.", ("Toran Belkas", "foreign-minister", "IR")),
        ("King Alarico of Spain said so.", ("Alarico", "monarch", "ES")),
        ("Spanish King Alarico said so.", ("Alarico", "monarch", "ES")),
        ("German Chancellor Jörg Übelmann said so.", ("Jörg Übelmann", "chancellor", "DE")),
    ],
)
def test_in_english_the_country_may_stand_before_the_title(
    text: str, expected: tuple[str, str, str | None]
) -> None:
    assert named(text, lang="en") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Presiden Prabowo Subianto hadir.",  # known
        "Presiden Amerika Serikat (AS) Donald Trump hadir.",
        "Presiden Iran, Rusia, dan China bertemu.",  # countries
        "Presiden Direktur Astra hadir.",  # the title goes on
        "Menteri Luar Negeri dan Pertahanan hadir.",
        "Presiden Real Madrid hadir.",  # a club
        "Presiden FIFA hadir.",  # an acronym
        "Peraturan Presiden Nomor 5 berlaku.",
        "Presiden Senin ini hadir.",
        "Raja Ampat indah, kata penulis Stephen King tadi.",  # no country beside it
        "MENLU IRAN TORAN BELKAS TIBA DI JAKARTA.",  # capitals say nothing
        "Presiden mengatakan Toran Belkas hadir.",  # no title before the name
        "Presiden itu. Toran Belkas hadir.",
        "Kepresidenan Toran hadir.",  # inside a word
        "Presiden Budi hadir, lalu budi itu dipuji.",  # an ordinary word here
    ],
)
def test_what_is_no_unknown_name(text: str) -> None:
    assert named(text) == []


def test_a_headline_in_title_case_names_nobody() -> None:
    assert seen("Ia tiba kemarin sore dan disambut.", title="Menlu Iran Toran Belkas Tiba di Jakarta") == ()
    [one] = seen(
        "Ia tiba kemarin.", title="Menlu Iran Toran Belkas tiba di sana untuk bicara soal kapal tanker"
    )
    assert (one.field, one.start, one.end) == ("title", 11, 23)


def test_a_surname_alone_belongs_to_the_full_name_of_the_article() -> None:
    text = "Menlu Iran Toran Belkas tiba. Menurut Menlu Belkas, kapal itu kosong."
    first, second = seen(text + REST)
    assert (first.name, second.name) == ("Toran Belkas", "Toran Belkas")
    assert text[second.start : second.end] == "Belkas"
    assert second.country == "IR"


def test_somebody_with_a_leaders_surname_is_seen() -> None:
    assert named("Menteri Luar Negeri Iran Abbas Araghdan tiba di sana.") == [
        ("Abbas Araghdan", "foreign-minister", "IR")
    ]


def test_german_capitals_tell_nothing() -> None:
    assert seen("President Toran Belkas sagte das." + REST, lang="de") == ()


@given(title=st.text(max_size=60), body=st.text(max_size=200), named=st.booleans())
@settings(max_examples=200, deadline=None)
def test_offsets_return_the_name_on_any_text(title: str, body: str, named: bool) -> None:
    body = f"{body} Menlu Iran Toran Belkas {body}" if named else body
    found = MATCHER.find(title, body)
    for one in MATCHER.unknown(title, body, found):
        text = title if one.field == "title" else body
        surface = " ".join(text[one.start : one.end].split())
        assert surface
        assert surface in one.name


def test_titles_are_read_strictly(tmp_path: Path) -> None:
    rest = "portfolios: []\nbetween: []\nhonorifics: []\nparticles: []\nnot_names: []\n"
    entry = "  - {{key: {key}, labels: {{en: a, id: b}}, words: {{id: [{word}]}}}}\n"
    path = tmp_path / "titles.yaml"
    path.write_text("titles:\n" + entry.format(key="president", word="Presiden") + rest + "portfolio: []\n")
    with pytest.raises(YamlFileError, match=r"titles\.yaml:8: portfolio: .* did you mean 'portfolios'"):
        load_titles(path)
    twice = entry.format(key="president", word="Presiden") + entry.format(key="leader", word="Presiden")
    (tmp_path / "other.yaml").write_text(f"titles:\n{twice}{rest}")
    with pytest.raises(YamlFileError, match="'Presiden' stands for 'president' and for 'leader'"):
        load_titles(tmp_path / "other.yaml")


def test_every_title_has_its_own_words_and_labels() -> None:
    titles = load_titles().titles
    assert {"president", "prime-minister", "foreign-minister", "secretary-general"} <= {t.key for t in titles}
    assert all({"en", "id"} <= title.labels.keys() for title in titles)
