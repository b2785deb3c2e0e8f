"""Answers are kept until the archive changes, and those about past days until something of these changes.

Everything asked here follows from the archive's content and the arguments, so an answer is good as long as
the tables have not grown. Tables only ever grow: changes are appended as differences.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
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
Condition = Callable[["DuckDBPyConnection", State, Mapping[str, Any]], Hashable]

KEEP = 512  # answers; a chart's frame is some tens of kilobytes
NAMES = frozenset({"path", "entities", "outlets", "feeds", "settings"})  # what is not counted by day

_answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()
_asked = local()


def archive_state(con: DuckDBPyConnection) -> State:
    """What identifies the archive and its content; different after every write."""
    return frozenset(rows(con, "archive_state"))


@contextmanager
def one_moment(state_of: Callable[[DuckDBPyConnection], State] = archive_state) -> Iterator[None]:
    """Inside, this thread asks one archive in one transaction: what identifies it is looked up once."""
    _asked.once, _asked.state, _asked.state_of = True, None, state_of
    try:
        yield
    finally:
        _asked.once, _asked.state, _asked.state_of = False, None, archive_state


def any_change(_con: DuckDBPyConnection, state: State, _arguments: Mapping[str, Any]) -> Hashable:
    """The condition of most answers: nothing was written."""
    return state


def names(_con: DuckDBPyConnection, state: State, _arguments: Mapping[str, Any]) -> Hashable:
    """The condition of answers about entities, outlets, feeds and settings alone."""
    return frozenset(part for part in state if part[0] in NAMES)


def remembered_until(
    changes: Condition,
) -> Callable[
    [Callable[Concatenate[DuckDBPyConnection, P], T]], Callable[Concatenate[DuckDBPyConnection, P], T]
]:
    """Keep the answers of a question until ``changes`` is another; nobody may change one in place.

    An archive in memory has no name to keep answers under, so there every question is answered anew.
    """

    def decorate(
        question: Callable[Concatenate[DuckDBPyConnection, P], T],
    ) -> Callable[Concatenate[DuckDBPyConnection, P], T]:
        @wraps(question)
        def ask(con: DuckDBPyConnection, /, *args: P.args, **kwargs: P.kwargs) -> T:
            outer: State | None = getattr(_asked, "state", None)
            state = outer or getattr(_asked, "state_of", archive_state)(con)
            if ("path", None) in state:
                return question(con, *args, **kwargs)
            if getattr(_asked, "once", False):
                outer = state
            _asked.state = state  # questions that this one asks are about the same archive
            try:
                parts = [
                    (name, tuple(part) if isinstance(part, list) else part) for name, part in kwargs.items()
                ]
                asked = (question.__module__, question.__name__, args, tuple(sorted(parts)))
                key = (*asked, changes(con, state, kwargs))
                with _lock:
                    if key in _answers:
                        _answers.move_to_end(key)
                        kept: T = _answers[key]
                        return kept
                answer = question(con, *args, **kwargs)
            finally:
                _asked.state = outer
            with _lock:
                _answers[key] = answer
                while len(_answers) > KEEP:
                    _answers.popitem(last=False)
            return answer

        return ask

    return decorate


remembered = remembered_until(any_change)


def forget() -> None:
    """Drop all answers; for measuring."""
    with _lock:
        _answers.clear()
