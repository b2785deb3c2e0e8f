from __future__ import annotations

import pytest

from sorot.language import language_of


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Presiden itu tiba di ibu kota dan disambut oleh warga yang menunggu.", "id"),
        ("Presiden itu tiba di ibu negara dan berkata bahawa lawatan itu ditangguh kerana banjir.", "ms"),
        ("The president has arrived in the capital and was met by the people.", "en"),
        ("Le président est dans la capitale pour une visite avec des ministres.", "fr"),
        ("El presidente llegó a la capital y se reunió con los ministros.", "es"),
        ("Der Präsident ist in der Hauptstadt und trifft die Minister.", "de"),
        ("O presidente chegou à capital e não falou com os ministros do governo.", "pt"),
        ("De president is in de hoofdstad en spreekt niet met het kabinet.", "nl"),
        ("Cumhurbaşkanı başkente geldi ve bir açıklama için bekledi.", "tr"),
        ("Tổng thống đã đến thủ đô và gặp các bộ trưởng của chính phủ.", "vi"),
        ("Президент прибыл в столицу и встретился с министрами.", "ru"),
        ("وصل الرئيس إلى العاصمة والتقى الوزراء.", "ar"),
        ("总统抵达首都并会见了部长。", "zh"),
        ("總統抵達首都並會見部長。", "zh"),
        ("大統領は首都に到着し、閣僚と会談した。", "ja"),
        ("대통령은 수도에 도착해 장관들을 만났다.", "ko"),
        ("ประธานาธิบดีเดินทางถึงเมืองหลวง", "th"),
        ("राष्ट्रपति राजधानी पहुंचे और मंत्रियों से मिले।", "hi"),
        ("Президент прибув до столиці і зустрівся з міністрами.", "uk"),
        ("رئیس جمهور گفت که این یک گام مهم است", "fa"),
        ("Il presidente francese ha incontrato la premier a Roma per due ore.", "it"),
        # Headlines, which are mostly names.
        ("Trump: AS Siap Perang", "id"),
        ("RI-AS Sepakat Tarif 19 Persen", "id"),
        ("Viktor Orban memimpin Hungaria selama bertahun-tahun.", "id"),
        ("Cuba suffered a nationwide blackout.", "en"),
        # Indonesian with many English names, and English that quotes some Indonesian.
        (
            "The Fed menahan bunga. Ketua The Fed dan The Board of The Fed diam tahun ini dan bulan ini.",
            "id",
        ),
        ("The minister said 'dari rakyat untuk rakyat' and left the hall with the mayor of the town.", "en"),
        ("Cuba sufrió un apagón nacional.", "es"),
        ("Le Kremlin a démenti cette information jeudi.", "fr"),
    ],
)
def test_the_language_is_told(text: str, lang: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize(
    "text",
    [
        "Rusia",
        "",
        "12.345 – 2026!",
        "AS Roma",
    ],
)
def test_a_text_that_does_not_tell_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_a_few_words_in_another_script_do_not_change_the_language() -> None:
    assert language_of("Kata 中国 dan 日本 ada di dalam judul yang dibaca oleh warga itu.") == "id"


def test_a_word_in_capitals_says_nothing() -> None:
    # "as" is a Portuguese article; "AS" is a country in Indonesian.
    assert language_of("Presiden AS dan Kim Jong Un bertemu; dolar AS menguat; menteri AS hadir.") != "pt"
