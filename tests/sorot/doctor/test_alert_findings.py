"""`sorot doctor` says in words what is wrong with alerts, and nothing where there are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sorot.config.config import Config, load
from sorot.doctor.alerts import alert_findings
from storage.alerts.book import FILE, WAITS, Book
from storage.alerts.records import Condition, Occasion, Rule, Sign
from tests.sorot.served import CONFIG

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 19)
OCCASION = Occasion(day=DAY, signs=(Sign(key="country:MY", articles=31, collected=250),))
SECRET = "https://hooks.example.org/s3cret"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "config.yaml").write_text(CONFIG)
    return load(tmp_path / "config.yaml")


@pytest.fixture
def fired(config: Config) -> Config:
    with Book.open(config.data) as book:
        address = book.add_address("webhook", "Desk", SECRET)
        condition = Condition(kind="spike", entities=("country:MY",))
        rule = Rule(rule_id=0, name="", condition=condition, addresses=(address.address_id,))
        book.fire(book.keep(rule, today=DAY), OCCASION, now=NOW)
    return config


def test_without_rules_there_is_nothing_to_say_and_nothing_is_made(config: Config) -> None:
    assert list(alert_findings(config)) == []
    assert not (config.data / FILE).exists()


def test_all_is_well_when_messages_are_taken(fired: Config) -> None:
    with Book.open(fired.data) as book:
        [delivery] = book.deliveries(waiting_until=NOW)
        book.tried(delivery, error=None, now=NOW)
    [found] = alert_findings(fired)
    assert (found.about, found.state, found.says) == ("alerts", "ok", "1 rule on, 1 address")


def test_a_message_that_is_not_taken_is_told_with_its_next_try(fired: Config) -> None:
    with Book.open(fired.data) as book:
        [delivery] = book.deliveries(waiting_until=NOW)
        after = book.tried(delivery, error="status 503", now=NOW)
        [found] = alert_findings(fired)
        assert found.state == "wrong"
        assert found.says == (
            "Desk (webhook): The server answered with an error (503); 1 try, next 2026-11-20 03:01 UTC"
        )
        assert "s3cret" not in str(found)
        book.tried(replace(after, tries=len(WAITS)), error="unreached", now=NOW)
    [found] = alert_findings(fired)
    assert found.says.endswith(f"{len(WAITS) + 1} tries, given up")


def test_rules_that_cannot_be_looked_at_are_told(fired: Config) -> None:
    with Book.open(fired.data) as book:
        book.note_looked(now=NOW, error="the disk is full")
    [found] = alert_findings(fired)
    assert found.state == "wrong"
    assert found.says == "rules could not be looked at on 2026-11-20 03:00 UTC: the disk is full"
