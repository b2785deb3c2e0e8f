"""One writer for a lake: nothing in it keeps two from adding the same article."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import duckdb

from storage.errors import LakeInUseError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.lake.place import Lake

ALIAS: Final = "writer_lock"
PATIENCE: Final = 3.0  # seconds that PostgreSQL has to notice that a writer is gone
# The name is what others read when they are refused. A machine that vanishes is given up after 90 seconds.
TAKE: Final = """
    SELECT pg_try_advisory_lock(hashtextextended('sorot writer ' || {schema}, 0)) AS taken,
        set_config('application_name', {name}, false) AS name,
        set_config('tcp_keepalives_idle', '30', false) AS idle,
        set_config('tcp_keepalives_interval', '20', false) AS interval,
        set_config('tcp_keepalives_count', '3', false) AS times
"""
HOLDER: Final = """
    SELECT a.application_name AS name
    FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::BIGINT << 32) | l.objid::BIGINT = hashtextextended('sorot writer ' || {schema}, 0)
"""


class WriterLock:
    """An advisory lock of PostgreSQL, held by a session that does nothing else: it ends with this process."""

    def __init__(self, con: DuckDBPyConnection, lake: Lake) -> None:
        """Take the lock.

        :raises LakeInUseError: another process has it.
        """
        self._con, self._lake = con, lake
        self._cursor: DuckDBPyConnection | None = None
        con.execute(f"ATTACH '{lake.catalog.replace(chr(39), chr(39) * 2)}' AS {ALIAS} (TYPE postgres)")
        until = time.monotonic() + PATIENCE
        while not self._take():
            if time.monotonic() > until:
                holder = self._holder()
                self.leave()
                raise LakeInUseError(lake, holder)
            time.sleep(0.05)

    def hold(self) -> None:
        """Make sure that this process still has the lock, or has it again after its session was lost.

        :raises LakeInUseError: meanwhile another process took it.
        """
        try:
            taken = self._take()
        except duckdb.Error:  # the session ended: PostgreSQL was started again, say
            self.leave()
            taken = self._take()
        if not taken:
            raise LakeInUseError(self._lake, self._holder())

    def _take(self) -> bool:
        """Ask for the lock; whoever has it gets it again."""
        if self._cursor is None:
            self._cursor = self._con.cursor()
            self._cursor.begin()  # one session for all that follows, until this is over
            taken = self._ask(TAKE)
            # For PostgreSQL it is over at once: an open transaction would keep it from tidying its tables.
            self._cursor.execute(f"CALL postgres_execute('{ALIAS}', 'COMMIT')")
        else:
            taken = self._ask(TAKE)
        return taken == [True]

    def _holder(self) -> str:
        return next((str(name) for name in self._ask(HOLDER)), "") or "another process"

    def _ask(self, text: str) -> list[object]:
        """First column of what PostgreSQL answers."""
        assert self._cursor is not None
        mine = f"sorot on {socket.gethostname()[:36]} (process {os.getpid()})"
        asked = text.format(schema=_quoted(self._lake.schema), name=_quoted(mine))
        found = self._cursor.execute(f"FROM postgres_query('{ALIAS}', {_quoted(asked)})").fetchall()
        return [row[0] for row in found]

    def leave(self) -> None:
        """Let go of the lock."""
        if self._cursor is not None:
            with suppress(duckdb.Error):  # there is nothing left to end
                self._cursor.rollback()
            self._cursor.close()
            self._cursor = None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
