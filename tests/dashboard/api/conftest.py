"""The application behind a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.servers import listening


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    with listening(app) as where:
        yield where
