"""All entities and their aliases, read once and then only looked at."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from entities.compile import GazetteerError, compiled
from entities.rules import load_rules
from entities.titles import load_titles
from entities.types import Alias, Entity, Language

__all__ = ["Gazetteer", "GazetteerError", "load"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """Entities by key, countries first, and the aliases of each."""

    entities: dict[str, Entity]
    aliases: tuple[Alias, ...]
    languages: tuple[Language, ...] = ()

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


def load(extra: Path | None = None) -> Gazetteer:
    """Read the gazetteer of this package and then the folder ``extra``, which is laid out in the same way.

    A file in ``extra`` adds to the entity of the same id; where both give the same alias, ``extra`` wins.

    :raises YamlFileError: a file is not well formed.
    :raises GazetteerError: files contradict each other.
    """
    entities, aliases, languages = compiled([DATA] if extra is None else [DATA, extra])
    return Gazetteer(entities=entities, aliases=aliases, languages=languages)


def _plain(text: str) -> str:
    """``text`` as typed into a search box by somebody in a hurry: no accents, spaces, hyphens or capitals."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum()).casefold()
