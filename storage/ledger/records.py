"""What the ledger remembers, as frozen records. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage.records import PollStatus

GONE_AFTER = 3  # answers 410 in a row …
GONE_OVER = timedelta(days=1)  # … over at least this long: then the feed counts as gone
QUIET_TIMES = 5  # the usual longest gap
QUIET_AT_LEAST = timedelta(hours=12)  # a night is no silence

# Why a permanent move is not followed for good: from https down to http, or onto another feed.
MoveRefused = Literal["downgrade", "taken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Where one feed stands: what the scheduler decides by and the Sources page shows."""

    feed: str  # Feed.key
    url: str  # as configured
    host: str  # the site it is read from
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
    read_from: str | None = None  # where it has moved for good; None: url
    move_refused: MoveRefused | None = None  # why moved_to is not followed for good
    gone_count: int = 0  # answers 410 in a row
    gone_since: datetime | None = None
    wish_s: int | None = None  # how long its document asks to be left alone
    skip_hours: int = 0  # bit n: the hour n (GMT) in which it asks to be left alone
    skip_days: int = 0  # bit n: the weekday n (GMT, 0 is Monday)
    alive_at: datetime | None = None  # when it last brought something that was new then
    daily_new: float | None = None  # articles a day, of the last days
    longest_gap_s: int | None = None  # between two articles, as it is usual
    conditional_polls: int = 0  # since it was last asked for the whole document
    polls: int = 0  # counted since it was added, as the next two
    polls_unchanged: int = 0
    polls_untidy: int = 0  # something was wrong with the document
    last_bytes: int | None = None  # of the last document that was read, as the next three
    last_entries: int | None = None
    last_known: int | None = None
    last_new: int | None = None
    last_set_aside: int | None = None  # dates of its last document that cannot be
    lags: str = ""  # seconds from first seen to date, of the last entries; see collectors.skew
    skew_h: int | None = None  # hours by which its dates are ahead (behind: below 0); None: right, it seems
    skew_zone: str | None = None  # IANA: the zone that would put them right
    paused_until: datetime | None = None  # its host asked to be left alone; set by Ledger.pause_host only

    @property
    def address(self) -> str:
        """Where it is read."""
        return self.read_from or self.url

    @property
    def is_gone(self) -> bool:
        """Whether its server has said for days that it is gone for good."""
        return (
            self.gone_count >= GONE_AFTER
            and self.gone_since is not None
            and self.last_poll_at is not None
            and self.last_poll_at - self.gone_since >= GONE_OVER
        )

    def is_quiet(self, now: datetime) -> bool:
        """Whether it is read well and has brought nothing new for five times its usual longest gap."""
        if self.failures or self.alive_at is None or self.longest_gap_s is None:
            return False
        usual = timedelta(seconds=self.longest_gap_s)
        return now - self.alive_at > max(QUIET_TIMES * usual, QUIET_AT_LEAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that was collected."""

    key: str  # unique within its feed
    article_id: int | None  # None: seen, and nothing was stored for it
    content_hash: str  # of what the feed says of it: another hash is an edited entry
    seen_at: datetime  # last poll whose document had it
    title: str = ""  # this and the next two: collectors.entries.Traits
    guid: str = ""
    dated: str = ""
    edits: int = 0  # times that it was read again because it had changed


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
