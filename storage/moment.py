"""Which content of an archive in a file a transaction sees, without a look at every table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from storage.memo import State, archive_state
from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class FileState:
    """What :func:`storage.memo.archive_state` finds out, looked up once after each write.

    For the one process that holds the file, all of whose writes are made inside :meth:`changing`, one at a
    time.
    """

    def __init__(self) -> None:
        self._changes = 0  # odd while a write is being committed: what a transaction sees is not known then
        self._known: tuple[int, State] | None = None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Inside, the archive may become another, or stay what it was."""
        self._changes += 1
        try:
            yield
        finally:
            self._changes += 1

    def seen(self, con: DuckDBPyConnection) -> Callable[[DuckDBPyConnection], State]:
        """What finds it out for the transaction that ``con`` has just begun."""
        number = self._changes
        rows(con, "nothing")  # what a transaction sees is settled when it looks at a table for the first time
        if number % 2 or number != self._changes:
            return archive_state

        def find(con: DuckDBPyConnection) -> State:
            known = self._known
            if known is None or known[0] != number:
                known = self._known = (number, archive_state(con))
            return known[1]

        return find
