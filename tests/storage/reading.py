"""A process that reads an archive again and again, and ends with an error as soon as it does not add up."""

from __future__ import annotations

from multiprocessing.synchronize import Event
from pathlib import Path

from storage.database import Database
from storage.lake.place import Lake
from tests.storage.world import GAZETTEER, ZONE, rows

# Numbers that are equal at every moment, though several writes make them so.
SUMS = """
    SELECT (SELECT count(*) FROM article), (SELECT coalesce(sum(articles), 0)::BIGINT FROM outlet_day),
        (SELECT coalesce(sum(articles), 0)::BIGINT FROM batch)
"""


def read_until(lake: Lake, told: Path, stop: Event) -> None:
    """Write every number of articles seen into ``told``, one a line."""
    with (
        told.open("w", buffering=1) as seen,
        Database.open(lake, zone=ZONE, gazetteer=GAZETTEER, read_only=True) as db,
    ):
        while not stop.is_set():
            [(articles, by_day, by_batch)] = db.call(rows, SUMS)
            assert articles == by_day == by_batch, (articles, by_day, by_batch)
            seen.write(f"{articles}\n")
