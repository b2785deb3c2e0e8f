"""Several collectors side by side: each has its part of the sites, and a ledger and a lock of its own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from storage.errors import LedgerError
from storage.ledger.ledger import Ledger
from storage.sites import shard_of, site_of_url

if TYPE_CHECKING:
    from storage.ledger.ledger import FeedState
    from storage.records import Feed

MAX_SHARDS = 1_000

_WRITTEN = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Part ``number`` of ``of``: the sites that fall to one collector. All parts together are all sites."""

    number: int  # from 1
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2/4``.

        :raises ValueError: saying in words what is wrong.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is not a part of a whole; write which and of how many, as in 2/4")
        number, of = int(found[1]), int(found[2])
        if of > MAX_SHARDS:
            raise ValueError(f"{text!r} has more than {MAX_SHARDS} parts")
        if number > of:
            raise ValueError(f"{text!r}: there is no part {number} of {of}; they go from 1/{of} to {of}/{of}")
        return cls(number=number, of=of)

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def owns(self, feed: Feed) -> bool:
        """Whether the site of ``feed`` falls to this part, by what the configuration says of it."""
        return shard_of(site_of_url(feed.url), self.of) == self.number


def ledger_path(data_dir: Path, shard: Shard | None = None) -> Path:
    """Where a collector keeps its ledger."""
    return data_dir / (f"ledger-{shard.number}-of-{shard.of}.sqlite" if shard else "ledger.sqlite")


def ledger_paths(data_dir: Path) -> list[Path]:
    """The ledgers of all collectors that work, or ever worked, in this folder."""
    alone = ledger_path(data_dir)
    return [*([alone] if alone.exists() else []), *sorted(data_dir.glob("ledger-*-of-*.sqlite"))]


def read_states(data_dir: Path) -> tuple[dict[str, FeedState], str | None]:
    """Every feed of every ledger in a folder, by key, and why a ledger could not be read, in words.

    A feed that stands in several, because the number of shards was changed, is taken from the ledger that
    polled it last.
    """
    newest: dict[str, FeedState] = {}
    problem = None
    for path in ledger_paths(data_dir):
        try:
            for state in _all(path):
                other = newest.get(state.feed)
                if other is None or _polled(state) > _polled(other):
                    newest[state.feed] = state
        except (LedgerError, sqlite3.Error) as error:
            problem = str(error)
    return {key: newest[key] for key in sorted(newest) if newest[key].removed_at is None}, problem


def adopt(ledger: Ledger, feeds: Sequence[Feed]) -> int:
    """Take over what other ledgers in the folder know better of ``feeds``, and return of how many.

    So that no outlet is asked anew when the number of shards changes. A ledger that is damaged knows nothing.
    """
    adopted = 0
    for path in ledger_paths(ledger.path.parent):
        if path != ledger.path:
            with suppress(sqlite3.DatabaseError):
                adopted += ledger.adopt(path, [feed.key for feed in feeds])
    return adopted


def collected_by_any(ledger: Ledger, entry_keys: Iterable[str]) -> set[str]:
    """Those of ``entry_keys`` of which an article came, by ``ledger`` or another in its folder.

    A ledger that is damaged, or from another version of sorot, knows nothing.
    """
    keys = set(entry_keys)
    found = set(ledger.collected(keys))
    for path in ledger_paths(ledger.path.parent):
        if path != ledger.path:
            with suppress(LedgerError, sqlite3.Error), Ledger.open(path, read_only=True) as other:
                found |= other.collected(keys - found).keys()
    return found


def _all(path: Path) -> Iterator[FeedState]:
    with Ledger.open(path, read_only=True) as ledger:
        yield from ledger.all(removed=True)


def _polled(state: FeedState) -> str:
    return state.last_poll_at.isoformat() if state.last_poll_at else ""
