"""One long question asked while batches go on: as steps of an errand, given up when nobody waits any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

import duckdb
from duckdb import DuckDBPyConnection

from storage.database import Database
from storage.errands import Progress

T = TypeVar("T")
LOOK_EVERY = 0.2  # seconds; batches have their turn in between


def asked_aside(db: Database, question: Callable[[DuckDBPyConnection], T]) -> Generator[Progress, None, T]:
    """``db.call(question)`` in a thread; closing the generator interrupts it."""
    begun: list[DuckDBPyConnection] = []
    given_up = threading.Event()

    def ask(con: DuckDBPyConnection) -> T:
        begun.append(con)
        if given_up.is_set():
            raise duckdb.InterruptException("given up")
        return question(con)

    with ThreadPoolExecutor(1, thread_name_prefix="aside") as pool:
        answer: Future[T] = pool.submit(db.call, ask)
        try:
            while not wait([answer], LOOK_EVERY).done:
                yield Progress(done=0, total=1)
        finally:
            given_up.set()
            while not wait([answer], LOOK_EVERY).done:
                with suppress(duckdb.Error):
                    begun[-1].interrupt()
    return answer.result()
