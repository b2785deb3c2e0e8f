"""Each question gives what the raw tables say, on full and on empty archives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from storage.migrate import migrate
from storage.questions import queries
from storage.questions.queries import ArticleFilter, Scope
from storage.sqlfiles import statement
from tests.archive import UNTIL, ZONE, build_archive, counted_archive, utc

FILES = sorted(Path("storage/sql/queries").glob("*.sql"))
PARAMS: dict[str, object] = {
    "since": date(2026, 1, 1),
    "until": date(2026, 2, 1),
    "today": date(2026, 2, 1),
    "outlets": [1],
    "lang": "id",
    "langs": ["id"],
    "all": True,
    "entities": [1, 2],
    "entity": 1,
    "one": 1,
    "other": 2,
    "two": True,
    "size": 2,
    "kinds": ["name"],
    "capitals": True,
    "stories": True,
    "in_title": False,
    "alias": "jepang",
    "terms": ["a"],
    "quarters": [utc(date(2026, 1, 5), 7)],
    "sections": ["dunia"],
    "most": False,
    "fold": True,
    "from": date(2026, 1, 1),
    "at_least": 5,
    "score": 0,
    "at": utc(date(2026, 1, 5), 7),
    "id": 1,
    "limit": 5,
    "articles": [1, 2],
    "day": date(2026, 1, 1),
    "ids": [1, 2],
    "a": [1],
    "b": [2],
    "article": 1,
    "offset": timedelta(hours=7),
    "backs": [7, 14],
    "unbegun": [{"outlet_id": 1, "day": date(2026, 1, 1)}],
    "unbegun_outlets": [1],
    "unbegun_days": [date(2026, 1, 1)],
    "unbegun_since": date(2026, 1, 1),
    "unbegun_until": date(2026, 1, 2),
    "days": [date(2026, 1, 1)],
    "without": [date(2026, 1, 1)],
    "first": date(2026, 1, 1),
    "names": ["toran belkas"],
    "words": ["belkas"],
    "now": utc(date(2026, 1, 5), 7),
}
LISTS: dict[str, dict[str, object]] = {
    "articles_by_hour": {"until": [utc(date(2026, 1, 5), 7)]},
    "pairs": {"most": 40},
}
TIMES = {"polled_days", "poll_holes", "reading_state"}

SCOPE = Scope(since=UNTIL - timedelta(days=60), until=UNTIL + timedelta(days=1), today=UNTIL)
NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 14:00 in Jakarta


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    opened = build_archive(
        tmp_path_factory.mktemp("queries") / "a.duckdb", days=130, articles_per_day=60, seed=2
    )
    yield opened
    opened.close()


@pytest.fixture
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    opened = duckdb.connect()
    migrate(opened)
    yield opened
    opened.close()


def entity(con: duckdb.DuckDBPyConnection, key: str) -> int:
    return int(con.execute("SELECT entity_id FROM entity WHERE key = ?", [key]).fetchall()[0][0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_query_binds_on_a_fresh_schema(empty: duckdb.DuckDBPyConnection, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = set(re.findall(r"\$(\w+)", re.sub(r"--.*", "", text)))
    params = {name: PARAMS[name] for name in used} | LISTS.get(path.stem, {})
    if path.stem in TIMES:
        params["until"] = utc(date(2026, 2, 1), 7)
    assert empty.execute("EXPLAIN " + text, params).fetchall()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_query_says_what_it_means_takes_and_gives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = [line for line in text.splitlines() if line.startswith("--")]
    assert len(header) >= 3
    for name in set(re.findall(r"\$(\w+)", re.sub(r"--.*", "", text))):
        assert f"${name}" in "\n".join(header), f"{path.name} does not explain ${name}"


ASKED: dict[str, Callable[[duckdb.DuckDBPyConnection], Any]] = {
    "entities": queries.entities,
    "outlets": queries.outlets,
    "feeds": queries.feeds,
    "bounds": queries.bounds,
    "collected_by_day": lambda con: queries.collected_by_day(con, scope=SCOPE),
    "counted_by_day": lambda con: queries.counted_by_day(con, scope=SCOPE),
    "carried": lambda con: queries.carried(con, article_ids=[1, 2]),
    "coverage_gaps": lambda con: queries.coverage_gaps(con, scope=SCOPE),
    "outlet_days": lambda con: queries.outlet_days(con, scope=SCOPE),
    "coverage_by_day": lambda con: queries.coverage_by_day(con, scope=SCOPE),
    "coverage_totals": lambda con: queries.coverage_totals(con, scope=SCOPE, kind="country"),
    "country_totals": lambda con: queries.country_totals(con, scope=SCOPE),
    "coverage_calendar": lambda con: queries.coverage_calendar(con, scope=SCOPE),
    "coverage_by_outlet": lambda con: queries.coverage_by_outlet(con, scope=SCOPE, entity_id=1),
    "timeline": lambda con: queries.timeline(con, scope=SCOPE, entity_ids=[1, 2], grain="week"),
    "rolling_share": lambda con: queries.rolling_share(con, scope=SCOPE, entity_ids=[1]),
    "spikes": lambda con: queries.spikes(con, scope=SCOPE),
    "judged_days": lambda con: queries.judged_days(con, scope=SCOPE, entity_ids=[1]),
    "article_list": lambda con: queries.article_list(con, scope=SCOPE).rows,
    "article_list_text": lambda con: (
        queries.article_list(con, scope=SCOPE, where=ArticleFilter(text="a")).rows
    ),
    "fixed_panel": lambda con: queries.fixed_panel(con, scope=SCOPE),
    "facets": lambda con: queries.facets(con, scope=SCOPE),
    "mentions_of": lambda con: queries.mentions_of(con, article_ids=[1]),
    "typical_headlines": lambda con: queries.typical_headlines(con, scope=SCOPE, entity_id=1),
    "named_as": lambda con: queries.named_as(con, scope=SCOPE, entity_id=1),
    "mentioned_with": lambda con: queries.mentioned_with(con, scope=SCOPE, entity_id=1),
    "pairs": lambda con: queries.pairs(con, scope=SCOPE),
    "by_weekday_and_hour": lambda con: queries.by_weekday_and_hour(con, scope=SCOPE, entity_id=1, zone=ZONE),
    "today": lambda con: queries.today(con, now=NOW, zone=ZONE),
    "outlets_reporting": lambda con: queries.outlets_reporting(con, now=NOW),
    "entities_mentioned": lambda con: queries.entities_mentioned(con, scope=SCOPE),
    "movers": lambda con: queries.movers(con, scope=SCOPE),
}


MAY_BE_EMPTY = {"carried", "coverage_gaps", "spikes", "mentions_of"}


@pytest.mark.parametrize("name", ASKED)
def test_an_empty_archive_has_the_same_columns(
    con: duckdb.DuckDBPyConnection, empty: duckdb.DuckDBPyConnection, name: str
) -> None:
    full, none = ASKED[name](con), ASKED[name](empty)
    if isinstance(full, pl.DataFrame):
        assert none.schema == full.schema
        assert len(full) or name in MAY_BE_EMPTY
    else:
        assert type(none) is type(full)


def test_rollups_are_what_the_raw_tables_say(con: duckdb.DuckDBPyConnection) -> None:
    for capitals, kinds in ((True, "kind <> 'office'"), (False, "kind NOT IN ('office', 'capital')")):
        asked = Scope(
            since=SCOPE.since, until=SCOPE.until, outlets=(1, 3, 5), langs=("id",), capitals=capitals
        )
        raw = con.execute(
            f"""
            SELECT entity_id, day, count(DISTINCT article_id), sum(count) FROM mention
            WHERE {kinds} AND outlet_id IN (1, 3, 5) AND lang = 'id' AND day >= ? AND day < ?
            GROUP BY ALL ORDER BY ALL
            """,
            [asked.since, asked.until],
        ).fetchall()
        assert queries.coverage_by_day(con, scope=asked).rows() == raw
        totals = queries.coverage_totals(con, scope=asked)
        sums = Counter[int]()
        for entity_id, _, articles, _ in raw:
            sums[entity_id] += articles
        assert dict(totals.select("entity_id", "articles").iter_rows()) == dict(sums)
    collected = queries.collected_by_day(con, scope=asked)
    assert collected["articles"].sum() == _one(
        con,
        "SELECT count(*) FROM article WHERE outlet_id IN (1, 3, 5) AND lang = 'id' AND day >= ? AND day < ?",
        [asked.since, asked.until],
    )


def test_capitals_can_be_switched_off(con: duckdb.DuckDBPyConnection) -> None:
    china = entity(con, "country:CN")
    with_capitals, without = (
        queries.timeline(
            con, scope=Scope(since=SCOPE.since, until=SCOPE.until, capitals=on), entity_ids=[china]
        )
        for on in (True, False)
    )
    assert with_capitals["articles"].sum() > without["articles"].sum() > 0
    assert with_capitals["collected"].to_list() == without["collected"].to_list()


def test_a_week_is_sum_over_sum_of_observed_days(tmp_path: Path) -> None:
    first = date(2026, 3, 2)  # a Monday
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=first,
        outlets=[[100, 100, 100, 100, 100, 10, 10] + [50] * 7],
        mentioned={"country:JP": [[10, 10, 10, 10, 10, 5, 5] + [5] * 7]},
        failed=[(0, 9)],
    )
    japan = entity(con, "country:JP")
    asked = Scope(since=first, until=first + timedelta(days=14))
    found = queries.timeline(con, scope=asked, entity_ids=[japan], grain="week").rows(named=True)
    assert [(row["articles"], row["collected"], row["days_observed"]) for row in found] == [
        (60, 520, 7),
        (30, 300, 6),
    ]
    assert found[0]["share"] == pytest.approx(60 / 520)  # the mean of daily shares would be 0.21
    assert found[1]["share"] == pytest.approx(30 / 300)
    # index: articles per observed day, 100 is the mean of the window
    mean = 90 / 13
    assert [row["index"] for row in found] == pytest.approx([100 * 60 / 7 / mean, 100 * 30 / 6 / mean])
    assert [row["state"] for row in found] == ["observed", "observed"]
    daily = queries.timeline(con, scope=asked, entity_ids=[japan]).rows(named=True)
    assert (daily[9]["state"], daily[9]["articles"], daily[9]["share"]) == ("gap", None, None)
    totals = queries.coverage_totals(con, scope=asked, entity_ids=[japan]).row(0, named=True)
    assert (totals["articles"], totals["share_n"], totals["share_of"]) == (95, 90, 820)


def test_zero_gap_and_before_are_three_things(tmp_path: Path) -> None:
    first = date(2026, 3, 2)
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=first,
        outlets=[[20, 20, 0, 20]],
        mentioned={"country:TL": [[3, 0, 0, 3]]},
        failed=[(0, 2)],
    )
    asked = Scope(since=first - timedelta(days=1), until=first + timedelta(days=4))
    found = queries.timeline(con, scope=asked, entity_ids=[entity(con, "country:TL")])
    assert found.select("state", "articles", "share").rows() == [
        ("before", None, None),
        ("observed", 3, 0.15),
        ("observed", 0, 0.0),
        ("gap", None, None),
        ("observed", 3, 0.15),
    ]


def test_buckets_that_are_not_whole_are_partial(tmp_path: Path) -> None:
    first = date(2026, 3, 2)
    con = counted_archive(tmp_path / "a.duckdb", first=first, outlets=[[20] * 20])
    today = first + timedelta(days=15)
    asked = Scope(since=first + timedelta(days=2), until=first + timedelta(days=20), today=today)
    found = queries.timeline(con, scope=asked, entity_ids=[1], grain="week")
    assert found["state"].to_list() == ["partial", "observed", "partial"]
    assert found["days"].to_list() == [5, 7, 2]
    months = queries.timeline(con, scope=asked, entity_ids=[1], grain="month")
    assert months.select("day", "state").rows() == [(date(2026, 3, 1), "partial")]


def test_entities_without_a_mention_have_zeros_in_the_order_asked(con: duckdb.DuckDBPyConnection) -> None:
    found = queries.timeline(con, scope=SCOPE, entity_ids=[9, 999, 1])
    assert found["entity_id"].unique(maintain_order=True).to_list() == [9, 999, 1]
    nobody = found.filter((pl.col("entity_id") == 999) & (pl.col("state") == "observed"))
    assert nobody["articles"].sum() == 0
    assert nobody["share"].to_list() == [0.0] * len(nobody)


def test_a_rolling_share_is_the_sum_of_its_days(con: duckdb.DuckDBPyConnection) -> None:
    asked = Scope(since=SCOPE.since + timedelta(days=20), until=SCOPE.until, today=UNTIL)
    found = queries.rolling_share(con, scope=asked, entity_ids=[1], days=7)
    daily = queries.timeline(con, scope=SCOPE, entity_ids=[1]).filter(pl.col("state") == "observed")
    for row in found.iter_rows(named=True):
        span = daily.filter(pl.col("day").is_between(row["day"] - timedelta(days=6), row["day"]))
        assert (row["articles"], row["collected"]) == (span["articles"].sum(), span["collected"].sum())
        assert row["share"] == pytest.approx(row["articles"] / row["collected"])


def test_every_page_together_has_each_article_once(con: duckdb.DuckDBPyConnection) -> None:
    asked = Scope(since=UNTIL - timedelta(days=6), until=SCOPE.until)
    for sort, where in (
        ("new", ArticleFilter()),
        ("most", ArticleFilter(entities=(1,))),
        ("most", ArticleFilter()),
    ):
        seen: list[int] = []
        keys: list[tuple[int, datetime]] = []
        after: str | None = None
        while True:
            page = queries.article_list(con, scope=asked, where=where, sort=sort, after=after, limit=17)  # type: ignore[arg-type]
            seen += page.rows["article_id"].to_list()
            scores = page.rows["mentions"] if sort == "most" else page.rows["mentions"] * 0
            keys += zip(scores.to_list(), page.rows["dated_at"].to_list(), strict=True)
            after = page.after
            if after is None:
                break
        assert len(seen) == len(set(seen)) == queries.article_count(con, scope=asked, where=where)
        assert keys == sorted(keys, reverse=True)


def test_articles_seen_at_the_same_moment_are_paged_once(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con = counted_archive(tmp_path / "a.duckdb", first=date(2026, 3, 2), outlets=[[25]])
    asked = Scope(since=date(2026, 3, 2), until=date(2026, 3, 3))
    first = queries.article_list(con, scope=asked, limit=10)
    second = queries.article_list(con, scope=asked, limit=20, after=first.after)
    assert second.after is None
    assert len({*first.rows["article_id"], *second.rows["article_id"]}) == 25


def test_a_cursor_that_cannot_be_read_begins_at_the_top(con: duckdb.DuckDBPyConnection) -> None:
    top = queries.article_list(con, scope=SCOPE, limit=3).rows["article_id"].to_list()
    for cursor in ("", "x", "1~2", "0~yesterday~4", "0~2026-01-01T00:00:00~x"):
        assert (
            queries.article_list(con, scope=SCOPE, limit=3, after=cursor).rows["article_id"].to_list() == top
        )


def test_marks_stand_where_the_names_are(con: duckdb.DuckDBPyConnection) -> None:
    names = {row["entity_id"]: row for row in queries.entities(con).iter_rows(named=True)}
    shifted = marked = 0
    for row in queries.article_list(con, scope=SCOPE, limit=200).rows.iter_rows(named=True):
        for text, marks in ((row["title"], row["title_marks"]), (row["snippet"], row["snippet_marks"])):
            for mark in marks:
                surface = text[mark["start"] : mark["end"]]
                entity = names[mark["entity_id"]]
                assert surface in (entity["name_en"], entity["name_id"]) or surface in CAPITALS
                marked += 1
        shifted += row["snippet"].startswith("…")
        assert row["mentions"] == sum(chip["count"] for chip in row["chips"])
    assert marked > 200
    assert all(len(snippet) <= 222 for snippet in queries.article_list(con, scope=SCOPE).rows["snippet"])


CAPITALS = (
    "Beijing Washington Tokyo Kuala Lumpur New Delhi Moskow Canberra Seoul Riyadh Hanoi Bangkok Manila "
    "London Berlin Paris Kyiv Ankara Pyongyang Dili"
)


def test_several_entities_must_all_be_mentioned(con: duckdb.DuckDBPyConnection) -> None:
    both = queries.article_list(con, scope=SCOPE, where=ArticleFilter(entities=(1, 2)), limit=500).rows
    raw = con.execute(
        """
        SELECT article_id FROM mention WHERE entity_id IN (1, 2) AND day >= ? AND day < ?
        GROUP BY article_id HAVING count(DISTINCT entity_id) = 2
        """,
        [SCOPE.since, SCOPE.until],
    ).fetchall()
    assert set(both["article_id"]) == {row[0] for row in raw}
    assert all(chips[0]["entity_id"] in {1, 2} for chips in both["chips"].to_list())


def test_the_list_follows_the_capitals_switch(con: duckdb.DuckDBPyConnection) -> None:
    china = entity(con, "country:CN")
    for on in (True, False):
        asked = Scope(since=SCOPE.since, until=SCOPE.until, capitals=on)
        daily = queries.coverage_by_day(con, scope=asked, entity_ids=[china])["articles"].sum()
        assert queries.article_count(con, scope=asked, where=ArticleFilter(entities=(china,))) == daily


def test_every_hour_of_the_week_has_as_many_articles_as_are_counted_in_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    hours = queries.by_weekday_and_hour(con, scope=SCOPE, entity_id=1, zone=ZONE)
    assert len(hours) > 20
    for weekday, hour, articles in hours.iter_rows():
        where = ArticleFilter(entities=(1,), hours=((weekday, hour),), zone=ZONE)
        assert queries.article_count(con, scope=SCOPE, where=where) == articles
    first, second, *_ = [(weekday, hour) for weekday, hour, _ in hours.iter_rows()]
    some = ArticleFilter(entities=(1,), hours=(first, second), zone=ZONE)
    listed = queries.article_list(con, scope=SCOPE, where=some, limit=500).rows
    assert len(listed) == queries.article_count(con, scope=SCOPE, where=some)
    assert len(listed) == hours["articles"][:2].sum()
    total = queries.facets(con, scope=SCOPE, where=some).filter(pl.col("facet") == "total")
    assert total["articles"].to_list() == [len(listed)]


def test_hours_that_a_window_does_not_have_leave_nothing(con: duckdb.DuckDBPyConnection) -> None:
    monday = UNTIL - timedelta(days=UNTIL.weekday())
    day = Scope(since=monday, until=monday + timedelta(days=1))
    where = ArticleFilter(hours=((2, 7),), zone=ZONE)
    assert queries.article_count(con, scope=day, where=where) == 0
    assert queries.article_list(con, scope=day, where=where).rows.is_empty()


NAMED = "SELECT article_id FROM mention WHERE entity_id = 1 AND kind = 'name'"


@pytest.mark.parametrize(
    ("where", "sql"),
    [
        (
            ArticleFilter(in_title=True, entities=(1,)),
            "article_id IN (SELECT article_id FROM mention WHERE entity_id = 1 AND in_title)",
        ),
        (
            ArticleFilter(kinds=("capital",), entities=(1,)),
            "article_id IN (SELECT article_id FROM mention WHERE entity_id = 1 AND kind = 'capital')",
        ),
        (ArticleFilter(sections=("ekonomi",)), "feed_id % 2 = 0"),
        (ArticleFilter(text="JEMBATAN desa"), "title LIKE '%jembatan%'"),
        (ArticleFilter(text='"turun tipis" beras'), "title LIKE '%beras turun tipis%'"),
        (ArticleFilter(text='"tipis turun"'), "false"),
        (
            ArticleFilter(alias="tiongkok", entities=(1,)),
            f"lang = 'id' AND article_id IN ({NAMED})",
        ),
    ],
    ids=["title", "kind", "section", "words", "phrase", "not this phrase", "alias"],
)
def test_filters(con: duckdb.DuckDBPyConnection, where: ArticleFilter, sql: str) -> None:
    raw = con.execute(
        f"SELECT article_id FROM article WHERE day >= ? AND day < ? AND {sql}", [SCOPE.since, SCOPE.until]
    ).fetchall()
    found = queries.article_list(con, scope=SCOPE, where=where, limit=10_000).rows
    assert set(found["article_id"]) == {row[0] for row in raw}
    assert queries.article_count(con, scope=SCOPE, where=where) == len(raw)


def test_text_of_long_ago_is_found_when_there_is_little_of_it(con: duckdb.DuckDBPyConnection) -> None:
    """The search begins with the newest days and widens."""
    wide = Scope(since=UNTIL - timedelta(days=129), until=SCOPE.until)
    oldest = con.execute("SELECT article_id, title FROM article ORDER BY published_at LIMIT 1").fetchall()[0]
    con.execute("UPDATE article SET title = title || ' zamrud' WHERE article_id = ?", [oldest[0]])
    try:
        found = queries.article_list(con, scope=wide, where=ArticleFilter(text="Zamrud"), limit=5)
        assert found.rows["article_id"].to_list() == [oldest[0]]
    finally:
        con.execute("UPDATE article SET title = ? WHERE article_id = ?", [oldest[1], oldest[0]])


def test_facets_say_what_a_choice_would_leave(con: duckdb.DuckDBPyConnection) -> None:
    where = ArticleFilter(entities=(5,))
    found = queries.facets(con, scope=SCOPE, where=where)
    by_facet = {facet: found.filter(pl.col("facet") == facet) for facet in found["facet"].unique()}
    assert by_facet["total"]["articles"].to_list() == [queries.article_count(con, scope=SCOPE, where=where)]
    for value, articles in by_facet["outlet"].select("value", "articles").iter_rows():
        narrower = Scope(since=SCOPE.since, until=SCOPE.until, today=SCOPE.today, outlets=(int(value),))
        assert queries.article_count(con, scope=narrower, where=where) == articles
    for value, articles in by_facet["entity"].head(3).select("value", "articles").iter_rows():
        both = ArticleFilter(entities=tuple({5, int(value)}))
        assert queries.article_count(con, scope=SCOPE, where=both) == articles
    assert set(by_facet["section"]["value"]) == {"internasional", "ekonomi"}
    assert set(by_facet["lang"]["value"]) == {"id", "en"}


def test_typical_headlines_name_the_entity_and_come_from_different_outlets(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = queries.typical_headlines(con, scope=SCOPE, entity_id=5, limit=4)
    assert found["outlet_id"].n_unique() == 4
    assert all(any(mark["entity_id"] == 5 for mark in marks) for marks in found["title_marks"].to_list())


def test_one_article_with_its_text(con: duckdb.DuckDBPyConnection) -> None:
    listed = queries.article_list(con, scope=SCOPE, where=ArticleFilter(entities=(1,)), limit=1).rows.row(
        0, named=True
    )
    whole = queries.article(con, article_id=listed["article_id"])
    assert whole is not None
    assert whole["title"] == listed["title"]
    for mention in queries.mentions_of(con, article_ids=[listed["article_id"]]).iter_rows(named=True):
        surfaces = {whole[span["field"]][span["start_char"] : span["end_char"]] for span in mention["spans"]}
        assert mention["kind"] == "capital" or surfaces == {mention["name_id"]} or whole["lang"] == "en"
    assert queries.article(con, article_id=-1) is None


def test_totals_lead_and_peak(con: duckdb.DuckDBPyConnection) -> None:
    row = queries.coverage_totals(con, scope=SCOPE, entity_ids=[5]).row(0, named=True)
    outlets = queries.coverage_by_outlet(con, scope=SCOPE, entity_id=5)
    assert (row["lead_outlet"], row["lead_articles"]) == outlets.select("name", "articles").row(0)
    assert outlets["articles"].sum() == row["articles"]
    daily = queries.timeline(con, scope=SCOPE, entity_ids=[5]).filter(pl.col("state") == "observed")
    peak = daily.filter(pl.col("day") == row["peak_day"]).row(0, named=True)
    assert (row["peak_articles"], row["peak_collected"]) == (peak["articles"], peak["collected"])
    assert row["peak_articles"] == daily["articles"].max()


def test_named_as_counts_words(con: duckdb.DuckDBPyConnection) -> None:
    found = queries.named_as(con, scope=SCOPE, entity_id=1)
    assert set(found["surface"]) == {"Tiongkok", "China", "Beijing"}
    assert found["mentions"].sum() == _one(
        con,
        "SELECT sum(count) FROM mention WHERE entity_id = 1 AND day >= ? AND day < ?",
        [SCOPE.since, SCOPE.until],
    )


def test_together_is_counted_from_both_sides(con: duckdb.DuckDBPyConnection) -> None:
    companions = queries.mentioned_with(con, scope=SCOPE, entity_id=1, limit=50)
    pairs = queries.pairs(con, scope=SCOPE, most=50, at_least=1).filter(pl.col("a") == 1)
    assert dict(companions.select("entity_id", "together").iter_rows()) == dict(
        pairs.select("b", "together").iter_rows()
    )
    one = companions.row(0, named=True)
    both = ArticleFilter(entities=(1, one["entity_id"]))
    assert one["together"] == queries.article_count(con, scope=SCOPE, where=both)
    assert one["lift"] == pytest.approx(one["together"] * one["collected"] / one["articles"] / one["focus"])


def test_days_begin_at_midnight_in_jakarta(tmp_path: Path) -> None:
    """16:59 UTC is one minute to midnight, 17:00 UTC is the next day."""
    first = date(2026, 3, 2)  # a Monday
    con = counted_archive(
        tmp_path / "a.duckdb", first=first, outlets=[[1, 1]], mentioned={"country:JP": [[1, 1]]}
    )
    times = [utc(first, 24) - timedelta(minutes=1), utc(first, 24)]
    for place, at in enumerate(times):
        day = first + timedelta(days=place)
        con.execute("UPDATE article SET published_at = ?, first_seen_at = ? WHERE day = ?", [at, at, day])
    asked = Scope(since=first, until=first + timedelta(days=2))
    hours = queries.by_weekday_and_hour(con, scope=asked, entity_id=entity(con, "country:JP"), zone=ZONE)
    assert hours.rows() == [(1, 23, 1), (2, 0, 1)]
    before, after = (queries.today(con, now=at.replace(tzinfo=UTC), zone=ZONE) for at in times)
    assert (before.day, before.articles) == (first, 1)
    assert (after.day, after.articles) == (first + timedelta(days=1), 1)


def test_today_is_compared_with_what_is_usual_by_this_hour(con: duckdb.DuckDBPyConnection) -> None:
    found = queries.today(con, now=NOW, zone=ZONE)
    assert found.articles == _one(
        con, "SELECT count(*) FROM article WHERE day = ? AND first_seen_at <= ?", [UNTIL, utc(UNTIL, 14)]
    )
    whole_day = _one(con, "SELECT count(*) FROM article WHERE day = ?", [UNTIL - timedelta(days=7)])
    assert found.usual is not None
    assert 0.35 * whole_day < found.usual < 0.85 * whole_day


def test_an_outlet_that_fell_silent_is_named(con: duckdb.DuckDBPyConnection) -> None:
    found = queries.outlets_reporting(con, now=NOW)
    assert found["silent_since"].to_list() == [None] * 8
    # two days later nothing has come from anyone
    later = queries.outlets_reporting(con, now=NOW + timedelta(days=2))
    assert later["silent_since"].null_count() == 0
    assert later["silent_since"].max() <= utc(UNTIL, 14)  # type: ignore[operator]


def test_movers_compare_observed_days_only(tmp_path: Path) -> None:
    first = date(2026, 3, 2)
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=first,
        outlets=[[100] * 14],
        mentioned={"country:JP": [[5] * 7 + [10] * 7], "country:MT": [[1] * 14]},
        failed=[(0, 2), (0, 9)],
    )
    asked = Scope(since=first + timedelta(days=7), until=first + timedelta(days=14))
    [row] = queries.movers(con, scope=asked).rows(named=True)  # Malta has too few
    assert row["entity_id"] == entity(con, "country:JP")
    assert (row["articles"], row["collected"]) == (60, 600)
    assert (row["articles_before"], row["collected_before"]) == (30, 600)
    assert row["change"] == pytest.approx(1.0)
    assert queries.movers(con, scope=asked, kind="leader").is_empty()


def test_entities_mentioned_against_windows_before(tmp_path: Path) -> None:
    first = date(2026, 3, 2)
    con = counted_archive(
        tmp_path / "a.duckdb",
        first=first,
        outlets=[[20] * 35],
        mentioned={
            "country:JP": [[1] * 35],
            "country:MT": [[0] * 28 + [1] * 7],
            "leader:xi-jinping": [[1] * 35],
        },
    )
    asked = Scope(since=first + timedelta(days=28), until=first + timedelta(days=35))
    found = queries.entities_mentioned(con, scope=asked)
    assert (found.entities, found.usual, found.windows) == (2, 1.0, 4)


def test_statements_are_read_from_the_package() -> None:
    assert {path.stem for path in FILES} >= {"coverage", "article_ids"}
    assert statement("queries/bounds") in {path.read_text(encoding="utf-8") for path in FILES}


def _one(con: duckdb.DuckDBPyConnection, sql: str, params: list[object]) -> int:
    return int(con.execute(sql, params).fetchall()[0][0])
