"""The page through its real callbacks, and its sentences from numbers made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import overview
from dashboard.app import create_app
from dashboard.comparison import archive_of
from dashboard.components.troubles import health_lines
from dashboard.health import Health, health
from dashboard.i18n import Words
from dashboard.pages.overview_layout import Ids
from dashboard.services import Services
from dashboard.settings import WebSettings
from dashboard.story import story
from dashboard.url_state import Query
from entities.gazetteer import Gazetteer
from storage.database import Database
from storage.questions import queries
from storage.questions.findings import Fact
from storage.room import FullDisk
from storage.writer import WriterState
from tests.archive import UNTIL, ZONE, build_archive
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, call, find, page, text_of
from tests.dashboard.press import NOW, build_press, nameless, overdue, untried, write_ledger

EN = Words("en")
HEAT, MOVED = ('{"name":"heat","type":"spec"}', '{"name":"moved","type":"spec"}')
DRAWN = (
    (Ids.BODY, "hidden"),
    (Ids.DAY, "children"),
    (Ids.STORY, "children"),
    (Ids.KPIS, "children"),
    (HEAT, "data"),
    (Ids.HEAT_PLOT, "hidden"),
    (Ids.HEAT_TWIN, "children"),
    (Ids.HEAT_SUB, "children"),
    (Ids.HEAT_TABLE, "aria-pressed"),
    (MOVED, "data"),
    (Ids.MOVED_PLOT, "hidden"),
    (Ids.MOVED_TWIN, "children"),
    (Ids.MOVED_SUB, "children"),
    (Ids.MOVED_ALL, "children"),
    (Ids.MOVED_TABLE, "aria-pressed"),
    (Ids.LEADERS_SUB, "children"),
    (Ids.LEADERS, "children"),
    (Ids.LATEST, "children"),
    ("overview-filter-said", "children"),
)
LOOKED = ((Ids.HEALTH, "children"), (Ids.START, "children"), (Ids.LIVE, "children"))


def draw(client: TestClient, query: str = "?", lang: str = "en") -> dict[str, dict[str, Any]]:
    return call(client, DRAWN, {(Ids.QUERY, "data"): query, ("version", "data"): 0}, lang)


def look(client: TestClient) -> dict[str, dict[str, Any]]:
    return call(client, LOOKED, {("clock", "n_intervals"): 1, ("version", "data"): 0})


def read(services: Services, query: dict[str, str] | None = None) -> overview.Overview:
    archive = services.db.call(archive_of, today=services.today())
    state = overview.read_state(Query(query or {}), archive)
    return services.db.call(overview.overview, services=services, archive=archive, state=state, lang="en")


def with_home(services: Services, country: str) -> Services:
    return replace(services, settings=replace(services.settings, home_country=country))


def test_the_page_tells_the_week(client: TestClient) -> None:
    answer = draw(client)
    assert answer[Ids.DAY]["children"] == "Friday, 20 November"
    assert text_of(answer[Ids.STORY]["children"]).startswith("Malaysia is the story of the week: ")
    numbers = [text_of(card["children"]) for card in all_of(answer[Ids.KPIS]["children"], "Link")]
    labels = ("Articles today", "Outlets reporting", "Countries mentioned", "Names to review")
    assert all(said.startswith(label) for said, label in zip(numbers, labels, strict=True))
    assert "8 of 8" in numbers[1]
    assert "is usual by now" in numbers[0]
    assert len(all_of(answer[Ids.LEADERS]["children"], "Link")) == 9
    assert len(all_of(answer[Ids.LATEST]["children"], "Li")) == 5
    assert all_of(answer[Ids.LATEST]["children"], "Mark")


def test_the_map_has_twelve_countries_and_28_whole_days_with_the_gap_blank(client: TestClient) -> None:
    answer = draw(client)
    [trace] = answer[HEAT]["data"]["data"]
    assert len(trace["y"]) == 12
    assert (trace["x"][0], trace["x"][-1], len(trace["x"])) == ("2026-10-23", "2026-11-19", 28)
    gap = trace["x"].index("2026-11-06")
    assert {row[gap] for row in trace["z"]} == {None}
    assert sum(z is not None for row in trace["z"] for z in row) > 12 * 20
    assert "6 Nov not fully read" in answer[Ids.HEAT_SUB]["children"]
    assert answer[HEAT]["data"]["label"].startswith("Unusual coverage of 12 countries in 28 days.")


def test_filters_narrow_every_number_and_go_along_with_links(client: TestClient, services: Services) -> None:
    whole, some = read(services), read(services, {"src": "1,2", "caps": "0"})
    assert some.today.articles < whole.today.articles
    assert set(some.latest["outlet_id"]) <= {1, 2}
    for found in (some.heat.scope, some.window):
        assert (found.outlets, found.capitals) == ((1, 2), False)
    answer = draw(client, "?src=1,2&caps=0")
    assert answer["overview-filter-said"]["children"] == "Filters (2)"
    links = [link["href"] for link in all_of(answer[Ids.LEADERS]["children"], "Link")]
    assert links
    assert all(href.startswith("/entity/") and href.endswith("?src=1,2&caps=0") for href in links)
    assert answer[HEAT]["data"]["data"][0]["meta"]["more"] == "&src=1,2&caps=0"


def test_stories_are_counted_when_asked_for_and_named_so(client: TestClient, services: Services) -> None:
    folded = read(services, {"basis": "stories"})
    assert {folded.window.basis, folded.heat.scope.basis} == {"stories"}
    answer = draw(client, "?basis=stories")
    assert answer[Ids.MOVED_SUB]["children"].startswith("Share of independent stories")
    assert " of independent stories" in text_of(answer[Ids.LEADERS]["children"])


def test_figures_stay_small(client: TestClient) -> None:
    answer = draw(client)
    assert len(str(answer[HEAT])) < 60_000
    assert len(str(answer[MOVED])) < 20_000


def test_pictures_say_what_was_chosen(client: TestClient) -> None:
    answer = draw(client, "?last=7d&src=1,2&caps=0&basis=stories&panel=fixed")
    for name, days in ((HEAT, "23 Oct – 19 Nov"), (MOVED, "13–19 Nov")):
        said = answer[name]["data"]["credits"]
        assert said["title"]
        assert said["subtitle"]
        for part in (days, "Independent stories", "2 of 8 outlets", "without capitals", "Fixed panel"):
            assert part in said["filters"]
        assert "Indonesia set aside" in said["filters"]


def test_tables_stand_in_for_charts(client: TestClient) -> None:
    answer = draw(client, "?heat=table&moved=table")
    assert answer[Ids.HEAT_PLOT]["hidden"] is True
    assert answer[Ids.MOVED_TABLE]["aria-pressed"] == "true"
    assert len(all_of(answer[Ids.HEAT_TWIN]["children"], "Tr")) == 13
    moved = [text_of(row["children"]) for row in all_of(answer[Ids.MOVED_TWIN]["children"], "Tr")[1:]]
    notes = [note["text"] for note in answer[MOVED]["data"]["layout"]["annotations"]]
    for row, name, change in zip(moved, notes[::2], notes[1::2], strict=True):
        assert row.startswith(name)
        assert change.removeprefix("<b>").removesuffix("</b>") in row


@pytest.mark.parametrize(("span", "days"), [("today", 7), ("7d", 7), ("28d", 28)])
def test_the_window_is_whole_days_or_today_so_far(client: TestClient, span: str, days: int) -> None:
    answer = draw(client, f"?last={span}")
    assert f"{days}-day share" in answer[Ids.LEADERS_SUB]["children"]
    href = all_of(answer[Ids.KPIS]["children"], "Link")[2]["href"]
    first, last = {
        "today": (UNTIL, UNTIL),
        "7d": (UNTIL - timedelta(days=7), UNTIL - timedelta(days=1)),
        "28d": (UNTIL - timedelta(days=28), UNTIL - timedelta(days=1)),
    }[span]
    assert href == f"/map?from={first}&to={last}"


def test_movers_are_shares_of_the_window_and_the_one_before(services: Services) -> None:
    found = read(services)
    row = found.movers.row(0, named=True)
    week = queries.Scope(since=UNTIL - timedelta(days=7), until=UNTIL, today=UNTIL)
    for scope, n in ((week, "articles"), (week.before(), "articles_before")):
        totals = services.db.call(queries.coverage_totals, scope=scope, entity_ids=[row["entity_id"]])
        assert totals["share_n"][0] == row[n]


def test_today_is_held_against_four_weeks(services: Services) -> None:
    found = read(services, {"last": "today"})
    assert found.movers["collected"][0] < 300
    assert found.movers["collected_before"][0] > 2000


def test_the_home_country_is_set_aside_unless_asked_for(services: Services) -> None:
    home = with_home(services, "CN")
    without, with_it = read(home), read(home, {"home": "1"})
    china = next(key for key, name in without.names.items() if name.code == "CN")
    assert "CN" not in {row.code for row in without.heat.rows}
    assert china not in without.movers["entity_id"].to_list()
    assert china not in {fact.entity_id for fact in without.facts}
    assert "CN" in {row.code for row in with_it.heat.rows}


def test_the_switch_names_the_home_country(client: TestClient) -> None:
    assert "With Indonesia" in text_of(page(client, "/"))


def test_every_card_leads_somewhere(client: TestClient) -> None:
    answer = draw(client)
    for part in (Ids.KPIS, Ids.LEADERS, Ids.LATEST):
        for link in all_of(answer[part]["children"], "Link"):
            assert link["href"].startswith(("/articles?", "/map?", "/sources", "/entity/", "/review"))
    article = all_of(answer[Ids.LATEST]["children"], "Link")[0]["href"]
    assert article.removeprefix("/articles?a=").isdigit()


def test_a_link_with_nonsense_keeps_the_rest_and_says_so(client: TestClient) -> None:
    found = page(client, "/", "?last=year&heat=table")
    assert "last=year" in text_of(found)
    assert find(found, Ids.HEAT_VIEW)["data"] == "table"
    assert find(found, Ids.SPAN)["value"] == "7d"


def test_the_page_speaks_indonesian(client: TestClient) -> None:
    answer = draw(client, lang="id")
    assert answer[Ids.DAY]["children"] == "Jumat, 20 November"
    assert re.search(r"pekan ini: \d+,\d% artikel", text_of(answer[Ids.STORY]["children"]))
    [trace] = answer[HEAT]["data"]["data"]
    assert "Amerika Serikat" in trace["y"]
    assert any(text.endswith("kali biasanya") and "," in text for text in trace["text"][0])


# ---------- the sentence ----------


def told(found: overview.Overview, **changes: Any) -> str:
    return story(replace(found, **changes), EN)


def fact(kind: Any, entity_id: int, share: float, ratio: float | None = None) -> Fact:
    return Fact(kind=kind, entity_id=entity_id, articles=1, collected=10, share=share, ratio=ratio)


def test_a_rise_goes_before_a_spike_and_a_fall_is_added(services: Services) -> None:
    found = read(services)
    ids = {name.code: key for key, name in found.names.items()}
    rose, fell = fact("rose", ids["MY"], 0.129, 2.48), fact("fell", ids["RU"], 0.038, 0.64)
    assert told(found, facts=(rose, fell)) == (
        "**Malaysia** is the story of the week: 12.9% of articles, 2.5 times its share of the week before. "
        "Coverage of **Russia** fell by 36%, to 3.8%."
    )
    assert "30% more than the week before" in told(found, facts=(fact("rose", ids["MY"], 0.1, 1.3),))
    assert "none the week before" in told(found, facts=(fact("rose", ids["MY"], 0.1, None),))


def test_without_anything_unusual_the_leader_is_named(services: Services) -> None:
    found = read(services)
    ids = {name.code: key for key, name in found.names.items()}
    leads = (fact("leads", ids["CN"], 0.15),)
    assert told(found, facts=leads, spike=None) == (
        "**China** leads the week with 15.0% of articles; nothing rose or fell much."
    )
    spike = {**(found.spike or {}), "entity_id": ids["MY"]}
    assert told(found, facts=leads, spike=spike).endswith("**China** still leads, at 15.0%.")


def test_before_anything_can_be_compared_the_first_is_named(services: Services) -> None:
    found = read(services)
    assert found.first is None
    assert told(found, facts=(), spike=None) == ""
    china = next(name for name in found.names.values() if name.code == "CN")
    first = overview.First(name=china, articles=12, collected=140)
    plain = "**China** is mentioned most, in 12 of 140 articles."
    assert told(found, facts=(), spike=None, first=first) == plain
    young = told(found, facts=(), spike=None, first=first, moves_from=UNTIL)
    assert young == f"{plain} What is unusual shows when there is more to compare."
    fell = fact("fell", china.entity_id, 0.1, 0.7)
    assert told(found, facts=(fell,), spike=None, first=first).startswith(plain)


# ---------- what is not read ----------


@pytest.fixture
def folder(tmp_path: Path, gazetteer: Gazetteer) -> Path:
    build_press(tmp_path, gazetteer)
    return tmp_path


@pytest.fixture
def press(folder: Path, gazetteer: Gazetteer) -> Iterator[Database]:
    with Database.open(folder / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        yield db


def of(db: Database, writer: WriterState | None = None) -> Health:
    return db.call(health, data_dir=db.path.parent, now=NOW, writer=writer)


def lines(found: Health, db: Database) -> list[str]:
    settings = WebSettings(data_dir=db.path.parent, zone=ZONE)
    services = Services(settings=settings, db=db, now=lambda: NOW)
    return health_lines(found, services.clock(EN))


def test_what_cannot_be_read_is_said_with_reason_since_and_next(press: Database) -> None:
    assert lines(of(press), press) == [
        "**Malam**: its host name has no address (DNS) since 19 Nov, 20:00; next 15:30.",
        "**Pagi**, 1 of 2 feeds: answered 403 Forbidden since 06:20, 9 tries; next 15:10.",
    ]


def test_all_is_well_says_nothing(press: Database, folder: Path) -> None:
    write_ledger(folder, {})
    assert lines(of(press), press) == []


def test_without_a_network_one_line_is_enough(press: Database, folder: Path) -> None:
    write_ledger(folder, dict.fromkeys(("pagi-dunia", "pagi-bisnis", "sore-dunia", "malam-world"), nameless))
    [line] = lines(of(press), press)
    assert line == (
        "**None of the 4 feeds can be read** since 19 Nov, 20:00. Is this machine online? Next try 15:30."
    )


def test_a_collector_that_stopped_is_noticed(press: Database, folder: Path) -> None:
    write_ledger(folder, dict.fromkeys(("pagi-dunia", "pagi-bisnis", "sore-dunia", "malam-world"), overdue))
    [line] = lines(of(press), press)
    assert line.startswith("**Nothing has been asked for since 11:05**")


def test_a_full_disk_is_told_by_the_writer(press: Database, folder: Path) -> None:
    write_ledger(folder, {})
    since = NOW - timedelta(hours=2)
    state = WriterState(last_error="IO Error: it is so", failing_since=since)
    assert lines(of(press, state), press) == [
        "**Articles wait in the inbox since 12:05**, none is lost: IO Error: it is so"
    ]
    full = replace(state, full=FullDisk(folder=Path("/srv/data"), free=3_100_000, since=since))
    [line] = lines(of(press, full), press)
    assert line.startswith("**The disk is full since 12:05**: /srv/data has 3 MB free. Nothing is lost")
    assert lines(of(press, WriterState(backlog=400)), press) == [
        "**400 batches wait to be taken in**; numbers grow until that is done."
    ]


def test_a_ledger_that_is_none_is_said_and_polls_speak_instead(press: Database, folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"this is no ledger, and it is long enough to be looked at" * 20)
    found = of(press)
    assert found.problem
    assert found.of["ok"] == 4
    [line] = lines(found, press)
    assert line.startswith("**The collector's notes cannot be read**")


def test_without_a_ledger_the_archive_knows_how_feeds_are(press: Database, folder: Path) -> None:
    for file in folder.glob("ledger.sqlite*"):
        file.unlink()
    found = of(press)
    assert found.problem is None
    assert {feed.status for feed in found.feeds} == {"ok"}
    assert found.last_ok_at == NOW - timedelta(minutes=10)


# ---------- a new installation ----------


@pytest.fixture
def new(tmp_path: Path, gazetteer: Gazetteer) -> Iterator[tuple[Path, Application]]:
    with Database.open(tmp_path / "sorot.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        settings = WebSettings(data_dir=tmp_path, zone=ZONE, home_country="ID")
        yield tmp_path, Application(lambda: create_app(settings, db, now=lambda: NOW))


STEPS = [
    (
        "untried",
        untried,
        ["4 feeds found", "Waiting for the first answer of a feed", "First article in about"],
    ),
    ("read", None, ["4 feeds found", "4 of 4 feeds read so far", "First article in about 10 minutes"]),
    (
        "offline",
        nameless,
        [
            "4 feeds found",
            "None could be read: its host name has no address (DNS); next try 15:30",
            "First article about 10 minutes after a feed can be read",
        ],
    ),
]


@pytest.mark.parametrize(("change", "said"), [step[1:] for step in STEPS], ids=[step[0] for step in STEPS])
def test_a_new_installation_shows_how_far_it_is(
    new: tuple[Path, Application], change: Any, said: list[str]
) -> None:
    folder, app = new
    keys = ("pagi-dunia", "pagi-bisnis", "sore-dunia", "malam-world")
    write_ledger(folder, dict.fromkeys(keys, change) if change else {})
    with app.client() as client:
        assert draw(client)[Ids.BODY]["hidden"] is True
        steps = [text_of(step["children"]) for step in all_of(look(client)[Ids.START]["children"], "Li")]
    assert len(steps) == len(said)
    for step, beginning in zip(steps, said, strict=True):
        assert step.startswith(beginning)


def test_a_new_installation_without_a_collector_says_so(new: tuple[Path, Application]) -> None:
    _, app = new
    with app.client() as client:
        steps = [text_of(step["children"]) for step in all_of(look(client)[Ids.START]["children"], "Li")]
    assert steps[0].startswith("No feeds found yet")


def test_the_checklist_goes_when_there_are_articles(client: TestClient) -> None:
    answer = look(client)
    assert answer[Ids.START]["children"] is None
    assert text_of(answer[Ids.LIVE]["children"]) == "live"


def test_an_archive_of_a_week_does_not_call_anything_unusual(tmp_path: Path, gazetteer: Gazetteer) -> None:
    path = tmp_path / "sorot.duckdb"
    build_archive(path, days=8, articles_per_day=60, bursts=(), outages=()).close()
    with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db:
        settings = WebSettings(data_dir=tmp_path, zone=ZONE, home_country="ID")
        with Application(lambda: create_app(settings, db, now=lambda: NOW)).client() as client:
            answer = draw(client)
    assert "from 11 Dec 2026 on" in text_of(answer[Ids.HEAT_TWIN]["children"])
    assert answer[Ids.HEAT_PLOT]["hidden"] is True
    assert "from 27 Nov 2026 on" in text_of(answer[Ids.MOVED_TWIN]["children"])
    assert text_of(answer[Ids.STORY]["children"]).endswith("nothing rose or fell much.")


def test_the_first_day_shows_what_there_is(press: Database, gazetteer: Gazetteer) -> None:
    settings = WebSettings(data_dir=press.path.parent, zone=ZONE)
    with Application(lambda: create_app(settings, press, now=lambda: NOW)).client() as client:
        answer = draw(client)
    assert answer[Ids.BODY]["hidden"] is False
    assert "Japan is mentioned most, in 2 of 65 articles" in text_of(answer[Ids.STORY]["children"])
    assert len(all_of(answer[Ids.LATEST]["children"], "Li")) == 5
    assert "No leader was mentioned" in text_of(answer[Ids.LEADERS]["children"])


def test_feeds_that_fail_make_the_outlet_count_as_silent(press: Database, gazetteer: Gazetteer) -> None:
    settings = WebSettings(data_dir=press.path.parent, zone=ZONE)
    services = Services(settings=settings, db=press, now=lambda: NOW)
    found = read(services)
    assert (found.sources.reading, len(found.sources.rows)) == (2, 3)
    [malam] = found.sources.missing
    assert malam.missing_since == NOW.replace(hour=20, minute=0) - timedelta(days=1)
