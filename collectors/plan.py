"""Which entries of a document are read. Pure, but for the claims that polls of one run share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from collectors.articles import Reading
from collectors.entries import Entry
from collectors.errors import FetchError
from storage.ledger.ledger import KnownEntry
from storage.records import MAX_EDITS

TRIES = 3  # polls in which a page that fails is asked for
REMEMBERED = 50_000  # articles of this run
FEW = 5  # edited entries that are read again whatever share of the document they are

_TRY = "!"  # "hash!2": read without its page, in two polls so far


@dataclass(slots=True)
class Claims:
    """Articles that this run has read or is reading: one that stands in several sections is read once."""

    _articles: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def __contains__(self, article_id: int) -> bool:
        return article_id in self._articles

    def add(self, article_id: int) -> None:
        """Claim an article."""
        self._articles[article_id] = None
        while len(self._articles) > REMEMBERED:
            self._articles.popitem(last=False)

    def settle(self, work: Plan) -> None:
        """Give back what was claimed for ``work`` and not read."""
        for entry in work.to_read:
            if entry.key not in work.done:
                self._articles.pop(entry.article_id, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is done with the entries of one document."""

    entries: tuple[Entry, ...]
    known: Mapping[str, KnownEntry]  # collected at an earlier poll of this feed
    to_read: tuple[Entry, ...]
    sighted: tuple[Entry, ...] = ()  # another feed brought these, and this one has them now
    edited: frozenset[str] = frozenset()  # keys of ``to_read`` that are another version of a known entry
    done: set[str] = field(default_factory=set)  # keys of ``to_read`` that were read, well or badly

    def known_after(self, reading: Reading, *, seen_at: datetime) -> tuple[KnownEntry, ...]:
        """Return what to remember of each entry; one that was to be read and was not begun is left out."""
        chosen = {entry.key for entry in self.to_read}
        return tuple(
            KnownEntry(
                key=entry.key,
                article_id=None
                if entry.key in chosen and entry.key not in reading.articles
                else entry.article_id,
                content_hash=self._hash_after(entry, reading),
                seen_at=seen_at,
                title=entry.traits.title,
                guid=entry.traits.guid,
                dated=entry.traits.dated,
                edits=self._edits(entry) + (entry.key in self.edited),
            )
            for entry in self.entries
            if entry.key not in chosen or entry.key in self.done
        )

    def _edits(self, entry: Entry) -> int:
        before = self.known.get(entry.key)
        return before.edits if before else 0

    def count_new(self, reading: Reading) -> int:
        """Number of articles that are not another version of one that this feed brought before."""
        return sum(key not in self.known for key in reading.articles)

    def _hash_after(self, entry: Entry, reading: Reading) -> str:
        error = reading.failures.get(entry.key)
        if error is None or (isinstance(error, FetchError) and not error.transient):
            return entry.content_hash
        before = self.known.get(entry.key)
        tried = _tries(before.content_hash) if before and _same(before, entry) else 0
        return f"{entry.content_hash}{_TRY}{tried + 1}"


def plan(
    entries: Sequence[Entry], known: Mapping[str, KnownEntry], elsewhere: Mapping[str, int], claims: Claims
) -> Plan:
    """Choose the entries to read: new ones, edited ones, and those whose page failed last time.

    ``known`` were collected from this feed, ``elsewhere`` (article ids by key) from another section. An entry
    that is known keeps the article it has, whatever its address says.

    When most of what is known changed at once, it was the feed that changed (a clock in each summary, a new
    template), and nothing is read again; nor is an entry that changes for ever. Chosen articles are claimed;
    new ones claimed before are left out.
    """
    entries = tuple(_as_known(entry, known, elsewhere) for entry in entries)
    new: list[Entry] = []
    sighted: list[Entry] = []
    for entry in entries:
        if entry.key not in known:
            (sighted if entry.key in elsewhere or entry.article_id in claims else new).append(entry)
    kept = [entry for entry in entries if entry.key in known]
    edited = [
        entry for entry in kept if not _same(known[entry.key], entry) and known[entry.key].edits < MAX_EDITS
    ]
    if len(edited) > max(FEW, len(kept) // 2):
        edited = []
    failed = [
        entry
        for entry in kept
        if _same(known[entry.key], entry) and 0 < _tries(known[entry.key].content_hash) < TRIES
    ]
    to_read = (*new, *edited, *failed)
    for entry in to_read:
        claims.add(entry.article_id)
    return Plan(
        entries=entries,
        known=dict(known),
        to_read=to_read,
        sighted=tuple(sighted),
        edited=frozenset(entry.key for entry in edited),
    )


def _as_known(entry: Entry, known: Mapping[str, KnownEntry], elsewhere: Mapping[str, int]) -> Entry:
    had = known[entry.key].article_id if entry.key in known else elsewhere.get(entry.key)
    return entry if had is None or had == entry.article_id else replace(entry, article_id=had)


def _same(known: KnownEntry, entry: Entry) -> bool:
    return known.content_hash.partition(_TRY)[0] == entry.content_hash


def _tries(content_hash: str) -> int:
    tries = content_hash.partition(_TRY)[2]
    return int(tries) if tries.isdecimal() else 0
