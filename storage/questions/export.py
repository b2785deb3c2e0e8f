"""What an archive holds as a file for other programs, however large: DuckDB writes it as it reads.

The head of the file says how it was made: lines that begin with ``#`` in CSV, the first line in JSON lines,
the key-value metadata in Parquet.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal, get_args

import polars as pl
from duckdb import DuckDBPyConnection

from storage.arrow import offered
from storage.coverage.coverage import outlet_days
from storage.coverage.folding import counting_kinds, covered
from storage.errors import ExportError
from storage.files import sync_file, sync_folder
from storage.questions.methodology import COUNTED
from storage.questions.series import Grain, timeline
from storage.scope import Scope
from storage.sqlfiles import statement

What = Literal["articles", "mentions", "timeseries", "outlet-days"]
Format = Literal["parquet", "csv", "jsonl"]
WHATS: Final[tuple[What, ...]] = get_args(What)
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
RUN: Final = timedelta(days=7)  # whose articles are in memory at once
ROW_GROUP: Final = 50_000  # rows of Parquet that are in memory at once
TOGETHER: Final = 50  # entities whose series are in memory at once

# How each format writes texts, times and lists. Spreadsheets take cells that begin so for formulas.
_MACROS: Final[dict[bool, tuple[str, ...]]] = {
    True: (
        "cell(x) AS CASE WHEN regexp_matches(x, '^[=+@\\t\\r-]') THEN '''' || x ELSE x END",
        "instant(x) AS strftime(x, '%Y-%m-%dT%H:%M:%SZ')",
        "listed(x) AS cell(array_to_string(x, '; '))",
    ),
    False: ("cell(x) AS x", "instant(x) AS timezone('UTC', x)", "listed(x) AS x"),
}
_OPTIONS: Final[dict[Format, str]] = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ'",
}
_MEANT: Final[dict[What, str]] = {
    "articles": "entities: key and number of mentions. story_id: the same number for copies of one text",
    "mentions": "times: how often the article has the entity in this way (kind). office does not count for n",
    "timeseries": "start: first day of the bucket. N is in column collected",
    "outlet-days": "expected: usual for the weekday, all languages. reason: why a day was not read",
}
_STATES: Final = (
    "ok; gap: not read, so the number is unknown, not 0; zero: read, and nothing came; partial: not over; "
    "before: not begun"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is to be written."""

    what: What
    scope: Scope
    entities: tuple[int, ...] = ()  # entity_id; empty: all
    grain: Grain = "day"
    texts: bool = False  # whether articles have their summary and body


def write_export(
    con: DuckDBPyConnection,
    chosen: Selection,
    *,
    format_: Format,
    to: Path,
    about: Mapping[str, str],
    force: bool,
) -> int:
    """Write the file and return its number of rows. All is of one moment; memory does not grow with the rows.

    :raises ExportError: ``to`` is there already and ``force`` is not set.
    """
    if to.exists() and not force:
        raise ExportError(f"{to} is there already; name another file, or overwrite it with --force")
    head = dict(about) | _meaning(chosen)
    _prepare(con, chosen, as_text=format_ == "csv")
    with _whole(to) as (unfinished, parts):
        written = list(_written(con, chosen, format_, parts))
        if format_ == "parquet":
            _joined([path for path, _ in written], unfinished, head)
        else:
            _appended([path for path, _ in written], unfinished, _lines(head, format_))
    return sum(rows for _, rows in written)


def _written(
    con: DuckDBPyConnection, chosen: Selection, format_: Format, folder: Path
) -> Iterator[tuple[Path, int]]:
    """Files of the selection, each with its number of rows; the days of articles some at a time."""
    runs = [chosen.scope]
    if chosen.what in {"articles", "mentions"}:
        since, until = chosen.scope.since, chosen.scope.end
        runs = [
            chosen.scope.window(since + RUN * place, min(since + RUN * (place + 1), until))
            for place in range(max(1, math.ceil((until - since) / RUN)))
        ]
    for place, run in enumerate(runs):
        con.execute("SET VARIABLE since = $day", {"day": run.since})
        con.execute("SET VARIABLE until = $day", {"day": run.end})
        part = folder / f"{place:06}"
        options = _OPTIONS[format_].replace("HEADER true", f"HEADER {str(place == 0).lower()}")
        query = statement(f"export/{chosen.what}")
        [(rows,)] = con.execute(f"COPY ({query}) TO {_quoted(str(part))} ({options})").fetchall()
        yield part, int(rows)


def _prepare(con: DuckDBPyConnection, chosen: Selection, *, as_text: bool) -> None:
    """What the statements of export/ read, on this connection alone."""
    for macro in _MACROS[as_text]:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
    scope = chosen.scope
    if chosen.what == "timeseries":
        _series(con, chosen)
    elif chosen.what == "outlet-days":
        _enter(con, "outlet_series", outlet_days(con, scope=scope))
    else:
        kinds = (*counting_kinds(scope), *(["office"] if chosen.what == "mentions" else []))
        for name, kind, value in (
            ("since", "DATE", scope.since),
            ("until", "DATE", scope.end),
            ("fold", "BOOLEAN", scope.basis == "stories"),
            ("texts", "BOOLEAN", chosen.texts),
            ("outlets", "SMALLINT[]", list(scope.outlets)),
            ("langs", "VARCHAR[]", list(scope.langs)),
            ("entities", "SMALLINT[]", list(chosen.entities)),
            ("kinds", "VARCHAR[]", list(kinds)),
        ):
            con.execute(f"SET VARIABLE {name} = $value::{kind}", {"value": value})
        con.execute(statement("export/first_of_story"))


def _series(con: DuckDBPyConnection, chosen: Selection) -> None:
    """Series of the entities, or of all that are written of, some at a time."""
    entities: Sequence[int] = chosen.entities
    if not entities:
        entities = covered(con, scope=chosen.scope).frame()["entity_id"].unique().sort().to_list()
    ask = timeline.__wrapped__  # type: ignore[attr-defined] # its answers are not worth keeping
    for first in range(0, max(1, len(entities)), TOGETHER):
        some = entities[first : first + TOGETHER]
        found = ask(con, scope=chosen.scope, entity_ids=some, grain=chosen.grain)
        _enter(con, "series", found, again=first > 0)


def _enter(con: DuckDBPyConnection, table: str, rows: pl.DataFrame, *, again: bool = False) -> None:
    with offered(con, incoming=rows):
        con.execute(
            f"INSERT INTO {table} FROM incoming"
            if again
            else f"CREATE OR REPLACE TEMP TABLE {table} AS FROM incoming"
        )


def _meaning(chosen: Selection) -> dict[str, str]:
    head = {"meaning": _MEANT[chosen.what]}
    if chosen.what == "timeseries":
        head = {"grain": chosen.grain, "meaning": f"{_MEANT['timeseries']}. {COUNTED[chosen.scope.basis]}"}
    if chosen.what in {"timeseries", "outlet-days"}:
        head["state"] = _STATES
    return head


def _lines(head: Mapping[str, str], format_: Format) -> bytes:
    if format_ == "jsonl":
        return json.dumps({"about": head}, ensure_ascii=False).encode() + b"\n"
    return "".join(f"# {name}: {' '.join(said.split())}\n" for name, said in head.items()).encode()


def _joined(parts: Sequence[Path], target: Path, head: Mapping[str, str]) -> None:
    """One Parquet file of several, in their order, with what stands at its head."""
    pl.scan_parquet([*parts], glob=False).sink_parquet(
        target,
        compression="zstd",
        row_group_size=ROW_GROUP,
        metadata={f"sorot.{name}": said for name, said in head.items()},
        maintain_order=True,
    )


def _appended(parts: Sequence[Path], target: Path, head: bytes) -> None:
    with target.open("wb") as file:
        file.write(head)
        for part in parts:
            with part.open("rb") as body:
                shutil.copyfileobj(body, file, 2**20)
            part.unlink()


@contextmanager
def _whole(to: Path) -> Iterator[tuple[Path, Path]]:
    """A file that becomes ``to``, and a folder beside it that is gone afterwards."""
    unfinished, parts = to.with_name(f".{to.name}.tmp"), to.with_name(f".{to.name}.parts")
    shutil.rmtree(parts, ignore_errors=True)  # of one that was killed
    parts.mkdir(parents=True)
    try:
        yield unfinished, parts
        sync_file(unfinished)
        unfinished.replace(to)
        sync_folder(to.parent)
    finally:
        unfinished.unlink(missing_ok=True)
        shutil.rmtree(parts, ignore_errors=True)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def about(
    con: DuckDBPyConnection, chosen: Selection, *, version: str, zone: str, gazetteer: str, made_at: datetime
) -> dict[str, str]:
    """How a file was made: product, time, selection. Values are one line each."""
    scope = chosen.scope
    outlets = dict(con.execute("SELECT outlet_id, key FROM outlet ORDER BY outlet_id").fetchall())
    keys = dict(con.execute("SELECT entity_id, key FROM entity").fetchall())
    return {
        "sorot": version,
        "content": chosen.what,
        "made_at": f"{made_at:%Y-%m-%dT%H:%M:%SZ}",
        "days": f"{scope.since} to {scope.end - timedelta(days=1)}, from midnight in {zone}; times are UTC",
        "outlets": ", ".join(outlets[key] for key in scope.outlets) or f"all ({len(outlets)})",
        "languages": ", ".join(scope.langs) or "all",
        "entities": ", ".join(keys[key] for key in chosen.entities) or "all",
        "basis": scope.basis,
        "capitals": "count for their country" if scope.capitals else "do not count",
        "gazetteer": gazetteer,
    }
