from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.clean import clean_text, text_of_html
from collectors.text.noise import noise
from collectors.text.plain import plain
from collectors.types import CleanText

# Sentences that are the article, whatever stands around them.
FIRST = "Menteri luar negeri Laos tiba di ibu kota untuk perundingan dua hari."
SECOND = "Perundingan itu membahas bendungan dan jalur kereta."
HEADLINE = "Kamboja dan Thailand Sepakati Jadwal Patroli Bersama"


def reasons(clean: CleanText) -> list[str]:
    return [cut.reason for cut in clean.removed if cut.reason != "space"]


@pytest.mark.parametrize(
    ("opening", "city"),
    [
        ("KONTAN.CO.ID - SEOUL/MOSKOW. ", "SEOUL/MOSKOW"),
        ("KONTAN.CO.ID - JAKARTA.  ", "JAKARTA"),
        ("KONTAN.CO.ID-JAKARTA. ", "JAKARTA"),
        ("KONTAN.CO.ID - KUALA LUMPUR. ", "KUALA LUMPUR"),
        ("MOMSMONEY.ID - Jakarta. ", "Jakarta"),
        ("Liputan6.com, Jakarta - ", "Jakarta"),
        ("Liputan6.com, Jakarta -", "Jakarta"),
        ("Liputan6.com, Jakarta ", "Jakarta"),
        ("Liputan6.com, Jakarta", "Jakarta"),  # glued to the first word by bad extraction
        ("Liputan6.com, Kuala Lumpur - ", "Kuala Lumpur"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "JAKARTA"),
        ("Jakarta (ANTARA) - ", "Jakarta"),
        ("Beijing (ANTARA/Xinhua) - ", "Beijing"),
        ("JAKARTA, KOMPAS.com - ", "JAKARTA"),
        ("JAKARTA, KOMPAS.com- ", "JAKARTA"),
        ("KOMPAS.com - ", None),
        ("TEMPO.CO, Jakarta - ", "Jakarta"),
        ("TEMPO.CO, Jakarta- ", "Jakarta"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta"),
        ("Jakarta, CNBC Indonesia - ", "Jakarta"),
        ("Bisnis.com, JAKARTA - ", "JAKARTA"),
        ("TRIBUNNEWS.COM, JAKARTA - ", "JAKARTA"),
        ("JAKARTA, iNews.id - ", "JAKARTA"),
        ("JAKARTA– ", "JAKARTA"),
        ("KONTAN.CO.ID JAKARTA. ", "JAKARTA"),
        ("Kyiv, Ukraina - ", "Kyiv"),
        ("JAKARTA-", "JAKARTA"),
        ("JAKARTA - ", "JAKARTA"),
        ("Jakarta - ", "Jakarta"),
        ("Jakarta\n-\n", "Jakarta"),
        ("Milan\n-\n", "Milan"),
        ("New York - ", "New York"),
        ("JAKARTA, Nov 20 (Reuters) - ", "JAKARTA"),
        ("BEIJING/WASHINGTON, Nov 20 (Reuters) - ", "BEIJING/WASHINGTON"),
        ("SEOUL (AP) — ", "SEOUL"),
        ("KYIV, Ukraine (AP) — ", "KYIV"),
        ("WASHINGTON, D.C. (AP) - ", "WASHINGTON"),
        ("MOSCOW, November 20. (TASS) - ", "MOSCOW"),
        ("(Reuters) - ", None),
        ("KUALA LUMPUR, Nov 20 — ", "KUALA LUMPUR"),
        ("RIYADH: ", "RIYADH"),
    ],
)
def test_the_dateline_is_recorded_and_gone(opening: str, city: str | None) -> None:
    clean = clean_text(f"{opening}{FIRST}\n{SECOND}")
    assert clean.text == f"{FIRST}\n{SECOND}"
    assert clean.dateline == city
    assert reasons(clean) == ["dateline"]


@pytest.mark.parametrize(
    "text",
    [
        "Rusia - Ukraina bertukar tawanan di perbatasan.",
        "Indonesia-Malaysia sepakat soal batas laut.",
        "Jakarta menjadi tuan rumah pertemuan itu.",
        "NATO – Aliansi itu bersidang di Brussel.",
        "Amerika Serikat (AS) - sekutu lama - diam.",
        "Amerika Serikat - China sepakat berunding.",
        "Menteri itu berkata: kami siap.",
        "KOMPAS.com melaporkan gempa itu.",
        "Seoul dan Moskow (ibu kota kedua negara) ramai.",
    ],
)
def test_a_text_that_only_looks_like_a_dateline_stays(text: str) -> None:
    assert clean_text(text).text == text


def test_a_city_is_printed_before_a_dash_at_one_outlet_only() -> None:
    text = f"Cibubur - {FIRST}"  # no city we know
    assert clean_text(text).dateline is None
    assert clean_text(text, outlet="detik").dateline == "Cibubur"


@pytest.mark.parametrize(
    "line",
    [
        f"Baca Juga: {HEADLINE}",
        f"Baca juga:{HEADLINE}",
        f"BACA JUGA: {HEADLINE}?",
        f"Simak juga Video: {HEADLINE}",
        f"Lihat Juga Video {HEADLINE}",
        f'Tonton juga video "{HEADLINE}"  di sini:',
        f"Simak Video: {HEADLINE}",
        f"Video: {HEADLINE}",
        f"Artikel Selanjutnya: {HEADLINE}",
        f"Menarik Dibaca: {HEADLINE}",
        f"Pilihan Editor: {HEADLINE}",
        "Simak selengkapnya di halaman berikutnya",
        "Halaman Selanjutnya: 2",
        f"Read more: {HEADLINE}",
        f"Also read: {HEADLINE}",
        f"READ MORE: {HEADLINE}",
        f"Related: {HEADLINE}",
        f"Baca juga:\n{HEADLINE}",
        f"Baca juga:\n{HEADLINE}\n{HEADLINE} Lagi\nVideo {HEADLINE}",
        f"Baca Juga\n{HEADLINE}",
        f"Baca juga:\nADVERTISEMENT\n{HEADLINE}",
        f"- Baca juga: {HEADLINE}",
        f"(Baca juga: {HEADLINE})",
        f"READ: {HEADLINE}",
        f"Pilihan Redaksi\n{HEADLINE}\n{HEADLINE} Lagi",
        "Baca Juga",
        "Berita Terkait",
    ],
)
def test_links_to_other_articles_go(line: str) -> None:
    clean = clean_text(f"{FIRST}\n{line}\n{SECOND}")
    assert clean.text == f"{FIRST}\n{SECOND}"
    assert "related" in reasons(clean)


@pytest.mark.parametrize("lead", ["Baca Juga", "Baca juga:", "Simak juga", "Pilihan Redaksi"])
def test_a_lead_whose_link_is_gone_does_not_swallow_the_paragraph_after_it(lead: str) -> None:
    assert clean_text(f"{FIRST}\n{lead}\n{SECOND}").text == f"{FIRST}\n{SECOND}"


LINK = f"Baca Juga: {HEADLINE}"


@pytest.mark.parametrize(
    ("paragraph", "rest"),
    [
        (
            f"{FIRST} {LINK} Menurut juru bicara, hasilnya baik.",
            f"{FIRST} Menurut juru bicara, hasilnya baik.",
        ),
        (f"{FIRST} {LINK} Vientiane menolak usul itu.", f"{FIRST} Vientiane menolak usul itu."),
        (f'{FIRST} {LINK} "Kami siap," katanya.', f'{FIRST} "Kami siap," katanya.'),
        (f"{FIRST} {LINK}? {SECOND}", f"{FIRST} {SECOND}"),
        (f"{FIRST} {LINK}", FIRST),
        (f"{FIRST} ({LINK}) {SECOND}", f"{FIRST} {SECOND}"),
        (f"{LINK} Presiden Laos menyambut baik rencana itu.", "Presiden Laos menyambut baik rencana itu."),
        (f"{FIRST} Baca juga: Menteri itu tiba di Hanoi dua hari lalu. {SECOND}", f"{FIRST} {SECOND}"),
    ],
)
def test_a_link_inside_a_paragraph_goes_and_the_text_goes_on(paragraph: str, rest: str) -> None:
    assert clean_text(f"{SECOND}\n{paragraph}").text == f"{SECOND}\n{rest}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Simak informasinya berikut ini.",
        "Video yang beredar di media sosial itu direkam di Manila.",
        "Ia juga membaca juga menulis tentang Portugal.",
        "Tonton pertandingan itu bersama keluarga di rumah.",
        "Sumber di kementerian mengatakan hal serupa.",
        "Foto itu diambil di Oslo.",
        "Terpopuler di antara wisatawan adalah pantai di selatan.",
        "Related industries in Norway also grew.",
        "Laporan: menteri itu tidak akan datang ke pertemuan di Oslo pekan depan.",
        "Reporter asing dilarang masuk ke Asmara.",
        "Getty Images menggugat sebuah perusahaan di London.",
        "Aturan itu berlaku untuk impor (dan/atau)",
        "Hak cipta lagu itu dimiliki warga Swedia.",
    ],
)
def test_sentences_that_begin_like_noise_stay(sentence: str) -> None:
    assert clean_text(f"{FIRST}\n{sentence}\n{SECOND}").text == f"{FIRST}\n{sentence}\n{SECOND}"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ADVERTISEMENT", "advert"),
        ("Advertisement", "advert"),
        ("SCROLL TO CONTINUE WITH CONTENT", "advert"),
        ("Scroll untuk melanjutkan membaca", "advert"),
        ("ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT", "advert"),
        ("[Gambas:Video 20detik]", "advert"),
        ("googletag.cmd.push(function() { x(); });", "advert"),
        ("Cek Berita dan Artikel yang lain di Google News", "promotion"),
        ("Cek Berita dan Artikel yang lain di Google News dan WA Channel", "promotion"),
        ("Ikuti terus berita terbaru kami di Google News", "promotion"),
        ("Follow official WhatsApp Channel kami untuk berita terkini.", "promotion"),
        ("Dapatkan update berita pilihan setiap hari di Telegram.", "promotion"),
        ("Sign up for our newsletter", "promotion"),
        ("Follow us on X and Facebook", "promotion"),
        ("Copyright © ANTARA 2026", "credit"),
        ("© 2026 Contoh", "credit"),
        ("Dilarang keras mengambil konten tanpa izin tertulis.", "credit"),
        ("Artikel ini telah tayang di Contoh.com dengan judul Laos Bangun Bendungan", "credit"),
        ("Teks foto : Bendungan di Laos", "caption"),
        ("Foto: Bendungan di Laos (dok. pribadi)", "caption"),
        ("Sumber gambar, Getty Images", "caption"),
        ("ANTARA FOTO/Budi/nz", "caption"),
        ("Reporter: Sari Dewi | Editor: Budi Santoso", "byline"),
        ("Penulis: Sari Dewi", "byline"),
        ("Pewarta: Sari Dewi", "byline"),
        ("Sumber: Reuters", "byline"),
        ("(Reporting by Ann Example; Editing by Bob Example)", "byline"),
        ("(tim/ada)", "credit"),
        ("(AP Photo/Ann Example)", "caption"),
        ("Tags: laos, bendungan", "tags"),
    ],
)
def test_lines_that_are_not_the_article_go_with_a_reason(line: str, reason: str) -> None:
    clean = clean_text(f"{FIRST}\n{line}\n{SECOND}")
    assert clean.text == f"{FIRST}\n{SECOND}"
    assert set(reasons(clean)) == {reason}


def test_the_end_of_an_article() -> None:
    clean = clean_text(f"{FIRST}\n{SECOND} (abc/def)\n(Sari Dewi)\nlaos\nbendungan sungai mekong\nkereta")
    assert clean.text == f"{FIRST}\n{SECOND}"
    assert clean.byline == "(Sari Dewi)"
    assert reasons(clean) == ["credit", "byline", "tags", "tags", "tags"]


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        (" (AP/abc) [Gambas:Video CNN]", "credit"),
        (" (abc)", "credit"),
        (" Pewarta: Sari Dewi Editor: Budi Santoso COPYRIGHT © ANTARA 2026", "byline"),
        (" Editor : Budi (adsbygoogle = window.adsbygoogle || []).push({});", "byline"),
    ],
)
def test_credits_that_run_on_after_the_last_sentence(ending: str, reason: str) -> None:
    clean = clean_text(f"{FIRST}\n{SECOND}{ending}")
    assert clean.text == f"{FIRST}\n{SECOND}"
    assert reason in reasons(clean)


@pytest.mark.parametrize(
    "end", [" Inflasi naik 2 persen (yoy)", " Sumber: data yang dirilis hari ini.", " Ia (abc)"]
)
def test_ends_that_only_look_like_credits_stay(end: str) -> None:
    assert clean_text(f"{FIRST}\n{SECOND}{end}").text == f"{FIRST}\n{SECOND}{end}"


def test_a_headline_under_the_initials_is_a_link() -> None:
    clean = clean_text(f"{FIRST}\n(abc/def)\nDuduk Perkara Batas Laut")
    assert clean.text == FIRST
    assert reasons(clean) == ["credit", "related"]


def test_a_publisher_before_a_name_is_no_place() -> None:
    text = "Ketua Dewan Ekonomi. Ia berkata begitu."
    assert clean_text(f"KONTAN.CO.ID - {text}").dateline is None


def test_a_headline_that_nothing_marks_after_the_last_sentence() -> None:
    clean = clean_text(f"{FIRST} {SECOND} {HEADLINE}")
    assert clean.text == f"{FIRST} {SECOND}"
    assert clean_text(HEADLINE).text == HEADLINE  # alone it is all there is


def test_rows_of_a_table_stay() -> None:
    table = "Pos\nKlub\nPoin\n1\nOman\n23\n2\nQatar\n16"
    assert clean_text(f"{FIRST}\n{table}\n{SECOND}").text == f"{FIRST}\n{table}\n{SECOND}"


def test_byline_over_the_dateline() -> None:
    clean = clean_text(
        f"Sumber: Reuters, AFP | Editor: Ratna Ayu\nKONTAN.CO.ID - HANOI. {FIRST}", outlet="kontan"
    )
    assert clean.text == FIRST
    assert clean.byline == "Sumber: Reuters, AFP | Editor: Ratna Ayu"
    assert clean.dateline == "HANOI"
    assert clean.attribution == ("Reuters", "AFP")


def test_byline_and_dateline_in_one_line() -> None:
    clean = clean_text(f"Reporter: Sari Dewi | Editor: Budi KONTAN.CO.ID - JAKARTA. {FIRST}")
    assert clean.text == FIRST
    assert clean.byline == "Reporter: Sari Dewi | Editor: Budi"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Melansir Reuters, harga naik.", ("Reuters",)),
        ("Harga naik, dikutip dari AFP, Jumat.", ("AFP",)),
        ("Dikutip dari\nReuters\n, Senin (9/6/2025), harga naik.", ("Reuters",)),
        ("Dilansir detikNews dari AFP, harga naik.", ("Detik", "AFP")),
        ("Harga naik, seperti dilansirAFP, Kamis.", ("AFP",)),
        ("Dilansir dariAntara, harga naik.", ("Antara",)),
        ("Jakarta (ANTARA) - Harga naik.", ("Antara",)),
        ("Beijing (ANTARA/Xinhua) - Harga naik.", ("Antara", "Xinhua")),
        ("JAKARTA, Nov 20 (Reuters) - Prices rose.", ("Reuters",)),
        ("Prices rose, Reuters reported.", ("Reuters",)),
        ("Prices rose, according to the Associated Press.", ("AP",)),
        ("Sumber: Bloomberg", ("Bloomberg",)),
        ("Sumber: Kementerian Keuangan", ("Kementerian Keuangan",)),
        ("Mengutip Reuters dan Bloomberg, harga naik. Reuters melaporkan lagi.", ("Reuters", "Bloomberg")),
        ("Harga naik. (Ant)", ("Antara",)),
        ("Harga naik.\n/Xinhua", ("Xinhua",)),
        ("Harga naik. /Xinhua", ("Xinhua",)),
        ("Harga naik, demikian Reuters.", ("Reuters",)),
        ("Harga naik, kata Kyodo mengutip pejabat.", ("Kyodo",)),
        ("Menurut kantor berita Korea Utara KCNA, rudal itu baru.", ("KCNA",)),
        ("Seperti dilaporkan kantor berita semiresmi Iran Tasnim, jalan ditutup.", ("Tasnim",)),
        ("Ia mengatakan hal itu kepada wartawan CNN, Senin.", ("CNN",)),
        ("Disarikan dari Reuters dan AFP, Kamis.", ("Reuters", "AFP")),
        ("Additional reporting by Reuters", ("Reuters",)),
        ("Sumber : ANTARA", ("Antara",)),
        ("Harga naik. (AFP/Reuters)", ("AFP", "Reuters")),
        ("Nilai AS/RT disepakati; kurs km/Express tidak.", ()),
        ("Iklan di situs https://contoh.example/Xinhua dibuka.", ()),
        ("Berdasarkan data Bloomberg, rupiah melemah.", ()),
        ("Pemilik CNN menjual sahamnya.", ()),
        ("Antara Rusia dan Ukraina, kata menteri, perundingan berjalan.", ()),
        ("Menurut laporan itu, jarak antara keduanya jauh.", ()),
        ("Saham Bloomberg naik.", ()),
        ("CNN didirikan di Atlanta.", ()),
        ("Editor: Budi\nKONTAN.CO.ID - JAKARTA. Harga naik.", ()),
    ],
)
def test_sources_that_an_article_names(text: str, named: tuple[str, ...]) -> None:
    clean = clean_text(text)
    assert clean.attribution == named


def test_a_source_in_the_text_stays_in_the_text() -> None:
    text = f"Melansir Reuters, {FIRST}"
    assert clean_text(text).text == text


def test_an_outlet_that_names_itself_names_no_source() -> None:
    assert clean_text("Dikutip dari Kompas.com, harga naik.", outlet="kompas").attribution == ()


PIECES = st.text(max_size=8) | st.sampled_from(
    [
        *(FIRST, SECOND, HEADLINE, f"Baca Juga: {HEADLINE}", "Baca Juga", "Baca juga:", "Video: ", "laos"),
        *("ADVERTISEMENT", "[Gambas:Video CNN]", "Cek Berita dan Artikel", "Copyright © 2026", "(Foto: A)"),
        *(
            "KONTAN.CO.ID - SEOUL/MOSKOW. ",
            "Jakarta - ",
            "JAKARTA, Nov 20 (Reuters) - ",
            "Liputan6.com, Jakarta",
        ),
        *("Sumber: Reuters | Editor: A B", "Editor: ", "By Ann Example", "(Sari Dewi)", "(abc/def)"),
        *(". ", ": ", "?", " ", "  ", "\n", "\n\n", "“", "”", "\u00a0", "\u200b", "e\u0301"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=300)


@given(TEXTS, st.sampled_from([None, "detik", "kontan"]))
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str, outlet: str | None) -> None:
    once = clean_text(text, outlet=outlet).text
    assert clean_text(once, outlet=outlet).text == once


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_what_was_taken_out_is_known_to_the_letter(text: str) -> None:
    original, clean = plain(text), clean_text(text)
    end = 0
    for cut in clean.removed:
        assert end <= cut.start < cut.end
        assert original[cut.start : cut.end] == cut.text
        end = cut.end
    for offset, letter in enumerate(clean.text):
        assert original[clean.original_offset(offset)] == letter
    assert len(clean.text) + sum(cut.end - cut.start for cut in clean.removed) == len(original)


@pytest.mark.behaviour(31)
@given(st.text(max_size=400))
def test_clean_text_is_plain(text: str) -> None:
    clean = clean_text(text).text
    assert clean == plain(clean)
    assert "\n\n" not in clean
    assert clean == clean.strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Satu</p><p>Dua</p>", "Satu\nDua"),
        ("Satu<br>Dua<br/>Tiga", "Satu\nDua\nTiga"),
        ("<p>antara<a href='/i'>Iran</a>dan Oman</p>", "antara Iran dan Oman"),
        ("<p>Presiden <a>Rusia</a>, <b>Putin</b>.</p>", "Presiden Rusia, Putin."),
        ("<p><b>Jakarta</b>Gelandang</p>", "Jakarta Gelandang"),
        ("<p>se<b>tengah</b> kata</p>", "setengah kata"),
        ("<ul><li>Satu</li><li>Dua</li></ul>", "Satu\nDua"),
        ("<table><tr><td>1</td><td>Oman</td></tr></table>", "1\nOman"),
        ("<p>Teks</p><script>var x='Rusia'</script><style>p{}</style>", "Teks"),
        ("<figure><img alt='Rusia'><figcaption>Rusia</figcaption></figure><p>Teks</p>", "Teks"),
        ("<p>baris\n  yang   sama</p>", "baris yang sama"),
        ("A &amp; B &lt;3 &nbsp;C", "A & B <3 C"),
        ("5 < 6 dan 7 > 6", "5 < 6 dan 7 > 6"),
        ("Ko\u200brea e\u0301 \x00x", "Korea é x"),
        ("<!-- Rusia --><p>Teks", "Teks"),
        ("", ""),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    assert text_of_html(html) == text


@pytest.mark.behaviour(31)
@given(st.text(max_size=300) | TEXTS.map(lambda text: f"<div><p>{text}<a>{text}</a></p>"))
@settings(deadline=None)
def test_text_of_any_html_is_plain(html: str) -> None:
    text = text_of_html(html)
    assert text == plain(text)
    assert all(line == " ".join(line.split()) and line for line in text.split("\n")) or text == ""


@pytest.mark.parametrize("tag", ["div", "p><a", "b", "table><tr><td", "ul><li"])
def test_html_nested_beyond_reason_keeps_its_text(tag: str) -> None:
    assert text_of_html(f"<{tag}>" * 50_000 + "akhir").endswith("akhir")


def test_the_phrases_are_read_and_none_is_empty() -> None:
    data = noise()
    assert all(data.whole)
    assert all(phrase for rules in data.by_first_word.values() for phrase, _, _ in rules)


@pytest.mark.parametrize(
    ("before", "opening", "city"),
    [
        ("Gempa Guncang Pulau Itu\nWarga berlari ke luar rumah.", "HANOI, KOMPAS.TV - ", "HANOI"),
        ("Menteri itu berjabat tangan. (Foto: Istimewa)", "Kuala Lumpur (ANTARA) - ", "Kuala Lumpur"),
        ("Menteri Menerima Tamu\nSari Dewi • 26 Maret 2026 08:32", "Kuala Lumpur: ", "Kuala Lumpur"),
        ("Menteri itu tiba di pelabuhan.", "TRIBUNNEWS.COM, MOSKOW - ", "MOSKOW"),
        ("Menteri itu tiba di pelabuhan.", "Hanoi, MISTAR.ID\n", "Hanoi"),
    ],
)
def test_a_dateline_may_stand_under_headlines_and_captions(before: str, opening: str, city: str) -> None:
    report = f"{FIRST} {SECOND} Kedua pihak berjanji bertemu lagi bulan depan untuk membahas hal yang sama."
    clean = clean_text(f"{before}\n{opening}{report}")
    assert clean.text.endswith(f"\n{report}")
    assert opening.strip(" :-\n") not in clean.text
    assert clean.dateline == city
    assert clean_text(clean.text).text == clean.text


def test_a_place_that_opens_a_short_line_or_a_late_paragraph_is_no_dateline() -> None:
    assert "Hanoi: Kami Siap" in clean_text(f"{FIRST}\nHanoi: Kami Siap Berunding\n{SECOND}").text
    late = "\n".join([FIRST] * 10)
    assert "Hanoi (ANTARA) - " in clean_text(f"{late}\nHanoi (ANTARA) - {SECOND}").text


def test_a_linked_headline_may_ask_before_it_answers() -> None:
    text = f"{FIRST}\nBaca juga: Siapa Sari Dewi? Sosok di Balik Pabrik Itu\n{SECOND}"
    assert clean_text(text).text == f"{FIRST}\n{SECOND}"
    goes_on = f"{FIRST}\nBaca juga Laporan Itu. Menteri itu tiba dua hari lalu.\n{SECOND}"
    assert "tiba dua hari lalu" in clean_text(goes_on).text


@pytest.mark.parametrize(
    "link", ["(Baca: Pabrik Itu Tak Dibuka di Hanoi?)", "[Simak juga: Pabrik Itu Dibuka]"]
)
def test_a_link_in_brackets_goes_wherever_it_stands(link: str) -> None:
    assert clean_text(f"{FIRST} {link} {SECOND}").text == f"{FIRST} {SECOND}"
    assert "(Baca buku itu)" in clean_text(f"{FIRST} (Baca buku itu) {SECOND}").text


def test_a_list_of_articles_at_the_end_goes_with_its_sections_and_ages() -> None:
    listed = f"Artikel Terkait\nNasional\n15 hari lalu\n{HEADLINE}\nKesehatan\n1 bulan lalu\n{HEADLINE} Lagi!"
    assert clean_text(f"{FIRST}\n{SECOND}\n{listed}").text == f"{FIRST}\n{SECOND}"
    assert SECOND in clean_text(f"{FIRST}\nArtikel Terkait\nNasional\n{SECOND}").text


# Every form of related link, advert, promotion, credit and wall that outlets put on a line of its own.
LINES = """
Baca Juga: Prancis Buka Kedutaan Baru di Samoa
Baca juga: Prancis Buka Kedutaan Baru di Samoa
BACA JUGA: Prancis Buka Kedutaan Baru di Samoa
Simak juga: Prancis Buka Kedutaan Baru
Simak Video: Prancis Buka Kedutaan Baru
Simak Video "Prancis Buka Kedutaan Baru"
Lihat juga: Prancis Buka Kedutaan
Lihat Juga Video: Prancis Buka Kedutaan
Lihat juga Video 'Prancis Buka Kedutaan':
Tonton: Prancis Buka Kedutaan
Saksikan: Prancis Buka Kedutaan
Saksikan Live DetikPagi: Prancis
Yuk baca: Prancis Buka
Simak berita Prancis lainnya di sini
Selengkapnya: Prancis Buka Kedutaan
Simak selengkapnya di halaman berikutnya
Baca selengkapnya: Prancis Buka Kedutaan
Berita Terkait
Artikel Terkait: Prancis Buka Kedutaan
Artikel Selanjutnya: Prancis Buka
Selanjutnya: Prancis Buka Kedutaan Baru
Menarik Dibaca: Prancis Buka Kedutaan
Terpopuler: Prancis Buka Kedutaan
Pilihan Editor: Prancis Buka Kedutaan
Berita selanjutnya: Prancis Buka
Jangan Lewatkan: Prancis Buka
Rekomendasi Untuk Anda
INDEKS BERITA
Halaman Selanjutnya : Prancis
Halaman Berikutnya : Prancis
Halaman : 1 2 Lihat Semua
ADVERTISEMENT
Advertisement
SCROLL TO CONTINUE WITH CONTENT
SCROLL TO RESUME CONTENT
Scroll untuk melanjutkan
Scroll untuk melanjutkan membaca
[Gambas:Video 20detik]
[Gambas:Video CNN]
Untuk menampilkan video ini, aktifkan JavaScript.
googletag.cmd.push(function () { googletag.display("div-gpt-ad"); });
Nyaman tanpa iklan. Langganan BisnisPro
Cek Berita dan Artikel yang lain di Google News
Cek Berita dan Artikel yang lain di Google News dan WA Channel
WhatsApp Channel
Ikuti Kabar Prancis di Google News
Follow official WhatsApp Channel Liputan6.com untuk mendapatkan berita terkini
Dapatkan update berita pilihan dan breaking news setiap hari. Mari bergabung di Telegram
Gabung ke channel WhatsApp kami untuk berita terbaru dan terpercaya
Silakan baca konten menarik lainnya dari JPNN.com di Google News
Download aplikasi CNBC Indonesia sekarang juga
Editor's Pick
Editor's Choice
Kirimkan komentar Anda
Reporter: Ani Lestari | Editor: Budi
Penulis: Ani Lestari
Pewarta: Ani Lestari
Editor: Ani Lestari
Sumber: Reuters
Tim Redaksi
Copyright © ANTARA 2026
Dilarang keras mengambil konten, melakukan crawling atau pengindeksan otomatis untuk AI
Hak cipta © 2026 Kabar
Artikel ini telah tayang di Kontan.co.id dengan judul Prancis
Artikel ini telah ditayangkan di Kompas.com
Versi cetak artikel ini terbit di harian Kompas edisi Prancis
Disclaimer: Artikel ini dari Prancis.
Teks foto : Kapal Prancis
Sumber gambar, Getty Images
(qs. al-hujurat: 13)
Agar bisa lanjut membaca sampai tuntas artikel ini, Anda perlu masuk
Silakan login untuk melanjutkan membaca artikel Prancis ini
Artikel ini khusus untuk pelanggan. Berlangganan sekarang untuk membaca.
""".strip().split("\n")


@pytest.mark.behaviour(31)
@pytest.mark.parametrize("line", LINES)
def test_a_line_that_is_not_the_article_goes_wherever_it_stands(line: str) -> None:
    assert clean_text(f"{FIRST}\n{line}\n{SECOND}").text == f"{FIRST}\n{SECOND}"
    assert clean_text(f"{FIRST}\n{SECOND}\n{line}").text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "piece",
    [
        f"{lead}: {HEADLINE}"
        for lead in (
            "Baca Juga",
            "Baca juga",
            "BACA JUGA",
            "Baca pula",
            "Baca selengkapnya",
            "Simak juga",
            "Simak Video",
            "Lihat juga",
            "Pilihan Editor",
            "Artikel Terkait",
            "Berita Terkait",
            "Menarik Dibaca",
            "Jangan Lewatkan",
            "Terpopuler",
            "Tonton",
            "Saksikan Juga",
        )
    ]
    + [
        f"(Baca Juga: {HEADLINE})",
        "Cek Berita dan Artikel yang lain di Google News",
        "[Gambas:Video CNN]",
        "ADVERTISEMENT",
    ],
)
def test_a_piece_that_is_not_the_article_goes_from_inside_a_paragraph(piece: str) -> None:
    assert clean_text(f"{FIRST} {piece} {SECOND}").text == f"{FIRST} {SECOND}"


@pytest.mark.parametrize("between", ["\nBaca Juga\n", "\nBaca Juga:\n", " Baca Juga "])
def test_a_bare_lead_takes_no_paragraph_and_no_sentence_with_it(between: str) -> None:
    assert clean_text(f"{FIRST}{between}{SECOND}").text.split() == f"{FIRST} {SECOND}".split()


@pytest.mark.parametrize(
    "sentence",
    [
        "Terpopuler di kalangan pelancong adalah pantai di Fiji.",
        "Simak juga menjadi kata yang sering dipakai penyiar itu.",
        "Tonton menjadi nama kapal itu.",
    ],
)
def test_ordinary_words_are_no_leads(sentence: str) -> None:
    assert clean_text(f"{FIRST} {sentence} {SECOND}").text == f"{FIRST} {sentence} {SECOND}"


def test_a_wall_is_told_from_promotion() -> None:
    wall = "Agar bisa lanjut membaca sampai tuntas artikel ini, menyetujui Syarat dan Ketentuan."
    assert reasons(clean_text(f"{FIRST}\n{wall}")) == ["paywall"]
