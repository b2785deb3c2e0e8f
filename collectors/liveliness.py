"""How busy a feed is, and the interval that fits it: what a poll that went well changes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from collectors.schedule import DORMANT_AFTER, PACE_OVER, adapted_interval, pace, usual_gap
from collectors.settings import CollectSettings
from storage.ledger.ledger import FeedState

_FEW = 3  # dates of a document that say nothing of its pace
_HOUR = timedelta(hours=1)
_MEMORY = timedelta(days=7)  # in which the longest usual gap is half forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Entries of a document: ``new`` were stored first now, ``known`` were in an earlier one of this feed."""

    entries: int = 0
    new: int = 0
    known: int = 0
    dates: tuple[datetime, ...] = ()  # that its entries claim

    @property
    def fresh(self) -> int:
        """Entries that this feed had not had before, be they stored already or not."""
        return self.entries - self.known


def lived(before: FeedState, counts: Counts, now: datetime, settings: CollectSettings) -> FeedState:
    """Return ``before`` with the feed's pace, when it last brought something, and the interval that fits."""
    configured = timedelta(seconds=before.configured_interval_s)
    if before.last_fetched_at is None and not counts.known:
        # All is fresh, which says nothing of how busy the feed is; its dates do.
        state = replace(
            before,
            alive_at=min(max(counts.dates, default=now), now),
            daily_new=_claimed(counts.dates, now)
            or pace(None, new=0, since=timedelta(), configured=configured),
        )
        return (
            replace(state, interval_s=_seconds(settings.max_interval)) if _is_dormant(state, now) else state
        )
    since = max(now - before.last_ok_at, timedelta()) if before.last_ok_at else timedelta()
    daily = pace(before.daily_new, new=counts.fresh, since=since, configured=configured)
    state = replace(before, daily_new=daily)
    if counts.fresh:
        gap = (now - (before.alive_at or now)).total_seconds()
        state = replace(state, alive_at=now, longest_gap_s=_longer(before.longest_gap_s, max(gap, 0)))
    if _is_dormant(state, now):
        return replace(state, interval_s=_seconds(settings.max_interval))
    interval = adapted_interval(
        timedelta(seconds=before.interval_s),
        configured=configured,
        entries=counts.entries,
        known=counts.known,
        gap=usual_gap(daily, new=counts.fresh, since=since),
        min_interval=settings.min_interval,
        max_interval=settings.max_interval,
    )
    return replace(state, interval_s=_seconds(interval))


def _claimed(dates: Sequence[datetime], now: datetime) -> float | None:
    """Articles a day by what a document says, over the last days; None when it says too little."""
    if len(dates) < _FEW:
        return None
    span = min(max(now - min(dates), _HOUR), PACE_OVER)
    return max(1, sum(now - span <= date <= now for date in dates)) / (span / timedelta(days=1))


def _is_dormant(state: FeedState, now: datetime) -> bool:
    return state.alive_at is not None and now - state.alive_at >= DORMANT_AFTER


def _seconds(interval: timedelta) -> int:
    return max(1, round(interval.total_seconds()))


def _longer(usual_s: int | None, gap_s: float) -> int:
    """The longest usual gap after one of ``gap_s``: halfway towards a longer one, slowly back from there."""
    if usual_s is None:
        return round(gap_s)
    if gap_s > usual_s:
        return round((usual_s + gap_s) / 2)
    left: float = usual_s * 0.5 ** (gap_s / _MEMORY.total_seconds())
    return round(max(gap_s, left))
