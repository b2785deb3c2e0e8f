"""What the Compare page shows: its state as read from the address, and the numbers for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

import polars as pl

from dashboard.named import code_reader
from dashboard.theme import MAX_LINES
from dashboard.url_state import Query, Window, number
from storage.coverage.folding import cover_ahead
from storage.questions import queries
from storage.questions.queries import Basis, Grain, Panel, Scope
from storage.questions.spikes import JUDGED_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from entities.gazetteer import Gazetteer

Measure = Literal["share", "count", "index"]
View = Literal["chart", "table"]
EventKind = Literal["office", "holiday", "note"]

EVENT_KINDS: Final[tuple[EventKind, ...]] = get_args(EventKind)

MOST: Final = 12  # entities at once
MARKED: Final = 5  # spikes shown
FIRST: Final = 5  # entities of an address that names none
DEFAULT_LAST: Final = "180d"
AVERAGES: Final = ("0", "5", "15")
MOST_LANGS: Final = 20
RECENT: Final = timedelta(days=28)
SPARK: Final = timedelta(weeks=12)
FEW: Final = 8  # articles in two windows together: too few to speak of a change


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The entity and day whose evidence is shown."""

    code: str
    day: date

    def __str__(self) -> str:
        return f"{self.code}.{self.day.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    codes: tuple[str, ...]  # Entity.code: "KP", "kim-jong-un"
    measure: Measure
    basis: Basis
    grain: Grain
    average: int  # days of the centred average; 0: none. Only on days
    window: Window
    outlets: tuple[int, ...]  # empty: all
    langs: tuple[str, ...]  # empty: all
    panel: Panel
    capitals: bool
    gaps: bool
    spikes: bool
    events: bool  # whether any are shown
    event_kinds: frozenset[EventKind]  # which of them
    at: Opened | None
    view: View

    def shows(self, kind: EventKind) -> bool:
        """Whether events of a kind are shown."""
        return self.events and kind in self.event_kinds

    def scope(self, today: date) -> Scope:
        """The part of the archive that is asked for."""
        return Scope(
            since=self.window.first,
            until=self.window.until,
            outlets=self.outlets,
            langs=self.langs,
            capitals=self.capitals,
            today=today,
            basis=self.basis,
            panel=self.panel,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An entity on the page."""

    colour: int  # of the series it is drawn as; the same for all beyond six, which get a chart each
    entity_id: int
    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Numbers of the chart. Frames as storage.questions.queries gives them."""

    subjects: tuple[Subject, ...]
    timeline: pl.DataFrame  # queries.timeline
    days: pl.DataFrame  # queries.collected_by_day
    stories: pl.DataFrame  # queries.counted_by_day, stories in place of articles
    gaps: pl.DataFrame  # queries.coverage_gaps
    spikes: pl.DataFrame  # queries.spikes
    panel: pl.DataFrame  # queries.fixed_panel; empty where the panel is not fixed

    @property
    def collected(self) -> int:
        """Articles of the observed days and of today."""
        return _seen(self.days)

    @property
    def collected_stories(self) -> int:
        """Stories of the same days."""
        return _seen(self.stories)

    @property
    def outlets(self) -> int:
        """Outlets that were being collected at the end of the range."""
        return int(self.days["outlets_selected"].max() or 0) if len(self.days) else 0  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What there is to ask for."""

    today: date
    first: date  # first day with an article; today while there is none
    outlets: dict[int, str]  # names by outlet_id
    langs: tuple[str, ...]  # of its articles, most written in first
    empty: bool

    def outlet(self, text: str) -> int | None:
        """The outlet that an address names by its number."""
        value = number(text)
        return value if value in self.outlets else None

    def lang(self, text: str) -> str | None:
        """The language that an address names, when there are articles in it."""
        return text if text in self.langs else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The last 28 days of one entity."""

    subject: Subject
    articles: int
    share: float | None
    before: float | None  # share in the 28 days before
    few: bool  # too few articles to speak of a change
    peak_day: date | None
    peak_share: float | None
    outlet: str | None
    line: list[float | None]  # share of the last 7 days, for 12 weeks


def _seen(days: pl.DataFrame) -> int:
    return int(days.filter(pl.col("state").is_in(["observed", "partial"]))["articles"].sum())


def archive_of(con: DuckDBPyConnection, *, today: date) -> Archive:
    """What the archive holds."""
    first = queries.bounds(con).first_day
    outlets = dict(queries.outlets(con).select("outlet_id", "name").iter_rows())
    return Archive(
        today=today,
        first=min(first or today, today),
        outlets=outlets,
        langs=queries.languages(con),
        empty=first is None,
    )


def read_state(query: Query, *, archive: Archive, gazetteer: Gazetteer) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    code = code_reader(gazetteer)

    def opened(text: str) -> Opened | None:
        name, _, day = text.rpartition(".")
        known = code(name)
        try:
            return Opened(code=known, day=date.fromisoformat(day)) if known else None
        except ValueError:
            return None

    grain = cast("Grain", query.choice("g", get_args(Grain), "day"))
    return State(
        codes=query.items("e", code, most=MOST),
        measure=cast("Measure", query.choice("m", get_args(Measure), "share")),
        basis=cast("Basis", query.choice("basis", get_args(Basis), "articles")),
        grain=grain,
        average=int(query.choice("avg", AVERAGES, "5")),
        window=query.window(today=archive.today, first=archive.first, last=DEFAULT_LAST),
        outlets=query.items("src", archive.outlet, most=len(archive.outlets)),
        langs=query.items("lang", archive.lang, most=MOST_LANGS),
        panel=cast("Panel", query.choice("panel", get_args(Panel), "all")),
        capitals=query.flag("caps", base=True),
        gaps=query.flag("gaps", base=True),
        spikes=query.flag("spk", base=True),
        events=query.flag("ev", base=True),
        event_kinds=frozenset(kind for kind in EVENT_KINDS if query.flag(kind, base=True)),
        at=query.one("at", opened),
        view=cast("View", query.choice("view", get_args(View), "chart")),
    )


def leading(con: DuckDBPyConnection, *, today: date, without: str | None) -> tuple[str, ...]:
    """Codes of the countries most written of in the last four weeks; ``without`` is a country left aside."""
    scope = Scope(since=today - RECENT, until=today + timedelta(days=1), today=today)
    totals = queries.coverage_sums(con, scope=scope, kind="country")
    keys = [str(key).partition(":")[2] for key in totals["key"]]
    return tuple(key for key in keys if key != without)[:FIRST]


def subjects_of(
    con: DuckDBPyConnection, *, codes: Sequence[str], gazetteer: Gazetteer, lang: str
) -> tuple[Subject, ...]:
    """The entities of ``codes`` that the archive knows, in that order."""
    ids = dict(queries.entities(con).select("key", "entity_id").iter_rows())
    by_code = gazetteer.by_code
    known = [by_code[code] for code in codes if code in by_code and by_code[code].key in ids]
    return tuple(
        Subject(
            colour=place if len(known) <= MAX_LINES else 0,
            entity_id=ids[entity.key],
            code=entity.code,
            label=entity.labels[lang],
        )
        for place, entity in enumerate(known)
    )


def compare(
    con: DuckDBPyConnection, *, state: State, subjects: tuple[Subject, ...], today: date
) -> Comparison:
    """Read what the chart draws."""
    scope = state.scope(today)
    ids = [subject.entity_id for subject in subjects]
    if ids:
        cover_ahead(scope=scope.window(scope.since - JUDGED_FROM, scope.end), entity_ids=ids)
    return Comparison(
        subjects=subjects,
        timeline=queries.timeline(con, scope=scope, entity_ids=ids, grain=state.grain),
        days=queries.collected_by_day(con, scope=replace(scope, basis="articles")),
        stories=queries.counted_by_day(con, scope=replace(scope, basis="stories")),
        gaps=queries.coverage_gaps(con, scope=scope),
        spikes=queries.spikes(con, scope=scope, entity_ids=ids, limit=MARKED) if ids else pl.DataFrame(),
        panel=panel_of(con, scope),
    )


def panel_of(con: DuckDBPyConnection, scope: Scope) -> pl.DataFrame:
    """Which outlets a scope's fixed panel has; empty where it is not fixed."""
    return queries.fixed_panel(con, scope=scope) if scope.panel == "fixed" else pl.DataFrame()


def recent(
    con: DuckDBPyConnection, *, state: State, subjects: tuple[Subject, ...], today: date
) -> tuple[Window, list[Recent]]:
    """The table under the chart: the 28 days that end with the range, against the 28 before."""
    if not subjects:
        return Window(first=state.window.last, last=state.window.last), []
    whole = state.scope(today)
    # Today is not over: the table ends with the last whole day.
    last = min(state.window.last, today - timedelta(days=1))
    now = replace(whole, since=last + timedelta(days=1) - RECENT, until=last + timedelta(days=1))
    if now.panel == "fixed":  # outlets that were read through all that is compared
        now = replace(now, panel_over=(now.since - RECENT, now.until))
    ids = [subject.entity_id for subject in subjects]
    totals = _by_entity(queries.coverage_totals(con, scope=now, entity_ids=ids))
    earlier = _by_entity(queries.coverage_sums(con, scope=now.before(), entity_ids=ids))
    lines = queries.rolling_share(con, scope=replace(now, since=now.until - SPARK), entity_ids=ids)
    found = []
    for subject in subjects:
        row, was = totals[subject.entity_id], earlier[subject.entity_id]
        of = row["peak_collected"]
        found.append(
            Recent(
                subject=subject,
                articles=row["articles"],
                share=row["share"],
                before=was["share"],
                few=row["articles"] + was["articles"] < FEW,
                peak_day=row["peak_day"],
                peak_share=row["peak_articles"] / of if of else None,
                outlet=row["lead_outlet"],
                line=lines.filter(pl.col("entity_id") == subject.entity_id)["share"].to_list(),
            )
        )
    return Window(first=now.since, last=last), found


def _by_entity(sums: pl.DataFrame) -> dict[int, dict[str, Any]]:
    return {row["entity_id"]: row for row in sums.iter_rows(named=True)}
