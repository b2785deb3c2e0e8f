"""Feeds that move and feeds that are gone: what a server's word changes in a feed's state, and when. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from storage.ledger.ledger import FeedState
from storage.sites import site_of_url

MOVED_AFTER = 3  # polls in a row that were sent to the same place for good
BACK_AFTER = 3  # failures at the new address; then the configured one is asked again


def moved(
    state: FeedState, before: FeedState, target: str | None, *, is_taken: Callable[[str], bool]
) -> FeedState:
    """Count how often in a row permanent redirects have led to ``target``, and read from there after three.

    Not from https down to http, and not onto the address of another feed (``is_taken``): then the state says
    why. None is no redirect, or one that was not permanent.
    """
    if target is None:
        return replace(state, moved_to=None, moved_count=0, move_refused=None)
    count = before.moved_count + 1 if target == before.moved_to else 1
    counted = replace(state, moved_to=target, moved_count=count, move_refused=None)
    if count < MOVED_AFTER:
        return counted
    if is_taken(target):
        return replace(counted, move_refused="taken")
    if before.address.startswith("https:") and not target.startswith("https:"):
        return replace(counted, move_refused="downgrade")
    return replace(
        state,
        read_from=target if target != before.url else None,
        host=site_of_url(target),
        moved_to=None,
        moved_count=0,
        move_refused=None,
    )


def moved_back(state: FeedState, *, host: str) -> FeedState:
    """Give up a new address where nothing can be had, for the configured one at ``host``."""
    if state.read_from is None or state.failures < BACK_AFTER:
        return state
    return replace(
        state,
        read_from=None,
        host=host,
        etag=None,
        last_modified=None,
        body_hash=None,
        moved_to=None,
        moved_count=0,
    )


def gone(state: FeedState, http_status: int | None, *, now: datetime) -> FeedState:
    """Count answers of 410 in a row. No answer at all is no other answer."""
    if http_status is None:
        return state
    if http_status != HTTPStatus.GONE:
        return replace(state, gone_count=0, gone_since=None)
    return replace(state, gone_count=state.gone_count + 1, gone_since=state.gone_since or now)
