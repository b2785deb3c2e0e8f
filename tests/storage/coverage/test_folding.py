"""Stories are counted once, however often they were printed; checked against counting one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from storage.coverage.folding import copies_by_day, cover_ahead, covered
from storage.ingest.totals import derive
from storage.memo import one_moment
from storage.questions import queries
from storage.questions.queries import ArticleFilter, Basis, Scope
from storage.sqlfiles import statement
from storage.upkeep.rollups import audit
from tests.archive import UNTIL, build_archive, counted_archive

SINCE = UNTIL - timedelta(days=40)
SCOPES = [
    Scope(since=SINCE, until=UNTIL, basis="stories"),
    Scope(since=SINCE, until=UNTIL, basis="stories", outlets=(1, 3)),
    Scope(since=SINCE, until=UNTIL, basis="stories", langs=("en",)),
    Scope(since=SINCE, until=UNTIL, basis="stories", langs=("en", "id"), outlets=(1, 2, 3, 4)),
    Scope(since=SINCE, until=UNTIL, basis="stories", capitals=False),
    Scope(since=SINCE + timedelta(days=9), until=UNTIL - timedelta(days=9), basis="stories"),
]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """An archive in which a third of the articles are joined at random."""
    opened = build_archive(
        tmp_path_factory.mktemp("folding") / "a.duckdb", days=60, articles_per_day=40, seed=3
    )
    rng = Random(4)
    found = opened.execute(
        "SELECT article_id FROM article ORDER BY coalesce(published_at, first_seen_at), article_id"
    ).fetchall()
    opened.execute("UPDATE article SET story_id = article_id")
    taken: set[int] = set()
    for place in range(0, len(found) - 120, 12):
        members = sorted(rng.sample(range(place, place + 110), rng.randint(2, 6)))
        free = [found[at][0] for at in members if found[at][0] not in taken]
        if len(free) > 1:
            taken.update(free)
            opened.executemany(
                "UPDATE article SET story_id = ? WHERE article_id = ?", [(free[0], a) for a in free]
            )
    opened.execute(
        """
        INSERT INTO story_article
        SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, lang FROM article
        QUALIFY count(*) OVER (PARTITION BY story_id) > 1
        """
    )
    derive(opened)
    assert audit(opened).wrong_stories == 0
    yield opened
    opened.close()


def begun(con: duckdb.DuckDBPyConnection, scope: Scope) -> dict[int, tuple[int, date]]:
    """Of each article of the selection its story, and the day that this counts for."""
    found: list[tuple[Any, ...]] = [
        (article, story, day)
        for article, story, day, outlet, lang in con.execute(
            "SELECT article_id, story_id, day, outlet_id, lang FROM article"
        ).fetchall()
        if (not scope.outlets or outlet in scope.outlets) and (not scope.langs or lang in scope.langs)
    ]
    first: dict[int, date] = {}
    for _, story, day in found:
        first[story] = min(day, first.get(story, day))
    return {article: (story, first[story]) for article, story, _ in found}


@pytest.mark.parametrize("scope", SCOPES)
def test_stories_of_each_day_are_counted_once(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    wanted = Counter(day for _, day in set(begun(con, scope).values()) if scope.since <= day < scope.end)
    articles = queries.collected_by_day(con, scope=replace(scope, basis="articles"))
    stories = queries.counted_by_day(con, scope=scope)
    assert dict(stories.select("day", "articles").iter_rows()) == {
        day: wanted.get(day, 0) for day in articles["day"]
    }
    assert 0 < sum(wanted.values()) < articles["articles"].sum()
    assert sum(copies_by_day(con, scope=scope).tolist()) == articles["articles"].sum() - sum(wanted.values())


@pytest.mark.parametrize("basis", ["articles", "stories"])
@pytest.mark.parametrize("scope", SCOPES)
def test_parts_of_what_was_read_ahead_are_what_is_read_alone(
    con: duckdb.DuckDBPyConnection, scope: Scope, basis: Basis
) -> None:
    scope = replace(scope, basis=basis)
    days = timedelta(days=7)
    windows = [scope, scope.window(scope.since + days, scope.end - days), scope.window(scope.end, scope.end)]
    for ahead in [(), (1, 2, 5)]:
        for ids in [ahead, (5, 2), (1, 30_000)]:  # the last is nobody's
            alone = [covered(con, scope=window, entity_ids=ids).frame() for window in windows]
            with one_moment():
                cover_ahead(scope=scope, entity_ids=ahead)
                parts = [covered(con, scope=window, entity_ids=ids).frame() for window in windows]
            assert all(one.equals(other) for one, other in zip(alone, parts, strict=True))


@pytest.mark.parametrize("scope", SCOPES)
def test_a_story_mentions_whom_any_of_its_articles_mentions(
    con: duckdb.DuckDBPyConnection, scope: Scope
) -> None:
    stories = begun(con, scope)
    wanted = Counter(
        {
            (entity, *stories[article])
            for article, entity, kind in con.execute(
                "SELECT article_id, entity_id, kind FROM mention"
            ).fetchall()
            if article in stories
            and kind in {"name", "demonym", "nickname"} | ({"capital"} if scope.capitals else set())
        }
    )
    by_day = Counter((entity, day) for entity, _, day in wanted if scope.since <= day < scope.end)
    found = covered(con, scope=scope).frame()
    assert {(entity, day): n for entity, day, n, _ in found.iter_rows()} == by_day
    one = found["entity_id"][0]
    alone = covered(con, scope=scope, entity_ids=[one]).frame()
    assert alone.rows() == found.filter(found["entity_id"] == one).rows()


def test_counts_of_each_language_are_made_when_an_older_archive_is_brought_up_to_date(
    con: duckdb.DuckDBPyConnection,
) -> None:
    of_days = "SELECT * FROM story_day_delta ORDER BY ALL"
    kept = con.execute(of_days).fetchall()
    assert {lang for *_, lang in kept} == {"", "en", "id"}
    con.execute("DELETE FROM story_day_delta WHERE lang <> ''")
    con.execute("ALTER TABLE story_day_delta DROP COLUMN lang")
    con.execute(statement("migrations/0008_stories_by_language"))
    assert con.execute(of_days).fetchall() == kept
    assert audit(con).wrong_totals == 0


@pytest.mark.parametrize("scope", SCOPES)
def test_stories_have_two_entities_together_that_their_articles_have_between_them(
    con: duckdb.DuckDBPyConnection, scope: Scope
) -> None:
    stories = begun(con, scope)
    who: defaultdict[tuple[int, date], set[int]] = defaultdict(set)
    for article, entity, kind in con.execute("SELECT article_id, entity_id, kind FROM mention").fetchall():
        counts = kind != "office" and (scope.capitals or kind != "capital")
        if counts and article in stories and scope.since <= stories[article][1] < scope.end:
            who[stories[article]].add(entity)
    size = Counter(entity for mentioned in who.values() for entity in mentioned)
    wanted = Counter(
        (a, b, day) for (_, day), mentioned in who.items() for a in mentioned for b in mentioned if a < b
    )
    both = Counter[tuple[int, int]]()
    for (a, b, _), n in wanted.items():
        both[a, b] += n
    total = queries.counted_by_day(con, scope=scope)["articles"].sum()

    found = queries.pairs(con, scope=scope, most=1000, at_least=2)
    assert {(row["a"], row["b"]): row["together"] for row in found.iter_rows(named=True)} == {
        pair: n for pair, n in both.items() if n > 1
    }
    for row in found.iter_rows(named=True):
        assert (row["articles_a"], row["articles_b"]) == (size[row["a"]], size[row["b"]])
        assert row["lift"] == pytest.approx(row["together"] * total / (size[row["a"]] * size[row["b"]]))
    articles = queries.pairs(con, scope=replace(scope, basis="articles"), most=1000, at_least=2)
    assert articles["together"].sum() != found["together"].sum()

    one = found["a"][0]
    beside = queries.mentioned_with(con, scope=scope, entity_id=one, limit=1000)
    assert dict(beside.select("entity_id", "together").iter_rows()) == {
        (b if a == one else a): n for (a, b), n in both.items() if one in {a, b}
    }
    assert set(beside["focus"]) == {size[one]}
    assert set(beside["collected"]) == {total}
    few = queries.pairs(con, scope=scope, entity_ids=(one, *beside["entity_id"][:3]), at_least=1)
    assert len(few) <= 6
    assert all(both[a, b] == n for a, b, n in few.select("a", "b", "together").iter_rows())

    asked = [(b, a) for a, b in found.select("a", "b").head(4).iter_rows()]
    days = queries.together_by_day(con, scope=scope, pairs=asked)
    assert {(b, a, day): n for a, b, day, n in days.iter_rows()} == {
        (a, b, day): n for (a, b, day), n in wanted.items() if (b, a) in asked
    }


@pytest.mark.parametrize("scope", SCOPES)
def test_shares_divide_stories_by_stories(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    ids = queries.coverage_totals(con, scope=scope)["entity_id"].to_list()[:4]
    lines = queries.timeline(con, scope=scope, entity_ids=ids)
    assert (lines["articles"] <= lines["collected"]).all()
    days = queries.counted_by_day(con, scope=scope)
    observed = days.filter(days["state"] == "observed")["articles"].sum()
    totals = queries.coverage_totals(con, scope=scope, entity_ids=ids)
    assert totals["share_of"].to_list() == [observed] * len(ids)


def test_spikes_are_judged_in_stories_when_stories_are_counted(con: duckdb.DuckDBPyConnection) -> None:
    scope = SCOPES[0]
    ids = queries.coverage_totals(con, scope=scope)["entity_id"].to_list()[:3]
    judged = queries.judged_days(con, scope=scope, entity_ids=ids)
    counted = {
        (entity, day): n
        for entity, day, n, _ in covered(con, scope=scope, entity_ids=ids).frame().iter_rows()
    }
    assert {
        (e, d): n for e, d, n in judged.select("entity_id", "day", "articles").iter_rows() if n
    } == counted


@pytest.mark.parametrize("sort", ["new", "most"])
def test_a_folded_list_has_each_story_once_over_all_pages(con: duckdb.DuckDBPyConnection, sort: Any) -> None:
    scope = Scope(since=SINCE, until=UNTIL, outlets=(1, 2, 3))
    seen: list[tuple[int, int]] = []
    after, rest = None, True
    while rest:
        page = queries.article_list(con, scope=scope, sort=sort, after=after, limit=60, fold=True)
        seen += page.rows.select("article_id", "story_id").iter_rows()
        after, rest = page.after, page.after is not None
    stories = [story for _, story in seen]
    assert len(stories) == len(set(stories))
    total = queries.facets(con, scope=scope)
    assert len(stories) == total.filter(total["facet"] == "stories")["articles"][0]
    earliest = con.execute(
        """
        SELECT arg_min(article_id, (coalesce(published_at, first_seen_at), article_id)) FROM article
        WHERE day >= ? AND day < ? AND outlet_id IN (1, 2, 3) GROUP BY story_id
        """,
        [SINCE, UNTIL],
    ).fetchall()
    assert {article for article, _ in seen} == {article for (article,) in earliest}


def test_the_other_articles_of_a_story_are_named(con: duckdb.DuckDBPyConnection) -> None:
    [(story, n)] = con.execute(
        "SELECT story_id, count(*) FROM story_article GROUP BY story_id ORDER BY 2 DESC, 1 LIMIT 1"
    ).fetchall()
    others = queries.carried(con, article_ids=[story])
    assert len(others) == n - 1
    assert story not in others["other_id"]
    assert others["dated_at"].is_sorted()


def test_copies_of_an_outlet_are_its_articles_that_another_article_had_first(
    con: duckdb.DuckDBPyConnection,
) -> None:
    written: Counter[int] = Counter()
    copied: Counter[int] = Counter()
    for outlet, article_id, story_id in con.execute(
        "SELECT outlet_id, article_id, story_id FROM article WHERE day >= ? AND day < ?", [SINCE, UNTIL]
    ).fetchall():
        written[outlet] += 1
        copied[outlet] += article_id != story_id
    found = queries.copies_by_outlet(con, since=SINCE, until=UNTIL)
    assert found.rows() == [(outlet, written[outlet], copied[outlet]) for outlet in sorted(written)]
    assert 0 < copied.total() < written.total()
    assert queries.copies_by_outlet(
        con, since=UNTIL + timedelta(days=60), until=UNTIL + timedelta(days=88)
    ).is_empty()


def test_an_outlet_with_nothing_but_copies_of_its_own_has_no_share(tmp_path: Path) -> None:
    first = date(2026, 1, 5)
    con = counted_archive(
        tmp_path / "a.duckdb", first=first, outlets=[[1, 1]], mentioned={"country:JP": [[1, 1]]}
    )
    con.execute("UPDATE article SET story_id = (SELECT arg_min(article_id, day) FROM article)")
    con.execute(
        """
        INSERT INTO story_article
        SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, lang FROM article
        """
    )
    derive(con)
    [(japan,)] = con.execute("SELECT entity_id FROM entity WHERE key = 'country:JP'").fetchall()

    def shares(since: int) -> list[tuple[int, int]]:
        scope = Scope(since=first + timedelta(days=since), until=first + timedelta(days=2), basis="stories")
        found = queries.coverage_by_outlet(con, scope=scope, entity_id=japan)
        return found.select("articles", "collected").rows()

    assert shares(0) == [(1, 1)]
    assert shares(1) == []


@pytest.mark.parametrize("seed", range(12))
def test_a_list_has_the_newest_articles_that_fit(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    rng = Random(seed)
    named: defaultdict[int, set[int]] = defaultdict(set)
    for article, entity, kind in con.execute("SELECT article_id, entity_id, kind FROM mention").fetchall():
        if kind != "office":
            named[article].add(entity)
    every = sorted({entity for entities in named.values() for entity in entities})
    since = UNTIL - timedelta(days=rng.choice([9, 30, 58]))
    scope = Scope(since=since, until=UNTIL, outlets=rng.choice([(), (1, 2)]))
    entities = tuple(rng.sample(every, rng.randrange(3)))
    word = rng.choice(["", "", "a", "ekonomi"])
    limit, fold = rng.choice([3, 20, 60]), rng.random() < 0.5
    fitting = [
        (dated, article, story)
        for article, story, dated, day, outlet, title, body in con.execute(
            "SELECT article_id, story_id, coalesce(published_at, first_seen_at), day, outlet_id, title, body "
            "FROM article"
        ).fetchall()
        if scope.since <= day < scope.until
        and (not scope.outlets or outlet in scope.outlets)
        and named[article].issuperset(entities)
        and (word in title.lower() or word in body.lower())
    ]
    if fold:
        first: dict[int, tuple[Any, int]] = {}
        for dated, article, story in fitting:
            first[story] = min((dated, article), first.get(story, (dated, article)))
        fitting = [found for found in fitting if first[found[2]] == found[:2]]
    wanted = [article for _, article, _ in sorted(fitting, reverse=True)]
    where, after, seen = ArticleFilter(entities=entities, text=word), None, []
    for _ in range(3):
        page = queries.article_list(con, scope=scope, where=where, after=after, limit=limit, fold=fold)
        seen += page.rows["article_id"].to_list()
        after = page.after
        if after is None:
            break
    assert seen == wanted[: 3 * limit]
