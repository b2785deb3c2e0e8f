"""The SQL of this package, which lies in files under sql/: how it is read, and how queries are asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

import polars as pl

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType

ByDay = Mapping[date, Sequence[int]]

_SQL = files("storage") / "sql"
_SECTION = re.compile(r"^ *-- if \$(?P<name>\w+)\n(?P<lines>.*?)^ *-- end\n", re.MULTILINE | re.DOTALL)
_EACH = re.compile(r"^ *-- each \$(?P<name>\w+)\n(?P<lines>.*?)^ *-- end\n", re.MULTILINE | re.DOTALL)
_LIST = re.compile(r"IN \$(\w+)::(SMALLINT|DATE)\[\]")
_ROWS = re.compile(r"unnest\(\$(?P<name>\w+)::(?P<type>SMALLINT|BIGINT|DATE)\[\]\)")
_PARAMETER = re.compile(r"\$(\w+)")

_NO_DAY: Final[ByDay] = {date.min: ()}

POLARS: dict[str, pl.DataType] = {
    "BIGINT": pl.Int64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "DOUBLE": pl.Float64(),
    "INTEGER": pl.Int32(),
    "SMALLINT": pl.Int16(),
    "TIMESTAMP": pl.Datetime("us"),
    "VARCHAR": pl.String(),
}


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


@cache
def _sections(name: str) -> frozenset[str]:
    return frozenset(found["name"] for found in _SECTION.finditer(statement(f"queries/{name}")))


@cache
def _without(name: str, empty: frozenset[str]) -> str:
    """A query without its comments, and without the sections of parameters that are empty."""
    text = _SECTION.sub(
        lambda found: "" if found["name"] in empty else found["lines"], statement(f"queries/{name}")
    )
    return re.sub("--(?! each| end).*", "", text)


def _asked(con: DuckDBPyConnection, name: str, params: Mapping[str, object]) -> DuckDBPyConnection:
    """``sql/queries/<name>.sql`` as executed.

    Lines between ``-- if $x`` and ``-- end`` are left out where parameter x is missing, empty or false: what
    is not asked for takes no time to plan. ``x IN $y::SMALLINT[]`` and ``DATE[]`` get the values
    themselves: then DuckDB passes over parts of a table that have none of them. So does
    ``unnest($y::SMALLINT[])``, or of BIGINT: then DuckDB knows how few these are, and joins others with
    them. Lines between ``-- each $x`` and ``-- end`` are there once a day of parameter x, with the day for
    ``$day`` and its numbers for ``$ids``: mentions are found day by day in a quarter of the time that a list
    of days takes.
    """
    text = _without(name, frozenset(key for key in _sections(name) if not params.get(key)))
    text = _EACH.sub(lambda part: _each_day(part["lines"], cast("ByDay", params.get(part["name"], {}))), text)
    text = _LIST.sub(lambda found: _in(cast("Sequence[int | date]", params[found[1]])), text)
    text = _ROWS.sub(
        lambda part: (
            f"unnest([{_written(cast('Sequence[int | date]', params[part['name']]))}]::{part['type']}[])"
        ),
        text,
    )
    named = set(_PARAMETER.findall(text))
    return con.execute(text, {key: value for key, value in params.items() if key in named})


def by_day(dated: Iterable[tuple[int, date]]) -> ByDay:
    """Numbers with a day each as a query with a part for each day takes them."""
    found: dict[date, list[int]] = {}
    for number, day in dated:
        found.setdefault(day, []).append(number)
    return found


def _each_day(lines: str, by_day: ByDay) -> str:
    return "UNION ALL\n".join(
        lines.replace("$day", f"DATE '{day}'").replace("IN $ids::BIGINT[]", _in(ids))
        for day, ids in (by_day or _NO_DAY).items()
    )


def _in(values: Sequence[int | date]) -> str:
    return f"IN ({_written(values) or 'NULL'})"


def _written(values: Sequence[int | date]) -> str:
    return ", ".join(f"DATE '{value}'" if isinstance(value, date) else str(int(value)) for value in values)


def frame(con: DuckDBPyConnection, name: str, **params: object) -> pl.DataFrame:
    """Result of ``sql/queries/<name>.sql`` as a frame; its columns are in the query's header.

    For some thousand rows at most. What DuckDB offers as a relation or by Arrow takes longer to set up than
    these take to read, and a hundred times as long where a statement has parameters.
    """
    found = _asked(con, name, params)
    schema = {column[0]: _polars_type(column[1]) for column in found.description}
    return pl.DataFrame(found.fetchall(), schema=schema, orient="row")


def _polars_type(type_: DuckDBPyType) -> pl.DataType:
    children = {name: _polars_type(cast("DuckDBPyType", child)) for name, child in _children(type_)}
    if type_.id == "list":
        return pl.List(children["child"])
    return pl.Struct(children) if type_.id == "struct" else POLARS[str(type_)]


def _children(type_: DuckDBPyType) -> list[tuple[str, Any]]:
    return type_.children if type_.id in {"list", "struct"} else []


def columns(con: DuckDBPyConnection, name: str, **params: object) -> dict[str, Any]:
    """The same as columns (numpy arrays), for a million rows of numbers and for computations with them."""
    return _asked(con, name, params).fetchnumpy()


def rows(con: DuckDBPyConnection, name: str, **params: object) -> list[tuple[Any, ...]]:
    """The same as tuples, for computations in Python."""
    return _asked(con, name, params).fetchall()


def large_frame(con: DuckDBPyConnection, name: str, **variables: object) -> pl.DataFrame:
    """Result of ``sql/<name>.sql``, which reads ``variables`` with getvariable(), for many texts.

    DuckDB keeps the whole result of a statement with parameters before it hands it over; this one's is handed
    over as it comes, in a third of the time for texts and a twentieth for numbers.
    """
    for variable, value in variables.items():
        con.execute(f"SET VARIABLE {variable} = $value", {"value": value})
    return pl.DataFrame(con.sql(statement(name)))
