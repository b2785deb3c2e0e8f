"""Why a day stands out: how unusual it was, which outlets wrote, and their headlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard.comparison import MARKED, panel_of, subjects_of
from storage.questions import queries

if TYPE_CHECKING:
    from datetime import date

    import polars as pl
    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Opened, State, Subject
    from entities.gazetteer import Gazetteer
    from storage.questions.queries import Scope

HEADLINES: Final = 3
NAMED_OUTLETS: Final = 3  # the others are one bar
WEEKS: Final = 8  # same weekdays that the norm is taken from


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the panel shows of one entity in one bucket of the chart."""

    subject: Subject
    first: date
    last: date
    number: int | None  # of the mark on the chart
    articles: int
    collected: int
    folded: tuple[int, int]  # articles, and stories that these are
    state: str
    ratio: float | None  # None: no norm, or more than a day
    expected: float | None
    outlets: list[tuple[str, int]]  # with any, most first
    asked: tuple[int, ...]  # outlet_id of those asked for; empty: all
    headlines: pl.DataFrame  # queries.typical_headlines


def evidence(
    con: DuckDBPyConnection, *, state: State, at: Opened, today: date, gazetteer: Gazetteer, lang: str
) -> Evidence | None:
    """Read the evidence; None when the archive does not know the entity."""
    codes = state.codes if at.code in state.codes else (*state.codes, at.code)
    subjects = subjects_of(con, codes=codes, gazetteer=gazetteer, lang=lang)
    subject = next((subject for subject in subjects if subject.code == at.code), None)
    if subject is None:
        return None
    first, last = bucket(at.day, state.grain)
    scope = state.scope(today).window(first, last + timedelta(days=1))
    row = queries.timeline(con, scope=scope, entity_ids=[subject.entity_id], grain=state.grain)
    other = replace(scope, basis="articles" if state.basis == "stories" else "stories")
    other_row = queries.timeline(con, scope=other, entity_ids=[subject.entity_id], grain=state.grain)
    counts = (_of(row, "articles") or 0, _of(other_row, "articles") or 0)
    ratio, expected = None, None
    if state.grain == "day":
        judged = queries.judged_days(con, scope=scope, entity_ids=[subject.entity_id])
        ratio, expected = judged.select("ratio", "expected").row(0) if len(judged) else (None, None)
    outlets = queries.coverage_by_outlet(con, scope=scope, entity_id=subject.entity_id)
    return Evidence(
        subject=subject,
        first=first,
        last=last,
        number=_number(
            con, state, at, today, [s.entity_id for s in subjects if s.code in state.codes], subject
        ),
        articles=counts[0],
        folded=counts if state.basis == "articles" else counts[::-1],
        collected=_of(row, "collected") or 0,
        state=_of(row, "state") or "before",
        ratio=ratio,
        expected=expected,
        asked=_asked(con, scope),
        outlets=[(name, n) for name, n in outlets.select("name", "articles").iter_rows() if n],
        headlines=queries.typical_headlines(con, scope=scope, entity_id=subject.entity_id, limit=HEADLINES),
    )


def _asked(con: DuckDBPyConnection, scope: Scope) -> tuple[int, ...]:
    panel = panel_of(con, scope)
    return scope.outlets if panel.is_empty() else tuple(panel.filter("included")["outlet_id"])


def bucket(day: date, grain: queries.Grain) -> tuple[date, date]:
    """First and last day of the bucket that ``day`` is in; weeks begin on Monday."""
    if grain == "day":
        return day, day
    if grain == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _number(
    con: DuckDBPyConnection, state: State, at: Opened, today: date, ids: list[int], subject: Subject
) -> int | None:
    """Number of the mark on the chart, when the day has one."""
    if not state.spikes or not ids:
        return None
    found = queries.spikes(con, scope=state.scope(today), entity_ids=ids, limit=MARKED)
    marked = list(found.select("entity_id", "day").iter_rows())
    mine = (subject.entity_id, at.day)
    return marked.index(mine) + 1 if mine in marked else None


def _of(frame: pl.DataFrame, column: str) -> Any:
    return frame[column][0] if len(frame) else None
