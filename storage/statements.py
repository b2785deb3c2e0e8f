"""SQL kept in files: single statements and the steps of each schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SQL = files("storage") / "sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step of a schema; applied once, in order, never edited after a release."""

    number: int  # from 1, without holes
    name: str  # file name without its ending
    text: str


@cache
def statement(name: str) -> str:
    """Text of ``sql/<name>.sql``; the name includes the folder: ``ledger/due``."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations(folder: str) -> tuple[Migration, ...]:
    """The files ``sql/<folder>/NNNN_what.sql`` in order."""
    found = sorted(f.name for f in (_SQL / folder).iterdir() if re.fullmatch(r"\d{4}_\w+\.sql", f.name))
    steps = tuple(
        Migration(number=int(name[:4]), name=name[:-4], text=statement(f"{folder}/{name[:-4]}"))
        for name in found
    )
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError(f"sql/{folder} has a hole or a number twice: {', '.join(found)}")
    return steps
