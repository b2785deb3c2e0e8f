"""The reviewed lists that say what is not a mention (data/context.yaml), compiled for looking up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from entities.normalize import fold
from entities.types import MentionKind
from entities.yamlfile import read

DATA = Path(__file__).parent / "data" / "context.yaml"
LANGUAGES = DATA.with_name("context-languages.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NeighbourRule(_Strict):
    """Words that, beside a name of a country or capital, make it something else.

    A word in small letters is read in any letter case; one with a capital as written or in capitals.
    """

    reason: str
    words: tuple[str, ...]
    kinds: tuple[MentionKind, ...] = ()  # only for names of these kinds; empty: all
    only: tuple[str, ...] = ()  # only for these names, as written; empty: all
    numbers_between: bool = False  # "Piala Dunia U17 2023 Indonesia"
    unless_before: tuple[str, ...] = ()  # not when one of these stands before the words: Angkatan Laut China
    unless_next: tuple[str, ...] = ()  # not when one of these follows the name (before:) or the word (after:)
    english_name: bool = False  # only where the name is a demonym or an English one
    only_next: tuple[str, ...] = ()  # only when one of these follows the name, or no word: "in Italian."

    @property
    def is_unconditional(self) -> bool:
        """Whether the words alone settle it."""
        return not (
            self.kinds
            or self.only
            or self.unless_before
            or self.unless_next
            or self.english_name
            or self.only_next
        )


class Other(_Strict):
    """A name that is something else in an article where one of these phrases stands."""

    names: tuple[str, ...]
    where: tuple[str, ...]
    reason: str
    unless: tuple[str, ...] = ()  # not where one of these stands as well
    beside: tuple[str, ...] = ()  # right before or after the name, these settle it even so


class Either(_Strict):
    """A name that counts for one entity unless the article names another one."""

    text: str
    entity: str
    unless: str


class Title(_Strict):
    """A title, and the offices it may stand for; none: any."""

    words: tuple[str, ...]
    offices: tuple[str, ...] = ()


class RuleFile(_Strict):
    """Form of data/context.yaml."""

    before: tuple[NeighbourRule, ...]
    after: tuple[NeighbourRule, ...]
    phrases: dict[str, tuple[str, ...]]  # by reason
    in_run: dict[str, tuple[str, ...]]  # by reason: first words of long names, "PT Merak Chemical Indonesia"
    after_in_run: dict[str, tuple[str, ...]]  # the same for the words that follow
    home_in_run: dict[str, tuple[str, ...]]  # the same, where the name is the home country's
    home_bodies: tuple[str, ...]  # words that no name of an organisation goes on with after "dan"
    own_name: tuple[str, ...]  # words of such a run that the name of another country goes on from
    leading: tuple[str, ...]  # small letters; offices in organisations, before the organisation's name
    headline_breaks: tuple[
        str, ...
    ]  # small letters; no name of an organisation goes on over these in a headline
    lists: tuple[str, ...]  # reasons that a list hands on: "bahasa Inggris, Jepang, dan Mandarin"
    home: str  # the country whose name ends most organisations' names here
    home_names: tuple[str, ...]
    state_words: tuple[str, ...]  # capitalised words before a country's name that leave it a mention
    joining: tuple[str, ...]  # words between two people's names, or before what one says
    place_words: tuple[str, ...]  # small letters; what right before a name makes it a place
    initials: tuple[str, ...]  # names that are also what the press calls suspects and victims
    initials_after: tuple[str, ...]  # small letters; words that such initials follow
    initials_not_after: tuple[str, ...]  # small letters; after these it is the country even so
    people: tuple[str, ...]  # names of countries and capitals that are also names of people
    not_surnames: tuple[str, ...]  # capitalised words beside a person's name that are no part of it
    animals: tuple[str, ...]
    named_after: tuple[str, ...]  # words that, before a person's name, make it the name of a place or group
    named_after_next: tuple[str, ...]
    other: tuple[Other, ...]
    either: tuple[Either, ...]
    titles: tuple[Title, ...]
    not_in_office: tuple[str, ...]  # words before a title that make it somebody else's
    joined_before: dict[str, tuple[str, ...]] = {}  # by reason: what stands before a name without a space
    joined_after: dict[str, tuple[str, ...]] = {}  # the same for what follows: 日本語


class LanguageRules(_Strict):
    """Form of data/context-languages.yaml: the same rules for other languages than Indonesian and English."""

    before: tuple[NeighbourRule, ...] = ()
    after: tuple[NeighbourRule, ...] = ()
    joined_before: dict[str, tuple[str, ...]] = {}
    joined_after: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[str, ...]] = {}
    not_surnames: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()
    not_in_office: tuple[str, ...] = ()
    either: tuple[Either, ...] = ()

    def added_to(self, rules: RuleFile) -> RuleFile:
        """``rules`` and these."""
        phrases = {
            reason: rules.phrases.get(reason, ()) + self.phrases.get(reason, ())
            for reason in dict.fromkeys((*rules.phrases, *self.phrases))
        }
        lists = ("before", "after", "not_surnames", "titles", "not_in_office", "either")
        longer = {name: (*getattr(rules, name), *getattr(self, name)) for name in lists}
        joined = {"joined_before": self.joined_before, "joined_after": self.joined_after}
        return rules.model_copy(update={"phrases": phrases, **longer, **joined})


# Phrases by their word nearest to a name, in each letter case it is read in: the other words, in small
# letters, going away from the name, longest first.
Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
NO_PHRASES: Phrases = {}  # of nearly all names; one for all stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One entry of a rule's word list: the words further away from the name, and the rule."""

    rest: tuple[str, ...]  # in small letters, going away from the name
    rule: NeighbourRule


def phrases(entries: Iterable[str], *, before: bool) -> Phrases:
    """``entries`` ready for looking up beside a name.

    An entry in small letters is read in any letter case; one with a capital as written or in capitals.

    :param before: whether they stand before the name.
    """
    table: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for entry in entries:
        words = fold(entry).text.split()
        near, *rest = words[::-1] if before else words
        for spelling in _spellings(near):
            table[spelling].append(tuple(word.lower() for word in rest))
    if not table:
        return NO_PHRASES
    return {word: tuple(sorted(found, key=len, reverse=True)) for word, found in table.items()}


def neighbours(rules: tuple[NeighbourRule, ...], *, before: bool) -> dict[str, list[Neighbour]]:
    """The entries of all rules ready for looking up, longest first; letter case as in ``phrases``."""
    table: defaultdict[str, list[Neighbour]] = defaultdict(list)
    for rule in rules:
        for near, found in phrases(rule.words, before=before).items():
            table[near] += [Neighbour(rest, rule) for rest in found]
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry.rest))
    return dict(table)


def _spellings(word: str) -> set[str]:
    return {word, word.upper(), word.capitalize()} if word.islower() else {word, word.upper()}


@cache
def load_rules(path: Path = DATA) -> RuleFile:
    """Read the rules once; the shipped ones with those of other languages.

    :raises YamlFileError: a file is not well formed.
    """
    rules = read(path, RuleFile)
    return read(LANGUAGES, LanguageRules).added_to(rules) if path == DATA else rules
