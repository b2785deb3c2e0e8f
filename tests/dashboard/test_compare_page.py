"""The page through its real callbacks: HTTP in, JSON out."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import comparison, shell
from dashboard.pages.compare_layout import Ids
from dashboard.services import Services
from dashboard.url_state import Query
from storage.matching.chunks import START
from storage.retag.retag import Unfinished
from tests.archive import UNTIL

DRAWN = (
    ('{"name":"timeline","type":"spec"}', "data"),
    (Ids.PLOT, "hidden"),
    (Ids.TWIN, "children"),
    (Ids.KEY, "children"),
    (Ids.TABLE, "aria-pressed"),
    (Ids.FINDING, "children"),
    (Ids.CHIPS, "children"),
    (Ids.TITLE, "children"),
    (Ids.SUBTITLE, "children"),
    (Ids.OUTLETS_SAID, "children"),
    (Ids.RECENT, "children"),
)
OPENED = ((Ids.PANEL, "children"), (Ids.BODY, "className"))
EN = {"accept-language": "en"}


def call(
    client: TestClient, outputs: tuple[tuple[str, str], ...], query: str, headers: dict[str, str] = EN
) -> dict[str, Any]:
    """Answer of a callback that reads the address, by component id."""
    answer = client.post("/_dash-update-component", json=body_of(outputs, query), headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["response"])


def body_of(outputs: tuple[tuple[str, str], ...], query: str) -> dict[str, Any]:
    """What the browser sends."""
    ids = [(json.loads(name) if name.startswith("{") else name, prop) for name, prop in outputs]
    return {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in ids],
        "inputs": [
            {"id": Ids.QUERY, "property": "data", "value": query},
            {"id": "version", "property": "data", "value": 0},
        ],
        "changedPropIds": [f"{Ids.QUERY}.data"],
    }


def spec(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer['{"name":"timeline","type":"spec"}']["data"])


def text_of(node: Any) -> str:
    """All text of a component tree."""
    if isinstance(node, dict):
        return text_of(node.get("props", {}).get("children"))
    if isinstance(node, list):
        return " ".join(text_of(item) for item in node)
    return "" if node is None else str(node)


def layout_of(client: TestClient, search: str) -> str:
    """The page as Dash is given it, for an address."""
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/compare"},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=body, headers=EN)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def find(node: Any, id_: str) -> dict[str, Any]:
    """Properties of the component with an id."""
    if isinstance(node, dict):
        if node.get("props", {}).get("id") == id_:
            return dict(node["props"])
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            try:
                return find(item, id_)
            except LookupError:
                continue
    raise LookupError(id_)


def test_a_link_renders_every_control_as_it_says(client: TestClient) -> None:
    page = json.loads(
        layout_of(
            client, "?e=MY,prabowo-subianto&m=index&g=week&src=2,1&caps=0&spk=0&at=MY.2026-11-16&view=table"
        )
    )
    assert find(page, Ids.CODES)["data"] == ["MY", "prabowo-subianto"]
    assert find(page, Ids.MEASURE)["value"] == "index"
    assert find(page, Ids.GRAIN)["value"] == "week"
    assert find(page, Ids.OUTLETS)["value"] == ["2", "1"]
    assert find(page, Ids.CAPITALS)["checked"] is False
    assert find(page, Ids.SPIKES)["checked"] is False
    assert find(page, Ids.AT)["data"] == "MY.2026-11-16"
    assert find(page, Ids.VIEW)["data"] == "table"


def test_a_link_with_nonsense_keeps_the_rest_and_says_so(client: TestClient) -> None:
    page = json.loads(layout_of(client, "?e=MY,ATLANTIS&m=%3Cscript%3E&src=77"))
    assert find(page, Ids.CODES)["data"] == ["MY"]
    assert find(page, Ids.MEASURE)["value"] == "share"
    assert "e=ATLANTIS, m=<script>, src=77" in text_of(page["response"]["_pages_content"]["children"])


def test_an_address_without_names_shows_the_countries_most_written_of(client: TestClient) -> None:
    page = json.loads(layout_of(client, ""))
    codes = find(page, Ids.CODES)["data"]
    assert len(codes) == comparison.FIRST
    assert codes[0] in {"CN", "US"}
    assert "ID" not in codes


def test_the_chart_counts_what_the_table_says(client: TestClient) -> None:
    chart = spec(call(client, DRAWN, "?e=CN,MY&avg=0&last=28d"))
    table = call(client, DRAWN, "?e=CN,MY&avg=0&last=28d&view=table")
    assert table[Ids.PLOT]["hidden"] is True
    rows = table[Ids.TWIN]["children"]["props"]["children"]["props"]["children"][1]["props"]["children"]
    assert len(rows) == 28
    newest_first = list(reversed(rows))
    line = chart["data"][0]["y"]
    for value, row in zip(line[:-1], newest_first[:-1], strict=True):
        cells = row["props"]["children"]
        said = text_of(cells[1])
        assert said == ("–" if value is None else f"{value:.1f}%")


def test_a_burst_becomes_the_finding_and_opens_its_evidence(client: TestClient) -> None:
    answer = call(client, DRAWN, "?e=MY,CN")
    assert "Malaysia" in text_of(answer[Ids.FINDING]["children"])
    assert "times its usual coverage on 16 November" in text_of(answer[Ids.FINDING]["children"])
    opened = call(client, OPENED, "?e=MY,CN&at=MY.2026-11-16")
    panel = text_of(opened[Ids.PANEL]["children"])
    assert opened[Ids.BODY]["className"] == "main-and-aside"
    assert "Malaysia, 16 November" in panel
    assert "expected from the last 8 Mondays" in panel
    assert "Read all" in panel


def test_the_panel_counts_what_the_article_list_will_show(client: TestClient, services: Services) -> None:
    opened = call(client, OPENED, "?e=MY&at=MY.2026-11-16&src=1,2&caps=0")
    text = json.dumps(opened)
    assert "/articles?e=MY&from=2026-11-16&to=2026-11-16&src=1,2&caps=0" in text
    marks = text.count('"type": "Mark"')
    assert marks >= 1


OUTAGE = "?e=MY&from=2026-09-05&to=2026-09-13"  # three outlets were unread for three days of these


def test_a_fixed_panel_says_who_is_in_it_and_counts_nobody_else(client: TestClient) -> None:
    every, fixed = call(client, DRAWN, OUTAGE), call(client, DRAWN, f"{OUTAGE}&panel=fixed")
    said = text_of(fixed[Ids.SUBTITLE]["children"])
    assert "Fixed panel: 5 of 8 outlets, read throughout." in said
    assert "Left out: " in said
    assert "often not read" in said
    assert "Fixed panel" not in text_of(every[Ids.SUBTITLE]["children"])
    collected = {
        panel: spec(answer)["hover"]["collected"] for panel, answer in (("all", every), ("fixed", fixed))
    }
    assert None in collected["all"]
    assert None not in collected["fixed"]
    assert "Fixed panel" in spec(fixed)["credits"]["filters"]
    indonesian = call(client, DRAWN, f"{OUTAGE}&panel=fixed", {"cookie": "ui=id"})
    assert "Panel tetap: 5 dari 8 media" in text_of(indonesian[Ids.SUBTITLE]["children"])


def test_evidence_beside_a_fixed_panel_is_of_its_outlets(client: TestClient) -> None:
    opened = json.dumps(call(client, OPENED, f"{OUTAGE}&panel=fixed&at=MY.2026-09-09"))
    links = re.findall(r"/articles\?e=MY&from=2026-09-09&to=2026-09-09&src=([\d,]+)", opened)
    assert [len(link.split(",")) for link in links] == [5]


def test_the_csv_names_the_panel(client: TestClient) -> None:
    text = client.get(f"/api/v1/timeseries.csv{OUTAGE}&panel=fixed").text
    assert "# Panel: fixed, the 5 of 8 outlets that were read throughout; left out: " in text
    assert "(not read)" in text
    assert "Panel:" not in client.get(f"/api/v1/timeseries.csv{OUTAGE}").text


def test_a_panel_of_nobody_says_so(client: TestClient) -> None:
    answer = call(client, DRAWN, "?e=MY&from=2026-09-08&to=2026-09-10&src=1,2,3&panel=fixed")
    assert "No outlet was read throughout 8–10 Sep" in text_of(answer[Ids.TWIN]["children"])


def test_a_closed_panel_takes_no_room(client: TestClient) -> None:
    opened = call(client, OPENED, "?e=MY,CN")
    assert opened[Ids.PANEL]["children"] == []
    assert opened[Ids.BODY]["className"].endswith("alone")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?", "Choose a country or leader"),
        ("?e=VA&last=28d", "No article in 8 outlets mentioned"),
        (f"?e=MY&from={UNTIL.replace(day=6)}&to={UNTIL.replace(day=6)}", "Outlets were not read on 6 Nov"),
    ],
)
def test_nothing_to_show_says_why(client: TestClient, query: str, said: str) -> None:
    assert said in text_of(call(client, DRAWN, query)[Ids.TWIN]["children"])


def test_more_than_six_get_a_chart_each(client: TestClient) -> None:
    drawn = spec(call(client, DRAWN, "?e=CN,US,JP,SG,MY,IN,RU,AU"))
    assert "xaxis8" in drawn["layout"]


def test_a_chart_stays_small(client: TestClient) -> None:
    answer = call(client, DRAWN, "?e=CN,US,JP,SG,MY&last=all")
    assert len(json.dumps(spec(answer))) < 60_000


def test_the_page_speaks_indonesian(client: TestClient) -> None:
    answer = call(client, DRAWN, "?e=JP,CN", {"cookie": "ui=id"})
    assert "Jepang" in text_of(answer[Ids.CHIPS]["children"])
    assert "Porsi artikel" in text_of(answer[Ids.TITLE]["children"])
    assert spec(answer)["layout"]["separators"] == ",."


def test_the_csv_is_the_chart_with_its_method(client: TestClient) -> None:
    answer = client.get("/api/v1/timeseries.csv?e=MY&last=28d&src=1&caps=0")
    assert "attachment" in answer.headers["content-disposition"]
    lines = answer.text.splitlines()
    notes = [line for line in lines if line.startswith("#")]
    assert any("Demo data" in note for note in notes)
    assert any("do not count for their country" in note for note in notes)
    rows = list(csv.DictReader(lines[len(notes) :]))
    assert [rows[0]["start"], rows[-1]["state"]] == ["2026-10-24", "partial"]
    read = [row for row in rows if row["state"] == "ok"]
    assert all(float(row["share"]) == pytest.approx(int(row["n"]) / int(row["N"]), abs=1e-6) for row in read)
    (gap,) = [row for row in rows if row["state"] == "gap"]
    assert (gap["n"], gap["share"]) == ("", "")


def test_a_state_survives_the_way_through_its_address(client: TestClient, services: Services) -> None:
    archive = services.db.call(comparison.archive_of, today=services.today())
    text = (
        "?e=MY,anwar-ibrahim&m=count&g=month&avg=15&from=2026-09-01&to=2026-10-31"
        "&src=3&panel=fixed&caps=0&gaps=0&spk=0&view=table"
    )
    query = Query.parse(f"{text}&at=MY.2026-09-30")
    state = comparison.read_state(query, archive=archive, gazetteer=services.gazetteer)
    assert query.dropped == []
    again = (
        f"?e={','.join(state.codes)}&m={state.measure}&g={state.grain}&avg={state.average}"
        f"&from={state.window.first}&to={state.window.last}&src={','.join(map(str, state.outlets))}"
        f"&panel={state.panel}&caps={int(state.capitals)}&gaps={int(state.gaps)}&spk={int(state.spikes)}&view={state.view}&at={state.at}"
    )
    assert again == f"{text}&at=MY.2026-09-30"


def test_a_failure_is_told_with_a_number_and_keeps_what_was_drawn(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(comparison, "compare", broken)
    answer = client.post("/_dash-update-component", json=body_of(DRAWN, "?e=FJ"), headers=EN)
    assert answer.status_code == 200
    said = text_of(answer.json()["sideUpdate"]["problem"]["children"])
    assert "Your settings are in the link" in said
    assert "the disk is on fire" not in answer.text
    assert answer.json()["response"] == {}


def test_the_clock_brings_news_only_when_there_is_some(client: TestClient, services: Services) -> None:
    assert look_again(client, services.db.version) == {}
    news = look_again(client, services.db.version - 1)
    assert news["version"]["data"] == services.db.version
    assert news["updated"]["children"].endswith("WIB")
    assert "retag" not in news


def look_again(
    client: TestClient, seen: int, *, beats: int = 1, every_ms: int = 60_000, lang: str = "en"
) -> dict[str, Any]:
    outputs = [("version", "data"), ("updated", "children"), ("retag", "children"), ("clock", "interval")]
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "inputs": [{"id": "clock", "property": "n_intervals", "value": beats}],
        "state": [
            {"id": "version", "property": "data", "value": seen},
            {"id": "clock", "property": "interval", "value": every_ms},
        ],
        "changedPropIds": ["clock.n_intervals"],
    }
    answer = client.post("/_dash-update-component", json=body, headers={"accept-language": lang})
    return dict(answer.json()["response"]) if answer.status_code == 200 else {}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Names are being matched again: 25%. Counts mix old and new until then."),
        (
            "id",
            "Nama sedang dicocokkan ulang: 25%. Sampai selesai, angka mencampur hasil lama dan baru.",
        ),
    ],
)
def test_while_names_are_matched_again_the_page_says_so(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    begun = Unfinished(version="v", place=START, articles=25, total=100)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(shell, "unfinished", lambda _: begun)
        answer = look_again(client, services.db.version - 1, lang=lang)
        assert text_of(answer["retag"]["children"]).strip() == said
        assert answer["clock"]["interval"] < 60_000
        assert "version" not in answer  # figures that change every second would only be in the way
        once_a_minute = look_again(client, services.db.version - 1, beats=12, every_ms=5000, lang=lang)
        assert once_a_minute["version"]["data"] == services.db.version
        assert text_of(client.get("/_dash-layout", headers={"accept-language": lang}).json()).count(said) == 1
    after = look_again(client, services.db.version - 1, every_ms=5000, lang=lang)
    assert after["retag"]["children"] is None
    assert after["clock"]["interval"] == 60_000
    assert after["version"]["data"] == services.db.version


def test_changes_of_office_are_drawn_listed_and_can_be_put_away(client: TestClient) -> None:
    drawn = call(client, DRAWN, "?e=GB,CN&from=2026-07-01&to=2026-08-31")
    (letter,) = [note for note in spec(drawn)["layout"]["annotations"] if "<b>A</b>" in note["text"]]
    assert letter["x"].startswith("2026-07-20")
    said = text_of(drawn[Ids.KEY]["children"])
    assert "20 Jul 2026 United Kingdom: Andy Burnham follows Keir Starmer as prime minister" in said
    assert spec(drawn)["credits"]["events"].startswith("A  20 Jul 2026  United Kingdom")
    table = call(client, DRAWN, "?e=GB,CN&from=2026-07-01&to=2026-08-31&view=table")
    assert text_of(table[Ids.KEY]["children"]) == said
    without = call(client, DRAWN, "?e=GB,CN&from=2026-07-01&to=2026-08-31&ev=0")
    assert without[Ids.KEY]["children"] == []
    assert spec(without)["layout"]["height"] < spec(drawn)["layout"]["height"]


def test_events_change_nothing_in_the_csv(client: TestClient) -> None:
    address = "/api/v1/timeseries.csv?e=GB&from=2026-07-01&to=2026-08-31"
    assert client.get(address).text.splitlines()[1:] == client.get(f"{address}&ev=0").text.splitlines()[1:]


def test_stories_can_be_counted_in_place_of_articles(client: TestClient) -> None:
    titles = [
        call(client, DRAWN, f"?e=MY{basis}")["compare-title"]["children"] for basis in ("", "&basis=stories")
    ]
    assert titles == ["Share of articles that mention each", "Share of independent stories that mention each"]
