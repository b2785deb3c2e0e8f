"""Golden files: ``pytest --regenerate`` rewrites what is expected; a person reads the difference."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="rewrite the golden files from what the code does now"
    )
    parser.addoption("--reason", default="", help="with --regenerate: why a floor of accuracy gets lower")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, Any], None]:
    """Compare a value with the JSON in a file, or write it there with ``--regenerate``."""

    def check(path: Path, value: Any) -> None:
        if request.config.getoption("--regenerate"):
            path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        assert path.exists(), f"{path} is missing; run pytest --regenerate and read what it writes"
        assert value == json.loads(path.read_text(encoding="utf-8"))

    return check
