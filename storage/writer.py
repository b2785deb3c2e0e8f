"""The thread that keeps the archive up with the inbox, and carries out errands between batches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog

from entities.matcher import Matcher
from storage.batches.batch import pending, sweep
from storage.batches.bundle import bundle_days
from storage.database import Database
from storage.errands import Carrier, Kind, Progress, Spare
from storage.errors import RecordInUseError
from storage.ingest.ingest import now_utc, take_waiting
from storage.ingest.rematch import Rematcher
from storage.lake.keep import Keeper
from storage.lock import record_lock
from storage.matching.compare import FinderOf
from storage.rebuild.again import take_again
from storage.room import FullDisk, free_in, full_folder, says_full
from storage.upkeep.nightly import last_failed, last_night, look_over, night_of, note_done, note_failed
from storage.upkeep.retention import before_of, forget_texts, forgotten_before
from storage.upkeep.rollups import compact_once_a_day

log = structlog.get_logger(__name__)
HOUR = 3  # of the archive's zone, when a night begins
LEFT_AFTER = timedelta(days=1)  # nobody writes one batch for that long
LONGEST_WAIT = timedelta(seconds=30)  # between attempts while the archive cannot be written


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterState:
    """How ingestion is doing, for the health check and the Sources page."""

    running: bool = False
    backlog: int = 0  # batches waiting
    batches: int = 0  # taken since the start
    rejected: int = 0  # since the start
    last_ingested_at: datetime | None = None
    last_error: str | None = None  # in words; None when the last attempt went well
    failing_since: datetime | None = None
    damage: str | None = None  # what DuckDB said of a part of the database that it cannot read
    full: FullDisk | None = None  # for whoever hands over, too, while this process has nothing to write


class Writer:
    """Ingests what arrives in the inbox until it is stopped. Errors are shown, waited out and tried again.

    ``kinds`` are the errands it knows how to do, ``spare`` is what to do once when there is none. At ``hour``
    of each night, or when it is started after that, the archive is put in order (``upkeep/nightly.py``),
    and texts older than ``keep_texts`` are taken out (``upkeep/retention.py``).
    """

    def __init__(
        self,
        db: Database,
        data_dir: Path,
        *,
        kinds: Mapping[str, Kind] | None = None,
        spare: Spare | None = None,
        finder_of: FinderOf = Matcher,
        hour: int = HOUR,
        keep_texts: timedelta | None = None,
        every: timedelta = timedelta(seconds=0.5),
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._db, self._data_dir, self._every, self._clock = db, data_dir, every, clock
        self._hour, self._keep_texts = hour, keep_texts
        self._carrier = Carrier(db, data_dir, kinds or {}, spare)
        self._rematcher = Rematcher(db, finder_of)
        self._state = WriterState()
        self._keeper = Keeper(db)
        self._tidied_on: date | None = None
        self._bundled_on: date | None = None
        self._looking: Generator[Progress, None, object] | None = None  # at some days, one a round
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)

    @property
    def state(self) -> WriterState:
        """A snapshot."""
        return self._state

    def start(self) -> None:
        """Begin."""
        self._state = replace(self._state, running=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch or the step of an errand at hand and end the thread."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        wait, is_open = self._every, False
        while not self._stop.is_set():
            try:
                if not is_open:
                    self._carrier.open()
                    take_again(self._db, self._data_dir)
                    is_open = True
                self._round()
                busy = self._carrier.step()
            except Exception as error:
                # Whatever it was, the batches are safe in the inbox, and pages must go on being served.
                full = says_full(error)
                if not self._state.last_error:
                    log.warning(
                        "archive cannot be written, trying again", error=str(error), exc_info=not full
                    )
                since = self._state.failing_since or self._clock()
                words = str(error) or type(error).__name__
                self._state = replace(self._state, last_error=words, failing_since=since)
                self._look_for_room(full=full)
                wait = min(max(wait, self._every) * 2, LONGEST_WAIT)
            else:
                self._state = replace(self._state, last_error=None, failing_since=None)
                self._look_for_room()
                wait = timedelta() if busy else self._every
            self._state = replace(self._state, damage=self._db.damage)
            self._stop.wait(wait.total_seconds())
        self._carrier.close()
        self._rematcher.close()
        self._state = replace(self._state, running=False)

    def _round(self) -> None:
        left = len(pending(self._data_dir / "inbox"))
        self._state = replace(self._state, backlog=left)
        for outcome in take_waiting(
            self._db, self._data_dir, self._rematcher, clock=self._clock, stop=self._stop.is_set
        ):
            if isinstance(outcome, Exception):
                left -= 1
                self._state = replace(self._state, backlog=left, rejected=self._state.rejected + 1)
            else:
                left -= len(outcome.paths)
                self._state = replace(
                    self._state,
                    backlog=left,
                    batches=self._state.batches + len(outcome.paths),
                    last_ingested_at=self._clock(),
                )
        if self._stop.is_set():
            return
        self._state = replace(self._state, backlog=0)
        self._rematcher.rest()
        self._put_in_order(night_of(self._clock().astimezone(self._db.zone), self._hour))

    def _put_in_order(self, night: date) -> None:
        """What is done once a night; one day is looked at a round, so that batches have their turn."""
        now = self._clock().astimezone(UTC)
        self._keeper.look(now, new_day=self._compacted(night))
        if night != self._tidied_on:
            sweep(self._data_dir / "inbox", before=now - LEFT_AFTER)
            self._tidied_on = night
            self._looking = self._night_work(night, now)
        elif self._looking is not None and next(self._looking, None) is None:
            self._looking = None
        if night != self._bundled_on:
            # Later, while an archive is made again from these files.
            with suppress(RecordInUseError), record_lock(self._data_dir, patience=0):
                bundle_days(self._data_dir, before=now.date(), stop=self._stop.is_set)
                self._bundled_on = night

    def _night_work(self, night: date, now: datetime) -> Generator[Progress, None, None]:
        """What of this night is not done yet, in steps; why it broke off is noted, if that can be."""
        try:
            if self._db.call(last_night) != night:
                yield from look_over(self._db, night=night, now=now.replace(tzinfo=None))
            if self._keep_texts is not None:
                before = before_of(now, self._keep_texts)
                if self._db.call(forgotten_before) != before:
                    yield from forget_texts(self._db, self._data_dir, before=before)
        except Exception as error:
            self._db.write(note_failed, night=night, words=str(error) or type(error).__name__)
            raise
        if self._db.call(last_failed) is not None:
            self._db.write(note_done)

    def _compacted(self, night: date) -> bool:
        """Compact when that was not done this night, and say whether it was done now."""
        return night != self._tidied_on and self._db.write(compact_once_a_day, today=night)

    def _look_for_room(self, *, full: bool = False) -> None:
        """Note which disk is full; with ``full`` a write has found it so, whatever is free by now."""
        folder = self._data_dir if full else full_folder(self._data_dir)
        found = None
        if folder is not None:
            since = self._state.full.since if self._state.full else self._clock()
            found = FullDisk(folder=folder, free=free_in(folder), since=since)
            if self._state.full is None:
                log.warning("disk is full", folder=str(folder), free=found.free)
        self._state = replace(self._state, full=found)
