"""Shares of countries and outlets, and the calendar, against counting one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.ingest.totals import derive
from storage.questions import queries
from storage.questions.queries import Scope
from storage.questions.shares import SURE, wilson
from tests.archive import UNTIL, Outage, build_archive

SINCE = UNTIL - timedelta(days=12)
SCOPES = [
    Scope(since=SINCE, until=UNTIL),
    Scope(since=SINCE, until=UNTIL, basis="stories"),
    Scope(since=SINCE, until=UNTIL, basis="stories", outlets=(1, 3)),
    Scope(since=SINCE, until=UNTIL, langs=("en",), capitals=False),
]
Told = dict[str, set[tuple[int, int]]]  # of a country: unit (article or story) and outlet


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """An archive in which each third article is a copy of the one two before it."""
    opened = build_archive(
        tmp_path_factory.mktemp("shares") / "a.duckdb",
        days=90,
        articles_per_day=40,
        seed=5,
        outages=[Outage(2, UNTIL - timedelta(days=20), UNTIL - timedelta(days=18))],
    )
    found = opened.execute(
        "SELECT article_id FROM article ORDER BY coalesce(published_at, first_seen_at), article_id"
    ).fetchall()
    opened.execute("UPDATE article SET story_id = article_id")
    opened.executemany(
        "UPDATE article SET story_id = ? WHERE article_id = ?",
        [(found[place - 2][0], found[place][0]) for place in range(2, len(found), 3)],
    )
    opened.execute(
        """
        INSERT INTO story_article
        SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, lang FROM article
        QUALIFY count(*) OVER (PARTITION BY story_id) > 1
        """
    )
    derive(opened)
    yield opened
    opened.close()


def chosen(con: duckdb.DuckDBPyConnection, scope: Scope) -> dict[int, tuple[int, int, date]]:
    """Of each article of the selection what it counts as (itself or its story), its outlet and its day."""
    found = [
        row
        for row in con.execute("SELECT article_id, story_id, outlet_id, day, lang FROM article").fetchall()
        if (not scope.outlets or row[2] in scope.outlets) and (not scope.langs or row[4] in scope.langs)
    ]
    first: dict[int, date] = {}
    for _, story, _, day, _ in found:
        first[story] = min(day, first.get(story, day))
    stories = scope.basis == "stories"
    return {
        article: (story if stories else article, outlet, first[story] if stories else day)
        for article, story, outlet, day, _ in found
    }


def mentions(con: duckdb.DuckDBPyConnection, scope: Scope) -> Iterator[tuple[int, str, str, int]]:
    """Article, country and kind of what is mentioned, and its id."""
    kinds = ("name", "demonym", "nickname", *(("capital",) if scope.capitals else ()))
    for article, country, what, entity, kind in con.execute(
        "SELECT article_id, country, e.kind, entity_id, m.kind FROM mention AS m JOIN entity AS e "
        "USING (entity_id)"
    ).fetchall():
        if kind in kinds:
            yield article, country, what, entity


@pytest.mark.parametrize("leaders", [False, True])
@pytest.mark.parametrize("scope", SCOPES)
def test_countries_are_counted_once_an_article_or_story(
    con: duckdb.DuckDBPyConnection, scope: Scope, leaders: bool
) -> None:
    units = chosen(con, scope)
    observed = {
        day
        for day, state in queries.counted_by_day(con, scope=scope).select("day", "state").iter_rows()
        if state == "observed"
    }
    told: dict[str, set[int]] = defaultdict(set)
    for article, country, what, _ in mentions(con, scope):
        if article in units and (what == "country" or leaders) and units[article][2] in observed:
            told[country].add(units[article][0])
    found = queries.country_totals(con, scope=scope, leaders=leaders)
    now = found.filter(found["articles"] > 0)
    assert dict(now.select("country", "articles").iter_rows()) == {key: len(ids) for key, ids in told.items()}
    collected = len({unit for unit, _, day in units.values() if day in observed})
    assert found["collected"].unique().to_list() == [collected]
    before = queries.country_totals(con, scope=scope.before(), leaders=leaders)
    assert dict(found.select("country", "articles_before").iter_rows()) == {
        country: dict(before.select("country", "articles").iter_rows()).get(country, 0)
        for country in found["country"]
    }
    row = found.row(0, named=True)
    assert row["change"] == pytest.approx(row["share"] / row["share_before"] - 1)


def test_a_country_says_in_how_many_outlets_it_was(con: duckdb.DuckDBPyConnection) -> None:
    scope = replace(SCOPES[0], outlets=(1, 2, 4))
    outlets: dict[str, set[int]] = defaultdict(set)
    units = chosen(con, scope)
    for article, country, _, _ in mentions(con, scope):
        if article in units and scope.since <= units[article][2] < scope.until:
            outlets[country].add(units[article][1])
    found = queries.country_totals(con, scope=scope, leaders=True)
    now = found.filter(found["articles"] > 0)
    assert dict(now.select("country", "outlets").iter_rows()) == {
        key: len(ids) for key, ids in outlets.items()
    }


@pytest.mark.parametrize("scope", SCOPES)
def test_shares_of_outlets_are_of_their_own_articles_or_stories(
    con: duckdb.DuckDBPyConnection, scope: Scope
) -> None:
    entity = 1
    found = queries.coverage_by_outlet(con, scope=scope, entity_id=entity)
    named = {article for article, _, _, key in mentions(con, scope) if key == entity}
    wanted: dict[int, tuple[int, int]] = {}
    for outlet in found["outlet_id"]:
        units = chosen(con, replace(scope, outlets=(outlet,)))
        inside = {
            article: unit for article, (unit, _, day) in units.items() if scope.since <= day < scope.until
        }
        about = {unit for article, unit in inside.items() if article in named}
        wanted[outlet] = (len(about), len(set(inside.values())))
    assert {
        row[0]: row[1:] for row in found.select("outlet_id", "articles", "collected").iter_rows()
    } == wanted
    for row in found.iter_rows(named=True):
        assert row["low"] <= row["share"] <= row["high"]


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_shares_that_would_not_surprise(seen: tuple[int, int]) -> None:
    n, total = seen
    low, high = wilson(n, total)
    assert 0 <= low <= n / total <= high <= 1
    for bound in {low, high} - {0.0, 1.0}:  # at its ends the share seen is just 1.96 standard deviations off
        assert abs(n / total - bound) == pytest.approx(SURE * (bound * (1 - bound) / total) ** 0.5, rel=1e-6)


def test_the_calendar_says_of_every_day_what_outlet_days_says(con: duckdb.DuckDBPyConnection) -> None:
    scope = Scope(since=UNTIL - timedelta(days=100), until=UNTIL + timedelta(days=1), today=UNTIL)
    said: dict[tuple[int, date], tuple[Any, ...]] = {}
    for outlet, since, until, *state in queries.coverage_calendar(con, scope=scope).iter_rows():
        for place in range((until - since).days):
            assert (outlet, since + timedelta(days=place)) not in said
            said[outlet, since + timedelta(days=place)] = tuple(state)
    days = queries.outlet_days(con, scope=scope)
    wanted = {
        (outlet, day): ("observed" if state == "zero" else state, None if reason == "holiday" else reason)
        for outlet, day, state, reason in days.select("outlet_id", "day", "state", "reason").iter_rows()
    }
    assert said == wanted
    assert {state for state, _ in said.values()} == {"observed", "gap", "before", "partial"}
    few = queries.coverage_calendar(con, scope=replace(scope, outlets=(2,)))
    assert few["outlet_id"].unique().to_list() == [2]
