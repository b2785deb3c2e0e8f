"""Daily counts are put together where several writes added to them, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from storage.batches.batch import write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.upkeep.rollups import audit, compact
from tests.storage.world import NOW, article, batch, content, mention, rows

OLD = NOW - timedelta(days=400)
PLACES = "SELECT rowid, * FROM {} WHERE day < '2026-01-01' ORDER BY ALL"


def test_what_one_write_left_is_not_written_again(db: Database, data_dir: Path) -> None:
    def take_in(key: str, *, days: int = 0, old: bool = False) -> None:
        at = NOW + timedelta(days=days)
        published = OLD if old else at
        one = article(key, mention("country:FR"), at=at, published_at=published, backfilled=old)
        write_batch(data_dir / "inbox", batch(one, at=at))
        ingest_pending(db, data_dir)

    take_in("a", old=True)
    for number in range(3):
        take_in(f"b{number}")
    before = db.call(content)
    deltas = ("entity_day_delta", "entity_total_delta")
    places = [db.call(rows, PLACES.format(table)) for table in deltas]
    db.write(compact)
    assert [len(db.call(rows, f"FROM {table}")) for table in deltas] == [2, 2]
    assert [db.call(rows, PLACES.format(table)) for table in deltas] == places
    take_in("c", days=1, old=True)
    db.write(compact)
    assert db.call(rows, "SELECT sum(articles) FROM entity_day_delta WHERE day < '2026-01-01'") == [(2,)]
    assert [len(db.call(rows, f"FROM {table}")) for table in deltas] == [2, 2]
    after = db.call(content)
    assert [row[-5:] for row in after["entity_day"]] == [(2, 2, 0, 2, 2), (3, 3, 0, 3, 3)]
    assert before["entity_day"][-1] == after["entity_day"][-1]
    assert db.call(audit).sound
