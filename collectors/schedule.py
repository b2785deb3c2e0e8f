"""When to poll a feed next. Pure: the clock and the dice are arguments."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_WAIT = timedelta(hours=24)  # even the deadest feed is probed once a day: they come back
GONE_WAIT = timedelta(days=7)  # but one whose server has said for days that it is gone
JITTER = 0.1  # share of the wait, so that feeds do not fall into step
FIRST_JITTER = 1.0  # the same after a first poll: feeds that were added together part
SLOWED_SPREAD = timedelta(hours=1)  # for a 429 that does not say how long
SKIP_SPREAD = timedelta(minutes=10)  # after an hour that a feed asks to leave out: not all at its end
DORMANT_AFTER = timedelta(days=30)
PACE_OVER = timedelta(days=2)  # how far back a feed's pace is remembered

_FEW_KNOWN = 1 / 3  # share of known entries below which entries might be missed
_MANY_KNOWN = 2 / 3  # and above which a poll brings little
_SLOWER = 1.5  # times the interval, when all is known
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
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
    first: bool = False,
    max_wait: timedelta = MAX_WAIT,
) -> datetime:
    """Return when to poll a feed next.

    ``failures`` counts consecutive errors (0 = healthy) and stretches the wait linearly. ``retry_after`` and
    ``server_wish`` (see cache_wish) are floors, not replacements. ``slowed`` says that the server answered
    429, ``first`` that this was the feed's first poll; ``jitter`` is a random number in [0, 1). Nothing makes
    the wait longer than ``max_wait``.
    """
    own = interval * max(1, failures)
    if slowed and retry_after is None:
        own += SLOWED_SPREAD * jitter
    own *= 1 + (FIRST_JITTER if first else JITTER) * jitter
    if own > max_wait:  # spread downwards: a feed that is read daily must not skip a day
        own = max_wait * (1 - JITTER * jitter)
    wish = max(retry_after or timedelta(), server_wish or timedelta())
    return now + max(own, min(wish * (1 + JITTER * jitter), max_wait))


def after_skips(due: datetime, *, hours: int, days: int, jitter: float, latest: datetime) -> datetime:
    """Return ``due``, put off to the end of the hours (GMT) that a feed asks to be left alone in.

    Bit n of ``hours`` is the hour n, of ``days`` the weekday n (0 is Monday). A feed that leaves no hour, or
    none before ``latest``, is read at ``latest``.
    """
    free = due.astimezone(UTC)
    while (hours >> free.hour | days >> free.weekday()) & 1:
        free = free.replace(minute=0, second=0, microsecond=0) + _HOUR
        if free >= latest:
            return max(due, latest)
    return due if free == due else min(free + SKIP_SPREAD * jitter, latest)


def adapted_interval(
    current: timedelta,
    *,
    configured: timedelta,
    entries: int,
    known: int,
    gap: timedelta,
    min_interval: timedelta,
    max_interval: timedelta,
) -> timedelta:
    """Return the interval that fits a feed whose document had ``entries``, ``known`` of them seen before.

    Between a third and two thirds known is right. Fewer may mean that entries were pushed out between two
    polls: the interval shrinks, to the half when none was known. More means that a poll brings little: it
    grows, up to half as long again. Yet news must not wait: the interval is never longer than ``gap``, the
    time in which the feed brings one article (see usual_gap), or than ``configured`` where that is longer.
    """
    share = known / entries if entries else 1.0
    wanted = current
    if share < _FEW_KNOWN:
        wanted = current * (0.5 + 0.5 * share / _FEW_KNOWN)
    elif share > _MANY_KNOWN:
        wanted = current * (1 + (_SLOWER - 1) * (share - _MANY_KNOWN) / (1 - _MANY_KNOWN))
    wanted = min(wanted, max(configured, gap))
    return max(min(min_interval, configured), min(wanted, max_interval))


def pace(daily: float | None, *, new: int, since: timedelta, configured: timedelta) -> float:
    """Return articles a day after a poll that found ``new`` ones, ``since`` the one before.

    What is further back than PACE_OVER counts little. A feed without a past is taken for one that brings an
    article in each ``configured`` interval, until it has shown its own pace.
    """
    before = _DAY / configured if daily is None else daily
    if since <= timedelta():
        return before
    weight = -math.expm1(-since / PACE_OVER)
    return before + weight * (new * (_DAY / since) - before)


def usual_gap(daily: float, *, new: int, since: timedelta) -> timedelta:
    """Return the time between two articles at a pace of ``daily``, no longer than MAX_WAIT.

    What the last poll brought counts by itself when it is more: a feed that wakes up is followed at once.
    """
    gap = MAX_WAIT if daily <= 1 else _DAY / daily
    return min(gap, since / new) if new and since > timedelta() else gap


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
