"""What the ledger remembers, as frozen records. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records import PollStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Where one feed stands: what the scheduler decides by and the Sources page shows."""

    feed: str  # Feed.key
    url: str
    host: str
    configured_interval_s: int
    interval_s: int  # in force now: adapted to how often the feed brings news
    next_poll_at: datetime
    added_at: datetime
    removed_at: datetime | None = None  # no longer in the configuration
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0  # consecutive; 0 is healthy
    failing_since: datetime | None = None
    last_poll_at: datetime | None = None
    last_ok_at: datetime | None = None  # "unchanged" is ok too
    last_new_at: datetime | None = None  # when it last brought a new article
    last_fetched_at: datetime | None = None  # when a document was last read in full, not "unchanged"
    last_status: PollStatus | None = None
    last_http_status: int | None = None
    last_error: str | None = None  # in words; None when the last poll went well
    moved_to: str | None = None  # where permanent redirects have been pointing
    moved_count: int = 0  # consecutive polls that said so
    paused_until: datetime | None = None  # its host asked to be left alone; set by Ledger.pause_host only


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that was collected."""

    key: str  # unique within its feed
    article_id: int | None  # None: seen, and nothing was stored for it
    content_hash: str  # of what the feed says of it: another hash is an edited entry
    seen_at: datetime  # last poll whose document had it


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedUpdate:
    """One poll's effect: the state that follows, and every entry of the document, new or known."""

    state: FeedState
    entries: tuple[KnownEntry, ...] = ()  # empty when unchanged or failed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChanges:
    """What a changed configuration did to the ledger, by feed key."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()  # another address: read anew from the first poll
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillUrl:
    """An article address found in a sitemap."""

    url: str
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillProgress:
    """How far the backfill of one outlet has come."""

    outlet: str
    pending: int
    done: int
    failed: int
