"""The archive, held by one process: many readers, one writer at a time, reopened when it breaks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar
from zoneinfo import ZoneInfo

import duckdb
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.connect import connect
from storage.entity_table import follow_gazetteer
from storage.errors import DatabaseUnusableError
from storage.memo import one_moment
from storage.migrate import check, migrate
from storage.zone import keep_zone

THREADS = 16
P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[DuckDBPyConnection, P], T]


class Database:
    """The one holder of a DuckDB file in this process. All methods may be called from any thread.

    Functions given to :meth:`call`, :meth:`run` and :meth:`write` fetch what they return (a frame or tuples,
    no open result) and do not call the database again.
    """

    def __init__(self, path: Path, *, zone: ZoneInfo, gazetteer: Gazetteer, read_only: bool) -> None:
        """Use :meth:`open`."""
        self.path = path
        self.zone = zone
        self.gazetteer = gazetteer
        self.read_only = read_only
        self.version = 0  # one more at each commit: figures made at the same version may be shown again
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="duckdb")
        self._writing = threading.Lock()
        self._gate = threading.Condition()  # guards all below
        self._connection: DuckDBPyConnection | None = None
        self._running: list[DuckDBPyConnection] = []  # cursors of calls not yet done
        self._leaving = False  # being closed: who comes now waits
        self._closed = False
        self._connection = self._connect()

    @classmethod
    def open(cls, path: Path, *, zone: ZoneInfo, gazetteer: Gazetteer, read_only: bool = False) -> Self:
        """Open the archive, made when missing, and bring its schema and entities up to date.

        ``zone`` is where days begin. With ``read_only`` nothing is changed, and several processes may
        read at once as long as none writes.

        :raises DatabaseInUseError: another process holds the file.
        :raises DatabaseUnusableError: it is missing, something else, damaged or of another version.
        :raises ZoneChangedError: its days are counted in another zone.
        """
        return cls(path, zone=zone, gazetteer=gazetteer, read_only=read_only)

    def call(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``fn(cursor, …)`` for reading, in this thread; all that it reads is of one moment.

        An error that broke the open database (a full disk does) reopens it and tries once more.
        """
        try:
            return self._read(fn, *args, **kwargs)
        except duckdb.FatalException:
            self.reopen()
            return self._read(fn, *args, **kwargs)

    async def run(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """:meth:`call` in a pool of 16 threads."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, partial(self.call, fn, *args, **kwargs)
        )

    def _read(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._cursor() as cursor, one_moment():
            cursor.begin()
            result = fn(cursor, *args, **kwargs)
            cursor.commit()  # an error leaves this to the closing of the cursor
            return result

    def write(self, fn: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return ``fn(cursor, …)`` done in one transaction: all of it is on disk afterwards, or none.

        After an error that broke the open database it is open again when the error is raised.
        """
        try:
            with self._writing, self._cursor() as cursor:
                cursor.begin()
                try:
                    result = fn(cursor, *args, **kwargs)
                    cursor.commit()
                except BaseException:
                    with suppress(duckdb.Error):  # a broken database cannot even roll back; nothing was kept
                        cursor.rollback()
                    raise
                self.version += 1
                return result
        except (duckdb.FatalException, duckdb.IOException):
            self.reopen()
            raise

    def follow(self, gazetteer: Gazetteer) -> None:
        """Go on with other names. Stored mentions stay as they are until :mod:`storage.retag` has been."""
        if gazetteer.version != self.gazetteer.version:
            self.write(follow_gazetteer, gazetteer)
        self.gazetteer = gazetteer  # the same version may have other rejected names

    def reopen(self) -> None:
        """Close the file and open it again: the way back after ``duckdb.FatalException``.

        Running calls are interrupted, new ones wait. When the file cannot be opened, the error is raised and
        the next call tries again.
        """
        with self._left():
            if not self._closed:
                self._connection = self._connect()

    def close(self) -> None:
        """Let go of the file; running calls are interrupted. Closing twice is harmless."""
        with self._left():
            self._closed = True
        self._pool.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connect(self) -> DuckDBPyConnection:
        con = connect(self.path, read_only=self.read_only)
        try:
            if self.read_only:
                check(con)
            else:
                migrate(con)
            keep_zone(con, self.path, self.zone, write=not self.read_only)
            if not self.read_only:
                con.begin()
                follow_gazetteer(con, self.gazetteer)
                con.commit()
        except DatabaseUnusableError as error:
            con.close()
            raise DatabaseUnusableError(f"{self.path} cannot be used: {error}") from None
        except BaseException:
            con.close()
            raise
        return con

    @contextmanager
    def _cursor(self) -> Iterator[DuckDBPyConnection]:
        """A new cursor for one call: 4 µs, and nothing is left over from another call."""
        with self._gate:
            self._gate.wait_for(lambda: not self._leaving)
            if self._closed:
                raise DatabaseUnusableError(f"{self.path} is closed")
            if self._connection is None:
                self._connection = self._connect()
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
    def _left(self) -> Iterator[None]:
        """Hold the gate with every connection closed; DuckDB hands out a broken one while any is left."""
        with self._gate:
            self._gate.wait_for(lambda: not self._leaving)
            self._leaving = True
            try:
                while self._running:
                    for cursor in self._running:
                        cursor.interrupt()
                    self._gate.wait(0.05)  # a query that starts just now is caught in the next round
                if self._connection is not None:
                    self._connection.close()
                    self._connection = None
                yield
            finally:
                self._leaving = False
                self._gate.notify_all()
