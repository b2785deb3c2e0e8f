from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from entities.types import Found
from tests.mentions import counted, expected, matcher, reasons

# Made up: names, places and events of this report belong to no real one.
ARTICLE = """\
Presiden Rusia Vladimir Putin mendarat di Korea Utara pada Selasa malam, lawatan kedua dalam setahun.
Putin dijemput di Pyongyang oleh pemimpin Korea Utara Kim Jong Un. Menurut kantor berita itu, "Kamerad" Kim \
menyiapkan jamuan.
AS dan sekutunya, terutama Korea Selatan, memantau pertemuan itu. Washington menyebut kunjungan Putin \
mengganggu, sedangkan bagi Moskow hal itu urusan dua negara.
Nilai perdagangan Rusia-Korea Utara mencapai 30 juta dolar AS, jauh di bawah perdagangan dengan China.
Patung kakek Kim, Kim Il Sung, dibangun bersama Uni Soviet setelah Perang Korea. Rakyat Korea mengenangnya.
Di Seoul, Kementerian Luar Negeri Korsel memanggil duta besar Rusia. Bahasa Korea dan Rusia dipakai dalam \
naskah perjanjian, kata Bank Indonesia Institute tanpa penjelasan.
"Korut dan Rusia berteman," ujar Kim Sumarni, pejabat lain, yang pernah dipuji pemimpin itu.
"""


def find(text: str, *, day: date | None = None, lang: str = "id") -> Found:
    return matcher().find("", text, published=day, lang=lang)


def test_an_article_with_every_difficulty() -> None:
    found = find(ARTICLE, day=date(2024, 6, 19))

    kinds = Counter(
        (m.entity.partition(":")[2], "capital" if m.kind == "capital" else "name") for m in found.matches
    )
    assert kinds == {
        ("RU", "name"): 4,
        ("RU", "capital"): 1,
        ("KP", "name"): 4,
        ("KP", "capital"): 1,
        ("KR", "name"): 2,
        ("KR", "capital"): 1,
        ("US", "name"): 1,
        ("US", "capital"): 1,
        ("CN", "name"): 1,
        ("vladimir-putin", "name"): 3,
        ("kim-jong-un", "name"): 3,
        ("kim-il-sung", "name"): 1,
    }
    assert reasons(found)["Uni Soviet"] == "former state"
    assert reasons(found)["Perang Korea"] == "war"
    assert {one.reason for one in found.ignored if one.surface == "Korea"} == {"ambiguous", "language"}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Xi menolak usul itu.", ""),
        ("Presiden Xi menolak usul itu. Xi lalu pergi.", "xi-jinping2"),
        ("Xi menolak usul itu. Xi Jinping lalu pergi.", "xi-jinping2"),
        ("Presiden China, Xi, menolak.", "CN1 xi-jinping1"),
        ("Kunjungan Modi ke India timur batal.", "IN1 narendra-modi1"),
        ("Pedagang bernama Asep Modi pulang dari India. Modi senang.", "IN1"),
        ("Modi pulang dari Rusia.", "RU1"),
        ("Wong pulang dari Singapura.", "SG1"),
        ("PM Malaysia Anwar menolak. Anwar pergi.", "MY1 anwar-ibrahim2"),
        ("Presiden Anwar menolak.", ""),
        ("Hakim Anwar Sadikin menolak. Anwar pergi.", ""),
        ("Anwar Ibrahim menolak, tetapi Anwar Sadikin setuju.", "anwar-ibrahim1"),
        ("Kim Jong Un dan Kim Il Sung satu keluarga. Kim wafat pada 1994.", "kim-jong-un1 kim-il-sung2"),
        ("Kim Jong Un tersenyum. Kim Sumarni tertawa. Kim pamit.", "kim-jong-un1"),
    ],
)
def test_short_names_need_their_full_name_or_a_title(text: str, counts: str) -> None:
    assert counted(find(text)) == expected(counts)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Menurut Putin, hal itu biasa.", "vladimir-putin1"),
        ("Menurut Wahyu Putin, hal itu biasa.", ""),
        ("Menurut Putin Sanjaya, hal itu biasa. Putin pamit.", ""),
        ("Menurut Putin Sanjaya, Presiden Putin pamit. Putin pergi.", "vladimir-putin2"),
        ("Putin Rabu pagi tiba. Presiden Putin Senin pulang.", "vladimir-putin2"),
        ("Kapolri Jenderal Listyo Sigit Prabowo hadir, Prabowo tidak.", "prabowo-subianto1"),
        ("Kebijakan Trump, era Trump, Pemerintahan Trump.", "donald-trump3"),
        ("Presiden Donald J. Trump, kata Gedung Putih.", "donald-trump1 US1"),
    ],
)
def test_famous_names_count_alone_but_not_as_part_of_another_name(text: str, counts: str) -> None:
    assert counted(find(text)) == expected(counts)


def test_whoever_rules_is_meant_by_a_title_that_another_held() -> None:
    text = "Presiden Korut Kim menembakkan rudal."
    assert counted(find(text, day=date(2025, 11, 1))) == {"KP": 1, "kim-jong-un": 1}
    assert counted(find(text, day=date(1993, 11, 1))) == {"KP": 1, "kim-il-sung": 1}


def test_father_and_son_are_told_apart_by_the_date() -> None:
    text = "Penasihat Khamenei mengancam, kata media Iran."
    assert counted(find(text, day=date(2025, 8, 9))) == {"IR": 1, "ali-khamenei": 1}
    assert counted(find(text)) == {"IR": 1}


def test_a_title_decides_between_two_of_the_same_name_by_the_date() -> None:
    text = "Presiden Bush berpidato."

    assert counted(find(text, day=date(1990, 5, 1))) == {"george-h-w-bush": 1}
    assert counted(find(text, day=date(2003, 5, 1))) == {"george-w-bush": 1}
    assert counted(find(text)) == {}
    assert reasons(find(text)) == {"Bush": "ambiguous"}


def offices(text: str, day: date, lang: str = "id") -> list[tuple[str, str]]:
    return [(m.surface, m.entity) for m in find(text, day=day, lang=lang).matches if m.kind == "office"]


@pytest.mark.parametrize(
    ("text", "lang", "day", "found"),
    [
        ("Presiden AS tiba di Bali.", "id", date(2016, 5, 1), [("Presiden", "leader:barack-obama")]),
        ("Presiden AS tiba di Bali.", "id", date(2018, 5, 1), [("Presiden", "leader:donald-trump")]),
        ("Presiden Amerika Serikat (AS) tiba.", "id", date(2022, 5, 1), [("Presiden", "leader:joe-biden")]),
        ("Perdana Menteri Jepang tiba.", "id", date(2015, 5, 1), [("Perdana Menteri", "leader:shinzo-abe")]),
        ("Kanselir Jerman itu tiba.", "id", date(2010, 5, 1), [("Kanselir", "leader:angela-merkel")]),
        (
            "The Japanese prime minister came.",
            "en",
            date(2015, 5, 1),
            [("prime minister", "leader:shinzo-abe")],
        ),
        ("The US President came.", "en", date(2022, 5, 1), [("President", "leader:joe-biden")]),
        ("PM Belgia mundur.", "id", date(2018, 12, 18), [("PM", "leader:charles-michel")]),
        ("Raja Belgia turun takhta.", "id", date(2013, 7, 3), [("Raja", "leader:albert-ii-of-belgium")]),
        ("PM Islandia mundur.", "id", date(2016, 4, 5), [("PM", "leader:sigmundur-david-gunnlaugsson")]),
        ("Presiden Venezuela menolak.", "id", date(2020, 1, 5), [("Presiden", "leader:nicolas-maduro")]),
        ("Presiden Austria tiba.", "id", date(2016, 9, 1), []),
        ("Presiden AS Donald Trump tiba.", "id", date(2018, 5, 1), []),
        ("Presiden AS, Donald Trump, tiba.", "id", date(2018, 5, 1), []),
        ("Mantan Presiden AS tiba.", "id", date(2018, 5, 1), []),
        ("Wakil Presiden AS tiba.", "id", date(2018, 5, 1), []),
        ("Presiden AS ke-44 tiba.", "id", date(2018, 5, 1), []),
        ("Presiden AS tiba.", "id", date(1700, 5, 1), []),
    ],
)
def test_titles_stand_for_who_was_in_office(
    text: str, lang: str, day: date, found: list[tuple[str, str]]
) -> None:
    assert offices(text, day, lang) == found


def test_the_country_beside_a_title_stays_a_mention() -> None:
    found = find("Presiden AS tiba di Bali.", day=date(2016, 5, 1))

    assert [(m.surface, m.kind) for m in found.matches] == [("Presiden", "office"), ("AS", "name")]


def test_without_a_date_titles_stand_for_nobody() -> None:
    assert [m.kind for m in find("Presiden AS tiba di Bali.").matches] == ["name"]
