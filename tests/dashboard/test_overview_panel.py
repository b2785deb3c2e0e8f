"""The Overview within a fixed panel: outlets that were read through all that is shown and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.pages.overview_layout import Ids
from dashboard.services import Services
from dashboard.settings import WebSettings
from entities.gazetteer import Gazetteer
from storage.database import Database
from tests.archive import ZONE, counted_archive
from tests.dashboard.apps import Application
from tests.dashboard.calls import find, page, text_of
from tests.dashboard.test_overview import HEAT, draw, read

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
