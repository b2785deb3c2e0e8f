"""Which written forms are searched in which texts: an index of a gazetteer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from entities.forms import Form, either_forms, forms_of, pair_form, veto_forms
from entities.gazetteer import Gazetteer
from entities.index import Index
from entities.rules import RuleFile
from entities.scripts import OTHER
from entities.types import Alias, Entity


def index_of(gazetteer: Gazetteer, rules: RuleFile) -> Index:
    """The index of all names of ``gazetteer`` and all phrases that are none."""
    work = _Forms(gazetteer, rules)
    return Index(
        work.always(),
        work.in_other_scripts,
        {lang: partial(work.of_aliases, aliases) for lang, aliases in work.foreign.items()},
        {language.code: language.suffixes for language in gazetteer.languages},
    )


class _Forms:
    """The gazetteer's aliases by the texts in which they are searched."""

    def __init__(self, gazetteer: Gazetteer, rules: RuleFile) -> None:
        self._entities, self._languages, self._rules = gazetteer.entities, gazetteer.languages, rules
        self._main: list[Alias] = []
        self._other: list[Alias] = []
        self.foreign: defaultdict[str, list[Alias]] = defaultdict(list)
        for alias in gazetteer.aliases:
            if alias.kind == "dateline":
                continue
            if OTHER.search(alias.text):
                self._other.append(alias)
            elif alias.foreign and alias.langs:
                for lang in alias.langs:
                    self.foreign[lang].append(alias)
            else:
                self._main.append(alias)

    def of_aliases(self, aliases: Iterable[Alias]) -> Iterator[tuple[str, Form]]:
        """Written forms of ``aliases``."""
        for alias in aliases:
            yield from forms_of(alias, self._entities[alias.entity])

    def always(self) -> Iterator[tuple[str, Form]]:
        """Written forms in Latin letters that are searched in every text."""
        yield from self.of_aliases(self._main)
        yield from self._phrases(other_script=False)
        yield from self._one_of_two(other_script=False)

    def in_other_scripts(self) -> Iterator[tuple[str, Form]]:
        """Written forms in all other scripts."""
        yield from self.of_aliases(self._other)
        yield from self._phrases(other_script=True)
        yield from self._one_of_two(other_script=True)
        for language in self._languages:
            for text, first, second in language.pairs:
                if first in self._entities and second in self._entities:
                    yield text, pair_form(self._entities[first], self._entities[second])

    def _one_of_two(self, *, other_script: bool) -> Iterator[tuple[str, Form]]:
        for either in self._rules.either:
            known = self._entities.get(either.entity)
            if known and bool(OTHER.search(either.text)) == other_script:
                yield from either_forms(either.text, known, either.unless)

    def _phrases(self, *, other_script: bool) -> Iterator[tuple[str, Form]]:
        phrases: list[tuple[str, str, Entity | None]] = [
            (phrase, reason, None) for reason, given in self._rules.phrases.items() for phrase in given
        ]
        phrases += [
            (phrase, "other name", entity) for entity in self._entities.values() for phrase in entity.veto
        ]
        for phrase, reason, entity in phrases:
            if bool(OTHER.search(phrase)) == other_script:
                yield from veto_forms(phrase, reason, entity)
