"""From the inbox into the archive, in order: what is in is moved away, what is damaged is set aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from entities.matcher import Matcher
from storage.batches.batch import REASON, pending, read_frames
from storage.database import Database
from storage.errors import DamagedBatchError
from storage.files import move
from storage.ingest.grouped import Grouped, Taken
from storage.ingest.merge import known_feeds
from storage.ingest.rematch import Rematcher
from storage.matching.compare import FinderOf

log = structlog.get_logger(__name__)
MOST = 5_000  # articles in one transaction, some hundred megabytes while it lasts


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

    def plus(self, outcome: Taken | DamagedBatchError) -> IngestReport:
        """The report with what one transaction did."""
        if isinstance(outcome, DamagedBatchError):
            return replace(self, rejected=(*self.rejected, outcome))
        merged, batches = outcome.merged, len(outcome.paths)
        return IngestReport(
            batches=self.batches + (0 if merged.again else batches),
            new=self.new + merged.new,
            edited=self.edited + merged.edited,
            known=self.known + merged.known,
            polls=self.polls + merged.polls,
            again=self.again + (batches if merged.again else 0),
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
        for outcome in take_waiting(db, data_dir, rematcher, clock=clock, stop=stop):
            report = report.plus(outcome)
    return report


def take_waiting(
    db: Database,
    data_dir: Path,
    rematcher: Rematcher,
    *,
    clock: Callable[[], datetime] = now_utc,
    stop: Callable[[], bool] = lambda: False,
    most: int = MOST,
) -> Iterator[Taken | DamagedBatchError]:
    """Take what waits in ``data_dir/inbox``, up to ``most`` articles in one transaction; yield what each did.

    Files that are in are moved to ``data_dir/ingested/YYYY/MM``. A crash between the two is made good by the
    next call: the archive knows the batches, only the move is left. A damaged batch is in
    ``data_dir/rejected`` then, with the reason beside it.
    """
    group: Grouped | None = None
    for path in pending(data_dir / "inbox"):
        if stop():
            break
        try:
            frames = rematcher.matched(read_frames(path))
        except FileNotFoundError:
            continue
        except DamagedBatchError as error:
            yield _reject(data_dir, error)
            continue
        if group is None:
            group = Grouped(most, db.call(known_feeds))
        if not group.takes(frames):
            yield from _merged(db, data_dir, group, clock())
        group.add(path, frames)
    if group is not None:
        yield from _merged(db, data_dir, group, clock())


def _merged(
    db: Database, data_dir: Path, group: Grouped, at: datetime
) -> Iterator[Taken | DamagedBatchError]:
    for outcome in group.merge(db, ingested_at=at):
        if isinstance(outcome, DamagedBatchError):
            yield _reject(data_dir, outcome)
            continue
        for path in outcome.paths:
            move(path, ingested_path(data_dir, path.name).parent)
        merged = outcome.merged
        if not merged.again:
            log.info(
                "batches ingested",
                first=outcome.paths[0].name,
                batches=len(outcome.paths),
                new=merged.new,
                edited=merged.edited,
                known=merged.known,
            )
        yield outcome


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
