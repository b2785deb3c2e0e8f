"""A batch is whole or not there, and says what is wrong with it when it is damaged."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.batches.batch import Batch, pending, read_batch, sweep, write_batch
from storage.batches.rows import LATER
from storage.errors import DamagedBatchError
from storage.records import NameSeen, RemovedFeed, Sighting
from tests.storage.world import FEEDS, NOW, article, batch, mention, poll

SEEN = NameSeen(
    name="Toran Belkas", title="foreign-minister", country="FR", field="body", start_char=4, end_char=9
)
FULL = batch(
    article(
        "satu",
        mention("country:FR", "name", (0, 3), (5, 9), title=True),
        mention("country:JP", "capital"),
        names=(SEEN, replace(SEEN, country=None, field="title")),
        published_said="20/11/2026 08:00",
        published_zone="Asia/Jakarta",
    ),
    article("dua", feed="sore-dunia", published_at=None, published_source="collected", byline="Penulis"),
    polls=[
        poll(dates_set_aside=2),
        poll("sore-dunia", status="failed", http_status=None, error="took longer than 30 s"),
    ],
    removed_feeds=(RemovedFeed(key="lama", removed_at=NOW),),
    sightings=(Sighting(article_id=7, feed="sore-dunia", seen_at=NOW),),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_batch(tmp_path_factory.mktemp("inbox"), FULL)
    assert path is not None
    return path


def test_a_batch_reads_as_it_was_written(tmp_path: Path) -> None:
    path = write_batch(tmp_path, FULL)
    assert path is not None
    assert read_batch(path) == FULL


def test_a_batch_of_the_first_version_is_read(tmp_path: Path) -> None:
    path = write_batch(tmp_path, FULL)
    assert path is not None
    older = pl.read_parquet(path)
    for kind, later in LATER.items():
        fields = older.schema[kind].fields  # type: ignore[attr-defined]
        kept = [f.name for f in fields if f.name not in later]
        older = older.with_columns(
            pl.when(pl.col(kind).is_not_null()).then(pl.struct(pl.col(kind).struct.field(kept))).alias(kind)
        )
    old = tmp_path / "old.parquet"
    older.drop("sighting").write_parquet(
        old,
        metadata=pl.read_parquet_metadata(path) | {"sorot.kinds": "feed article poll removed_feed"},
    )
    found = read_batch(old)
    bare = {"names": (), "published_said": None, "published_zone": None}
    assert found.articles == tuple(replace(article, **bare) for article in FULL.articles)  # type: ignore[arg-type]
    assert found.polls == tuple(replace(poll, dates_set_aside=0) for poll in FULL.polls)
    assert found.feeds == tuple(replace(feed, zone=None) for feed in FULL.feeds)
    assert found.removed_feeds == FULL.removed_feeds
    assert found.sightings == ()


def test_times_are_the_same_moment_whatever_their_zone(tmp_path: Path) -> None:
    wib = timezone(timedelta(hours=7))
    path = write_batch(
        tmp_path, batch(article("satu", first_seen_at=datetime(2026, 11, 20, 0, 30, tzinfo=wib)))
    )
    assert path is not None
    assert read_batch(path).articles[0].first_seen_at == datetime(2026, 11, 19, 17, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="no zone"):
        write_batch(tmp_path, batch(article("satu", first_seen_at=datetime(2026, 11, 20))))  # noqa: DTZ001
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_to_hand_over_writes_nothing(tmp_path: Path) -> None:
    empty = Batch(feeds=(), articles=(), polls=(), gazetteer_version="v", created_at=NOW)
    assert write_batch(tmp_path / "inbox", empty) is None
    assert not (tmp_path / "inbox").exists()


def test_names_sort_by_time_and_never_meet(tmp_path: Path) -> None:
    times = [NOW, NOW, NOW + timedelta(microseconds=1), NOW + timedelta(days=400)]
    written = [write_batch(tmp_path, batch(polls=[poll()], at=time)) for time in times]
    assert pending(tmp_path) == written


def test_a_batch_appears_in_one_step_and_is_on_disk_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        if synced == ["file"]:
            assert pending(tmp_path) == []  # under its temporary name, a reader does not see it
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    assert write_batch(tmp_path, FULL) is not None
    assert synced == ["file", "folder"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_batch(tmp_path, FULL)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_writer_left_is_swept_away_once_it_is_old(tmp_path: Path) -> None:
    for name, at in (
        (".old.parquet.tmp", NOW - timedelta(days=2)),
        (".new.parquet.tmp", NOW),
        ("b.parquet", NOW),
    ):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (at.timestamp(), at.timestamp()))
    assert sweep(tmp_path, before=NOW - timedelta(days=1)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".new.parquet.tmp", "b.parquet"]


def test_text_that_utf8_cannot_hold_keeps_its_length(tmp_path: Path) -> None:
    path = write_batch(tmp_path, batch(article("satu", title="a\ud800b\x00é")))
    assert path is not None
    assert read_batch(path).articles[0].title == "a?b\x00é"


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(min_value=0, max_value=20_000))
def test_a_batch_cut_anywhere_is_damaged(
    tmp_path_factory: pytest.TempPathFactory, whole: Path, cut: int
) -> None:
    path = tmp_path_factory.mktemp("cut") / "b.parquet"
    content = whole.read_bytes()
    path.write_bytes(content[: min(cut, len(content) - 1)])
    with pytest.raises(DamagedBatchError, match="not a whole Parquet file"):
        read_batch(path)


@settings(max_examples=100, deadline=None)
@given(at=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_a_flipped_byte_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, whole: Path, at: int, flip: int
) -> None:
    content = bytearray(whole.read_bytes())
    content[at % len(content)] ^= flip
    path = tmp_path_factory.mktemp("flip") / "b.parquet"
    path.write_bytes(content)
    with suppress(DamagedBatchError):
        read_batch(path)


def test_a_flipped_byte_is_noticed_by_the_checksum_in_the_name(tmp_path: Path) -> None:
    path = write_batch(tmp_path, FULL)
    assert path is not None
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedBatchError, match="checksum in its name"):
        read_batch(path)


def rewritten(path: Path, table: pl.DataFrame, **about: str) -> Path:
    metadata = {f"sorot.{key}": value for key, value in about.items()}
    table.write_parquet(path, metadata=metadata)
    return path


ABOUT = {"format": "1", "kinds": "article", "created_at": NOW.isoformat(), "gazetteer_version": "v"}


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({}, "not a batch of sorot"),
        (ABOUT | {"format": "9"}, r"is from a newer sorot \(batch format 9\); this version reads format 1"),
        (ABOUT | {"created_at": "yesterday"}, "does not say when it was made"),
        (ABOUT | {"kinds": "article poll"}, "has no column poll"),
    ],
)
def test_a_file_that_is_no_batch_is_refused(
    tmp_path: Path, whole: Path, about: dict[str, str], reason: str
) -> None:
    table = pl.read_parquet(whole).select("article")
    with pytest.raises(DamagedBatchError, match=reason):
        read_batch(rewritten(tmp_path / "b.parquet", table, **about))


def test_a_missing_column_a_wrong_type_and_an_impossible_value_are_named(tmp_path: Path, whole: Path) -> None:
    articles = pl.read_parquet(whole).select(pl.col("article").struct.unnest()).drop_nulls("article_id")

    def refused(changed: pl.DataFrame, reason: str) -> None:
        path = rewritten(
            tmp_path / "b.parquet", changed.select(pl.struct(pl.all()).alias("article")), **ABOUT
        )
        with pytest.raises(DamagedBatchError, match=reason):
            read_batch(path)

    refused(articles.drop("title"), r"has no column article\.title")
    refused(articles.with_columns(article_id=pl.lit("x")), "values of another type in article")
    far = pl.lit(900_000_000_000_000_000).cast(pl.Datetime("us"))
    refused(articles.with_columns(published_at=far), r"outside the years 1 to 9999 in article\.published_at")
    refused(articles.with_columns(url=pl.lit(None, dtype=pl.String)), r"without a value in article\.url")


def test_a_column_that_a_later_version_adds_is_passed_over(tmp_path: Path, whole: Path) -> None:
    articles = pl.read_parquet(whole).select(pl.col("article").struct.unnest()).drop_nulls("article_id")
    newer = articles.with_columns(mood=pl.lit("calm")).select(pl.struct(pl.all()).alias("article"))
    assert read_batch(rewritten(tmp_path / "b.parquet", newer, **ABOUT)).articles == FULL.articles


def test_feeds_keep_how_they_are_read(tmp_path: Path) -> None:
    path = write_batch(tmp_path, FULL)
    assert path is not None
    assert read_batch(path).feeds == FEEDS
