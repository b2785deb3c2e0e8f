"""The archive, held by one process: many readers, one writer at a time, reopened when it breaks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar
from zoneinfo import ZoneInfo

import duckdb
import structlog
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.connect import connect, says_damaged, unusable
from storage.entity_table import follow_gazetteer
from storage.errors import DatabaseUnusableError
from storage.files import keep_aside, sync_folder
from storage.lake.lake import LakeState, begin, connect_lake, is_unfit, snapshot
from storage.lake.lock import WriterLock
from storage.lake.place import Lake
from storage.memo import State, forget, one_moment
from storage.migrate import check, migrate
from storage.moment import FileState
from storage.room import says_full
from storage.zone import keep_zone

log = structlog.get_logger(__name__)
# That answer at once. DuckDB takes all cores for a query by itself, and of threads that work with its numbers
# one runs at a time: sixteen hand over to each other so often that a hundred readers wait twice as long.
THREADS = 4
PATIENCE = 5.0  # seconds that calls have to end before another file is opened
P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[DuckDBPyConnection, P], T]


class Database:
    """The one holder of the archive in this process. All methods may be called from any thread.

    Functions given to :meth:`call`, :meth:`run` and :meth:`write` fetch what they return (a frame or tuples,
    no open result) and do not call the database again.
    """

    def __init__(self, place: Path | Lake, *, zone: ZoneInfo, gazetteer: Gazetteer, read_only: bool) -> None:
        """Use :meth:`open`."""
        self.place = place
        self.zone = zone
        self.gazetteer = gazetteer
        self.read_only = read_only
        self.damage: str | None = None  # what DuckDB said of a part of the file that it could not read
        # Another after each commit: figures made at the same version may be shown again. Of a lake, which
        # others write, the one that was looked at last.
        self.version = 0
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="duckdb")
        self._writing = threading.Lock()
        self._gate = threading.Condition()  # guards all below
        self._connection: DuckDBPyConnection | None = None
        self._lock: WriterLock | None = None  # of a lake
        self._lake_state = LakeState(place) if isinstance(place, Lake) else None
        self._file_state: FileState  # another for each opening
        self._running: list[DuckDBPyConnection] = []  # cursors of calls not yet done
        self._leaving = False  # being closed: who comes now waits
        self._closed = False
        self._opened = 1  # how often
        self._connection = self._connect()

    @classmethod
    def open(
        cls, place: Path | Lake, *, zone: ZoneInfo, gazetteer: Gazetteer, read_only: bool = False
    ) -> Self:
        """Open the archive, made when missing, and bring its schema and entities up to date.

        ``zone`` is where days begin. With ``read_only`` nothing is changed, and several processes may
        read a file at once as long as none writes; a lake also while one does.

        :raises DatabaseInUseError: another process holds the file, or writes the lake.
        :raises DatabaseUnusableError: it is missing, something else, damaged or of another version.
        :raises ZoneChangedError: its days are counted in another zone.
        """
        return cls(place, zone=zone, gazetteer=gazetteer, read_only=read_only)

    @property
    def path(self) -> Path:
        """The file.

        :raises TypeError: the archive is a lake.
        """
        if isinstance(self.place, Lake):
            raise TypeError(f"{self.place} is no file")
        return self.place

    def call(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``fn(cursor, …)`` for reading, in this thread; all that it reads is of one moment.

        An error that broke the open database (a full disk does) reopens it and tries once more; so does a
        call that was in the way of that, or of :meth:`take_over`.
        """
        opened = self._opened
        try:
            return self._read(fn, *args, **kwargs)
        except duckdb.FatalException:
            self._reopen_after(opened)
        except duckdb.InterruptException:
            if not self._leaving and self._opened == opened:
                raise
        except duckdb.IOException as error:
            self._note_damage(error)
            raise
        return self._read(fn, *args, **kwargs)

    async def run(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """:meth:`call` in a pool of threads."""
        if self._closed:  # and the pool with it
            raise DatabaseUnusableError(f"{self.place} is closed")
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, partial(self.call, fn, *args, **kwargs)
        )

    def _read(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._cursor() as cursor, one_moment(self._begin(cursor)):
            result = fn(cursor, *args, **kwargs)
            cursor.commit()  # an error leaves this to the closing of the cursor
            return result

    def write(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``fn(cursor, …)`` done in one transaction: all of it is on disk afterwards, or none.

        After an error that broke the open database it is open again when the error is raised.
        """
        opened = self._opened
        try:
            with self._writing, self._cursor() as cursor:
                try:
                    self._still_writer()
                    self._begin(cursor)
                    result = fn(cursor, *args, **kwargs)
                    self._still_writer()
                    with self._file_state.changing():
                        cursor.commit()
                except BaseException:
                    with suppress(duckdb.Error):  # a broken database cannot even roll back; nothing was kept
                        cursor.rollback()
                    raise
                if not isinstance(self.place, Lake):
                    self.version += 1
                return result
        except (duckdb.FatalException, duckdb.IOException) as error:
            self._note_damage(error)
            self._reopen_after(opened)
            raise
        except duckdb.TransactionException as error:
            if is_unfit(error):
                raise duckdb.DataError(str(error)) from error
            raise

    def _note_damage(self, error: duckdb.Error) -> None:
        if says_damaged(error) and self.damage is None and not isinstance(self.place, Lake):
            self.damage = str(error)
            log.error("the database is damaged", path=str(self.place), error=self.damage)

    def follow(self, gazetteer: Gazetteer) -> None:
        """Go on with other names. Stored mentions stay as they are until a retag has been."""
        if gazetteer.version != self.gazetteer.version:
            self.write(follow_gazetteer, gazetteer)
        self.gazetteer = gazetteer  # the same version may have other rejected names

    def reopen(self) -> None:
        """Close the file and open it again: the way back after ``duckdb.FatalException``.

        Running calls are interrupted, new ones wait. When the file cannot be opened, the error is raised and
        the next call tries again.
        """
        self._reopen_after(self._opened)

    def _reopen_after(self, opened: int) -> None:
        """Open the file again, unless another thread has done so meanwhile: an error breaks all calls."""
        with self._left():
            if not self._closed and self._opened == opened:
                self._close_connection()
                self._connection = self._connect()
                self._opened += 1

    def take_over(self, fresh: Path) -> None:
        """Go on with the database in the file ``fresh``, which takes the name of this one's.

        Running calls have a few seconds to end; those that take longer begin again with the new one. A file
        that is damaged is kept under another name.

        :raises DatabaseUnusableError: the old file cannot be closed in order, and stays.
        """
        with self._writing, self._left(patience=PATIENCE):
            self._close_connection()
            if self.damage is not None:
                keep_aside(self.path)
            log_of_old = self.path.with_name(f"{self.path.name}.wal")
            if log_of_old.exists():
                raise DatabaseUnusableError(f"{log_of_old} could not be written into {self.path}")
            fresh.replace(self.path)
            sync_folder(self.path.parent)
            forget()  # answers of the old one
            self.damage = None
            self.version += 1
            self._opened += 1
            self._connection = self._connect()

    def close(self) -> None:
        """Let go of the file; running calls are interrupted. Closing twice is harmless."""
        with self._left():
            self._close_connection()
            self._closed = True
        self._pool.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, cursor: DuckDBPyConnection) -> Callable[[DuckDBPyConnection], State]:
        """Begin a transaction, and say how to find out what identifies the archive in it."""
        if self._lake_state is None:
            cursor.begin()
            return self._file_state.seen(cursor)
        begin(cursor)
        number = snapshot(cursor)
        self.version = max(self.version, number)
        return self._lake_state.at(number)

    def _still_writer(self) -> None:
        if self._lock is not None:
            self._lock.hold()

    def _connect(self) -> DuckDBPyConnection:
        self._file_state = FileState()
        if isinstance(self.place, Lake):
            con = connect_lake(self.place, read_only=self.read_only)
        else:
            con = connect(self.place, read_only=self.read_only)
        try:
            if isinstance(self.place, Lake) and not self.read_only:
                self._lock = WriterLock(con, self.place)
            if self.read_only:
                check(con)
            else:
                migrate(con)
            keep_zone(con, self.place, self.zone, write=not self.read_only)
            if not self.read_only:
                con.begin()
                follow_gazetteer(con, self.gazetteer)
                con.commit()
        except DatabaseUnusableError as error:
            self._let_go(con)
            raise DatabaseUnusableError(f"{self.place} cannot be used: {error}") from None
        except BaseException as error:
            self._let_go(con)
            if not isinstance(self.place, Lake) and (says_damaged(error) or says_full(error)):
                raise unusable(self.place, error) from error  # type: ignore[arg-type]  # one of DuckDB's
            raise
        return con

    def _let_go(self, con: DuckDBPyConnection) -> None:
        if self._lock is not None:
            self._lock.leave()
            self._lock = None
        con.close()

    @contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        """A new cursor for one call: 4 µs, and nothing is left over from another call."""
        with self._gate:
            self._gate.wait_for(lambda: not self._leaving)
            if self._closed:
                raise DatabaseUnusableError(f"{self.place} is closed")
            if self._connection is None:
                self._connection = self._connect()
                self._opened += 1
            cursor = self._connection.cursor()
            self._running.append(cursor)
        try:
            yield cursor
        finally:
            with self._gate:
                cursor.close()
                self._running.remove(cursor)
                self._gate.notify_all()

    @contextmanager
    def _left(self, *, patience: float = 0.0) -> Iterator[None]:
        """Hold the gate while nothing runs; what takes longer than ``patience`` seconds is interrupted."""
        with self._gate:
            self._gate.wait_for(lambda: not self._leaving)
            self._leaving = True
            try:
                until = time.monotonic() + patience
                while self._running:
                    if time.monotonic() >= until:
                        for cursor in self._running:
                            cursor.interrupt()
                    self._gate.wait(0.05)  # a query that starts just now is caught in the next round
                yield
            finally:
                self._leaving = False
                self._gate.notify_all()

    def _close_connection(self) -> None:
        """Close; with nothing running, for DuckDB hands out the same open database while anything is left."""
        if self._connection is not None:
            self._let_go(self._connection)
            self._connection = None
