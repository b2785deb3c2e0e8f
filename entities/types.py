"""What the gazetteer holds and what the matcher finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

EntityKind = Literal["country", "leader", "organisation", "company", "topic", "person"]
MentionKind = Literal["name", "demonym", "capital", "nickname", "office"]
AliasKind = Literal["name", "demonym", "capital", "nickname", "dateline"]
CaseRule = Literal["default", "exact", "any"]
TextField = Literal["title", "body"]

PEOPLE: frozenset[EntityKind] = frozenset({"leader", "person"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One time in office, both ends as dates; ``end`` is the last day, None while in office."""

    office: str  # English, lower case, hyphens: "president", "prime-minister", "supreme-leader"
    start: date
    end: date | None = None
    country: str | None = None  # ISO code of where, when that is not the leader's country
    disputed: bool = False  # claimed while somebody else held it

    def holds_on(self, day: date) -> bool:
        """Whether the office was held on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What is counted: a country, territory or leader, or one of the kinds that users add."""

    key: str  # "country:KP", "leader:kim-jong-un", "topic:energy": stored with every mention, never changed
    kind: EntityKind
    labels: dict[str, str]  # name shown on pages by language; "en" and "id" are always there
    country: str | None  # ISO 3166-1 alpha-2; None for what belongs to none, as heads of the UN
    wikidata: str | None = None
    terms: tuple[Term, ...] = field(default=())
    part_of: str | None = None  # Entity.key of the whole, which is mentioned where this part is
    veto: tuple[str, ...] = ()  # phrases that contain one of its aliases and are not it: "Trump Tower"

    @property
    def is_person(self) -> bool:
        """Whether it has given names and a surname, which may be somebody else's, too."""
        return self.kind in PEOPLE

    @property
    def code(self) -> str:
        """The part after the colon: ``KP`` or ``kim-jong-un``."""
        return self.key.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One written form of an entity's name, and when it counts."""

    text: str  # as written in the gazetteer: "Korea Utara", "AS"
    entity: str  # Entity.key
    kind: AliasKind  # "dateline" only resolves a dateline to its country, it is never a mention
    lang: str = "any"  # language the form belongs to; says nothing of where it counts (see langs)
    case: CaseRule = "default"  # default: as written or ALL CAPS; exact: as written; any: any letter case
    weak: bool = False  # counts only with other evidence of the same entity in the article
    short: bool = False  # a person's name that counts only once the full name, or a title with it, was read;
    # when it is weak, too, its country's name in the article is enough
    langs: tuple[str, ...] = ()  # languages of text it counts in; empty: all
    not_before: tuple[str, ...] = ()  # words that, right after it, make it something else: AS Roma
    not_after: tuple[str, ...] = ()  # words that, right before it, make it something else: dolar AS
    reason: str = ""  # what a rejection by the two lists above is called: "club", "currency"
    foreign: bool = (
        False  # of languages/*.yaml; with langs, it counts only in texts known to be in one of them
    )
    not_langs: tuple[str, ...] = ()  # languages of text in which it is an ordinary word
    accents: bool = False  # counts only with the accents it is written with


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What a language does with names."""

    code: str  # ISO 639-1
    suffixes: tuple[str, ...] = ()  # what any name may carry at its end: "Russlands"
    pairs: tuple[tuple[str, str, str], ...] = ()  # two countries in two characters, and their keys: 中美


# These are made by the dozen for every article; a named tuple is made in a quarter of the time.


class Match(NamedTuple):
    """A name at a place in a text. Offsets are code points, ``end`` exclusive: text[start:end] == surface."""

    field: TextField
    start: int
    end: int
    surface: str
    entity: str  # Entity.key
    kind: MentionKind


class Ignored(NamedTuple):
    """A candidate that does not count, and why. Offsets as in Match."""

    field: TextField
    start: int
    end: int
    surface: str
    entity: str | None  # the entity it would have counted for, when there is one
    reason: str  # "currency", "language", "event", "organisation", "region", "person", "ambiguous", …


class Unknown(NamedTuple):
    """A name after a title that the gazetteer lacks. Offsets as in Match.

    text[start:end] is the name, or the part of it that stands there: "Araghchi" of "Abbas Araghchi".
    """

    field: TextField
    start: int
    end: int
    name: str  # single spaces
    title: str  # key of data/titles.yaml: "foreign-minister"
    country: str | None  # ISO code of the country named beside the title


class Found(NamedTuple):
    """All that the matcher has to say of one article, in text order, title first."""

    matches: tuple[Match, ...]
    ignored: tuple[Ignored, ...]
    wholes: tuple[Match, ...] = ()  # what the matches are part of, in the same places

    @property
    def counted(self) -> tuple[Match, ...]:
        """The matches and what they are part of, in text order; these may overlap."""
        if not self.wholes:
            return self.matches
        return tuple(sorted((*self.matches, *self.wholes), key=lambda m: (m.field != "title", m.start)))
