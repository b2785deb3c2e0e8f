"""The daily counts: appended as signed deltas by every write, summed here, and checked against a recount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duckdb import DuckDBPyConnection

from storage.sqlfiles import statement
from storage.stories import forget_likenesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row of a daily count that the tables it was counted from contradict. None: there is no such row."""

    table: str  # outlet_day, entity_day
    day: date
    outlet_id: int
    lang: str
    entity_id: int | None  # None in outlet_day
    stored: tuple[int, ...] | None  # articles; in entity_day also _named, _office, mentions, mentions_named
    counted: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What does not add up: in a sound archive nothing."""

    differences: tuple[Difference, ...]
    duplicates: tuple[tuple[int, str, int], ...]  # article_id, url, how often it is stored
    stray_mentions: int  # without their article, or saying other things of it
    wrong_stories: int = 0  # rows by which copies are taken out of counts that the articles contradict
    without_story: int = 0  # articles from before there were stories, which is no mistake

    @property
    def sound(self) -> bool:
        """Whether everything adds up."""
        return not (self.differences or self.duplicates or self.stray_mentions or self.wrong_stories)


def compact(con: DuckDBPyConnection) -> None:
    """Write each day's sum in place of its deltas. Part of a transaction; numbers do not change."""
    con.execute(statement("write/compact_outlet_days"))
    con.execute(statement("write/compact_entity_days"))


def compact_once_a_day(con: DuckDBPyConnection, *, today: date) -> bool:
    """:func:`compact` unless it was done today, and say whether it was. Part of a transaction."""
    done = con.execute("SELECT value FROM setting WHERE key = 'compacted_on'").fetchall()
    if done == [(today.isoformat(),)]:
        return False
    compact(con)
    forget_likenesses(con, today=today)
    con.execute("DELETE FROM setting WHERE key = 'compacted_on'")
    con.execute("INSERT INTO setting VALUES ('compacted_on', $today)", {"today": today.isoformat()})
    return True


def recount(con: DuckDBPyConnection) -> tuple[Difference, ...]:
    """Count every article and mention again and return where the daily counts differ (nowhere, if sound)."""
    outlet_days = [
        Difference(
            table="outlet_day",
            day=day,
            outlet_id=outlet_id,
            lang=lang,
            entity_id=None,
            stored=None if stored is None else (stored,),
            counted=None if counted is None else (counted,),
        )
        for day, outlet_id, lang, stored, counted in con.execute(
            statement("audit/recount_outlet_days")
        ).fetchall()
    ]
    entity_days = [
        Difference(
            table="entity_day",
            day=day,
            outlet_id=outlet_id,
            lang=lang,
            entity_id=entity_id,
            stored=None if stored is None else tuple(stored),
            counted=None if counted is None else tuple(counted),
        )
        for day, outlet_id, lang, entity_id, stored, counted in con.execute(
            statement("audit/recount_entity_days")
        ).fetchall()
    ]
    return (*outlet_days, *entity_days)


def audit(con: DuckDBPyConnection) -> Audit:
    """Everything that must hold between the tables; takes seconds per million articles."""
    [(strays, _)] = con.execute(statement("audit/strays")).fetchall()
    [(wrong_stories,)] = con.execute(statement("audit/stories")).fetchall()
    [(without_story,)] = con.execute(statement("audit/without_story")).fetchall()
    return Audit(
        differences=recount(con),
        duplicates=tuple(con.execute(statement("audit/duplicates")).fetchall()),
        stray_mentions=int(strays),
        wrong_stories=int(wrong_stories),
        without_story=int(without_story),
    )
