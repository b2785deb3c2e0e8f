"""A process that ingests until the inbox is empty; tests kill it at any moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storage.batch import pending
from storage.database import Database
from storage.ingest import ingest_batch
from storage.lakeplace import Lake
from storage.rematch import Rematcher
from tests.storage.world import GAZETTEER, ZONE


def ingest_until_empty(data_dir: Path, lake: Lake | None = None) -> None:
    """Note each batch in acknowledged.txt once ingestion says that it is in."""
    place = lake or data_dir / "sorot.duckdb"
    with (
        (data_dir / "acknowledged.txt").open("a", buffering=1) as acknowledged,
        Database.open(place, zone=ZONE, gazetteer=GAZETTEER) as db,
    ):
        rematcher = Rematcher(db)
        while waiting := pending(data_dir / "inbox"):
            ingest_batch(db, data_dir, waiting[0], rematcher, ingested_at=datetime.now(UTC))
            acknowledged.write(f"{waiting[0].name}\n")
