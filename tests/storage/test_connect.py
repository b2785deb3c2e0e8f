"""A new database is there whole or not at all."""

from __future__ import annotations

import os
import signal
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pytest

from storage.connect import connect


def _die_on_the_way(path: Path) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    os.link = die  # type: ignore[assignment]
    connect(path)


def test_killed_while_it_makes_a_database_it_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "sorot.duckdb"
    child = get_context("spawn").Process(target=_die_on_the_way, args=(path,))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert not path.exists()
    connect(path).close()
    assert path.exists()


def test_a_database_that_another_made_meanwhile_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sorot.duckdb"

    def late(source: Path, to: Path) -> None:
        with duckdb.connect(to) as other:
            other.execute("CREATE TABLE theirs (n INTEGER)")
        raise FileExistsError(to)

    monkeypatch.setattr(os, "link", late)
    with connect(path) as con:
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("theirs",)]
    assert [one.name for one in tmp_path.iterdir()] == ["sorot.duckdb"]


def test_where_there_are_no_hard_links_it_is_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    connect(tmp_path / "sorot.duckdb").close()
    assert [one.name for one in tmp_path.iterdir()] == ["sorot.duckdb"]
