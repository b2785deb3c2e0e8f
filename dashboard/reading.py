"""What the Articles page shows: its state as read from the address, the list, and one article."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import polars as pl

from dashboard.every_entity import EveryEntity
from dashboard.named import code_reader
from dashboard.url_state import Query, Window
from storage.questions import queries
from storage.questions.queries import ArticleFilter, ArticlePage, Scope

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.i18n import Lang
    from dashboard.services import Services
    from entities.gazetteer import Gazetteer

Sort = Literal["new", "most"]
Copies = Literal["fold", "show"]
Facet = Literal["entity", "outlet", "lang", "section"]

PAGE: Final = 50
MOST: Final = 5  # entities that must all be mentioned
MOST_HOURS: Final = 24  # of the week, any of which
DEFAULT_LAST: Final = "28d"
FACETS: Final[tuple[Facet, ...]] = ("entity", "outlet", "lang", "section")
CHOICES: Final[dict[Facet, int]] = {"entity": 12, "outlet": 40, "lang": 12, "section": 16}
_HOUR: Final = re.compile(r"([1-7])\.([01][0-9]|2[0-3])")
_LONGEST_ID: Final = 19  # digits of a 63-bit number
_LONGEST_CURSOR: Final = 80


class Hour(NamedTuple):
    """An hour of the week, in the zone of the archive."""

    weekday: int  # 1 = Monday
    hour: int

    def __str__(self) -> str:
        return f"{self.weekday}.{self.hour:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    text: str
    codes: tuple[str, ...]  # Entity.code; an article mentions all of them
    outlets: tuple[int, ...]  # empty: all
    langs: tuple[str, ...]
    sections: tuple[str, ...]
    hours: tuple[Hour, ...]  # of publication; empty: all
    window: Window
    capitals: bool
    sort: Sort
    copies: Copies
    article: int | None  # the one that is open
    after: str  # where the page begins; empty: at the top

    def scope(self, today: date) -> Scope:
        """The part of the archive that is asked for."""
        return Scope(
            since=self.window.first,
            until=self.window.until,
            outlets=self.outlets,
            langs=self.langs,
            capitals=self.capitals,
            today=today,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """An entity as the page shows it."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A further filter, and how many articles it would leave."""

    value: str  # as in the address
    label: str  # empty for languages and sections, which the page names
    articles: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the list and what is around it."""

    state: State
    chosen: tuple[Name, ...]  # entities of the filter
    total: int
    stories: int
    carried: dict[int, list[dict[str, Any]]]  # queries.carried, by article_id; empty unless folded
    page: ArticlePage
    facets: dict[Facet, list[Choice]]
    names: dict[int, Name]  # by entity_id
    unread: list[tuple[date, date]]  # gaps inside the window, first and last day
    readable: bool  # whether any day of the window was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One stored article with its mentions."""

    row: dict[str, Any]  # queries.article
    mentions: list[dict[str, Any]]  # queries.mentions_of
    names: dict[int, Name]
    places: list[str]  # countries of the dateline
    versions: list[dict[str, Any]]  # queries.versions_of


def read_state(query: Query, *, archive: Archive, gazetteer: Gazetteer) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""

    def short(text: str) -> str | None:
        return text if len(text) <= 40 else None  # noqa: PLR2004  # no language or section is longer

    return State(
        text=query.text("q"),
        codes=query.items("e", code_reader(gazetteer), most=MOST),
        outlets=query.items("src", archive.outlet, most=len(archive.outlets)),
        langs=query.items("lang", short, most=20),
        sections=query.items("sec", short, most=20),
        hours=query.items("when", hour_of, most=MOST_HOURS),
        window=query.window(today=archive.today, first=archive.first, last=DEFAULT_LAST),
        capitals=query.flag("caps", base=True),
        copies=cast("Copies", query.choice("dup", ("fold", "show"), "fold")),
        sort=cast("Sort", query.choice("sort", ("new", "most"), "new")),
        article=query.one("a", article_id),
        after=query.text("after", longest=_LONGEST_CURSOR),
    )


def hour_of(text: str) -> Hour | None:
    """An hour of the week as addresses write it: ``"1.07"`` is Mondays from 7 to 8."""
    found = _HOUR.fullmatch(text)
    return Hour(int(found[1]), int(found[2])) if found else None


def article_id(text: str) -> int | None:
    """The number of an article as addresses write it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None


def where(con: DuckDBPyConnection, state: State, gazetteer: Gazetteer) -> ArticleFilter:
    """The filter of a state. An entity that no article mentions yet leaves nothing, not everything."""
    ids = dict(queries.entities(con).select("key", "entity_id").iter_rows()) if state.codes else {}
    return ArticleFilter(
        entities=tuple(ids.get(gazetteer.by_code[code].key, -1) for code in state.codes),
        text=state.text,
        sections=state.sections,
        hours=state.hours,
        zone=queries.zone_of(con),
    )


def listing(con: DuckDBPyConnection, *, services: Services, state: State, lang: Lang, today: date) -> Listing:
    """Read a page of the list, with its facets."""
    scope = state.scope(today)
    wanted = where(con, state, services.gazetteer)
    names = _names(con, services, lang)
    facets = queries.facets(con, scope=scope, where=wanted, limit=max(CHOICES.values()))
    days = queries.collected_by_day(con, scope=scope)
    gaps = queries.coverage_gaps(con, scope=scope)
    by_code = {name.code: name for name in names.values()}
    fold = state.copies == "fold"
    page = queries.article_list(
        con, scope=scope, where=wanted, sort=state.sort, after=state.after or None, limit=PAGE, fold=fold
    )
    return Listing(
        state=state,
        chosen=tuple(by_code.get(code, Name(code=code, label=code)) for code in state.codes),
        total=_total(facets, "total"),
        stories=_total(facets, "stories"),
        carried=_carried(con, page) if fold else {},
        page=page,
        facets={
            "entity": _entities(facets, names, state),
            "outlet": _outlets(con, scope, wanted, facets),
            "lang": _plain("lang", state.langs, con, replace(scope, langs=()), wanted, facets),
            "section": _plain("section", state.sections, con, scope, replace(wanted, sections=()), facets),
        },
        names=names,
        unread=_runs(gaps),
        readable=bool(days["state"].is_in(["observed", "partial"]).any()),
    )


def opened(con: DuckDBPyConnection, *, services: Services, number: int, lang: Lang) -> Opened | None:
    """Read one article; None when there is none."""
    row = queries.article(con, article_id=number)
    if row is None:
        return None
    mentions = list(queries.mentions_of(con, article_ids=[number]).iter_rows(named=True))
    return Opened(
        row=row,
        mentions=mentions,
        names=_names(con, services, lang),
        places=[services.label(f"country:{code}", lang) for code in row["dateline"] or ()],
        versions=list(queries.versions_of(con, article_id=number).iter_rows(named=True)),
    )


_names: Final = EveryEntity[Name](lambda _key, code, label, _kind: Name(code=code, label=label))


def _carried(con: DuckDBPyConnection, page: ArticlePage) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in queries.carried(con, article_ids=page.rows["article_id"].to_list()).iter_rows(named=True):
        found.setdefault(row["article_id"], []).append(row)
    return found


def _total(facets: pl.DataFrame, which: Literal["total", "stories"]) -> int:
    found = facets.filter(pl.col("facet") == which)["articles"]
    return int(found[0]) if len(found) else 0


def _values(facets: pl.DataFrame, facet: Facet) -> list[tuple[str, int]]:
    chosen = facets.filter(pl.col("facet") == facet).select("value", "articles")
    return [(value, articles) for value, articles in chosen.iter_rows() if value]


def _entities(facets: pl.DataFrame, names: dict[int, Name], state: State) -> list[Choice]:
    """Entities beside those of the filter, which have their chips."""
    found = [(names[int(value)], articles) for value, articles in _values(facets, "entity")]
    return [
        Choice(value=name.code, label=name.label, articles=articles, chosen=False)
        for name, articles in found
        if name.code not in state.codes
    ][: CHOICES["entity"]]


def _outlets(
    con: DuckDBPyConnection, scope: Scope, wanted: ArticleFilter, facets: pl.DataFrame
) -> list[Choice]:
    labels = dict(queries.outlets(con).select("outlet_id", "name").iter_rows())
    chosen = tuple(str(key) for key in scope.outlets)
    found = _plain("outlet", chosen, con, replace(scope, outlets=()), wanted, facets)
    return [replace(choice, label=labels[int(choice.value)]) for choice in found]


def _plain(
    facet: Facet,
    chosen: tuple[str, ...],
    con: DuckDBPyConnection,
    scope: Scope,
    wanted: ArticleFilter,
    facets: pl.DataFrame,
) -> list[Choice]:
    """A facet of which any may be chosen: counted as if nothing of it were, so that more can be added."""
    if chosen:
        facets = queries.facets(con, scope=scope, where=wanted, limit=CHOICES[facet])
    counted = dict(_values(facets, facet)[: CHOICES[facet]])
    counted |= {value: 0 for value in chosen if value not in counted}
    return [
        Choice(value=value, label="", articles=articles, chosen=value in chosen)
        for value, articles in counted.items()
    ]


def _runs(gaps: pl.DataFrame) -> list[tuple[date, date]]:
    """First and last day of each stretch, neighbours joined."""
    found: list[tuple[date, date]] = []
    for since, until in gaps.select("since", pl.col("until").dt.offset_by("-1d")).iter_rows():
        if found and (since - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found
