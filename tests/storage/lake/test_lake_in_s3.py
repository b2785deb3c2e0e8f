"""A lake whose files are in a store that speaks S3, on loopback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.lake.keep import keep_daily
from storage.lake.place import Lake
from storage.upkeep.rollups import audit
from tests.s3 import KEY, store
from tests.storage.world import GAZETTEER, NOW, ZONE, article, batch, content, mention


def test_a_lake_is_kept_in_s3(lake: Lake, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store() as (address, objects):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        monkeypatch.setenv("AWS_REGION", "ap-southeast-3")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "it's a secret")
        place = replace(lake, data="s3://news/sorot")
        with Database.open(place, zone=ZONE, gazetteer=GAZETTEER) as db:
            for turn in range(2):
                at = NOW + timedelta(hours=turn)
                found = [article(f"{turn}-{n}", mention("country:FR"), at=at) for n in range(250)]
                write_batch(data_dir / "inbox", batch(*found, at=at))
                assert ingest_pending(db, data_dir).new == 250
            files = [key for key in objects if key.startswith("news/sorot/main/article/")]
            assert len(files) == 2
            before = db.call(content)
            with Database.open(place, zone=ZONE, gazetteer=GAZETTEER, read_only=True) as reader:
                assert reader.call(content) == before
            keep_daily(db, now=datetime.now(UTC) + timedelta(days=2))
            files = [key for key in objects if key.startswith("news/sorot/main/article/")]
            assert len(files) == 1  # the two became one, and were deleted
            assert db.call(content) == before
            assert db.call(audit).sound
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMEBODY")
        with pytest.raises(duckdb.HTTPException, match="403") as refused:
            Database.open(place, zone=ZONE, gazetteer=GAZETTEER, read_only=True)
        assert "secret" not in str(refused.value)
