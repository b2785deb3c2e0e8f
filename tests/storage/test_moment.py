"""What a transaction sees is known by the writes before it, and never mistaken for another moment's."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from storage import moment
from storage.database import Database
from storage.memo import State, archive_state
from storage.moment import FileState
from tests.storage.world import GAZETTEER, ZONE


def _note(con: DuckDBPyConnection, key: str) -> None:
    con.execute("INSERT INTO setting VALUES ($key, 'x')", {"key": key})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sorot.duckdb"
    Database.open(path, zone=ZONE, gazetteer=GAZETTEER).close()
    return path


def _begun(state: FileState, con: DuckDBPyConnection) -> tuple[DuckDBPyConnection, State]:
    """A transaction, and what is said of its content."""
    cursor = con.cursor()
    cursor.begin()
    return cursor, state.seen(cursor)(cursor)


def test_it_is_looked_up_once_between_two_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[DuckDBPyConnection] = []

    def counted(con: DuckDBPyConnection) -> State:
        asked.append(con)
        return archive_state(con)

    monkeypatch.setattr(moment, "archive_state", counted)
    with duckdb.connect(path) as con:
        state = FileState()
        assert _begun(state, con)[1] == _begun(state, con)[1]
        assert len(asked) == 1
        with state.changing():
            _note(con, "a")
        _begun(state, con)
        _begun(state, con)
        assert len(asked) == 2


def test_a_transaction_that_began_before_a_write_keeps_what_it_saw(path: Path) -> None:
    with duckdb.connect(path) as con:
        state = FileState()
        early = con.cursor()
        early.begin()
        find = state.seen(early)
        with state.changing():
            _note(con, "a")
        late, after = _begun(state, con)
        assert find(early) == archive_state(early) != after == archive_state(late)
        assert _begun(state, con)[1] == after


def test_while_a_write_is_committed_the_tables_are_looked_at(path: Path) -> None:
    with duckdb.connect(path) as con:
        state = FileState()
        with state.changing():
            _, before = _begun(state, con)
            _note(con, "a")
            cursor, after = _begun(state, con)
            assert before != after == archive_state(cursor)
        assert _begun(state, con)[1] == after
