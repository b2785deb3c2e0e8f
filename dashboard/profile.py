"""What the page of one entity shows: how much it is written of, where, beside whom, in which words, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl

from dashboard import comparison
from dashboard.comparison import archive_of
from dashboard.earlier import comparable, window_of
from dashboard.filters import Filters, on_panel
from dashboard.overview import Named, names_of
from dashboard.terms import Held, terms_of
from dashboard.url_state import Query, Window
from storage.coverage.folding import cover_ahead
from storage.coverage.panel import together
from storage.questions import queries
from storage.questions.queries import ArticleFilter
from storage.questions.series import NOBODY
from storage.questions.spikes import JUDGED_FROM

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive, Comparison, State, Subject
    from dashboard.i18n import Lang
    from dashboard.services import Services
    from entities.gazetteer import Gazetteer
    from entities.types import Entity
    from storage.questions.queries import Scope

Side = Literal["now", "before"]

# What of an address of Compare the page has, too; the rest is as Compare has it without an address.
_SHARED: Final = (
    *("from", "to", "last", "m", "g", "view", "at", "src", "lang", "basis", "caps", "panel"),
    *comparison.EVENT_KINDS,
)
MEASURES: Final = ("share", "count")
BESIDE: Final = 10
NAMES: Final = 10
LATEST: Final = 6
YEAR: Final = timedelta(days=364)  # whole weeks of the calendar
FEW: Final = 20  # articles in two windows together: too few to speak of a change


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Somebody in the same articles."""

    name: Named
    together: int
    lift: float  # times as often as two unrelated entities of their size


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The numbers above the fold: the chart and what leads to it."""

    archive: Archive
    entity: Entity
    state: State
    filters: Filters  # of the state
    subjects: tuple[Subject, ...]  # itself; empty while the archive has never heard of it
    numbers: Comparison
    sums: dict[Side, dict[str, Any]]  # rows of queries.coverage_totals, before: coverage_sums; or empty
    earlier: Window  # the window that is compared with
    outlets: int  # that brought anything on these days


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The numbers below it."""

    filters: Filters
    window: Window
    outlets: pl.DataFrame  # queries.coverage_by_outlet
    beside: tuple[Beside, ...]
    home: str | None  # label of the home country, where it is left out of these
    named: pl.DataFrame  # queries.named_as
    terms: tuple[Held, ...]
    hours: pl.DataFrame  # queries.by_weekday_and_hour
    calendar: pl.DataFrame  # queries.timeline, days of a year
    gaps: pl.DataFrame  # queries.coverage_gaps of them
    months: pl.DataFrame  # the same by month
    latest: pl.DataFrame  # queries.article_list
    names: dict[int, Named]


def find(gazetteer: Gazetteer, code: str) -> Entity | None:
    """The entity of a code, whatever its letter case."""
    forms = (code, code.upper(), code.lower())
    return next((gazetteer.by_code[form] for form in forms if form in gazetteer.by_code), None)


def read_state(query: Query, entity: Entity, *, archive: Archive, gazetteer: Gazetteer) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    shared = {name: query.params[name] for name in _SHARED if name in query.params}
    if shared.get("m", "share") not in MEASURES:
        query.dropped.append(f"m={shared.pop('m')[:40]}")
    if "at" in shared and not shared["at"].startswith(f"{entity.code}."):
        query.dropped.append(f"at={shared.pop('at')[:40]}")
    own = Query({**shared, "e": entity.code}, query.dropped)
    return comparison.read_state(own, archive=archive, gazetteer=gazetteer)


def filters_of(state: State) -> Filters:
    """The filters of a state, for links to other pages."""
    return Filters(
        outlets=state.outlets,
        langs=state.langs,
        basis=state.basis,
        capitals=state.capitals,
        panel=state.panel,
    )


def home_shown(query: Query) -> bool:
    """Whether the home country stands among those mentioned with the entity."""
    return query.flag("home", base=False)


def profile(
    con: DuckDBPyConnection, *, services: Services, entity: Entity, query: Query, lang: Lang
) -> Profile:
    """Read what the chart and the key numbers need."""
    archive = archive_of(con, today=services.today())
    state = read_state(query, entity, archive=archive, gazetteer=services.gazetteer)
    subjects = comparison.subjects_of(con, codes=state.codes, gazetteer=services.gazetteer, lang=lang)
    scope = state.scope(archive.today)
    filters = _settled(con, state, archive)
    earlier = scope.before()
    sums: dict[Side, dict[str, Any]] = {}
    if subjects:
        ahead = scope.window(min(earlier.since, scope.since - JUDGED_FROM), scope.end)
        cover_ahead(scope=ahead, entity_ids=[subjects[0].entity_id])
        ids = [subjects[0].entity_id]
        sums = {
            "now": queries.coverage_totals(con, scope=scope, entity_ids=ids).row(0, named=True),
            "before": queries.coverage_sums(con, scope=earlier, entity_ids=ids).row(0, named=True),
        }
        if not comparable(con, earlier) or not _same_panel(con, scope, earlier):
            sums["before"]["share"] = None
    return Profile(
        archive=archive,
        entity=entity,
        state=state,
        filters=filters,
        subjects=subjects,
        numbers=comparison.compare(con, state=state, subjects=subjects, today=archive.today),
        sums=sums,
        earlier=window_of(earlier),
        outlets=queries.outlets_with_articles(con, scope=scope),
    )


def around(
    con: DuckDBPyConnection, *, services: Services, entity: Entity, query: Query, lang: Lang
) -> Around:
    """Read what the cards below need."""
    archive = archive_of(con, today=services.today())
    state = read_state(query, entity, archive=archive, gazetteer=services.gazetteer)
    window = state.window
    filters = _settled(con, state, archive)
    scope = filters.scope(window.first, window.until, archive.today)
    names = names_of(con, services, lang)
    number = next((one.entity_id for one in names.values() if one.code == entity.code), NOBODY)
    home = services.settings.home_country
    aside = home if home and home != entity.code and not home_shown(query) else None
    year = scope.window(_monday(archive.today - YEAR), archive.today + timedelta(days=1))
    cover_ahead(scope=year, entity_ids=[number])
    return Around(
        filters=filters,
        window=state.window,
        outlets=queries.coverage_by_outlet(con, scope=scope, entity_id=number),
        beside=_beside(con, scope, number, names, aside),
        home=services.label(f"country:{aside}", lang) if aside else None,
        named=queries.named_as(con, scope=scope, entity_id=number, limit=NAMES),
        terms=terms_of(con, scope=scope, entity=entity, services=services, lang=lang),
        hours=queries.by_weekday_and_hour(con, scope=scope, entity_id=number, zone=services.settings.zone),
        calendar=queries.timeline(con, scope=year, entity_ids=[number]),
        gaps=queries.coverage_gaps(con, scope=year),
        months=queries.timeline(con, scope=year, entity_ids=[number], grain="month"),
        latest=queries.article_list(
            con, scope=scope, where=ArticleFilter(entities=(number,)), limit=LATEST, fold=True
        ).rows,
        names=names,
    )


def _settled(con: DuckDBPyConnection, state: State, archive: Archive) -> Filters:
    """The filters of a state with the outlets of its panel."""
    window = state.window
    filters, _ = on_panel(con, filters_of(state), since=window.first, until=window.until, today=archive.today)
    return filters


def _same_panel(con: DuckDBPyConnection, scope: Scope, earlier: Scope) -> bool:
    """Whether every outlet of the window's fixed panel was read through the window before, too."""
    if scope.panel == "all":
        return True
    both = queries.fixed_panel(con, scope=together(scope, earlier)).filter("included")["outlet_id"]
    return set(queries.fixed_panel(con, scope=scope).filter("included")["outlet_id"]) <= set(both)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _beside(
    con: DuckDBPyConnection, scope: Scope, number: int, names: dict[int, Named], aside: str | None
) -> tuple[Beside, ...]:
    found = queries.mentioned_with(con, scope=scope, entity_id=number, limit=BESIDE + 1)
    rows = found.select("entity_id", "together", "lift").iter_rows()
    pairs = [Beside(name=names[key], together=together, lift=lift) for key, together, lift in rows]
    return tuple(one for one in pairs if one.name.code != aside)[:BESIDE]
