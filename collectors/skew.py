"""Whether a feed's dates are off by whole hours, which is what a wrong zone does to them.

An entry that was not in the document before and is now has been published in between. Each such entry votes
for the hours that would put its date there. Nothing is corrected by this: a date in the future is set aside
anyway, and then the moment of collecting stands, which is late by one poll at the most; one in the past may
be late news. What to write into config.yaml is said instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from collectors.dates import MAX_AHEAD, Moment
from storage.ledger.ledger import FeedState

KEPT: Final = 40  # entries that a feed is judged by
A_POLL: Final = 10  # of them, at the most: one document must not decide alone
FEWEST: Final = 20
SHARE: Final = 0.8
LONGEST_GAP: Final = timedelta(hours=12)  # between two polls; longer and a date may be anything
LATE: Final = timedelta(minutes=25)  # from an article's date until its feed has it
BEHIND_FROM: Final = -3  # hours; less is late news rather than another zone
_WIDEST: Final = 14  # hours; further apart no two zones are
_HOUR: Final = timedelta(hours=1)
_NAMES: Final = {0: "UTC", 7: "Asia/Jakarta", 8: "Asia/Makassar", 9: "Asia/Jayapura"}


def watched(
    state: FeedState, moments: Iterable[Moment], *, before: FeedState, now: datetime, zone: ZoneInfo
) -> FeedState:
    """The state with the dates of entries that were first seen ``now``, and what they say together.

    :param before: the state before this poll.
    :param zone: preferred in what is proposed.
    """
    newest = sorted(moments, key=lambda moment: moment.at, reverse=True)[:A_POLL]
    if before.last_ok_at is None or before.last_fetched_at is None or not newest:
        return state
    gap = now - before.last_ok_at
    if not timedelta() < gap <= LONGEST_GAP:
        return state
    seen = [f"{round((m.at - now).total_seconds())}/{round(gap.total_seconds())}" for m in newest]
    lags = [*before.lags.split(), *seen][-KEPT:]
    hours = skew(tuple(_pair(lag) for lag in lags))
    proposed = None if hours is None else zone_at(newest[0].offset + hours * _HOUR, now=now, preferred=zone)
    return replace(state, lags=" ".join(lags), skew_h=hours, skew_zone=proposed)


def skew(lags: Iterable[tuple[timedelta, timedelta]]) -> int | None:
    """By how many hours the dates are ahead (behind: below 0); None when they seem right, or too few.

    :param lags: of each entry how far its date was ahead when first seen, and the time since the poll before.
    """
    votes: Counter[int] = Counter()
    total = 0
    for ahead, gap in lags:
        total += 1
        least = -((MAX_AHEAD - ahead) // _HOUR)  # rounded up
        most = (ahead + gap + LATE) // _HOUR
        votes.update(range(max(least, -_WIDEST), min(most, _WIDEST) + 1))
    if total < FEWEST or votes[0] >= SHARE * total:
        return None
    (best, many), *others = votes.most_common(2) or [(0, 0)]
    if many < SHARE * total or (others and others[0][1] == many):
        return None
    return best if best > 0 or best <= BEHIND_FROM else None


def zone_at(offset: timedelta, *, now: datetime, preferred: ZoneInfo) -> str | None:
    """An IANA zone so far east of UTC; None when there is none by the hour."""
    if now.astimezone(preferred).utcoffset() == offset:
        return preferred.key
    hours, rest = divmod(offset, _HOUR)
    if rest or not -12 <= hours <= 14:  # noqa: PLR2004 - where the zones of the world end
        return None
    return _NAMES.get(hours, f"Etc/GMT{-hours:+d}")


def _pair(lag: str) -> tuple[timedelta, timedelta]:
    ahead, gap = lag.split("/")
    return timedelta(seconds=int(ahead)), timedelta(seconds=int(gap))
