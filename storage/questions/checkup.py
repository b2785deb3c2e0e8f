"""What is known of an archive's state, asked while it is served; nothing is changed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from duckdb import DuckDBPyConnection

from storage.database import Database
from storage.entity_table import matched_with
from storage.errands import Progress
from storage.questions.nights import nights
from storage.retag.retag import unfinished
from storage.sqlfiles import statement
from storage.upkeep.nightly import days_to_look_at, sampled

_RUN = timedelta(days=31)  # days that are counted in one step
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What an archive says of itself."""

    articles: int
    schema: str  # name of the newest step
    days: int  # that were counted again
    wrong: dict[str, int]  # rows by what is wrong with them, of these days
    matched_with: str | None  # version of the names
    retagging: bool  # begun and not ended
    compacted_on: date | None  # the night
    looked_over_on: date | None
    uncompacted: int  # rows of daily counts beyond one a key
    without_story: int  # articles from before there were stories
    found: int  # by nights of the last 30 days
    not_mended: int  # of these
    failed: str | None  # the night that broke off, and why in words
    texts_before: date | None  # texts of articles first seen before are gone
    newest_at: datetime | None  # naive UTC: the latest time that a collector's clock gave


def check_up(db: Database, *, night: date, full: bool) -> Generator[Progress, None, Checkup]:
    """Count a sample of days again, or all of them, in steps of a second or so, and tell the rest."""
    days = db.call(_runs, night=night, full=full)
    wrong = yield from sampled(db, days)
    if full:
        [(stories,)] = db.call(lambda con: con.execute(statement("audit/stories")).fetchall())
        wrong["stories"] = max(int(stories), wrong.get("stories", 0))
    told = sum((until - since).days for since, until in days)
    return db.call(_told, days=told, wrong={what: rows for what, rows in wrong.items() if rows})


def _runs(con: DuckDBPyConnection, *, night: date, full: bool) -> list[tuple[date, date]]:
    if not full:
        return [(day, day + _DAY) for day in days_to_look_at(con, night=night)]
    [(first, last)] = con.execute(statement("upkeep/bounds")).fetchall()
    runs = []
    while first is not None and first <= last:
        runs.append((first, min(first + _RUN, last + _DAY)))
        first += _RUN
    return runs


def _told(con: DuckDBPyConnection, *, days: int, wrong: dict[str, int]) -> Checkup:
    [(articles, schema, compacted_on, uncompacted, without_story, newest_at)] = con.execute(
        statement("upkeep/state")
    ).fetchall()
    [(now,)] = con.execute("SELECT now()::TIMESTAMP").fetchall()
    known = nights(con, now=now.replace(tzinfo=UTC))
    return Checkup(
        articles=int(articles),
        schema=schema,
        days=days,
        wrong=wrong,
        matched_with=matched_with(con),
        retagging=unfinished(con) is not None,
        compacted_on=date.fromisoformat(compacted_on) if compacted_on else None,
        looked_over_on=known.last,
        uncompacted=int(uncompacted),
        without_story=int(without_story),
        found=len(known.found),
        not_mended=len(known.not_mended),
        failed=f"the night of {known.failed[0]} broke off: {known.failed[1]}" if known.failed else None,
        texts_before=known.texts_before,
        newest_at=newest_at,
    )
