"""Who may change rules, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from dashboard.alerts.desk import Alerts
from dashboard.app import create_app
from dashboard.components.alert_form import CONTROLS, TELL, TELL_BOX
from dashboard.pages.alerts_layout import Ids
from dashboard.services import Services
from dashboard.settings import AccessSettings
from storage.alerts.book import Book
from storage.alerts.records import Condition, Rule
from tests.dashboard.apps import Application
from tests.servers import listening

Outputs = Sequence[tuple[str, str]]
HEADER = "remote-user"
SECRET = "https://hooks.example.org/s3cret-token"
ACCESS = AccessSettings(by="proxy", header=HEADER, proxies=("127.0.0.1/32",), editors=("ani",))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path) as opened:
        address = opened.add_address("webhook", "Desk", SECRET)
        rule = Rule(
            rule_id=0,
            name="Neighbours",
            condition=Condition(kind="spike", entities=("country:MY",)),
            addresses=(address.address_id,),
        )
        opened.keep(rule, today=date(2026, 11, 1))
        yield opened


@pytest.fixture
def client(services: Services, book: Book, tmp_path: Path) -> Iterator[httpx.Client]:
    settings = replace(services.settings, data_dir=tmp_path, access=ACCESS)
    alerts = Alerts(book=book, send=lambda *_: None)
    made = Application(lambda: create_app(settings, services.db, now=services.now, alerts=alerts))
    with made.shown(), listening(made.app) as address, httpx.Client(base_url=address, timeout=60) as opened:
        yield opened


def asked(client: httpx.Client, who: str, verb: str, key: str = "", **headers: str) -> httpx.Response:
    """What a button does, as the browser of ``who`` sends it."""
    outputs = [
        (Ids.SAID, "children"),
        (Ids.CHANGED, "data"),
        (Ids.RULE, "data"),
        (Ids.ADDRESS_NAME, "value"),
        (Ids.TARGET, "value"),
    ]
    states: list[tuple[str, str, Any]] = [
        (Ids.CHANGED, "data", 0),
        (Ids.RULE, "data", ""),
        (Ids.MEDIUM, "value", "mail"),
        (Ids.ADDRESS_NAME, "value", ""),
        (Ids.TARGET, "value", ""),
    ]
    states += [(str(c.component_id), c.component_property, None) for _, c in CONTROLS]
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "inputs": [{"id": Ids.ASKED, "property": "data", "value": {"verb": verb, "key": key, "at": 1}}],
        "state": [{"id": name, "property": prop, "value": value} for name, prop, value in states],
        "changedPropIds": [f"{Ids.ASKED}.data"],
    }
    return client.post("/_dash-update-component", json=body, headers={HEADER: who, **headers})


def shown(client: httpx.Client, who: str, outputs: Outputs, inputs: Outputs, states: Outputs = ()) -> str:
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in outputs) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "inputs": [{"id": name, "property": prop, "value": None} for name, prop in inputs],
        "state": [{"id": name, "property": prop, "value": []} for name, prop in states],
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
    }
    answer = client.post("/_dash-update-component", json=body, headers={HEADER: who})
    return str(answer.json() if answer.content else "")


def test_an_editor_turns_a_rule_off_and_a_reader_cannot(client: httpx.Client, book: Book) -> None:
    asked(client, "budi", "turn", "1")
    assert book.rules()[0].on
    for verb in ("delete", "forget", "test", "keep", "add"):
        asked(client, "budi", verb, "1")
    assert len(book.rules()) == len(book.addresses()) == 1
    assert "The rule is off." in asked(client, "ani", "turn", "1").text
    assert not book.rules()[0].on


def test_a_page_of_another_site_changes_nothing_for_an_editor(client: httpx.Client, book: Book) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert asked(client, "ani", "turn", "1", **headers).status_code == 403
    assert book.rules()[0].on


def test_readers_see_names_of_addresses_and_editors_masks(client: httpx.Client) -> None:
    lists = [
        (Ids.LEDE, "children"),
        (Ids.LOOKED, "children"),
        (Ids.RULES, "children"),
        (Ids.FIRED, "children"),
    ]
    changes = [("version", "data"), (Ids.CHANGED, "data"), ("clock", "n_intervals")]
    parts = [(Ids.ADDRESSES, "children"), (TELL_BOX, "children")]

    def addresses(who: str) -> str:
        return shown(client, who, parts, [(Ids.CHANGED, "data")], [(TELL, "value")])

    for who in ("ani", "budi"):
        said = shown(client, who, lists, changes)
        assert "Neighbours" in said
        assert "To Desk and the feed" in said
        assert "s3cret" not in said
    assert "https://hooks.example.org/…ken" in addresses("ani")
    assert "s3cret" not in addresses("ani")
    assert "hooks.example.org" not in addresses("budi")
