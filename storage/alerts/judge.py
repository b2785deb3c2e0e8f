"""On which days a rule fires, or would have: the same function says both.

Only days that are over and were read are judged, so nothing is said of a gap. A rise that lasts fires once:
on its first day. Of spikes the archive's own judgement is taken (:mod:`storage.questions.spikes`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from storage.alerts.records import ALL_OF, Condition, Occasion, Rule, Sign
from storage.coverage.folding import covered
from storage.questions import queries
from storage.questions.spikes import FEWEST_OUTLETS, FEWEST_TIMES, SAME_RISE
from storage.questions.surprise import FEWEST_ARTICLES, SMALLEST_NORM
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PREVIEW: Final = 90  # days up to yesterday that are judged
LATE: Final = 3  # days after which a day that was not read in time is let be
READ_BEFORE: Final = 0.5  # of the days before must have been read to call an entity new
FEWEST_EXPECTED: Final = 5.0  # articles of an outlet, while it is silent: fewer may fail to come by chance
_DAY: Final = timedelta(days=1)
_SILENT: Final = frozenset({None, "holiday", "polls failed", "low volume"})  # the outlet's doing, not ours

Found = dict[date, list[Sign]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a rule says of the days before today."""

    since: date
    until: date  # exclusive: today
    occasions: tuple[Occasion, ...]  # oldest first
    gaps: tuple[date, ...]  # days of which nothing can be said
    before: int  # days before anything was read


def judged(con: DuckDBPyConnection, *, condition: Condition, today: date, days: int = PREVIEW) -> Judged:
    """Judge the ``days`` before ``today``."""
    since = today - days * _DAY
    scope = scope_of(con, condition, since, today)
    if scope is None:
        return Judged(since=since, until=today, occasions=(), gaps=(), before=days)
    found = _KINDS[condition.kind](con, condition, scope)
    states = queries.counted_by_day(con, scope=scope)
    at = {state: states.filter(pl.col("state") == state)["day"].to_list() for state in ("gap", "before")}
    return Judged(
        since=since,
        until=today,
        occasions=tuple(
            Occasion(day=day, signs=tuple(sorted(found[day], key=_order(condition))))
            for day in sorted(found)
            if day >= since
        ),
        gaps=() if condition.kind == "silent" else tuple(at["gap"]),
        before=len(at["before"]),
    )


def due(con: DuckDBPyConnection, *, rule: Rule, today: date) -> list[Occasion]:
    """What a rule fires about now: days that it is for and that are not long over, oldest first.

    What was backfilled or imported does not make it fire: without these articles it must hold, too.
    """
    first = max(rule.since, today - LATE * _DAY)
    if not rule.on or first >= today:
        return []
    found = judged(con, condition=rule.condition, today=today).occasions
    recent = [occasion for occasion in found if occasion.day >= first]
    if rule.condition.kind == "silent" or not recent:
        return recent
    fed = _fed(con, rule.condition, first, today)
    held = []
    for occasion in recent:
        signs = [sign for sign in occasion.signs if _holds(rule.condition, sign, occasion.day, fed)]
        if signs:
            held.append(Occasion(day=occasion.day, signs=tuple(signs)))
    return held


def scope_of(con: DuckDBPyConnection, condition: Condition, since: date, until: date) -> Scope | None:
    """What a condition asks of; None when none of its outlets is there any more."""
    ids = dict(queries.outlets(con).select("key", "outlet_id").iter_rows())
    chosen = tuple(sorted(ids[key] for key in condition.outlets if key in ids))
    if condition.outlets and not chosen:
        return None
    return Scope(
        since=since,
        until=until,
        outlets=chosen,
        langs=condition.langs,
        basis=condition.basis,
        capitals=condition.capitals,
        today=until,
    )


def times_usual(sign: Sign) -> float:
    """How many times the usual count a spike's is, as in storage.questions.spikes."""
    return sign.articles / max(sign.expected or 0.0, SMALLEST_NORM)


def _order(condition: Condition) -> Callable[[Sign], tuple[float, str]]:
    if condition.kind == "spike":
        return lambda sign: (-times_usual(sign), sign.key)
    return lambda sign: (-sign.articles if condition.kind != "silent" else -(sign.expected or 0.0), sign.key)


def _asked(con: DuckDBPyConnection, condition: Condition) -> dict[int, str]:
    """Keys of the entities that a condition is about, by entity_id."""
    kinds = {key.removeprefix(ALL_OF) for key in condition.entities if key.startswith(ALL_OF)}
    wanted = pl.col("key").is_in(list(condition.entities)) | pl.col("kind").is_in(list(kinds))
    return dict(queries.entities(con).filter(wanted).select("entity_id", "key").iter_rows())


def _spikes(con: DuckDBPyConnection, condition: Condition, scope: Scope) -> Found:
    keys = _asked(con, condition)
    if not keys:
        return {}
    wide = scope.window(scope.since - SAME_RISE * _DAY, scope.until)
    days = queries.judged_days(con, scope=wide, entity_ids=tuple(sorted(keys))).filter(
        (pl.col("state") == "spike")
        & (pl.col("ratio") >= condition.times)
        & (pl.col("articles") >= condition.articles)
        & (pl.col("outlets") >= condition.in_outlets)
    )
    return _begun(
        (
            row["day"],
            Sign(
                key=keys[row["entity_id"]],
                articles=row["articles"],
                collected=row["collected"],
                expected=row["expected"],
                outlets=row["outlets"],
            ),
        )
        for row in days.iter_rows(named=True)
    )


def _shares(con: DuckDBPyConnection, condition: Condition, scope: Scope) -> Found:
    wide = scope.window(scope.since - SAME_RISE * _DAY, scope.until)
    return _begun(
        (day, sign)
        for day, sign in _counts(con, condition, wide)
        if sign.articles >= max(condition.articles, 1) and sign.articles / sign.collected >= condition.share
    )


def _named(con: DuckDBPyConnection, condition: Condition, scope: Scope) -> Found:
    wide = scope.window(scope.since - condition.days * _DAY, scope.until)
    states = queries.counted_by_day(con, scope=wide)
    read = dict(states.filter(pl.col("state") == "observed").select("day", "articles").iter_rows())
    keys = _asked(con, condition)
    if not keys:
        return {}
    # Days that were not read in full count against being new, too: what they have was written.
    counts = covered(con, scope=wide, entity_ids=tuple(sorted(keys)))
    found: Found = defaultdict(list)
    for row, entity in enumerate(counts.entities.tolist()):
        last: date | None = None
        for place in counts.articles[row].nonzero()[0].tolist():
            day, articles = wide.since + place * _DAY, int(counts.articles[row][place])
            first = day - condition.days * _DAY
            if day in read and articles >= condition.articles and (last is None or last < first):
                before = sum(first <= one < day for one in read)
                if before >= condition.days * READ_BEFORE:
                    sign = Sign(key=keys[entity], articles=articles, collected=read[day], read_days=before)
                    found[day].append(sign)
            last = day
    return found


def _silent(con: DuckDBPyConnection, condition: Condition, scope: Scope) -> Found:
    """Outlets that brought nothing for so many days, where it is not all of them."""
    wide = scope.window(scope.since - 4 * condition.days * _DAY, scope.until)
    every = Scope(since=wide.since, until=wide.until, today=scope.today)
    days = queries.outlet_days(con, scope=every).sort("day")
    collected = dict(days.group_by("day").agg(pl.col("articles").sum()).iter_rows())
    keys = dict(queries.outlets(con).select("outlet_id", "key").iter_rows())
    found: Found = defaultdict(list)
    for (outlet,), own in days.group_by("outlet_id", maintain_order=True):
        if wide.outlets and outlet not in wide.outlets:
            continue
        run, expected = 0, 0.0
        for row in own.iter_rows(named=True):
            if row["articles"] or row["state"] == "before":
                run, expected = 0, 0.0
            elif row["reason"] in _SILENT and (collected[row["day"]] or row["state"] == "zero"):
                usual = row["expected"] or 0.0
                run, before, expected = run + 1, expected, expected + usual
                long = run >= condition.days and expected >= FEWEST_EXPECTED
                if long and not (run > condition.days and before >= FEWEST_EXPECTED):
                    sign = Sign(
                        key=keys[outlet],
                        articles=0,
                        collected=collected[row["day"]],
                        expected=expected / run,
                        reason=row["reason"] if row["state"] == "gap" else None,
                    )
                    found[row["day"]].append(sign)
    return found


_KINDS: Final[Mapping[str, Callable[[DuckDBPyConnection, Condition, Scope], Found]]] = {
    "spike": _spikes,
    "share": _shares,
    "named": _named,
    "silent": _silent,
}


def _counts(con: DuckDBPyConnection, condition: Condition, scope: Scope) -> Iterator[tuple[date, Sign]]:
    """Every entity on every day that was read and on which anything was collected."""
    keys = _asked(con, condition)
    if not keys:
        return
    days = queries.timeline(con, scope=scope, entity_ids=tuple(sorted(keys)))
    whole = days.filter((pl.col("state") == "observed") & (pl.col("collected") > 0))
    columns = whole.select("entity_id", "day", "articles", "collected")
    for entity, day, articles, collected in columns.iter_rows():
        yield day, Sign(key=keys[entity], articles=articles, collected=collected)


def _begun(days: Iterator[tuple[date, Sign]]) -> Found:
    """The first days of rises: a rise goes on as long as its days nearly touch, as with spikes."""
    of_key: dict[str, dict[date, Sign]] = defaultdict(dict)
    for day, sign in days:
        of_key[sign.key][day] = sign
    found: Found = defaultdict(list)
    for signs in of_key.values():
        last = date.min
        for day in sorted(signs):
            if (day - last).days > SAME_RISE:
                found[day].append(signs[day])
            last = day
    return found


Fed = dict[tuple[str | None, date], tuple[int, int]]  # by key (None: all) and day: articles, outlets


def _fed(con: DuckDBPyConnection, condition: Condition, since: date, until: date) -> Fed:
    keys = _asked(con, condition)
    scope = scope_of(con, condition, since, until)
    if scope is None:
        return {}
    rows = queries.fed_articles(con, scope=scope, entity_ids=tuple(sorted(keys))).iter_rows()
    return {(keys.get(entity), day): (articles, outlets) for entity, day, articles, outlets in rows}


def _holds(condition: Condition, sign: Sign, day: date, fed: Fed) -> bool:
    """Whether a sign is one still, without what was backfilled or imported."""
    articles, outlets = fed.get((sign.key, day), (0, 0))
    collected, _ = fed.get((None, day), (0, 0))
    if condition.kind == "spike":
        times = times_usual(replace(sign, articles=articles))
        return (
            articles >= max(condition.articles, FEWEST_ARTICLES)
            and outlets >= max(condition.in_outlets, FEWEST_OUTLETS)
            and times >= max(condition.times, FEWEST_TIMES)
        )
    if articles < max(condition.articles, 1):
        return False
    return condition.kind == "named" or articles / collected >= condition.share
