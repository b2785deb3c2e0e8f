"""Entries known under other addresses: an outlet that moves, or corrects an address, brings nothing new.

Articles are told apart by their address. So what is recognised here must be beyond doubt: the same date to
the second and the same title or guid, the old address gone from the document, and no second candidate.
When most of a document is new at once and has titles that are known, the outlet has moved; then the title
alone is enough where dates are missing or off by whole hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from collectors.entries import Entry
from storage.ledger.ledger import KnownEntry

MOVED_SHARE: Final = 0.8  # of a document's entries; then it is the outlet that has moved
FEWEST: Final = 5  # entries that are held to be a document
_ZONES: Final = timedelta(hours=14)  # dates that a change of system puts into another zone

# Ledger.alike of one feed
Alike = Callable[..., Iterable[KnownEntry]]


def recognised(
    entries: Sequence[Entry], known: Mapping[str, KnownEntry], elsewhere: Collection[str], alike: Alike
) -> dict[str, KnownEntry]:
    """Entries of a document that are known under another address, by their key now.

    ``known`` and ``elsewhere`` (keys) are those known under the address they have.
    """
    new = [entry for entry in entries if entry.key not in known and entry.key not in elsewhere]
    if not new:
        return {}
    here = {entry.key for entry in entries}
    found = _pairs(
        new, [old for old in alike(dates=[e.traits.dated for e in new]) if old.key not in here], _same
    )
    rest = [entry for entry in new if entry.key not in found and entry.traits.title]
    if len(new) >= max(FEWEST, MOVED_SHARE * len(entries)) and rest:
        taken = {old.key for old in found.values()}
        olds = [old for old in alike(titles=[e.traits.title for e in rest]) if old.key not in here | taken]
        moved = _pairs(rest, olds, _same_title)
        if len(found) + len(moved) >= MOVED_SHARE * len(new):
            found |= moved
    return {key: replace(old, key=key) for key, old in found.items()}


def _pairs(
    new: Sequence[Entry], olds: Sequence[KnownEntry], same: Callable[[Entry, KnownEntry], bool]
) -> dict[str, KnownEntry]:
    """Those that are each other's only candidate. The same article under two old addresses is one."""
    candidates = {entry.key: [old for old in olds if same(entry, old)] for entry in new}
    wanted = Counter(old.key for chosen in candidates.values() for old in chosen)
    return {
        key: max(chosen, key=lambda old: old.seen_at)
        for key, chosen in candidates.items()
        if chosen
        and len({old.article_id for old in chosen}) == 1
        and all(wanted[old.key] == 1 for old in chosen)
    }


def _same(entry: Entry, old: KnownEntry) -> bool:
    traits = entry.traits
    if not traits.dated or traits.dated != old.dated:
        return False
    return (traits.title != "" and traits.title == old.title) or (
        traits.guid != "" and traits.guid == old.guid
    )


def _same_title(entry: Entry, old: KnownEntry) -> bool:
    if entry.traits.title != old.title:
        return False
    if not entry.traits.dated or not old.dated:
        return True
    apart = abs(datetime.fromisoformat(entry.traits.dated) - datetime.fromisoformat(old.dated))
    return apart <= _ZONES and not apart % timedelta(hours=1)
