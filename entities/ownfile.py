"""The user's own names: reading them, with the files that they include."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from entities.formats import (
    SLUG,
    Aliases,
    AliasList,
    CountryCode,
    CountryEntry,
    Labels,
    LeaderEntry,
    TermEntry,
    Text,
    Wikidata,
)
from entities.types import EntityKind
from entities.yamlfile import Marked, YamlFileError, parse, text_of

OWN_KINDS: tuple[EntityKind, ...] = ("organisation", "company", "topic", "person")
_SECTIONS = {"country": "countries", "leader": "leaders"}


def _own_key(key: str) -> str:
    kind, _, code = key.partition(":")
    if kind in _SECTIONS:
        raise ValueError(f"belongs under {_SECTIONS[kind]}: as {code}")
    if kind not in OWN_KINDS:
        close = difflib.get_close_matches(kind, OWN_KINDS, n=1)
        hint = f"did you mean {close[0]}:{code}?" if close else f"begin it with {':, '.join(OWN_KINDS)}:"
        raise ValueError(f"is of no known kind; {hint}")
    if not re.fullmatch(SLUG, code):
        raise ValueError(
            "must have small letters, digits and hyphens after the colon, as in company:pertamina"
        )
    return key


def _some_name(names: Aliases) -> Aliases:
    if not any(names.values()):
        raise ValueError("needs a name, as in {any: [Pertamina]}")
    return names


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnLeader(LeaderEntry):
    """A leader of the user's; with an id of ours, what is added to that leader."""

    country: CountryCode | None = None


class OwnEntity(_Strict):
    """An organisation, company, topic or person of the user's."""

    id: Annotated[str, AfterValidator(_own_key)]
    labels: Labels
    names: Annotated[Aliases, AfterValidator(_some_name)]
    short: AliasList = ()  # of a person: counts once the article has the full name, or a title before it
    veto: tuple[Text, ...] = Field(default=(), alias="not")
    country: CountryCode | None = None
    part_of: str | None = None  # another entity of the user's, which is mentioned where this one is
    wikidata: Wikidata | None = None
    terms: tuple[TermEntry, ...] = ()  # of a person: by which a title before the short name is theirs

    @property
    def kind(self) -> EntityKind:
        """The part of the id before the colon."""
        return cast("EntityKind", self.id.partition(":")[0])

    @model_validator(mode="after")
    def _only_persons_have_surnames(self) -> Self:
        given = [name for name in ("short", "terms") if getattr(self, name)]
        if given and self.kind != "person":
            raise ValueError(
                f"{given[0]} is for persons; a {self.kind} has names, with weak: true if need be"
            )
        return self


class OwnFile(_Strict):
    """The user's own names; see docs/gazetteer.md."""

    include: tuple[Text, ...] = ()  # more files of this form, named from the folder of this one
    countries: dict[CountryCode, CountryEntry] = Field(default_factory=dict)
    leaders: tuple[OwnLeader, ...] = ()
    entities: tuple[OwnEntity, ...] = ()
    rejected: tuple[Text, ...] = ()  # names in the news that are to be offered no more


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNames:
    """Everything the user adds: the file that config.yaml names, then those it includes."""

    files: tuple[Marked[OwnFile], ...]
    texts: dict[Path, str]  # of the same files

    @property
    def rejected(self) -> frozenset[str]:
        """Names that are to be offered no more."""
        return frozenset(text for file in self.files for text in file.value.rejected)


def read_own(path: Path, text: Callable[[Path], str] = text_of) -> OwnNames:
    """Read ``path`` and what it includes, each file once.

    :param text: gives the text of a file; another one than the file's own to try a change.
    :raises YamlFileError: a file is not well formed, is missing, or includes itself by way of others.
    """
    work = _Reader(text)
    work.read(path, text(path))
    return OwnNames(files=tuple(work.files.values()), texts=work.texts)


class _Reader:
    def __init__(self, text: Callable[[Path], str]) -> None:
        self._text = text
        self._open: dict[Path, Path] = {}  # files that are being read, as they were named
        self.files: dict[Path, Marked[OwnFile]] = {}
        self.texts: dict[Path, str] = {}

    def read(self, path: Path, text: str) -> None:
        """Read a file and then those that it includes."""
        file = parse(path, text, OwnFile)
        self.files[path.resolve()] = file
        self.texts[path] = text
        self._open[path.resolve()] = path
        for place, name in enumerate(file.value.include):
            self._include(file, path.parent / name, file.line("include", place))
        del self._open[path.resolve()]

    def _include(self, file: Marked[OwnFile], path: Path, line: int) -> None:
        known = path.resolve()
        if known in self._open:
            opened = list(self._open.values())
            circle = " -> ".join(p.name for p in [*opened[list(self._open).index(known) :], path])
            said = f"include: {path.name} leads back to itself ({circle}); drop one of them"
            raise YamlFileError(file.path, [(line, said)])
        if known in self.files:
            return
        try:
            text = self._text(path)
        except YamlFileError as error:
            raise YamlFileError(file.path, [(line, f"include: {path} {error.problems[0][1]}")]) from error
        self.read(path, text)
