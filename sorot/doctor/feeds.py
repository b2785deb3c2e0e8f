"""What ``sorot doctor`` says of feeds: those that fail, have moved, are gone, or bring nothing any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sorot.doctor.finding import Finding
from sorot.words import many
from storage.ledger.ledger import FeedState


def feed_findings(states: Mapping[str, FeedState], *, config: Path, now: datetime) -> Iterator[Finding]:
    """Say how the feeds are read; ``config`` is the file that names them."""
    failing = [state for state in states.values() if state.failures]
    says = f"{len(states) - len(failing)} of {len(states)} read well last time"
    yield Finding(about="feeds", state="note" if failing else "ok", says=says)
    for state in failing:
        yield _failing(state, config, now)
    for state in states.values():
        if state.skew_h is not None:
            yield _skewed(state, state.skew_h, config)
        if state.read_from is not None:
            says = f"has moved for good to {state.read_from} and is read there"
            yield Finding(
                about=f"feed {state.feed}",
                state="note",
                says=says,
                remedy=f"Write it into {_place(config, state.url)}: url: {state.read_from}",
            )
        elif state.move_refused is not None:
            yield _refused(state, states, config)
        elif state.is_quiet(now) and state.alive_at is not None and state.longest_gap_s is not None:
            usual = _duration(timedelta(seconds=state.longest_gap_s))
            since = f"{state.alive_at:%Y-%m-%d %H:%M} UTC"
            says = f"has brought nothing new since {since}; usually it does within {usual}"
            yield Finding(about=f"feed {state.feed}", state="note", says=says)


def _failing(state: FeedState, config: Path, now: datetime) -> Finding:
    about = f"feed {state.feed}"
    if state.is_gone:
        says = (
            f"is gone: its server has answered 410 Gone {many(state.gone_count, 'time')} since "
            f"{state.gone_since:%Y-%m-%d}; it is asked again once a week"
        )
        remedy = f"Take it out of {_place(config, state.url)}, or write its new address there."
        return Finding(about=about, state="note", says=says, remedy=remedy)
    wait = max(0, round((state.next_poll_at - now).total_seconds() / 60))
    says = f"{state.last_error}; {many(state.failures, 'failure')} in a row, next try in {wait} min"
    return Finding(about=about, state="note", says=says)


def _skewed(state: FeedState, hours: int, config: Path) -> Finding:
    """Dates that are off by whole hours: nearly always a zone that is not the one they name."""
    off = many(abs(hours), "hour")
    if hours > 0:
        says = f"has dates {off} ahead of the time they are first seen; they are set aside"
    else:
        says = f"has dates {off} behind the time they are first seen: late news, or another zone"
    remedy = ""
    if state.skew_zone is not None:
        place = _place(config, state.url)
        remedy = f"If they are times of another zone, write it into {place}: zone: {state.skew_zone}"
    return Finding(about=f"feed {state.feed}", state="note", says=says, remedy=remedy)


def _refused(state: FeedState, states: Mapping[str, FeedState], config: Path) -> Finding:
    """A permanent move that sorot follows at each poll, but does not keep."""
    says = f"is sent for good to {state.moved_to}"
    if state.move_refused == "downgrade":
        says += ", which is not encrypted; it is asked at its old address each time"
        remedy = f"If that is right, write it into {_place(config, state.url)}: url: {state.moved_to}"
    else:
        other = next((s.feed for s in states.values() if s.address == state.moved_to), "another feed")
        says += f", where {other} is read already"
        remedy = f"If the two are one now, take one of them out of {_place(config, state.url)}."
    return Finding(about=f"feed {state.feed}", state="note", says=says, remedy=remedy)


def _place(config: Path, url: str) -> str:
    """``config.yaml line 34``: where the address stands."""
    try:
        lines = config.read_text(encoding="utf-8").splitlines()
    except OSError:
        return str(config)
    address = re.compile(r"^[^#]*?" + re.escape(url) + r"(?![\w/?&=%.~-])")
    found = [number for number, line in enumerate(lines, 1) if address.search(line)]
    return f"{config} line {found[0]}" if len(found) == 1 else str(config)


def _duration(time: timedelta) -> str:
    hours = time / timedelta(hours=1)
    return many(round(hours / 24), "day") if hours >= 48 else many(max(1, round(hours)), "hour")  # noqa: PLR2004
