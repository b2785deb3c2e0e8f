"""What a host's pause does to the times of its feeds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta


def put_off(due: Iterable[tuple[str, datetime]], *, until: datetime, gap: timedelta) -> dict[str, datetime]:
    """Return the feeds of a host that must wait for ``until``, or for others that do, and until when.

    ``due`` has feeds with their next times, soonest first. Those that a pause has piled up follow each other
    at ``gap``: each has a time that can be kept, and a host that asked for a rest is not met by all of them.
    """
    moved = {}
    free = until
    for feed, at in due:
        if at >= free:
            break
        moved[feed] = free
        free += gap
    return moved
