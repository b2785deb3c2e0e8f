"""Which candidates are mentions, judged by the words around them; every rejection has its reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from entities.article import Article, capital_run, word_after, word_before
from entities.index import Form, Span
from entities.resolve import Reading
from entities.rules import Neighbour, RuleFile, neighbours

_CURRENCY_SIGNS = frozenset("$\u20ac\u00a3\u00a5")
_LIST = re.compile(r",? (?:dan |atau |serta |maupun |and |or )?|, ?(?:dan |atau |and )?|/")


class Context:
    """Judges names of countries and capitals, one at a time."""

    def __init__(self, rules: RuleFile) -> None:
        self._before = neighbours(rules.before, before=True)
        self._after = neighbours(rules.after, before=False)
        self._state = frozenset(word.lower() for word in rules.state_words)
        self._in_run = {word: reason for reason, words in rules.in_run.items() for word in words}
        self._lists = frozenset(rules.lists)
        self._home, self._home_names = rules.home, frozenset(rules.home_names)
        self._people = frozenset(rules.people)
        self._not_surnames = frozenset(word.lower() for word in rules.not_surnames)
        self._known = self._state | self._not_surnames
        self._other = {name: other for other in rules.other for name in other.names}

    def judge(self, article: Article, span: Span, form: Form) -> str:
        """Why the name at ``span`` is not a mention; empty when it is one."""
        text = article.text
        start, end = span.start, span.end
        following = text[end : end + 1]
        if following in _CURRENCY_SIGNS and following:
            return "currency"
        word, at = word_before(text, start)
        if word:
            if (hits := self._before.get(word)) and (reason := self._beside(article, span, form, hits, at)):
                return reason
            if form.not_after and _beside(text, start, form.not_after, word_before):
                return form.reason or "other name"
            if word[0].isupper():
                if word.lower() not in self._state and (
                    reason := self._part_of_name(article, span, form, at)
                ):
                    return reason
            elif word[-1].isdigit() and (reason := self._numbered(article, span, form)):
                return reason
        if following == " " and (reason := self._followed(article, span, form)):
            return reason
        surface = text[start:end]
        if surface in self._people and self._person(article, span):
            return "person"
        other = self._other.get(surface)
        if other and any(phrase in text for phrase in other.where):
            return other.reason
        return ""

    def hands_on(self, before: Reading, form: Form, between: str) -> bool:
        """Whether the rejection of the name before also holds for the next one, ``form``.

        It does for the same entity in brackets, "dolar Amerika Serikat (AS)", and in lists of languages.
        """
        if between == " (":
            return before.entity == form.entity
        return before.reason in self._lists and _LIST.fullmatch(between) is not None

    def _beside(self, article: Article, span: Span, form: Form, hits: list[Neighbour], at: int) -> str:
        """Reason of the first rule whose words stand right before the name."""
        for hit in hits:
            place, fits = at, True
            for wanted in reversed(hit.rest):
                word, place = word_before(article.text, place)
                if word.lower() != wanted:
                    fits = False
                    break
            if fits and self._applies(article, span, form, hit, span.end):
                return hit.rule.reason
        return ""

    def _followed(self, article: Article, span: Span, form: Form) -> str:
        word, at = word_after(article.text, span.end)
        if not word:
            return ""
        if form.not_before and _beside(article.text, span.end, form.not_before, word_after):
            return form.reason or "other name"
        for hit in self._after.get(word, ()):
            place, fits = at, True
            for wanted in hit.rest:
                follower, place = word_after(article.text, place)
                if follower.lower() != wanted:
                    fits = False
                    break
            if fits and self._applies(article, span, form, hit, place):
                return hit.rule.reason
        return ""

    @staticmethod
    def _applies(article: Article, span: Span, form: Form, hit: Neighbour, end: int) -> bool:
        rule = hit.rule
        if rule.kinds and form.kind not in rule.kinds:
            return False
        if rule.only and article.text[span.start : span.end] not in rule.only:
            return False
        if rule.english_name and not (form.kind == "demonym" or form.lang == "en"):
            return False
        return not (rule.unless_next and word_after(article.text, end)[0].lower() in rule.unless_next)

    def _numbered(self, article: Article, span: Span, form: Form) -> str:
        """An event's name with its year or age group: Piala Dunia U17 2023 Indonesia."""
        place = span.start
        for _ in range(3):
            word, at = word_before(article.text, place)
            if not word or not word[-1].isdigit():
                break
            place = at
        word, at = word_before(article.text, place)
        hits = [hit for hit in self._before.get(word, ()) if hit.rule.numbers_between]
        return self._beside(article, span, form, hits, at)

    def _part_of_name(self, article: Article, span: Span, form: Form, at: int) -> str:
        """A capitalised word that is no state's stands right before the name."""
        text = article.text
        word = text[at : span.start - 1]
        if not word[-1].isalnum() and word[-1] != ".":
            return ""
        if word[-1].isdigit() and (reason := self._numbered(article, span, form)):
            return reason
        run, run_start = capital_run(text, span.start)
        for member in run:
            if reason := self._in_run.get(member, ""):
                return reason
        if form.country != self._home or text[span.start : span.end] not in self._home_names:
            return ""
        if text[span.end : span.end + 1] == "-" or any(member.lower() in self._known for member in run):
            return ""
        if article.line(span.start).headline or article.ordinary(word):
            return ""
        if run_start == at and article.starts_sentence(at) and not article.named_inside(word):
            return ""
        return "organisation"

    def _person(self, article: Article, span: Span) -> bool:
        """Whether the name is a given name or surname here: Chad Smith, Michael Jordan."""
        text = article.text
        if article.line(span.start).headline:
            return False
        word, at = word_after(text, span.end)
        if (
            text[span.end : span.end + 2] != " ("
            and _name_like(word)
            and word.lower() not in self._not_surnames
        ):
            return True
        word, at = word_before(text, span.start)
        if not _name_like(word) or word.lower() in self._known or article.ordinary(word):
            return False
        return not article.starts_sentence(at) or article.named_inside(word)


def _beside(
    text: str, place: int, phrases: tuple[tuple[str, ...], ...], step: Callable[[str, int], tuple[str, int]]
) -> bool:
    """Whether one of ``phrases`` stands at ``place``; small letters are read in any letter case."""
    words: list[str] = []
    for phrase in phrases:
        while len(words) < len(phrase):
            word, place = step(text, place)
            words.append(word)
        if all(
            word in (wanted, wanted.upper()) or word.lower() == wanted
            for wanted, word in zip(phrase, words, strict=False)
        ):
            return True
    return False


def _name_like(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word[0].isupper() and word[1:].islower()
