from __future__ import annotations

from pathlib import Path

import pytest

from entities.rules import load_rules
from entities.yamlfile import YamlFileError
from tests.mentions import counted, expected, matcher, reasons, sentences


@pytest.mark.parametrize(("text", "counts"), sentences("settled") + sentences("lookalikes"))
def test_settled_cases(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="id")) == expected(counts)


@pytest.mark.parametrize(
    ("text", "surface", "reason"),
    [
        ("Kurs dolar Singapura naik.", "Singapura", "currency"),
        ("Biayanya US$5 juta.", "US", "currency"),
        ("The Chinese yuan fell.", "Chinese", "currency"),
        ("Ia belajar bahasa Jepang.", "Jepang", "language"),
        ("Pertandingan Liga Spanyol ditunda.", "Spanyol", "event"),
        ("Ia juara Indonesia Open.", "Indonesia", "event"),
        ("Konser di Universitas Malaysia batal.", "Malaysia", "organisation"),
        ("Laba PT Merpati Sejahtera Indonesia naik.", "Indonesia", "organisation"),
        ("Saham China Mobile turun.", "China", "organisation"),
        ("Nelayan di Laut China Selatan.", "Laut China Selatan", "region"),
        ("Warga negara bagian Georgia memilih.", "Georgia", "region"),
        ("Bintang itu, Jordan Wahyudi, absen.", "Jordan", "person"),
        ("Stadion Jokowi ditutup.", "Jokowi", "named after"),
        ("Kemarin Xi menang.", "Xi", "ambiguous"),
    ],
)
def test_a_rejection_has_its_reason(text: str, surface: str, reason: str) -> None:
    assert reasons(matcher().find("", text))[surface] == reason


def test_a_rejected_name_takes_its_abbreviation_along() -> None:
    found = matcher().find("", "Utang dalam dolar Amerika Serikat (AS) naik, kata AS.", lang="id")

    assert [match.surface for match in found.matches] == ["AS"]
    assert found.matches[0].start > 40
    assert [one.reason for one in found.ignored] == ["currency", "currency"]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Ia menguasai bahasa Inggris, Mandarin, dan Jepang.", ""),
        ("Ia menguasai bahasa Inggris, Presiden Rusia tidak.", "RU1"),
    ],
)
def test_a_list_of_languages_goes_on_until_something_else_is_said(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="id")) == expected(counts)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Kemarin Merpati Indonesia membuka cabang.", ""),
        ("Kemarin Timnas Indonesia membuka latihan.", "ID1"),
        ("Merpati Indonesia tutup. Warga mencintai Merpati.", ""),
        ("Pesona Indonesia memikat. Itu pesona alam.", "ID1"),
        ("Asosiasi Penjual Bakso dan Mi Indonesia rapat.", ""),
        ("Ketua Masyarakat Indonesia rapat.", "ID1"),
        ("Forum Usaha Indonesia-Rusia dibuka.", "ID1 RU1"),
    ],
)
def test_a_name_that_ends_in_the_home_country_is_an_organisation(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="id")) == expected(counts)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Kapal Angkatan Laut China berlayar.", "CN1"),
        ("Pelaut di Laut China terdampar.", ""),
        ("Hasil Piala Dunia 2026 Indonesia vs Irak keluar.", "ID1 IQ1"),
        ("Warga menonton Piala Dunia 2022 Qatar.", ""),
        ("Pemerintah Indonesia Terbuka untuk kritik.", "ID1"),
        ("Ia bermain di Prancis Terbuka pekan ini.", ""),
    ],
)
def test_rules_have_their_exceptions(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="id")) == expected(counts)


def test_a_weak_name_needs_other_evidence() -> None:
    alone = matcher().find("", "Konser Athena ditunda.", lang="id")
    supported = matcher().find("", "Konser Athena ditunda, kata pejabat Yunani.", lang="id")

    assert counted(alone) == {}
    assert reasons(alone) == {"Athena": "no other evidence"}
    assert counted(supported) == {"GR": 2}


def test_a_capital_that_is_a_first_name_too_counts_where_only_places_stand() -> None:
    assert counted(matcher().find("", "Perundingan di Wina ditunda.", lang="id")) == {"AT": 1}
    assert counted(matcher().find("", "Menurut Wina, perundingan ditunda.", lang="id")) == {}
    assert counted(matcher().find("", "Bek itu betah di Roma bersama AS Roma.", lang="id")) == {}


def test_a_club_of_the_same_name_takes_the_city() -> None:
    text = "Konferensi dibuka di Madrid, Spanyol."

    assert counted(matcher().find("", text, lang="id")) == {"ES": 2}
    assert counted(matcher().find("", f"{text} Real Madrid absen.", lang="id")) == {"ES": 1}


def test_a_headline_follows_the_sentences_below_it() -> None:
    sentence = "Kemarin Merpati Indonesia menutup cabang."

    assert counted(matcher().find("Merpati Indonesia Tutup Cabang", "", lang="id")) == {"ID": 1}
    assert counted(matcher().find("Merpati Indonesia Tutup Cabang", sentence, lang="id")) == {}


def test_rules_of_an_unknown_form_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "context.yaml"
    path.write_text("before: []\nafter: []\nphrase: {}\n", encoding="utf-8")

    with pytest.raises(
        YamlFileError, match=r"context\.yaml:3: phrase: this key is not known; did you mean 'phrases'"
    ):
        load_rules(path)
