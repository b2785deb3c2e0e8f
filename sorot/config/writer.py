"""Adding outlets and feeds to config.yaml: comments and layout stay, and only what loads is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entities import yamlfile
from entities.yamledit import CannotAddError, entered
from entities.yamlfile import YamlFileError
from entities.yamlwrite import TRIES, replaced, text_to_change
from sorot.config.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed for ``outlets.<outlet>.feeds``; ``values`` as config.yaml has them."""

    outlet: str
    key: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOutlet:
    """An outlet with its first feeds; ``values`` as config.yaml has them, but for the feeds."""

    key: str
    values: dict[str, str]
    feeds: tuple[NewFeed, ...]


def add(path: Path, outlets: Sequence[NewOutlet], feeds: Sequence[NewFeed], *, write: bool = True) -> str:
    """Add ``outlets``, and ``feeds`` to outlets that are there; returns the lines that are new.

    :param write: False to see only whether it can be added.
    :raises YamlFileError: the file, as it is or as it would be, is not right; nothing is written then.
    """
    return _change(path, lambda text: _with(text, outlets, feeds), write=write)


def as_text(outlets: Sequence[NewOutlet], feeds: Sequence[NewFeed]) -> str:
    """The same as lines to paste."""
    text = _with("", outlets, ())
    for feed in feeds:
        text = entered(text, ("outlets", feed.outlet, "feeds"), feed.key, feed.values)
    return text


def _with(text: str, outlets: Sequence[NewOutlet], feeds: Sequence[NewFeed]) -> str:
    for outlet in outlets:
        values: dict[str, Any] = dict(outlet.values)
        values["feeds"] = {feed.key: feed.values for feed in outlet.feeds}
        text = entered(text, ("outlets",), outlet.key, values)
    for feed in feeds:
        text = entered(text, ("outlets", feed.outlet, "feeds"), feed.key, feed.values)
    return text


def _change(path: Path, change: Callable[[str], str], *, write: bool) -> str:
    for _ in range(TRIES):
        old = text_to_change(path)
        try:
            new = change(old)
        except CannotAddError as error:
            raise YamlFileError(path, [(1, f"{error}; write it there by hand")]) from error
        yamlfile.parse(path, new.replace("\r\n", "\n"), Config)
        if not write or replaced(path, old, new):
            return added_lines(old, new)
    raise YamlFileError(path, [(1, "changes all the time; try again when nobody is writing it")])


def added_lines(old: str, new: str) -> str:
    """The lines of ``new`` that are not in ``old``, which has the others in the same order."""
    before, found = iter([*old.splitlines(), None]), []
    waiting = next(before)
    for line in new.splitlines():
        if line == waiting:
            waiting = next(before)
        else:
            found.append(line)
    return "\n".join(found)
