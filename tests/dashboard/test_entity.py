from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest
from duckdb import DuckDBPyConnection
from starlette.testclient import TestClient

from dashboard import directory, earlier, profile
from dashboard.components.entity_head import finding
from dashboard.components.filter_bar import said_id
from dashboard.components.graph import spec_id
from dashboard.figures.calendar import calendar
from dashboard.filters import Filters
from dashboard.i18n import Words
from dashboard.links import articles_href, days_and, entity_href
from dashboard.pages import articles_layout
from dashboard.pages import entity as entity_page
from dashboard.pages.entities import NAME as LIST_NAME
from dashboard.pages.entities import Ids as ListIds
from dashboard.pages.entity_layout import GRAPH, NAME, YEAR, Ids
from dashboard.profile import Around, Profile
from dashboard.services import Services
from dashboard.theme import paint
from dashboard.url_state import Query, Window
from storage.coverage.coverage import collected_by_day
from storage.questions.shares import wilson
from storage.scope import Scope
from tests.archive import UNTIL
from tests.dashboard.calls import all_of, call, find, page, text_of

EN = Words("en")
SPEC, YEAR_SPEC = '{"name":"timeline","type":"spec"}', '{"name":"calendar","type":"spec"}'
DRAWN = (
    (SPEC, "data"),
    (Ids.PLOT, "hidden"),
    (Ids.TWIN, "children"),
    (Ids.KEY, "children"),
    (Ids.TABLE, "aria-pressed"),
    (Ids.FINDING, "children"),
    (Ids.KPIS, "children"),
    (Ids.TITLE, "children"),
    (Ids.SUBTITLE, "children"),
    (Ids.CSV, "href"),
    (Ids.COMPARE, "href"),
    (Ids.ALERT, "href"),
    (said_id(NAME), "children"),
    (Ids.PANEL, "children"),
    (Ids.BODY, "className"),
)
CARDS = (
    (Ids.OUTLETS, "children"),
    (Ids.BESIDE, "children"),
    (Ids.BESIDE_SUB, "children"),
    (Ids.RELATIONS, "href"),
    (Ids.NAMED, "children"),
    (Ids.TERMS, "children"),
    (Ids.HOURS, "children"),
    (YEAR_SPEC, "data"),
    (Ids.MONTHS, "children"),
    (Ids.LATEST, "children"),
    (Ids.ALL, "href"),
)
LISTING = tuple(
    (getattr(articles_layout.Ids, name), "children")
    for name in ("LEDE", "FILTERS", "CHIPS", "FACETS", "LIST", "PAGER")
)
LISTED = ((ListIds.SUB, "children"), (ListIds.BODY, "children"), (said_id(LIST_NAME), "children"))


def asked(
    client: TestClient, outputs: Any, given: dict[str, list[dict[str, Any]]], lang: str
) -> dict[str, dict[str, Any]]:
    """Answer of a callback of the page."""
    ids = [(name, prop) for name, prop in outputs]
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in ids) + "..",
        "outputs": [{"id": _id(name), "property": prop} for name, prop in ids],
        "changedPropIds": ["{id}.{property}".format_map(given["inputs"][0])],
        **given,
    }
    answer = client.post("/_dash-update-component", json=body, headers={"accept-language": lang})
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["response"])


def _id(name: str) -> Any:
    return {"name": name.split('"')[3], "type": "spec"} if name.startswith("{") else name


def draw(client: TestClient, code: str, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    inputs = [_given(Ids.QUERY, query), _given("version", 0)]
    return asked(client, DRAWN, {"inputs": inputs, "state": [_given(Ids.CODE, code)]}, lang)


def cards(client: TestClient, code: str, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    inputs = [{"id": Ids.CSV, "property": "href", "value": "/export"}]
    return asked(
        client, CARDS, {"inputs": inputs, "state": [_given(Ids.QUERY, query), _given(Ids.CODE, code)]}, lang
    )


def _given(name: str, value: object) -> dict[str, Any]:
    return {"id": name, "property": "data", "value": value}


def read(services: Services, code: str, **query: str) -> Profile:
    entity = profile.find(services.gazetteer, code)
    assert entity is not None
    return services.db.call(profile.profile, services=services, entity=entity, query=Query(query), lang="en")


def read_around(services: Services, code: str, **query: str) -> Around:
    entity = profile.find(services.gazetteer, code)
    assert entity is not None
    return services.db.call(profile.around, services=services, entity=entity, query=Query(query), lang="en")


def test_the_graphs_are_where_the_callbacks_put_them() -> None:
    assert [spec_id(name)["name"] for name in (GRAPH, YEAR)] == ["timeline", "calendar"]


def _recount(con: DuckDBPyConnection, *, scope: Scope, key: str) -> tuple[int, int]:
    """n and N of the observed days, from the articles themselves."""
    days = collected_by_day(con, scope=scope)
    observed = days.filter(days["state"] == "observed")["day"].to_list()
    named = """
        SELECT count(DISTINCT m.article_id) FROM mention AS m JOIN entity AS e USING (entity_id)
        WHERE e.key = ? AND m.kind <> 'office' AND list_contains(?, m.day)
    """
    [(n,)] = con.execute(named, [key, observed]).fetchall()
    [(total,)] = con.execute(
        "SELECT count(*) FROM article WHERE list_contains(?, day)", [observed]
    ).fetchall()
    return n, total


@pytest.mark.parametrize(("code", "key"), [("MY", "country:MY"), ("donald-trump", "leader:donald-trump")])
def test_the_key_numbers_are_as_a_recount_of_the_archive_has_them(
    client: TestClient, services: Services, code: str, key: str
) -> None:
    scope = Scope(since=UNTIL - timedelta(days=27), until=UNTIL + timedelta(days=1), today=UNTIL)
    n, total = services.db.call(_recount, scope=scope, key=key)
    n_before, total_before = services.db.call(_recount, scope=scope.before(), key=key)
    answer = draw(client, code, "?last=28d")
    articles, share, outlets, _ = all_of(answer[Ids.KPIS]["children"], "Link")
    assert EN.number(n) in text_of(articles)
    assert f"of {EN.number(total)} articles" in text_of(articles)
    assert EN.percent(n / total) in text_of(share)
    ratio = n / total / (n_before / total_before)
    assert EN.change(ratio) in text_of(share)
    said = text_of(answer[Ids.FINDING]["children"])
    assert f"is in {EN.percent(n / total)} of articles. That is {EN.change(ratio)} against" in said
    assert re.search(r"\d+ of \d+", text_of(outlets))


def test_a_sentence_is_made_only_of_what_can_be_compared(services: Services) -> None:
    found = read(services, "MY", last="28d")
    unread = replace(found, sums={**found.sums, "before": {**found.sums["before"], "share": None}})
    assert "against" in finding(found, EN)
    assert "against" not in finding(unread, EN)
    none = replace(found, sums={**found.sums, "now": {**found.sums["now"], "share_n": 0, "share": 0.0}})
    assert finding(none, EN) == "**Malaysia** is in none of the articles of these days."
    assert finding(replace(found, sums={}), EN) == ""


def test_a_window_that_was_hardly_read_is_no_measure(services: Services, client: TestClient) -> None:
    long = Scope(since=UNTIL - timedelta(days=179), until=UNTIL + timedelta(days=1), today=UNTIL)
    assert not services.db.call(earlier.comparable, scope=long.before())
    short = Scope(since=UNTIL - timedelta(days=27), until=UNTIL + timedelta(days=1), today=UNTIL)
    assert services.db.call(earlier.comparable, scope=short.before())
    assert earlier.window_of(short) == Window(first=UNTIL - timedelta(days=27), last=UNTIL)
    assert "too little was read on" in text_of(draw(client, "MY", "?last=all")[Ids.KPIS]["children"])


def test_the_chart_is_that_of_compare_with_one_line(client: TestClient) -> None:
    answer = draw(client, "MY", "?last=90d&g=week&m=count&src=1,2")
    figure = answer[SPEC]["data"]
    go.Figure(paint({"data": figure["data"], "layout": figure["layout"]}, "dark"))
    assert {trace["meta"]["code"] for trace in figure["data"] if "meta" in trace} == {"MY"}
    assert answer[Ids.TITLE]["children"] == "Articles that mention Malaysia"
    assert figure["credits"]["graph"] == "timeline"
    assert answer[Ids.CSV]["href"].startswith("/api/v1/timeseries.csv?e=MY&m=count&g=week&from=")
    assert answer[Ids.COMPARE]["href"].endswith("&src=1,2")
    rows = list(csv.DictReader(_data(client.get(answer[Ids.CSV]["href"]).text)))
    assert {row["code"] for row in rows} == {"MY"}
    assert len(rows) == 14  # weeks, the first and the last cut by the window
    table = draw(client, "MY", "?last=90d&g=week&m=count&view=table")
    assert table[Ids.PLOT]["hidden"] is True
    assert len(all_of(table[Ids.TWIN]["children"], "Tr")) == len(rows) + 1


def _data(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_a_day_opens_its_evidence(client: TestClient) -> None:
    answer = draw(client, "MY", "?at=MY.2026-11-16")
    assert "Malaysia, 16 November" in text_of(answer[Ids.PANEL]["children"])
    assert answer[Ids.BODY]["className"] == "main-and-aside below"
    [more] = [
        link for link in all_of(answer[Ids.PANEL]["children"], "Link") if "primary" in link["className"]
    ]
    assert more["href"].startswith("/articles?e=MY&from=2026-11-16&to=2026-11-16")
    assert draw(client, "MY", "?at=CN.2026-11-16")[Ids.PANEL]["children"] == []


def test_outlets_have_their_own_share_and_its_interval(client: TestClient, services: Services) -> None:
    found = read_around(services, "MY", last="28d")
    table = cards(client, "MY", "?last=28d")[Ids.OUTLETS]["children"]
    rows = all_of(table, "Tr")[1:]
    assert len(rows) == len(found.outlets) > 4
    shares = [float(re.search(r"([\d.]+)%", text_of(row))[1]) for row in rows]  # type: ignore[index]
    assert shares == sorted(shares, reverse=True)
    for row in found.outlets.iter_rows(named=True):
        low, high = wilson(row["articles"], row["collected"])
        between = EN("about.between", low=EN.percent(low), high=EN.percent(high))
        assert [span for span in all_of(table, "Span") if span.get("title") == between]
    assert all(re.search(r"&src=\d+$", link["href"]) for link in all_of(table, "Link"))
    narrowed = cards(client, "MY", "?last=28d&src=2,3")[Ids.OUTLETS]["children"]
    assert {link["href"].count("&src=") for link in all_of(narrowed, "Link")} == {1}


def test_partners_lead_to_the_articles_with_both_and_home_is_left_out(
    client: TestClient, services: Services
) -> None:
    japanese = replace(services, settings=replace(services.settings, home_country="JP"))
    found = read_around(japanese, "MY", last="90d")
    assert len(found.beside) == profile.BESIDE
    assert found.home == "Japan"
    assert "JP" not in {one.name.code for one in found.beside}
    assert "JP" in {one.name.code for one in read_around(services, "MY", last="90d").beside}
    assert read_around(japanese, "JP").home is None
    answer = cards(client, "MY", "?last=90d")
    assert answer[Ids.BESIDE_SUB]["children"] == "Indonesia is left out."
    with_it = cards(client, "MY", "?last=90d&home=1")
    assert not with_it[Ids.BESIDE_SUB]["children"]
    assert with_it[Ids.RELATIONS]["href"].endswith("&home=1")
    shown = read_around(japanese, "MY", last="90d", home="1")
    assert shown.home is None
    assert "JP" in {one.name.code for one in shown.beside}
    assert find(page(client, "/entity/MY", "?home=1"), Ids.HOME)["checked"] is True
    name, articles = all_of(answer[Ids.BESIDE]["children"], "Link")[:2]
    assert name["href"].startswith("/entity/")
    assert articles["href"].startswith("/articles?e=MY,")


def test_words_it_is_named_in_lead_to_articles_with_them(client: TestClient) -> None:
    answer = cards(client, "CN", "?last=90d&lang=id")
    links = all_of(answer[Ids.NAMED]["children"], "Link")
    assert [link["children"] for link in links] == ["Tiongkok", "Beijing"]
    assert links[1]["href"].endswith("&lang=id&q=%22Beijing%22")
    assert "capital or seat" in text_of(answer[Ids.NAMED]["children"])


def test_office_holders_of_a_country_and_offices_of_a_leader(client: TestClient, services: Services) -> None:
    terms = read_around(services, "MY").terms
    assert [one.start for one in terms] == sorted((one.start for one in terms), reverse=True)
    prime = next(one for one in terms if one.code == "anwar-ibrahim")
    assert (prime.office, prime.start, prime.end) == ("prime-minister", date(2022, 11, 24), None)
    assert prime.articles > 0
    said = text_of(cards(client, "MY", lang="id")[Ids.TERMS]["children"])
    assert "Anwar Ibrahim" in said
    assert "24 Nov 2022 – hari ini" in said
    assert {one.code for one in read_around(services, "donald-trump").terms} == {"donald-trump"}
    assert len(read_around(services, "donald-trump").terms) == 2


def test_hours_have_every_article_once(client: TestClient, services: Services) -> None:
    found = read_around(services, "MY", last="28d")
    cells = all_of(cards(client, "MY", "?last=28d")[Ids.HOURS]["children"], "Td")
    assert len(cells) == 7 * 24
    counts = [int(text_of(cell).split(": ")[1].split()[0]) for cell in cells]
    assert sum(counts) == found.hours["articles"].sum() > 50
    links = all_of(cells, "A")
    assert len(links) == sum(count > 0 for count in counts)
    assert [link["tabIndex"] for link in links].count(0) == 1
    most = max(range(len(cells)), key=counts.__getitem__)
    [link] = all_of(cells[most], "A")
    assert f"when={most // 24 + 1}.{most % 24:02}" in link["href"]
    listed = call(
        client,
        LISTING,
        {(articles_layout.Ids.QUERY, "data"): link["href"].removeprefix("/articles"), ("version", "data"): 0},
    )
    assert text_of(listed[articles_layout.Ids.LEDE]["children"]).startswith(f"{counts[most]} article")


def test_the_calendar_has_gaps_blank_and_zeros_drawn(client: TestClient, services: Services) -> None:
    figure = cards(client, "TL")[YEAR_SPEC]["data"]
    go.Figure(paint({"data": figure["data"], "layout": figure["layout"]}, "light"))
    [trace] = figure["data"]
    found = read_around(services, "TL").calendar
    shares = {row["day"]: row["share"] for row in found.iter_rows(named=True)}
    drawn = {}
    for weekday, line in enumerate(trace["z"]):
        for week, z in enumerate(line):
            drawn[date.fromisoformat(trace["x"][week]) + timedelta(days=weekday)] = z
    assert {day for day, z in drawn.items() if z is not None} == {
        day for day, share in shares.items() if share is not None
    }
    assert 0 in drawn.values()
    gaps = found.filter(found["state"] == "gap")["day"].to_list()
    assert gaps
    assert all(drawn[day] is None for day in gaps)
    said = [text for line in trace["text"] for text in line if "<br>gap<br>" in text]
    assert len(said) == len(gaps)
    assert all(text.rsplit("<br>", 1)[1] for text in said)
    assert trace["y"][0] == "Mon"
    assert "Timor-Leste by day in the last year" in figure["label"]


def test_the_calendar_says_when_there_is_nothing(services: Services) -> None:
    found = read_around(services, "TV")
    figure = calendar(found.calendar, found.gaps, "TV", "Tuvalu", "articles", EN)
    assert figure["label"] == "Tuvalu by day in the last year: no mention on days that were read."


def test_months_are_sums_of_their_days(services: Services) -> None:
    found = read_around(services, "MY")
    day, month = found.calendar, found.months
    first = date(2026, 10, 1)
    inside = day.filter((day["day"] >= first) & (day["day"] < date(2026, 11, 1)))
    [row] = month.filter(month["day"] == first).iter_rows(named=True)
    assert (row["articles"], row["collected"]) == (inside["articles"].sum(), inside["collected"].sum())


def test_somebody_nobody_writes_of(client: TestClient, services: Services) -> None:
    answer = draw(client, "TV")
    assert "No article in 8 outlets mentioned Tuvalu" in text_of(answer[Ids.TWIN]["children"])
    assert text_of(answer[Ids.FINDING]["children"]) == "Tuvalu is in none of the articles of these days."
    unheard = replace(read(services, "TV"), subjects=())
    said = entity_page._nothing(unheard, EN)
    assert said is not None
    assert "No article in the archive mentions Tuvalu yet." in text_of(said.to_plotly_json())
    below = cards(client, "TV")
    assert "Nothing was found" in text_of(below[Ids.OUTLETS]["children"])
    assert "mentioned with nobody else" in text_of(below[Ids.BESIDE]["children"])


def test_the_head_says_who_it_is_and_by_which_names(client: TestClient) -> None:
    shown = page(client, "/entity/anwar-ibrahim", lang="id")
    said = text_of(shown)
    assert "Pemimpin · Malaysia · anwar-ibrahim" in said
    assert "Anwar bin Ibrahim" in said
    country = text_of(page(client, "/entity/MY"))
    assert "Kuala Lumpurcapital or seat" in country
    assert "Johor Bahru" not in country  # places that say where a text was written name nobody


def test_an_address_sets_every_control(client: TestClient) -> None:
    search = "?m=count&g=month&view=table&at=MY.2026-11-16&basis=stories&caps=0&src=2"
    shown = page(client, "/entity/my", search)
    for id_, prop, value in (
        (Ids.CODE, "data", "MY"),
        (Ids.MEASURE, "value", "count"),
        (Ids.GRAIN, "value", "month"),
        (Ids.VIEW, "data", "table"),
        (Ids.AT, "data", "MY.2026-11-16"),
        ("entity-filter-basis", "value", "stories"),
        ("entity-filter-caps", "checked", False),
        ("entity-filter-src", "value", ["2"]),
    ):
        assert find(shown, id_)[prop] == value
    assert find(shown, Ids.PLAN)["data"]["path"] == "/entity/my"


def test_hostile_values_are_said_and_left_out(client: TestClient) -> None:
    shown = str(page(client, "/entity/MY", "?m=index&at=CN.2026-11-16&g=<b>&e=CN&panel=fixed&path_x=1"))
    assert "m=index, at=CN.2026-11-16, g=<b>" in shown
    assert find(page(client, "/entity/MY", "?e=CN"), Ids.CODE)["data"] == "MY"


@pytest.mark.parametrize("path", ["%3Cscript%3E", "atlantis", "MY/CN", "..%2f..%2fetc"])
def test_a_code_that_nobody_has_is_said_in_words_and_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/entity/{path}").status_code == 404
    said = text_of(page(client, f"/entity/{path}"))
    assert "Nobody is known by that code" in said


def test_a_link_to_an_entity_answers_as_a_page_with_charts(client: TestClient) -> None:
    answer = client.get("/entity/anwar-ibrahim")
    assert answer.status_code == 200
    assert 'as="script" href="/_dash-component-suites/plotly' in answer.text
    assert client.get("/entity").status_code == 200


def test_the_list_leads_to_every_entity_most_written_of_first(client: TestClient, services: Services) -> None:
    inputs = {(ListIds.QUERY, "data"): "?last=28d&src=1,2", ("version", "data"): 0}
    answer = call(client, LISTED, inputs)
    found = services.db.call(
        directory.directory, services=services, query=Query({"last": "28d", "src": "1,2"}), lang="en"
    )
    assert list(found.kinds) == ["country", "leader"]
    for entries in found.kinds.values():
        assert [one.articles for one in entries] == sorted((one.articles for one in entries), reverse=True)
    links = all_of(answer[ListIds.BODY]["children"], "Link")
    first = found.kinds["country"][0]
    assert links[0]["children"] == first.name.label
    assert links[0]["href"].startswith(f"/entity/{first.name.code}?from=")
    assert links[0]["href"].endswith("&src=1,2")
    assert answer[said_id(LIST_NAME)]["children"] == "Filters (1)"


def test_links_carry_days_and_filters() -> None:
    window = Window(first=date(2026, 1, 2), last=date(2026, 1, 3))
    stories = Filters(basis="stories", outlets=(3,))
    assert days_and(stories, window) == "&from=2026-01-02&to=2026-01-03&src=3&basis=stories"
    assert entity_href("a b", days_and(Filters(), window)) == "/entity/a%20b?from=2026-01-02&to=2026-01-03"
    assert entity_href("MY") == "/entity/MY"
    assert articles_href("MY,JP", Filters(), window).startswith("/articles?e=MY,JP&dup=show&from=")
    assert "dup" not in articles_href("MY", stories, window)
