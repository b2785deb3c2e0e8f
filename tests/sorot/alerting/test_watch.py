"""What fires is told once, whatever dies or fails on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from dashboard.settings import AlertSettings, QuietHours
from entities.gazetteer import load
from sorot.alerting.send import Sender
from sorot.alerting.watch import Watch, watching
from storage.alerts.book import FILE, WAITS, Book
from storage.alerts.records import Condition, Rule
from storage.database import Database
from tests.archive import ZONE, counted_archive
from tests.sorot.alerting.conftest import Receiver

FIRST = date(2026, 1, 5)
SPIKE_ON = FIRST + timedelta(days=70)
BASE = "https://sorot.example"
RULE = Rule(rule_id=0, name="", condition=Condition(kind="spike", entities=("country:JP",)))


class Clock:
    """Stands where a test puts it."""

    def __init__(self, day: date) -> None:
        self.now = datetime.combine(day, time(8), ZONE)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    counts = [8] * 70 + [30] + [8] * 4
    counted_archive(
        tmp_path / "sorot.duckdb",
        first=FIRST,
        outlets=[[100] * 75, [100] * 75],
        mentioned={"country:JP": [counts, counts]},
    ).close()
    with Database.open(tmp_path / "sorot.duckdb", zone=ZONE, gazetteer=load()) as opened:
        yield opened


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.open(tmp_path) as opened:
        yield opened


def watch(db: Database, book: Book, receiver: Receiver, clock: Clock) -> Watch:
    return Watch(db, book, Sender(AlertSettings(webhooks=(receiver.origin,))), base=BASE, clock=clock)


def ruled(book: Book, receiver: Receiver, *, today: date = FIRST) -> Rule:
    address = book.add_address("webhook", "Desk", f"{receiver.origin}/desk")
    return book.keep(replace(RULE, addresses=(address.address_id,)), today=today)


def test_a_spike_is_told_once_with_number_norm_and_evidence(
    db: Database, book: Book, receiver: Receiver
) -> None:
    ruled(book, receiver)
    clock = Clock(SPIKE_ON)
    watching_it = watch(db, book, receiver, clock)
    watching_it.round()
    assert receiver.got == []  # the day is not over
    clock.now += timedelta(days=1)
    for _ in range(3):
        watching_it.round()
        watch(db, book, receiver, clock).round()  # another process after this one was killed
        clock.now += timedelta(hours=1)
    [got] = receiver.got
    assert got["title"] == "Japan: 60 articles on 16 Mar 2026, 3.8 times the usual 16"
    assert "60 of 200 articles (30.0%) in 2 outlets" in got["message"]
    assert f"{BASE}/articles?e=JP&from={SPIKE_ON}&to={SPIKE_ON}" in got["message"]
    assert got["link"] == f"{BASE}/articles?e=JP&from={SPIKE_ON}&to={SPIKE_ON}"
    looked = book.looked()
    assert looked is not None
    assert looked.error is None


def test_a_rule_that_is_made_later_or_is_off_says_nothing(
    db: Database, book: Book, receiver: Receiver
) -> None:
    rule = ruled(book, receiver, today=SPIKE_ON + timedelta(days=1))
    clock = Clock(SPIKE_ON + timedelta(days=1))
    watch(db, book, receiver, clock).round()
    book.keep(replace(rule, on=False), today=FIRST)
    watch(db, book, receiver, clock).round()
    assert book.firings() == []


def test_what_was_not_taken_is_tried_again_when_it_is_time(
    db: Database, book: Book, receiver: Receiver
) -> None:
    ruled(book, receiver)
    receiver.status = 503
    clock = Clock(SPIKE_ON + timedelta(days=1))
    watching_it = watch(db, book, receiver, clock)
    watching_it.round()
    watching_it.round()
    assert len(receiver.asked) == 1
    [(address, trouble)] = book.troubles()
    assert (address.name, trouble.error, trouble.tries) == ("Desk", "status 503", 1)
    clock.now += WAITS[0]
    receiver.status = 200
    watching_it.round()
    assert len(receiver.asked) == 2
    assert book.troubles() == []
    clock.now += timedelta(days=1)
    watching_it.round()
    assert len(receiver.asked) == 2


def test_what_fires_in_quiet_hours_is_in_the_feed_and_sent_after(
    db: Database, book: Book, receiver: Receiver
) -> None:
    ruled(book, receiver)
    clock = Clock(SPIKE_ON + timedelta(days=1))
    clock.now = clock.now.replace(hour=5, minute=59)
    sender = Sender(AlertSettings(webhooks=(receiver.origin,)))
    quiet = QuietHours(begin=time(22), end=time(6))
    watching_it = Watch(db, book, sender, base=BASE, quiet=quiet, clock=clock)
    watching_it.round()
    assert len(book.firings()) == 1
    assert receiver.asked == []
    clock.now += timedelta(minutes=1)
    watching_it.round()
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    ("begin", "end", "held"),
    [(22, 6, [22, 23, 0, 1, 2, 3, 4, 5]), (12, 14, [12, 13]), (0, 7, [0, 1, 2, 3, 4, 5, 6])],
)
def test_quiet_hours_may_go_over_midnight(begin: int, end: int, held: list[int]) -> None:
    quiet = QuietHours(begin=time(begin), end=time(end))
    assert [hour for hour in range(24) if quiet.holds(time(hour))] == sorted(held)


def test_messages_are_in_the_language_of_their_rule(db: Database, book: Book, receiver: Receiver) -> None:
    rule = ruled(book, receiver)
    book.keep(replace(rule, lang="id"), today=FIRST)
    watch(db, book, receiver, Clock(SPIKE_ON + timedelta(days=1))).round()
    assert receiver.got[0]["title"].startswith("Jepang: 60 artikel pada 16 Mar 2026, 3,8 kali")


def test_nothing_is_judged_while_names_are_matched_again(
    db: Database, book: Book, receiver: Receiver
) -> None:
    ruled(book, receiver)
    db.write(
        lambda con: con.execute(
            "INSERT INTO retag VALUES ('other', now()::TIMESTAMP, $day, 0, 0, 0, NULL)", {"day": FIRST}
        )
    )
    clock = Clock(SPIKE_ON + timedelta(days=1))
    watching_it = watch(db, book, receiver, clock)
    watching_it.round()
    assert book.firings() == []
    db.write(lambda con: con.execute("UPDATE retag SET finished_at = now()::TIMESTAMP"))
    watching_it.round()
    assert len(book.firings()) == 1


def test_why_rules_cannot_be_looked_at_is_kept_and_messages_go_on(
    db: Database, book: Book, receiver: Receiver
) -> None:
    rule = ruled(book, receiver)
    clock = Clock(SPIKE_ON + timedelta(days=1))
    receiver.status = 503
    watch(db, book, receiver, clock).round()
    receiver.status = 200
    clock.now += WAITS[0]
    broken = replace(rule, condition=replace(rule.condition, entities=(1,)))  # type: ignore[arg-type]
    book.keep(replace(broken, rule_id=0), today=FIRST)
    watch(db, book, receiver, clock).round()
    looked = book.looked()
    assert looked is not None
    assert looked.error
    assert len(receiver.asked) == 2


def test_a_book_that_cannot_be_opened_stops_nothing(db: Database, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, whatever its name says" * 50)
    with watching(tmp_path, db, AlertSettings()) as alerts:
        assert alerts is None


def test_a_process_that_serves_watches(db: Database, tmp_path: Path) -> None:
    with watching(tmp_path, db, AlertSettings()) as alerts:
        assert alerts is not None
        assert alerts.book.rules() == []
