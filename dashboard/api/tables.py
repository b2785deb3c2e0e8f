"""An answer's rows as CSV, with what its numbers mean and how they were made at its head."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from dashboard.api.base import Answer
from dashboard.exports import table
from storage.questions.methodology import COUNTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.api.questions import Question


def as_csv(question: Question, answer: BaseModel, outlets: Mapping[int, str]) -> str:
    """The table of an answer; ``outlets`` are their names by number."""
    row = row_of(question.answer)
    columns = {name: field for name, field in row.model_fields.items() if name not in question.left_out}
    rows: list[BaseModel] = answer.rows  # type: ignore[attr-defined]  # every table has them
    described = [
        f"{field.serialization_alias or name}: {field.description}" for name, field in columns.items()
    ]
    return table(
        [f"sorot: {question.title}", *_made(answer, outlets), *described],
        [field.serialization_alias or name for name, field in columns.items()],
        ([_cell(getattr(one, name)) for name in columns] for one in rows),
    )


def row_of(answer: type[BaseModel]) -> type[BaseModel]:
    """What each of an answer's rows is."""
    row: type[BaseModel]
    (row,) = get_args(answer.model_fields["rows"].annotation)
    return row


def _made(answer: BaseModel, outlets: Mapping[int, str]) -> Iterator[str]:
    if not isinstance(answer, Answer):
        return
    made = answer.made
    if made.demo:
        yield "Demo data: invented, not news."
    yield f"Days from {made.first} to {made.to}, beginning at midnight in {made.zone}; times are UTC"
    yield f"Outlets: {', '.join(outlets[number] for number in made.outlets or outlets)}"
    if made.panel_outlets is not None:
        named = ", ".join(outlets[number] for number in made.panel_outlets or ()) or "none"
        yield f"Panel: fixed, outlets that were read through all days that are counted: {named}"
    yield f"Languages: {', '.join(made.langs) or 'all'}"
    yield COUNTED[made.basis]
    yield f"Capitals and seats of government {'count' if made.capitals else 'do not count'} for their country"
    if made.retagged is not None:
        yield "Stored articles are being matched with new names: counts are of old and new names until then"
    if made.updated_at:
        yield f"Archive of {made.updated_at:%Y-%m-%dT%H:%M:%SZ}"
    yield f"Gazetteer {made.gazetteer}"


def _cell(value: Any) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return " ".join(value.split()) if isinstance(value, str) else value
