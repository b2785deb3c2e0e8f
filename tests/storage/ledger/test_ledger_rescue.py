"""A damaged ledger is kept aside, and what can be read of it goes on."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import pytest

from storage.ledger.ledger import FeedUpdate, KnownEntry, Ledger
from storage.ledger.rescue import is_damage, rescued
from tests.storage.world import FEEDS, NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path) as ledger:
        ledger.sync_feeds(FEEDS, NOW)
        state = ledger.state(FEEDS[0].key)
        assert state is not None
        entries = tuple(
            KnownEntry(key=f"https://pagi.example/{n}", article_id=n, content_hash="x" * 40, seen_at=NOW)
            for n in range(3000)
        )
        ledger.record([FeedUpdate(state=state, entries=entries)])
    return path


def test_a_sound_ledger_is_left_alone(path: Path) -> None:
    before = path.read_bytes()
    assert rescued(path, NOW) is None
    assert path.read_bytes() == before
    assert rescued(path.with_name("none.sqlite"), NOW) is None


def test_what_can_be_read_is_saved(path: Path) -> None:
    content, random = bytearray(path.read_bytes()), Random(2)
    half = len(content) // 2 // 4096 * 4096
    content[half : half + 3 * 4096] = random.randbytes(3 * 4096)
    path.write_bytes(bytes(content))
    saved = rescued(path, NOW)
    assert saved is not None
    kept, rows = saved
    assert kept.read_bytes() == bytes(content)
    assert kept.name == "ledger.sqlite.damaged-20261120T010000"
    with Ledger.open(path) as ledger:
        assert [state.feed for state in ledger.all()] == sorted(feed.key for feed in FEEDS)
        found = ledger.known(FEEDS[0].key, [f"https://pagi.example/{n}" for n in range(3000)])
        assert 0 < len(found) < 3000
        assert all(entry.article_id == int(key.rpartition("/")[2]) for key, entry in found.items())
        assert rows >= len(found)
    assert rescued(path, NOW) is None


@pytest.mark.parametrize("content", [b"this is no ledger " * 300, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_what_is_no_ledger_is_begun_anew(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    saved = rescued(path, NOW)
    assert saved is not None
    assert saved[0].read_bytes() == content
    assert saved[1] == 0
    with Ledger.open(path) as ledger:
        assert ledger.all() == []


def test_a_locked_ledger_is_not_damaged() -> None:
    assert is_damage(sqlite3.DatabaseError("database disk image is malformed"))
    assert not is_damage(sqlite3.OperationalError("database is locked"))
    assert not is_damage(OSError())
