"""Merge one batch into the archive: everything here runs inside one transaction of Database.write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl
from duckdb import DuckDBPyConnection

from entities.known import folded_name
from storage.addresses import shortened
from storage.arrow import offered
from storage.batches.batch import BatchFrames
from storage.ingest import totals
from storage.ingest.stories import Columns, apply, compare, compare_again, with_likenesses
from storage.records import MAX_EDITS
from storage.sqlfiles import statement

# What a feed brings cannot have been stored longer ago than this, unless its date says that it is older.
SAME_ARTICLE_WITHIN = timedelta(days=90)
_ALWAYS = datetime(1, 1, 1)  # noqa: DTZ001 - DuckDB's TIMESTAMP has no zone

FeedRow = tuple[Any, ...]  # key, url, section, lang, outlet's key, name, country, lang, homepage; removed
_SIGHTED: Columns = {"article_id": pl.Int64, "feed_id": pl.Int16, "seen_at": pl.Datetime("us")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What one batch changed."""

    new: int = 0  # articles
    edited: int = 0
    known: int = 0  # offered again and the same, or from another feed
    polls: int = 0
    again: bool = False  # the batch was in already, nothing was done


class _Turn(NamedTuple):
    """What one turn over a batch changed."""

    new: int
    edited: int
    sighted: list[tuple[object, ...]]  # _SIGHTED: articles that another feed brought again


class UnfitBatchError(ValueError):
    """A whole batch that cannot be added to this archive."""


def known_feeds(con: DuckDBPyConnection) -> set[FeedRow]:
    """Feeds as the archive has them."""
    return set(con.execute(statement("write/feeds")).fetchall())


def feed_rows(feeds: pl.DataFrame) -> list[FeedRow]:
    """Feeds of a batch, of each what the archive keeps."""
    return [
        (f["key"], f["url"], f["section"], f["lang"], *f["outlet"].values(), False)
        for f in feeds.iter_rows(named=True)
    ]


def merge_batch(
    con: DuckDBPyConnection, *, frames: BatchFrames, zone: ZoneInfo, ingested_at: datetime
) -> Merged:
    """Add what is new in a batch; a batch that is in already changes nothing.

    :raises UnfitBatchError: it names a feed that neither it nor the archive describes, or it is a bundle of
        which only some parts are in.
    """
    parts = list(frames.parts)
    known = con.execute(statement("write/known_batches"), {"parts": parts}).fetchall()
    if len(known) == len(parts):
        return Merged(again=True)
    if known:
        raise UnfitBatchError(
            f"{len(known)} of the {len(parts)} batches in it are in already, the others not"
        )
    articles = with_likenesses(_numbered(frames.articles))
    mentions = mention_rows(articles)
    names = name_rows(articles)
    with offered(
        con,
        incoming_article=articles.drop("mentions", "names").with_columns(
            pl.Series(
                "url",
                [shortened(url, title) for url, title in articles.select("url", "title").iter_rows()],
                dtype=pl.String,
            ),
            likeness=pl.when(pl.col("text_gone").is_not_null()).then("likeness"),
        ),
        incoming_mention=mentions,
        **_if_any(
            incoming_name=names,
            incoming_removed_feed=frames.removed_feeds,
            incoming_poll=frames.polls,
        ),
    ):
        _merge_feeds(con, frames)
        new = edited = 0
        sighted: list[tuple[object, ...]] = []
        if articles.height:
            _merge_entities(con, mentions)
            since = _since(articles)
            # Mostly one turn. An article twice in a batch (two sections, or edited at once) takes two.
            for turn in range(int(articles["turn"].max()) + 1):  # type: ignore[arg-type] # never null here
                changed = _merge_articles(
                    con, articles, turn=turn, since=since, zone=zone, has_names=names.height > 0
                )
                new, edited = new + changed.new, edited + changed.edited
                sighted += changed.sighted
        if sighted or frames.sightings.height:
            seen = pl.DataFrame(sighted, schema=_SIGHTED, orient="row")
            with offered(con, incoming_sighting=frames.sightings, sighted=seen):
                con.execute(statement("write/add_sightings"))
        if frames.polls.height:
            con.execute(statement("write/add_polls"))
            con.execute(statement("write/note_polled_days"), {"zone": zone.key})
    merged = Merged(new=new, edited=edited, known=articles.height - new - edited, polls=frames.polls.height)
    con.execute(
        statement("write/add_batch"),
        {
            "parts": parts,
            "ingested_at": _naive(ingested_at),
            "articles": merged.new,
            "polls": merged.polls,
            "gazetteer_version": frames.gazetteer_version,
        },
    )
    return merged


def _merge_feeds(con: DuckDBPyConnection, frames: BatchFrames) -> None:
    """Follow what the batch says of feeds. Mostly that is nothing new, which one look tells."""
    known = known_feeds(con)
    if not known.issuperset(feed_rows(frames.feeds)):
        created_at = {"created_at": _naive(frames.created_at)}
        feeds = frames.feeds.unique("key", keep="last", maintain_order=True).with_row_index("place")
        with offered(con, incoming_feed=feeds):
            con.execute(statement("write/add_outlets"))
            if known:
                con.execute(statement("write/update_outlets"))
                con.execute(statement("write/update_feeds"), created_at)
            con.execute(statement("write/add_feeds"), created_at)
        known = known_feeds(con)
    if frames.removed_feeds.height:
        con.execute(statement("write/remove_feeds"))
    named = {
        feed for rows in (frames.articles, frames.polls, frames.sightings) for feed in rows["feed"].unique()
    }
    if missing := named - {feed[0] for feed in known}:
        names = ", ".join(sorted(missing))
        raise UnfitBatchError(f"has rows of a feed that it does not describe: {names}")


def _if_any(**frames: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Those that have rows: offering a frame takes as long as a small statement."""
    return {name: frame for name, frame in frames.items() if frame.height}


def _merge_entities(con: DuckDBPyConnection, mentions: pl.DataFrame) -> None:
    known = {key for (key,) in con.execute("SELECT key FROM entity").fetchall()}
    if not known.issuperset(mentions["entity"].unique()):
        con.execute(statement("write/add_unknown_entities"))


def _merge_articles(
    con: DuckDBPyConnection,
    articles: pl.DataFrame,
    *,
    turn: int,
    since: datetime,
    zone: ZoneInfo,
    has_names: bool,
) -> _Turn:
    """Take articles of which no two are the same; ``has_names``: there is ``incoming_name``."""
    con.execute(
        statement("write/find_stored"),
        {"turn": turn, "since": since, "zone": zone.key, "max_edits": MAX_EDITS},
    )
    [(new, sighted, edited_since)] = con.execute(
        "SELECT count(*) FILTER (is_new), count(*) FILTER (is_sighting), min(stored_at) FILTER (may_be_edit) "
        "FROM candidate"
    ).fetchall()
    edited = 0
    if new or edited_since is not None:
        _begin(con)
    if new:
        _add_articles(con, articles)
        con.execute(statement("write/add_outlet_days"))
        con.execute(statement("write/enter_new_mentions"))
        if has_names:
            con.execute(statement("write/add_names"))
    if edited_since is not None:
        con.execute(statement("write/find_edited"), {"since": edited_since})
        [(edited,)] = con.execute("SELECT count(*) FROM edited").fetchall()
    if edited:
        totals.touch_edited(con)
        con.execute(statement("write/keep_versions"), {"since": edited_since})
        con.execute(statement("write/update_articles"), {"since": edited_since})
        con.execute(statement("write/move_outlet_days"))
        _replace(con, "write/enter_edited_mentions")
        replace_names(con, any_new=has_names)
        _compare_again(con, articles)
        totals.touch_edited(con)  # stories may have other names by now
    if new or edited:
        _apply(con)
    found = con.execute(statement("write/sighted")).fetchall() if sighted else []
    return _Turn(new=int(new), edited=int(edited), sighted=found)


def _add_articles(con: DuckDBPyConnection, articles: pl.DataFrame) -> None:
    """Add the candidates that are new, each with its story."""
    fresh = pl.DataFrame(con.sql(statement("write/fresh"))).join(
        articles.select("place", "likeness"), "place"
    )
    joined = compare(con, fresh)
    stories = (
        joined.stories if joined else pl.DataFrame(schema={"article_id": pl.Int64, "story_id": pl.Int64})
    )
    with offered(con, incoming_story=stories):
        con.execute(statement("write/add_articles"))
    if joined:
        apply(con, joined)


def _compare_again(con: DuckDBPyConnection, articles: pl.DataFrame) -> None:
    """Compare edited articles that were headlines and have a text now, or have another date.

    Other edits change no story.
    """
    edited = pl.DataFrame(con.sql(statement("write/compare_again")))
    if edited.height:
        joined = compare_again(con, edited.join(articles.select("place", "likeness"), "place"))
        if joined:
            apply(con, joined)


def replace_mentions(con: DuckDBPyConnection, *, enter: str, **params: object) -> None:
    """Give articles in temp table ``edited`` the mentions that statement ``enter`` finds, and count both."""
    _begin(con)
    totals.touch_edited(con)
    _replace(con, enter, **params)
    _apply(con)


def _replace(con: DuckDBPyConnection, enter: str, **params: object) -> None:
    con.execute(statement("write/leave_edited_mentions"))
    con.execute(statement(enter), params)
    con.execute(statement("write/drop_changed_mentions"))


def replace_names(con: DuckDBPyConnection, *, any_new: bool = True) -> None:
    """Give articles in temp table ``edited`` the unknown names in ``incoming_name``, or none."""
    con.execute(statement("write/drop_edited_names"))
    if any_new:
        con.execute(statement("write/add_edited_names"))


def _begin(con: DuckDBPyConnection) -> None:
    con.execute(statement("write/begin_mention_change"))
    totals.begin(con)


def _apply(con: DuckDBPyConnection) -> None:
    con.execute(statement("write/apply_mention_change"))
    con.execute(statement("write/add_entity_days"))
    totals.refresh(con)


def _numbered(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles with their place in the batch, and how often their id came before (turn)."""
    return articles.with_row_index("place").with_columns(
        turn=pl.int_range(pl.len(), dtype=pl.Int32).over("article_id")
    )


def mention_rows(articles: pl.DataFrame) -> pl.DataFrame:
    """One row a mention, with the place of its article: what statements know as ``incoming_mention``."""
    in_title = pl.element().struct.field("field") == "title"
    return (
        articles.select("place", "mentions")
        .explode("mentions")
        .filter(pl.col("mentions").is_not_null())
        .unnest("mentions")
        .with_columns(
            count=pl.col("spans").list.len().cast(pl.Int32),
            in_title=pl.col("spans").list.eval(in_title).list.any(),
        )
        .filter(pl.col("count") > 0)
    )


def name_rows(articles: pl.DataFrame) -> pl.DataFrame:
    """One row an unknown name, with the place of its article: what statements know as ``incoming_name``."""
    names = (
        articles.select("place", "names")
        .explode("names")
        .filter(pl.col("names").is_not_null())
        .unnest("names")
    )
    folded = [folded_name(name) for name in names["name"]]
    return names.with_columns(pl.Series("name_folded", folded, dtype=pl.String))


def _since(articles: pl.DataFrame) -> datetime:
    """From when on stored articles are compared: 90 days back, or always when any may be older than that."""
    seen, published = pl.col("first_seen_at"), pl.col("published_at")
    old = (
        pl.col("backfilled")
        | published.is_null()
        | (published < seen - SAME_ARTICLE_WITHIN + timedelta(days=1))
    )
    bounds = articles.select(old=old.any(), first=seen.min() - SAME_ARTICLE_WITHIN)
    return _ALWAYS if bounds["old"][0] else bounds["first"][0]


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
