"""Names that no gazetteer knows: capitalised words after a title, as in "Menteri Luar Negeri Iran X Y"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs

from entities.article import Article
from entities.rules import RuleFile, load_rules
from entities.titles import TitleEntry, TitleFile, load_titles
from entities.types import Found, Ignored, Match, TextField, Unknown

MAX_WORDS = 5  # of a name, particles not counted: what is longer is a headline or a list
_SHORTEST = 3  # letters of a name in one word
_SENTENCE = 3  # a word this long with a full stop ends the sentence; shorter ones are initials: "J.", "Jr."
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u02bc.-][^\W\d_]+)*\.?")
_JOINED = re.compile(r"(?:a[lnszdrt]|el|ash)-(?=[^\W\d_])")  # al-Sisi, an-Nahyan
_NUMERAL = re.compile(r"[IVX]+$")
_BRACKET = re.compile(r" \([^()\n]{2,20}\)")
_ORDINAL = re.compile(r" ke-\d+| ke-[IVXL]+")
_OF = re.compile(r" (?:of|for|dari|untuk)(?: the)?(?= )")
_CLOSED = frozenset(("", *",.;:()\"'\u201d\u2019\n"))
_APPOSED = (", ", ",\u00a0")
_SPACES = frozenset((" ", "\u00a0"))
_BEFORE_NAME = _SPACES | {","}
_NO_EVIDENCE = frozenset({"no other evidence", "ambiguous"})  # of a country that is not named beyond doubt
_LONGEST_WAY = 6  # names, organisations and brackets between a title and a name
_CAPITALS_SAY_NOTHING = frozenset({"de", "lb"})


class _Title(NamedTuple):
    entry: TitleEntry
    english: bool


class UnknownNames:
    """Finds names after titles; made once, safe to share between threads."""

    def __init__(self, titles: TitleFile | None = None, rules: RuleFile | None = None) -> None:
        titles, rules = titles or load_titles(), rules or load_rules()
        forms = {
            text: _Title(entry, language == "en")
            for entry in titles.titles
            for language, words in entry.words.items()
            for written in words
            for text in _spellings(written, entry)
        }
        self._titles = list(forms.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(forms),
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            implementation=ahocorasick_rs.Implementation.DFA,
            store_patterns=False,
        )
        self._honorific = re.compile(rf"(?:{_any_of(titles.honorifics)}) ")
        self._between = re.compile(rf" (?:{_any_of(titles.between)})(?![^\W_]|-[^\W_])")
        portfolio = _any_of(both for text in titles.portfolios for both in (text, text.lower()))
        self._also = re.compile(rf"(?:,? (?:dan|and|serta|&)|,) (?:{portfolio})(?![^\W_])")
        small = (text for text in titles.between if text[0].islower())
        self._goes_on = re.compile(
            rf",? (?:{_any_of(('dan', 'and', 'serta', 'of', 'for', 'dari', 'untuk', 'ke-', *small))})"
        )
        self._particles = frozenset(titles.particles)
        self._no_names = frozenset(titles.not_names)
        # A name in one word, and the first word of a longer one, must be none of these either.
        self._no_first = frozenset(
            word.lower() for word in (*rules.not_surnames, *rules.state_words, *titles.not_names)
        )

    def find(self, title: str, body: str, found: Found, lang: str | None = None) -> tuple[Unknown, ...]:
        """Names in an article for which :meth:`entities.matcher.Matcher.find` gave ``found``, in text order.

        A surname that stands alone after a title belongs to the one longer name of the article that has it.
        """
        text = f"{title}\n{body}"
        places = self._automaton.find_matches_as_indexes(text)
        if not places or lang in _CAPITALS_SAY_NOTHING:
            return ()
        likely = [place for place in places if self._may_name(text, place[1], place[2])]
        if not likely:
            return ()
        reading = _Reading(text, len(title) + 1, found)
        names = [name for place in likely if (name := self._after(reading, *place))]
        return tuple(_with_full_names(names))

    def _may_name(self, text: str, start: int, end: int) -> bool:
        """Whether what stands around a title may name somebody; most of what does not is quick to see."""
        if (start and text[start - 1].isalnum()) or text[end : end + 1] not in _BEFORE_NAME:
            return False
        follower = text[end + 1 : end + 2]
        return not follower.islower() or self._goes_on.match(text, end) is not None

    def _after(self, reading: _Reading, number: int, start: int, end: int) -> Unknown | None:
        """The unknown name after the title from ``start`` to ``end``."""
        text = reading.text
        title = self._titles[number]
        at, country, named = self._way(reading, end)
        if title.english and not named:
            country, named = reading.country_before(start)
        apposed = text.startswith(_APPOSED, at)
        place = at + 1 if apposed else at
        if text[place : place + 1] not in _SPACES or reading.article.in_headline(start):
            return None
        place += 1
        while honorific := self._honorific.match(text, place):
            place = honorific.end()
        end, count = self._name(reading, place)
        if not count or (apposed and (count == 1 or text[end : end + 1] not in _CLOSED)):
            return None
        if not named:
            country, named = reading.country_after(end)
        if (title.entry.beside_country and not named) or reading.is_known(place, end, country):
            return None
        field, shift = reading.field(place)
        return Unknown(
            field=field,
            start=place - shift,
            end=end - shift,
            name=" ".join(text[place:end].split()),
            title=title.entry.key,
            country=country,
        )

    def _way(self, reading: _Reading, at: int) -> tuple[int, str | None, bool]:
        """Over what may stand between title and name: where it ends, the country, whether one is named."""
        text = reading.text
        country, named = None, False
        if also := self._also.match(text, at):
            at = also.end()
        for _ in range(_LONGEST_WAY):
            of = _OF.match(text, at)
            place = of.end() if of else at
            known = reading.name_at.get(place + 1) if text[place : place + 1] in _BEFORE_NAME else None
            if known and not (named and known[1] == country):  # Menteri Pertahanan Israel Israel Katz
                at, country, named = known[0], country or known[1], True
                continue
            passed = _BRACKET.match(text, at) or _ORDINAL.match(text, at) or self._between.match(text, at)
            if passed is None:
                break
            at = passed.end()
        return at, country, named

    def _name(self, reading: _Reading, start: int) -> tuple[int, int]:
        """End of the name that begins at ``start``, and its number of words; 0 where no name begins."""
        text = reading.text
        ends: list[int] = []  # of words that may end the name
        words, place = 0, start
        while word := _WORD.match(text, place):
            surface, end = word.group(), word.end()
            if surface[-1] == "." and len(surface) > _SENTENCE:
                surface, end = surface[:-1], end - 1
            particle = bool(ends) and surface in self._particles
            if not (particle or self._part_of_name(reading, surface, first=not ends)):
                break
            words += 1
            if not particle:
                ends.append(end)
                count = words
            if end != word.end() or text[end : end + 1] not in _SPACES:
                break
            place = end + 1
        if not ends or len(ends) > MAX_WORDS or (len(ends) == 1 and ends[0] - start < _SHORTEST):
            return start, 0
        return ends[-1], count

    def _part_of_name(self, reading: _Reading, word: str, *, first: bool) -> bool:
        bare = word
        if joined := _JOINED.match(word):
            bare = word[joined.end() :]
        if not bare[0].isupper() or word in self._no_names:
            return False
        if len(bare) > 1 and bare.rstrip(".").isupper() and "." not in bare[:-1] and bare[1:] != ".":
            return not first and _NUMERAL.match(bare) is not None  # an acronym, or "Charles III"
        if first and word.lower() in self._no_first:
            return False
        return not reading.article.ordinary(word)


class _Reading:
    """An article and what is known in it, by place in the joined text."""

    def __init__(self, text: str, body_at: int, found: Found) -> None:
        self.text, self._body_at = text, body_at
        self.article = Article(text)
        self.name_at: dict[int, tuple[int, str | None]] = {}  # countries, organisations: end and ISO code
        self._ends: dict[int, str | None] = {}
        self._known: list[tuple[int, int, bool]] = []  # start, end, whether it rules a name out
        for match in found.matches:
            self._add(match, known=True)
        for ignored in found.ignored:
            self._add(ignored, known=ignored.reason in _NO_EVIDENCE)

    def _add(self, item: Match | Ignored, *, known: bool) -> None:
        shift = 0 if item.field == "title" else self._body_at
        start, end, entity = item.start + shift, item.end + shift, item.entity or ""
        kind, _, code = entity.partition(":")
        person = kind in {"leader", "person"}
        if isinstance(item, Match):
            self._known.append((start, end, True))
        elif item.reason != "other name":  # somebody with a leader's surname: Abbas Araghchi
            alone = person or item.reason in {"person", "ambiguous"}  # one word of a name: Kim Keon Hee
            self._known.append((start, end, not alone or item.reason == "named after"))
        if entity and known and not person:
            country = code if kind == "country" else None
            self.name_at[start] = (end, country)
            self._ends[end] = country

    def field(self, at: int) -> tuple[TextField, int]:
        """Whether ``at`` is in the title or the body, and where that begins."""
        return ("title", 0) if at < self._body_at else ("body", self._body_at)

    def country_before(self, start: int) -> tuple[str | None, bool]:
        """The country right before a title: Iranian Foreign Minister, Iran's Foreign Minister."""
        end = start - 1
        if self.text[max(0, start - 3) : start] in {"'s ", "\u2019s "}:
            end = start - 3
        return self._ends.get(end), end in self._ends

    def country_after(self, end: int) -> tuple[str | None, bool]:
        """The country right after a name: Foreign Minister X of Iran."""
        of = _OF.match(self.text, end)
        known = self.name_at.get(of.end() + 1) if of else None
        return (known[1], True) if known else (None, False)

    def is_known(self, start: int, end: int, country: str | None) -> bool:
        """Whether the name from ``start`` to ``end`` is somebody known, or has a place in it.

        ``country``, named before it already, may also be the given name: Israel Katz.
        """
        given = self.name_at.get(start)
        after = given[0] if given and country and given[1] == country and given[0] < end else start
        return any(
            one < end and after < other and (rules_out or (one <= start and end <= other))
            for one, other, rules_out in self._known
        )


def _with_full_names(names: list[Unknown]) -> Iterable[Unknown]:
    longer: dict[str, set[str]] = {}
    for name in names:
        words = name.name.split()
        for word in words if len(words) > 1 else ():
            longer.setdefault(word, set()).add(name.name)
    countries = {name.name: name.country for name in names if name.country}
    for name in names:
        full = longer.get(name.name, set())
        meant = name._replace(name=next(iter(full))) if len(full) == 1 else name
        yield meant if meant.country else meant._replace(country=countries.get(meant.name))


def _spellings(text: str, entry: TitleEntry) -> set[str]:
    if entry.case == "exact" or text.isupper():
        return {text}
    return {text, text.lower(), text[0].upper() + text[1:].lower()} if " " in text else {text, text.lower()}


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(set(texts), key=lambda text: (-len(text), text)))
