"""One archive and one application for all tests of the dashboard: a real DuckDB file, a fixed clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.services import Services
from dashboard.settings import WebSettings
from entities.gazetteer import Gazetteer, load
from storage.database import Database
from tests.archive import UNTIL, ZONE, build_archive

NOW = datetime.combine(UNTIL, datetime.min.time(), ZONE).replace(hour=14, minute=5)
DAYS = 150


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return load()


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("dashboard")
    path = folder / "sorot.duckdb"
    build_archive(path, days=DAYS, articles_per_day=120).close()
    settings = WebSettings(data_dir=folder, zone=ZONE, home_country="ID", demo=True)
    with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db:
        yield Services(settings=settings, db=db, now=lambda: NOW)


@pytest.fixture(scope="session")
def app(services: Services) -> FastAPI:
    return create_app(services.settings, services.db, now=services.now)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened
