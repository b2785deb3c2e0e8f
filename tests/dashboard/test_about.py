from __future__ import annotations

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from collectors.clean import clean_text
from dashboard.about import licences, names_of
from dashboard.components.accuracy import trap_name
from dashboard.i18n import LANGS, Lang, Words
from dashboard.pages.about import COUNTED, NOT_COUNTED, Ids
from entities import accuracy
from entities.gazetteer import Gazetteer, load
from tests.dashboard.calls import all_of, find, page, text_of
from tests.mentions import matcher

EXAMPLES = [(lang, key) for lang in LANGS for key in (*COUNTED, *NOT_COUNTED)]


@pytest.mark.parametrize(("lang", "key"), EXAMPLES)
def test_examples_are_counted_as_the_page_says(lang: Lang, key: str) -> None:
    said = Words(lang)(f"about.example.{key}")
    text = clean_text(said.replace("**", "")).text
    found = matcher().find("", text, published=date(2026, 11, 20), lang=lang)
    counted = [match.surface for match in found.matches if match.kind != "office"]

    assert counted == re.findall(r"\*\*(.+?)\*\*", said)


@pytest.mark.parametrize("lang", LANGS)
def test_accuracy_is_said_with_its_n(client: TestClient, lang: Lang) -> None:
    layout, words, figures = page(client, "/about", lang=lang), Words(lang), accuracy.measured()
    lede = text_of(all_of(layout, "P")[0]["children"])

    assert words.number(figures.whole.texts) in lede
    assert words.percent(figures.whole.countries.precision) in lede
    assert words.percent(figures.whole.leaders.recall) in lede
    assert text_of(layout).count(words("about.made")) == 1


def test_every_entity_that_is_measured_has_a_row_with_its_interval(client: TestClient) -> None:
    rows = all_of(find(page(client, "/about"), Ids.ENTITIES), "Tr")[1:]
    figures = accuracy.measured().entities

    assert len(rows) == len(figures) > 20
    name, n, precision, drawn, *_ = rows[0]["children"]
    key, score = next(iter(figures.items()))
    low, high = int(100 * score.precision_interval.low), round(100 * score.precision_interval.high)
    label = load().entities[f"country:{key}"].labels["en"]
    assert (text_of(name), text_of(n)) == (label, str(score.expected))
    assert text_of(precision) == f"{100 * score.precision:.1f}%{low}–{high}%"
    assert all_of(drawn, "B")[0]["style"]["left"] == f"{200 * score.precision - 100:.1f}%"


def test_every_kind_of_text_has_a_row(client: TestClient) -> None:
    rows = all_of(find(page(client, "/about"), Ids.TRAPS), "Tr")[1:]
    said = [text_of(row["children"]) for row in rows]
    figures = accuracy.measured().traps

    assert len(rows) == len(figures)
    assert sum("missed" in one or "wrong" in one for one in said) == sum(
        bool(score.missed + score.wrong)
        for score in (accuracy.summed([part.countries, part.leaders]) for part in figures.values())
    )


def test_a_kind_of_text_without_words_is_called_by_its_file() -> None:
    assert trap_name("quite_new", Words("id")) == "Quite new"
    assert trap_name("currency", Words("id")) == "Mata uang"


def test_names_and_outlets_are_counted(client: TestClient, gazetteer: Gazetteer) -> None:
    layout, names = page(client, "/about"), names_of(gazetteer)
    said = text_of(find(layout, Ids.NAMES)["children"])

    assert gazetteer.version in said
    assert f"{names.names:,}" in said
    assert "In 17 languages: Indonesian, English, Arabic" in said
    outlets = all_of(find(layout, Ids.OUTLETS), "Tr")[1:]
    assert len(outlets) == 8
    assert "2026" in text_of(outlets[0]["children"])


def test_it_says_how_to_cite_and_whose_the_parts_are(client: TestClient, gazetteer: Gazetteer) -> None:
    layout = page(client, "/about")

    cited = text_of(all_of(layout, "Blockquote")[0]["children"])
    assert gazetteer.version[:8] in cited
    assert "8 outlets" in cited
    said = text_of(find(layout, Ids.LICENCES)["children"])
    assert all(one.name in said and "Copyright" in one.text for one in licences()[2:])
    assert all("SIL OPEN FONT LICENSE" in one.text for one in licences()[:2])
