"""The feed is RSS that readers of feeds take, and says what pages say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from dashboard.access.passwords import Passwords
from dashboard.alerts.desk import Alerts
from dashboard.app import create_app
from dashboard.services import Services
from dashboard.settings import AccessSettings, AlertSettings
from storage.alerts.book import Book
from storage.alerts.records import Condition, Occasion, Rule, Sign
from tests.dashboard.apps import Application
from tests.servers import listening

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 19)
RULE = Rule(
    rule_id=0,
    name="Tetangga & <dunia>\x0b",
    condition=Condition(kind="spike", entities=("country:MY",), outlets=("kabar-pagi",)),
)
SIGN = Sign(key="country:MY", articles=31, collected=250, expected=10.0, outlets=4)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path) as opened:
        rule = opened.keep(RULE, today=DAY)
        opened.fire(rule, Occasion(day=DAY, signs=(SIGN,)), now=NOW)
        silent = replace(RULE, condition=Condition(kind="silent", days=2), name="")
        sign = Sign(key="kabar-pagi", articles=0, collected=210, expected=38.4, reason="polls failed")
        opened.fire(opened.keep(silent, today=DAY), Occasion(day=DAY, signs=(sign,)), now=NOW)
        yield opened


@pytest.fixture
def client(services: Services, book: Book, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(services, book, tmp_path) as opened:
        yield opened


class serving:  # noqa: N801 - read as a verb
    """The application with these alerts, over a real socket."""

    def __init__(self, services: Services, book: Book | None, folder: Path, **settings: Any) -> None:
        made = replace(
            services.settings, data_dir=folder, alerts=AlertSettings(base="https://sorot.example"), **settings
        )
        alerts = Alerts(book=book, send=lambda *_: None) if book else None
        self._app = Application(lambda: create_app(made, services.db, now=services.now, alerts=alerts))

    def __enter__(self) -> httpx.Client:
        self._shown = self._app.shown()
        self._shown.__enter__()
        self._listening = listening(self._app.app)
        self._client = httpx.Client(base_url=self._listening.__enter__(), timeout=60)
        return self._client

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._listening.__exit__(None, None, None)
        self._shown.__exit__(None, None, None)


def test_items_have_number_norm_evidence_and_a_lasting_id(client: httpx.Client) -> None:
    answer = client.get("/alerts.xml")
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    read = feedparser.parse(answer.content)
    assert (read.bozo, read.version) == (0, "rss20")
    silent, spike = read.entries
    assert spike.title == "Malaysia: 31 articles on 19 Nov 2026, 3.1 times the usual 10"
    assert spike.link == "https://sorot.example/articles?e=MY&from=2026-11-19&to=2026-11-19&src=2"
    assert "31 of 250 articles (12.4%) in 4 outlets on 19 Nov 2026; usual on such a day: 10." in spike.summary
    assert "Tetangga &" in spike.summary
    assert (spike.id, spike.guidislink) == ("https://sorot.example/alerts#firing-1", False)
    assert parsedate_to_datetime(spike.published) == NOW
    assert silent.title == "Kabar Pagi: no article on 19 Nov 2026, where 38 are usual"
    assert "It could not be read." in silent.summary
    assert silent.link == "https://sorot.example/sources"


def test_the_feed_speaks_both_languages(client: httpx.Client) -> None:
    read = feedparser.parse(client.get("/alerts.xml?ui=id").content)
    assert read.feed.language == "id"
    assert read.entries[1].title == "Malaysia: 31 artikel pada 19 Nov 2026, 3,1 kali dari biasanya 10"


def test_what_has_not_changed_is_not_sent_again(client: httpx.Client, book: Book) -> None:
    first = client.get("/alerts.xml")
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get("/alerts.xml", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/alerts.xml", headers={"if-none-match": '"x"'}).status_code == 200
    book.fire(book.rules()[0], Occasion(day=date(2026, 11, 20), signs=(SIGN,)), now=NOW)
    changed = client.get("/alerts.xml", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_without_alerts_the_feed_is_there_and_empty(services: Services, tmp_path: Path) -> None:
    with serving(services, None, tmp_path) as client:
        read = feedparser.parse(client.get("/alerts.xml").content)
    assert (read.bozo, read.version, read.entries) == (0, "rss20", [])


def test_a_feed_reader_sends_the_password_with_its_request(
    services: Services, book: Book, tmp_path: Path
) -> None:
    Passwords(tmp_path).put("reader", "kata sandi pembaca")
    access = AccessSettings(by="password", https=False)
    with serving(services, book, tmp_path, access=access) as client:
        assert client.get("/alerts.xml").status_code == 401
        assert client.get("/alerts.xml", auth=("any", "kata sandi pembaca")).status_code == 200
        assert client.get("/alerts.xml/../alerts", auth=("any", "kata sandi pembaca")).status_code != 200
