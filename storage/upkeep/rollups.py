"""The daily counts: appended as signed deltas by every write, summed here, and checked against a recount."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from duckdb import DuckDBPyConnection

from storage.ingest.stories import forget_likenesses
from storage.sqlfiles import statement


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
    doubled_mentions: int = 0  # too many
    wrong_totals: int = 0  # rows of sums (storage.ingest.totals) that the tables they follow from contradict

    @property
    def sound(self) -> bool:
        """Whether everything adds up."""
        return not any(self.kinds.values())

    @property
    def kinds(self) -> dict[str, int]:
        """How many rows are wrong, by what is wrong with them."""
        return {
            "counts": len(self.differences) + self.wrong_totals,
            "articles twice": len(self.duplicates),
            "mentions twice": self.doubled_mentions,
            "stray mentions": self.stray_mentions,
            "stories": self.wrong_stories,
        }


def compact(con: DuckDBPyConnection) -> None:
    """Write each day's sum in place of its deltas. Part of a transaction; numbers do not change."""
    con.execute(statement("write/compact_outlet_days"))
    con.execute(statement("write/compact_entity_days"))
    con.execute(statement("write/compact_totals"))


def compact_once_a_day(con: DuckDBPyConnection, *, today: date) -> bool:
    """:func:`compact` unless it was done on this day, and say whether it was. Part of a transaction."""
    done = con.execute("SELECT value FROM setting WHERE key = 'compacted_on'").fetchall()
    if done == [(today.isoformat(),)]:
        return False
    compact(con)
    forget_likenesses(con, today=today)
    con.execute("DELETE FROM setting WHERE key = 'compacted_on'")
    con.execute("INSERT INTO setting VALUES ('compacted_on', $today)", {"today": today.isoformat()})
    return True


def recount(
    con: DuckDBPyConnection, *, since: date = date.min, until: date = date.max
) -> tuple[Difference, ...]:
    """Count the articles and mentions of some days again and return where the daily counts differ."""
    days = {"since": since, "until": until}
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
            statement("audit/recount_outlet_days"), days
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
            statement("audit/recount_entity_days"), days
        ).fetchall()
    ]
    return (*outlet_days, *entity_days)


def audit(con: DuckDBPyConnection) -> Audit:
    """Everything that must hold between the tables; takes seconds per million articles."""
    found = audit_days(con, since=date.min, until=date.max)
    [(wrong_stories,)] = con.execute(statement("audit/stories")).fetchall()
    [(without_story,)] = con.execute(statement("audit/without_story")).fetchall()
    [(wrong_totals,)] = con.execute(statement("audit/totals")).fetchall()
    return replace(
        found,
        wrong_stories=int(wrong_stories),
        without_story=int(without_story),
        wrong_totals=int(wrong_totals),
    )


def audit_days(con: DuckDBPyConnection, *, since: date, until: date) -> Audit:
    """What must hold within the days from ``since`` until the day before ``until``."""
    days = {"since": since, "until": until}
    [(strays, _)] = con.execute(statement("audit/strays"), days).fetchall()
    [(doubled,)] = con.execute(statement("audit/doubled_mentions"), days).fetchall()
    [(wrong_stories,)] = con.execute(statement("audit/stories_of_days"), days).fetchall()
    return Audit(
        differences=recount(con, since=since, until=until),
        duplicates=tuple(con.execute(statement("audit/duplicates"), days).fetchall()),
        stray_mentions=int(strays),
        wrong_stories=int(wrong_stories),
        doubled_mentions=int(doubled),
    )
