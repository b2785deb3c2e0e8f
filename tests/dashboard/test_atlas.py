from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import plotly.graph_objects as go
import pytest
from duckdb import DuckDBPyConnection
from starlette.testclient import TestClient

from dashboard import atlas
from dashboard.atlas import FEW, Atlas, Country, Unusual
from dashboard.components.filter_bar import said_id
from dashboard.components.graph import spec_id
from dashboard.figures.boxes import shared, sides
from dashboard.figures.world import finding, name_sides, size, world
from dashboard.i18n import Words
from dashboard.pages.atlas_layout import GRAPH, NAME, Ids
from dashboard.places import places
from dashboard.regions import FRAMES
from dashboard.services import Services
from dashboard.theme import paint
from dashboard.url_state import Query
from storage.coverage.coverage import collected_by_day
from storage.questions import queries
from storage.scope import Scope
from tests.archive import UNTIL
from tests.dashboard.calls import all_of, call, find, page, text_of

EN, ID = Words("en"), Words("id")
SPEC = '{"name":"world","type":"spec"}'
DRAWN = (
    (SPEC, "data"),
    (Ids.PLOT, "hidden"),
    (Ids.NOTHING, "children"),
    (Ids.LEDE, "children"),
    (Ids.TITLE, "children"),
    (Ids.SUB, "children"),
    (Ids.KEY, "children"),
    (Ids.CARD, "children"),
    (Ids.TABLE, "children"),
    (Ids.CSV, "href"),
    (said_id(NAME), "children"),
)


def draw(client: TestClient, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    return call(client, DRAWN, {(Ids.QUERY, "data"): query, ("version", "data"): 0}, lang)


def read(services: Services, **query: str) -> Atlas:
    return services.db.call(atlas.atlas, services=services, query=Query(query), lang="en")


def country(code: str, articles: int, before: int = 0, *, of: int = 1000) -> Country:
    return Country(
        code=code,
        label=code,
        place=places()[code],
        articles=articles,
        articles_before=before,
        share=articles / of,
        share_before=before / of,
        outlets=3,
    )


def test_the_graph_is_where_the_callback_puts_it() -> None:
    assert spec_id(GRAPH) == {"type": "spec", "name": "world"}


def _recount(con: DuckDBPyConnection, *, scope: Scope) -> tuple[dict[str, int], int]:
    observed = collected_by_day(con, scope=scope)
    days = observed.filter(observed["state"] == "observed")["day"].to_list()
    told = """
        SELECT e.country, count(DISTINCT m.article_id) FROM mention AS m JOIN entity AS e USING (entity_id)
        WHERE e.kind = 'country' AND m.kind <> 'office' AND list_contains(?, m.day) GROUP BY ALL
    """
    [(total,)] = con.execute("SELECT count(*) FROM article WHERE list_contains(?, day)", [days]).fetchall()
    return dict(con.execute(told, [days]).fetchall()), total


@pytest.mark.parametrize("days", [28, 90])
def test_numbers_are_as_a_recount_of_the_archive_has_them(services: Services, days: int) -> None:
    found = read(services, last=f"{days}d", home="1")
    first = UNTIL - timedelta(days=days - 1)
    now = Scope(since=first, until=UNTIL + timedelta(days=1), today=UNTIL)
    earlier = Scope(since=first - timedelta(days=days), until=first, today=UNTIL)
    articles, total = services.db.call(_recount, scope=now)
    before, total_before = services.db.call(_recount, scope=earlier)
    assert (found.collected, found.before[1]) == (total, total_before)
    assert {one.code: one.articles for one in found.countries if one.articles} == articles
    for one in found.countries:
        assert one.share == pytest.approx(one.articles / total)
        assert one.articles_before == before.get(one.code, 0)
        assert one.share_before == pytest.approx(one.articles_before / total_before)
    assert len(found.countries) > 15


def test_days_that_were_not_read_are_left_out_and_said(services: Services, client: TestClient) -> None:
    found = read(services, last="90d")
    assert 0 < found.unread < found.days == 89  # today is running
    assert f"{found.unread} of 89 days were not fully read" in draw(client, "?last=90d")[Ids.SUB]["children"]


def test_the_home_country_is_set_aside_until_it_is_asked_for(services: Services) -> None:
    malaysian = replace(services, settings=replace(services.settings, home_country="MY"))
    without = read(malaysian)
    assert "MY" not in {one.code for one in without.countries}
    assert without.aside is not None
    assert without.aside.code == "MY"
    assert "MY" in {one.code for one in read(malaysian, home="1").countries}
    assert without.collected == read(malaysian, home="1").collected
    assert finding(without, EN).startswith("Abroad: **")
    assert finding(read(malaysian, region="southeast"), EN).startswith("Southeast Asia without Malaysia: ")
    assert finding(read(malaysian, region="europe"), EN).startswith("Europe: ")


def test_leaders_count_for_their_country_when_asked_for(services: Services) -> None:
    alone = {one.code: one.articles for one in read(services, home="1").countries}
    led = {one.code: one.articles for one in read(services, home="1", l="leader").countries}
    assert "ID" not in alone  # only its president is in the news of this archive
    assert led["ID"] > 0
    assert all(led[code] >= n for code, n in alone.items())
    assert led["US"] > alone["US"]


def test_a_region_has_the_countries_inside_it(services: Services) -> None:
    codes = {one.code for one in read(services, region="southeast", home="1").countries}
    assert {"MY", "SG", "TH", "VN", "PH", "TL"} <= codes
    assert not codes & {"CN", "US", "AU", "IN"}
    assert {one.code for one in read(services, region="europe").countries} >= {"MT", "GB", "DE", "UA"}


@pytest.mark.parametrize("measure", ["share", "count", "change", "z"])
@pytest.mark.parametrize("region", ["world", "southeast"])
def test_circles_compare_by_area_and_each_has_its_country(
    services: Services, measure: str, region: str
) -> None:
    found = read(services, m=measure, region=region, last="90d")
    figure = world(found, EN)
    go.Figure(paint({"data": figure["data"], "layout": figure["layout"]}, "light"))
    land, circles = figure["data"]
    shown = {one.code: one for one in found.countries}
    assert set(circles["customdata"]) == set(shown)
    assert set(land["customdata"]) == {code for code, one in shown.items() if one.place.drawn}
    assert len(land["z"]) == len(land["locations"]) == len(land["customdata"])
    sizes = dict(zip(circles["customdata"], circles["marker"]["size"], strict=True))
    assert sizes == {code: round(size(shown[code].articles / _most(found)), 1) for code in shown}
    if measure in {"change", "z"}:
        unknown = {code: one.ratio if measure == "change" else one.unusual for code, one in shown.items()}
        few = {code for code, known in unknown.items() if known is None}
        colours = dict(zip(circles["customdata"], circles["marker"]["color"], strict=True))
        assert {code for code, colour in colours.items() if colour == "@bar"} == few


def _most(found: Atlas) -> int:
    return max(one.articles for one in found.countries)


def test_a_circle_of_a_quarter_of_the_articles_is_half_as_wide() -> None:
    assert size(0.25) == pytest.approx(size(1.0) / 2)
    assert size(0.0) == 6.0  # it can still be pointed at


def test_names_of_circles_do_not_lie_on_each_other(services: Services) -> None:
    found = read(services, region="southeast")
    drawn: Sequence[Country] = sorted(found.countries, key=lambda one: -one.articles)
    named = name_sides(drawn, [20.0] * len(drawn), found)
    frame = FRAMES["southeast"]
    scale = 680 / (frame.east - frame.west)
    boxes = [
        sides((one.place.lon - frame.west) * scale, one.place.lat * scale * 1.1, 20, 6.4 * len(one.label))[
            side
        ]
        for one, side in zip(drawn, named, strict=True)
        if side
    ]
    assert len(boxes) >= 4
    assert all(shared(one, other) == 0 for one, other in combinations(boxes, 2))


def test_the_sentence_says_what_the_numbers_say(services: Services) -> None:
    base = replace(read(services), aside=None, collected=1000)

    def said(measure: str, *countries: Country) -> str:
        state = replace(base.state, measure=measure)  # type: ignore[arg-type]
        return finding(replace(base, countries=countries, state=state), EN)

    assert said("share", country("JP", 50), country("CN", 120)) == (
        "**CN** is written of most, in 12.0% of articles, ahead of **JP** at 5.0%."
    )
    assert said("count", country("JP", 120), country("CN", 120)) == (
        "**CN** and **JP** are level, each in 12.0% of articles."
    )
    assert said("share", country("CN", 3)) == "Only **CN** is written of, in 0.3% of articles."
    assert said("share", country("CN", 0, 9)) == "No country was mentioned on days that were fully read."
    assert "No country has enough articles" in said("change", country("CN", 12, FEW - 13))
    rose, fell = said("change", country("CN", 60, 30), country("JP", 10, 40), country("MT", 8, 1)).split(". ")
    assert rose.startswith("**CN** rose most: +100%")
    assert fell == "**JP** fell most, \N{MINUS SIGN}75%."


def test_what_stands_out_is_as_the_days_were_judged(client: TestClient, services: Services) -> None:
    found = read(services, m="z", last="28d")
    ids = {
        key.partition(":")[2]: number
        for key, number in services.db.call(queries.entities).select("key", "entity_id").iter_rows()
    }
    scope = found.state.scope(found.archive.today)
    some = [one for one in found.countries if one.unusual]
    assert len(some) > 5
    for one in some[:5]:
        days = services.db.call(queries.judged_days, scope=scope, entity_ids=[ids[one.code]])
        known = days.filter(days["z"].is_not_null())
        assert one.unusual is not None
        assert one.unusual.z == pytest.approx(known["z"].sum() / len(known) ** 0.5)
        assert one.unusual.articles == known["articles"].sum()
    order = [one.unusual.z for one in some if one.unusual]
    assert order == sorted(order, reverse=True)
    assert {one.unusual for one in read(services, m="share", last="28d").countries} == {None}
    answer = draw(client, "?m=z&last=28d")
    assert "own usual" in answer[Ids.SUB]["children"]
    assert "Against its usual" in text_of(answer[Ids.TABLE]["children"])
    lines = client.get("/api/v1/countries.csv?m=z&last=28d").text.splitlines()
    [first, *_] = csv.DictReader(line for line in lines if not line.startswith("#"))
    assert float(first["z"]) == pytest.approx(order[0], abs=1e-5)


def test_who_stands_out_is_said_only_when_somebody_does(services: Services) -> None:
    base = replace(read(services, m="z"), aside=None)

    def said(*marks: float) -> str:
        countries = tuple(
            replace(country(code, 60), unusual=Unusual(z=z, articles=60, usual=20.4))
            for code, z in zip(("CN", "JP", "MT"), marks, strict=False)
        )
        return finding(replace(base, countries=countries), EN)

    assert said(3.0, 0.1, -1.0) == "**CN** stands out most: 60 articles where 20 would be usual."
    assert said(1.0, -2.5) == "**JP** is the furthest below its usual: 60 where 20 would be usual."
    assert said(1.9, -1.9) == "No country is far from its own usual."
    unknown = replace(base, countries=(country("CN", 60),))
    assert finding(unknown, EN) == "Of no country enough is known to say what is usual."


def test_the_table_has_every_number_and_leads_on(client: TestClient, services: Services) -> None:
    answer = draw(client, "?src=1,2,3&m=count")
    found = read(services, src="1,2,3", m="count")
    rows = all_of(answer[Ids.TABLE]["children"], "Tr")[1:]
    assert len(rows) == len(found.countries)
    for row, one in zip(rows, found.countries, strict=True):
        [button] = all_of(row, "Button")
        assert (button["data-place"], text_of(button)) == (one.code, one.label)
        for link in all_of(row, "Link") if one.articles else ():
            assert link["children"] == str(one.articles)
            assert link["href"].startswith(f"/articles?e={one.code}&dup=show&from=")
            assert link["href"].endswith("&src=1,2,3")
        assert EN.percent(one.share or 0) in text_of(row)
    assert len(all_of(rows, "Link")) == sum(one.articles > 0 for one in found.countries) > 10
    assert answer[said_id(NAME)]["children"] == "Filters (1)"
    assert answer[Ids.CSV]["href"] == "/api/v1/countries.csv?src=1,2,3&m=count"


def test_changes_are_ordered_from_rise_to_fall(services: Services) -> None:
    found = read(services, m="change", last="90d")
    ratios = [one.ratio for one in found.countries if one.ratio is not None]
    assert ratios == sorted(ratios, reverse=True)
    assert all(one.ratio is None for one in found.countries[len(ratios) :])
    assert len(ratios) > 10


def test_a_country_opens_its_card_also_one_that_is_not_mentioned(client: TestClient) -> None:
    card = draw(client, "?at=SG", "id")[Ids.CARD]["children"]
    assert text_of(card).startswith("Singapura")
    assert len(all_of(card, "Mark")) >= 1
    hrefs = [link["href"] for link in all_of(card, "Link")]
    assert hrefs[0].startswith("/articles?e=SG&dup=show&from=")
    assert hrefs[1].startswith("/entity/SG?from=")
    card = draw(client, "?at=TV")[Ids.CARD]["children"]
    assert "nothing that was fully read mentions it" in text_of(card)
    assert draw(client)[Ids.CARD]["children"] == []


def test_nothing_and_not_begun_are_said_in_words(client: TestClient, services: Services) -> None:
    answer = draw(client, "?region=africa")
    assert answer[Ids.PLOT]["hidden"] is True
    assert "No country of this part of the world" in text_of(answer[Ids.TABLE]["children"])
    found = read(services)
    unread = replace(found, collected=0, unread=27, countries=())
    from dashboard.components.country_table import empty_map

    assert "Outlets were not read" in text_of(_json(empty_map(unread, EN)))
    assert "Collection began" in text_of(_json(empty_map(replace(found, begun=False), EN)))


def _json(component: Any) -> Any:
    return component.to_plotly_json()


def test_the_file_has_what_the_table_has(client: TestClient, services: Services) -> None:
    text = client.get("/api/v1/countries.csv?m=change&last=90d").text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    found = read(services, m="change", last="90d")
    assert [row["code"] for row in rows] == [one.code for one in found.countries]
    assert [int(row["n"]) for row in rows] == [one.articles for one in found.countries]
    assert {int(row["N"]) for row in rows} == {found.collected}
    first = found.countries[0]
    assert first.share is not None
    assert float(rows[0]["change"]) == pytest.approx(first.share / (first.share_before or 1) - 1, abs=1e-5)
    assert "# Demo data: invented, not news." in text


def test_an_address_sets_every_control(client: TestClient) -> None:
    search = "?m=change&region=asia&l=leader&home=1&at=sg&basis=stories&caps=0&last=90d"
    shown = page(client, "/map", search)
    for id_, prop, value in (
        (Ids.MEASURE, "value", "change"),
        (Ids.REGION, "value", "asia"),
        (Ids.LEVEL, "value", "leader"),
        (Ids.HOME, "checked", True),
        (Ids.AT, "data", "SG"),
        ("atlas-filter-basis", "value", "stories"),
        ("atlas-filter-caps", "checked", False),
    ):
        assert find(shown, id_)[prop] == value


def test_hostile_values_are_said_and_left_out(client: TestClient) -> None:
    shown = str(page(client, "/map", "?m=<b>&region=../x&at=javascript:alert(1)&l=1&src=99999"))
    assert "This link has values that cannot be read" in shown
    assert "m=<b>, region=../x, l=1 (+2)" in shown
    assert client.get("/api/v1/countries.csv?m=<b>&at='--").status_code == 200


def test_the_map_is_served_from_here(client: TestClient) -> None:
    from dashboard.components.graph import graph

    config: Any = graph("x", height=1, lang="en").children[1].children.config
    answer = client.get(config["topojsonURL"] + "world_110m.json", headers={"accept-encoding": "br"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "br"
    assert "IDN" in answer.text
