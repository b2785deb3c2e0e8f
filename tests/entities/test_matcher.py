from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.compile import compiled
from entities.gazetteer import Gazetteer, load
from entities.matcher import Matcher
from entities.types import Ignored, Match
from tests.mentions import counted, expected, matcher, reasons, sentences

DAY = date(2024, 6, 19)
# Any name of the gazetteer, what may stand beside it and what may be glued to it, in all scripts.
NAMES = st.deferred(lambda: st.sampled_from(sorted({alias.text for alias in load().aliases})))
BESIDE = """
    dolar Presiden PM PT Bank Masjid Bahasa bahasa Piala Dunia Kim Jong-un Trump Roma Open mantan Universitas
    berinisial tersangka negeri republik el bin Perang Selatan Utara Serikat (AS) Indonesia president Tower 34
""".split()  # noqa: SIM905 - easier to read than as many quotes
GLUED = "nya -nya lah dapat s \u2019s ий 人 語 は 에서 ال - \u2011 \u00ad".split()  # noqa: SIM905
BETWEEN = [" ", " ", " ", "", "\n", ". ", ", ", " (", ") ", "/", '"', *"\u00b7\u00a0\u200b\u3000\u201c"]
MARKS = [*"\u0301\u0306\u0323\u064b\u093c\u0e31ß\ufb01İ", "\U0001f1ee\U0001f1e9"]
LANGUAGES = st.sampled_from([None, *"id en ms de fr ru zh ar ja vi th xx ID".split(), ""])  # noqa: SIM905
ANY_TEXT = st.text(st.characters())  # with halves of characters, which UTF-8 has no bytes for
PIECE = st.one_of(
    NAMES,
    NAMES.map(str.upper),
    st.sampled_from([*BESIDE, *GLUED, *MARKS]),
    st.text(st.characters(), max_size=4),
)
TEXT = st.lists(st.tuples(PIECE, st.sampled_from(BETWEEN)), max_size=25).map(
    lambda pieces: "".join(piece + between for piece, between in pieces)
)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        *sentences("countries"),
        *sentences("not-counted"),
        *sentences("leaders"),
        *sentences("leaders-since-1990"),
    ],
)
def test_counts_what_a_reader_counts(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="id")) == expected(counts)


@pytest.mark.parametrize(("text", "counts"), sentences("headlines"))
def test_counts_what_a_reader_counts_in_a_headline(text: str, counts: str) -> None:
    assert counted(matcher().find(text, "", lang="id")) == expected(counts)


@pytest.mark.parametrize(("text", "counts"), sentences("english"))
def test_counts_what_a_reader_counts_in_english(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="en")) == expected(counts)


@given(title=TEXT, body=TEXT, lang=LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_offsets_give_the_surface_and_nothing_overlaps(title: str, body: str, lang: str | None) -> None:
    found = matcher().find(title, body, published=DAY, lang=lang)

    texts = {"title": title, "body": body}
    everything: list[Match | Ignored] = sorted(
        [*found.matches, *found.ignored], key=lambda one: (one.field != "title", one.start, one.end)
    )
    assert all(texts[one.field][one.start : one.end] == one.surface for one in everything)
    assert all(one.surface for one in everything)
    for one, following in pairwise(everything):
        assert one.field != following.field or one.end <= following.start
    assert list(found.matches) == [one for one in everything if one in found.matches]
    assert list(found.ignored) == [one for one in everything if one in found.ignored]
    assert all(one.reason for one in found.ignored)


@given(title=TEXT, body=TEXT, lang=LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_the_same_text_gives_the_same_twice(title: str, body: str, lang: str | None) -> None:
    first = matcher().find(title, body, published=DAY, lang=lang)

    assert matcher().find(title, body, published=DAY, lang=lang) == first


@given(text=ANY_TEXT, lang=st.one_of(LANGUAGES, ANY_TEXT))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_searched_in_any_language(text: str, lang: str | None) -> None:
    matcher().find(text, text, published=DAY, lang=lang)
    matcher().places(text)


@pytest.mark.parametrize(
    "text", ["Rusia \ud83d dan China", "\udc00Rusia", "\ud800", "Rusia\udfff\u0301 俄罗斯\ud800"]
)
def test_half_a_character_is_no_reason_to_stop(text: str) -> None:
    found = matcher().find(text, text, lang="id")

    assert all(text[match.start : match.end] == match.surface for match in found.matches)


@given(before=TEXT, after=TEXT, lang=LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_a_sentence_in_capitals_changes_nothing_around_it(before: str, after: str, lang: str | None) -> None:
    sentence = "harga cabai rawit naik tajam sepekan ini menurut para petani"
    plain, capitals = (
        matcher().find("", f"{before}\n{middle}.\n{after}", published=DAY, lang=lang)
        for middle in (sentence, sentence.upper())
    )

    assert capitals == plain


@given(
    names=st.lists(st.one_of(NAMES.filter(str.isascii), st.sampled_from(BESIDE)), min_size=1, max_size=12),
    between=st.sampled_from([" dan ", ", ", ". Kata ", "\n", " bertemu ", " (", ") ", "-", "/", "nya "]),
)
@settings(max_examples=200, deadline=None)
def test_looking_for_the_longest_alone_gives_what_looking_at_all_gives(
    names: list[str], between: str
) -> None:
    """One character of another script makes the index look at every form that overlaps."""
    text = between.join(names)
    quick = matcher().find("", f"{text} .", published=DAY, lang="id")
    thorough = matcher().find("", f"{text} .\n\u0411", published=DAY, lang="id")

    assert thorough == quick


def test_a_name_may_carry_a_clitic_which_is_no_part_of_it() -> None:
    found = matcher().find("", "Rusialah yang untung, Iranpun begitu, dan China-nya siapa?", lang="id")

    assert [match.surface for match in found.matches] == ["Rusia", "Iran", "China"]


@pytest.mark.parametrize(
    "text",
    ["kehadiran", "perusahaan", "nyaman", "Nigeria", "komoditas", "Peruvius", "optimalisasi", "Indonesiana"],
)
def test_a_name_inside_another_word_is_none(text: str) -> None:
    assert (
        not {"IR", "PE", "YE", "NE", "ML", "ID"}
        & counted(matcher().find("", f"Kata {text} itu.", lang="id")).keys()
    )


def test_the_longest_name_wins() -> None:
    found = matcher().find("", "Korea Utara, Papua Nugini, Guinea-Bissau dan Sudan Selatan.", lang="id")

    assert [match.surface for match in found.matches] == [
        "Korea Utara",
        "Papua Nugini",
        "Guinea-Bissau",
        "Sudan Selatan",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Recep Tayyip Erdoğan",
        "Recep Tayyip Erdogan",
        "Recep Tayyip Erdog\u0306an",
        "Recep\u00a0Tayyip Erdoğan",
        "RECEP TAYYIP ERDOĞAN",
    ],
)
def test_accents_spaces_and_capitals_make_no_difference(name: str) -> None:
    found = matcher().find("", f"Kemarin {name} berpidato.", lang="id")

    assert [(match.surface, match.entity) for match in found.matches] == [
        (name, "leader:recep-tayyip-erdogan")
    ]


@pytest.mark.parametrize(
    "name", ["Kim Jong Un", "Kim Jong-un", "Kim Jong\u2011un", "Kim Jong-Un", "Kim Jong\u2013un"]
)
def test_dashes_make_no_difference(name: str) -> None:
    assert counted(matcher().find("", f"Pemimpin {name} hadir.", lang="id")) == {"kim-jong-un": 1}


@pytest.mark.parametrize("name", ["Sana'a", "Sana\u2019a", "Sanaa"])
def test_apostrophes_make_no_difference(name: str) -> None:
    assert counted(matcher().find("", f"Serangan di {name} kemarin.", lang="id")) == {"YE": 1}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Produk as roda dan us itu rusak.", ""),
        ("HARGA AS RODA TRUK NAIK", ""),
        ("AS DAN RI SEPAKAT SOAL TARIF", "US1 ID1"),
        ("KURS DOLAR AS NAIK", ""),
        ("Kelas XI dan XII mengikuti ujian bersama OMAN.", ""),
        ("OMAN MENANG ATAS PERU", "OM1 PE1"),
    ],
)
def test_letter_case_decides_for_short_names(text: str, counts: str) -> None:
    assert counted(matcher().find("", text, lang="id")) == expected(counts)


def test_words_glued_by_bad_extraction_are_read_apart() -> None:
    found = matcher().find(
        "", "Presiden RIPrabowo Subiantomencabut izin; antaraIrandan Israeldapat damai.", lang="id"
    )

    assert [match.surface for match in found.matches] == ["RI", "Prabowo Subianto", "Iran", "Israel"]
    both_sides = "Harga minyakRusianaik, kata pelatih keJepang."
    assert counted(matcher().find("", both_sides, lang="id")) == {"RU": 1, "JP": 1}
    assert counted(matcher().find("", "Kata CNNIndonesia.com dan @visitJapan.", lang="id")) == {}


def test_a_name_stays_on_its_line() -> None:
    assert counted(matcher().find("", "Tim dari Korea\nUtara menang", lang="id")) == {"KR": 1}


def test_an_alias_counts_only_in_its_languages() -> None:
    assert counted(matcher().find("", "As easy AS that.", lang="en")) == {}
    assert counted(matcher().find("", "Michael went to Turkey in May.", lang="en")) == {"TR": 1}


def test_title_and_body_are_told_apart() -> None:
    found = matcher().find("Rusia menang", "Kata Rusia.", lang="id")

    assert [(match.field, match.start, match.end) for match in found.matches] == [
        ("title", 0, 5),
        ("body", 5, 10),
    ]


def test_kinds_are_those_of_the_alias() -> None:
    found = matcher().find("", "Rusia, Moskow, Negeri Beruang Merah, Russian.", lang="id")

    assert [match.kind for match in found.matches] == ["name", "capital", "nickname", "demonym"]


def test_ignored_candidates_have_their_reason() -> None:
    found = matcher().find("", "Kurs dolar AS, Liga Inggris, Perang Korea dan Uni Soviet.", lang="id")

    assert reasons(found) == {
        "AS": "currency",
        "Inggris": "event",
        "Perang Korea": "war",
        "Uni Soviet": "former state",
    }


@pytest.mark.parametrize(
    ("dateline", "codes"),
    [
        ("SEOUL/MOSKOW", ("KR", "RU")),
        ("Jakarta", ("ID",)),
        ("New York", ("US",)),
        ("WASHINGTON DC", ("US",)),
        ("Beijing, China", ("CN",)),
        ("Kabupaten Antah Berantah", ()),
        ("", ()),
    ],
)
def test_datelines_name_countries(dateline: str, codes: tuple[str, ...]) -> None:
    assert matcher().places(dateline) == codes


def test_an_own_gazetteer_is_searched_like_the_shipped_one(tmp_path: Path) -> None:
    countries = tmp_path / "countries"
    countries.mkdir()
    (countries / "pe.yaml").write_text(
        "id: country:PE\nlabels: {en: Peru, id: Peru}\nnames: {zh: [秘鲁], th: [เปรู]}\n"
        "nicknames: {id: [{text: Tanah Inka, case: any}]}\n",
        encoding="utf-8",
    )
    read = compiled(tmp_path)
    small = Matcher(Gazetteer(entities=read.entities, aliases=read.aliases))

    found = small.find("", "我去秘鲁了。ไปเปรูมา tanah inka Peru")

    assert [match.surface for match in found.matches] == ["秘鲁", "เปรู", "tanah inka", "Peru"]
