"""What a reader sees of articles whose text is no longer kept: that it is gone, and where it may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.pages.articles_layout import Ids
from dashboard.settings import WebSettings
from entities.gazetteer import Gazetteer
from storage.database import Database
from storage.upkeep.retention import forget_texts
from tests.archive import ZONE
from tests.dashboard.apps import Application
from tests.dashboard.calls import all_of, text_of
from tests.dashboard.press import NOW, build_press
from tests.dashboard.test_articles import draw, id_of, open_article, titles
from tests.storage.world import finished


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("gone")
    with Database.open(build_press(folder, gazetteer), zone=ZONE, gazetteer=gazetteer) as db:
        finished(forget_texts(db, Path(folder), before=datetime(2030, 1, 1)))  # noqa: DTZ001 - naive UTC
        settings = WebSettings(data_dir=folder, zone=ZONE, home_country="ID", demo=True)
        yield Application(lambda: create_app(settings, db, now=lambda: NOW))


@pytest.fixture
def press(app: Application) -> Iterator[TestClient]:
    with app.client() as client:
        yield client


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "This archive no longer keeps the text."), ("id", "Arsip ini tidak lagi menyimpan teksnya.")],
)
def test_an_article_says_that_its_text_is_gone_and_links_to_its_outlet(
    press: TestClient, lang: str, said: str
) -> None:
    drawn = open_article(press, id_of("english", "malam"), lang)["children"]
    assert said in text_of(drawn)
    assert "https://malam.example/english" in [link.get("href") for link in all_of(drawn, "A")]
    assert not [part for part in all_of(drawn, "Div") if part.get("className") == "body"]


def test_who_is_in_it_stays_known(press: TestClient) -> None:
    assert "Found in this text" in text_of(open_article(press, id_of("awkward"))["children"])


def test_its_edits_are_those_of_the_headline(press: TestClient) -> None:
    drawn = open_article(press, id_of("english", "malam"))["children"]
    taken = [text_of(part["children"]) for part in all_of(drawn, "Del")]
    assert taken == ["cheap"]
    assert "The text was changed; it is no longer kept." in text_of(drawn)


def test_lists_have_the_headline_and_say_so(press: TestClient) -> None:
    answer = draw(press)
    snippets = [
        text_of(part["children"])
        for part in all_of(answer[Ids.LIST]["children"], "P")
        if part.get("className") == "snippet"
    ]
    assert len(snippets) == len(titles(answer)) > 0
    assert set(snippets) == {"The text is no longer kept."}
