"""What the Sources page shows: every outlet and feed, and whether its news still comes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from dashboard.health import UNREAD, WORST_FIRST, FeedHealth, Health, health
from storage.coverage.reading import past_change
from storage.memo import remembered_until
from storage.questions import queries
from storage.questions.queries import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.services import Services
    from dashboard.url_state import Query
    from storage.questions.nights import Nights

# From the worst to the best.
OutletStatus = Literal["failing", "silent", "partly", "late", "waiting", "ok"]
ORDER: Final[tuple[OutletStatus, ...]] = ("failing", "silent", "partly", "late", "waiting", "ok")
Which = Literal["all", "bad"]

STRIP: Final = timedelta(days=30)
COPIES: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    which: Which
    feeds: bool  # whether feeds that are well are listed too


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A bar of the strip."""

    day: date
    articles: int
    state: str  # observed, zero, gap, before, partial
    reason: str | None = None  # of a gap: storage.coverage.judging.Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet. Times are aware."""

    name: str
    homepage: str
    status: OutletStatus
    feeds: tuple[FeedHealth, ...]
    last_article_at: datetime | None
    last_ok_at: datetime | None
    articles: int  # in the last 24 hours
    usual: float  # in 24 hours, mean of four weeks
    silent_since: datetime | None
    strip: tuple[Day, ...]
    written: int = 0  # articles of 28 days
    copies: int = 0  # of these, of stories that another article had first

    @property
    def missing_since(self) -> datetime | None:
        """Since when it brings nothing; None while it does."""
        if self.status not in {"failing", "silent"}:
            return None
        return self.silent_since or min((feed.since for feed in self.feeds if feed.since), default=None)

    @property
    def well(self) -> bool:
        """Whether nothing is to be said of it."""
        return self.status in {"ok", "waiting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All outlets, and the whole of collecting."""

    health: Health
    rows: tuple[Source, ...]  # worst first, then by name
    nights: Nights
    names_refused: str = ""  # why the user's own names are not in force as their file has them

    @property
    def reading(self) -> int:
        """Outlets that bring what they should; one that was never read does not count."""
        begun = (row for row in self.rows if row.last_ok_at or row.last_article_at)
        return sum(row.status not in {"failing", "silent"} for row in begun)

    @property
    def missing_since(self) -> datetime | None:
        """When the first of the outlets that bring nothing stopped."""
        return min((row.missing_since for row in self.missing if row.missing_since), default=None)

    @property
    def missing_share(self) -> float:
        """Part of the usual volume that does not come in, 0 to 1."""
        usual = sum(row.usual for row in self.rows)
        return sum(row.usual for row in self.missing) / usual if usual else 0.0

    @property
    def missing(self) -> list[Source]:
        """Outlets that bring nothing."""
        return [row for row in self.rows if row.status in {"failing", "silent"}]


def read_state(query: Query) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    return State(
        which=cast("Which", query.choice("st", ("all", "bad"), "all")),
        feeds=query.flag("feeds", base=False),
    )


def sources(con: DuckDBPyConnection, *, services: Services, days: bool = True) -> Sources:
    """Read the ledger and the archive; without ``days`` strips are empty, and no copies are counted."""
    now, today = services.now(), services.today()
    found = health(con, data_dir=services.settings.data_dir, now=now, writer=services.writer())
    scope = Scope(since=today - STRIP + timedelta(days=1), until=today + timedelta(days=1), today=today)
    strips = _strips(con, scope=scope) if days else {}
    copies = _copies(con, scope.until) if days else {}
    homepages = dict(queries.outlets(con).select("outlet_id", "homepage").iter_rows())
    by_outlet = found.by_outlet()
    rows = []
    for row in queries.outlets_reporting(con, now=now).iter_rows(named=True):
        feeds = by_outlet.get(row["name"], ())
        outlet = row["outlet_id"]
        source = _source(row, feeds, homepages[outlet], strips.get(outlet, ()))
        n, of = copies.get(outlet, (0, 0))
        rows.append(replace(source, copies=n, written=of))
    # Feeds whose first poll is still to come: the archive has no outlet for them yet.
    known = {row.name for row in rows}
    rows += [_new(name, by_outlet[name]) for name in sorted(by_outlet.keys() - known)]
    ordered = sorted(rows, key=lambda row: (ORDER.index(row.status), row.name.casefold()))
    return Sources(
        health=found,
        rows=tuple(ordered),
        nights=queries.nights(con, now=now),
        names_refused=services.names_refused(),
    )


def _source(
    row: dict[str, Any], feeds: tuple[FeedHealth, ...], homepage: str, strip: tuple[Day, ...]
) -> Source:
    silent = _aware(row["silent_since"])
    read = max((feed.last_ok_at for feed in feeds if feed.last_ok_at), default=_aware(row["last_ok_at"]))
    return Source(
        name=row["name"],
        homepage=homepage,
        status=_status(feeds, silent),
        feeds=feeds,
        last_article_at=_aware(row["last_article_at"]),
        last_ok_at=read,
        articles=row["articles_24h"],
        usual=row["usual_24h"],
        silent_since=silent,
        strip=strip,
    )


def _new(name: str, feeds: tuple[FeedHealth, ...]) -> Source:
    return Source(
        name=name,
        homepage="",
        status=_status(feeds, None),
        feeds=feeds,
        last_article_at=None,
        last_ok_at=max((feed.last_ok_at for feed in feeds if feed.last_ok_at), default=None),
        articles=0,
        usual=0.0,
        silent_since=None,
        strip=(),
    )


def _status(feeds: tuple[FeedHealth, ...], silent: datetime | None) -> OutletStatus:
    states = {feed.status for feed in feeds}
    if states and states <= UNREAD:
        return "failing"
    if silent is not None:
        return "silent"
    if states & UNREAD:
        return "partly"
    if states and states <= {"late", "unknown"}:
        return "late"
    return "waiting" if states and states <= {"waiting"} else "ok"


@remembered_until(past_change)
def _strips(con: DuckDBPyConnection, *, scope: Scope) -> dict[int, tuple[Day, ...]]:
    days = queries.outlet_days(con, scope=scope).sort("outlet_id", "day")
    found: dict[int, list[Day]] = {}
    for outlet, day, articles, state, reason in days.select(
        "outlet_id", "day", "articles", "state", "reason"
    ).iter_rows():
        gap = reason if state == "gap" else None
        found.setdefault(outlet, []).append(Day(day=day, articles=articles, state=state, reason=gap))
    return {outlet: tuple(strip) for outlet, strip in found.items()}


def _copies(con: DuckDBPyConnection, until: date) -> dict[int, tuple[int, int]]:
    """Copies of each outlet lately, and of how many articles."""
    copied = queries.copies_by_outlet(con, since=until - COPIES, until=until)
    return {outlet: (n, of) for outlet, of, n in copied.iter_rows()}


def worst(feeds: tuple[FeedHealth, ...]) -> list[FeedHealth]:
    """Feeds from the worst to the best."""
    return sorted(feeds, key=lambda feed: (WORST_FIRST.index(feed.status), feed.section, feed.key))


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
