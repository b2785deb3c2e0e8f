"""What every test of the archive starts from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.storage.world import GAZETTEER, ZONE


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def db(data_dir: Path) -> Iterator[Database]:
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as opened:
        yield opened
