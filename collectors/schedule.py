"""When to poll a feed next. Pure: the clock and the dice are arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_WAIT = timedelta(hours=24)  # even the deadest feed is probed once a day: they come back
JITTER = 0.1  # share of the wait, so that feeds do not fall into step
SLOWED_SPREAD = timedelta(hours=1)  # for a 429 that does not say how long

_BUSY = 0.5  # share of known entries below which entries might be missed
_QUIET = 0.95  # and above which almost nothing is new
_QUIET_FACTOR = 1.25
_SLOWEST = 4  # times the configured interval
_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-)?max-?age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def next_poll_at(
    now: datetime,
    *,
    interval: timedelta,
    jitter: float,
    failures: int = 0,
    retry_after: timedelta | None = None,
    slowed: bool = False,
    server_wish: timedelta | None = None,
    max_wait: timedelta = MAX_WAIT,
) -> datetime:
    """Return when to poll a feed next.

    ``failures`` counts consecutive errors (0 = healthy) and stretches the wait linearly. ``retry_after`` and
    ``server_wish`` (see cache_wish) are floors, not replacements. ``slowed`` says that the server answered
    429; ``jitter`` is a random number in [0, 1). Nothing makes the wait longer than ``max_wait``.
    """
    wait = interval * max(1, failures)
    if slowed and retry_after is None:
        wait += SLOWED_SPREAD * jitter
    wait = max(wait, retry_after or timedelta(), server_wish or timedelta())
    return now + min(wait * (1 + JITTER * jitter), max_wait)


def adapted_interval(
    current: timedelta,
    *,
    configured: timedelta,
    entries: int,
    known: int,
    min_interval: timedelta,
    max_interval: timedelta,
) -> timedelta:
    """Return the interval that fits a feed whose document had ``entries``, ``known`` of them seen before.

    A document that is mostly new may have pushed entries out between two polls, so the interval halves;
    one with almost nothing new makes it grow slowly, up to four times what was configured. In between it
    goes back to what was configured.
    """
    low = min(min_interval, configured)
    high = min(max(configured * _SLOWEST, low), max_interval)
    if entries == 0 or known >= entries * _QUIET:
        wanted = current * _QUIET_FACTOR
    elif known < entries * _BUSY:
        wanted = current / 2
    else:
        wanted = current + (configured - current) / 2
    return max(low, min(wanted, high))


def cache_wish(headers: Mapping[str, str], *, ttl: timedelta | None, now: datetime) -> timedelta | None:
    """Return how long a feed and its server ask not to be asked again; None when they do not say.

    ``headers`` have lower-case names. ``ttl`` is the feed's own wish. Cache-Control goes before Expires
    (RFC 9111 5.3).
    """
    wishes = [ttl] if ttl is not None else []
    control = headers.get("cache-control", "")
    if (age := _MAX_AGE.search(control)) is not None:
        wishes.append(timedelta(seconds=int(age[1])))
    elif "expires" in headers and "no-" not in control.lower():
        try:
            until = parsedate_to_datetime(headers["expires"])
        except (ValueError, TypeError, OverflowError):
            until = now  # "Expires: 0" means at once
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        wishes.append(max(until - now, timedelta()))
    return max(wishes, default=None)
