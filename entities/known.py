"""Whether a name that was seen is known already, and whom of those known it may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from entities.normalize import fold_name
from entities.types import Alias, Entity

_CLOSE = 0.84  # of the letters, in order: "abas araghci" and "abbas araghchi"
_SURNAME = 4  # letters; shorter ones are shared by thousands: Kim, Lee


class KnownNames:
    """The names of all entities but countries, ready for comparing; made once, safe to share."""

    def __init__(self, entities: Mapping[str, Entity], aliases: Iterable[Alias]) -> None:
        self._entities = entities
        self._names: set[str] = set()
        self._by_word: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)  # word: name, entity
        self._by_country: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._suggested: dict[tuple[str, str | None], Entity | None] = {}
        for key, name in _all_names(entities, aliases):
            self._names.add(name)
            for word in name.split():
                self._by_word[word].add((name, key))
            if country := self._entities[key].country:
                self._by_country[country].add((name, key))

    def has(self, folded: str) -> bool:
        """Whether this is the name of an entity, in any letter case and without its accents."""
        return folded in self._names

    def closest(self, folded: str, country: str | None) -> Entity | None:
        """The entity that a name most likely means; None when it is nobody's near enough.

        Near is a name with nearly the same letters, or the same surname in the same country.
        """
        asked = (folded, country)
        if asked not in self._suggested:
            self._suggested[asked] = self._closest(folded, country)
        return self._suggested[asked]

    def _closest(self, folded: str, country: str | None) -> Entity | None:
        words = folded.split()
        likely = {one for word in words for one in self._by_word.get(word, ())}
        likely |= self._by_country.get(country or "", set())
        best: tuple[float, str] = (0, "")
        for name, key in likely:
            near = _nearness(folded, name)
            same_country = country is not None and self._entities[key].country == country
            surname = name.split()[-1] == words[-1] and len(words[-1]) >= _SURNAME
            if near >= _CLOSE or (surname and same_country):
                best = max(best, (near + same_country, key))
        return self._entities[best[1]] if best[1] else None


def folded_name(name: str) -> str:
    """What the spellings of a name have in common: no accents, hyphens or capitals."""
    return fold_name(name).casefold()


def key_part(name: str) -> str:
    """``toran-belkas`` for "Toran Belkas": what may follow the colon of a key."""
    return re.sub(r"[^a-z0-9]+", "-", folded_name(name).replace("'", "")).strip("-")


def _all_names(entities: Mapping[str, Entity], aliases: Iterable[Alias]) -> Iterable[tuple[str, str]]:
    for key, entity in entities.items():
        if entity.kind != "country":
            for label in entity.labels.values():
                yield key, folded_name(label)
    for alias in aliases:
        if not (alias.foreign and alias.langs) and entities[alias.entity].kind != "country":
            yield alias.entity, folded_name(alias.text)


def _nearness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _CLOSE or matcher.quick_ratio() < _CLOSE:
        return 0
    return matcher.ratio()
