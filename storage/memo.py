"""Answers are kept until the archive changes, and those about past days until something of these changes.

Everything asked here follows from the archive's content and the arguments, so an answer is good as long as
the tables have not grown. Tables only ever grow: changes are appended as differences.

What many ask at once, as they do when a batch has come in, is found out by one of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from threading import Event, Lock, local
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


class _Sought:
    """An answer that a thread is finding out."""

    def __init__(self) -> None:
        self.done = Event()
        self.found: list[Any] = []  # the answer; none when the thread failed


_answers: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_sought: dict[tuple[Any, ...], _Sought] = {}
_lock = Lock()
_asked = local()


def archive_state(con: DuckDBPyConnection) -> State:
    """What identifies the archive and its content; different after every write."""
    return frozenset(rows(con, "archive_state"))


@contextmanager
def one_moment(find: Callable[[DuckDBPyConnection], State] = archive_state) -> Iterator[None]:
    """Inside, this thread asks one archive in one transaction: what identifies it is looked up once."""
    _asked.once, _asked.state, _asked.find = True, None, find
    _asked.notes = {}
    try:
        yield
    finally:
        _asked.once, _asked.state, _asked.find = False, None, archive_state
        _asked.notes = None


def state_of(con: DuckDBPyConnection) -> State:
    """:func:`archive_state`, not looked up again inside of one moment."""
    found: State | None = getattr(_asked, "state", None)
    if found is None:
        found = getattr(_asked, "find", archive_state)(con)
        if getattr(_asked, "once", False):
            _asked.state = found
    return found


def notes_of_moment() -> dict[Hashable, Any] | None:
    """What questions of this moment leave for each other; None outside of one. It ends with the moment."""
    found: dict[Hashable, Any] | None = getattr(_asked, "notes", None)
    return found


def any_change(_con: DuckDBPyConnection, state: State, _arguments: Mapping[str, Any]) -> Hashable:
    """The condition of most answers: nothing was written."""
    return state


def this_archive(_con: DuckDBPyConnection, state: State, _arguments: Mapping[str, Any]) -> Hashable:
    """The condition of what an archive has as long as it is open, whatever is written."""
    return frozenset(part for part in state if part[0] == "path")


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
            state = state_of(con)
            if ("path", None) in state:
                return question(con, *args, **kwargs)
            outer: State | None = getattr(_asked, "state", None)
            _asked.state = state  # questions that this one asks are about the same archive
            try:
                parts = [
                    (name, tuple(part) if isinstance(part, list) else part) for name, part in kwargs.items()
                ]
                asked = (question.__module__, question.__name__, args, tuple(sorted(parts)))
                key = (*asked, changes(con, state, kwargs))
                return _once(key, lambda: question(con, *args, **kwargs))
            finally:
                _asked.state = outer

        return ask

    return decorate


def _once(key: tuple[Any, ...], find: Callable[[], T]) -> T:
    """The answer kept under ``key``, or that of a thread which is finding it out, or what ``find`` gives.

    No question asks itself again, so threads do not wait for each other in a circle.
    """
    while True:
        with _lock:
            if key in _answers:
                _answers.move_to_end(key)
                kept: T = _answers[key]
                return kept
            sought = _sought.get(key)
            if sought is None:
                mine = _sought[key] = _Sought()
                break
        sought.done.wait()
        if sought.found:
            other: T = sought.found[0]
            return other
    try:
        answer = find()
        mine.found.append(answer)
        return answer
    finally:
        with _lock:
            del _sought[key]
            if mine.found:
                _answers[key] = mine.found[0]
                while len(_answers) > KEEP:
                    _answers.popitem(last=False)
        mine.done.set()


remembered = remembered_until(any_change)


def end_of_minute(now: datetime) -> datetime:
    """The last moment of the minute that ``now`` lies in, so that answers as of now can be kept for a minute.

    Never a moment before: what came in up to now is in them.
    """
    return now.replace(second=59, microsecond=999_999)


def forget() -> None:
    """Drop all answers; for measuring."""
    with _lock:
        _answers.clear()
