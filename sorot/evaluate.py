"""How well the matcher does against texts labelled by careful readers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectors.dates import read_date
from entities.accuracy import Measured, Part, Score, enough, summed
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
    files: dict[str, Evaluation] = field(default_factory=dict)  # by name, when there are several

    @property
    def part(self) -> Part:
        """The scores alone."""
        return Part(texts=self.articles, countries=self.countries, leaders=self.leaders)

    def as_json(self) -> dict[str, Any]:
        """The answer of `sorot evaluate --json`."""
        return {
            "articles": self.articles,
            "countries": _figures(self.countries),
            "leaders": _figures(self.leaders),
            "entities": {key: _figures(score) for key, score in sorted(self.entities.items())},
            "files": {
                name: {
                    "articles": one.articles,
                    "countries": _figures(one.countries),
                    "leaders": _figures(one.leaders),
                }
                for name, one in self.files.items()
            },
            "mistakes": [
                {"id": m.article, "entity": m.entity, "expected": m.expected, "found": m.found}
                for m in self.mistakes
            ],
        }


def read_label_files(path: Path) -> dict[str, list[Labelled]]:
    """Read a file of labels, or every ``*.jsonl`` of a folder; by name without its ending.

    :raises LabelsError: a line of any is not of the form, or the folder has no such file.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise LabelsError([f"{path}:1: has no labels; put files called *.jsonl into it"])
    labels: dict[str, list[Labelled]] = {}
    problems: list[str] = []
    for file in files:
        try:
            labels[file.stem] = read_labels(file)
        except LabelsError as error:
            problems += error.problems
    if problems:
        raise LabelsError(problems)
    return labels


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


def evaluate_files(matcher: Matcher, files: Mapping[str, Iterable[Labelled]]) -> Evaluation:
    """Evaluate each of ``files`` and all of them together."""
    parts = {name: evaluate(matcher, labels) for name, labels in files.items()}
    codes = sorted({code for one in parts.values() for code in one.entities})
    return Evaluation(
        articles=sum(one.articles for one in parts.values()),
        countries=summed(one.countries for one in parts.values()),
        leaders=summed(one.leaders for one in parts.values()),
        entities={
            code: summed(one.entities[code] for one in parts.values() if code in one.entities)
            for code in codes
        },
        mistakes=tuple(mistake for one in parts.values() for mistake in one.mistakes),
        files=parts if len(parts) > 1 else {},
    )


def measured(result: Evaluation, day: date) -> Measured:
    """What is kept of an evaluation of several files made on ``day``."""
    return Measured(
        day=day,
        whole=result.part,
        traps={name: one.part for name, one in result.files.items()},
        entities=enough(result.entities),
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
        "expected": score.expected,
        "found": score.found,
        "precision_interval": [round(end, 4) for end in score.precision_interval],
        "recall_interval": [round(end, 4) for end in score.recall_interval],
    }


def _said(error: Any) -> str:
    where = ".".join(str(step) for step in error["loc"]) or "the line"
    if error["type"] == "missing":
        return f"{where}: is missing; add it"
    return f"{where}: {error['msg']} (given: {error['input']!r:.80})"
