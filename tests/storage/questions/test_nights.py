"""What is told of nights: the last one, what they found, and what is left wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import writer as module
from storage.database import Database
from storage.questions.nights import Nights, nights
from storage.upkeep.nightly import last_night
from storage.upkeep.retention import forget_texts
from storage.writer import Writer
from tests.storage.test_writer import SOON, Wakeups
from tests.storage.world import NOW, finished

DAY = date(2026, 11, 18)
ADD = "INSERT INTO upkeep_finding VALUES ($at, $what, $day, 3, $mended)"


def find(db: Database, *, ago: int, what: str = "counts", mended: bool) -> None:
    at = NOW.replace(tzinfo=None) - timedelta(days=ago)
    db.write(lambda con: con.execute(ADD, {"at": at, "what": what, "day": DAY, "mended": mended}))


def test_a_new_archive_has_nothing_to_tell(db: Database) -> None:
    told = Nights(last=None, days=0, found=(), failed=None, texts_before=None)
    assert db.call(nights, now=NOW) == told


def test_findings_of_thirty_days_are_told_and_what_a_later_night_mended_is_not_left(db: Database) -> None:
    find(db, ago=40, mended=False)
    find(db, ago=3, what="stories", mended=False)
    find(db, ago=2, mended=False)
    find(db, ago=1, mended=True)
    found = db.call(nights, now=NOW)
    assert [(one.what, one.mended) for one in found.found] == [
        ("counts", True),
        ("counts", False),
        ("stories", False),
    ]
    assert [one.what for one in found.not_mended] == ["stories"]


def test_it_tells_since_when_texts_are_kept(db: Database, data_dir: Path) -> None:
    finished(forget_texts(db, data_dir, before=datetime(2026, 10, 1)))  # noqa: DTZ001 - naive UTC, as stored
    assert db.call(nights, now=NOW).texts_before == date(2026, 10, 1)


def test_a_night_that_breaks_off_is_told_until_one_comes_to_its_end(
    db: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise OSError("no such disk")

    clock = Wakeups()
    with monkeypatch.context() as patched:
        patched.setattr(module, "look_over", breaks)
        writer = Writer(db, data_dir, every=SOON, clock=clock)
        writer.start()
        clock.until(lambda: db.call(nights, now=NOW).failed is not None)
        writer.stop()
    night = (NOW.astimezone(db.zone) - timedelta(hours=3)).date()
    assert db.call(nights, now=NOW).failed == (night, "no such disk")
    assert db.call(last_night) is None
    writer = Writer(db, data_dir, every=SOON, clock=clock)
    writer.start()
    clock.until(lambda: db.call(nights, now=NOW).failed is None)
    writer.stop()
    found = db.call(nights, now=datetime.now(UTC))
    assert found.last == night
