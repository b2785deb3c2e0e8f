"""What tests of several packages need: golden files, and a PostgreSQL for lakes.

``pytest --regenerate`` rewrites what golden files expect; a person reads the difference.
"""

from __future__ import annotations

import gc
import json
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from storage.lake.place import Lake
from tests.postgres import cluster, programs


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="rewrite the golden files from what the code does now"
    )
    parser.addoption("--reason", default="", help="with --regenerate: why a floor of accuracy gets lower")


def pytest_collection_finish() -> None:
    """Nine thousand tests stay: to look for circular garbage among them again and again takes minutes."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command that a test runs in this process sets up logging; the tests after it are not concerned."""
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, Any], None]:
    """Compare a value with the JSON in a file, or write it there with ``--regenerate``."""

    def check(path: Path, value: Any) -> None:
        if request.config.getoption("--regenerate"):
            path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        assert path.exists(), f"{path} is missing; run pytest --regenerate and read what it writes"
        assert value == json.loads(path.read_text(encoding="utf-8"))

    return check


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """What to connect to a PostgreSQL by; it is this process's own."""
    folder = programs()
    if folder is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("no PostgreSQL here: install it, or name its programs' folder with SOROT_POSTGRES")
    with cluster(folder) as catalog:
        yield catalog


@pytest.fixture
def lake(postgres: str, tmp_path: Path) -> Lake:
    """A place for a lake that is not there yet."""
    return Lake(catalog=postgres, data=str(tmp_path / "lake"), schema=f"lake_{secrets.token_hex(6)}")
