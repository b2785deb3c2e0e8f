"""What nights and commands do with an archive, done with a lake: the same comes of it as with a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.lake.keep import keep_daily
from storage.lake.place import Lake
from storage.questions.export import FORMATS, WHATS, Selection, write_export
from storage.retag.retag import retag
from storage.scope import Scope
from storage.upkeep.nightly import findings, look_over
from storage.upkeep.retention import forget_texts, to_forget
from storage.upkeep.rollups import audit
from storage.writer import Writer
from tests.storage.kills import hand_over
from tests.storage.serve_and_retag import NEWER
from tests.storage.test_writer import SOON, Wakeups
from tests.storage.upkeep.test_nightly import DAMAGES, DAY, NIGHT, execute, found_of
from tests.storage.upkeep.test_retention import ALL, BEFORE, kept_in, made_again, numbers
from tests.storage.world import GAZETTEER, NOW, ZONE, Words, batch, finished


@pytest.fixture
def db(lake: Lake, data_dir: Path) -> Iterator[Database]:
    with Database.open(lake, zone=ZONE, gazetteer=GAZETTEER) as opened:
        yield opened


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_found_mended_and_noted(db: Database, data_dir: Path, what: str) -> None:
    write_batch(data_dir / "inbox", batch(*found_of()))
    ingest_pending(db, data_dir)
    before = numbers(db)
    for damage in DAMAGES[what]:
        db.write(execute, damage)
    assert db.call(audit).kinds[what]
    finished(look_over(db, night=DAY, now=NIGHT))
    assert numbers(db) == before
    assert what in {finding.what for finding in db.call(findings, since=NIGHT - timedelta(days=1))}


def test_texts_go_and_every_number_stays(db: Database, data_dir: Path) -> None:
    hand_over(data_dir, batches=10, articles=12, days=5)
    ingest_pending(db, data_dir)
    for before in (BEFORE, ALL):
        now = numbers(db)
        told = to_forget(db, data_dir, before=before)
        done = finished(forget_texts(db, data_dir, before=before))
        assert (done.articles, done.size) == (told.articles, told.size)
        assert done.articles > 0
        assert numbers(db) == now
        keep_daily(db, now=NOW + timedelta(days=60))  # what the lake was goes, too
        found = made_again(data_dir)
        assert {name: found[name] for name in now} == now
    assert kept_in(data_dir) == set()
    db.follow(NEWER)
    report = finished(retag(db, Words, processes=1))
    assert (report.articles, report.kept) == (0, len(now["article"]))


def test_every_kind_of_row_is_written_as_from_a_file(db: Database, data_dir: Path, tmp_path: Path) -> None:
    hand_over(data_dir, batches=4, articles=12, days=2)
    here = tmp_path / "file"
    hand_over(here, batches=4, articles=12, days=2)
    scope = Scope(since=NOW.date() - timedelta(days=1), until=NOW.date() + timedelta(days=9))
    with Database.open(here / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as file:
        ingest_pending(db, data_dir)
        ingest_pending(file, here)
        for what in WHATS:
            for format_ in FORMATS:
                written = []
                for name, archive in (("lake", db), ("file", file)):
                    to = tmp_path / f"{name}-{what}.{format_}"
                    chosen = Selection(what=what, scope=scope, texts=True)
                    rows = archive.call(write_export, chosen, format_=format_, to=to, about={}, force=False)
                    assert rows > 0
                    written.append(
                        pl.read_parquet(to).rows() if format_ == "parquet" else to.read_text().splitlines()
                    )
                assert written[0] == written[1]


def test_the_writer_takes_texts_out_at_night(db: Database, data_dir: Path) -> None:
    hand_over(data_dir, batches=4, articles=6, days=2)
    clock = Wakeups()
    clock.now = NOW + timedelta(days=60)
    writer = Writer(db, data_dir, keep_texts=timedelta(days=30), every=SOON, clock=clock)
    writer.start()
    clock.until(lambda: writer.state.batches == 4 and kept_in(data_dir) == set())
    writer.stop()
    assert writer.state.last_error is None
    assert db.call(audit).sound
