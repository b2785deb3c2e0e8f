"""Small comparisons made by hand, in the columns of storage.questions.queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from dashboard.comparison import EVENT_KINDS, Comparison, State, Subject
from dashboard.url_state import Window

FIRST = date(2026, 11, 2)  # a Monday
MALAYSIA = Subject(colour=0, entity_id=5, code="MY", label="Malaysia")
CHINA = Subject(colour=1, entity_id=1, code="CN", label="China <b>")


def state_of(days: int, **changes: object) -> State:
    """A plain state over ``days`` days, with changes."""
    plain = State(
        codes=("MY",),
        measure="share",
        basis="articles",
        grain="day",
        average=0,
        window=Window(first=FIRST, last=FIRST + timedelta(days=days - 1)),
        outlets=(),
        langs=(),
        panel="all",
        capitals=True,
        gaps=True,
        spikes=True,
        events=True,
        event_kinds=frozenset(EVENT_KINDS),
        at=None,
        view="chart",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def comparison_of(
    counts: dict[Subject, list[int | None]],
    collected: list[int | None],
    states: list[str],
    *,
    spikes: list[tuple[int, date, int]] | None = None,
) -> Comparison:
    """A comparison by day; a gap is (first, last) as its states say, with 3 of 8 outlets unread."""
    days = [FIRST + timedelta(days=at) for at in range(len(states))]
    rows = [
        {
            "entity_id": subject.entity_id,
            "day": day,
            "articles": n,
            "mentions": n,
            "collected": of,
            "share": None if n is None or not of else n / of,
            "index": None if n is None else 100.0,
            "days": 1,
            "days_observed": int(n is not None),
            "state": state,
        }
        for subject, series in counts.items()
        for day, n, of, state in zip(days, series, collected, states, strict=True)
    ]
    unread = [name == "gap" for name in states]
    gaps: list[list[object]] = []
    for day, is_gap in zip(days, unread, strict=True):
        if is_gap and gaps and gaps[-1][1] == day:
            gaps[-1][1] = day + timedelta(days=1)
        elif is_gap:
            gaps.append([day, day + timedelta(days=1), ["A", "B", "C"], ["polls failed"] * 3, 8])
    return Comparison(
        subjects=tuple(counts),
        timeline=pl.DataFrame(rows, infer_schema_length=None),
        days=pl.DataFrame(
            {
                "day": days,
                "articles": [of or 0 for of in collected],
                "expected": [100.0] * len(days),
                "outlets_selected": [8] * len(days),
                "outlets_unread": [3 if is_gap else 0 for is_gap in unread],
                "state": states,
            }
        ),
        stories=pl.DataFrame({"day": days, "articles": [of or 0 for of in collected], "state": states}),
        gaps=pl.DataFrame(
            gaps,
            schema={
                "since": pl.Date,
                "until": pl.Date,
                "outlets": pl.List(pl.String),
                "reasons": pl.List(pl.String),
                "outlets_selected": pl.Int64,
            },
            orient="row",
        ),
        panel=pl.DataFrame(),
        spikes=pl.DataFrame(
            [(entity, day, n, 100, 5.0, n / 5.0) for entity, day, n in spikes or []],
            schema={
                "entity_id": pl.Int16,
                "day": pl.Date,
                "articles": pl.Int64,
                "collected": pl.Int64,
                "expected": pl.Float64,
                "ratio": pl.Float64,
            },
            orient="row",
        ),
    )
