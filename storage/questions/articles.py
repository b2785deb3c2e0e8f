"""Reading articles: lists, one article, headlines, facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from storage.coverage.folding import counting_kinds
from storage.coverage.panel import on_panel
from storage.questions.hours import quarters_of
from storage.questions.paging import newest_first
from storage.scope import Scope
from storage.snippet import Mark, snippet
from storage.sqlfiles import by_day, frame, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Sort = Literal["new", "most"]

_UTC = ZoneInfo("UTC")
MOST_ID = 2**63 - 1  # of a BIGINT

MARK = pl.Struct({"start": pl.Int64, "end": pl.Int64, "entity_id": pl.Int64})
CHIP = pl.Struct({"entity_id": pl.Int64, "count": pl.Int64, "in_title": pl.Boolean})
MARKED: dict[str, pl.DataType | type[pl.DataType]] = {
    "title_marks": pl.List(MARK),
    "snippet": pl.String,
    "snippet_marks": pl.List(MARK),
    "mentions": pl.Int64,
    "chips": pl.List(CHIP),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One page of an article list."""

    rows: pl.DataFrame  # columns: see article_list
    after: str | None  # where the next page begins; None at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles of a scope; every condition holds at once."""

    entities: tuple[int, ...] = ()  # all of them are mentioned
    text: str = ""  # every word, or "quoted phrase", stands in title or body; case does not matter
    sections: tuple[str, ...] = ()  # of feeds; empty: all
    kinds: tuple[str, ...] = ()  # ways of mentioning; empty: all that count in the scope
    alias: str = ""  # mentioned in exactly these words, case aside
    in_title: bool = False  # only mentions in titles
    hours: tuple[tuple[int, int], ...] = ()  # weekday (1 = Monday) and hour of publication; empty: all
    zone: ZoneInfo = _UTC  # of the hours and of the scope's days

    def params(self, scope: Scope) -> dict[str, object]:
        """Query parameters of the filter within a scope."""
        return scope.params() | {
            "entities": list(dict.fromkeys(self.entities)),
            "kinds": list(self.kinds or counting_kinds(scope)),
            "in_title": self.in_title,
            "sections": list(self.sections),
            "terms": search_terms(self.text),
            "quarters": self._quarters(scope),
        }

    def _quarters(self, scope: Scope) -> list[datetime]:
        if not self.hours:
            return []
        return quarters_of(self.hours, since=scope.since, until=scope.end, zone=self.zone)


EVERYTHING = ArticleFilter()


def search_terms(text: str) -> list[str]:
    """What must all be found: words, and phrases between double quotes; lower case.

    A quote that is never closed quotes up to the end.
    """
    terms: list[str] = []
    for place, part in enumerate(text.lower().replace("“", '"').replace("”", '"').split('"')):
        terms += [" ".join(part.split())] if place % 2 else part.split()
    return [term for term in terms if term]


@on_panel
def article_list(
    con: DuckDBPyConnection,
    *,
    scope: Scope,
    where: ArticleFilter = EVERYTHING,
    sort: Sort = "new",
    after: str | None = None,
    limit: int = 50,
    fold: bool = False,
) -> ArticlePage:
    """One page of articles, newest first or those with the most mentions first.

    With ``fold`` only the first article here of each story; :func:`carried` gives the others.

    ``after`` is the ``after`` of the page before; a cursor that cannot be read starts again at the top.
    Columns: article_id (Int64), outlet_id (Int16), outlet, feed_id (Int16), section, lang, url, title,
    summary, published_at, first_seen_at, dated_at (Datetime, naive UTC; dated_at = published, else first
    seen), published_source, day (Date), byline, attribution, dateline (List String), backfilled, story_id,
    text_gone (Boolean: its text is no longer kept),
    mentions (Int64), title_marks, snippet_marks (List of {start, end, entity_id}: code points of title and
    snippet, in order, never overlapping), snippet (String, around the first mention of what was asked for),
    chips (List of {entity_id, count, in_title}, most mentions first).
    """
    cursor = read_cursor(after)
    params = where.params(scope) | {
        "alias": where.alias.lower() or None,
        "most": sort == "most",
        "matched": bool(where.entities) or sort == "most",
        "limit": limit + 1,
        "fold": fold,
        "from": scope.since,
        "anywhere": True,
    }
    params |= dict(zip(("score", "at", "id"), cursor or (None, None, None), strict=True))
    found = newest_first(con, params) if sort == "new" else rows(con, "article_ids", **params)
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return ArticlePage(
        rows=_with_marks(con, [row[0] for row in page], [row[1] for row in page], scope=scope, where=where),
        after=None if last is None else f"{last[3]}~{last[2].isoformat()}~{last[0]}",
    )


@on_panel
def article_count(con: DuckDBPyConnection, *, scope: Scope, where: ArticleFilter = EVERYTHING) -> int:
    """How many articles ``article_list`` would give over all pages."""
    params = where.params(scope) | {"alias": where.alias.lower() or None}
    return int(rows(con, "article_count", **params)[0][0])


@on_panel
def facets(
    con: DuckDBPyConnection, *, scope: Scope, where: ArticleFilter = EVERYTHING, limit: int = 20
) -> pl.DataFrame:
    """How many articles each further choice would leave; ``where.alias`` is not looked at.

    Columns: facet (total, stories, entity, outlet, lang, section), value (id as text; empty for the first
    two), articles (Int64); the ``limit`` largest of each facet.
    """
    return frame(con, "facets", **where.params(scope), limit=limit)


def carried(con: DuckDBPyConnection, *, article_ids: Sequence[int]) -> pl.DataFrame:
    """The other articles of the stories that these are of, earliest first.

    Columns: article_id (Int64: the one asked for), other_id (Int64), outlet_id (Int16), outlet, title, url,
    lang, dated_at (Datetime, naive UTC) of the other one.
    """
    return frame(con, "carried", articles=list(article_ids))


def article(con: DuckDBPyConnection, *, article_id: int) -> dict[str, Any] | None:
    """One article with its body and what the cleaner removed; None when there is none.

    Keys: columns of sql/queries/article.sql. Offsets of ``mentions_of`` are code points of title and body.
    """
    found = frame(con, "article", article=article_id)
    return found.row(0, named=True) if len(found) else None


def versions_of(con: DuckDBPyConnection, *, article_id: int) -> pl.DataFrame:
    """Earlier versions of an article, the first on top; empty when it was never edited.

    Columns: revision (Int16, 1 is the first), title, body (String), replaced_at (Datetime, naive UTC).
    """
    return frame(con, "versions_of", article=article_id)


def mentions_of(con: DuckDBPyConnection, *, article_ids: Sequence[int]) -> pl.DataFrame:
    """Mentions in some articles, of every kind, offices and capitals included.

    Columns: article_id, entity_id, key, name_en, name_id, kind, count, in_title,
    spans (List of {field, start_char, end_char}).
    """
    return frame(con, "mentions_of", articles=by_day(rows(con, "days_of", articles=list(article_ids))))


@on_panel
def typical_headlines(
    con: DuckDBPyConnection, *, scope: Scope, entity_id: int, limit: int = 3
) -> pl.DataFrame:
    """The articles that are most about an entity, different outlets first. Columns: see ``article_list``."""
    found = rows(
        con,
        "typical_headlines",
        **scope.params(),
        entity=entity_id,
        kinds=list(counting_kinds(scope)),
        limit=limit,
    )
    where = ArticleFilter(entities=(entity_id,))
    return _with_marks(con, [row[0] for row in found], [row[3] for row in found], scope=scope, where=where)


def _with_marks(
    con: DuckDBPyConnection, ids: list[int], days: list[date], *, scope: Scope, where: ArticleFilter
) -> pl.DataFrame:
    """Articles in the order of ``ids`` with marks, snippets and chips."""
    texts = frame(con, "articles", articles=ids, days=list(set(days)))
    texts = pl.DataFrame({"article_id": ids}, schema={"article_id": pl.Int64}).join(
        texts, on="article_id", how="inner", maintain_order="left"
    )
    kinds = set(counting_kinds(scope)) | set(where.kinds)
    of_article: dict[int, list[_Mention]] = defaultdict(list)
    for row in rows(con, "mentions_of", articles=by_day(zip(ids, days, strict=True))):
        mention = _Mention(*row)
        if mention.kind in kinds:
            of_article[mention.article_id].append(mention)
    extra = [_extra(row, of_article[row["article_id"]], where=where) for row in texts.iter_rows(named=True)]
    return pl.concat(
        [texts.drop("body", "removed"), pl.DataFrame(extra, schema=MARKED, orient="row")], how="horizontal"
    )


class _Mention(NamedTuple):
    """A row of sql/queries/mentions_of.sql."""

    article_id: int
    entity_id: int
    key: str
    name_en: str
    name_id: str
    kind: str
    times: int
    in_title: bool
    spans: list[dict[str, Any]]


def _extra(
    row: dict[str, Any], mentions: list[_Mention], *, where: ArticleFilter
) -> tuple[list[dict[str, int]], str, list[dict[str, int]], int, list[dict[str, object]]]:
    marks: dict[str, list[Mark]] = {"title": [], "body": []}
    chips: dict[int, dict[str, Any]] = {}
    for mention in mentions:
        entity = mention.entity_id
        chip = chips.setdefault(entity, {"entity_id": entity, "count": 0, "in_title": False})
        chip["count"] += mention.times
        chip["in_title"] |= mention.in_title
        for span in mention.spans:
            marks[span["field"]].append(Mark(span["start_char"], span["end_char"], entity))
    wanted = set(where.entities)
    text, placed = snippet(
        row["body"] or row["summary"], marks["body"] if row["body"] else [], wanted, where.text
    )
    total = sum(chip["count"] for chip in chips.values() if not wanted or chip["entity_id"] in wanted)
    ordered = sorted(chips.values(), key=lambda chip: (chip["entity_id"] not in wanted, -chip["count"]))
    return _plain(marks["title"], wanted), text, _plain(placed, wanted), total, ordered


def _plain(marks: list[Mark], wanted: set[int]) -> list[dict[str, int]]:
    """Marks in text order; one that begins inside another is left out, as a page can mark a letter once.

    Where a part and its whole are marked in the same place, the one that was asked for stays.
    """
    kept: list[dict[str, int]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end, mark.entity_id not in wanted)):
        if not kept or mark.start >= kept[-1]["end"]:
            kept.append({"start": mark.start, "end": mark.end, "entity_id": mark.entity_id})
    return kept


def read_cursor(after: str | None) -> tuple[int, datetime, int] | None:
    """Where a page of :func:`article_list` begins: score, time and id of an article; None if unreadable."""
    try:
        score, at, article_id = (after or "").split("~")
        found = int(score), datetime.fromisoformat(at), int(article_id)
    except ValueError:
        return None
    fits = all(0 <= number <= MOST_ID for number in (found[0], found[2]))
    return found if fits and found[1].tzinfo is None else None
