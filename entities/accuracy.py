"""How well mentions are found: scores against labelled texts, and what this package was measured to reach."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

MEASURED = Path(__file__).parent / "data" / "accuracy.json"
FEWEST = 10  # articles that name an entity: below this its figures say nothing
_Z = 1.959964  # of a normal distribution: 95 % lie within


class Interval(NamedTuple):
    """Where the true part lies with 95 % confidence."""

    low: float
    high: float


@dataclass(kw_only=True)
class Score:
    """Right, missed and wrong entities of articles, and how far their counts are off."""

    right: int = 0
    missed: int = 0
    wrong: int = 0
    off_by: int = 0  # sum of |found - expected| over entities expected or found
    expected_mentions: int = 0
    found_mentions: int = 0

    def add(self, expected: int, found: int) -> None:
        """Take in one entity of one article: how often it was expected and found."""
        self.right += bool(expected and found)
        self.missed += bool(expected and not found)
        self.wrong += bool(found and not expected)
        self.off_by += abs(found - expected)
        self.expected_mentions += expected
        self.found_mentions += found

    @property
    def expected(self) -> int:
        """Entities that readers found, counted once an article."""
        return self.right + self.missed

    @property
    def found(self) -> int:
        """Entities that were found, counted once an article."""
        return self.right + self.wrong

    @property
    def precision(self) -> float:
        """Part of the entities found that are right; 1 when none was found."""
        return _part(self.right, self.found)

    @property
    def recall(self) -> float:
        """Part of the entities expected that were found; 1 when none was expected."""
        return _part(self.right, self.expected)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _part(2 * self.right, self.expected + self.found)

    @property
    def count_error(self) -> float:
        """Mean of |found - expected| mentions over the entities of each article, expected or found."""
        entities = self.right + self.missed + self.wrong
        return self.off_by / entities if entities else 0.0

    @property
    def precision_interval(self) -> Interval:
        """Where precision lies in other texts of this kind."""
        return wilson(self.right, self.found)

    @property
    def recall_interval(self) -> Interval:
        """Where recall lies in other texts of this kind."""
        return wilson(self.right, self.expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Scores of some of the texts."""

    texts: int
    countries: Score
    leaders: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured with the labelled texts of this project."""

    day: date
    whole: Part
    traps: dict[str, Part]  # by name of the file of texts: "currency"
    entities: dict[str, Score] = field(
        default_factory=dict
    )  # by Entity.code; those that FEWEST articles name


def wilson(part: int, whole: int) -> Interval:
    """Wilson's 95 % interval of ``part`` in ``whole``: honest for few cases and for parts near 0 and 1."""
    if not whole:
        return Interval(0.0, 1.0)
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def summed(scores: Iterable[Score]) -> Score:
    """One score over all articles of ``scores``."""
    total = Score()
    for score in scores:
        total.right += score.right
        total.missed += score.missed
        total.wrong += score.wrong
        total.off_by += score.off_by
        total.expected_mentions += score.expected_mentions
        total.found_mentions += score.found_mentions
    return total


def enough(entities: Mapping[str, Score]) -> dict[str, Score]:
    """Those of ``entities`` that enough articles name, most first."""
    named = [(code, score) for code, score in entities.items() if score.expected >= FEWEST]
    return dict(sorted(named, key=lambda pair: (-pair[1].expected, pair[0])))


@cache
def measured() -> Measured:
    """The figures that ship with this package."""
    return from_json(MEASURED.read_text(encoding="utf-8"))


def to_json(figures: Measured) -> str:
    """``figures`` as they are kept: one line a trap and an entity, so that a change is a line."""

    def lines(rows: Mapping[str, Any]) -> str:
        return ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())

    traps = lines({name: asdict(part) for name, part in sorted(figures.traps.items())})
    entities = lines({code: asdict(score) for code, score in figures.entities.items()})
    return (
        f'{{"day": "{figures.day}",\n "whole": {json.dumps(asdict(figures.whole))},\n'
        f' "traps": {{\n{traps}\n }},\n "entities": {{\n{entities}\n }}\n}}\n'
    )


def from_json(text: str) -> Measured:
    """The figures that ``to_json`` made a text of."""
    read = json.loads(text)
    return Measured(
        day=date.fromisoformat(read["day"]),
        whole=_part_of(read["whole"]),
        traps={name: _part_of(part) for name, part in read["traps"].items()},
        entities={code: Score(**score) for code, score in read["entities"].items()},
    )


def _part_of(read: dict[str, Any]) -> Part:
    return Part(texts=read["texts"], countries=Score(**read["countries"]), leaders=Score(**read["leaders"]))


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
