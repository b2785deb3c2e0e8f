"""One archive in a process of its own, on a DuckDB of its own: it takes batches in and answers questions.

As a program it is that process: requests come pickled on standard input, answers go to standard output.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

import duckdb
import polars as pl

from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.lake.keep import keep_hourly
from storage.lake.place import Lake
from storage.memo import forget
from storage.questions import names, queries
from storage.upkeep.rollups import audit, compact
from tests.storage.world import GAZETTEER, ZONE, content

ROOT = Path(__file__).parents[2]
DUCKDB_2 = Path(sys.prefix) / "duckdb2"  # a folder that has another DuckDB than ours: see the Makefile
Question = tuple[str, dict[str, Any]]
Place = Path | Lake


class Engine:
    """The process, and what it is asked to do."""

    def __init__(self, place: Place, data_dir: Path, *, packages: Path | None = None) -> None:
        """``packages`` has a DuckDB that goes before the installed one."""
        path = [str(folder) for folder in (packages, ROOT) if folder]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.engines"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.version: str = self.do(open_archive, place, data_dir)

    def do(self, what: Callable[..., Any], *args: Any) -> Any:
        """The answer of one of the functions below; one that fails there fails here."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((what.__name__, args), self._process.stdin)
        self._process.stdin.flush()
        error, answer = pickle.load(self._process.stdout)
        assert error is None, error
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


class _Here:
    db: Database
    data_dir: Path


def open_archive(place: Place, data_dir: Path) -> str:
    """Begin with an archive; return the version of DuckDB."""
    _Here.db = Database.open(place, zone=ZONE, gazetteer=GAZETTEER)
    _Here.data_dir = data_dir
    return duckdb.__version__


def empty() -> None:
    """Begin anew with the same archive."""
    forget()
    with_rows = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    keep = {"schema_version", "setting", "entity", "gazetteer_version"}

    def clear(con: duckdb.DuckDBPyConnection) -> None:
        for (table,) in con.execute(with_rows).fetchall():
            if table not in keep:
                con.execute(f"DELETE FROM {table}")
        con.execute("DELETE FROM entity WHERE NOT in_gazetteer")

    _Here.db.write(clear)


def take_in(batches: Sequence[Batch]) -> tuple[Any, ...]:
    for one in batches:
        write_batch(_Here.data_dir / "inbox", one)
    report = ingest_pending(_Here.db, _Here.data_dir, clock=lambda: datetime(2026, 12, 1, tzinfo=UTC))
    assert not report.rejected, report.rejected
    return report.new, report.edited, report.known, report.polls


def tidy() -> None:
    """What is done at night."""
    _Here.db.write(compact)
    if isinstance(_Here.db.place, Lake):
        keep_hourly(_Here.db)


def whole() -> dict[str, Any]:
    """Every table, and whether all of it adds up."""
    tables = _Here.db.call(content)
    tables["batch"] = [row[1:] for row in tables["batch"]]  # each process numbers the batches that it writes
    return {name: plain(rows) for name, rows in tables.items()} | {"audit": plain(_Here.db.call(audit))}


def ask(questions: Sequence[Question]) -> list[Any]:
    def answer(con: duckdb.DuckDBPyConnection) -> list[Any]:
        return [plain(_function(name)(con, **arguments)) for name, arguments in questions]

    return _Here.db.call(answer)


def _function(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(queries, name, None) or getattr(names, name)
    return found


def plain(answer: Any) -> Any:
    """An answer in values that are equal only if everything is: types, order, the last bit of a number."""
    if isinstance(answer, pl.DataFrame):
        return [(name, str(dtype)) for name, dtype in answer.schema.items()], plain(answer.rows())
    if is_dataclass(answer) and not isinstance(answer, type):
        return {field.name: plain(getattr(answer, field.name)) for field in fields(answer)}
    if isinstance(answer, dict):
        return {str(key): plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [plain(one) for one in answer]
    return repr(answer)


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    known = {function.__name__: function for function in (open_archive, empty, take_in, tidy, whole, ask)}
    while True:
        try:
            name, args = pickle.load(requests)
        except EOFError:
            break
        answer: tuple[str | None, Any]
        try:
            answer = (None, known[name](*args))
        except Exception:  # noqa: BLE001 - whatever it is, it is the answer
            answer = (traceback.format_exc(), None)
        pickle.dump(answer, answers)
        answers.flush()
    _Here.db.close()


if __name__ == "__main__":
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is logged is no answer
    serve(sys.stdin.buffer, out)
