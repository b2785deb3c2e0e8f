"""The commands that look at texts and documents: match, evaluate, parse."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from collectors.errors import ParseError
from collectors.parse import parse_feed, parse_json
from entities.accuracy import FEWEST, Interval, Score, enough
from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from sorot.errors import FAILED, WRONG_USAGE, UserError
from sorot.evaluate import ZONE, Evaluation, evaluate_files, read_label_files
from sorot.match import Text, match_text, text_of_file
from sorot.names.names import names_to_try


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def match(file: TextIO, *, config: Path | None, day: date | None, lang: str | None, as_json: bool) -> None:
    """Print what is found in one text."""
    try:
        text = text_of_file(file.read(), day=day, lang=lang)
    except UnicodeDecodeError as error:
        raise UserError(f"{file.name} is not UTF-8 text; save it as UTF-8", WRONG_USAGE) from error
    names = names_to_try(config)
    answer = match_text(Matcher(names), text)
    if as_json:
        _print_json(answer)
    else:
        _say_match(answer, names)


def _say_match(answer: dict[str, Any], names: Gazetteer) -> None:
    lang = answer["lang"] if answer["lang"] in {"en", "id"} else "en"

    def name(key: str) -> str:
        return names.entities[key].labels[lang] if key in names.entities else key

    console = Console(highlight=False)
    for part, kind in (
        ("countries", "country:"),
        ("capitals", "country:"),
        ("leaders", "leader:"),
        ("others", ""),
    ):
        told = ", ".join(f"{name(f'{kind}{code}')} {count}" for code, count in answer[part].items())
        _say_row(console, part, told)
    for part in ("dateline", "attribution"):
        _say_row(console, part, ", ".join(answer[part]))
    counted = [
        (f"{one['field']} {one['start']}", one["surface"], name(one["entity"]), one["kind"])
        for one in answer["spans"]
    ]
    left_out = [
        (f"{one['field']} {one['start']}", " ".join(one["surface"].split())[:70], one["reason"])
        for one in answer["ignored"]
    ]
    _say_table(console, ("place", "text", "counts for", "as"), counted)
    _say_table(console, ("place", "not counted", "because"), left_out)
    if not counted:
        console.print("Nobody and nothing that is counted is mentioned.")


def _say_row(console: Console, title: str, text: str) -> None:
    if text:
        console.print(f"[bold]{title:<12}[/bold]{text}")


def _say_table(console: Console, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        table = Table(*header, box=None, header_style="bold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        console.print(table)


class _Line(BaseModel):
    """One line of ``sorot match --jsonl``."""

    model_config = ConfigDict(extra="ignore")

    body: str
    title: str = ""
    id: Any = None
    date: dt.date | None = None
    lang: str | None = None


def match_lines(lines: Iterable[bytes], *, config: Path | None) -> int:
    """Answer each line with one JSON document; one that cannot be read with an error and its number."""
    matcher, status = Matcher(names_to_try(config)), 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = _Line.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = "".join(f"{step}: " for step in first["loc"])
            _print_json({"id": _id_of(line), "error": f"line {number}: {where}{first['msg']}"})
            status = FAILED
            continue
        text = Text(body=given.body, title=given.title, day=given.date, lang=given.lang)
        _print_json({"id": given.id, **match_text(matcher, text)})
    return status


def _id_of(line: bytes) -> Any:
    """The id of a line that is not as it should be, as far as it can be read."""
    try:
        given = json.loads(line)
    except ValueError:
        return None
    return given.get("id") if isinstance(given, dict) else None


def evaluate(labels: Path, *, config: Path | None, as_json: bool, entities: bool = False) -> None:
    """Print how well what is found agrees with what a careful reader found.

    ``entities``: also for each country and leader that enough articles name.
    """
    names = names_to_try(config)
    result = evaluate_files(Matcher(names), read_label_files(labels))
    if as_json:
        _print_json(result.as_json())
    else:
        _say_evaluation(result)
        if entities:
            _say_entities(result, names)


_FIGURES: tuple[tuple[str, Callable[[Score], float]], ...] = (
    ("precision", lambda s: s.precision),
    ("recall", lambda s: s.recall),
    ("F1", lambda s: s.f1),
    ("count error", lambda s: s.count_error),
)


def _say_evaluation(result: Evaluation) -> None:
    console = Console(highlight=False)
    console.print(f"{result.articles} articles")
    table = Table("", box=None, header_style="bold")
    for title, _ in _FIGURES:
        table.add_column(title, justify="right")
    for kind, one in (("countries", result.countries), ("leaders", result.leaders)):
        table.add_row(kind, *(f"{figure(one):.3f}" for _, figure in _FIGURES))
    console.print(table)
    if result.files:
        console.print(_by_file(result))
    if result.mistakes:
        wrong = Table("article", "entity", "expected", "found", box=None, header_style="bold")
        for mistake in result.mistakes:
            wrong.add_row(mistake.article, mistake.entity, str(mistake.expected), str(mistake.found))
        console.print(wrong)


def _by_file(result: Evaluation) -> Table:
    table = Table("file", box=None, header_style="bold")
    for title in ("articles", "countries F1", "count error", "leaders F1", "count error"):
        table.add_column(title, justify="right")
    for name, one in result.files.items():
        figures = (score for part in (one.countries, one.leaders) for score in (part.f1, part.count_error))
        table.add_row(name, str(one.articles), *(f"{figure:.3f}" for figure in figures))
    return table


def _say_entities(result: Evaluation, names: Gazetteer) -> None:
    """Precision and recall of each entity that enough articles name, with 95 % intervals."""
    labels = {entity.code: entity.labels["en"] for entity in names.entities.values()}
    table = Table("entity", box=None, header_style="bold")
    for title in ("articles", "precision", "95 %", "recall", "95 %", "count error"):
        table.add_column(title, justify="right")
    named = enough(result.entities)
    for code, score in named.items():
        table.add_row(
            labels.get(code, code),
            str(score.expected),
            f"{score.precision:.3f}",
            _between(score.precision_interval),
            f"{score.recall:.3f}",
            _between(score.recall_interval),
            f"{score.count_error:.3f}",
        )
    console = Console(highlight=False)
    if named:
        console.print(table)
    console.print(f"Left out, named by fewer than {FEWEST} articles: {len(result.entities) - len(named)}")


def _between(interval: Interval) -> str:
    return f"{interval.low:.2f}–{interval.high:.2f}"


def parse(body: bytes, *, name: str, url: str, as_json: bool) -> int:
    """Print what is read in a feed document; returns the exit status."""
    try:
        feed = parse_feed(body, url=url, content_type=None, zone=ZONE, now=datetime.now(UTC))
    except ParseError as error:
        if as_json:
            _print_json({"feed": None, "entries": [], "problems": [error.reason]})
        click.echo(f"{name} {error.reason}", err=True)
        return FAILED
    answer = parse_json(feed)
    if as_json:
        _print_json(answer)
        return 0
    click.echo(f"{answer['feed']['title'] or 'without a title'}: {len(answer['entries'])} entries")
    for entry in answer["entries"]:
        click.echo(f"{entry['published'] or 'no date':20}  {entry['title']}\n{'':20}  {entry['link']}")
    for problem in answer["problems"]:
        click.echo(f"note: {problem}", err=True)
    return 0
