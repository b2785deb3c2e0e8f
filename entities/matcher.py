"""Finds every mention of an entity in an article, and says why a candidate is none."""

from __future__ import annotations

from datetime import date

from entities.article import Article
from entities.build import index_of
from entities.context import Context
from entities.gazetteer import Gazetteer
from entities.index import Candidate
from entities.normalize import Folded, fold, fold_name
from entities.offices import Offices
from entities.places import Places
from entities.resolve import Resolver
from entities.rules import RuleFile, load_rules
from entities.types import Found, Ignored, Match, TextField, Unknown
from entities.unknown import UnknownNames

_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})


class Matcher:
    """A gazetteer made ready for searching. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, rules: RuleFile | None = None) -> None:
        rules = rules or load_rules()
        self._index = index_of(gazetteer, rules)
        self._context = Context(rules)
        self._resolver = Resolver(rules, gazetteer.entities, _given_names(gazetteer))
        self._offices = Offices(rules, gazetteer.entities.values())
        self._places = Places(gazetteer)
        self._unknown = UnknownNames(rules=rules)
        self._wholes = gazetteer.wholes

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        """Find all mentions in an article that ``collectors.clean`` has cleaned.

        :param published: day by which titles without a name ("Presiden AS") are resolved; None: they are not.
        :param lang: ISO 639-1 code of the text; None: names of all languages count.
        """
        given = f"{title}\n{body}"
        folded = fold(given)
        candidates = self._index.scan(folded, given, lang)
        if not candidates:
            return Found(matches=(), ignored=())
        article = Article(folded.text, capitals_tell=lang not in _NOUNS_HAVE_CAPITALS)
        people, open_names = self._judge(article, candidates)
        if people:
            self._resolver.leaders(article, candidates, people, published)
        if open_names:
            self._resolver.supported(article, candidates, open_names)
        offices = self._titles(article, candidates, published) if published else []
        found = _found(title, body, folded, candidates, offices)
        return self._with_wholes(found) if self._wholes else found

    def unknown(self, title: str, body: str, found: Found, *, lang: str | None = None) -> tuple[Unknown, ...]:
        """Names after a title that no name in ``found``, which :meth:`find` gave for this text, covers."""
        return self._unknown.find(title, body, found, lang)

    def places(self, text: str) -> tuple[str, ...]:
        """ISO codes of the places that a dateline names, in text order: ``SEOUL/MOSKOW`` gives KR, RU."""
        return self._places.resolve(text)

    def _judge(self, article: Article, candidates: list[Candidate]) -> tuple[list[int], list[Candidate]]:
        """Settle phrases and what is no person; hand back where persons are, and the names left open."""
        context = self._context
        text = article.text
        people: list[int] = []
        open_names: list[Candidate] = []
        before: Candidate | None = None  # when it was rejected
        for i, candidate in enumerate(candidates):
            form = candidate.forms[0]
            if form.leader and not form.veto:
                people.append(i)
                before = None
                continue
            candidate.entity = form.entity
            if form.veto:
                reason = form.reason
            elif form.thing:
                reason = context.other_name(article, candidate, form)
            elif before and context.hands_on(before, form, text[before.end : candidate.start]):
                reason = before.reason
            else:
                following = candidates[i + 1].start if i + 1 < len(candidates) else -1
                reason = context.judge(article, candidate, form, following)
            if reason:
                candidate.reason = reason
                before = candidate
                continue
            before = None
            if len(candidate.forms) == 1 and (form.settled or context.is_place(article, candidate, form)):
                candidate.form = form
            else:
                open_names.append(candidate)
        return people, open_names

    def _with_wholes(self, found: Found) -> Found:
        wholes = (
            match._replace(entity=whole)
            for match in found.matches
            for whole in self._wholes.get(match.entity, ())
        )
        return found._replace(wholes=tuple(wholes))

    def _titles(
        self, article: Article, candidates: list[Candidate], published: date
    ) -> list[tuple[int, int, str]]:
        """Titles that stand for a leader: start, end and the leader's key."""
        found = []
        for i, candidate in enumerate(candidates):
            form = candidate.form
            if form is None or form.leader or form.country is None or form.kind == "capital":
                continue
            title = self._offices.near(article, candidate, form.country, published)
            beside = candidates[max(i - 1, 0) : i] + candidates[i + 1 : i + 2]
            if title and not any(other.start < title[1] and title[0] < other.end for other in beside):
                found.append(title)
        return found


def _found(
    title: str, body: str, folded: Folded, candidates: list[Candidate], offices: list[tuple[int, int, str]]
) -> Found:
    matches: list[Match] = []
    ignored: list[Ignored] = []
    shift = len(title) + 1
    field: TextField = "title"
    text, moved = title, 0
    for candidate in candidates:
        start, end = candidate.start, candidate.end
        if folded.places is not None:
            start, end = folded.original(start, end)
        if start >= shift:
            field, text, moved = "body", body, shift
        start, end = start - moved, end - moved
        surface = text[start:end]
        if form := candidate.form:
            key = form.entity or ""
            matches.append(Match(field, start, end, surface, key, form.kind))
        else:
            ignored.append(Ignored(field, start, end, surface, candidate.entity, candidate.reason))
    if offices:
        matches += [_office(title, body, folded, *office) for office in offices]
        matches.sort(key=lambda match: (match.field != "title", match.start))
    return Found(matches=tuple(matches), ignored=tuple(ignored))


def _office(title: str, body: str, folded: Folded, start: int, end: int, key: str) -> Match:
    start, end = folded.original(start, end)
    shift = len(title) + 1
    if start < shift:
        return Match(field="title", start=start, end=end, surface=title[start:end], entity=key, kind="office")
    start, end = start - shift, end - shift
    return Match(field="body", start=start, end=end, surface=body[start:end], entity=key, kind="office")


def _given_names(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """First words of each leader's full names."""
    names: dict[str, set[str]] = {}
    for alias in gazetteer.aliases:
        words = fold_name(alias.text).casefold().split()
        if not alias.short and len(words) > 1:
            names.setdefault(alias.entity, set()).add(words[0])
    return {key: frozenset(words) for key, words in names.items()}
