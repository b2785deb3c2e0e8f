"""What the Map page shows: how much is written of each country, and more or less than before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import polars as pl

from dashboard.comparison import archive_of
from dashboard.earlier import comparable, panel_days, window_of
from dashboard.filters import Filters, on_panel, read_filters
from dashboard.places import places
from dashboard.regions import Region, holds
from dashboard.url_state import Query, Window
from storage.questions import queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.i18n import Lang
    from dashboard.places import Place
    from dashboard.services import Services
    from entities.gazetteer import Gazetteer
    from storage.questions.queries import Scope

Measure = Literal["share", "count", "change", "z"]
Level = Literal["country", "leader"]

DEFAULT_LAST: Final = "28d"
FEW: Final = 20  # articles in two windows together: too few to speak of a change
HEADLINES: Final = 3
FAR: Final = 2.0  # standard deviations from which a country stands out
LEAST_UNUSUAL: Final = 8  # articles, or as many usually: with fewer nothing is unusual


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    measure: Measure
    region: Region
    level: Level  # whether an article about a leader counts for the country, too
    home: bool  # whether the home country is among the others
    at: str | None  # ISO 3166-1 alpha-2 of the country whose card is open
    window: Window
    filters: Filters

    def scope(self, today: date) -> Scope:
        """The part of the archive that is asked for."""
        return self.filters.scope(self.window.first, self.window.until, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """How far the judged days of a country, its leaders left aside, were from its own usual."""

    z: float  # standard deviations of all of them together: the sum of theirs over the root of their number
    articles: int
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A circle of the map."""

    code: str  # ISO 3166-1 alpha-2
    label: str
    place: Place
    articles: int
    articles_before: int
    share: float | None
    share_before: float | None  # None: too little was read
    outlets: int
    unusual: Unusual | None = None  # None: not asked for, or too little is known or written

    @property
    def few(self) -> bool:
        """Whether there are too few articles to speak of a change."""
        return self.articles + self.articles_before < FEW

    @property
    def ratio(self) -> float | None:
        """Share against the share before; None where that says nothing."""
        if self.few or self.share is None or not self.share_before:
            return None
        return self.share / self.share_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The country that was asked for, with what was written of it."""

    country: Country
    headlines: pl.DataFrame  # queries.typical_headlines
    entity_id: int | None  # None: the archive has never heard of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """All numbers of the page."""

    archive: Archive
    state: State
    panel: pl.DataFrame  # queries.fixed_panel; empty where all outlets count
    countries: tuple[Country, ...]  # of the region, in the order of the table
    aside: Country | None  # the home country, where it is left out
    collected: int  # N of the observed days
    before: tuple[Window, int]  # the window that is compared with, and its N
    comparable: bool  # whether enough of that was read
    days: int  # of the window that are over or, where it is today alone, running
    unread: int  # of these
    begun: bool  # whether any outlet was being collected
    card: Card | None


def read_state(query: Query, *, archive: Archive, gazetteer: Gazetteer) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    return State(
        measure=cast("Measure", query.choice("m", get_args(Measure), "share")),
        region=cast("Region", query.choice("region", get_args(Region), "world")),
        level=cast("Level", query.choice("l", get_args(Level), "country")),
        home=query.flag("home", base=False),
        at=query.one("at", _country_reader(gazetteer)),
        window=query.window(today=archive.today, first=archive.first, last=DEFAULT_LAST),
        filters=read_filters(query, archive),
    )


def _country_reader(gazetteer: Gazetteer) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        code = text.upper()
        return code if f"country:{code}" in gazetteer.entities and code in places() else None

    return read


def atlas(con: DuckDBPyConnection, *, services: Services, query: Query, lang: Lang) -> Atlas:
    """Read it all."""
    archive = archive_of(con, today=services.today())
    state = read_state(query, archive=archive, gazetteer=services.gazetteer)
    since, until = panel_days(con, state.scope(archive.today))
    filters, panel = on_panel(con, state.filters, since=since, until=until, today=archive.today)
    state = replace(state, filters=filters)
    scope = state.scope(archive.today)
    found = queries.country_totals(con, scope=scope, leaders=state.level == "leader")
    rows = found.filter(pl.col("country").is_in(list(places()))).iter_rows(named=True)
    earlier = scope.before()
    known = comparable(con, earlier)
    unusual = _unusual(con, scope) if state.measure == "z" else {}
    everywhere = [
        replace(_country(row, services, lang, known=known), unusual=unusual.get(row["country"]))
        for row in rows
    ]
    home = services.settings.home_country
    shown = [one for one in everywhere if holds(state.region, one.code) and (state.home or one.code != home)]
    days = queries.collected_by_day(con, scope=scope)["state"].to_list()
    counted = [day for day in days if day != "partial" or scope.days == 1]
    return Atlas(
        archive=archive,
        state=state,
        panel=panel,
        countries=tuple(sorted(shown, key=_order(state.measure))),
        aside=None if state.home else next((one for one in everywhere if one.code == home), None),
        collected=_total(con, scope),
        before=(window_of(earlier), _total(con, earlier)),
        comparable=known,
        days=len(counted),
        unread=counted.count("gap"),
        begun=any(day != "before" for day in days),
        card=_card(con, services, state, scope, everywhere, lang),
    )


def _order(measure: Measure) -> Callable[[Country], tuple[float, int, str]]:
    """Most first; where changes are shown, those that rose most first and those not known last."""
    if measure == "change":
        return lambda one: (-(one.ratio if one.ratio is not None else -1.0), -one.articles, one.code)
    if measure == "z":
        return lambda one: (-one.unusual.z if one.unusual else inf, -one.articles, one.code)
    return lambda one: (0.0, -one.articles, one.code)


def _unusual(con: DuckDBPyConnection, scope: Scope) -> dict[str, Unusual]:
    """By ISO 3166-1 alpha-2, of all countries of which enough is written, or usually is."""
    countries = queries.entities(con).filter(pl.col("kind") == "country").select("entity_id", "key")
    ids = countries["entity_id"].to_list()
    if not ids:
        return {}
    days = queries.judged_days(con, scope=scope, entity_ids=ids).filter(pl.col("z").is_not_null())
    sums = days.group_by("entity_id").agg(
        z=pl.col("z").sum() / pl.len().sqrt(),
        articles=pl.col("articles").sum(),
        usual=pl.col("expected").sum(),
    )
    enough = sums.filter(pl.max_horizontal("articles", "usual") >= LEAST_UNUSUAL)
    rows = enough.join(countries, on="entity_id").select("key", "z", "articles", "usual").iter_rows()
    return {
        key.partition(":")[2]: Unusual(z=z, articles=articles, usual=usual)
        for key, z, articles, usual in rows
    }


def _country(row: dict[str, Any], services: Services, lang: Lang, *, known: bool = True) -> Country:
    code = row["country"]
    return Country(
        code=code,
        label=services.label(f"country:{code}", lang),
        place=places()[code],
        articles=row["articles"],
        articles_before=row["articles_before"],
        share=row["share"],
        share_before=row["share_before"] if known else None,
        outlets=row["outlets"],
    )


def _total(con: DuckDBPyConnection, scope: Scope) -> int:
    """Articles, or stories, of the days that count: as in queries.country_totals."""
    wanted = ["observed", "partial"] if scope.days == 1 else ["observed"]
    days = queries.counted_by_day(con, scope=scope)
    return int(days.filter(pl.col("state").is_in(wanted))["articles"].sum())


def _card(
    con: DuckDBPyConnection,
    services: Services,
    state: State,
    scope: Scope,
    everywhere: list[Country],
    lang: Lang,
) -> Card | None:
    if state.at is None:
        return None
    nothing = {"country": state.at, "articles": 0, "articles_before": 0, "outlets": 0}
    unknown = _country({**nothing, "share": None, "share_before": None}, services, lang)
    country = next((one for one in everywhere if one.code == state.at), unknown)
    key = f"country:{state.at}"
    ids = dict(queries.entities(con).select("key", "entity_id").iter_rows())
    headlines = pl.DataFrame()
    if key in ids:
        headlines = queries.typical_headlines(con, scope=scope, entity_id=ids[key], limit=HEADLINES)
    return Card(country=country, headlines=headlines, entity_id=ids.get(key))
