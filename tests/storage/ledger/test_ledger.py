"""The ledger keeps what the collector knows over restarts, and others may read it meanwhile."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.errors import CollectorRunningError, LedgerError
from storage.ledger.ledger import BackfillUrl, FeedChanges, FeedState, FeedUpdate, KnownEntry, Ledger
from storage.lock import collector_lock
from storage.records import Feed, Outlet
from storage.sqlfiles import statement

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OUTLET = Outlet(key="pagi", name="Pagi", country="ID", lang="id", homepage="https://pagi.example/")


def feed(key: str, *, interval: timedelta = timedelta(minutes=15), host: str = "pagi.example") -> Feed:
    url = f"https://{host}/{key}.xml"
    return Feed(key=key, outlet=OUTLET, url=url, section="dunia", lang="id", interval=interval)


def state(ledger: Ledger, key: str) -> FeedState:
    found = ledger.state(key)
    assert found is not None
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path) as opened:
        yield opened


@pytest.mark.behaviour(14)
def test_first_polls_start_at_once_and_are_spread_over_a_minute(ledger: Ledger) -> None:
    ledger.sync_feeds([feed(f"f{n}") for n in range(6)], NOW)
    waits = [(s.next_poll_at - NOW).total_seconds() for s in ledger.all()]
    assert waits == [0, 10, 20, 30, 40, 50]
    assert [s.feed for s in ledger.due(NOW, 10)] == ["f0"]


@pytest.mark.behaviour(9)
def test_state_and_entries_survive_a_restart(path: Path) -> None:
    with Ledger.open(path) as ledger:
        ledger.sync_feeds([feed("a")], NOW)
        after = replace(
            state(ledger, "a"),
            etag='W/"x"',
            last_modified="Thu, 19 Nov 2026 10:00:00 GMT",
            failures=2,
            failing_since=NOW,
            last_poll_at=NOW,
            last_status="failed",
            last_http_status=503,
            last_error="answered 503",
            next_poll_at=NOW + timedelta(hours=1),
        )
        entries = (
            KnownEntry(key="g1", article_id=7, content_hash="h", seen_at=NOW),
            KnownEntry(key="g\ud800", article_id=None, content_hash="i", seen_at=NOW),
        )
        ledger.record([FeedUpdate(state=after, entries=entries)])
    with Ledger.open(path) as ledger:
        assert ledger.sync_feeds([feed("a")], NOW + timedelta(minutes=1)) == FeedChanges()
        assert state(ledger, "a") == after
        assert ledger.due(NOW + timedelta(minutes=59), 10) == []
        assert ledger.known("a", ["g1", "g2", "g\ud800"]) == {"g1": entries[0], "g\ud800": entries[1]}
        assert ledger.known("b", ["g1"]) == {}


def test_an_article_that_one_feed_brought_is_found_for_all(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a"), feed("b")], NOW)
    for name, entries in (("a", ("k1", 1)), ("b", ("k2", None))):
        key, article_id = entries
        entry = KnownEntry(key=key, article_id=article_id, content_hash="h", seen_at=NOW)
        ledger.record([FeedUpdate(state=replace(state(ledger, name), last_poll_at=NOW), entries=(entry,))])
    assert ledger.collected(["k1", "k2", "k3"]) == {"k1": 1}  # of k2 no article was made


def test_a_removed_feed_is_kept_and_comes_back(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a"), feed("b")], NOW)
    assert ledger.sync_feeds([feed("a")], NOW).removed == ("b",)
    assert [s.feed for s in ledger.all()] == ["a"]
    assert state(ledger, "b").removed_at == NOW
    assert [s.feed for s in ledger.due(NOW + timedelta(days=1), 10)] == ["a"]
    later = NOW + timedelta(days=2)
    assert ledger.sync_feeds([feed("a"), feed("b")], later).added == ()
    assert state(ledger, "b").removed_at is None
    assert state(ledger, "b").added_at == NOW


def test_a_new_address_is_read_from_the_start_and_late_answers_of_the_old_one_are_dropped(
    ledger: Ledger,
) -> None:
    ledger.sync_feeds([feed("a")], NOW)
    old = replace(state(ledger, "a"), etag="e", next_poll_at=NOW + timedelta(hours=9))
    ledger.record([FeedUpdate(state=old)])
    assert ledger.sync_feeds([feed("a", host="other.example")], NOW).changed == ("a",)
    entry = KnownEntry(key="g", article_id=1, content_hash="h", seen_at=NOW)
    ledger.record([FeedUpdate(state=old, entries=(entry,))])
    fresh = state(ledger, "a")
    assert (fresh.etag, fresh.host, fresh.next_poll_at) == (None, "other.example", NOW)
    assert ledger.known("a", ["g"]) == {}


def test_a_shorter_interval_takes_effect_at_once(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a", interval=timedelta(hours=6))], NOW)
    ledger.record([FeedUpdate(state=replace(state(ledger, "a"), next_poll_at=NOW + timedelta(hours=6)))])
    ledger.sync_feeds([feed("a", interval=timedelta(minutes=5))], NOW)
    assert state(ledger, "a").next_poll_at == NOW + timedelta(minutes=5)
    assert state(ledger, "a").interval_s == 300


@pytest.mark.behaviour(10)
def test_a_paused_host_is_left_alone_and_others_are_not(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a"), feed("b", host="busy.example")], NOW)
    soon = NOW + timedelta(minutes=5)
    ledger.pause_host("busy.example", NOW + timedelta(hours=2), now=NOW)
    ledger.pause_host("busy.example", NOW + timedelta(hours=1), now=NOW)
    assert [s.feed for s in ledger.due(soon, 10)] == ["a"]
    assert state(ledger, "b").paused_until == NOW + timedelta(hours=2)
    assert [s.feed for s in ledger.due(NOW + timedelta(hours=2), 10)] == ["a", "b"]


@pytest.mark.behaviour(10, 15)
def test_feeds_of_a_paused_host_stand_in_line_when_it_is_over(ledger: Ledger) -> None:
    busy = [feed(f"b{n}", host="busy.example") for n in range(4)]
    ledger.sync_feeds([feed("a"), *busy], NOW)
    hour, gap = NOW + timedelta(hours=1), timedelta(seconds=2)
    ledger.record([FeedUpdate(state=replace(state(ledger, "b3"), next_poll_at=hour + timedelta(minutes=9)))])
    put_off = ledger.pause_host("busy.example", hour, now=NOW, gap=gap)
    assert put_off == {"b0": hour, "b1": hour + gap, "b2": hour + 2 * gap}
    assert ledger.pause_host("busy.example", NOW, now=NOW, gap=gap) == {}  # the longer pause stays
    assert {key: state(ledger, key).next_poll_at for key in put_off} == put_off
    assert state(ledger, "a").next_poll_at == NOW
    assert state(ledger, "b3").next_poll_at == hour + timedelta(minutes=9)


@pytest.mark.behaviour(16)
def test_a_pause_from_a_clock_that_was_ahead_holds_nobody(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a"), feed("b", host="busy.example")], NOW)
    ahead = NOW + timedelta(days=365)
    ledger.pause_host("busy.example", ahead + timedelta(hours=1), now=ahead)
    assert ledger.mend_clock(NOW) == 1
    assert state(ledger, "b").next_poll_at == NOW
    assert state(ledger, "b").last_poll_at is None


@pytest.mark.behaviour(16)
def test_a_clock_set_back_neither_freezes_nor_bursts(ledger: Ledger) -> None:
    feeds = [feed(f"f{n}") for n in range(90)]
    ledger.sync_feeds(feeds, NOW)
    ahead = NOW + timedelta(days=365)
    polled = [
        replace(
            s,
            last_poll_at=ahead,
            last_ok_at=ahead,
            alive_at=ahead,
            failing_since=ahead,
            next_poll_at=ahead + timedelta(minutes=15),
        )
        for s in ledger.all()
    ]
    ledger.record([FeedUpdate(state=s) for s in polled])
    ledger.pause_host("pagi.example", ahead + timedelta(hours=1), now=ahead)
    assert ledger.mend_clock(NOW) == 90
    assert ledger.mend_clock(NOW) == 0
    for minutes in range(15):
        due = ledger.due(NOW + timedelta(minutes=minutes, seconds=59), 100)
        assert len(due) == 6 * (minutes + 1)  # as if they had been polled one after the other
    mended = state(ledger, "f0")
    assert (mended.last_ok_at, mended.alive_at, mended.failing_since, mended.paused_until) == (
        NOW,
        NOW,
        NOW,
        None,
    )


def test_a_clock_a_little_ahead_is_nothing(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a")], NOW)
    soon = NOW + timedelta(minutes=2)
    ledger.record([FeedUpdate(state=replace(state(ledger, "a"), last_poll_at=soon, next_poll_at=soon))])
    assert ledger.mend_clock(NOW) == 0


@pytest.mark.behaviour(15)
def test_due_takes_a_few_of_each_host_and_failing_feeds_do_not_crowd_out_others(ledger: Ledger) -> None:
    busy = [feed(f"busy-{n}", host="busy.example") for n in range(20)]
    broken = [feed(f"broken-{n}", host=f"broken-{n}.example") for n in range(20)]
    good = [feed(f"good-{n}", host=f"good-{n}.example") for n in range(5)]
    ledger.sync_feeds([*busy, *broken, *good], NOW)
    failing = [
        replace(state(ledger, f.key), failures=3, next_poll_at=NOW - timedelta(hours=1)) for f in broken
    ]
    ledger.record([FeedUpdate(state=s) for s in failing])
    due = [s.feed for s in ledger.due(NOW + timedelta(hours=1), 8, per_host=2)]
    assert [key for key in due if key.startswith("busy")] == ["busy-0", "busy-1"]
    assert len([key for key in due if key.startswith("broken")]) == 8
    assert len([key for key in due if key.startswith("good")]) == 5
    later = NOW + timedelta(hours=1)
    assert [s.feed for s in ledger.due(later, 8, only=["good-3", "none"])] == ["good-3"]


@pytest.mark.behaviour(8)
def test_due_is_found_by_an_index_however_many_feeds_there_are(ledger: Ledger, path: Path) -> None:
    ledger.sync_feeds([feed(f"f{n}") for n in range(50)], NOW)
    parameters = {"now": "2026", "limit": 8, "per_host": 2, "only": None}
    query = "EXPLAIN QUERY PLAN SELECT f.feed FROM feed AS f LEFT JOIN host_pause AS p USING (host) "
    con = sqlite3.connect(path)
    plan = [row[3] for row in con.execute(query + statement("ledger/due"), parameters)]
    con.close()
    assert any("SEARCH w USING INDEX feed_due (next_poll_at<?)" in step for step in plan)
    assert not [step for step in plan if step.startswith(("SCAN w", "SCAN f"))]


@pytest.mark.behaviour(9)
def test_a_poll_that_has_begun_is_not_begun_again_at_once(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a")], NOW)
    ledger.hold({"a": NOW + timedelta(minutes=1)})
    assert ledger.due(NOW + timedelta(seconds=59), 10) == []
    assert [s.feed for s in ledger.due(NOW + timedelta(minutes=1), 10)] == ["a"]
    ledger.hold({"a": NOW})  # never sooner than it was
    assert ledger.due(NOW + timedelta(seconds=59), 10) == []


@pytest.mark.behaviour(18)
def test_a_new_address_that_is_written_into_the_configuration_changes_nothing_else(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a")], NOW)
    new = "https://baru.example/a.xml"
    moved = replace(state(ledger, "a"), read_from=new, host="baru.example", etag='"1"', last_poll_at=NOW)
    entry = KnownEntry(key="g", article_id=1, content_hash="h", seen_at=NOW)
    ledger.record([FeedUpdate(state=moved, entries=(entry,))])
    assert state(ledger, "a").address == new
    assert ledger.is_read_from(new, besides="b")
    assert not ledger.is_read_from(new, besides="a")
    assert ledger.sync_feeds([feed("a")], NOW) == FeedChanges()  # not written there yet
    assert state(ledger, "a") == moved
    assert ledger.sync_feeds([feed("a", host="baru.example")], NOW) == FeedChanges()
    assert state(ledger, "a") == replace(moved, url=new, read_from=None)
    assert ledger.known("a", ["g"]) == {"g": entry}


def test_entries_are_forgotten_once_the_document_no_longer_has_them(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("busy"), feed("quiet")], NOW)

    def polled(key: str, at: datetime, *, fetched_at: datetime, entries: tuple[KnownEntry, ...] = ()) -> None:
        after = replace(state(ledger, key), last_poll_at=at, last_fetched_at=fetched_at)
        ledger.record([FeedUpdate(state=after, entries=entries)])

    old = KnownEntry(key="old", article_id=1, content_hash="h", seen_at=NOW)
    polled("busy", NOW, fetched_at=NOW, entries=(old,))
    polled("quiet", NOW, fetched_at=NOW, entries=(old,))
    almost, later = NOW + timedelta(days=89), NOW + timedelta(days=91)
    polled("busy", almost, fetched_at=almost)
    assert "old" in ledger.known("busy", ["old"])
    polled("busy", later, fetched_at=later)
    polled("quiet", later, fetched_at=NOW)  # "unchanged" for three months: its document still has the entry
    assert ledger.known("busy", ["old"]) == {}
    assert "old" in ledger.known("quiet", ["old"])


@pytest.mark.behaviour(44)
def test_a_failed_record_leaves_nothing_half_done(ledger: Ledger) -> None:
    ledger.sync_feeds([feed("a")], NOW)
    good = FeedUpdate(state=replace(state(ledger, "a"), etag="new"))
    bad = FeedUpdate(
        state=state(ledger, "a"),
        entries=(KnownEntry(key="g", article_id=1, content_hash=None, seen_at=NOW),),  # type: ignore[arg-type]
    )
    with pytest.raises(sqlite3.IntegrityError):
        ledger.record([good, bad])
    assert state(ledger, "a").etag is None


def test_a_reader_may_come_before_the_collector_and_sees_what_it_writes(path: Path) -> None:
    with Ledger.open(path, read_only=True) as reader:
        assert reader.all() == []
        with Ledger.open(path) as writer:
            writer.sync_feeds([feed("a")], NOW)
            assert [s.feed for s in reader.all()] == ["a"]
        assert [s.feed for s in reader.all()] == ["a"]
        with pytest.raises(LedgerError, match="not open for writing"):
            reader.sync_feeds([], NOW)


def test_a_backfill_resumes_where_it_stopped(path: Path) -> None:
    urls = [BackfillUrl(url=f"https://pagi.example/{n}", lastmod=NOW if n == 1 else None) for n in range(4)]
    with Ledger.open(path) as ledger:
        assert ledger.queue_backfill("pagi", urls[:3]) == 3
        ledger.settle_backfill("pagi", [urls[0].url], NOW)
        ledger.settle_backfill("pagi", [urls[2].url], NOW, error="answered 404")
    with Ledger.open(path) as ledger:
        assert ledger.queue_backfill("pagi", urls) == 1
        assert ledger.pending_backfill("pagi", 10) == [urls[1], urls[3]]
        [progress] = ledger.backfill_progress()
        assert (progress.pending, progress.done, progress.failed) == (2, 1, 1)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_ledger_is_refused_with_the_way_out(path: Path, *, read_only: bool) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to look like one" * 50)
    with pytest.raises(LedgerError, match="move it away"):
        Ledger.open(path, read_only=read_only)


def test_a_ledger_of_a_newer_version_is_refused(path: Path) -> None:
    Ledger.open(path).close()
    con = sqlite3.connect(path)
    con.execute("PRAGMA user_version = 99")
    con.close()
    with pytest.raises(LedgerError, match="newer version"):
        Ledger.open(path)


@pytest.mark.behaviour(41)
def test_a_second_collector_is_refused_and_told_who_has_the_folder(tmp_path: Path) -> None:
    hold = (
        "import os, sys; from pathlib import Path; from storage.lock import collector_lock\n"
        "with collector_lock(Path(sys.argv[1])): print(os.getpid(), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        pid = holder.stdout.readline().strip()
        with pytest.raises(CollectorRunningError, match=f"process {pid}"), collector_lock(tmp_path):
            pytest.fail("two collectors on one folder")
        holder.kill()
    with collector_lock(tmp_path):
        assert (tmp_path / "collector.lock").exists()


def test_many_may_make_a_new_ledger_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from storage.ledger.ledger import Ledger; "
        "Ledger.open(pathlib.Path(sys.argv[1]))"
    )
    path = tmp_path / "ledger.sqlite"
    racers = [subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT) for _ in range(4)]
    assert [racer.wait(timeout=60) for racer in racers] == [0, 0, 0, 0]
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.all() == []
