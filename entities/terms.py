"""Terms of office that cannot all be true: an office of a country has one holder at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from entities.types import Term
from entities.yamlfile import lines_of

# Offices that several people hold together.
SHARED = frozenset({"captain-regent", "co-president", "co-prime-minister", "co-prince", "presidency-member"})


@dataclass(frozen=True, kw_only=True)
class Held:
    """A term, whose it is and where it was read."""

    term: Term
    holder: str  # the leader's id
    body: str  # ISO code of the country, or what the organisation's file is called
    path: Path
    line: int | None = None  # None: looked for

    def __str__(self) -> str:
        until = f"to {self.term.end}" if self.term.end else "on"
        return (
            f"{self.path}:{self.line or self._found()}: {self.holder} is {self.term.office} of {self.body} "
            f"from {self.term.start} {until}"
        )

    def _found(self) -> int:
        ids = lines_of(self.path, self.holder)
        line = ids[0] if ids else 1
        starts = (found for found in lines_of(self.path, self.term.start.isoformat()) if found >= line)
        return next(starts, line)


def clashes(terms: Iterable[Held]) -> Iterator[str]:
    """What cannot be, one ``file:line: what, and what to do`` each.

    Two terms may share the day of a handover. Shared offices and disputed claims are left out, but nobody
    holds the same office twice at once.
    """
    offices: defaultdict[tuple[str, str], list[Held]] = defaultdict(list)
    for held in terms:
        offices[held.body, held.term.office].append(held)
    for (_, office), held_by in offices.items():
        held_by.sort(key=lambda held: (held.term.start, held.term.end is None, held.term.end))
        for place, one in enumerate(held_by):
            for other in held_by[place + 1 :]:
                if one.term.end is not None and one.term.end <= other.term.start:
                    break
                if one.holder == other.holder:
                    yield f"{one}, and again in {other}: make one term of them, or correct a date"
                elif office not in SHARED and not (one.term.disputed or other.term.disputed):
                    yield (
                        f"{one}, and {other}: only one of them can be; correct a date, or give the one "
                        "who only claimed the office disputed: true"
                    )
