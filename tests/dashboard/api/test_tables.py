from datetime import UTC, date, datetime

from dashboard.api.base import Made
from dashboard.api.questions import QUESTIONS
from dashboard.api.tables import as_csv
from dashboard.api.things import ArticleRow, Articles, Count

SEEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MADE = Made(
    first=date(2026, 11, 14),
    to=date(2026, 11, 20),
    zone="Asia/Jakarta",
    outlets=[2],
    langs=["id"],
    basis="articles",
    panel="fixed",
    panel_outlets=[2],
    capitals=False,
    gazetteer="abc",
    updated_at=SEEN,
    retagged=0.5,
    demo=False,
)
ROW = ArticleRow(
    id="7",
    published_at=None,
    first_seen_at=SEEN,
    day=date(2026, 11, 20),
    outlet=2,
    outlet_name="-Kabar",
    section="world",
    lang="id",
    title='=HYPERLINK("https://x.example")\n+1',
    url="https://kabar.example/7",
    byline="@someone",
    dateline=["CN"],
    attribution=["Antara", "AFP"],
    story="7",
    mentions=3,
    entities=[Count(code="CN", count=2, in_title=True), Count(code="JP", count=1, in_title=False)],
    text_gone=False,
    snippet="+62",
    title_marks=[],
    snippet_marks=[],
)
[ARTICLES] = [question for question in QUESTIONS if question.name == "articles"]


def test_no_cell_becomes_a_formula_or_a_second_line() -> None:
    text = as_csv(ARTICLES, Articles(made=MADE, rows=[ROW], next=None), {2: "-Kabar"})
    row = text.splitlines()[-1]
    for cell in ("'-Kabar", "'=HYPERLINK(", "'@someone", "'+62"):
        assert cell in row
    assert "CN 2; JP 1" in row
    assert "Antara; AFP" in row
    assert ",2026-11-20T03:00:00Z,2026-11-20," in row


def test_the_head_says_how_it_was_made() -> None:
    notes = as_csv(ARTICLES, Articles(made=MADE, rows=[], next=None), {1: "Satu", 2: "Dua"}).splitlines()
    assert (
        "# Days from 2026-11-14 to 2026-11-20, beginning at midnight in Asia/Jakarta; times are UTC" in notes
    )
    assert "# Outlets: Dua" in notes
    assert "# Panel: fixed, outlets that were read through all days that are counted: Dua" in notes
    assert "# Capitals and seats of government do not count for their country" in notes
    assert "# Archive of 2026-11-20T03:00:00Z" in notes
    assert any("old and new names" in note for note in notes)
    assert not any("invented" in note for note in notes)
