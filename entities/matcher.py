"""Finds every mention of an entity in an article, and says why a candidate is none."""

from __future__ import annotations

from datetime import date

from entities.article import Article
from entities.build import index_of
from entities.context import Context
from entities.gazetteer import Gazetteer
from entities.glance import SOMETHING, Glance
from entities.index import Candidate
from entities.normalize import Folded, fold, fold_name
from entities.offices import Offices
from entities.places import Places
from entities.resolve import Resolver
from entities.rules import RuleFile, load_rules
from entities.types import Found, Ignored, Match, TextField, Unknown
from entities.unknown import UnknownNames

_Title = tuple[int, int, str]  # start, end and the leader's key
_new = tuple.__new__
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})


class Matcher:
    """A gazetteer made ready for searching. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, rules: RuleFile | None = None) -> None:
        rules = rules or load_rules()
        self._index = index_of(gazetteer, rules)
        self._context = Context(rules)
        self._resolver = Resolver(rules, gazetteer.entities, _given_names(gazetteer))
        self._offices = Offices(rules, gazetteer.entities.values())
        self._glance = Glance(self._context, self._offices)
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
        people, open_names, beside = self._judge(article, candidates)
        if people:
            self._resolver.leaders(article, candidates, people, published)
        if open_names:
            self._resolver.supported(article, candidates, open_names)
        offices = self._titles(article, candidates, beside, published) if published and beside else []
        found = _found(given, len(title) + 1, folded, candidates, offices)
        return self._with_wholes(found) if self._wholes else found

    def unknown(self, title: str, body: str, found: Found, *, lang: str | None = None) -> tuple[Unknown, ...]:
        """Names after a title that no name in ``found``, which :meth:`find` gave for this text, covers."""
        return self._unknown.find(title, body, found, lang)

    def places(self, text: str) -> tuple[str, ...]:
        """ISO codes of the places that a dateline names, in text order: ``SEOUL/MOSKOW`` gives KR, RU."""
        return self._places.resolve(text)

    def _judge(self, article: Article, candidates: list[Candidate]) -> tuple[list[int], list[int], list[int]]:
        """Settle phrases and what is no person.

        :returns: indexes of persons, of names left open, and of names beside which a title may stand.
        """
        context = self._context
        sees = self._glance.sees
        text = article.text
        people: list[int] = []
        open_names: list[int] = []
        beside: list[int] = []
        before: Candidate | None = None  # when it was rejected
        for i, candidate in enumerate(candidates):
            form = candidate.forms[0]
            if form.leader:
                people.append(i)
                before = None
            if form.leader and not form.veto:
                continue
            if form.veto:
                reason = form.reason
            elif form.thing:
                reason = context.other_name(article, candidate, form)
            elif before and context.hands_on(before, form, text[before.end : candidate.start]):
                reason = before.reason
            elif seen := sees(article, candidate, form):
                beside.append(i)
                following = candidates[i + 1].start if i + 1 < len(candidates) else -1
                reason = context.judge(article, candidate, form, following) if seen == SOMETHING else ""
            else:
                reason = ""
            if reason:
                candidate.entity, candidate.reason = form.entity, reason
                before = candidate
                continue
            before = None
            if len(candidate.forms) == 1 and (form.settled or context.is_place(article, candidate, form)):
                candidate.form = form
            else:
                candidate.entity = form.entity
                open_names.append(i)
        return people, open_names, beside

    def _with_wholes(self, found: Found) -> Found:
        wholes = (
            match._replace(entity=whole)
            for match in found.matches
            for whole in self._wholes.get(match.entity, ())
        )
        return found._replace(wholes=tuple(wholes))

    def _titles(
        self, article: Article, candidates: list[Candidate], indexes: list[int], published: date
    ) -> list[_Title]:
        """Titles that stand for a leader, beside the names at ``indexes`` that count."""
        found = []
        for i in indexes:
            candidate = candidates[i]
            form = candidate.form
            if form is None or form.leader or form.country is None or form.kind == "capital":
                continue
            title = self._offices.near(article, candidate, form.country, published)
            if title:
                beside = candidates[max(i - 1, 0) : i] + candidates[i + 1 : i + 2]
                if not any(other.start < title[1] and title[0] < other.end for other in beside):
                    found.append(title)
        return found


def _found(
    given: str, shift: int, folded: Folded, candidates: list[Candidate], offices: list[_Title]
) -> Found:
    """What the settled candidates are in the text ``given``, whose body begins at ``shift``."""
    matches: list[Match] = []
    ignored: list[Ignored] = []
    places = folded.places
    field: TextField = "title"
    moved = 0
    for candidate in candidates:
        start, end = candidate.start, candidate.end
        if places is not None:
            start, end = folded.original(start, end)
        if start >= shift:
            field, moved = "body", shift
        form = candidate.form
        # A tuple is turned into one with names here, which saves a call for each.
        if form is not None:
            fields = (field, start - moved, end - moved, given[start:end], form.entity or "", form.kind)
            matches.append(_new(Match, fields))
        else:
            reason = (candidate.entity, candidate.reason)
            ignored.append(_new(Ignored, (field, start - moved, end - moved, given[start:end], *reason)))
    if offices:
        matches += [_office(given, shift, folded, *office) for office in offices]
        matches.sort(key=lambda match: (match.field != "title", match.start))
    return Found(matches=tuple(matches), ignored=tuple(ignored))


def _office(given: str, shift: int, folded: Folded, start: int, end: int, key: str) -> Match:
    start, end = folded.original(start, end)
    if start < shift:
        return Match(field="title", start=start, end=end, surface=given[start:end], entity=key, kind="office")
    moved = (start - shift, end - shift)
    return Match("body", *moved, surface=given[start:end], entity=key, kind="office")


def _given_names(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """First words of each leader's full names."""
    names: dict[str, set[str]] = {}
    for alias in gazetteer.aliases:
        words = fold_name(alias.text).casefold().split()
        if not alias.short and len(words) > 1:
            names.setdefault(alias.entity, set()).add(words[0])
    return {key: frozenset(words) for key, words in names.items()}
