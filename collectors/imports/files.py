"""Rows of JSONL, CSV and Parquet files, one after the other; what is wrong with a row has its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import polars as pl
from polars.exceptions import PolarsError

Kind = Literal["jsonl", "csv", "parquet"]

MAX_LINE: Final = 20 * 1024 * 1024  # bytes of a row
PARQUET_ROWS: Final = 500  # read at once
_GZIP, _PARQUET, _BOM = b"\x1f\x8b", b"PAR1", b"\xef\xbb\xbf"
_DELIMITERS: Final = ",;\t|"
_KINDS: Final[dict[str, Kind]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}


class ImportFileError(ValueError):
    """A file that cannot be used as a whole."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as the file has it, or why it cannot be read."""

    line: int  # of a text file; of Parquet the row's number, from 1
    values: Mapping[str, Any]
    problem: str = ""  # in words, with the column where one is known


def kind_of(path: Path) -> Kind:
    """What kind of file it is: by its name, else by how it begins."""
    names = [suffix.lower() for suffix in path.suffixes]
    if names and names[-1] == ".gz":
        names.pop()
    last = names[-1] if names else ""
    if last in _KINDS:
        return _KINDS[last]
    with _opened(path) as file:
        head = file.read(64).removeprefix(_BOM).lstrip()
    return "parquet" if head.startswith(_PARQUET) else "jsonl" if head.startswith(b"{") else "csv"


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a file; gzip is undone.

    :raises ImportFileError: the file cannot be read as what it is.
    """
    kind = kind_of(path)
    try:
        if kind == "parquet":
            yield from _parquet(path)
            return
        with _opened(path) as file:
            yield from _jsonl(path, file) if kind == "jsonl" else _csv(path, file)
    except (gzip.BadGzipFile, EOFError, PolarsError) as error:
        raise ImportFileError(path, 1, f"cannot be read: {error}") from error


def columns_of(path: Path) -> list[str] | None:
    """Names of the columns; None where each row has its own, as in JSONL."""
    kind = kind_of(path)
    if kind == "jsonl":
        return None
    if kind == "parquet":
        try:
            return list(pl.read_parquet_schema(path))
        except PolarsError as error:
            raise ImportFileError(path, 1, f"is no Parquet file: {error}") from error
    with _opened(path) as file:
        return _header(path, file)[0]


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        zipped = file.read(len(_GZIP)) == _GZIP
    return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]


def _jsonl(path: Path, file: BinaryIO) -> Iterator[Row]:
    line = 0
    while True:
        raw = file.readline(MAX_LINE + 1)
        line += 1
        if not raw:
            return
        if len(raw) > MAX_LINE:
            raise ImportFileError(path, line, f"is longer than {MAX_LINE // 1024 // 1024} MB")
        if line == 1:
            raw = raw.removeprefix(_BOM)
            if raw.lstrip().startswith(b"["):
                raise ImportFileError(path, 1, "is a JSON list; write one object a line (jq -c '.[]')")
        if raw.strip():
            yield _json_row(raw, line)


def _json_row(raw: bytes, line: int) -> Row:
    try:
        values = json.loads(raw.decode("utf-8").rstrip())
    except UnicodeDecodeError as error:
        return Row(line=line, values={}, problem=f"column {error.start + 1}: is not UTF-8")
    except json.JSONDecodeError as error:
        return Row(line=line, values={}, problem=f"column {error.colno}: is not JSON: {error.msg}")
    except RecursionError:
        return Row(line=line, values={}, problem="column 1: is nested too deep")
    if not isinstance(values, dict):
        return Row(line=line, values={}, problem='column 1: is not an object, as in {"url": …}')
    return Row(line=line, values=values)


def _header(path: Path, file: BinaryIO) -> tuple[list[str], str]:
    """Names of the columns and what stands between them; ``file`` is at its beginning."""
    first = file.readline(MAX_LINE)
    try:
        text = first.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise ImportFileError(path, 1, "is not UTF-8; save it as UTF-8") from None
    delimiter = max(_DELIMITERS, key=text.count)
    names = next(csv.reader([text], delimiter=delimiter), [])
    return [name.strip() for name in names], delimiter


def _csv(path: Path, file: BinaryIO) -> Iterator[Row]:
    names, delimiter = _header(path, file)
    csv.field_size_limit(MAX_LINE)
    text = io.TextIOWrapper(file, encoding="utf-8", errors="surrogateescape", newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2  # the header was read before
        try:
            cells = next(reader)
        except StopIteration:
            text.detach()
            return
        except csv.Error as error:
            yield Row(line=line, values={}, problem=f"is not CSV: {error}")
            continue
        if not cells:
            continue
        if len(cells) != len(names):
            yield Row(line=line, values={}, problem=f"has {len(cells)} cells, not {len(names)}")
            continue
        values = dict(zip(names, cells, strict=True))
        spoilt = next((name for name, cell in values.items() if not _is_text(cell)), None)
        yield Row(line=line, values=values, problem=f"{spoilt}: is not UTF-8" if spoilt else "")


def _is_text(cell: str) -> bool:
    return cell.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in cell)


def _parquet(path: Path) -> Iterator[Row]:
    number = 0
    for frame in pl.scan_parquet(path).collect_batches(chunk_size=PARQUET_ROWS, maintain_order=True):
        for values in frame.iter_rows(named=True):
            number += 1
            yield Row(line=number, values=values)
