"""From the inbox into the archive, batch by batch: what is in is moved away, what is damaged is set aside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import structlog

from entities.matcher import Matcher
from storage.batch import REASON, pending, read_frames
from storage.compare import FinderOf
from storage.database import Database
from storage.errors import DamagedBatchError
from storage.files import move
from storage.merge import Merged, UnfitBatchError, merge_batch
from storage.rematch import Rematcher

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What a round over the inbox did."""

    batches: int = 0  # taken
    new: int = 0  # articles
    edited: int = 0
    known: int = 0
    polls: int = 0
    again: int = 0  # batches that were in already
    rejected: tuple[DamagedBatchError, ...] = ()

    def plus(self, outcome: Merged | DamagedBatchError) -> IngestReport:
        """The report with one more batch."""
        if isinstance(outcome, DamagedBatchError):
            return replace(self, rejected=(*self.rejected, outcome))
        return IngestReport(
            batches=self.batches + (not outcome.again),
            new=self.new + outcome.new,
            edited=self.edited + outcome.edited,
            known=self.known + outcome.known,
            polls=self.polls + outcome.polls,
            again=self.again + outcome.again,
            rejected=self.rejected,
        )


def now_utc() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def ingest_pending(
    db: Database,
    data_dir: Path,
    *,
    clock: Callable[[], datetime] = now_utc,
    stop: Callable[[], bool] = lambda: False,
    finder_of: FinderOf = Matcher,
) -> IngestReport:
    """Take every batch waiting in ``data_dir/inbox``, oldest first, until ``stop`` says so.

    :raises duckdb.Error: the archive could not be written (a full disk, say); the batch stays in the inbox.
    """
    report = IngestReport()
    with Rematcher(db, finder_of) as rematcher:
        for path in pending(data_dir / "inbox"):
            if stop():
                break
            outcome = ingest_batch(db, data_dir, path, rematcher, ingested_at=clock())
            if outcome is not None:
                report = report.plus(outcome)
    return report


def ingest_batch(
    db: Database, data_dir: Path, path: Path, rematcher: Rematcher, *, ingested_at: datetime
) -> Merged | DamagedBatchError | None:
    """Take one batch in one transaction, then move its file to ``data_dir/ingested/YYYY/MM``.

    A crash between the two is made good by the next call: the archive knows the batch, only the move is left.
    Return the error of a damaged batch, which is in ``data_dir/rejected`` then with the reason beside it;
    None when the file is gone.
    """
    try:
        frames = rematcher.matched(read_frames(path))
        merged = db.write(merge_batch, frames=frames, zone=db.zone, ingested_at=ingested_at)
    except FileNotFoundError:
        return None
    except DamagedBatchError as error:
        return _reject(data_dir, error)
    except (UnfitBatchError, duckdb.DataError, duckdb.IntegrityError) as error:
        # Values that no table can hold: trying again would hold up every batch behind this one.
        return _reject(data_dir, DamagedBatchError(path, str(error)))
    move(path, ingested_path(data_dir, path.name).parent)
    if not merged.again:
        log.info("batch ingested", batch=path.name, new=merged.new, edited=merged.edited, known=merged.known)
    return merged


def _reject(data_dir: Path, error: DamagedBatchError) -> DamagedBatchError:
    folder = data_dir / "rejected"
    folder.mkdir(parents=True, exist_ok=True)
    reason = folder / f"{error.path.name}{REASON}"
    reason.write_text(
        f"{error.reason}\nOnce it is repaired, move the file back to inbox/.\n", encoding="utf-8"
    )
    move(error.path, folder)
    log.error("batch rejected", batch=error.path.name, reason=error.reason, moved_to=str(folder))
    return error


def ingested_path(data_dir: Path, name: str) -> Path:
    """Where a batch lies once it is in."""
    found = re.match(r"(\d{4})(\d\d)\d\dT", name)
    return data_dir / "ingested" / (Path(found[1], found[2]) if found else Path("undated")) / name
