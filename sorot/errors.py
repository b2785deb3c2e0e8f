"""Errors that a user can mend, in words and with an exit status; the others keep their traceback."""

from __future__ import annotations

import sqlite3
import sys

import click

from collectors.errors import CollectorError
from entities.gazetteer import GazetteerError
from entities.yamlfile import YamlFileError
from storage.errors import StorageError

FAILED = 1
WRONG_USAGE = 2  # a mistake in a file counts: trying again will not help until somebody mends it


class UserError(click.ClickException):
    """Printed as ``Error: …`` on stderr."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc]  # click declares a class variable and reads the instance's

    def __reduce__(self) -> tuple[type[UserError], tuple[str, int]]:
        """Go from one process to another whole."""
        return UserError, (self.message, self.exit_code)


class LabelsError(ValueError):
    """A file of labels that cannot be used; one ``file:line: what is wrong, and what to do`` a problem."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def in_words(error: Exception) -> tuple[str | None, int]:
    """What to print for ``error`` and the exit status; None when it is a fault of ours."""
    if isinstance(error, YamlFileError | GazetteerError | LabelsError):
        return str(error), WRONG_USAGE
    if isinstance(error, UserError):
        return error.message, error.exit_code
    if isinstance(error, StorageError | CollectorError | sqlite3.Error) or _is_of_duckdb(error):
        return str(error), FAILED
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error), FAILED
    return None, FAILED


def _is_of_duckdb(error: Exception) -> bool:
    """Whether the database says so; the collector, which has none, does not load 30 MB to ask."""
    duckdb = sys.modules.get("duckdb")
    return duckdb is not None and isinstance(error, duckdb.Error)
