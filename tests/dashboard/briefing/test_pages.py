"""A briefing of an archive: what it says is what the archive says, and its files need nothing else."""

from __future__ import annotations

import email
import html
import re
from datetime import timedelta
from email.policy import default
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.briefing import document
from dashboard.briefing.numbers import Briefing, briefing
from dashboard.i18n import Words
from dashboard.services import Services
from dashboard.url_state import Query
from storage.questions import queries
from storage.questions.queries import Scope

ASKED = "e=MY,CN,JP,SG,KP,kim-jong-un"


def read(services: Services, query: str, lang: Any = "en") -> Briefing:
    return services.db.call(briefing, services=services, query=Query.parse(query), lang=lang)


def test_its_numbers_are_those_of_the_archive(services: Services) -> None:
    found = read(services, ASKED)
    today = services.today()
    assert found.window.last == today - timedelta(days=1)
    assert found.window.days == found.earlier.days == 7
    scope = Scope(since=found.window.first, until=found.window.until, today=today)
    for line in found.lines:
        (row,) = services.db.call(
            queries.coverage_totals, scope=scope, entity_ids=[line.subject.entity_id]
        ).iter_rows(named=True)
        assert line.articles == row["articles"]
        assert line.share == pytest.approx(row["share"])
    assert [line.share or 0.0 for line in found.lines] == sorted(
        (line.share or 0.0 for line in found.lines), reverse=True
    )
    assert any(spike.subject.code == "MY" and spike.headlines for spike in found.spikes)


def test_who_is_new_beside_whom_was_not_before(services: Services) -> None:
    found = read(services, f"{ASKED},US,RU,IL,AU,TH,VN,PH&to=2026-11-08")
    assert found.pairs is not None
    past = Scope(
        since=found.window.first - timedelta(days=28), until=found.window.first, today=services.today()
    )
    for pair in found.pairs:
        beside = services.db.call(
            queries.mentioned_with, scope=past, entity_id=pair.subject.entity_id, limit=999
        )
        assert pair.other.entity_id not in set(beside["entity_id"])
        assert pair.together >= 3


def test_a_week_with_a_gap_says_so_and_a_first_week_compares_with_nothing(services: Services) -> None:
    gap = read(services, f"{ASKED}&to=2026-09-13")
    told = document.text(gap, services, Words("en"))
    assert "counts for nothing" in told
    assert "was not fully read on 3 days" in told
    first = services.today() - timedelta(days=149 - 6)
    young = read(services, f"{ASKED}&to={first}")
    assert not young.compared
    assert young.pairs is None
    told = document.text(young, services, Words("en"))
    assert "Too little was read on" in told
    assert "What rose" not in told


@pytest.mark.parametrize("lang", ["en", "id"])
def test_it_can_be_read_and_taken_away(lang: str, client: TestClient) -> None:
    page = client.get(f"/briefing?{ASKED}&ui={lang}")
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert f'href="/briefing.eml?{html.escape(ASKED)}"' in page.text

    file = client.get(f"/briefing.html?{ASKED}&ui={lang}")
    assert "attachment" in file.headers["content-disposition"]
    assert not re.findall(r"(?:src=|<link|<script|var\(|url\(|@import)", file.text)

    message = email.message_from_bytes(client.get(f"/briefing.eml?{ASKED}&ui={lang}").content, policy=default)
    assert message["to"] is None
    assert message["subject"].startswith("sorot: ")
    plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert rich is not None
    assert "Malaysia" in plain.get_content()
    assert rich.get_content().replace("\r\n", "\n").strip() == file.text.strip()


def test_values_that_cannot_be_read_are_told(client: TestClient) -> None:
    page = client.get("/briefing?e=MY,<script>")
    assert "cannot be read" in page.text
    assert "<script>," not in page.text
    assert "e=&lt;script&gt;" in page.text


def test_what_an_outlet_writes_is_text(services: Services) -> None:
    row = {"title": "<b>x</b>", "outlet": "<i>", "url": "javascript:alert(1)", "lang": '"x'}
    found = read(services, ASKED)
    spike = found.spikes[0]
    written = document._headlines((row,))
    assert written == (
        '<ul><li lang="&quot;x">&lt;b&gt;x&lt;/b&gt; <span class="sub">&lt;i&gt;</span></li></ul>'
    )
    assert document._rich(f"**{spike.subject.label}<**") == f"<strong>{spike.subject.label}&lt;</strong>"
