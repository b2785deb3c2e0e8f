"""Whether news still comes in: feeds by how they stand, and what stops articles on their way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from storage.batches.batch import set_aside
from storage.coverage.polls import feed_polls
from storage.ledger.shards import read_states
from storage.memo import end_of_minute, remembered
from storage.questions.queries import feeds

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from storage.ledger.ledger import FeedState
    from storage.writer import WriterState

# From the worst to the best; "unknown" is a feed that only the archive knows.
FeedStatus = Literal["failing", "gone", "paused", "late", "quiet", "waiting", "unknown", "ok"]
WORST_FIRST: Final[tuple[FeedStatus, ...]] = (
    "failing",
    "gone",
    "paused",
    "late",
    "quiet",
    "waiting",
    "unknown",
    "ok",
)
UNREAD: Final[frozenset[FeedStatus]] = frozenset({"failing", "gone", "paused"})

LATE: Final = timedelta(minutes=10)  # past its time without having been read: the collector is behind
FRESH: Final = timedelta(hours=2)  # a feed of another collector read within this time is well
BACKLOG: Final = 20  # batches; a collector hands over one every few seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed. Times are aware."""

    key: str
    outlet_id: int | None  # None: the archive has not heard of it yet
    outlet: str
    section: str
    url: str
    status: FeedStatus
    tries: int = 0  # in a row without success
    since: datetime | None = None  # first of these tries
    error: str | None = None  # the collector's words
    http_status: int | None = None
    next_at: datetime | None = None
    last_poll_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    state: FeedState | None = None  # all that its collector knows; None where only the archive does

    @property
    def has_moved(self) -> bool:
        """Whether its owner is to be told of another address."""
        return self.state is not None and (self.state.read_from or self.state.move_refused) is not None

    @property
    def is_skewed(self) -> bool:
        """Whether its dates are off by whole hours."""
        return self.state is not None and self.state.skew_h is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All feeds, and the writer."""

    feeds: tuple[FeedHealth, ...]
    problem: str | None  # why the ledger could not be read, in its own words
    writer: WriterState | None
    rejected: int = 0  # batches that were set aside

    @property
    def of(self) -> Counter[FeedStatus]:
        """How many feeds are in each state."""
        return Counter(feed.status for feed in self.feeds)

    @property
    def tried(self) -> int:
        """How many were ever asked for."""
        return sum(feed.last_poll_at is not None for feed in self.feeds)

    @property
    def last_ok_at(self) -> datetime | None:
        """When any feed was last read."""
        return max((feed.last_ok_at for feed in self.feeds if feed.last_ok_at), default=None)

    @property
    def last_poll_at(self) -> datetime | None:
        """When any feed was last asked for."""
        return max((feed.last_poll_at for feed in self.feeds if feed.last_poll_at), default=None)

    @property
    def next_at(self) -> datetime | None:
        """When the next feed is asked for."""
        return min((feed.next_at for feed in self.feeds if feed.next_at), default=None)

    @property
    def stopped(self) -> bool:
        """Whether every feed is overdue: nobody is collecting."""
        return bool(self.feeds) and all(feed.status in {"late", "unknown"} for feed in self.feeds)

    def troubles(self) -> list[list[FeedHealth]]:
        """Feeds that cannot be read, by outlet, longest first."""
        outlets: dict[str, list[FeedHealth]] = {}
        for feed in self.feeds:
            if feed.status in UNREAD:
                outlets.setdefault(feed.outlet, []).append(feed)
        return sorted(outlets.values(), key=lambda them: min(_began(feed) for feed in them))

    def by_outlet(self) -> dict[str, tuple[FeedHealth, ...]]:
        """The feeds of each outlet by its name."""
        found: dict[str, tuple[FeedHealth, ...]] = {}
        for feed in self.feeds:
            found[feed.outlet] = (*found.get(feed.outlet, ()), feed)
        return found


def health(con: DuckDBPyConnection, *, data_dir: Path, now: datetime, writer: WriterState | None) -> Health:
    """Read the ledgers in the data folder, and the archive's polls for feeds that they do not have.

    A ledger is its collector's; it may be missing, or lie on another machine. ``now`` is aware.
    """
    states, problem = read_states(data_dir)
    known = {row["key"]: row for row in feeds(con).iter_rows(named=True)} if states else {}
    found: list[FeedHealth] = []
    for state in states.values():
        row = known.get(state.feed, {})
        found.append(
            _of_state(state, row.get("outlet_id"), row.get("outlet"), row.get("section", ""), now=now)
        )
    archive = _in_archive(con, now=end_of_minute(now))
    found += [feed for feed in archive if feed.key not in states]
    ordered = sorted(
        found, key=lambda feed: (feed.outlet.casefold(), WORST_FIRST.index(feed.status), feed.section)
    )
    return Health(feeds=tuple(ordered), problem=problem, writer=writer, rejected=len(set_aside(data_dir)))


@remembered
def _in_archive(con: DuckDBPyConnection, *, now: datetime) -> tuple[FeedHealth, ...]:
    """Every feed that is read, as far as the archive knows."""
    polled = {row["feed_id"]: row for row in feed_polls(con, now=now).iter_rows(named=True)}
    found: list[FeedHealth] = []
    for row in feeds(con).iter_rows(named=True):
        poll = polled.get(row["feed_id"], {})
        read_at = _aware(poll.get("last_ok_at"))
        fresh = read_at is not None and now - read_at < FRESH
        found.append(
            FeedHealth(
                key=row["key"],
                outlet_id=row["outlet_id"],
                outlet=row["outlet"],
                section=row["section"],
                url=row["url"],
                status="failing" if poll.get("failures") else "ok" if fresh else "unknown",
                tries=poll.get("failures", 0),
                since=_aware(poll.get("failing_since")),
                error=poll.get("error"),
                http_status=poll.get("http_status"),
                last_poll_at=_aware(poll.get("last_poll_at")),
                last_ok_at=read_at,
                last_new_at=_aware(poll.get("last_new_at")),
            )
        )
    return tuple(found)


def _of_state(
    state: FeedState, outlet_id: int | None, outlet: str | None, section: str, *, now: datetime
) -> FeedHealth:
    return FeedHealth(
        key=state.feed,
        outlet_id=outlet_id,
        outlet=outlet or state.host,
        section=section,
        url=state.url,
        status=_status(state, now),
        tries=state.failures,
        since=state.failing_since,
        error=state.last_error if state.failures else None,
        http_status=state.last_http_status if state.failures else None,
        next_at=max(filter(None, (state.next_poll_at, state.paused_until))),
        last_poll_at=state.last_poll_at,
        last_ok_at=state.last_ok_at,
        last_new_at=state.last_new_at,
        state=state,
    )


def _status(state: FeedState, now: datetime) -> FeedStatus:
    if state.paused_until and state.paused_until > now:
        return "paused"
    if state.next_poll_at + LATE < now:
        return "late"
    if state.is_gone:
        return "gone"
    if state.failures:
        return "failing"
    if state.is_quiet(now):
        return "quiet"
    return "ok" if state.last_ok_at else "waiting"


def _began(feed: FeedHealth) -> datetime:
    return feed.since or feed.last_poll_at or datetime.max.replace(tzinfo=UTC)


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
