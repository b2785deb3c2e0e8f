"""All entities and their aliases, read once and then only looked at."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from entities.changes import OfficeChange, office_changes
from entities.collecting import collecting_later
from entities.compile import GazetteerError, compiled
from entities.known import KnownNames
from entities.ownfile import OwnNames
from entities.rules import load_rules
from entities.titles import load_titles
from entities.types import Alias, Entity, Language

__all__ = ["Gazetteer", "GazetteerError", "load"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """Entities by key, countries first and the user's last, and the aliases of each."""

    entities: dict[str, Entity]
    aliases: tuple[Alias, ...]
    languages: tuple[Language, ...] = ()
    rejected: frozenset[str] = frozenset()  # names in the news that the user does not want to be offered

    @cached_property
    def by_code(self) -> dict[str, Entity]:
        """Entities by :attr:`Entity.code`; of two with one code, the first."""
        found: dict[str, Entity] = {}
        for entity in self.entities.values():
            found.setdefault(entity.code, entity)
        return found

    @cached_property
    def office_changes(self) -> tuple[OfficeChange, ...]:
        """Every change of an office that is known, oldest first."""
        return tuple(office_changes(self.entities.values()))

    @cached_property
    def version(self) -> str:
        """Hash of the entities, aliases, context rules and titles: the same for the same, on every machine.

        Rules and titles are in it because stored texts have to be matched again when any of these changes.
        """
        digest = hashlib.sha256()
        for part in (*self.entities.values(), *self.aliases, *self.languages, load_rules(), load_titles()):
            digest.update(repr(part).encode())
        return digest.hexdigest()[:16]

    def aliases_of(self, key: str) -> tuple[Alias, ...]:
        """Every alias of the entity; none for a key that is not known."""
        return tuple(self._by_entity.get(key, ()))

    def search(self, text: str, limit: int) -> list[Entity]:
        """Entities for a picker: those called ``text``, then those whose name starts with it, then has it.

        Letter case, accents, spaces and hyphens make no difference; at a tie a label goes before an alias.
        """
        wanted = _plain(text)
        ranks: dict[str, tuple[int, int]] = {}
        for order, (key, name, is_label) in enumerate(self._searched if wanted else ()):
            if wanted in name:
                place = 0 if name == wanted else 1 if name.startswith(wanted) else 2
                rank = (2 * place + (not is_label), order)
                ranks[key] = min(rank, ranks.get(key, rank))
        return [self.entities[key] for key in sorted(ranks, key=ranks.__getitem__)[:limit]]

    @cached_property
    def wholes(self) -> dict[str, tuple[str, ...]]:
        """Keys of what each part is part of, nearest first; only of entities that are part of something."""
        found: dict[str, tuple[str, ...]] = {}
        for key, entity in self.entities.items():
            around, whole = [], entity.part_of
            while whole:
                around.append(whole)
                whole = self.entities[whole].part_of
            if around:
                found[key] = tuple(around)
        return found

    @cached_property
    def known(self) -> KnownNames:
        """For telling a name that was seen in the news from those in here."""
        return KnownNames(self.entities, self.aliases)

    @cached_property
    def _by_entity(self) -> dict[str, list[Alias]]:
        grouped = defaultdict(list)
        for alias in self.aliases:
            grouped[alias.entity].append(alias)
        return grouped

    @cached_property
    def _searched(self) -> list[tuple[str, str, bool]]:
        labels = [(e.key, _plain(text), True) for e in self.entities.values() for text in e.labels.values()]
        names = [
            (a.entity, _plain(a.text), False)
            for a in self.aliases
            if a.kind != "dateline" and not (a.foreign and a.langs)
        ]
        return labels + names


def load(own: OwnNames | None = None) -> Gazetteer:
    """Read the gazetteer of this package; one that was read before when all files are as they were.

    :param own: what is added to it; where both give the same alias, the user's rule stands.
    :raises YamlFileError: a file is not well formed.
    :raises GazetteerError: files contradict each other.
    """
    key = (_state_of_files(), own.texts if own else None)
    for known, loaded in _LAST:
        if known == key:
            return loaded
    with collecting_later():
        entities, aliases, languages = compiled(DATA, own)
    rejected = own.rejected if own else frozenset[str]()
    made = Gazetteer(entities=entities, aliases=aliases, languages=languages, rejected=rejected)
    _LAST[:] = [(key, made), *_LAST[:1]]
    return made


# Half a second each: a command asks twice or thrice. Two are there where names are changed.
_LAST: list[tuple[object, Gazetteer]] = []


def _state_of_files() -> frozenset[tuple[Path, int, int]]:
    """Name, size and time of change of each file."""
    found = ((path, path.stat()) for path in DATA.rglob("*.yaml"))
    return frozenset((path, stat.st_size, stat.st_mtime_ns) for path, stat in found)


def _plain(text: str) -> str:
    """``text`` as typed into a search box by somebody in a hurry: no accents, spaces, hyphens or capitals."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum()).casefold()
