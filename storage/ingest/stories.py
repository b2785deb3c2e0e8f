"""Articles that are copies of one text, joined into stories as they come in. Part of a write transaction.

Whether two articles are copies is a question about these two alone (:func:`storage.likeness.copies`, and not
more than :data:`WINDOW` apart), and a story is all that such pairs connect. So the order in which articles
come in makes no difference: a late one that is a copy of two stories makes them one. A story has the id of
its earliest article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl
from duckdb import DuckDBPyConnection

from storage.arrow import offered
from storage.ingest import totals
from storage.likeness import NOTHING, VERSION, Likeness, copies, keys_in, likeness_of, unpacked
from storage.sqlfiles import statement

Columns = dict[str, pl.DataType | type[pl.DataType]]

WINDOW: Final = timedelta(days=14)  # between two articles that can be copies
KEPT: Final = timedelta(days=31)  # likenesses; those of older articles are worked out again when asked for
MOST_WITH_KEY: Final = (
    300  # articles of a window: words that more have in common are under all of an outlet's
)
MOST_COMPARED: Final = (
    24  # articles, those with the most in common: a story's others are connected through them
)

_EITHER_SIDE: Final = timedelta(days=1)  # what is less than some days apart may be on one day more
_KEPT_OF_KEY: Final = (1 << 24) - 1  # few articles find others by chance, and those are compared in full
_COMPARED: Final = ("title", "body", "likeness", "text_gone")
_CHANGE: Final[Columns] = {"story_id": pl.Int64, "target": pl.Int64}
_JOINED: Final[Columns] = {"article_id": pl.Int64, "story_id": pl.Int64, "dated_at": pl.Datetime("us")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What comparing some articles found."""

    change: pl.DataFrame  # story_id, target: stories that are part of another one now
    members: pl.DataFrame  # article_id, story_id, dated_at: articles that are no longer alone
    begun: date  # no article of all these stories is of an earlier day
    first_day: date  # days that all of these lie in
    last_day: date

    @property
    def stories(self) -> pl.DataFrame:
        """The story of each article that is no longer alone: article_id, story_id."""
        return self.members.select("article_id", "story_id")


def with_likenesses(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles of a batch with the likeness of each, worked out where the batch has none of this version."""
    if all(likeness[:1] == VERSION for likeness in articles["likeness"]):
        return articles
    return articles.with_columns(
        pl.Series(
            "likeness",
            [
                likeness if likeness[:1] == VERSION or gone else likeness_of(title, body).packed()
                for title, body, likeness, gone in articles.select(*_COMPARED).iter_rows()
            ],
            dtype=pl.Binary,
        )
    )


def compare(con: DuckDBPyConnection, articles: pl.DataFrame) -> Joined | None:
    """Enter what is compared of ``articles`` and find the copies of each; None when there are none.

    ``articles`` has article_id, dated_at, day and likeness, and no id twice.
    """
    keys_of = [sorted({key & _KEPT_OF_KEY for key in keys_in(likeness)}) for likeness in articles["likeness"]]
    keys = (
        articles.select("article_id", "dated_at", "day")
        .with_columns(pl.Series("keys", keys_of, dtype=pl.List(pl.UInt32)))
        .filter(pl.col("keys").list.len() > 0)
    )
    if not keys.height:
        return None
    with offered(con, incoming_key=keys, incoming_likeness=articles):
        con.execute(statement("stories/add_keys"))
        con.execute(statement("stories/add_likenesses"))
        found = con.execute(
            statement("stories/to_compare"),
            {
                "first": articles["day"].min() - WINDOW - _EITHER_SIDE,  # type: ignore[operator] # never null
                "last": articles["day"].max() + WINDOW + _EITHER_SIDE,  # type: ignore[operator]
                "window": WINDOW,
                "most_with_key": MOST_WITH_KEY,
                "most": MOST_COMPARED,
            },
        ).fetchall()
    if not found:
        return None
    mine = {
        article: (unpacked(likeness), dated_at, day)
        for article, dated_at, day, likeness in articles.select(
            "article_id", "dated_at", "day", "likeness"
        ).iter_rows()
    }
    theirs = {
        other: (NOTHING if likeness is None else unpacked(likeness), at, day)
        for _, other, at, day, _, likeness in found
    }
    forgotten = {other: theirs[other][2] for _, other, _, _, _, likeness in found if likeness is None}
    for other, likeness in _worked_out(con, forgotten).items():
        theirs[other] = (likeness, *theirs[other][1:])
    pairs = [
        (article, other)
        for article, other, _, _, same_day, _ in found
        if copies(mine[article][0], theirs[other][0], same_day=same_day)
    ]
    known = theirs | mine
    return _joined(con, pairs, {article: (at, day) for article, (_, at, day) in known.items()})


def apply(con: DuckDBPyConnection, joined: Joined) -> None:
    """Write what was found; the articles are stored by now."""
    touched = [*joined.members["story_id"], *joined.change["story_id"], *joined.change["target"]]
    totals.touch(con, touched, first=joined.begun)
    if joined.change.height:
        _move(con, joined.change, joined.first_day, joined.last_day)
    with offered(con, story_joined=joined.members):
        con.execute(statement("stories/add_members"), {"first": joined.first_day, "last": joined.last_day})


def compare_again(con: DuckDBPyConnection, articles: pl.DataFrame) -> Joined | None:
    """The same for stored articles whose text or date is another; they stay with those they are joined with.

    ``articles`` has day_before, too.
    """
    ids = articles["article_id"].to_list()
    first = min(articles["day"].min(), articles["day_before"].min())  # type: ignore[type-var] # never null
    con.execute(statement("stories/drop_keys"), {"articles": ids, "first": first})
    con.execute(statement("stories/drop_likenesses"), {"articles": ids})
    with offered(con, incoming_dated=articles.select("article_id", "dated_at", "day")):
        con.execute(statement("stories/redate_members"))
    renamed = con.execute(statement("stories/renamed"), {"articles": ids}).fetchall()
    if renamed:
        first, last = _days_of(con, renamed, since=date.min)
        _move(con, pl.DataFrame(renamed, schema=_CHANGE, orient="row"), first, last)
    return compare(con, articles)


def forget_likenesses(con: DuckDBPyConnection, *, today: date) -> None:
    """Drop the likenesses of articles that new ones are hardly copies of any more."""
    before = datetime.combine(today, datetime.min.time()) - KEPT
    con.execute(statement("stories/forget_likenesses"), {"before": before})


def _worked_out(con: DuckDBPyConnection, days: dict[int, date]) -> dict[int, Likeness]:
    """Likenesses of stored articles, from their texts, or kept where these are gone."""
    if not days:
        return {}
    found = con.execute(
        statement("stories/texts"),
        {"articles": list(days), "first": min(days.values()), "last": max(days.values())},
    ).fetchall()
    return {
        article: likeness_of(title, body) if kept is None else unpacked(kept)
        for article, title, body, kept in found
    }


def _joined(
    con: DuckDBPyConnection, pairs: list[tuple[int, int]], dated: dict[int, tuple[datetime, date]]
) -> Joined | None:
    if not pairs:
        return None
    involved = list(dict.fromkeys(article for pair in pairs for article in pair))
    story_of, begun = {}, {}
    days = [dated[article][1] for article in involved]
    for article, story, begun_at in con.execute(
        statement("stories/stories_of"), {"articles": involved, "first": min(days), "last": max(days)}
    ).fetchall():
        story_of[article], begun[story] = story, begun_at
    alone = [article for article in involved if article not in story_of]
    for article in alone:
        story_of[article], begun[article] = article, dated[article][0]
    target = _connected([(story_of[one], story_of[other]) for one, other in pairs], begun)
    change = [(story, into) for story, into in target.items() if story != into]
    members = [(article, target[story_of[article]], dated[article][0]) for article in alone]
    since = min(begun.values()).date() - timedelta(days=1)  # its day is one of another zone
    first, last = _days_of(con, change, since=since)
    return Joined(
        change=pl.DataFrame(change, schema=_CHANGE, orient="row"),
        members=pl.DataFrame(members, schema=_JOINED, orient="row"),
        begun=min([*days, since]),
        first_day=min([*days, first or days[0]]),
        last_day=max([*days, last or days[0]]),
    )


def _days_of(
    con: DuckDBPyConnection, change: list[tuple[int, int]], *, since: date
) -> tuple[date | None, date | None]:
    """First and last day of the articles of stories, all from ``since`` on; None when these have one each."""
    stories = [story for story, _ in change]
    if not stories:
        return None, None
    [found] = con.execute(statement("stories/days_of"), {"stories": stories, "from": since}).fetchall()
    return found


def _move(con: DuckDBPyConnection, change: pl.DataFrame, first: date | None, last: date | None) -> None:
    with offered(con, story_change=change):
        con.execute(statement("stories/move_articles"), {"first": first, "last": last})
        con.execute(statement("stories/move_members"), {"first": first, "last": last})


def _connected(edges: list[tuple[int, int]], begun: dict[int, datetime]) -> dict[int, int]:
    """Of each story that ``edges`` connect, the one that it is part of: the earliest of those connected."""
    parent = {story: story for edge in edges for story in edge}

    def top(story: int) -> int:
        while parent[story] != story:
            parent[story] = parent[parent[story]]
            story = parent[story]
        return story

    for one, other in edges:
        first, second = sorted((top(one), top(other)), key=lambda story: (begun[story], story))
        parent[second] = first
    return {story: top(story) for story in parent}
