"""Floors of accuracy, kept in tests/data/labels/floors.yaml: they rise freely and fall only with a reason.

For each file of labelled texts, and for all together, the file has a history: how many texts there were, a
hash of them, and the least that is accepted of countries and of leaders. Only its end is added to. Each entry
has a seal made of itself and all before it, so that one that was changed afterwards is noticed.

    pytest tests/sorot/test_accuracy.py --regenerate                        takes in new texts, raises floors
    pytest tests/sorot/test_accuracy.py --regenerate --reason "why it is"   lowers them, or drops texts
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

from entities.accuracy import Measured, Part, Score

FOLDER = Path(__file__).parent / "data" / "labels"
FLOORS = FOLDER / "floors.yaml"
WHOLE = "all"  # the history of all texts together
SLACK = {WHOLE: 2}  # mistakes more than were measured that a new floor accepts; one for a file
RISE = 0.01  # a floor that could be raised by less is left
SHORTEST = 20  # characters of a reason
_HEAD = """\
# Floors of accuracy: written by pytest --regenerate, read in review. tests/floors.py says how.
# Each list is a history. A floor may rise freely; a lower one, fewer texts or changed ones need a reason.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least that is accepted; of the count error, the most."""

    precision: float
    recall: float
    f1: float
    count_error: float

    @classmethod
    def below(cls, score: Score, slack: int) -> Floor:
        """What ``slack`` more mistakes would leave of ``score``."""
        found, expected = score.found, score.expected
        right, entities = max(0, score.right - slack), max(1, found + expected - score.right)
        return cls(
            precision=_down(score.right / (found + slack)),
            recall=_down(right / expected if expected else 1.0),
            f1=_down(2 * right / (found + expected) if found + expected else 0.0),
            count_error=ceil(1000 * (score.off_by + slack + 1) / entities) / 1000,
        )

    def broken_by(self, score: Score) -> list[str]:
        """Which figures of ``score`` are worse."""
        worse = [name for name in ("precision", "recall", "f1") if getattr(score, name) < getattr(self, name)]
        return worse + ["count_error"] * (score.count_error > self.count_error)

    def lower_than(self, other: Floor) -> list[str]:
        """Which figures ask for less than ``other`` does."""
        mine, others = asdict(self), asdict(other)
        less = [name for name in ("precision", "recall", "f1") if mine[name] < others[name]]
        return less + ["count_error"] * (self.count_error > other.count_error)

    def raised_to(self, other: Floor) -> Floor:
        """The stricter of both, figure by figure."""
        return Floor(
            precision=max(self.precision, other.precision),
            recall=max(self.recall, other.recall),
            f1=max(self.f1, other.f1),
            count_error=min(self.count_error, other.count_error),
        )

    def much_below(self, other: Floor) -> bool:
        """Whether ``other`` asks for a good deal more."""
        mine, most = asdict(self), asdict(self.raised_to(other))
        return any(abs(mine[name] - most[name]) >= RISE for name in mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was pinned on a day."""

    date: str
    texts: int
    countries: Floor
    leaders: Floor
    hash: str = ""  # of the texts, in their order; none of all together
    reason: str = ""
    seal: str = ""

    def data(self) -> dict[str, Any]:
        """For the file; a reason only where there is one."""
        return {name: value for name, value in asdict(self).items() if value != ""}

    def worse_than(self, other: Entry) -> list[str]:
        """What this entry gives up of ``other``."""
        said = ["fewer texts"] if self.texts < other.texts else []
        said += ["other texts"] if self.texts == other.texts and self.hash != other.hash else []
        for kind in ("countries", "leaders"):
            said += [f"{kind} {name}" for name in getattr(self, kind).lower_than(getattr(other, kind))]
        return said


History = tuple[Entry, ...]


def read() -> dict[str, History]:
    """All histories by name of the file of texts, and that of all together."""
    found = yaml.safe_load(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return {name: tuple(map(_entry, entries)) for name, entries in found.items()}


def write(histories: dict[str, History]) -> None:
    """Put the histories back."""
    data = {name: [entry.data() for entry in entries] for name, entries in sorted(histories.items())}
    FLOORS.write_text(
        _HEAD + yaml.safe_dump(data, sort_keys=False, width=110, allow_unicode=True), encoding="utf-8"
    )


def sealed(before: History, entry: Entry) -> Entry:
    """``entry`` with the seal it must have after ``before``."""
    kept = [one.data() for one in before] + [replace(entry, seal="").data()]
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return replace(entry, seal=hashlib.sha256(text.encode()).hexdigest()[:12])


def digest(lines: list[str]) -> str:
    """Hash of texts in their order."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def texts(name: str) -> list[str]:
    """The lines of a file of labels, none when it is gone; or of all files."""
    paths = sorted(FOLDER.glob("*.jsonl")) if name == WHOLE else [FOLDER / f"{name}.jsonl"]
    lines = [line for path in paths if path.exists() for line in path.read_text("utf-8").split("\n")]
    return [line for line in lines if line.strip()]


def problems(name: str, history: History) -> list[str]:
    """What in a history was not done as it has to be."""
    said = [
        f"{name}, {one.date}: was changed after it was written; put it back and add a new entry"
        for at, one in enumerate(history)
        if sealed(history[:at], one) != one
    ]
    for before, after in pairwise(history):
        if after.date < before.date:
            said.append(f"{name}, {after.date}: stands after {before.date}")
        if (lost := after.worse_than(before)) and len(after.reason) < SHORTEST:
            said.append(f"{name}, {after.date}: {', '.join(lost)} without a reason; say why with --reason")
    return said


def lost_texts(name: str, history: History, lines: list[str]) -> list[str]:
    """What was pinned, is not there any more, and was not given up with a reason."""
    said = []
    for at, one in enumerate(history):
        there = len(lines) >= one.texts and one.hash in {"", digest(lines[: one.texts])}
        if not there and not any(later.reason for later in history[at + 1 :]):
            said.append(
                f"{name}: its first {one.texts} texts are not those of {one.date}. New texts go to the "
                'end; where one had to be changed or dropped, say why: pytest --regenerate --reason "…"'
            )
    return said


def regenerated(histories: dict[str, History], measured: Measured, reason: str) -> dict[str, History]:
    """``histories`` with what can be said now added at their ends."""
    parts = {**measured.traps, WHOLE: measured.whole}
    return {
        name: _continued(name, histories.get(name, ()), parts.get(name), measured.day, reason)
        for name in sorted(histories.keys() | parts.keys())
    }


def _continued(name: str, history: History, part: Part | None, day: date, reason: str) -> History:
    lines = texts(name)
    none = Part(texts=0, countries=Score(), leaders=Score())
    now = part or none
    slack = SLACK.get(name, 1)
    countries, leaders = Floor.below(now.countries, slack), Floor.below(now.leaders, slack)
    entry = Entry(
        date=str(day),
        texts=len(lines),
        hash="" if name == WHOLE else digest(lines),
        countries=countries,
        leaders=leaders,
    )
    if not history:
        return (sealed((), entry),)
    last = history[-1]
    kept = [
        floor_ if was.broken_by(score) else was.raised_to(floor_)
        for was, floor_, score in (
            (last.countries, countries, now.countries),
            (last.leaders, leaders, now.leaders),
        )
    ]
    after = replace(entry, countries=kept[0], leaders=kept[1])
    if after.worse_than(last) or lost_texts(name, (last,), lines):
        return (*history, sealed(history, replace(after, reason=reason))) if reason else history
    rises = last.countries.much_below(countries) or last.leaders.much_below(leaders)
    return (*history, sealed(history, after)) if rises or len(lines) > last.texts else history


def _entry(data: dict[str, Any]) -> Entry:
    return Entry(**{**data, "countries": Floor(**data["countries"]), "leaders": Floor(**data["leaders"])})


def _down(value: float) -> float:
    return floor(1000 * value) / 1000
