"""The ledger: what the collector must remember between two polls, in SQLite. One process writes, any read.

It is written only after a batch's rename: a crash between the two makes the next poll find the same entries
again, and ingestion drops what it has. The other order would lose them.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from storage.errors import LedgerError
from storage.ledger.pauses import put_off
from storage.ledger.records import (
    BackfillProgress,
    BackfillUrl,
    FeedChanges,
    FeedState,
    FeedUpdate,
    KnownEntry,
)
from storage.records import Feed
from storage.sqlfiles import statement
from storage.sqlite import connect_reader, connect_writer, stored, time_of

__all__ = [
    "BackfillProgress",
    "BackfillUrl",
    "FeedChanges",
    "FeedState",
    "FeedUpdate",
    "KnownEntry",
    "Ledger",
]

FIRST_POLLS_WITHIN = timedelta(seconds=60)  # a fresh install shows something soon, and not all at once
FORGET_ENTRIES_AFTER = timedelta(days=90)
CLOCK_SLACK = timedelta(minutes=5)
MENDED_WITHIN = timedelta(hours=1)  # a feed that was left alone for a year that never was is no quiet one

_CONFIGURED = {"feed", "url", "configured_interval_s", "added_at", "removed_at"}
_COLUMNS = [field.name for field in fields(FeedState) if field.name != "paused_until"]
_TIMES = [f.name for f in fields(FeedState) if f.name.endswith(("_at", "_since", "_until"))]
_ENTRY = [field.name for field in fields(KnownEntry)]
_SELECT = (
    f"SELECT {', '.join(f'f.{column}' for column in _COLUMNS)}, p.until AS paused_until "  # noqa: S608 - own names
    "FROM feed AS f LEFT JOIN host_pause AS p USING (host) "
)
_RECORD = (
    f"UPDATE feed SET {', '.join(f'{c} = :{c}' for c in _COLUMNS if c not in _CONFIGURED)} "  # noqa: S608 - own names
    "WHERE feed = :feed AND url = :url"
)


class Ledger:
    """Feed states, known entries, host pauses and backfill progress. May be used from several threads."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Use :meth:`open`."""
        self.path = path
        self._read_only = read_only
        self._lock = threading.RLock()
        self._pruned_on: object = None
        self._connection = connect_reader(path) if read_only else connect_writer(path)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the ledger, made when missing. A reader sees no feeds until the collector has made it.

        :raises LedgerError: the file is something else, or from another version of sorot.
        """
        try:
            return cls(path, read_only=read_only)
        except sqlite3.Error as error:
            raise LedgerError(
                f"{path} cannot be opened: {error}. It only says when each feed was last read: move it away "
                f"and the collector starts a new one."
            ) from error

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> FeedChanges:
        """Make the ledger follow the configuration; what is known of a feed that stays is kept.

        First polls of new feeds are spread over the shorter of 60 s and their interval, the first at once. A
        feed whose new address is the one it has moved to goes on as it was.
        """
        before = {state.feed: state for state in self.all(removed=True)}
        added = [feed for feed in feeds if feed.key not in before]
        other = [feed for feed in feeds if feed.key in before and before[feed.key].url != feed.url]
        changed = [feed for feed in other if before[feed.key].read_from != feed.url]
        moved = [feed for feed in other if before[feed.key].read_from == feed.url]
        gone = before.keys() - {feed.key for feed in feeds}
        removed = [before[key].feed for key in sorted(gone) if before[key].removed_at is None]
        with self._transaction() as con:
            for place, feed in enumerate(added):
                wait = min(FIRST_POLLS_WITHIN, feed.interval) * place / len(added)
                con.execute(
                    statement("ledger/add_feed"),
                    _configured(feed, now) | {"next_poll_at": stored(now + wait)},
                )
            con.executemany(statement("ledger/move_feed"), [_configured(feed, now) for feed in changed])
            con.executemany(statement("ledger/settle_move"), [_configured(feed, now) for feed in moved])
            for name in ("set_interval", "set_host", "restore_feed"):
                con.executemany(statement(f"ledger/{name}"), [_configured(feed, now) for feed in feeds])
            con.executemany(
                "UPDATE feed SET removed_at = ? WHERE feed = ?", [(stored(now), key) for key in removed]
            )
        return FeedChanges(
            added=tuple(feed.key for feed in added),
            changed=tuple(feed.key for feed in changed),
            removed=tuple(removed),
        )

    def adopt(self, path: Path, feeds: Sequence[str]) -> int:
        """Take over the feeds that another ledger has polled later than this one; return how many.

        One that another version of sorot has made is left alone.
        """
        with self._lock:
            self._writable().execute("ATTACH DATABASE ? AS other", (str(path),))
            try:
                if self._rows("PRAGMA other.user_version")[0][0] != self._rows("PRAGMA user_version")[0][0]:
                    return 0
                params = {"feeds": json.dumps(list(feeds))}
                later = [row["feed"] for row in self._rows(statement("ledger/polled_later"), params)]
                adopted = json.dumps(later)
                columns = ", ".join(column for column in _COLUMNS if column != "removed_at")
                with self._transaction() as con:
                    con.execute(
                        f"INSERT OR REPLACE INTO feed ({columns}) SELECT {columns} FROM other.feed "  # noqa: S608 - own names
                        "WHERE feed IN (SELECT value FROM json_each(:adopted))",
                        {"adopted": adopted},
                    )
                    con.execute(statement("ledger/adopt_entries"), {"adopted": adopted})
                    con.execute(statement("ledger/adopt_pauses"))
                return len(later)
            finally:
                self._writable().execute("DETACH DATABASE other")

    def due(
        self, now: datetime, limit: int, *, per_host: int = 1_000_000, only: Collection[str] = ()
    ) -> list[FeedState]:
        """Feeds to poll, longest overdue first: at most ``per_host`` of a host, none whose host is paused.

        ``only`` names the feeds to look at; all of them without any.
        """
        names = json.dumps(sorted(only)) if only else None
        params = {"now": stored(now), "limit": limit, "per_host": per_host, "only": names}
        return self._states(statement("ledger/due"), params)

    def hold(self, until: Mapping[str, datetime]) -> None:
        """Poll these feeds no sooner than then, should nothing be recorded of the polls now begun."""
        with self._transaction() as con:
            con.executemany(
                "UPDATE feed SET next_poll_at = max(next_poll_at, ?) WHERE feed = ?",
                [(stored(at), feed) for feed, at in until.items()],
            )

    def mend_clock(self, now: datetime) -> int:
        """Spread over their interval the feeds polled under a clock that was ahead, and return how many.

        Otherwise they would be left alone until that time comes. It takes an hour at most. Pauses from then
        are forgotten.
        """
        slack = {"slack": stored(now + CLOCK_SLACK)}
        found = self._rows(statement("ledger/polled_in_future"), slack)
        with self._transaction() as con:
            con.executemany(
                statement("ledger/mend_times"),
                [
                    {
                        "feed": row["feed"],
                        "now": stored(now),
                        "next_poll_at": stored(
                            now
                            + min(MENDED_WITHIN, timedelta(seconds=row["interval_s"])) * place / len(found)
                        ),
                    }
                    for place, row in enumerate(found)
                ],
            )
            con.execute("DELETE FROM host_pause WHERE paused_at > :slack", slack)
        return len(found)

    def all(self, *, removed: bool = False) -> list[FeedState]:
        """Every feed, by key; with ``removed`` also those no longer in the configuration."""
        return self._states("WHERE :removed OR f.removed_at IS NULL ORDER BY f.feed", {"removed": removed})

    def state(self, feed: str) -> FeedState | None:
        """One feed, removed ones too; None when it is not known."""
        return next(iter(self._states("WHERE f.feed = :feed", {"feed": feed})), None)

    def is_read_from(self, address: str, *, besides: str) -> bool:
        """Whether a feed other than ``besides`` has moved to ``address`` for good."""
        query = "SELECT 1 FROM feed WHERE read_from = ? AND feed <> ? AND removed_at IS NULL"
        return bool(self._rows(query, (address, besides)))

    def record(self, updates: Sequence[FeedUpdate]) -> None:
        """Keep what polls found out, all in one transaction; the batch they filled must be renamed already.

        An update for a feed whose configured address has changed meanwhile is dropped: it is about another
        document. Configured values and ``paused_until`` of the states are not written.
        """
        with self._transaction() as con:
            for update in updates:
                values = {column: stored(getattr(update.state, column)) for column in _COLUMNS}
                if con.execute(_RECORD, values).rowcount:
                    con.executemany(
                        statement("ledger/add_entry"),
                        [
                            (update.state.feed, *(stored(getattr(entry, name)) for name in _ENTRY))
                            for entry in update.entries
                        ],
                    )
            latest = max((u.state.last_poll_at for u in updates if u.state.last_poll_at), default=None)
            if latest and self._pruned_on != latest.date():
                con.execute(
                    statement("ledger/forget_entries"), {"before": stored(latest - FORGET_ENTRIES_AFTER)}
                )
                con.execute("DELETE FROM host_pause WHERE until < ?", (stored(latest),))
                self._pruned_on = latest.date()

    def known(self, feed: str, entry_keys: Iterable[str]) -> dict[str, KnownEntry]:
        """Those of ``entry_keys`` that were collected from ``feed``, by key."""
        keys = {stored(key): key for key in entry_keys}
        rows = self._rows(statement("ledger/known"), {"feed": feed, "keys": json.dumps(list(keys))})
        return {keys[row["key"]]: replace(_entry(row), key=keys[row["key"]]) for row in rows}

    def alike(self, feed: str, *, dates: Iterable[str] = (), titles: Iterable[str] = ()) -> list[KnownEntry]:
        """Entries collected from ``feed`` that have one of ``dates``, or one of ``titles``."""
        asked = (("dated_as", "dates", dates), ("titled_as", "titles", titles))
        rows = [
            row
            for query, name, values in asked
            if (wanted := [value for value in values if value])
            for row in self._rows(statement(f"ledger/{query}"), {"feed": feed, name: json.dumps(wanted)})
        ]
        return list({row["key"]: _entry(row) for row in rows}.values())

    def collected(self, entry_keys: Iterable[str]) -> dict[str, int]:
        """Those of ``entry_keys`` of which any feed has brought an article, with its id."""
        keys = {stored(key): key for key in entry_keys}
        rows = self._rows(statement("ledger/collected"), {"keys": json.dumps(list(keys))})
        return {keys[row["key"]]: row["article_id"] for row in rows}

    def pause_host(
        self, host: str, until: datetime, *, now: datetime, gap: timedelta = timedelta()
    ) -> dict[str, datetime]:
        """Poll nothing of ``host`` before ``until``; a longer pause already in force stays.

        Its feeds that would be due before then come one after the other at ``gap``, as they stand in line.
        Returns the new times of those that are put off, by key.
        """
        params = {"host": host, "now": stored(now), "until": stored(until)}
        with self._transaction() as con:
            con.execute(statement("ledger/pause_host"), params)
            [ends] = con.execute("SELECT until FROM host_pause WHERE host = :host", params).fetchone()
            due = [
                (row["feed"], datetime.fromisoformat(row["next_poll_at"]))
                for row in con.execute(statement("ledger/next_of_host"), params)
            ]
            later = put_off(due, until=datetime.fromisoformat(ends), gap=gap)
            con.executemany(
                "UPDATE feed SET next_poll_at = ? WHERE feed = ?",
                [(stored(at), feed) for feed, at in later.items()],
            )
            return later

    def queue_backfill(self, outlet: str, urls: Iterable[BackfillUrl]) -> int:
        """Add addresses to fetch, in the order given, and return how many were not known yet."""
        with self._transaction() as con:
            last = con.execute(
                "SELECT coalesce(max(place), 0) FROM backfill WHERE outlet = ?", (outlet,)
            ).fetchone()[0]
            before = con.total_changes
            con.executemany(
                statement("ledger/add_backfill"),
                (
                    {
                        "outlet": outlet,
                        "url": u.url,
                        "place": place,
                        "behind": last,
                        "lastmod": stored(u.lastmod),
                    }
                    for place, u in enumerate(urls, 1)
                ),
            )
            return con.total_changes - before

    def queued_backfill(self, outlet: str, urls: Iterable[str]) -> set[str]:
        """Those of ``urls`` that were queued before, settled or not."""
        keys = json.dumps([stored(url) for url in urls])
        rows = self._rows(statement("ledger/queued_backfill"), {"outlet": outlet, "urls": keys})
        return {row["url"] for row in rows}

    def pending_backfill(self, outlet: str, limit: int) -> list[BackfillUrl]:
        """The next addresses to fetch; the same again until they are settled."""
        rows = self._rows(statement("ledger/pending_backfill"), {"outlet": outlet, "limit": limit})
        return [BackfillUrl(url=row["url"], lastmod=time_of(row["lastmod"])) for row in rows]

    def settle_backfill(
        self, outlet: str, urls: Iterable[str], now: datetime, *, error: str | None = None
    ) -> None:
        """Mark addresses as done, or as given up with ``error`` in words; after their batch's rename."""
        with self._transaction() as con:
            con.executemany(
                "UPDATE backfill SET settled_at = ?, error = ? WHERE outlet = ? AND url = ?",
                [(stored(now), stored(error), outlet, url) for url in urls],
            )

    def backfill_progress(self) -> list[BackfillProgress]:
        """Progress of every outlet that has a backfill, by outlet."""
        return [BackfillProgress(**dict(row)) for row in self._rows(statement("ledger/backfill_progress"))]

    def _states(self, where: str, params: Mapping[str, object]) -> list[FeedState]:
        return [_state(row) for row in self._rows(_SELECT + where, params)]

    def _rows(self, query: str, params: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        with self._lock:
            if self._connection is None and self._read_only:
                self._connection = connect_reader(self.path)
            return [] if self._connection is None else self._connection.execute(query, params).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            con = self._writable()
            con.execute("BEGIN IMMEDIATE")
            try:
                yield con
                con.execute("COMMIT")
            except BaseException:
                con.rollback()
                raise

    def _writable(self) -> sqlite3.Connection:
        if self._connection is None or self._read_only:
            raise LedgerError(f"{self.path} is not open for writing")
        return self._connection


def _configured(feed: Feed, now: datetime) -> dict[str, object]:
    """What the configuration says of a feed, as parameters."""
    return {
        "feed": feed.key,
        "url": feed.url,
        "host": feed.host,
        "interval_s": int(feed.interval.total_seconds()),
        "now": stored(now),
        "soon": stored(now + feed.interval),
    }


def _entry(row: sqlite3.Row) -> KnownEntry:
    values = dict(row)
    return KnownEntry(**values | {"seen_at": datetime.fromisoformat(values["seen_at"])})


def _state(row: sqlite3.Row) -> FeedState:
    values: dict[str, Any] = dict(row)
    for name in _TIMES:
        values[name] = time_of(values[name])
    return FeedState(**values)
