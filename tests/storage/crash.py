"""A process that ingests until the inbox is empty; tests kill it at any moment."""

from __future__ import annotations

from pathlib import Path

from storage.batches.batch import pending
from storage.database import Database
from storage.ingest.grouped import Taken
from storage.ingest.ingest import take_waiting
from storage.ingest.rematch import Rematcher
from storage.lake.place import Lake
from tests.storage.world import GAZETTEER, ZONE

MOST = 40  # articles in one transaction, so that there are several


def ingest_until_empty(data_dir: Path, lake: Lake | None = None, most: int = MOST) -> None:
    """Note each batch in acknowledged.txt once ingestion says that it is in."""
    place = lake or data_dir / "sorot.duckdb"
    with (
        (data_dir / "acknowledged.txt").open("a", buffering=1) as acknowledged,
        Database.open(place, zone=ZONE, gazetteer=GAZETTEER) as db,
    ):
        rematcher = Rematcher(db)
        while pending(data_dir / "inbox"):
            for outcome in take_waiting(db, data_dir, rematcher, most=most):
                assert isinstance(outcome, Taken)
                acknowledged.writelines(f"{path.name}\n" for path in outcome.paths)
