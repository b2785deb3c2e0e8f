"""The book forgets nothing that it was told, fires once a day, and lets nobody else read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage.alerts.book import FILE, WAITS, Book, BookError
from storage.alerts.records import Condition, Occasion, Rule, Sign

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY, DAY = date(2026, 11, 20), date(2026, 11, 19)
RULE = Rule(
    rule_id=0,
    name="Malaysia in the news",
    condition=Condition(kind="spike", entities=("country:MY",), outlets=("pagi-dunia",), times=2.5),
    lang="id",
)
OCCASION = Occasion(
    day=DAY, signs=(Sign(key="country:MY", articles=31, collected=250, expected=10.0, outlets=4),)
)
HOOK = "https://hooks.example.org/secret"


def test_what_is_kept_is_there_after_the_file_is_opened_again(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        address = book.add_address("webhook", "Desk", HOOK)
        rule = book.keep(replace(RULE, addresses=(address.address_id,)), today=TODAY)
        assert book.fire(rule, OCCASION, now=NOW)
    with Book.open(tmp_path) as book:
        assert book.rules() == [rule] == [replace(RULE, rule_id=1, addresses=(1,), since=TODAY)]
        assert book.addresses() == [address]
        [firing] = book.firings()
        assert (firing.rule, firing.occasion, firing.fired_at) == (rule, OCCASION, NOW)
        [delivery] = book.deliveries(waiting_until=NOW)
        assert (delivery.firing_id, delivery.address_id, delivery.tries) == (firing.firing_id, 1, 0)


def test_only_its_owner_may_read_the_file_and_addresses_are_not_printed(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        address = book.add_address("webhook", "Desk", HOOK)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob(f"{FILE}*")}
    assert set(modes.values()) == {0o600}
    assert HOOK not in repr(address)


def test_an_address_that_is_deleted_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        address = book.add_address("webhook", "Desk", HOOK)
        rule = book.keep(replace(RULE, addresses=(address.address_id,)), today=TODAY)
        book.fire(rule, OCCASION, now=NOW)
        book.delete_address(address.address_id)
        assert book.addresses() == []
        assert book.rules()[0].addresses == ()
        assert book.deliveries(waiting_until=NOW) == []
    assert HOOK.encode() not in (tmp_path / FILE).read_bytes()


def test_a_rule_fires_once_a_day_whoever_asks(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book, Book.open(tmp_path) as other:
        rule = book.keep(RULE, today=TODAY)
        assert book.fire(rule, OCCASION, now=NOW)
        assert not other.fire(rule, OCCASION, now=NOW + timedelta(hours=1))
        assert other.fire(rule, replace(OCCASION, day=TODAY), now=NOW)
        assert [firing.occasion.day for firing in book.firings()] == [TODAY, DAY]


def test_what_fired_stays_when_its_rule_is_changed_or_deleted(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        address = book.add_address("webhook", "Desk", HOOK)
        rule = book.keep(replace(RULE, addresses=(address.address_id,)), today=TODAY)
        book.fire(rule, OCCASION, now=NOW)
        book.keep(replace(rule, name="Other"), today=TODAY)
        assert book.firings()[0].rule.name == RULE.name
        book.delete_rule(rule.rule_id)
        assert book.rules() == []
        assert len(book.firings()) == 1
        assert book.deliveries(waiting_until=NOW) == []
        assert not book.fire(rule, replace(OCCASION, day=TODAY), now=NOW)
        assert book.keep(RULE, today=TODAY).rule_id == 2  # what fired is not taken for its doing
        with pytest.raises(BookError, match="deleted meanwhile"):
            book.keep(rule, today=TODAY)


def test_a_rule_is_for_days_since_its_condition_was_made(tmp_path: Path) -> None:
    later = TODAY + timedelta(days=5)
    with Book.open(tmp_path) as book:
        rule = book.keep(RULE, today=TODAY)
        assert book.keep(replace(rule, name="Renamed", since=date.min), today=later).since == TODAY
        off = book.keep(replace(rule, on=False), today=later)
        assert off.since == TODAY
        assert book.keep(replace(off, on=True), today=later).since == later
        other = replace(rule, condition=replace(rule.condition, times=4.0))
        assert book.keep(other, today=later + timedelta(days=1)).since == later + timedelta(days=1)


def test_a_delivery_is_tried_again_after_longer_waits_and_given_up(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        address = book.add_address("webhook", "Desk", HOOK)
        rule = book.keep(replace(RULE, addresses=(address.address_id,)), today=TODAY)
        book.fire(rule, OCCASION, now=NOW)
        now = NOW
        for wait in WAITS:
            [delivery] = book.deliveries(waiting_until=now)
            after = book.tried(delivery, error="status 503", now=now)
            assert after.next_at == now + wait
            assert book.deliveries(waiting_until=now + wait - timedelta(seconds=1)) == []
            now += wait
        assert [d.error for _, d in book.troubles()] == ["status 503"]
        [delivery] = book.deliveries(waiting_until=now)
        assert book.tried(delivery, error="status 503", now=now).state == "given up"
        assert book.deliveries(waiting_until=now + timedelta(days=99)) == []
        assert [(a.name, d.state) for a, d in book.troubles()] == [("Desk", "given up")]


def test_a_trouble_is_over_when_a_later_message_is_taken(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        address = book.add_address("webhook", "Desk", HOOK)
        rule = book.keep(replace(RULE, addresses=(address.address_id,)), today=TODAY)
        book.fire(rule, OCCASION, now=NOW)
        [first] = book.deliveries(waiting_until=NOW)
        book.tried(first, error="status 503", now=NOW)
        book.fire(rule, replace(OCCASION, day=TODAY), now=NOW)
        [_, second] = sorted(
            book.deliveries(waiting_until=NOW + timedelta(days=1)), key=lambda one: one.firing_id
        )
        assert book.tried(second, error=None, now=NOW).state == "sent"
        assert book.troubles() == []
        assert [d.state for d in book.deliveries(firing_ids=[1, 2])] == ["waiting", "sent"]


def test_when_rules_were_looked_at_is_kept(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        assert book.looked() is None
        book.note_looked(now=NOW, error="the disk is full")
        book.note_looked(now=NOW + timedelta(minutes=1), error=None)
        looked = book.looked()
        assert looked is not None
        assert (looked.at, looked.error) == (NOW + timedelta(minutes=1), None)


def test_two_addresses_of_one_name_are_refused(tmp_path: Path) -> None:
    with Book.open(tmp_path) as book:
        book.add_address("webhook", "Desk", HOOK)
        with pytest.raises(BookError, match="already"):
            book.add_address("mail", "Desk", "desk@example.org")
        assert len(book.addresses()) == 1


def test_a_file_that_is_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to look like a file" * 40)
    with pytest.raises(BookError, match="cannot be opened"):
        Book.open(tmp_path)
