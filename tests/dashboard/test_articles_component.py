from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.components.articles import headline, marked, safe_link
from dashboard.i18n import Words


def said(parts: list[object]) -> list[object]:
    """Marks as ("…",), so that lists compare."""
    return [(part["props"]["children"],) if isinstance(part, dict) else part for part in parts]


def test_marks_are_cut_by_code_points() -> None:
    title = "🇲🇾 Ekspor Malaysia naik"
    start = title.index("Malaysia")
    marks = [{"start": start, "end": start + 8, "entity_id": 5}]
    assert said(marked(title, marks)) == ["🇲🇾 Ekspor ", ("Malaysia",), " naik"]


def test_only_the_marks_asked_for_are_shown() -> None:
    marks = [{"start": 0, "end": 5, "entity_id": 1}, {"start": 10, "end": 18, "entity_id": 5}]
    assert said(marked("China dan Malaysia", marks, only=5)) == ["China dan ", ("Malaysia",)]
    assert marked("no marks", []) == ["no marks"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "", "JAVASCRIPT:x"])
def test_no_link_runs_a_script(url: str) -> None:
    assert safe_link(url) is None


def test_a_hostile_title_stays_text() -> None:
    row = {
        "title": "<img src=x onerror=alert(1)>",
        "title_marks": None,
        "url": "javascript:alert(1)",
        "outlet": "Harian Utara",
        "lang": "id",
        "dated_at": datetime(2026, 11, 16, 2, 12),  # noqa: DTZ001  # the archive's times are naive UTC
        "chips": [{"entity_id": 5, "count": 4, "in_title": True}],
    }
    found = headline(row, words=Words("en"), zone=ZoneInfo("Asia/Jakarta"), entity_id=5)
    link, below = found.children
    assert link.children == ["<img src=x onerror=alert(1)>"]
    assert link.href is None
    assert link.rel == "noopener noreferrer"
    assert below.children == "Harian Utara · 16 Nov, 09:12 WIB · 4 mentions"
