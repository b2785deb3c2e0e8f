"""What a briefing tells of: a week against the week before, its spikes, who is new beside whom, and gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from dashboard import comparison
from dashboard.comparison import Subject
from dashboard.earlier import comparable, window_of
from dashboard.filters import read_filters
from dashboard.named import code_reader
from dashboard.overview import names_of
from dashboard.url_state import Window
from storage.questions import queries

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.filters import Filters
    from dashboard.i18n import Lang
    from dashboard.overview import Named
    from dashboard.services import Services
    from dashboard.url_state import Query
    from storage.questions.queries import Scope

WEEK: Final = timedelta(days=7)
MOST: Final = 40  # entities watched
FEW: Final = 8  # articles in both weeks together: too few to say that it rose or fell
SPIKES: Final = 5
HEADLINES: Final = 3
BEFORE: Final = timedelta(days=28)  # in which two were not mentioned together, who now are
TOGETHER: Final = 3  # articles, at least
PAIRS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A week of one entity, against the week before."""

    subject: Subject
    articles: int
    share: float | None  # None: no day was read
    before: float | None  # None: too little was read to compare
    few: bool

    @property
    def change(self) -> float | None:
        """Share as a multiple of the one before; None where that cannot be said."""
        if self.few or self.share is None or not self.before:
            return None
        return self.share / self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """A day on which an entity stood out."""

    subject: Subject
    day: date
    articles: int
    collected: int
    ratio: float
    headlines: tuple[dict[str, Any], ...]  # rows of queries.typical_headlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two who are mentioned together now and were not in the four weeks before."""

    subject: Subject
    other: Named
    together: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """All numbers of a briefing."""

    archive: Archive
    filters: Filters
    window: Window
    earlier: Window
    collected: int  # articles (or stories) of the days that were read
    compared: bool  # whether enough of the week before was read
    lines: tuple[Line, ...]  # the largest share first
    spikes: tuple[Spike, ...]
    pairs: tuple[Pair, ...] | None  # None: too little of the four weeks before was read
    gaps: pl.DataFrame  # queries.coverage_gaps
    unread: tuple[tuple[str, int], ...]  # outlets and how many of their days were not read

    @property
    def codes(self) -> str:
        """For addresses."""
        return ",".join(line.subject.code for line in self.lines)


def briefing(con: DuckDBPyConnection, *, services: Services, query: Query, lang: Lang) -> Briefing:
    """Read it: ``e`` are the entities (left out: the leading countries), ``to`` the last day (yesterday).

    Filters are those of the other pages.
    """
    archive = comparison.archive_of(con, today=services.today())
    filters = read_filters(query, archive)
    codes = query.items("e", code_reader(services.gazetteer), most=MOST)
    if not codes:
        codes = comparison.leading(con, today=archive.today, without=services.settings.home_country)
    subjects = comparison.subjects_of(con, codes=codes, gazetteer=services.gazetteer, lang=lang)
    last = min(query.window(today=archive.today, first=archive.first, last="7d").last, _yesterday(archive))
    scope = filters.scope(last + timedelta(days=1) - WEEK, last + timedelta(days=1), archive.today)
    earlier = scope.before()
    compared = comparable(con, earlier)
    counted = queries.counted_by_day(con, scope=scope).filter(pl.col("state") == "observed")
    return Briefing(
        archive=archive,
        filters=filters,
        window=window_of(scope),
        earlier=window_of(earlier),
        collected=int(counted["articles"].sum()),
        compared=compared,
        lines=_lines(con, scope, earlier, subjects, compared=compared),
        spikes=_spikes(con, scope, subjects),
        pairs=_pairs(con, scope, subjects, names_of(con, services, lang)),
        gaps=queries.coverage_gaps(con, scope=scope),
        unread=_unread(con, scope, archive),
    )


def _yesterday(archive: Archive) -> date:
    """The last day that is over."""
    return archive.today - timedelta(days=1)


def _lines(
    con: DuckDBPyConnection, scope: Scope, earlier: Scope, subjects: tuple[Subject, ...], *, compared: bool
) -> tuple[Line, ...]:
    if not subjects:
        return ()
    ids = [one.entity_id for one in subjects]
    now, was = (_totals(con, one, ids) for one in (scope, earlier))
    lines = []
    for subject in subjects:
        row, before = now[subject.entity_id], was[subject.entity_id]
        lines.append(
            Line(
                subject=subject,
                articles=row["articles"],
                share=row["share"],
                before=before["share"] if compared else None,
                few=row["articles"] + before["articles"] < FEW,
            )
        )
    return tuple(sorted(lines, key=lambda line: (-(line.share or 0.0), line.subject.label)))


def _totals(con: DuckDBPyConnection, scope: Scope, ids: list[int]) -> dict[int, dict[str, Any]]:
    found = queries.coverage_totals(con, scope=scope, entity_ids=ids)
    return {row["entity_id"]: row for row in found.iter_rows(named=True)}


def _spikes(con: DuckDBPyConnection, scope: Scope, subjects: tuple[Subject, ...]) -> tuple[Spike, ...]:
    if not subjects:
        return ()
    by_id = {one.entity_id: one for one in subjects}
    found = queries.spikes(con, scope=scope, entity_ids=list(by_id), limit=SPIKES)
    return tuple(
        Spike(
            subject=by_id[row["entity_id"]],
            day=row["day"],
            articles=row["articles"],
            collected=row["collected"],
            ratio=row["ratio"],
            headlines=tuple(
                queries.typical_headlines(
                    con,
                    scope=scope.window(row["day"], row["day"] + timedelta(days=1)),
                    entity_id=row["entity_id"],
                    limit=HEADLINES,
                ).iter_rows(named=True)
            ),
        )
        for row in found.iter_rows(named=True)
    )


def _pairs(
    con: DuckDBPyConnection, scope: Scope, subjects: tuple[Subject, ...], names: dict[int, Named]
) -> tuple[Pair, ...] | None:
    """Those most often together first; a pair of two watched entities stands once."""
    past = scope.window(scope.since - BEFORE, scope.since)
    if not comparable(con, past):
        return None
    found: dict[frozenset[int], Pair] = {}
    for subject in subjects:
        now = queries.mentioned_with(con, scope=scope, entity_id=subject.entity_id, limit=len(names))
        was = queries.mentioned_with(con, scope=past, entity_id=subject.entity_id, limit=len(names))
        known = set(was["entity_id"])
        for other, together in now.select("entity_id", "together").iter_rows():
            if together >= TOGETHER and other not in known:
                pair = Pair(subject=subject, other=names[other], together=together)
                found.setdefault(frozenset((subject.entity_id, other)), pair)
    return tuple(sorted(found.values(), key=lambda pair: -pair.together)[:PAIRS])


def _unread(con: DuckDBPyConnection, scope: Scope, archive: Archive) -> tuple[tuple[str, int], ...]:
    days = queries.outlet_days(con, scope=scope).filter(pl.col("state") == "gap")
    counts = days.group_by("outlet_id").len().iter_rows()
    named = [(archive.outlets[outlet], n) for outlet, n in counts]
    return tuple(sorted(named, key=lambda pair: (-pair[1], pair[0])))
