"""What the Relations page shows: who is written of together, more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

import polars as pl

from dashboard.comparison import archive_of
from dashboard.every_entity import EveryEntity
from dashboard.filters import Filters, on_panel, read_filters
from dashboard.named import code_reader
from dashboard.url_state import Query, Window
from storage.questions import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive
    from dashboard.i18n import Lang
    from dashboard.services import Services
    from entities.gazetteer import Gazetteer
    from entities.types import EntityKind
    from storage.questions.queries import Scope

Weight = Literal["lift", "count"]
View = Literal["net", "matrix"]

DEFAULT_LAST: Final = "90d"
LEASTS: Final = ("5", "10", "20", "50")
NODES: Final = 40
AROUND: Final = 24  # partners of a focus
EDGES: Final = 90  # drawn; the table has all
ROWS: Final = 60  # of the table
CELLS: Final = 20  # entities of the matrix
TIED: Final = 1.5  # times as often together as chance; below, two large names are a coincidence
SPARKS: Final = 30  # pairs of the table with a line of their weeks
SPARK: Final = timedelta(weeks=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    focus: str | None  # Entity.code: only it and what stands with it
    least: int  # articles together
    weight: Weight  # what the table is ordered by
    view: View
    home: bool  # whether the home country is among the others
    window: Window
    filters: Filters

    def scope(self, today: date) -> Scope:
        """The part of the archive that is asked for."""
        return self.filters.scope(self.window.first, self.window.until, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An entity of the network."""

    entity_id: int
    code: str
    label: str
    kind: EntityKind
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entities in the same articles; ``a`` is the one with more articles."""

    a: Node
    b: Node
    together: int
    lift: float  # times as often as two unrelated entities of their size

    @property
    def codes(self) -> str:
        """As the address of Articles has them."""
        return f"{self.a.code},{self.b.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """All numbers of the page."""

    archive: Archive
    state: State
    panel: pl.DataFrame  # queries.fixed_panel; empty where all outlets count
    focus: Node | None
    nodes: tuple[Node, ...]  # most articles first, the focus before them
    pairs: tuple[Pair, ...]  # in the order of the table
    weeks: dict[tuple[int, int], list[float | None]]  # articles together by week, by the pair's ids
    collected: int
    aside: str | None  # label of the home country, where it is left out


def read_state(query: Query, *, archive: Archive, gazetteer: Gazetteer) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    return State(
        focus=query.one("e", code_reader(gazetteer)),
        least=int(query.choice("min", LEASTS, "5")),
        weight=cast("Weight", query.choice("w", get_args(Weight), "lift")),
        view=cast("View", query.choice("view", get_args(View), "net")),
        home=query.flag("home", base=False),
        window=query.window(today=archive.today, first=archive.first, last=DEFAULT_LAST),
        filters=read_filters(query, archive),
    )


def relations(con: DuckDBPyConnection, *, services: Services, query: Query, lang: Lang) -> Relations:
    """Read it all."""
    archive = archive_of(con, today=services.today())
    state = read_state(query, archive=archive, gazetteer=services.gazetteer)
    window = state.window
    filters, panel = on_panel(con, state.filters, since=window.first, until=window.until, today=archive.today)
    state = replace(state, filters=filters)
    scope = state.scope(archive.today)
    known = _known(con, services, lang)
    focus = next((node for node in known.values() if node.code == state.focus), None)
    home = None if state.home else services.settings.home_country
    ids = _asked(con, scope, known, focus, home)
    found = queries.pairs(con, scope=scope, entity_ids=ids, at_least=state.least) if ids else _no_pairs()
    sized = _sized(con, scope, ids, known)
    pairs = [
        _pair(sized[row["a"]], sized[row["b"]], row["together"], row["lift"])
        for row in found.iter_rows(named=True)
        if focus is None or focus.entity_id in {row["a"], row["b"]} or row["lift"] >= TIED
    ]
    order = (lambda pair: pair.lift) if state.weight == "lift" else (lambda pair: float(pair.together))
    pairs.sort(key=lambda pair: (-order(pair), -pair.together, pair.codes))
    return Relations(
        archive=archive,
        state=state,
        panel=panel,
        focus=sized.get(focus.entity_id, focus) if focus else None,
        nodes=tuple(sorted(sized.values(), key=lambda node: (node.code != state.focus, -node.articles))),
        pairs=tuple(pairs),
        weeks=_weeks(con, scope, pairs[:SPARKS]),
        collected=int(found["collected"][0]) if len(found) else 0,
        aside=services.label(f"country:{home}", lang) if home and home != state.focus else None,
    )


def tied(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that are drawn: surely more than chance, and not so many that nothing is seen."""
    strong = [pair for pair in pairs if pair.lift >= TIED]
    return sorted(strong, key=lambda pair: (-pair.together, pair.codes))[:EDGES]


_known: Final = EveryEntity[Node](
    lambda key, code, label, kind: Node(
        entity_id=key, code=code, label=label, kind=cast("EntityKind", kind), articles=0
    )
)


def _asked(
    con: DuckDBPyConnection, scope: Scope, known: dict[int, Node], focus: Node | None, home: str | None
) -> list[int]:
    """The entities with the most articles, or those in the same articles as the focus most often."""

    def others(ids: Sequence[int], most: int) -> list[int]:
        return [key for key in ids if known[key].code != home][:most]

    if focus is None:
        return others(queries.coverage_sums(con, scope=scope)["entity_id"].to_list(), NODES)
    beside = queries.mentioned_with(con, scope=scope, entity_id=focus.entity_id, limit=AROUND + 1)
    return [focus.entity_id, *others(beside["entity_id"].to_list(), AROUND)]


def _sized(con: DuckDBPyConnection, scope: Scope, ids: list[int], known: dict[int, Node]) -> dict[int, Node]:
    if not ids:
        return {}
    totals = queries.coverage_sums(con, scope=scope, entity_ids=ids)
    rows = totals.select("entity_id", "articles").iter_rows()
    return {key: replace(known[key], articles=articles) for key, articles in rows}


def _pair(one: Node, other: Node, together: int, lift: float) -> Pair:
    a, b = sorted((one, other), key=lambda node: (-node.articles, node.code))
    return Pair(a=a, b=b, together=together, lift=lift)


def _weeks(
    con: DuckDBPyConnection, scope: Scope, pairs: Sequence[Pair]
) -> dict[tuple[int, int], list[float | None]]:
    """Articles together in each of the last twelve weeks of the window; a week without any is 0."""
    if not pairs:
        return {}
    since = max(scope.since, scope.end - SPARK)
    size = max(1, -(-(scope.end - since).days // 7))
    lines: dict[tuple[int, int], list[float | None]] = {_ids(pair): [0.0] * size for pair in pairs}
    found = queries.together_by_day(con, scope=scope.window(since, scope.end), pairs=list(lines))
    for a, b, day, together in found.iter_rows():
        place = size - 1 - (scope.end - day - timedelta(days=1)).days // 7
        lines[a, b][place] = (lines[a, b][place] or 0.0) + together
    return lines


def _ids(pair: Pair) -> tuple[int, int]:
    return pair.a.entity_id, pair.b.entity_id


def _no_pairs() -> pl.DataFrame:
    return pl.DataFrame(schema={"a": pl.Int16, "b": pl.Int16, "together": pl.Int64, "lift": pl.Float64})
