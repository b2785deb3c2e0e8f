"""The page through its real callbacks, on a press with everything that can be awkward."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from dashboard import article_export, comparison, reading
from dashboard.app import create_app
from dashboard.components.drawer import CLOSE
from dashboard.pages.articles_layout import Ids
from dashboard.services import Services
from dashboard.settings import WebSettings
from dashboard.url_state import Query
from entities.gazetteer import Gazetteer
from storage.database import Database
from storage.questions import queries
from storage.records import article_id_of
from tests.archive import UNTIL, ZONE
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, call, find, page, text_of
from tests.dashboard.press import FORMULA, HOSTILE, NOW, PLAIN, TOKYO, build_press

DRAWN = (
    (Ids.LEDE, "children"),
    (Ids.FILTERS, "children"),
    (Ids.CHIPS, "children"),
    (Ids.FACETS, "children"),
    (Ids.LIST, "children"),
    (Ids.PAGER, "children"),
)
OPENED = ((Ids.DRAWER, "children"), (Ids.DRAWER, "className"))
ALL = 5 + PLAIN


@pytest.fixture(scope="module")
def press_services(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("press")
    with Database.open(build_press(folder, gazetteer), zone=ZONE, gazetteer=gazetteer) as db:
        settings = WebSettings(data_dir=folder, zone=ZONE, home_country="ID", demo=True)
        yield Services(settings=settings, db=db, now=lambda: NOW)


@pytest.fixture(scope="module")
def press_app(press_services: Services) -> Application:
    services = press_services
    return Application(lambda: create_app(services.settings, services.db, now=services.now))


@pytest.fixture
def press(press_app: Application) -> Iterator[TestClient]:
    with press_app.client() as client:
        yield client


def draw(client: TestClient, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    return call(client, DRAWN, {(Ids.QUERY, "data"): query, ("version", "data"): 0}, lang)


def open_article(client: TestClient, number: object, lang: str = "en") -> dict[str, Any]:
    return call(client, OPENED, {(Ids.OPEN, "data"): str(number)}, lang)[Ids.DRAWER]


def id_of(name: str, outlet: str = "pagi") -> int:
    return article_id_of(f"https://{outlet}.example/{name}")


def titles(answer: dict[str, dict[str, Any]]) -> list[str]:
    links = all_of(answer[Ids.LIST]["children"], "A")
    return [text_of(link["children"]) for link in links if link.get("className") == "title"]


def counts(answer: dict[str, dict[str, Any]], facet: str) -> dict[str, int]:
    buttons = all_of(answer[Ids.FACETS]["children"], "Button")
    mine = [button for button in buttons if button["data-facet"] == facet]
    return {button["data-value"]: int(text_of(button["children"][-1])) for button in mine}


# ---------- the list ----------


def test_the_newest_stand_first_fifty_at_a_time(press: TestClient) -> None:
    first = draw(press)
    assert titles(first)[:3] == [HOSTILE, FORMULA, "Alamat aneh"]
    assert len(titles(first)) == 50
    [following] = all_of(first[Ids.PAGER]["children"], "Link")
    after = {name: values[0] for name, values in parse_qs(urlsplit(following["href"]).query).items()}
    second = draw(press, following["href"].partition("?")[2])
    assert len(titles(second)) == ALL - 50
    assert not set(titles(first)) & set(titles(second))
    assert after["after"]
    [back] = all_of(second[Ids.PAGER]["children"], "Link")
    assert "after" not in back["href"]


@pytest.mark.behaviour(37)
def test_a_title_is_text_whatever_is_in_it(press: TestClient) -> None:
    [link] = [
        a
        for a in all_of(draw(press)[Ids.LIST]["children"], "A")
        if a["data-article"] == str(id_of("awkward"))
    ]
    parts = link["children"]
    assert parts[0] == HOSTILE[: HOSTILE.index("Jepang")]
    assert text_of(parts[1]) == "Jepang"
    assert parts[1]["type"] == "Mark"
    assert parts[2] == HOSTILE[HOSTILE.index("Jepang") + 6 :]
    assert (link["lang"], link["dir"]) == ("id", "auto")


def test_a_row_says_where_when_and_who(press: TestClient) -> None:
    row = all_of(draw(press)[Ids.LIST]["children"], "Li")[0]
    assert "Pagi · 13:05 WIB · dunia" in text_of(row["children"])
    tags = [(b["data-value"], text_of(b["children"])) for b in all_of(row["children"], "Button")]
    assert tags == [("JP", "Japan4")]


def test_a_time_the_outlet_did_not_give_is_called_seen(press: TestClient) -> None:
    [row] = [li for li in all_of(draw(press)[Ids.LIST]["children"], "Li") if TOKYO in text_of(li["children"])]
    assert "Sore · seen 10:10 WIB" in text_of(row["children"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?e=JP", 2),
        ("?e=JP&caps=0", 1),
        ("?e=FR", 1),
        ("?e=JP,FR", 0),
        ("?q=beras", PLAIN),
        ("?q=%22nomor+7%22", 1),
        ("?lang=en", 1),
        ("?sec=world", 1),
        ("?when=1.03", 0),
        ("?from=2026-11-20&to=2026-11-20", 14),
    ],
)
def test_filters(press: TestClient, query: str, found: int) -> None:
    answer = draw(press, query)
    assert len(titles(answer)) == min(found, 50)
    assert text_of(answer[Ids.LEDE]["children"]).startswith(f"{found} article")


def test_paper_says_what_was_chosen(press: TestClient) -> None:
    said = draw(press, "?src=1&lang=id&sec=dunia&caps=0&dup=show&last=7d")[Ids.FILTERS]["children"]
    for part in ("Demo data · ", "Articles", "1 of ", "Indonesian", "dunia", "without capitals"):
        assert part in said


def test_the_most_mentions_first(press: TestClient) -> None:
    assert titles(draw(press, "?sort=most"))[0] == HOSTILE


def test_facets_say_what_a_choice_would_leave(press: TestClient) -> None:
    answer = draw(press)
    assert counts(answer, "entity") == {"JP": 2, "FR": 1}
    assert sum(counts(answer, "outlet").values()) == ALL
    assert counts(answer, "lang") == {"id": ALL - 1, "en": 1}
    assert counts(answer, "section") == {"dunia": ALL - 1, "world": 1, "bisnis": 1}  # one stands in two
    assert "Indonesian" in text_of(answer[Ids.FACETS]["children"])


def test_a_chosen_facet_still_offers_its_others(press: TestClient) -> None:
    answer = draw(press, "?lang=en")
    assert counts(answer, "lang") == {"id": ALL - 1, "en": 1}
    pressed = {
        button["data-value"]: button["aria-pressed"]
        for button in all_of(answer[Ids.FACETS]["children"], "Button")
        if button["data-facet"] == "lang"
    }
    assert pressed == {"id": "false", "en": "true"}
    assert len(counts(answer, "outlet")) <= 1  # counted within the language


def test_chosen_entities_are_chips_and_no_longer_offered(press: TestClient) -> None:
    answer = draw(press, "?e=JP")
    assert text_of(answer[Ids.CHIPS]["children"]) == "Japan"
    assert "JP" not in counts(answer, "entity")
    assert "mentioning Japan" in text_of(answer[Ids.LEDE]["children"])


def test_nothing_found_says_why_and_offers_all_days(client: TestClient) -> None:
    zero = draw(client, "?e=MT&from=2026-11-18&to=2026-11-18&src=8")
    assert "mentioned Malta (18 Nov). All outlets were read." in text_of(zero[Ids.LIST]["children"])
    [wider] = all_of(zero[Ids.LIST]["children"], "Link")
    assert parse_qs(urlsplit(wider["href"]).query) == {"e": ["MT"], "src": ["8"], "last": ["all"]}
    gap = draw(client, "?e=MT&from=2026-11-06&to=2026-11-06")
    assert "were not read on 6 Nov" in text_of(gap[Ids.LIST]["children"])
    text = draw(client, "?q=neverwritten")
    assert "fits these filters" in text_of(text[Ids.LIST]["children"])


def test_gaps_inside_the_window_are_said(client: TestClient) -> None:
    said = text_of(draw(client)[Ids.LEDE]["children"])
    assert "Outlets were not fully read on 6 Nov" in said


def test_the_count_of_the_compare_panel_is_the_count_of_the_list(
    client: TestClient, services: Services
) -> None:
    day = queries.Scope(since=UNTIL.replace(day=16), until=UNTIL.replace(day=17), today=UNTIL)
    ids = dict(services.db.call(queries.entities).select("key", "entity_id").iter_rows())
    totals = services.db.call(queries.coverage_totals, scope=day, entity_ids=[ids["country:MY"]])
    answer = draw(client, "?e=MY&from=2026-11-16&to=2026-11-16")
    assert text_of(answer[Ids.LEDE]["children"]).startswith(f"{totals['articles'][0]} articles")


def test_the_page_speaks_indonesian(press: TestClient) -> None:
    answer = draw(press, "?e=JP", "id")
    assert "2 artikel, " in text_of(answer[Ids.LEDE]["children"])
    assert text_of(answer[Ids.CHIPS]["children"]) == "Jepang"


# ---------- the address ----------


def test_a_link_renders_every_control_as_it_says(press: TestClient) -> None:
    search = "?q=beras&e=JP&src=1&lang=id&sec=dunia&when=1.07,7.23&caps=0&sort=most&a=12&after=x"
    found = page(press, "/articles", search)
    values = {
        Ids.TEXT: ("value", "beras"),
        Ids.CODES: ("data", ["JP"]),
        Ids.OUTLETS: ("data", ["1"]),
        Ids.LANGS: ("data", ["id"]),
        Ids.SECTIONS: ("data", ["dunia"]),
        Ids.HOURS: ("data", ["1.07", "7.23"]),
        Ids.CAPITALS: ("checked", False),
        Ids.SORT: ("value", "most"),
        Ids.OPEN: ("data", "12"),
        Ids.AFTER: ("data", "x"),
    }
    for id_, (prop, value) in values.items():
        assert find(found, id_)[prop] == value, id_


def test_a_link_with_nonsense_keeps_the_rest_and_says_so(press: TestClient) -> None:
    found = page(press, "/articles", "?e=JP,ATLANTIS&src=99&when=8.07,1.24&a=none&sort=old")
    assert "e=ATLANTIS, src=99, when=8.07 (+3)" in text_of(found)
    assert find(found, Ids.CODES)["data"] == ["JP"]


def test_a_state_survives_the_way_through_its_address(press_services: Services) -> None:
    services = press_services
    archive = services.db.call(comparison.archive_of, today=UNTIL)
    given = {
        "q": "beras",
        "e": "JP",
        "lang": "id",
        "when": "2.09",
        "caps": "0",
        "sort": "most",
        "after": "1~2~3",
    }
    state = reading.read_state(Query(given), archive=archive, gazetteer=services.gazetteer)
    again = Query(article_export.address(state, after=state.after))
    assert reading.read_state(again, archive=archive, gazetteer=services.gazetteer) == state
    assert again.dropped == []


@pytest.mark.parametrize("number", ["9223372036854775807", "0", "12"])
def test_ids_of_articles_are_read_whole(number: str) -> None:
    assert reading.article_id(number) == int(number)


@pytest.mark.parametrize("number", ["", "-1", "1e5", "٣", "1" * 20, "x"])
def test_what_is_no_id_is_none(number: str) -> None:
    assert reading.article_id(number) is None


# ---------- one article ----------


def test_an_article_shows_every_mention_by_kind_where_it_stands(press: TestClient) -> None:
    drawn = open_article(press, id_of("awkward"))
    assert drawn["className"] == "drawer open"
    marks = [(text_of(mark["children"]), mark["className"]) for mark in all_of(drawn["children"], "Mark")]
    legend = [
        ("name", "kind-name"),
        ("people or adjective", "kind-demonym"),
        ("capital or seat", "kind-capital"),
    ]
    legend.append(("office, not counted", "kind-office"))
    assert marks == [
        ("Jepang", "kind-name"),
        *legend,
        ("Jepang", "kind-name"),
        ("Tokyo", "kind-capital"),
        ("Presiden AS", "kind-office"),
        ("orang Jepang", "kind-demonym"),
    ]
    assert "<script>window.hacked=1</script> " in text_of(drawn["children"])


def test_an_article_says_all_that_is_known_of_it(press: TestClient) -> None:
    said = text_of(open_article(press, id_of("awkward"))["children"])
    for part in ("Published13:05 WIB", "First seen13:10 WIB", "ByPenulis Pagi", "CreditsReuters"):
        assert part in said
    assert "DatelineSouth Korea, Russia" in said
    assert "2 pieces left out before counting" in said
    assert "Byline(Penulis/Pagi)" in said
    assert "odd<i>sisa</i>" in said  # a reason nobody translated is shown as it is


@pytest.mark.behaviour(37)
def test_the_way_out_is_a_web_address_that_learns_nothing_of_us(press: TestClient) -> None:
    [link] = [a for a in all_of(open_article(press, id_of("awkward"))["children"], "A") if a.get("href")]
    assert link["href"] == "https://pagi.example/awkward"
    assert (link["rel"], link["target"]) == ("noopener noreferrer", "_blank")


@pytest.mark.behaviour(37)
def test_an_address_that_runs_something_is_not_linked(press: TestClient) -> None:
    drawn = open_article(press, article_id_of("javascript:alert(1)"))
    assert not all_of(drawn["children"], "A")
    assert "not one of the web" in text_of(drawn["children"])


def test_an_article_without_a_time_says_so(press: TestClient) -> None:
    said = text_of(open_article(press, id_of("timeless", "sore"))["children"])
    assert "Publishedthe outlet gives no time" in said
    assert "Date as printed“entah <kapan>” in the feed, not believed" in said


@pytest.mark.behaviour(21, 24)
def test_an_article_says_its_sections_and_what_its_date_said(press: TestClient) -> None:
    said = text_of(open_article(press, id_of("awkward"))["children"])
    assert "Sectiondunia, bisnis" in said
    assert "Date as printed“20/11/2026 13:05” in the feed (names no zone; taken for Asia/Jakarta)" in said


@pytest.mark.behaviour(22)
def test_an_article_that_was_edited_says_when_and_what_changed(press: TestClient) -> None:
    drawn = open_article(press, id_of("english", "malam"))["children"]
    said = text_of(drawn)
    assert "Edited 2 times since it was first seen" in said
    taken, put = ([text_of(part["children"]) for part in all_of(drawn, kind)] for kind in ("Del", "Ins"))
    assert taken == ["cheap", "text.", "<b>bread</b>."]
    assert put == ["dear", "text about rice & <b>bread</b>.", "<i>bread</i>."]
    first = said[said.index("The first version") :]
    assert "Rice is cheap" in first
    assert "Plain text." in first


@pytest.mark.behaviour(22)
def test_an_article_that_was_never_edited_says_nothing_of_edits(press: TestClient) -> None:
    assert "Edited" not in text_of(open_article(press, id_of("awkward"))["children"])


@pytest.mark.parametrize("number", ["1", "nonsense"])
def test_an_unknown_article_is_said_to_be_so(press: TestClient, number: str) -> None:
    drawn = open_article(press, number)
    assert "not in the archive" in text_of(drawn["children"])
    assert find(drawn["children"], CLOSE)


def test_a_closed_drawer_is_empty(press: TestClient) -> None:
    assert open_article(press, "") == {"children": [], "className": "drawer"}


# ---------- the file ----------


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_the_file_has_every_article_of_the_list(press: TestClient) -> None:
    answer = press.get("/api/v1/articles.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="sorot-articles.csv"' in answer.headers["content-disposition"]
    rows = rows_of(answer.text)
    assert len(rows) == ALL
    assert rows[0]["entities"] == "JP 4"
    assert rows[0]["published_at"] == "2026-11-20T06:05:00Z"
    assert rows[0]["dateline"] == "KR; RU"
    assert rows[3]["published_at"] == ""
    assert "# Demo data" in answer.text


def test_no_title_becomes_a_formula(press: TestClient) -> None:
    [row] = rows_of(press.get("/api/v1/articles.csv?e=FR").text)
    assert row["title"] == f"'{FORMULA}"


def test_a_file_that_is_cut_says_so(press: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_export, "MOST_ROWS", 10)
    text = press.get("/api/v1/articles.csv?sort=most").text
    assert f"# Only the first 10 of {ALL}" in text
    assert len(rows_of(text)) == 10


def test_the_file_says_how_it_was_filtered(press: TestClient) -> None:
    text = press.get("/api/v1/articles.csv?e=JP&q=jepang%0Ainjected,1&caps=0").text
    notes = [line for line in text.splitlines() if line.startswith("#")]
    assert "# Mentioning all of: JP" in notes
    assert "# Containing: jepang injected,1" in notes
    assert any("do not count" in note for note in notes)


def test_the_page_names_its_file(press: TestClient) -> None:
    assert find(page(press, "/articles"), Ids.PLAN)["data"]["csv"] == article_export.CSV_PATH
    assert Path(article_export.CSV_PATH).suffix == ".csv"
