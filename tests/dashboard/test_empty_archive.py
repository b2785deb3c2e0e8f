"""A new installation: nothing collected yet."""

from __future__ import annotations

import asyncio
from pathlib import Path

from dashboard import comparison, exports
from dashboard.about import about
from dashboard.compared import ask
from dashboard.i18n import Words
from dashboard.pages import about as about_page
from dashboard.pages.compare import _drawn, _read
from dashboard.services import Services
from dashboard.url_state import Query
from entities.gazetteer import Gazetteer
from storage.database import Database
from tests.archive import ZONE

EN = Words("en")


def test_the_page_says_that_nothing_has_come_in(
    tmp_path: Path, services: Services, gazetteer: Gazetteer
) -> None:
    with Database.open(tmp_path / "new.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        fresh = Services(settings=services.settings, db=db, now=services.now)
        asked = db.call(ask, services=fresh, query=Query.parse(""), words=EN)
        assert (asked.archive.empty, asked.subjects) == (True, ())
        for text in ("?", "?e=CN&at=CN.2026-11-20"):
            answer = asyncio.run(db.run(_read, services=fresh, query=Query.parse(text), words=EN))
            assert "Nothing has been collected yet" in str(_drawn(answer, fresh, EN)[2])
        state = comparison.read_state(Query.parse("?e=CN"), archive=asked.archive, gazetteer=gazetteer)
        assert state.window.days == 1
        assert "start,code" in db.call(exports._timeseries, services=fresh, query="e=CN")


def test_the_about_page_has_no_outlet_yet(tmp_path: Path, services: Services, gazetteer: Gazetteer) -> None:
    with Database.open(tmp_path / "new.duckdb", zone=ZONE, gazetteer=gazetteer) as db:
        fresh = Services(settings=services.settings, db=db, now=services.now)
        page = about_page.layout(db.call(about, services=fresh), fresh, EN)
        assert "Nothing has been collected yet" in str(page)
        assert "0 outlets, 0 articles since –" in str(page)
