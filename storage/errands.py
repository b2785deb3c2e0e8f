"""Errands: work on the archive that a command leaves to the process that has it open.

One process at a time can open the archive. A command that finds it served leaves an errand, a file in
``data/errands/``, and follows it there; :class:`Carrier` takes it up in the serving process. The files of one
errand, each written beside and renamed:

``ID.errand.json``
    it waits. The command keeps a lock on this file, which the system lets go of however the command ends.
``ID.taken.json``
    the same file, renamed: it is being carried out.
``ID.progress.json``, ``ID.answer.json``
    how far it is; what came of it.

Whoever carries out errands keeps a lock on ``serving.lock`` in the same way. No process id is trusted.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from storage.database import Database
from storage.errors import DatabaseInUseError, ErrandError
from storage.files import write_whole

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.1  # seconds between looks at the files of an errand
PATIENCE = 10.0  # seconds that a serving process may be away: `sorot up` starts it again after at most five
OPENING = 2.0  # seconds between the archive being opened and its process saying that it takes errands
KEPT = timedelta(hours=1)  # answers that nobody fetched
BUSY = "the dashboard is busy with what another command asked for; try again when that is done"
HALF_DONE = "the dashboard ended while it was doing this; see whether it was done before you try again"

Arguments = Mapping[str, Any]  # what JSON can say
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an errand is."""

    done: int
    total: int


Steps = Generator[Progress, None, Answer]  # batches are taken in between two steps
Spare = Callable[[Database], Generator[Progress, None, object] | None]  # None: nothing is to be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of errand. ``work`` does it in steps, of a second or less, and returns the answer."""

    name: str
    work: Callable[[Database, Arguments], Steps]
    repeatable: bool = True  # may be begun again when the process that had begun it died
    outlives: bool = False  # once begun, it goes on when the command that asked for it is gone


class ErrandStopped(Exception):  # noqa: N818 - stopping is no error
    """Ctrl-C ended the command."""

    def __init__(self, *, goes_on: bool) -> None:
        super().__init__()
        self.goes_on = goes_on  # the serving process finishes it


def is_served(data_dir: Path) -> bool:
    """Whether a process has the archive that takes errands."""
    return _held(data_dir / "errands" / "serving.lock")


def carry_out(
    kind: Kind,
    arguments: Arguments,
    *,
    data_dir: Path,
    open_archive: Callable[[], Database],
    progress: Callable[[Progress], None] = lambda _: None,
    patience: float | None = None,
) -> Answer:
    """Do this wherever the archive is: in the process that serves it, else in this one.

    ``patience`` is how many seconds it may wait for other errands; for as long as it takes, if left out.

    :raises ErrandError: the serving process could not do it; the message says why.
    :raises ErrandStopped: Ctrl-C.
    :raises DatabaseInUseError: a process has the archive that takes no errands (`sorot ingest`, say).
    """
    folder = data_dir / "errands"
    opening = OPENING
    while True:
        if is_served(data_dir):
            opening = PATIENCE  # should it be gone, somebody may be starting it again
            answer = _ask(folder, kind, arguments, progress, patience)
            if answer is not None:
                return answer
        try:
            db = open_archive()
        except DatabaseInUseError:
            if not _wait(lambda: is_served(data_dir), opening):
                raise
            continue
        with db:
            return _here(kind.work(db, arguments), progress)


def _here(steps: Steps, progress: Callable[[Progress], None]) -> Answer:
    try:
        while True:
            progress(next(steps))
    except StopIteration as end:
        answer: Answer = end.value
        return answer
    except KeyboardInterrupt:
        raise ErrandStopped(goes_on=False) from None
    finally:
        steps.close()


def _ask(
    folder: Path,
    kind: Kind,
    arguments: Arguments,
    progress: Callable[[Progress], None],
    patience: float | None,
) -> Answer | None:
    """Leave an errand and follow it. None: the serving process is gone, and this one may do it instead."""
    with _left(folder, kind, arguments) as files:
        try:
            return _followed(files, folder / "serving.lock", kind, progress, patience)
        except KeyboardInterrupt:
            raise ErrandStopped(goes_on=not files.withdraw() and kind.outlives) from None


def _followed(
    files: _Files,
    serving: Path,
    kind: Kind,
    progress: Callable[[Progress], None],
    patience: float | None,
) -> Answer | None:
    shown, here = None, time.monotonic()
    waits_until = here + (math.inf if patience is None else patience)
    while True:
        there = files.there  # before the answer, which comes before they go
        said = _read(files.answer)
        if said is not None:
            if "error" in said:
                raise ErrandError(str(said["error"]))
            answer: Answer = said["answer"]
            return answer
        if not there:
            raise ErrandError(f"the files of this errand were taken away from {files.waiting.parent}")
        if _held(serving):
            here = time.monotonic()
        elif time.monotonic() - here > PATIENCE:
            if not files.withdraw() and not kind.repeatable:
                raise ErrandError(HALF_DONE)
            return None
        if time.monotonic() > waits_until and files.withdraw():
            raise ErrandError(BUSY)
        now = _read(files.progress)
        if now is not None and now != shown:
            shown = now
            progress(Progress(done=now["done"], total=now["total"]))
        time.sleep(LOOK_EVERY)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of one errand."""

    waiting: Path

    def _other(self, ending: str) -> Path:
        return self.waiting.with_name(self.waiting.name.replace(".errand.json", ending))

    @property
    def taken(self) -> Path:
        return self._other(".taken.json")

    @property
    def progress(self) -> Path:
        return self._other(".progress.json")

    @property
    def answer(self) -> Path:
        return self._other(".answer.json")

    @property
    def there(self) -> bool:
        """Whether it waits or is carried out; a process that begins may put it back once more."""
        return any(path.exists() for path in (self.waiting, self.taken, self.waiting))

    def withdraw(self) -> bool:
        """Take an errand back; False when it is being carried out."""
        try:
            self.waiting.unlink()
        except FileNotFoundError:
            return False
        return True

    def remove(self) -> None:
        for path in (self.waiting, self.taken, self.progress, self.answer):
            path.unlink(missing_ok=True)


@contextmanager
def _left(folder: Path, kind: Kind, arguments: Arguments) -> Iterator[_Files]:
    """An errand in the folder, locked as long as somebody waits for it."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    files = _Files(folder / f"{now:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.errand.json")
    unfinished = files.waiting.with_name(f".{files.waiting.name}.tmp")
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, _bytes({"kind": kind.name, "arguments": dict(arguments)}))
        unfinished.rename(files.waiting)
        yield files
    finally:
        os.close(descriptor)
        # What is being carried out keeps its file, or the serving process would not know what it is at.
        for path in (unfinished, files.waiting, files.progress, files.answer):
            path.unlink(missing_ok=True)


class Carrier:
    """Carries out errands in the process that has the archive, one after the other, step by step.

    ``spare`` is what this process has to do by itself: once, as soon as no errand waits.
    """

    def __init__(
        self, db: Database, data_dir: Path, kinds: Mapping[str, Kind], spare: Spare | None = None
    ) -> None:
        self._db, self._folder, self._kinds = db, data_dir / "errands", kinds
        self._spare = spare
        self._own: Generator[Progress, None, object] | None = None  # of ``spare``
        self._serving: int | None = None
        self._files: _Files | None = None
        self._kind: Kind | None = None
        self._steps: Steps | None = None
        self._said: Answer | None = None  # the answer, until it is written

    def open(self) -> None:
        """Say that errands are taken, and look after those that a process before this one had begun."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._serving = os.open(self._folder / "serving.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._serving, fcntl.LOCK_EX)  # whoever looks at it has it for a moment only
        for path in sorted(self._folder.glob("*.taken.json")):
            self._begun_before(_Files(path.with_name(path.name.replace(".taken.json", ".errand.json"))))
        long_ago = time.time() - KEPT.total_seconds()
        for path in (*self._folder.glob("*.json"), *self._folder.glob(".*.tmp")):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < long_ago and not _held(path):
                    path.unlink()

    def close(self) -> None:
        """Stop between two steps. What may be begun again is left to the next process."""
        if self._own is not None:
            self._own.close()
            self._own = None
        if self._steps is not None:
            self._steps.close()
            if self._kind is not None and not self._kind.repeatable:
                self._answer({"error": HALF_DONE})
        self._files = self._kind = self._steps = self._said = None
        if self._serving is not None:
            os.close(self._serving)
            self._serving = None

    def step(self) -> bool:
        """Carry the errand at hand on by one step, or begin the next; return whether one is at hand."""
        if self._said is not None:
            self._answer(self._said)  # the disk was full
        elif self._own is not None:
            self._do_own(self._own)
        elif self._steps is None or self._kind is None or self._files is None:
            return self._begin()
        elif not self._kind.outlives and not _held(self._files.taken):
            log.info("errand given up, nobody waits for it", kind=self._kind.name)
            self._end()
        else:
            self._advance(self._steps, self._kind, self._files)
        return True

    def _advance(self, steps: Steps, kind: Kind, files: _Files) -> None:
        try:
            progress = next(steps)
        except StopIteration as end:
            self._answer({"answer": end.value})
        except Exception as error:
            log.exception("errand failed", kind=kind.name)
            self._answer({"error": str(error) or type(error).__name__})
        else:
            write_whole(files.progress, _bytes(asdict(progress)), sync=False)

    def _begin(self) -> bool:
        for path in sorted(self._folder.glob("*.errand.json")):
            files = _Files(path)
            if not _held(path):
                files.remove()  # the command that left it is gone
                continue
            try:
                path.rename(files.taken)
            except FileNotFoundError:
                continue  # withdrawn just now
            self._files = files
            errand = _read(files.taken) or {}
            kind = self._kinds.get(str(errand.get("kind")))
            if kind is None:
                self._answer({"error": "the dashboard that runs is of another version; start it again"})
            else:
                log.info("errand begun", kind=kind.name)
                self._kind, self._steps = kind, kind.work(self._db, errand["arguments"])
            return True
        if self._spare is not None:
            spare, self._spare = self._spare, None
            self._own = spare(self._db)
        return self._own is not None

    def _do_own(self, steps: Generator[Progress, None, object]) -> None:
        try:
            next(steps)
        except StopIteration:
            self._own = None
        except Exception:
            log.exception("work that was left over failed")
            self._own = None

    def _begun_before(self, files: _Files) -> None:
        """An errand begun by a process that is gone: again, if that does no harm and somebody waits."""
        if files.answer.exists():
            files.taken.unlink(missing_ok=True)  # done; only this was left to do
            return
        if not _held(files.taken):
            files.remove()
            return
        kind = self._kinds.get(str((_read(files.taken) or {}).get("kind")))
        if kind is not None and kind.repeatable:
            files.taken.rename(files.waiting)
            return
        self._files = files
        self._answer({"error": HALF_DONE})

    def _answer(self, said: Answer) -> None:
        """Answer, unless nobody waits any more."""
        assert self._files is not None
        self._said = said
        if _held(self._files.taken):
            write_whole(self._files.answer, _bytes(said), sync=True)
        self._end()

    def _end(self) -> None:
        if self._steps is not None:
            self._steps.close()
        if self._files is not None:
            self._files.taken.unlink(missing_ok=True)
            self._files.progress.unlink(missing_ok=True)
        self._files = self._kind = self._steps = self._said = None


def _held(path: Path) -> bool:
    """Whether a process that lives has a lock on the file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _wait(until: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(LOOK_EVERY)
    return True


def _read(path: Path) -> dict[str, Any] | None:
    """What a file says; None when it is not there, or is no document of ours."""
    try:
        said = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _bytes(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
