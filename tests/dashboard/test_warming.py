"""What the first reader would wait for is worked out before; where it cannot be, the server serves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from dashboard import overview, warming
from dashboard.i18n import DEFAULT
from dashboard.services import Services
from dashboard.settings import WebSettings
from storage.database import Database
from tests.storage.world import GAZETTEER, ZONE


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each time that Overview is worked out, which it is."""
    found, work_out = [], overview.overview

    def noted(*given: object, **named: object) -> object:
        found.append(str(named["lang"]))
        return work_out(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(overview, "overview", noted)
    return found


async def test_overview_is_worked_out_as_who_first_comes_would_see_it(
    services: Services, asked: list[str]
) -> None:
    with capture_logs() as logs:
        await warming.warm(services)
    assert asked == [DEFAULT]
    assert logs == []


async def test_an_empty_archive_and_one_that_is_closed_are_no_mistake(
    tmp_path: Path, asked: list[str]
) -> None:
    settings = WebSettings(data_dir=tmp_path, zone=ZONE, home_country="ID")
    with (
        Database.open(tmp_path / "sorot.duckdb", zone=ZONE, gazetteer=GAZETTEER) as db,
        capture_logs() as logs,
    ):
        empty = Services(settings=settings, db=db)
        await warming.warm(empty)
        db.close()
        await warming.warm(empty)
    assert asked == []
    assert logs == []


async def test_what_goes_wrong_is_logged_and_the_server_goes_on(services: Services) -> None:
    def broken() -> None:
        raise ValueError("no clock")

    with capture_logs() as logs:
        await warming.warm(replace(services, now=broken))  # type: ignore[arg-type]
    [said] = logs
    assert (said["log_level"], said["error"]) == ("warning", "no clock")
