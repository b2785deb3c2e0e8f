"""How well the matcher does against texts labelled by careful readers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectors.dates import read_date
from entities.matcher import Matcher
from sorot.errors import LabelsError
from sorot.match import Text, match_text

Count = Annotated[int, Field(ge=1)]
_KINDS = ("countries", "leaders")
ZONE = ZoneInfo("Asia/Jakarta")  # what a date without a zone is taken for where no config.yaml says it


class _Expected(BaseModel):
    model_config = ConfigDict(frozen=True)
    countries: dict[Annotated[str, Field(pattern="^[A-Z]{2}$")], Count]
    capitals: dict[Annotated[str, Field(pattern="^[A-Z]{2}$")], Count] = Field(default_factory=dict)
    leaders: dict[Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")], Count]


class Labelled(BaseModel):
    """One line of a file of labels. Keys that are not known (url, notes) are for people."""

    model_config = ConfigDict(frozen=True)
    id: str
    title: str = ""
    body: str
    date_raw: str = ""
    lang: str | None = None
    expected: _Expected
    optional: tuple[str, ...] = ()  # entities that count neither for nor against


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
    def precision(self) -> float:
        """Part of the entities found that are right; 1 when none was found."""
        return _part(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Part of the entities expected that were found; 1 when none was expected."""
        return _part(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _part(2 * self.right, 2 * self.right + self.wrong + self.missed)

    @property
    def count_error(self) -> float:
        """Mean of |found - expected| mentions over the entities of each article, expected or found."""
        entities = self.right + self.missed + self.wrong
        return self.off_by / entities if entities else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """An entity of an article that was not counted as a reader counted it."""

    article: str
    entity: str
    expected: int
    found: int


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Scores over all articles."""

    articles: int
    countries: Score
    leaders: Score
    entities: dict[str, Score] = field(default_factory=dict)  # by ISO code or leader id
    mistakes: tuple[Mistake, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer of `sorot evaluate --json`."""
        return {
            "articles": self.articles,
            "countries": _figures(self.countries),
            "leaders": _figures(self.leaders),
            "entities": {key: _figures(score) for key, score in sorted(self.entities.items())},
            "mistakes": [
                {"id": m.article, "entity": m.entity, "expected": m.expected, "found": m.found}
                for m in self.mistakes
            ],
        }


def read_labels(path: Path) -> list[Labelled]:
    """Read a file of labels, one JSON object a line.

    :raises LabelsError: a line is not of the form; every such line is named.
    """
    labels: list[Labelled] = []
    problems: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise LabelsError([f"{path}:1: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise LabelsError([f"{path}:1: is not UTF-8 text; save it as UTF-8"]) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            labels.append(Labelled.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            problems.append(f"{path}:{number}: is not JSON: {error.msg} at column {error.colno}")
        except RecursionError:
            problems.append(f"{path}:{number}: is nested too deeply")
        except ValidationError as error:
            problems += [f"{path}:{number}: {_said(one)}" for one in error.errors()]
    if not labels and not problems:
        problems.append(f"{path}:1: has no labels; write one JSON object a line")
    if problems:
        raise LabelsError(problems)
    return labels


def evaluate(matcher: Matcher, labels: Iterable[Labelled]) -> Evaluation:
    """Match every labelled text and compare. Capitals count for their country on both sides."""
    scores = {kind: Score() for kind in _KINDS}
    entities: defaultdict[str, Score] = defaultdict(Score)
    mistakes: list[Mistake] = []
    articles = 0
    for label in labels:
        articles += 1
        day = read_date(label.date_raw, zone=ZONE) if label.date_raw else None
        text = Text(title=label.title, body=label.body, day=day.date() if day else None, lang=label.lang)
        answer = match_text(matcher, text)
        for kind, expected, found in _compared(label, answer):
            for key in sorted(expected.keys() | found.keys()):
                if key in label.optional:
                    continue
                scores[kind].add(expected[key], found[key])
                entities[key].add(expected[key], found[key])
                if expected[key] != found[key]:
                    mistakes.append(
                        Mistake(article=label.id, entity=key, expected=expected[key], found=found[key])
                    )
    return Evaluation(
        articles=articles,
        countries=scores["countries"],
        leaders=scores["leaders"],
        entities=dict(entities),
        mistakes=tuple(mistakes),
    )


def _compared(label: Labelled, answer: dict[str, Any]) -> list[tuple[str, Counter[str], Counter[str]]]:
    expected = label.expected
    return [
        (
            "countries",
            Counter(expected.countries) + Counter(expected.capitals),
            Counter(answer["countries"]) + Counter(answer["capitals"]),
        ),
        ("leaders", Counter(expected.leaders), Counter(answer["leaders"])),
    ]


def _part(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _figures(score: Score) -> dict[str, Any]:
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "count_error": round(score.count_error, 4),
        "right": score.right,
        "missed": score.missed,
        "wrong": score.wrong,
        "expected_mentions": score.expected_mentions,
        "found_mentions": score.found_mentions,
    }


def _said(error: Any) -> str:
    where = ".".join(str(step) for step in error["loc"]) or "the line"
    if error["type"] == "missing":
        return f"{where}: is missing; add it"
    return f"{where}: {error['msg']} (given: {error['input']!r:.80})"
