"""Names as they are read, with their places, and when two of them cannot both be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from entities.ownfile import OwnFile
from entities.types import Alias
from entities.yamlfile import Marked, lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something is read: in a file of ours, or in one of the user's."""

    path: Path
    own: Marked[OwnFile] | None = None
    loc: tuple[str | int, ...] = ()  # keys and places that lead there in the user's file

    def line(self, *loc: str | int) -> int | None:
        """Line in the user's file; those of ours are looked for when somebody wants to know."""
        return self.own.line(*self.loc, *loc) if self.own else None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An alias and where it was read."""

    alias: Alias
    path: Path
    line: int | None = None  # None: looked for
    cldr: bool = False
    given: str = ""  # as the file has it, when that is not the alias's text

    @property
    def lines(self) -> list[int]:
        """Where it may stand in the file."""
        if self.line is not None:
            return [self.line]
        return lines_of(self.path, self.alias.entity if self.cldr else self.given or self.alias.text) or [1]

    def __str__(self) -> str:
        note = f", the CLDR name in language {self.alias.lang!r}" if self.cldr else ""
        return f"{self.path}:{self.lines[0]}: {self.alias.text!r} of {self.alias.entity}{note}"


def rule_of(alias: Alias) -> tuple[object, ...]:
    """All that decides where the alias counts."""
    return alias.case, alias.weak, alias.short, alias.langs, alias.not_before, alias.not_after


def both_count(one: Alias, other: Alias) -> bool:
    """Whether there is a language of text, or a dateline, in which both would count."""
    kinds, keys = {one.kind, other.kind}, (one.entity, other.entity)
    if one.entity == other.entity:
        return False
    if "dateline" in kinds and (
        not all(key.startswith("country:") for key in keys)
        or (one.foreign and one.langs)
        or (other.foreign and other.langs)
    ):
        return False
    if (one.langs and set(one.langs) <= set(other.not_langs)) or (
        other.langs and set(other.langs) <= set(one.not_langs)
    ):
        return False
    return not one.langs or not other.langs or not set(one.langs).isdisjoint(other.langs)


def counts_wherever(known: Alias, alias: Alias) -> bool:
    """Whether ``known``, of the same entity and text, makes ``alias`` needless."""
    if known.weak or known.short or known.case == "exact" or known.kind == "dateline":
        return False
    return not known.not_langs and (
        not known.langs or (bool(alias.langs) and {*alias.langs} <= {*known.langs})
    )
