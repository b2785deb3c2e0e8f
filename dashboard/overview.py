"""What the Overview page shows: its state as read from the address, and the numbers for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import polars as pl

from dashboard.every_entity import EveryEntity
from dashboard.filters import Filters, on_panel, read_filters
from dashboard.sources import Sources, sources
from storage.coverage.folding import cover_ahead
from storage.questions import findings, queries
from storage.questions.names import names_waiting
from storage.questions.queries import Scope
from storage.questions.spikes import JUDGED_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive, View
    from dashboard.i18n import Lang
    from dashboard.services import Services
    from dashboard.url_state import Query
    from storage.questions.findings import Fact

Span = Literal["today", "7d", "28d"]

DEFAULT: Final[Span] = "7d"
DAYS: Final[Mapping[Span, int]] = {"today": 1, "7d": 7, "28d": 28}
HEAT_DAYS: Final = timedelta(days=28)
HEAT_ROWS: Final = 12
MOVERS: Final = 7
LEADERS: Final = 9
LATEST: Final = 5
WIDELY: Final = 4  # outlets: a name that so many have seen is hardly a misprint
FEW: Final = 20  # articles in two windows together: too few to speak of a change


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    span: Span
    home: bool  # whether the home country is ranked with the others
    heat: View
    moved: View
    filters: Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entity on the page."""

    entity_id: int
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """How unusual each of some countries was, day by day."""

    rows: tuple[Named, ...]
    days: pl.DataFrame  # queries.judged_days
    gaps: pl.DataFrame  # queries.coverage_gaps
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A card: share of the last days, and how it came to that."""

    name: Named
    articles: int  # of the last 28 days, today included
    share: float | None  # None: no day of the window was read from begin to end
    before: float | None  # share in the equally long window before
    few: bool
    line: list[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """Who is mentioned most, when no change is worth telling."""

    name: Named
    articles: int
    collected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All numbers of the page."""

    archive: Archive
    state: State
    aside: str | None  # label of the home country, where it is left out
    now: datetime
    names: dict[int, Named]
    window: Scope  # what is summed: whole days, or today so far
    panel: pl.DataFrame  # queries.fixed_panel; empty where all outlets count
    today: queries.Today
    sources: Sources
    countries: queries.Mentioned
    waiting: int  # names in review
    widely: int  # of these, seen in WIDELY or more outlets
    facts: tuple[Fact, ...]
    spike: dict[str, Any] | None  # row of queries.spikes: the most surprising one of the window
    first: First | None  # only when nothing rose, and no one is known to lead
    heat: Heat
    movers: pl.DataFrame  # queries.movers
    moves_from: date | None  # when there will be two windows to compare; None: there are
    leaders: tuple[Leader, ...]
    latest: pl.DataFrame  # queries.article_list


def read_state(query: Query, archive: Archive) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    views = ("chart", "table")
    return State(
        span=cast("Span", query.choice("last", get_args(Span), DEFAULT)),
        home=query.flag("home", base=False),
        heat=cast("View", query.choice("heat", views, "chart")),
        moved=cast("View", query.choice("moved", views, "chart")),
        filters=read_filters(query, archive),
    )


def overview(
    con: DuckDBPyConnection, *, services: Services, archive: Archive, state: State, lang: Lang
) -> Overview:
    """Read it all."""
    now, today = services.now(), services.today()
    zone = services.settings.zone
    names = names_of(con, services, lang)
    home = _home(con, services) if not state.home else None
    without = () if home is None else (home,)
    since = min(_windows(state.span, state.filters, today)[1].since, today - HEAT_DAYS)
    filters, panel = on_panel(
        con, state.filters, since=since, until=today + timedelta(days=1), today=today
    )  # of outlets that were read through all days that are summed, compared or drawn by day
    state = replace(state, filters=filters)
    window, earlier = _windows(state.span, filters, today)
    recent = filters.scope(today - HEAT_DAYS, today + timedelta(days=1), today)
    cover_ahead(scope=recent.window(today - _longest(state.span), recent.end))
    facts = findings.overview_facts(con, scope=window, earlier=earlier, without=without)
    spike = _spike(con, window, without)
    waiting = names_waiting(con, gazetteer=services.gazetteer)
    return Overview(
        archive=archive,
        state=state,
        aside=None if home is None else names[home].label,
        panel=panel,
        now=now,
        names=names,
        window=window,
        today=queries.today(con, now=now, zone=zone, outlets=window.outlets, langs=filters.langs),
        sources=sources(con, services=services, days=False),
        countries=queries.entities_mentioned(con, scope=window, kind="country"),
        waiting=len(waiting),
        widely=sum(one.outlets >= WIDELY for one in waiting),
        facts=facts,
        spike=spike,
        first=_first(con, names, without, (window, recent)) if _dull(facts, spike) else None,
        heat=_heat(con, names, without, recent.window(recent.since, today)),
        movers=queries.movers(con, scope=window, earlier=earlier, without=without, limit=MOVERS),
        moves_from=_moves_from(con, window, earlier),
        leaders=_leaders(con, names, max(7, DAYS[state.span]), recent),
        latest=queries.article_list(con, scope=recent, limit=LATEST, fold=filters.basis == "stories").rows,
    )


def _longest(span: Span) -> timedelta:
    """How far back the page looks: to judge days, and at nine windows for how many countries are usual."""
    return max(JUDGED_FROM + max(HEAT_DAYS, timedelta(days=DAYS[span])), timedelta(days=9 * DAYS[span]))


def _windows(span: Span, filters: Filters, today: date) -> tuple[Scope, Scope]:
    """What is summed and what it is compared with: today with four weeks, whole days with those before."""
    tomorrow = today + timedelta(days=1)
    if span == "today":
        window = filters.scope(today, tomorrow, today)
        return window, window.window(today - timedelta(days=28), today)
    window = filters.scope(today - timedelta(days=DAYS[span]), today, today)
    return window, window.before()


# Every entity that the archive knows.
names_of: Final = EveryEntity[Named](
    lambda key, code, label, _kind: Named(entity_id=key, code=code, label=label)
)


def _home(con: DuckDBPyConnection, services: Services) -> int | None:
    key = f"country:{services.settings.home_country}"
    found = queries.entities(con).filter(pl.col("key") == key)["entity_id"]
    return int(found[0]) if len(found) else None


def _spike(con: DuckDBPyConnection, window: Scope, without: tuple[int, ...]) -> dict[str, Any] | None:
    found = queries.spikes(con, scope=window, limit=5).sort("p_value").iter_rows(named=True)
    return next((row for row in found if row["entity_id"] not in without), None)


def _dull(facts: tuple[Fact, ...], spike: dict[str, Any] | None) -> bool:
    return spike is None and all(fact.kind == "fell" for fact in facts)


def _first(
    con: DuckDBPyConnection, names: dict[int, Named], without: tuple[int, ...], scopes: tuple[Scope, ...]
) -> First | None:
    """In the first of ``scopes`` that has any article; every day counts, also those not read to their end."""
    for scope in scopes:
        totals = queries.coverage_sums(con, scope=scope)
        for key, articles in totals.select("entity_id", "articles").iter_rows():
            if key not in without:
                collected = int(queries.collected_by_day(con, scope=scope)["articles"].sum())
                return First(name=names[key], articles=articles, collected=collected)
    return None


def _moves_from(con: DuckDBPyConnection, window: Scope, earlier: Scope) -> date | None:
    """Day from which the window can be held against a whole one before it."""
    days = queries.collected_by_day(con, scope=window.window(earlier.since, window.end))
    begun = days.filter(pl.col("state") != "before")["day"].to_list()
    first = min(begun, default=window.end)
    return first + timedelta(days=earlier.days + window.days) if first >= earlier.until else None


def _heat(con: DuckDBPyConnection, names: dict[int, Named], without: tuple[int, ...], scope: Scope) -> Heat:
    """The countries most written of in the last 28 whole days."""
    totals = queries.coverage_sums(con, scope=scope, kind="country")
    ids = [key for key in totals["entity_id"] if key not in without][:HEAT_ROWS]
    return Heat(
        rows=tuple(names[key] for key in ids),
        days=queries.judged_days(con, scope=scope, entity_ids=ids),
        gaps=queries.coverage_gaps(con, scope=scope),
        scope=scope,
    )


def _leaders(
    con: DuckDBPyConnection, names: dict[int, Named], days: int, recent: Scope
) -> tuple[Leader, ...]:
    """The leaders most written of, their share over ``days`` days and how it went before."""
    today = recent.end - timedelta(days=1)
    window = recent.window(today - timedelta(days=days), today)
    ids = list(
        dict.fromkeys(
            key
            for scope in (window.window(window.since, recent.end), recent)  # of these days, then of others
            for key in queries.coverage_sums(con, scope=scope, kind="leader")["entity_id"].head(LEADERS)
        )
    )[:LEADERS]
    if not ids:
        return ()
    now, before, lately = (_totals(con, scope, ids) for scope in (window, window.before(), recent))
    long = window.window(today - timedelta(days=spark_days(days)), today)
    lines = queries.rolling_share(con, scope=long, entity_ids=ids, days=days)
    return tuple(
        Leader(
            name=names[key],
            articles=lately[key]["articles"],
            share=now[key]["share"],
            before=before[key]["share"],
            few=now[key]["share_n"] + before[key]["share_n"] < FEW,
            line=lines.filter(pl.col("entity_id") == key)["share"].to_list(),
        )
        for key in ids
    )


def spark_days(days: int) -> int:
    """How many days a card's line has for a share of ``days`` days."""
    return 40 if days <= 7 else 120  # noqa: PLR2004


def _totals(con: DuckDBPyConnection, scope: Scope, ids: list[int]) -> dict[int, dict[str, Any]]:
    totals = queries.coverage_sums(con, scope=scope, entity_ids=ids)
    return {row["entity_id"]: row for row in totals.iter_rows(named=True)}
