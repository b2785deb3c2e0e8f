"""What the archive does for itself at night: look at some of its days again, mend them, and keep a note."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

import structlog
from duckdb import DuckDBPyConnection

from storage.database import Database
from storage.errands import Progress
from storage.sqlfiles import statement
from storage.upkeep.repair import repair_days
from storage.upkeep.rollups import Audit, audit_days

log = structlog.get_logger(__name__)

NEWEST: Final = 3  # days that are looked at every night: they change the most
OTHERS: Final = 11  # of all days before, others each night
KEPT: Final = timedelta(days=400)  # findings
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightFinding:
    """What one night found wrong with the articles of one day."""

    found_at: datetime  # naive UTC
    what: str  # counts, articles twice, mentions twice, stray mentions, stories
    day: date
    rows: int
    mended: bool


def night_of(local: datetime, hour: int) -> date:
    """The night that a time belongs to: it begins at ``hour`` of this day in the archive's zone."""
    return (local - timedelta(hours=hour)).date()


def days_to_look_at(con: DuckDBPyConnection, *, night: date) -> list[date]:
    """The newest days and some others: by chance, the same ones for the same night."""
    every = [day for day in every_day(con) if day <= night + _DAY]
    older = every[:-NEWEST]
    chosen = Random(night.toordinal()).sample(older, min(OTHERS, len(older)))  # noqa: S311 - no secret
    return [*reversed(every[-NEWEST:]), *sorted(chosen)]


def every_day(con: DuckDBPyConnection) -> list[date]:
    """All days that have articles or counts, those between them included."""
    [(first, last)] = con.execute(statement("upkeep/bounds")).fetchall()
    return (
        [] if first is None else [first + timedelta(days=place) for place in range((last - first).days + 1)]
    )


def look_over(
    db: Database, *, night: date, now: datetime, full: bool = False
) -> Generator[Progress, None, tuple[int, int]]:
    """Count a sample of days again, or every day, one a step, and mend what differs.

    Return how many days were counted, and how many of them did not add up. ``now`` is naive UTC.
    """
    days = db.call(every_day) if full else db.call(days_to_look_at, night=night)
    wrong = 0
    for done, day in enumerate(days, 1):
        found = db.call(audit_days, since=day, until=day + _DAY)
        if not found.sound:
            left = db.write(_mend, day=day, found=found, now=now)
            wrong += 1
            log.warning("day mended", day=str(day), found=_wrong(found), left=_wrong(left))
        yield Progress(done=done, total=len(days))
    db.write(_note, night=night, now=now, days=len(days))
    return len(days), wrong


def findings(con: DuckDBPyConnection, *, since: datetime) -> list[NightFinding]:
    """What nights found wrong, newest first; ``since`` is naive UTC."""
    rows = con.execute(statement("upkeep/findings"), {"since": since}).fetchall()
    return [
        NightFinding(found_at=at, what=what, day=day, rows=number, mended=mended)
        for at, what, day, number, mended in rows
    ]


def last_night(con: DuckDBPyConnection) -> date | None:
    """The newest night whose look-over was done to its end."""
    for (value,) in con.execute("SELECT value FROM setting WHERE key = 'looked_over_on'").fetchall():
        return date.fromisoformat(value)
    return None


def note_failed(con: DuckDBPyConnection, *, night: date, words: str) -> None:
    """Keep a note that the work of a night broke off, until a later one comes to its end."""
    note_done(con)
    con.execute("INSERT INTO setting VALUES ('night_failed', $said)", {"said": f"{night} {words}"})


def note_done(con: DuckDBPyConnection) -> None:
    """The work of a night came to its end."""
    con.execute("DELETE FROM setting WHERE key = 'night_failed'")


def last_failed(con: DuckDBPyConnection) -> tuple[date, str] | None:
    """The night whose work broke off, and why in words, if it was the last one."""
    for (value,) in con.execute("SELECT value FROM setting WHERE key = 'night_failed'").fetchall():
        night, _, words = value.partition(" ")
        return date.fromisoformat(night), words
    return None


def sampled(db: Database, days: Sequence[tuple[date, date]]) -> Generator[Progress, None, dict[str, int]]:
    """Count runs of days (first, day after the last) again, one a step, and change nothing: rows by kind."""
    total: dict[str, int] = {}
    for done, (since, until) in enumerate(days, 1):
        found = db.call(audit_days, since=since, until=until)
        for what, rows in found.kinds.items():
            total[what] = total.get(what, 0) + rows
        yield Progress(done=done, total=len(days))
    return total


def _mend(con: DuckDBPyConnection, *, day: date, found: Audit, now: datetime) -> Audit:
    left = repair_days(con, since=day, until=day + _DAY)
    for what, rows in _wrong(found).items():
        con.execute(
            "INSERT INTO upkeep_finding VALUES ($now, $what, $day, $rows, $mended)",
            {"now": now, "what": what, "day": day, "rows": rows, "mended": not left.kinds[what]},
        )
    return left


def _note(con: DuckDBPyConnection, *, night: date, now: datetime, days: int) -> None:
    con.execute("DELETE FROM upkeep_finding WHERE found_at < $before", {"before": now - KEPT})
    con.execute("DELETE FROM setting WHERE key IN ('looked_over_on', 'looked_over_days')")
    con.execute("INSERT INTO setting VALUES ('looked_over_on', $night)", {"night": night.isoformat()})
    con.execute("INSERT INTO setting VALUES ('looked_over_days', $days)", {"days": str(days)})


def _wrong(found: Audit) -> dict[str, int]:
    return {what: rows for what, rows in found.kinds.items() if rows}
