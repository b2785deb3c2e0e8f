"""What an editor asks for is done within bounds, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.alerts.act import Acts, Done
from dashboard.alerts.desk import Alerts
from dashboard.alerts.form import MOST_ENTITIES, NEW, Known, condition_of, rule_of, values_of
from dashboard.alerts.telling import Message
from dashboard.i18n import Words
from dashboard.services import Services
from dashboard.settings import AlertSettings
from storage.alerts.book import Book
from storage.alerts.records import Address, Condition, Rule

TODAY = date(2026, 11, 20)
SETTINGS = AlertSettings(base="https://sorot.example", webhooks=("https://hooks.example.org",))
HOOK = "https://hooks.example.org/s3cret"


@pytest.fixture(scope="module")
def known(services: Services) -> Known:
    return services.db.call(Known.of, gazetteer=services.gazetteer)


class Desk:
    """An editor at a book of rules."""

    def __init__(self, book: Book, known: Known) -> None:
        self.book, self.known, self.sent = book, known, list[Message]()
        self.error: str | None = None

    def _send(self, _address: Address, message: Message) -> str | None:
        self.sent.append(message)
        return self.error

    def do(self, verb: str, key: str = "", **values: Any) -> Done:
        alerts = Alerts(book=self.book, send=self._send)
        acts = Acts(alerts=alerts, settings=SETTINGS, today=TODAY, words=Words("en"))
        return acts.do(verb, key, values, self.known)

    def add(self, name: str = "Desk", target: str = HOOK, medium: str = "webhook") -> Done:
        return self.do("add", medium=medium, address=name, target=target)


@pytest.fixture
def desk(tmp_path: Path, known: Known) -> Iterator[Desk]:
    with Book.open(tmp_path) as book:
        yield Desk(book, known)


def test_a_rule_is_kept_changed_turned_and_deleted(desk: Desk) -> None:
    done = desk.do("keep", kind="share", entities=["country:MY"], share=25, name="  My   rule ")
    assert done.said == "The rule is kept. It fires about days from 20 Nov 2026 on."
    [rule] = desk.book.rules()
    assert (rule.name, rule.condition.share, rule.lang, rule.since) == ("My rule", 0.25, "en", TODAY)
    key = str(done.rule_id)
    desk.do("keep", key, kind="named", entities=["all:country"])
    assert desk.book.rules()[0].condition.kind == "named"
    assert desk.do("turn", key).said == "The rule is off."
    assert not desk.book.rules()[0].on
    assert desk.do("turn", key).said.startswith("The rule is on.")
    assert desk.do("delete", key).rule_id == 0
    assert desk.book.rules() == []


def test_a_rule_about_nobody_is_not_kept(desk: Desk) -> None:
    assert not desk.do("keep", kind="spike", entities=[]).changed
    assert desk.book.rules() == []
    assert desk.do("keep", kind="silent", entities=[]).changed


def test_what_is_gone_is_said(desk: Desk) -> None:
    for verb in ("keep", "turn", "test", "forget"):
        done = desk.do(verb, "7", kind="spike", entities=["country:MY"])
        assert done.said == Words("en")("alerts.gone"), verb
    assert desk.do("anything", "").said == Words("en")("alerts.gone")


def test_an_address_is_checked_before_it_is_kept(desk: Desk) -> None:
    assert not desk.add(target="http://169.254.169.254/").added
    assert not desk.add(name="  ").added
    assert not desk.add(medium="dbus").added
    assert desk.book.addresses() == []
    assert desk.add().added
    assert desk.add().said == Words("en")("alerts.name_taken")
    assert [(one.name, one.target) for one in desk.book.addresses()] == [("Desk", HOOK)]


def test_a_test_message_says_what_came_of_it(desk: Desk) -> None:
    desk.add()
    assert desk.do("test", "1").said == "The test message to Desk was taken."
    assert desk.sent[0].link == "https://sorot.example/alerts"
    desk.error = "status 404"
    said = desk.do("test", "1").said
    assert said == "The test message to Desk was not taken: The server answered with an error (404)."
    assert desk.do("forget", "1").changed
    assert desk.book.addresses() == []


RULES = (
    Condition(kind="spike", entities=("country:MY",), times=3.5, articles=12, in_outlets=4, langs=("id",)),
    Condition(kind="share", entities=("country:MY", "all:leader"), share=0.125, articles=5, capitals=False),
    Condition(kind="named", entities=("all:country",), articles=2, days=60, basis="stories"),
    Condition(kind="silent", outlets=("harian-utara", "kabar-pagi"), days=5),
)


@pytest.mark.parametrize("condition", RULES, ids=lambda one: one.kind)
def test_the_form_says_the_rule_that_it_shows(condition: Condition, known: Known) -> None:
    rule = Rule(rule_id=3, name="One", condition=condition, addresses=(4, 9), lang="id", since=TODAY)
    assert rule_of(values_of(rule, known), rule, known, lang="id") == rule


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "other", "entities": "country:MY", "src": 7, "lang": None, "basis": 3, "tell": {}},
        {"times": float("nan"), "spike_articles": -1, "in_outlets": True},
        {"kind": "share", "share": 1e9, "articles": 1e300, "name": "x" * 10_000},
        {"kind": "named", "named_days": -5, "src": ["1", "x", "99999"], "lang": ["id", "xx", ["id"]]},
        {"kind": "silent", "silent_days": 1e9, "entities": ["country:MY"]},
    ],
)
def test_whatever_a_browser_sends_becomes_a_rule_within_bounds(values: dict[str, Any], known: Known) -> None:
    rule = rule_of(values, NEW, known, lang="en")
    condition = rule.condition
    assert len(rule.name) <= 80
    assert 1.5 <= condition.times <= 100
    assert 0 < condition.share <= 1
    assert 1 <= condition.articles <= 9999
    assert 1 <= condition.days <= 90
    assert set(condition.outlets) <= set(known.outlets.values())
    assert set(condition.langs) <= {"id", "en"}
    if condition.kind == "spike":
        assert (condition.articles, condition.in_outlets) >= (8, 2)


def test_only_what_is_known_is_in_a_rule_and_not_too_much(known: Known) -> None:
    many = [key for key in known.gazetteer.entities if key.startswith("country:")]
    found = condition_of({"entities": ["country:XX", *many, many[0]]}, known)
    assert found.entities == tuple(many[:MOST_ENTITIES])


def test_a_name_of_a_rule_is_text_and_nothing_else(services: Services, known: Known) -> None:
    from dashboard.alerts.telling import Teller

    teller = services.db.call(Teller.of, gazetteer=services.gazetteer, lang="en")
    rule = replace(NEW, name="**{who}** <b>x</b> {0}")
    assert teller.rule(rule) == rule.name
