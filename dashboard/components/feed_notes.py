"""What else is to be said of a feed: where it moved, that it fell silent, and what its polls come to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dashboard.clock import Clock
    from dashboard.health import FeedHealth
    from dashboard.i18n import Words
    from storage.ledger.ledger import FeedState

_UNITS: Final = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))
_KILO: Final = 1_000


def feed_notes(feed: FeedHealth, clock: Clock) -> list[str]:
    """Sentences for whoever looks after the feeds; none for a feed that only the archive knows."""
    state, words = feed.state, clock.words
    if state is None:
        return []
    notes = []
    if feed.status == "quiet" and state.alive_at is not None:
        usual = _duration(state.longest_gap_s or 0, words)
        notes.append(words("feed.quiet", time=clock(state.alive_at), usual=usual))
    if state.read_from is not None:
        notes.append(words("feed.moved", url=state.read_from))
    elif state.move_refused is not None:
        notes.append(words(f"feed.moved_{state.move_refused}", url=state.moved_to))
    if state.skew_h is not None:
        notes.append(_skew(state.skew_h, state.skew_zone, words))
    if state.last_entries is not None:
        notes.append(_figures(state, words))
    return notes


def _skew(hours: int, zone: str | None, words: Words) -> str:
    advice = words("feed.advice", zone=zone) if zone else ""
    off = words.count("feed.hours_off", abs(hours))
    return words("feed.ahead" if hours > 0 else "feed.behind", n=off, advice=advice)


def _figures(state: FeedState, words: Words) -> str:
    said = words(
        "feed.figures",
        new=words.number(state.last_new or 0),
        entries=words.count("feed.entries", state.last_entries or 0),
        size=words.number((state.last_bytes or 0) / _KILO, 0),
        share=words.percent(state.polls_unchanged / max(1, state.polls), 0),
        every=_duration(state.interval_s, words),
    )
    if state.last_set_aside:
        said += " " + words.count("feed.set_aside", state.last_set_aside)
    if state.polls_untidy:
        said += " " + words.count("feed.untidy", state.polls_untidy)
    return said


def _duration(seconds: float, words: Words) -> str:
    """In the largest unit of which there are two: ``45 min``, ``36 h``."""
    time = timedelta(seconds=seconds)
    for size, unit in _UNITS:
        if time >= timedelta(seconds=2 * size) or unit == "minutes":
            break
    return words(f"feed.{unit}", n=words.number(max(1, round(time.total_seconds() / size))))
