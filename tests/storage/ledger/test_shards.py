"""Several collectors: parts that are the whole together, a lock and a ledger each, and one view of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.errors import CollectorRunningError
from storage.ledger.ledger import FeedState, FeedUpdate, KnownEntry, Ledger
from storage.ledger.shards import Shard, adopt, collected_by_any, ledger_path, read_states
from storage.lock import collector_lock
from storage.records import Feed, Outlet
from storage.sites import shard_of, site_of_url

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OUTLET = Outlet(key="pagi", name="Pagi", country="ID", lang="id", homepage="https://pagi.example/")


def feed(key: str, host: str) -> Feed:
    return Feed(key=key, outlet=OUTLET, url=f"https://{host}/{key}.xml", section="dunia", lang="id")


FEEDS = [
    feed(f"f{n}-{section}", f"{section}.outlet-{n}.example") for n in range(300) for section in ("a", "b")
]


@pytest.mark.parametrize("text", ["1/1", "2/4", " 4/4 ", "1000/1000"])
def test_a_part_is_written_as_which_of_how_many(text: str) -> None:
    assert str(Shard.parse(text)) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "2", "0/4", "5/4", "-1/4", "1/0", "a/b", "1/2/3", "1,4", "1/1001", "01/4", "1 / 4", "½"]
)
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"as in 2/4|more than 1000 parts|they go from"):
        Shard.parse(text)


@pytest.mark.behaviour(41)
@pytest.mark.parametrize("of", [1, 2, 3, 7, 64])
def test_all_parts_together_are_all_feeds_and_none_twice(of: int) -> None:
    parts = [[f.key for f in FEEDS if Shard(number=n, of=of).owns(f)] for n in range(1, of + 1)]
    assert Counter(key for part in parts for key in part) == Counter(f.key for f in FEEDS)
    assert max(map(len, parts)) <= 2 * len(FEEDS) / of + 20  # about the same work for each


@pytest.mark.behaviour(15, 41)
def test_all_hosts_of_a_site_fall_to_one_collector() -> None:
    for first, second in zip(FEEDS[::2], FEEDS[1::2], strict=True):
        assert site_of_url(first.url) == site_of_url(second.url)
        assert Shard(number=shard_of(first.host, 5), of=5).owns(second)


def test_the_same_site_falls_to_the_same_part_on_every_machine() -> None:
    assert [shard_of(site, 4) for site in ("kontan.co.id", "antaranews.com", "detik.com", "tempo.co")] == [
        4,
        3,
        4,
        3,
    ]


# -- locks --------------------------------------------------------------------------------------------------


def two(data: Path, first: Shard | None, second: Shard | None) -> None:
    with collector_lock(data, first), collector_lock(data, second):
        pass


@pytest.mark.behaviour(41)
def test_different_parts_work_side_by_side(tmp_path: Path) -> None:
    two(tmp_path, Shard(number=1, of=2), Shard(number=2, of=2))


@pytest.mark.behaviour(41)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Shard(number=1, of=2), Shard(number=1, of=2)),
        (None, Shard(number=1, of=2)),
        (Shard(number=1, of=2), None),
        (Shard(number=1, of=2), Shard(number=3, of=3)),  # they would have sites in common
        (None, None),
    ],
)
def test_collectors_that_would_read_the_same_sites_are_refused(
    tmp_path: Path, first: Shard | None, second: Shard | None
) -> None:
    with pytest.raises(CollectorRunningError, match="another collector works on these feeds"):
        two(tmp_path, first, second)
    with collector_lock(tmp_path, second):  # what is left behind refuses nobody
        pass


# -- ledgers ------------------------------------------------------------------------------------------------


def polled(ledger: Ledger, feeds: Sequence[Feed], at: datetime, **changes: object) -> None:
    ledger.sync_feeds(feeds, at)
    for state in ledger.all():
        after = replace(
            state,
            last_poll_at=at,
            last_ok_at=at,
            next_poll_at=at + timedelta(minutes=15),
            **changes,  # type: ignore[arg-type]
        )
        entry = KnownEntry(key=f"{state.feed}-1", article_id=1, content_hash="h", seen_at=at)
        ledger.record([FeedUpdate(state=after, entries=(entry,))])


def states(ledger: Ledger) -> dict[str, FeedState]:
    return {state.feed: state for state in ledger.all()}


@pytest.mark.behaviour(9, 41)
def test_another_number_of_collectors_asks_no_outlet_anew(tmp_path: Path) -> None:
    with Ledger.open(ledger_path(tmp_path)) as alone:
        polled(alone, FEEDS, NOW, etag='"1"')
        alone.pause_host("outlet-3.example", NOW + timedelta(hours=2), now=NOW)
        before = states(alone)
    later = NOW + timedelta(minutes=5)
    shards = [Shard(number=n, of=2) for n in (1, 2)]
    for shard in shards:
        mine = [f for f in FEEDS if shard.owns(f)]
        with Ledger.open(ledger_path(tmp_path, shard)) as ledger:
            assert adopt(ledger, mine) == len(mine)
            assert ledger.sync_feeds(mine, later).added == ()
            assert states(ledger) == {f.key: before[f.key] for f in mine}
            assert ledger.due(later, 1000) == []
            assert ledger.known(mine[0].key, [f"{mine[0].key}-1"])
            assert adopt(ledger, mine) == 0
            polled(ledger, mine, later + timedelta(minutes=20), etag='"2"')
    with Ledger.open(ledger_path(tmp_path)) as alone:  # and back: what the shards have done since is known
        assert adopt(alone, FEEDS) == len(FEEDS)
        assert {state.etag for state in alone.all()} == {'"2"'}
        assert alone.due(later + timedelta(minutes=21), 1000) == []


@pytest.mark.behaviour(43)
def test_feeds_are_seen_over_all_ledgers_each_as_it_stands_now(tmp_path: Path) -> None:
    with Ledger.open(ledger_path(tmp_path)) as old:
        polled(old, FEEDS, NOW)
    one, two = Shard(number=1, of=2), Shard(number=2, of=2)
    for shard in (one, two):
        with Ledger.open(ledger_path(tmp_path, shard)) as ledger:
            polled(ledger, [f for f in FEEDS if shard.owns(f)], NOW + timedelta(hours=1))
    found, problem = read_states(tmp_path)
    assert problem is None
    assert found.keys() == {f.key for f in FEEDS}
    assert {state.last_poll_at for state in found.values()} == {NOW + timedelta(hours=1)}
    gone = next(f for f in FEEDS if one.owns(f))
    with Ledger.open(ledger_path(tmp_path, one)) as ledger:
        ledger.sync_feeds([f for f in FEEDS if one.owns(f) and f != gone], NOW + timedelta(hours=2))
    assert gone.key not in read_states(tmp_path)[0]  # although the old ledger still has it
    ledger_path(tmp_path, two).write_bytes(b"no ledger, but long enough to look like one" * 50)
    found, problem = read_states(tmp_path)
    assert "ledger-2-of-2.sqlite" in (problem or "")
    assert found.keys() == {f.key for f in FEEDS} - {gone.key}


def test_a_damaged_ledger_of_another_collector_stops_none(tmp_path: Path) -> None:
    ledger_path(tmp_path, Shard(number=2, of=2)).write_bytes(
        b"no ledger, but long enough to look like one" * 50
    )
    with Ledger.open(ledger_path(tmp_path)) as ledger:
        assert adopt(ledger, FEEDS) == 0
        polled(ledger, FEEDS[:2], NOW)
        assert len(states(ledger)) == 2


def test_without_a_collector_there_is_nothing(tmp_path: Path) -> None:
    assert read_states(tmp_path) == ({}, None)


def test_what_any_collector_in_the_folder_has_brought_is_known(tmp_path: Path) -> None:
    one, two = feed("a", "a.example"), feed("b", "b.example")
    with Ledger.open(ledger_path(tmp_path)) as own:
        for source, path in ((one, own.path), (two, ledger_path(tmp_path, Shard(number=1, of=2)))):
            with Ledger.open(path) as ledger:
                ledger.sync_feeds([source], NOW)
                state = ledger.state(source.key)
                assert state is not None
                entry = KnownEntry(key=f"key-{source.key}", article_id=1, content_hash="h", seen_at=NOW)
                ledger.record([FeedUpdate(state=state, entries=(entry,))])
        (tmp_path / "ledger-2-of-2.sqlite").write_bytes(b"no ledger at all" * 100)
        assert collected_by_any(own, ["key-a", "key-b", "key-c"]) == {"key-a", "key-b"}
