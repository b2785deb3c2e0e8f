"""Finds every mention of a country or leader in an article, and says why a candidate is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from entities.article import Article
from entities.context import Context
from entities.gazetteer import Gazetteer
from entities.index import Form, Index, Span, either_forms, forms_of, veto_forms
from entities.normalize import Folded, fold, fold_name
from entities.offices import Offices
from entities.places import Places
from entities.resolve import Reading, Resolver
from entities.rules import RuleFile, load_rules
from entities.types import Found, Ignored, Match, MentionKind


class Matcher:
    """A gazetteer made ready for searching. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, rules: RuleFile | None = None) -> None:
        rules = rules or load_rules()
        self._index = Index(_all_forms(gazetteer, rules))
        self._context = Context(rules)
        self._resolver = Resolver(rules, gazetteer.entities, _given_names(gazetteer))
        self._offices = Offices(rules, gazetteer.entities.values())
        self._places = Places(gazetteer)

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        """Find all mentions in an article that ``collectors.clean`` has cleaned.

        :param published: day by which titles without a name ("Presiden AS") are resolved; None: they are not.
        :param lang: ISO 639-1 code of the text; None: names of all languages count.
        """
        folded = fold(f"{title}\n{body}")
        spans = self._index.scan(folded.text, lang)
        if not spans:
            return Found(matches=(), ignored=())
        article = Article(folded.text)
        readings = self._judge(article, spans)
        self._resolver.leaders(article, readings, published)
        self._resolver.unsupported(readings)
        offices = self._titles(article, readings, published) if published else []
        return _found(title, body, folded, readings, offices)

    def places(self, text: str) -> tuple[str, ...]:
        """ISO codes of the places that a dateline names, in text order: ``SEOUL/MOSKOW`` gives KR, RU."""
        return self._places.resolve(text)

    def _judge(self, article: Article, spans: list[Span]) -> list[Reading]:
        """Settle all phrases and all names of countries that are neither weak nor ambiguous."""
        context = self._context
        text = article.text
        readings: list[Reading] = []
        before: Reading | None = None
        for span in spans:
            form = span.forms[0]
            reading = Reading(span)
            if form.veto:
                reading.reason, reading.entity = form.reason, form.entity
            elif not form.leader:
                reading.entity = form.entity
                reason = ""
                if (
                    before
                    and before.reason
                    and context.hands_on(before, form, text[before.span.end : span.start])
                ):
                    reason = before.reason
                reading.reason = reason or context.judge(article, span, form)
                if not reading.reason and not form.weak and not form.unless and len(span.forms) == 1:
                    reading.form = form
            readings.append(reading)
            before = reading
        return readings

    def _titles(
        self, article: Article, readings: list[Reading], published: date
    ) -> list[tuple[int, int, str]]:
        found = []
        for i, reading in enumerate(readings):
            form = reading.form
            if form and not form.leader and form.country and form.kind != "capital":
                title = self._offices.near(article, reading.span, form.country, published)
                beside = [r.span for r in readings[max(i - 1, 0) : i + 2] if r.form and r is not reading]
                if title and not any(span.start < title[1] and title[0] < span.end for span in beside):
                    found.append(title)
        return found


def _found(
    title: str, body: str, folded: Folded, readings: list[Reading], offices: list[tuple[int, int, str]]
) -> Found:
    matches: list[tuple[int, Match]] = []
    ignored: list[Ignored] = []
    shift = len(title) + 1
    for reading in readings:
        start, end = folded.original(reading.span.start), folded.original(reading.span.end)
        if form := reading.form:
            matches.append((start, _match(title, body, shift, start, end, form.entity or "", form.kind)))
        else:
            in_title = start < shift
            text, moved = (title, 0) if in_title else (body, shift)
            ignored.append(
                Ignored(
                    field="title" if in_title else "body",
                    start=start - moved,
                    end=end - moved,
                    surface=text[start - moved : end - moved],
                    entity=reading.entity,
                    reason=reading.reason,
                )
            )
    for start_, end_, key in offices:
        start, end = folded.original(start_), folded.original(end_)
        matches.append((start, _match(title, body, shift, start, end, key, "office")))
    if offices:
        matches.sort(key=lambda pair: pair[0])
    return Found(matches=tuple(match for _, match in matches), ignored=tuple(ignored))


def _match(title: str, body: str, shift: int, start: int, end: int, entity: str, kind: MentionKind) -> Match:
    if start < shift:
        return Match(field="title", start=start, end=end, surface=title[start:end], entity=entity, kind=kind)
    start, end = start - shift, end - shift
    return Match(field="body", start=start, end=end, surface=body[start:end], entity=entity, kind=kind)


def _all_forms(gazetteer: Gazetteer, rules: RuleFile) -> Iterator[tuple[str, Form]]:
    for alias in gazetteer.aliases:
        if alias.kind != "dateline":
            yield from forms_of(alias, gazetteer.entities[alias.entity])
    for reason, phrases in rules.phrases.items():
        for phrase in phrases:
            yield from veto_forms(phrase, reason)
    for entity in gazetteer.entities.values():
        for phrase in entity.veto:
            yield from veto_forms(phrase, "other name", entity)
    for either in rules.either:
        if known := gazetteer.entities.get(either.entity):
            yield from either_forms(either.text, known, either.unless)


def _given_names(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """First words of each leader's full names."""
    names: dict[str, set[str]] = {}
    for alias in gazetteer.aliases:
        words = fold_name(alias.text).casefold().split()
        if not alias.short and len(words) > 1:
            names.setdefault(alias.entity, set()).add(words[0])
    return {key: frozenset(words) for key, words in names.items()}
