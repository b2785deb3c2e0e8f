"""A place of a mention as one number, so that what is stored and what is found are compared as sets.

Entity (15 bits), kind (4), field (1), start (27) and length (16). ``sql/retag/had.sql`` makes the same
numbers of what is stored, ``sql/retag/enter_mentions.sql`` makes rows of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from entities.types import Match, MentionKind

KINDS: tuple[str, ...] = get_args(MentionKind)  # numbered from 1; the archive may have others: 0
_LENGTH, _START, _FIELD, _KIND = 1 << 16, 1 << 27, 2, 16
_PER_START = _LENGTH
_PER_FIELD = _LENGTH * _START
_PER_KIND = _PER_FIELD * _FIELD
PER_ENTITY = _PER_KIND * _KIND


class Codes:
    """Makes numbers of matches; ``numbers`` are the entities' ids by key."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._bases = {
            (key, kind): number * PER_ENTITY + place * _PER_KIND
            for key, number in numbers.items()
            for place, kind in enumerate(KINDS, 1)
        }

    def of(self, matches: Iterable[Match]) -> list[int]:
        """One number a match, in their order."""
        bases = self._bases
        return [
            bases[entity, kind] + (_PER_FIELD if field == "title" else 0) + start * _PER_START + end - start
            for field, start, end, _, entity, kind in matches
        ]


def place_of(code: int) -> tuple[bool, int, int]:
    """Whether it is in the title, start, and end."""
    start = code // _PER_START % _START
    return code // _PER_FIELD % _FIELD == 1, start, start + code % _LENGTH
