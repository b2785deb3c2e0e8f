from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest
from duckdb import DuckDBPyConnection
from starlette.testclient import TestClient

from dashboard import relations
from dashboard.components.filter_bar import said_id
from dashboard.components.graph import spec_id
from dashboard.figures.matrix import matrix
from dashboard.figures.network import NAMED, label_sides, network
from dashboard.i18n import Words
from dashboard.pages.relations_layout import GRAPH, NAME, Ids
from dashboard.relations import EDGES, NODES, TIED, Relations
from dashboard.services import Services
from dashboard.theme import paint
from dashboard.url_state import Query
from tests.archive import UNTIL
from tests.dashboard.calls import all_of, call, find, page, text_of

EN = Words("en")
SPEC = '{"name":"network","type":"spec"}'
DRAWN = (
    (SPEC, "data"),
    (Ids.PLOT, "hidden"),
    (Ids.PLOT, "className"),
    (Ids.LEDE, "children"),
    (Ids.CHIP, "children"),
    (Ids.TITLE, "children"),
    (Ids.SUB, "children"),
    (Ids.TABLE, "children"),
    (Ids.CSV, "href"),
    (said_id(NAME), "children"),
)


def draw(client: TestClient, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    return call(client, DRAWN, {(Ids.QUERY, "data"): query, ("version", "data"): 0}, lang)


def read(services: Services, **query: str) -> Relations:
    return services.db.call(relations.relations, services=services, query=Query(query), lang="en")


@pytest.mark.parametrize(
    ("lang", "articles", "stories"),
    [
        ("en", "articles together", "independent stories together"),
        ("id", "artikel bersama", "berita mandiri bersama"),
    ],
)
def test_words_say_what_is_counted(client: TestClient, lang: str, articles: str, stories: str) -> None:
    for basis, said in (("articles", articles), ("stories", stories)):
        answer = draw(client, f"?basis={basis}", lang)
        [middles] = [
            trace
            for trace in answer[SPEC]["data"]["data"]
            if (trace.get("meta") or {}).get("opens") == "pair"
        ]
        assert all(f" {said}, " in text for text in middles["hovertext"])
        head = text_of(all_of(answer[Ids.TABLE]["children"], "Thead"))
        assert Words(lang)(f"basis.{basis}") in head  # type: ignore[arg-type]


def test_the_graph_is_where_the_callback_puts_it() -> None:
    assert spec_id(GRAPH) == {"type": "spec", "name": "network"}


def _recount(con: DuckDBPyConnection, *, since: date) -> tuple[dict[int, set[int]], int]:
    seen: dict[int, set[int]] = {}
    named = "SELECT entity_id, article_id FROM mention WHERE kind <> 'office' AND day >= ?"
    for entity, article in con.execute(named, [since]).fetchall():
        seen.setdefault(entity, set()).add(article)
    [(total,)] = con.execute("SELECT count(*) FROM article WHERE day >= ?", [since]).fetchall()
    return seen, total


def test_pairs_are_as_a_recount_of_the_archive_has_them(services: Services) -> None:
    found = read(services, min="10")
    since = UNTIL - timedelta(days=89)
    seen, total = services.db.call(_recount, since=since)
    assert found.collected == total
    for pair in found.pairs:
        a, b = seen[pair.a.entity_id], seen[pair.b.entity_id]
        assert (pair.together, pair.a.articles, pair.b.articles) == (len(a & b), len(a), len(b))
        assert pair.lift == pytest.approx(len(a & b) * total / (len(a) * len(b)))
        assert pair.together >= 10
    assert found.pairs


def test_the_home_country_is_set_aside_until_it_is_asked_for(services: Services) -> None:
    malaysian = replace(services, settings=replace(services.settings, home_country="MY"))
    assert "MY" not in {node.code for node in read(malaysian).nodes}
    assert "MY" in {node.code for node in read(malaysian, home="1").nodes}
    assert "MY" in {node.code for node in read(malaysian, e="MY").nodes}


def test_a_focus_has_what_stands_with_it(services: Services) -> None:
    found = read(services, e="MY")
    assert found.focus is not None
    assert found.nodes[0].code == found.focus.code == "MY"
    partners = {
        code for pair in found.pairs if "MY" in pair.codes.split(",") for code in pair.codes.split(",")
    }
    assert partners <= {node.code for node in found.nodes}
    assert len(found.nodes) <= relations.AROUND + 1


def test_pairs_go_by_what_is_asked_for(services: Services) -> None:
    by_lift, by_count = read(services), read(services, w="count")
    assert [pair.lift for pair in by_lift.pairs] == sorted((p.lift for p in by_lift.pairs), reverse=True)
    counts = [pair.together for pair in by_count.pairs]
    assert counts == sorted(counts, reverse=True)
    assert {pair.codes for pair in by_lift.pairs} == {pair.codes for pair in by_count.pairs}


def test_weeks_of_a_pair_add_up_to_its_articles_of_those_weeks(services: Services) -> None:
    found = read(services, last="28d", w="count")
    for pair in found.pairs[: relations.SPARKS]:
        line = found.weeks[pair.a.entity_id, pair.b.entity_id]
        assert len(line) == 4
        assert sum(value or 0 for value in line) == pair.together


def test_only_what_is_more_than_chance_is_joined(services: Services) -> None:
    found = read(services, min="5", home="1")
    figure = network(found, EN)
    go.Figure(paint({"data": figure["data"], "layout": figure["layout"]}, "light"))
    [middles] = [trace for trace in figure["data"] if trace.get("meta", {}).get("opens") == "pair"]
    strong = {pair.codes for pair in found.pairs if pair.lift >= TIED}
    assert set(middles["customdata"]) <= strong
    assert len(middles["customdata"]) == min(EDGES, len(strong))
    nodes = [
        code for trace in figure["data"] if trace["mode"] == "markers+text" for code in trace["customdata"]
    ]
    assert sorted(nodes) == sorted({code for pair in strong for code in pair.split(",")})
    assert 5 < len(nodes) <= NODES
    labels = [text for trace in figure["data"] if "text" in trace for text in trace["text"] if text]
    assert min(NAMED, len(nodes)) <= len(labels) <= len(nodes)


def test_names_of_the_network_stay_inside_and_free_but_for_the_first() -> None:
    places = [(0.85, 1.0), (0.85, 0.0), *((0.85 + at / 100, 0.5) for at in range(30))]
    sides = label_sides(["Amerika Serikat"] * len(places), places, [60.0] * len(places))
    assert sides[0] != "top center"
    assert sides[1] != "bottom center"
    assert None not in sides[:NAMED]
    assert None in sides[NAMED:]


def test_the_matrix_has_each_pair_twice_and_nothing_else(services: Services) -> None:
    found = read(services, min="20")
    figure = matrix(found, EN)
    go.Figure(paint({"data": figure["data"], "layout": figure["layout"]}, "dark"))
    [trace] = figure["data"]
    assert trace["x"] == trace["y"] == [node.label for node in found.nodes[: relations.CELLS]]
    cells = [z for row in trace["z"] for z in row if z is not None]
    inside = {node.code for node in found.nodes[: relations.CELLS]}
    assert len(cells) == 2 * sum(set(pair.codes.split(",")) <= inside for pair in found.pairs)
    assert [row[at] for at, row in enumerate(trace["z"])] == [None] * len(trace["z"])


def test_the_page_says_who_stands_together_and_leads_to_the_articles(client: TestClient) -> None:
    answer = draw(client, "?src=1,2,3")
    said = text_of(answer[Ids.LEDE]["children"])
    assert "times as many as chance would have it." in said
    rows = all_of(answer[Ids.TABLE]["children"], "Link")
    assert all(link["href"].startswith("/articles?e=") for link in rows)
    assert all(link["href"].endswith("&src=1,2,3") for link in rows)
    assert answer[said_id(NAME)]["children"] == "Filters (1)"
    assert answer[Ids.PLOT] == {"hidden": False, "className": "hide-narrow"}


def test_the_file_has_every_pair_of_the_page_and_how_it_was_counted(
    client: TestClient, services: Services
) -> None:
    href = draw(client, "?min=10&w=count&last=28d")[Ids.CSV]["href"]
    text = client.get(href).text
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    found = read(services, min="10", w="count", last="28d")
    assert [(row["a"], row["b"], int(row["together"])) for row in rows] == [
        (pair.a.code, pair.b.code, pair.together) for pair in found.pairs
    ]
    for row in rows:
        chance = int(row["n_a"]) * int(row["n_b"]) / int(row["N"])
        assert float(row["lift"]) == pytest.approx(int(row["together"]) / chance, abs=1e-3)
    for line in ("# Demo data: invented, not news.", "# Left out: Indonesia; home=1 has it"):
        assert line in text.splitlines()
    assert "together 10 times or more" in text
    assert client.get("/api/v1/pairs.csv?e=<b>&min='--").status_code == 200


def test_a_focus_can_be_taken_away(client: TestClient) -> None:
    answer = draw(client, "?e=MY&view=matrix", "id")
    assert text_of(answer[Ids.CHIP]["children"]) == "Malaysia"
    [button] = all_of(answer[Ids.CHIP]["children"], "Button")
    assert button["data-unfocus"] == Ids.FOCUS
    assert answer[Ids.TITLE]["children"] == "Berapa kali lebih sering dari kebetulan"
    assert "Malaysia paling sering ditulis bersama" in text_of(answer[Ids.LEDE]["children"])


def test_nothing_together_is_said_in_words(client: TestClient) -> None:
    answer = draw(client, f"?from={UNTIL}&to={UNTIL}&min=50")
    assert answer[Ids.PLOT]["hidden"] is True
    assert "No two of them" in text_of(answer[Ids.TABLE]["children"])


def test_an_address_sets_every_control(client: TestClient) -> None:
    shown = page(client, "/relations", "?e=my&min=20&w=count&view=matrix&home=1&lang=xx")
    text = str(shown)
    assert "lang=xx" in text
    for id_, prop, value in (
        (Ids.FOCUS, "data", "MY"),
        (Ids.LEAST, "value", "20"),
        (Ids.WEIGHT, "value", "count"),
        (Ids.VIEW, "value", "matrix"),
        (Ids.HOME, "checked", True),
    ):
        assert find(shown, id_)[prop] == value
