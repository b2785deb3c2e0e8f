"""Answers are kept until the archive changes.

Everything asked here follows from the archive's content and the arguments, so an answer is good as long as
the tables have not grown. Tables only ever grow: changes are appended as differences.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock, local
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from storage.sqlfiles import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

P = ParamSpec("P")
T = TypeVar("T")
State = frozenset[tuple[str, str | None]]

KEEP = 512  # answers; a chart's frame is some tens of kilobytes

_answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()
_asked = local()


def archive_state(con: DuckDBPyConnection) -> State:
    """What identifies the archive and its content; different after every write."""
    return frozenset(rows(con, "archive_state"))


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, this thread asks one archive in one transaction: what identifies it is looked up once."""
    _asked.once, _asked.state = True, None
    try:
        yield
    finally:
        _asked.once, _asked.state = False, None


def remembered(
    question: Callable[Concatenate[DuckDBPyConnection, P], T],
) -> Callable[Concatenate[DuckDBPyConnection, P], T]:
    """Keep the answers of a question; whoever gets one must not change it in place.

    An archive in memory has no name to keep answers under, so there every question is answered anew.
    """

    @wraps(question)
    def ask(con: DuckDBPyConnection, /, *args: P.args, **kwargs: P.kwargs) -> T:
        outer: State | None = getattr(_asked, "state", None)
        state = outer or archive_state(con)
        if getattr(_asked, "once", False):
            _asked.state = outer = state
        if ("path", None) in state:
            return question(con, *args, **kwargs)
        parts = [(name, tuple(part) if isinstance(part, list) else part) for name, part in kwargs.items()]
        key = (question.__module__, question.__name__, state, args, tuple(sorted(parts)))
        with _lock:
            if key in _answers:
                _answers.move_to_end(key)
                kept: T = _answers[key]
                return kept
        _asked.state = state  # questions that this one asks are about the same archive
        try:
            answer = question(con, *args, **kwargs)
        finally:
            _asked.state = outer
        with _lock:
            _answers[key] = answer
            while len(_answers) > KEEP:
                _answers.popitem(last=False)
        return answer

    return ask


def forget() -> None:
    """Drop all answers; for measuring."""
    with _lock:
        _answers.clear()
