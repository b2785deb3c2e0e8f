"""Who or what a name stands for inside one article: short names, weak names, namesakes, titles by date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from entities.article import Article, capital_run, word_after, word_before
from entities.index import Form, Span
from entities.rules import RuleFile
from entities.types import Entity

_CALLED = frozenset({"bernama", "dinamai", "dijuluki", "dipanggil"})
# Indonesian words made with a prefix and a suffix, as Kebijakan and Pemerintahan; no given names are.
_DERIVED = re.compile(r"(?:Pe|Ke|Me|Ber|Ter|Di|Se|Per)[a-z]{4,}(?:an|nya|kan)$")
# By name in small letters: where it stands and which leader it is there; None: somebody else.
Evidence = defaultdict[str, list[tuple[int, str | None]]]


@dataclass(slots=True)
class Reading:
    """What became of one candidate."""

    span: Span
    form: Form | None = None  # what it counts for
    reason: str = ""  # why it does not count
    entity: str | None = None  # what it would have counted for


class Resolver:
    """Settles the names that the words beside them do not settle."""

    def __init__(
        self, rules: RuleFile, entities: Mapping[str, Entity], given: Mapping[str, frozenset[str]]
    ) -> None:
        """:param given: first words of the full names of each leader."""
        self._entities, self._given = entities, given
        self._not_names = frozenset(word.lower() for word in (*rules.not_surnames, *rules.state_words))
        self._animals = frozenset(rules.animals)
        self._named_after = frozenset(word.lower() for word in rules.named_after)
        self._named_after_next = frozenset(rules.named_after_next)
        self._either = {either.text: either for either in rules.either}
        self._titles = {
            tuple(words.lower().split()): frozenset(title.offices)
            for title in rules.titles
            for words in title.words
        }
        self._title_ends = frozenset(words[-1] for words in self._titles)
        self._not_in_office = frozenset(rules.not_in_office)

    def leaders(self, article: Article, readings: list[Reading], published: date | None) -> None:
        """Settle every candidate that may be a leader."""
        people = [
            (i, r)
            for i, r in enumerate(readings)
            if not r.reason and r.form is None and r.span.forms[0].leader
        ]
        if not people:
            return
        bare: list[tuple[Reading, str]] = []
        evidence: Evidence = defaultdict(list)
        for i, reading in people:
            span = reading.span
            form = span.forms[0]
            reading.entity = form.entity
            if self._is_named_after(article, span):
                reading.reason = "named after"
            elif not (form.single or form.short):
                self._count(reading, form)
                for name in self._names_in(span, article):
                    evidence[name].append((span.start, form.entity))
            else:
                name = article.text[span.start : span.end].casefold()
                if other := self._somebody_else(article, readings, i):
                    reading.reason = "person"
                    if form.short or other == "surname":
                        evidence[name].append((span.start, None))
                elif holder := self._by_title(article, readings, i, published):
                    self._count(reading, holder)
                    evidence[name].append((span.start, holder.entity))
                else:
                    bare.append((reading, name))
        self._settle(bare, evidence, self._namesakes(article, readings), people)

    def _namesakes(self, article: Article, readings: list[Reading]) -> Evidence:
        """Places of phrases known to be somebody else with the same first name: Megawati Hangestri."""
        evidence: Evidence = defaultdict(list)
        for reading in readings:
            form = reading.span.forms[0]
            if form.veto and form.leader:
                first = article.text[reading.span.start : reading.span.end].casefold().partition(" ")[0]
                if first in self._given.get(form.entity or "", ()):
                    evidence[first].append((reading.span.start, None))
        return evidence

    @staticmethod
    def unsupported(readings: list[Reading]) -> None:
        """Settle weak names, which need other evidence of the same entity, and names that may be one of two."""
        named = {r.form.entity for r in readings if r.form} | {
            f"country:{r.form.country}" for r in readings if r.form and r.form.leader
        }
        for reading in readings:
            if reading.form or reading.reason:
                continue
            either = [form for form in reading.span.forms if form.unless]
            if either:
                fits = [form for form in either if form.unless not in named]
            else:
                fits = [form for form in reading.span.forms if not form.weak] or [
                    form for form in reading.span.forms if form.entity in named
                ]
            if len(fits) == 1:
                reading.form, reading.entity = fits[0], fits[0].entity
            else:
                reading.reason = (
                    "ambiguous" if fits or either or len(reading.span.forms) > 1 else "no other evidence"
                )

    @staticmethod
    def _count(reading: Reading, form: Form) -> None:
        reading.form, reading.entity = form, form.entity

    def _settle(
        self,
        bare: list[tuple[Reading, str]],
        evidence: Evidence,
        namesakes: Evidence,
        people: Iterable[tuple[int, Reading]],
    ) -> None:
        named = {reading.form.entity for _, reading in people if reading.form}
        for reading, name in bare:
            events = evidence.get(name) or namesakes.get(name, [])
            known = [form for form in reading.span.forms if not form.short]
            if known:
                # Famous alone, unless the article is about a namesake and never names the leader in full.
                if events and known[0].entity not in named:
                    reading.reason = "person"
                else:
                    self._count(reading, known[0])
                continue
            forms = {form.entity: form for form in reading.span.forms if form.entity in named}
            places = [place for place, _ in events]
            nearest = bisect_right(places, reading.span.start) - 1
            if events and (who := events[max(nearest, 0)][1]) in forms:
                self._count(reading, forms[who])
            elif len(forms) == 1 and not events:
                self._count(reading, next(iter(forms.values())))
            else:
                reading.reason = "person" if events else "ambiguous"
                if len(reading.span.forms) > 1:
                    reading.entity = None

    @staticmethod
    def _names_in(span: Span, article: Article) -> set[str]:
        words = article.text[span.start : span.end].casefold().split()
        return {words[0], words[-1], " ".join(words[1:]), " ".join(words[:-1])}

    def _is_named_after(self, article: Article, span: Span) -> bool:
        text = article.text
        word, _ = word_before(text, span.start)
        if word:
            if word.lower() in self._named_after:
                return True
            if word[0].isupper():
                run, _ = capital_run(text, span.start)
                if any(member.lower() in self._named_after for member in run[-4:]):
                    return True
        return (
            text[span.end : span.end + 1] == " " and word_after(text, span.end)[0] in self._named_after_next
        )

    def _somebody_else(self, article: Article, readings: list[Reading], index: int) -> str:
        """What makes the one-word name part of a name that no gazetteer knows; empty when nothing does.

        A ``surname`` after it (Kim Kardashian), a ``given name`` before it (Marwin Wong) or an ``animal``.
        """
        span = readings[index].span
        text = article.text
        before, at = word_before(text, span.start)
        if before in self._animals or (before in _CALLED and word_before(text, at)[0] in self._animals):
            return "animal"
        if article.line(span.start).headline:
            return ""
        after, _ = word_after(text, span.end)
        quoted = text[span.end : span.end + 2] in (" (", ' "', " '")
        starts_next = index + 1 < len(readings) and readings[index + 1].span.start == span.end + 1
        if not quoted and not starts_next and self._name_like(article, after):
            return "surname"
        ends_last = index and readings[index - 1].span.end == span.start - 1
        if ends_last or not self._name_like(article, before):
            return ""
        if article.starts_sentence(at) and not article.named_inside(before):
            return ""
        run, _ = capital_run(text, span.start)
        own = (self._given.get(form.entity or "", frozenset()) for form in span.forms)
        if any(word.casefold() in given for given in own for word in run[-3:]):
            return ""
        return "given name"

    def _name_like(self, article: Article, word: str) -> bool:
        return (
            len(word) > 1
            and word[0].isupper()
            and any(char.islower() for char in word[1:])
            and word.isalpha()
            and word.lower() not in self._not_names
            and not _DERIVED.match(word)
            and not article.ordinary(word)
        )

    def _by_title(
        self, article: Article, readings: list[Reading], index: int, published: date | None
    ) -> Form | None:
        """The one leader that a title before the short name points to: Presiden Xi, PM Malaysia Anwar."""
        span = readings[index].span
        start, country = span.start, None
        if (
            index
            and readings[index - 1].span.end == start - 1
            and not readings[index - 1].span.forms[0].leader
        ):
            start, country = readings[index - 1].span.start, readings[index - 1].span.forms[0].country
        offices = self._title_before(article.text, start)
        if offices is None:
            return None
        fits = [
            form
            for form in span.forms
            if (country is None or form.country == country) and self._held(form, offices)
        ]
        if len(fits) > 1 and published:
            fits = [form for form in fits if self._held(form, offices, published)]
        return fits[0] if len(fits) == 1 else None

    def _title_before(self, text: str, start: int) -> frozenset[str] | None:
        """Offices of the title that ends right before ``start``; None where there is no title."""
        word, at = word_before(text, start)
        if word.lower() not in self._title_ends:
            return None
        earlier = word_before(text, at)[0].lower()
        return self._titles.get((earlier, word.lower()), self._titles.get((word.lower(),)))

    def _held(self, form: Form, offices: frozenset[str], day: date | None = None) -> bool:
        terms = self._entities[form.entity].terms if form.entity else ()
        return any(
            (not offices or term.office in offices) and (day is None or term.holds_on(day)) for term in terms
        )
