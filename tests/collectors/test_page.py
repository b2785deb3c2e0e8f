from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from collectors import page as page_module
from collectors import page_rules
from collectors.clean import clean_text
from collectors.errors import ParseError
from collectors.page import read_page
from collectors.page_rules import rule_for, rule_names, rule_of, whole_article_url
from collectors.types import Page
from entities.yamlfile import YamlFileError

PAGES = Path(__file__).parents[1] / "data" / "pages"
SAMPLES = sorted(PAGES.glob("*.html"))
JAKARTA = ZoneInfo("Asia/Jakarta")
EIGHT = datetime(2026, 11, 20, 8, tzinfo=JAKARTA)
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def read(html: bytes | str, *, rule: str | None = None, url: str = "https://berita.example/1") -> Page:
    body = html.encode() if isinstance(html, str) else html
    return read_page(body, url=url, content_type="text/html; charset=utf-8", rule=rule, zone=JAKARTA, now=NOW)


def rule_of_sample(path: Path) -> str | None:
    return path.stem if path.stem in rule_names() else None


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_pages(path: Path, golden: Callable[[Path, Any], None]) -> None:
    page = read(path.read_bytes(), rule=rule_of_sample(path))
    clean = clean_text(page.text, outlet=path.stem)
    value = {
        "title": page.title,
        "published_at": page.published_at and page.published_at.isoformat(),
        "next_pages": list(page.next_pages),
        "byline": clean.byline,
        "dateline": clean.dateline,
        "attribution": list(clean.attribution),
        "text": clean.text.split("\n"),
        "removed": [f"{cut.reason}: {cut.text.strip()}" for cut in clean.removed if cut.reason != "space"],
    }
    golden(path.with_suffix(".json"), value)


OUTLETS = {
    "antara", "bisnis", "cnbcindonesia", "cnnindonesia", "detik", "kompas", "kontan", "liputan6", "okezone",
    "republika", "tempo", "tribunnews",
}  # fmt: skip


def test_there_is_a_rule_for_each_of_the_twelve_outlets() -> None:
    assert set(rule_names()) >= OUTLETS


@pytest.mark.parametrize("name", rule_names())
def test_every_rule_has_a_sample_page_and_finds_all_of_it(name: str) -> None:
    html = (PAGES / f"{name}.html").read_bytes()
    rule = rule_of(name)
    page = read(html, rule=name)
    assert page.published_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC) or name == "kontan"
    link = LexborHTMLParser(html).css_first("link[rel=canonical]")
    assert link is not None
    assert rule_for(link.attributes["href"] or "") == name
    by_rule = page_module._body_by_rule(LexborHTMLParser(html), rule)
    assert by_rule == page.text, "the rule finds nothing, the general extraction did"


def test_the_other_countries_on_a_page_are_not_in_its_text() -> None:
    for path in SAMPLES:
        page = read(path.read_bytes(), rule=rule_of_sample(path))
        text = clean_text(page.text, outlet=path.stem).text
        for elsewhere in ("Rusia", "Amerika", "Russia", "France", "China", "Copyright", "Baca", "dataLayer"):
            assert elsewhere not in text, f"{path.stem}: {elsewhere}"


def test_the_rule_of_the_host_is_taken_when_none_is_named() -> None:
    html = (PAGES / "kontan.html").read_bytes()
    own = "https://internasional.kontan.co.id/news/a"
    assert read(html, url=own).text == read(html, rule="kontan").text


def test_a_page_of_another_design_is_read_without_the_rule() -> None:
    generic = (PAGES / "generic.html").read_bytes()
    assert read(generic, rule="kontan").text == read(generic).text


def test_linked_words_are_not_glued() -> None:
    paragraph = (
        "<p>" + "kata " * 30 + "antara<a href='/i'>Iran</a>dan <b>Oman</b>.</p><p>" + "kata " * 30 + "</p>"
    )
    assert (
        "antara Iran dan Oman."
        in read(f"<article class='detailsContent'>{paragraph}</article>", rule="bisnis").text
    )


def test_the_head_of_an_unmarked_page_is_not_its_text_and_gives_its_date() -> None:
    sentence = "Panitia di Fiji mengucapkan terima kasih kepada semua peserta dan para relawan acara itu."
    page = read(
        "<html><head><title>Fiji Buka Pameran</title></head>"
        "<body><div><b>Layar Contoh</b><h1>Fiji Buka Pameran</h1>"
        f"<p>Jumat, 20 November 2026 / 08:00 WIB</p><p>{sentence}</p><p>{sentence}</p></div></body></html>"
    )
    assert page.text == f"{sentence}\n{sentence}"
    assert page.published_at == EIGHT


def test_encoding_from_the_page_itself() -> None:
    html = (
        "<html><head><meta charset='iso-8859-1'><title>Café</title></head><body><p>"
        + "é kata " * 40
        + "</p></body>"
    )
    page = read_page(
        html.encode("latin-1"), url="https://a.example/", content_type=None, rule=None, zone=JAKARTA, now=NOW
    )
    assert page.title == "Café"
    assert page.text.startswith("é kata")


META = '<meta property="article:published_time" content="{}">'
LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (META.format("2026-11-20T01:00:00Z"), datetime(2026, 11, 20, 1, tzinfo=UTC)),
        (LD.format('{"@type":["NewsArticle"],"datePublished":"2026-11-20T08:00:00+07:00"}'), EIGHT),
        (LD.format("{broken") + '<meta name="pubdate" content="2026-11-20 08:00">', EIGHT),
        (META.format("2031-01-01T00:00:00Z"), None),
        ("", None),
    ],
)
def test_the_date_that_machines_are_told(head: str, expected: datetime | None) -> None:
    page = read(f"<html><head>{head}</head><body><p>{'kata ' * 60}</p></body></html>")
    assert page.published_at == expected


def test_the_text_of_json_ld_when_the_page_shows_none() -> None:
    body = "Kalimat pertama dari naskah. " * 10
    html = "<html><body>" + LD.format(f'{{"@type":"NewsArticle","articleBody":"{body}"}}') + "</body></html>"
    assert read(html).text.startswith("Kalimat pertama")


def test_further_pages_of_the_same_article() -> None:
    html = (PAGES / "kompas.html").read_bytes()
    page = read(html, rule="kompas", url="https://www.kompas.com/global/read/1?x=1")
    assert page.next_pages == ("https://www.kompas.com/global/read/1?page=2",)
    assert (
        whole_article_url("https://www.kompas.com/a?x=1#b", "kompas")
        == "https://www.kompas.com/a?x=1&page=all"
    )
    assert whole_article_url("https://www.kompas.com/a", None) == "https://www.kompas.com/a"


def test_a_page_without_text_is_told() -> None:
    with pytest.raises(ParseError, match="no text"):
        read("<html><body><script>1</script></body></html>")


def test_a_page_nested_beyond_reason_is_told() -> None:
    with pytest.raises(ParseError, match="too deep"):
        read("<div>" * 30_000 + "x")


def test_a_mistake_in_a_rule_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.yaml").write_text('hosts: [a.example]\nbody: ["div["]\n')
    monkeypatch.setattr(page_rules, "RULES", tmp_path)
    with pytest.raises(YamlFileError, match="not a CSS selector"):
        rule_of("broken")


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: f"<article><p>{text}</p>".encode()))
@settings(deadline=None)
def test_any_bytes_are_a_page_or_a_parse_error(body: bytes) -> None:
    for rule in (None, "kontan"):
        try:
            page = read_page(
                body, url="https://a.example/", content_type=None, rule=rule, zone=JAKARTA, now=NOW
            )
        except ParseError:
            continue
        assert "\x00" not in page.text
