"""The address of a page is its state: read here, written in the browser (assets/60-page.js).

A link made by hand or by an older version may hold anything. What cannot be read is left out, the rest is
kept, and the reader is told in one line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from dashboard.i18n import Words

T = TypeVar("T")

# Names for windows that end today; "all" begins with the first article.
LASTS: Final = {"7d": 7, "28d": 28, "90d": 90, "180d": 180, "1y": 365}
SHOWN: Final = 3  # values that the notice repeats
_LONGEST: Final = 40  # characters of each


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days shown, both ends inclusive."""

    first: date
    last: date

    @property
    def until(self) -> date:
        """The day after ``last``."""
        return self.last + timedelta(days=1)

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A part of the address and its value when the address does not have it."""

    name: str
    base: str = ""
    kind: Literal["text", "set", "dates"] = "text"  # "set": all chosen is the same as none
    size: int = 0  # of a "set"

    def data(self) -> dict[str, Any]:
        """For the writer."""
        return {"name": self.name, "base": self.base, "kind": self.kind, "size": self.size}


def sized(fields: Iterable[Field], sizes: Mapping[str, int]) -> list[Field]:
    """The fields with the size of each ``set``: how many can be chosen."""
    return [replace(field, size=sizes.get(field.name, 0)) for field in fields]


def plan(
    path: str,
    fields: Sequence[Field],
    *,
    today: date,
    first: date,
    last: str,
    step: str | None = None,
    holder: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What the writer needs: fields in the order of its inputs, and the dates that have names.

    ``last`` is the window of an address without dates. A first value of ``step`` makes an entry in the
    browser's history; ``holder`` is the Store it comes from. ``more`` is for callbacks of the page.
    """
    return {
        "path": path,
        "fields": [item.data() for item in fields],
        "today": today.isoformat(),
        "first": first.isoformat(),
        "lasts": LASTS,
        "last": last,
        "step": step,
        "holder": holder,
        **more,
    }


@dataclass(slots=True)
class Query:
    """Reads values from a query and remembers those it could not."""

    params: Mapping[str, str]
    dropped: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> Query:
        """From ``"?e=CN,JP&m=share"``; the last of repeated values counts."""
        return cls({name: values[-1] for name, values in parse_qs(text.lstrip("?")).items()})

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Query:
        """From the keyword arguments Dash gives a page."""
        last = {name: value[-1] if isinstance(value, list) else value for name, value in arguments.items()}
        return cls({name: str(value) for name, value in last.items() if value})

    def choice(self, name: str, allowed: Collection[str], base: str) -> str:
        """One of ``allowed``."""
        value = self.params.get(name)
        if value is None or value in allowed:
            return value or base
        self._drop(name, value)
        return base

    def flag(self, name: str, *, base: bool) -> bool:
        """``1`` or ``0``."""
        return self.choice(name, ("0", "1"), "1" if base else "0") == "1"

    def text(self, name: str, *, longest: int = 200) -> str:
        """Free text, cut at ``longest`` characters."""
        return self.params.get(name, "").strip()[:longest]

    def items(self, name: str, read: Callable[[str], T | None], *, most: int) -> tuple[T, ...]:
        """Values of a comma-separated list, each once; ``read`` gives None for what is not one."""
        found: dict[T, None] = {}
        for text in filter(None, (part.strip() for part in self.params.get(name, "").split(","))):
            value = read(text)
            if value is None or (len(found) == most and value not in found):
                self._drop(name, text)
            else:
                found[value] = None
        return tuple(found)

    def one(self, name: str, read: Callable[[str], T | None]) -> T | None:
        """A single value."""
        return next(iter(self.items(name, read, most=1)), None)

    def window(self, *, today: date, first: date, last: str) -> Window:
        """``from`` and ``to``, or ``last``; never before ``first`` or after ``today``."""
        since, until = self._day("from"), self._day("to")
        if since or until:
            begin, end = since or first, until or today
            if begin > end:
                begin, end = end, begin
            return Window(first=min(max(begin, first), today), last=max(min(end, today), first))
        name = self.choice("last", (*LASTS, "all"), last)
        begin = first if name == "all" else today - timedelta(days=LASTS[name] - 1)
        return Window(first=min(max(begin, first), today), last=today)

    def notices(self, words: Words) -> list[str]:
        """One line about what was left out, or none."""
        if not self.dropped:
            return []
        more = len(self.dropped) - SHOWN
        said = ", ".join(self.dropped[:SHOWN]) + (f" (+{more})" if more > 0 else "")
        return [words("address.dropped", values=said)]

    def _day(self, name: str) -> date | None:
        value = self.params.get(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self._drop(name, value or "")
            return None

    def _drop(self, name: str, value: str) -> None:
        self.dropped.append(f"{name}={value[:_LONGEST]}")


def number(text: str) -> int | None:
    """A whole number written in digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004
