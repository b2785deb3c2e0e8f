"""Every share is what counting articles one by one over the observed days of the same outlets gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import duckdb
import pytest

from storage.ingest.totals import derive
from storage.questions import queries
from storage.questions.queries import Grain, Scope
from tests.archive import counted_archive

FIRST = date(2026, 6, 1)  # a Monday
DAYS = 75
NAMES = ("country:CN", "country:JP")
WINDOW = (date(2026, 6, 12), date(2026, 8, 13))  # neither begins nor ends with a week or a month


class One(NamedTuple):
    """A stored article."""

    article_id: int
    outlet_id: int
    lang: str
    day: date
    story_id: int
    entities: frozenset[int]


class Counted(NamedTuple):
    """n and N of one entity on the observed days, by day."""

    n: dict[date, int]
    of: dict[date, int]


@pytest.fixture(scope="module", params=[1, 2, 3])
def con(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Three outlets, two languages; the third begins late, with some older articles; some days fail."""
    rng = Random(request.param)
    begins = (0, 0, 25)
    counts = [[rng.randint(4, 12) for _ in range(DAYS)] for _ in begins]
    counts[2] = [0] * 20 + [3] * 5 + counts[2][25:]
    failed = {(rng.randrange(3), rng.randrange(28, DAYS)) for _ in range(6)}
    for outlet, place in failed:
        counts[outlet][place] = 0
    named = {key: [[min(n, rng.randint(0, 5)) for n in row] for row in counts] for key in NAMES}
    opened = counted_archive(
        tmp_path_factory.mktemp("shares") / "a.duckdb",
        first=FIRST,
        outlets=counts,
        mentioned=named,
        failed=sorted(failed),
        langs=["id", "en", "id"],
    )
    begin = f"{FIRST + timedelta(days=24)} 17:00:00"
    opened.execute("DELETE FROM poll WHERE feed_id IN (5, 6) AND started_at < $at", {"at": begin})
    opened.execute(
        "UPDATE article SET first_seen_at = greatest(first_seen_at, $at) WHERE outlet_id = 3", {"at": begin}
    )
    # copies of two days and all outlets, or none
    opened.execute("""
        INSERT INTO story_article BY NAME
        SELECT
            article_id, day, outlet_id, lang, first_seen_at AS dated_at,
            CASE
                WHEN hash(article_id) % 2 = 0 THEN article_id ELSE (day - DATE '2026-06-01') // 2
            END AS story_id
        FROM article
    """)
    derive(opened)
    yield opened
    opened.close()


def stored(con: duckdb.DuckDBPyConnection) -> list[One]:
    named: dict[int, set[int]] = {}
    for article, entity in con.execute("SELECT article_id, entity_id FROM mention").fetchall():
        named.setdefault(article, set()).add(entity)
    found = con.execute("SELECT article_id, outlet_id, lang, day, story_id FROM story_article").fetchall()
    return [
        One(article, outlet, lang, day, story, frozenset(named.get(article, ())))
        for article, outlet, lang, day, story in found
    ]


def counted(con: duckdb.DuckDBPyConnection, scope: Scope, entity: int) -> Counted:
    """Count again from single articles; only which outlet was read on which day is asked."""
    every = Scope(since=date(2026, 5, 1), until=date(2026, 9, 1), outlets=scope.outlets)
    states = {
        (outlet, day): state
        for outlet, day, state in queries.outlet_days(con, scope=every)
        .select("outlet_id", "day", "state")
        .iter_rows()
    }
    if scope.panel == "fixed":
        members = queries.fixed_panel(con, scope=scope).filter("included")["outlet_id"].to_list()
        states = {key: state for key, state in states.items() if key[0] in members}
    begun = {key: state for key, state in states.items() if state != "before"}
    asked = [
        one
        for one in stored(con)
        if (one.outlet_id, one.day) in begun and (not scope.langs or one.lang in scope.langs)
    ]
    days: dict[date, int] = {}
    named: dict[date, int] = {}
    if scope.basis == "articles":
        for one in asked:
            days[one.day] = days.get(one.day, 0) + 1
            named[one.day] = named.get(one.day, 0) + (entity in one.entities)
    else:
        stories: dict[int, list[One]] = {}
        for one in asked:
            stories.setdefault(one.story_id, []).append(one)
        for copies in stories.values():
            first = min(one.day for one in copies)
            days[first] = days.get(first, 0) + 1
            named[first] = named.get(first, 0) + any(entity in one.entities for one in copies)
    missing = {day for (_, day), state in begun.items() if state == "gap"}
    observed = {
        day for _, day in begun if day not in missing and scope.since <= day < scope.until and days.get(day)
    }
    return Counted({day: named.get(day, 0) for day in observed}, {day: days[day] for day in observed})


SCOPES = [
    (panel, basis, langs, outlets)
    for panel in ("all", "fixed")
    for basis in ("articles", "stories")
    for langs, outlets in (((), ()), (("id",), ()), ((), (2, 3)))
]


@pytest.fixture(params=SCOPES, ids=str)
def scope(request: pytest.FixtureRequest) -> Scope:
    panel, basis, langs, outlets = request.param
    return Scope(since=WINDOW[0], until=WINDOW[1], panel=panel, basis=basis, langs=langs, outlets=outlets)


def bucket_of(day: date, grain: Grain) -> date:
    return {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}[grain]


def ids_of(con: duckdb.DuckDBPyConnection) -> list[int]:
    return [
        con.execute("SELECT entity_id FROM entity WHERE key = ?", [key]).fetchall()[0][0] for key in NAMES
    ]


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_of_the_timeline(con: duckdb.DuckDBPyConnection, scope: Scope, grain: Grain) -> None:
    ids = ids_of(con)
    found = queries.timeline(con, scope=scope, entity_ids=ids, grain=grain)
    for entity in ids:
        again = counted(con, scope, entity)
        n, of = ({}, {})  # type: dict[date, int], dict[date, int]
        for day in again.of:
            n[bucket_of(day, grain)] = n.get(bucket_of(day, grain), 0) + again.n[day]
            of[bucket_of(day, grain)] = of.get(bucket_of(day, grain), 0) + again.of[day]
        rows = found.filter(entity_id=entity).iter_rows(named=True)
        shown = {
            row["day"]: (row["articles"], row["collected"], row["share"])
            for row in rows
            if row["share"] is not None
        }
        assert shown == {day: (n[day], of[day], n[day] / of[day]) for day in of}


def test_of_totals(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    ids = ids_of(con)
    for row in queries.coverage_totals(con, scope=scope, entity_ids=ids).iter_rows(named=True):
        again = counted(con, scope, row["entity_id"])
        n, of = sum(again.n.values()), sum(again.of.values())
        assert (row["share_n"], row["share_of"]) == (n, of)
        assert row["share"] == (pytest.approx(n / of) if of else None)


def test_of_a_rolling_week(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    ids = ids_of(con)
    found = queries.rolling_share(con, scope=scope, entity_ids=ids, days=7)
    for entity in ids:
        again = counted(con, scope.window(scope.since - timedelta(days=6), scope.until), entity)
        for row in found.filter(entity_id=entity).iter_rows(named=True):
            week = [day for day in again.of if row["day"] - timedelta(days=7) < day <= row["day"]]
            n, of = sum(again.n[day] for day in week), sum(again.of[day] for day in week)
            assert row["share"] == (pytest.approx(n / of) if of else None)


def test_of_movers(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    now, before = scope.window(date(2026, 7, 20), scope.until), scope.window(scope.since, date(2026, 7, 20))
    for row in queries.movers(con, scope=now, earlier=before).iter_rows(named=True):
        later, earlier = (counted(con, one, row["entity_id"]) for one in (now, before))
        assert row["share"] == pytest.approx(sum(later.n.values()) / sum(later.of.values()))
        assert row["share_before"] == pytest.approx(sum(earlier.n.values()) / sum(earlier.of.values()))
        assert (row["collected"], row["collected_before"]) == (
            sum(later.of.values()),
            sum(earlier.of.values()),
        )


def test_articles_from_before_an_outlet_began_are_in_no_share(con: duckdb.DuckDBPyConnection) -> None:
    older = [one for one in stored(con) if one.outlet_id == 3 and one.day < FIRST + timedelta(days=25)]
    assert len(older) == 15
    scope = Scope(since=FIRST, until=FIRST + timedelta(days=25))
    with_them = queries.collected_by_day(con, scope=scope)["articles"].sum()
    without = queries.collected_by_day(con, scope=Scope(since=FIRST, until=scope.until, outlets=(1, 2)))
    assert with_them == without["articles"].sum()
