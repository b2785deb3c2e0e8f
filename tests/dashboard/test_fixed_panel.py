"""Pages within a fixed panel: outlets that were read through all that is shown and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from dashboard import atlas, directory, relations
from dashboard.app import create_app
from dashboard.atlas import Atlas
from dashboard.pages.atlas_layout import Ids as AtlasIds
from dashboard.pages.entity_layout import Ids as EntityIds
from dashboard.pages.overview_layout import Ids
from dashboard.pages.relations_layout import Ids as RelationsIds
from dashboard.services import Services
from dashboard.settings import WebSettings
from dashboard.url_state import Query
from entities.gazetteer import Gazetteer
from storage.database import Database
from tests.archive import ZONE, counted_archive
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, call, find, page, text_of
from tests.dashboard.test_atlas import DRAWN as MAP
from tests.dashboard.test_entity import cards
from tests.dashboard.test_entity import draw as entity_draw
from tests.dashboard.test_entity import read as read_entity
from tests.dashboard.test_overview import HEAT, draw, read
from tests.dashboard.test_relations import DRAWN as PAIRS

FIRST, DAYS = date(2026, 6, 29), 130
LATE = DAYS - 20  # when the third outlet joined
TODAY = FIRST + timedelta(days=DAYS - 1)
NEW = "country:JP"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Iterator[Services]:
    """Three outlets, of which the last began lately and writes of one country alone."""
    folder = tmp_path_factory.mktemp("late")
    outlets = [[60] * DAYS, [40] * DAYS, [0] * LATE + [50] * (DAYS - LATE)]
    mentioned = {
        NEW: [[2] * DAYS, [1] * DAYS, [0] * LATE + [50] * (DAYS - LATE)],
        "country:CN": [[20] * DAYS, [10] * DAYS, [0] * DAYS],
    }
    path = folder / "sorot.duckdb"
    counted_archive(path, first=FIRST, outlets=outlets, mentioned=mentioned, polls=False).close()
    with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db:
        now = datetime(TODAY.year, TODAY.month, TODAY.day, 23, tzinfo=ZONE)
        yield Services(settings=WebSettings(data_dir=folder, zone=ZONE), db=db, now=lambda: now)


@pytest.fixture(scope="module")
def app(late: Services) -> Application:
    return Application(lambda: create_app(late.settings, late.db, now=late.now))


@pytest.fixture
def client(app: Application) -> Iterator[TestClient]:
    with app.client() as opened:
        yield opened


def test_every_number_is_that_of_the_outlets_in_it(late: Services) -> None:
    whole, fixed = read(late), read(late, {"panel": "fixed"})
    assert fixed.panel.filter("included")["name"].to_list() == ["Outlet 1", "Outlet 2"]
    chosen = read(late, {"src": "1,2"})
    assert (whole.today.articles, fixed.today.articles) == (150, 100)
    assert fixed.today == chosen.today
    assert fixed.heat.days.equals(chosen.heat.days)
    assert not fixed.heat.days.equals(whole.heat.days)
    assert fixed.movers.equals(chosen.movers)
    assert fixed.latest.equals(chosen.latest)
    assert replace(fixed.countries) == chosen.countries


def test_outlets_count_that_were_read_through_all_that_is_compared(late: Services) -> None:
    """Nineteen days are enough for the week and the one before it, not for the map of 28 days."""
    assert 3 not in read(late, {"panel": "fixed", "last": "7d"}).window.outlets


def test_the_page_says_who_is_in_it_and_links_take_them_along(client: TestClient) -> None:
    answer = draw(client, "?panel=fixed")
    said = text_of(answer[Ids.STORY]["children"])
    assert "Fixed panel: 2 of 3 outlets, read throughout." in said
    assert "Outlet 3" in said
    assert answer["overview-filter-said"]["children"] == "Filters (1)"
    [trace] = answer[HEAT]["data"]["data"]
    assert trace["meta"]["more"] == "&src=1,2"
    assert "Panel tetap: 2 dari 3 media" in text_of(draw(client, "?panel=fixed", "id")[Ids.STORY]["children"])
    assert "Fixed panel" not in text_of(draw(client)[Ids.STORY]["children"])


def test_it_can_be_chosen_as_on_compare(client: TestClient) -> None:
    shown = page(client, "/", "?panel=fixed")
    assert find(shown, "overview-filter-panel")["value"] == "fixed"
    assert "A fixed panel has only outlets that were read throughout" in text_of(shown)


def test_the_map_and_its_file_count_for_it(client: TestClient, late: Services) -> None:
    def read_map(**query: str) -> Atlas:
        return late.db.call(atlas.atlas, services=late, query=Query(query), lang="en")

    every, fixed, chosen = read_map(), read_map(panel="fixed"), read_map(src="1,2")
    assert fixed.countries == chosen.countries != every.countries
    assert (fixed.collected, fixed.before) == (chosen.collected, chosen.before)
    sub = call(client, MAP, {(AtlasIds.QUERY, "data"): "?panel=fixed", ("version", "data"): 0})
    assert "Fixed panel: 2 of 3 outlets" in sub[AtlasIds.SUB]["children"]
    links = all_of(sub[AtlasIds.TABLE]["children"], "Link")
    assert all("&src=1,2" in link["href"] for link in links)
    text = client.get("/api/v1/countries.csv?panel=fixed").text
    assert "# Panel: fixed" in text
    assert "# Outlets: Outlet 1, Outlet 2\n" in text


def test_relations_and_their_file_count_for_it(client: TestClient, late: Services) -> None:
    def read_pairs(**query: str) -> relations.Relations:
        return late.db.call(relations.relations, services=late, query=Query(query), lang="en")

    fixed, chosen = read_pairs(panel="fixed", last="28d"), read_pairs(src="1,2", last="28d")
    assert (fixed.nodes, fixed.pairs, fixed.collected) == (chosen.nodes, chosen.pairs, chosen.collected)
    assert fixed.collected < read_pairs(last="28d").collected
    assert "# Outlets: Outlet 1, Outlet 2\n" in client.get("/api/v1/pairs.csv?panel=fixed").text


def test_the_list_of_entities_counts_for_it(late: Services) -> None:
    def read_list(**query: str) -> directory.Directory:
        return late.db.call(directory.directory, services=late, query=Query(query), lang="en")

    assert read_list(panel="fixed").kinds == read_list(src="1,2").kinds != read_list().kinds


def test_an_entity_counts_for_it_and_says_no_change_of_other_outlets(
    client: TestClient, late: Services
) -> None:
    fixed, chosen = (
        read_entity(late, "JP", last="28d", **one) for one in ({"panel": "fixed"}, {"src": "1,2"})
    )
    assert fixed.sums == chosen.sums
    assert fixed.sums["before"]["share"] is not None
    assert fixed.numbers.timeline.equals(chosen.numbers.timeline)
    # Read through these 15 days, the third outlet was not there through the 15 before.
    young = read_entity(late, "JP", **{"from": "2026-10-22", "panel": "fixed"})
    assert young.filters.members == (1, 2, 3)
    assert young.sums["before"]["share"] is None
    assert young.sums["now"]["share"] is not None
    some, other = (cards(client, "JP", f"?last=28d&{one}") for one in ("panel=fixed", "src=1,2"))
    assert some == other
    answer = entity_draw(client, "JP", "?last=28d&panel=fixed")
    assert "Fixed panel: 2 of 3 outlets" in answer[EntityIds.SUBTITLE]["children"]
    assert "&panel=fixed" in answer[EntityIds.CSV]["href"]
    assert "src=" not in answer[EntityIds.CSV]["href"]


def test_where_nobody_was_read_throughout_it_is_said(client: TestClient) -> None:
    first = f"?panel=fixed&src=3&from={FIRST}"
    for outputs, id_, place in (
        (MAP, AtlasIds.QUERY, AtlasIds.TABLE),
        (PAIRS, RelationsIds.QUERY, RelationsIds.TABLE),
    ):
        answer = call(client, outputs, {(id_, "data"): first, ("version", "data"): 0})
        assert "No outlet was read throughout" in text_of(answer[place]["children"])
