"""Reading grows with the text and no faster, whatever the text is made of.

Times are of this process alone, and only compared with each other: four times the text may take up to ten
times as long, where work that grows with the square takes sixteen.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from collectors.clean import clean_text
from collectors.dates import date_in_text, read_date
from collectors.errors import ParseError
from collectors.page import read_page
from collectors.parse import parse_feed
from collectors.text.encoding import decode
from collectors.text.markup import text_of_html
from collectors.urls import canonical_url, web_url
from entities.gazetteer import load
from entities.matcher import Matcher
from tests.patterns import Compiled, compiled, pumps

pytestmark = pytest.mark.behaviour(39)

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
LENGTH = 40_000
MOST = 10.0  # times the time, for four times the text
LITTLE_S = 0.05  # whatever takes less is not worth comparing

# What the readers look for, and what is hard on parsers in general.
PIECES = (
    *("a", "A", " ", "1", "<", ">", "(", ")", '"', "'", "-", "/", "#", "&", "é", "e\u0301", "中", "\u200b"),
    *(
        "&amp;",
        "<!--",
        "<![CDATA[",
        "<a ",
        "</a>",
        "<p>",
        "<item>",
        "</item>",
        "<!DOCTYPE",
        '<!ENTITY a "b">',
    ),
    *("\n", "\n\n", "A\n", "\t", ". ", "Aa-", "A.", "%41", "?a=b&", "2026-", "20/11/", "WIB ", "nya", "me"),
    *("AS ", "Kim ", "Presiden AS ", "Kim Jong Un ", "中国", "Baca Juga: ", "Baca juga\n", "Editor: A\n"),
    *("(a/b)", "JAKARTA, ", "JAKARTA - ", "Reuters, ", "dan "),
)
Reader = Callable[[str], object]


def feed(body: str) -> None:
    with suppress(ParseError):
        parse_feed(
            body.encode("utf-8", "replace"),
            url="https://a.example/rss",
            content_type=None,
            zone=ZONE,
            now=NOW,
        )


def page(text: str) -> None:
    html = f"<html><body><article><h1>Kabar</h1><p>{text}</p></article></body></html>"
    with suppress(ParseError):
        read_page(
            html.encode("utf-8", "replace"),
            url="https://a.example/1",
            content_type=None,
            rule="kontan",
            zone=ZONE,
            now=NOW,
        )


MATCHER = Matcher(load())


def match(text: str) -> None:
    found = MATCHER.find("", text, published=date(2026, 11, 23), lang="id")
    MATCHER.unknown("", text, found, lang="id")


READERS: dict[str, Reader] = {
    "clean": lambda text: clean_text(text, outlet="kompas"),
    "clean-after-dateline": lambda text: clean_text(f"JAKARTA, KOMPAS.com - {text}", outlet="kompas"),
    "html": text_of_html,
    "date": lambda text: read_date(text, zone=ZONE),
    "date-in-text": lambda text: date_in_text(text, zone=ZONE),
    "canonical": lambda text: canonical_url(f"https://a.example/?ref={text}"),
    "link": lambda text: web_url(text, base="https://a.example/"),
    "encoding": lambda text: decode(text.encode("utf-8", "replace"), None),
    "feed": feed,
    "entry": lambda text: feed(f"<rss><channel><item><title>A</title><description>{text}"),
    "page": page,
    "match": match,
    "match-in-title": lambda text: MATCHER.find(text, "", lang=None),
    "places": MATCHER.places,
}


@pytest.fixture(scope="module")
def patterns() -> list[Compiled]:
    return compiled()


@pytest.fixture(scope="module")
def pieces(patterns: list[Compiled]) -> list[str]:
    derived = {
        text
        for made in patterns
        for before, pump in pumps(made.pattern, made.flags)
        for text in (pump, before + pump)
        if len(text) < 100
    }
    return sorted(derived | set(PIECES))


def took(reader: Reader, text: str) -> float:
    started = time.process_time()
    reader(text)
    return time.process_time() - started


def long(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.parametrize("name", READERS)
def test_four_times_the_text_takes_about_four_times_as_long(name: str, pieces: list[str]) -> None:
    reader = READERS[name]
    reader("Sebuah kalimat tentang Rusia dan Jepang.")
    worse = {}
    for piece in pieces:
        text = long(piece, LENGTH)
        if took(reader, text) < LITTLE_S:
            continue
        ratios = (took(reader, text) / max(took(reader, text[: LENGTH // 4]), 1e-4) for _ in range(5))
        if (least := min(ratio for ratio in ratios)) > MOST:
            worse[piece] = round(least, 1)
    assert worse == {}


def test_no_pattern_doubles_its_work_with_each_character(patterns: list[Compiled]) -> None:
    """Nested repetitions: eight more characters would be 256 times the work."""
    worse = []
    for made in patterns:
        pattern = re.compile(made.pattern, made.flags)
        for before, pump in pumps(made.pattern, made.flags):
            for end in ("\0", "!"):
                short, longer = (before + pump * n + end for n in (16, 24))
                if took(pattern.search, longer) > LITTLE_S and took(pattern.search, longer) > 50 * took(
                    pattern.search, short
                ):
                    worse.append((made.where, before, pump))
    assert worse == []


def test_patterns_are_found_where_they_are_made(patterns: list[Compiled]) -> None:
    assert len(patterns) > 100
    assert {made.where.split("/")[0] for made in patterns} == {"collectors", "entities"}


def test_texts_that_slow_a_pattern_down_are_made_of_its_parts() -> None:
    assert pumps(r"x(?:a+|[bc]{2}\d*)+!") >= {("x", "a"), ("xbb", "1")}
    assert pumps(r"a{1,5}") == set()
    bad = re.compile(r"(?:a+)+$")
    slow = min(took(bad.search, "a" * 22 + "!") for _ in range(3))
    assert slow > 20 * min(took(bad.search, "a" * 12 + "!") for _ in range(3))
