"""Which candidates are mentions, judged by the words around them; every rejection has its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile

from entities.article import Article, capital_run, word_after, word_before
from entities.index import Candidate, Form
from entities.initials import Initials
from entities.normalize import fold
from entities.others import Others
from entities.rules import Neighbour, RuleFile, neighbours
from entities.scripts import JOINED_FROM

_CURRENCY_SIGNS = frozenset("$\u20ac\u00a3\u00a5")
_AND = r"(?:, (?:dan |atau |serta |and |or )?| (?:dan|atau|serta|maupun|and|or) |/)"
_LIST = re.compile(rf"(?:{_AND}[A-Z][a-z]+)*{_AND}")  # languages that are no country's may stand between

# Verbs of headlines: Mengecam, Untungkan; Pendidikan and Kebijakan are none.
_VERB = re.compile(r"Me(?:m|n|ng|ny)[a-z]{4,}$|(?!Pe|Ke)[A-Z][a-z]{2,}kan$")
_SCHOOLS = frozenset({"Universitas", "Institut", "Politeknik"})
_AND_WORDS = frozenset({"and", "or"})
_LONGEST_LINK = 60
_LONGEST_PREFIX = 6
_LONGEST_BRACKET = 30


class Context:
    """Judges names of countries and capitals, one at a time."""

    def __init__(self, rules: RuleFile) -> None:
        self._before = neighbours(rules.before, before=True)
        self._after = neighbours(rules.after, before=False)
        # Single words whose rule has no condition: nothing more to look at.
        self._always = {
            word: hit.rule.reason
            for word, hits in self._before.items()
            for hit in hits
            if not hit.rest and hit.rule.is_unconditional
        }
        self._state = frozenset(word.lower() for word in rules.state_words)
        self._known = self._state | {word.lower() for word in rules.not_surnames}
        self._in_run = {word: reason for reason, words in rules.in_run.items() for word in words}
        self._after_in_run = {word: reason for reason, words in rules.after_in_run.items() for word in words}
        self.home, self._home_names = rules.home, frozenset(rules.home_names)
        self._home_in_run = [
            (tuple(words.split()), reason) for reason, names in rules.home_in_run.items() for words in names
        ]
        self._home_bodies = frozenset(rules.home_bodies)
        self._home_heads = frozenset(head[0] for head, _ in self._home_in_run)
        self._leading = frozenset(rules.leading)
        self._breaks = frozenset(rules.headline_breaks)
        self._lists = frozenset(rules.lists)
        self._own_name = frozenset(rules.own_name)
        self._people = frozenset(rules.people)
        self._joining = frozenset(rules.joining)
        self._others = Others(rules.other)
        self._place_words = frozenset(rules.place_words)
        self.initials = Initials(rules.initials, rules.initials_after, rules.initials_not_after)
        self.ambiguous = self._people | self._others.names | self.initials.names
        self._joined_before = [
            (_folded(text), r) for r, given in rules.joined_before.items() for text in given
        ]
        self._joined_after: dict[str, list[tuple[str, str]]] = {}
        for reason, given in rules.joined_after.items():
            for text in map(_folded, given):
                self._joined_after.setdefault(text[0], []).append((text, reason))
        # Read before nearly every second country's name, and nothing more to look at then.
        self.harmless = {word.capitalize() for word in self._state} - self._before.keys() - self._own_name
        self.words_before, self.words_after = frozenset(self._before), frozenset(self._after)
        self.words_after_in_run = frozenset(self._after_in_run)
        self.signs_after = _CURRENCY_SIGNS.union(self._joined_after)

    def judge(self, article: Article, candidate: Candidate, form: Form, following: int) -> str:
        """Why the name at ``candidate`` is not a mention; empty when it is one.

        :param following: where the next candidate starts.
        """
        if reason := self._before_it(article, candidate, form) or self._after_it(article, candidate, form):
            return reason
        surface = article.text[candidate.start : candidate.end]
        if surface not in self.ambiguous:
            return ""
        if surface in self._people and self._person(article, candidate, following):
            return "person"
        if surface in self.initials.names and self.initials.stand(article, candidate):
            return "initials"
        return self._others.reason(article, candidate)

    def _before_it(self, article: Article, candidate: Candidate, form: Form) -> str:
        text, start = article.text, candidate.start
        if start and text[start - 1] == " ":
            word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
            if reason := self._always.get(word):
                return reason
            # Most words before a name settle nothing, which is quick to see.
            if (
                word in self._before
                or word in form.not_after
                or not word.isalpha()
                or not (word[0].islower() or (word in self.harmless and form.country != self.home))
            ):
                return self._preceded(article, candidate, form)
        elif start and text[start - 1] >= JOINED_FROM:
            return self._joined_on(text, start)
        return ""

    def _after_it(self, article: Article, candidate: Candidate, form: Form) -> str:
        text, end = article.text, candidate.end
        sign = text[end : end + 1]
        if sign == " ":
            if form.reads_on or not text[end + 1 : end + 2].islower():
                return self._followed(article, candidate, form)
        elif sign in _CURRENCY_SIGNS:
            return "currency"
        elif sign in self._joined_after:
            for suffix, reason in self._joined_after[sign]:
                if text.startswith(suffix, end):
                    return reason
        return ""

    def _joined_on(self, text: str, start: int) -> str:
        """Why a name that follows other letters without a space is no mention."""
        for prefix, reason in self._joined_before:
            if text.endswith(prefix, 0, start):
                return reason
        space = text.rfind(" ", max(0, start - _LONGEST_PREFIX), start)
        # "الدولار الأمريكي": the article is no part of the name.
        return self._always.get(word_before(text, space + 1)[0], "") if space > 0 else ""

    def is_place(self, article: Article, candidate: Candidate, form: Form) -> bool:
        """Whether a capital that is also something else stands where only a place does: di Wina, in Muscat.

        Cities that stand for their club as well are not settled by that.
        """
        if form.kind != "capital" or article.text[candidate.start : candidate.end] in self._others.names:
            return False
        if word_before(article.text, candidate.start)[0].lower() not in self._place_words:
            return False
        # "Banjir di Lima Desa": in a headline, a capital does not say that it is a name.
        return not (word_after(article.text, candidate.end)[0] and article.in_headline(candidate.start))

    def hands_on(self, before: Candidate, form: Form, between: str) -> bool:
        """Whether the rejection of the name before also holds for the next one, ``form``.

        It does for the same entity in brackets, "dolar Amerika Serikat (AS)", and in lists of languages.
        """
        if between == " (":
            return before.entity == form.entity
        if before.reason not in self._lists or len(between) > _LONGEST_LINK:
            return False
        return _LIST.fullmatch(between) is not None

    def other_name(self, article: Article, candidate: Candidate, form: Form) -> str:
        """Why the words listed beside the name itself make it something else; empty when none stands there.

        All that is asked of an organisation, company or topic: the rules here are about countries.
        """
        text = article.text
        for beside, place, step in (
            (form.not_after, candidate.start, word_before),
            (form.not_before, candidate.end, word_after),
        ):
            if beside:
                word, at = step(text, place)
                if any(_go(text, at, rest, step) is not None for rest in beside.get(word, ())):
                    return form.reason or "other name"
        return ""

    def _preceded(self, article: Article, candidate: Candidate, form: Form) -> str:
        text = article.text
        word, at = word_before(text, candidate.start)
        if not word:
            return ""
        if (hits := self._before.get(word)) and (reason := self._beside(article, candidate, form, hits, at)):
            return reason
        for rest in form.not_after.get(word, ()):
            if _go(text, at, rest, word_before) is not None:
                return form.reason or "other name"
        if word[-1].isdigit() and (reason := self._numbered(article, candidate, form)):
            return reason
        if not word[0].isupper():
            return ""
        state = word.lower() in self._state
        if form.country == self.home and (reason := self._home_organisation(article, candidate)):
            return reason
        if state and (form.country == self.home or word not in self._own_name):
            return ""
        return self._part_of_name(article, candidate, form, at)

    def _followed(self, article: Article, candidate: Candidate, form: Form) -> str:
        word, at = word_after(article.text, candidate.end)
        for rest in form.not_before.get(word, ()):
            if _go(article.text, at, rest, word_after) is not None:
                return form.reason or "other name"
        for hit in self._after.get(word, ()):
            place = _go(article.text, at, hit.rest, word_after)
            if place is not None and _applies(article, candidate, form, hit, place):
                return hit.rule.reason
        return self._goes_on(article, candidate, at) if word[:1].isupper() else ""

    def _goes_on(self, article: Article, candidate: Candidate, at: int) -> str:
        """The name opens a longer one, whose second word ends at ``at``: China Express Airlines."""
        for _ in range(2):
            word, at = word_after(article.text, at)
            if not word[:1].isupper():
                return ""
            reason = self._after_in_run.get(word, "")
            if reason and not article.in_headline(candidate.start):
                return reason
        return ""

    @staticmethod
    def _beside(article: Article, candidate: Candidate, form: Form, hits: list[Neighbour], at: int) -> str:
        """Reason of the first rule whose words stand right before the name, the nearest of them at ``at``."""
        for hit in hits:
            place = _go(article.text, at, hit.rest, word_before)
            if place is None or not _applies(article, candidate, form, hit, candidate.end):
                continue
            unless = hit.rule.unless_before
            if not unless or word_before(article.text, place)[0].lower() not in unless:
                return hit.rule.reason
        return ""

    def _numbered(self, article: Article, candidate: Candidate, form: Form) -> str:
        """An event's name with its year or age group: Piala Dunia U17 2023 Indonesia."""
        place = candidate.start
        for _ in range(3):
            word, at = word_before(article.text, place)
            if not word or not word[-1].isdigit():
                break
            place = at
        word, at = word_before(article.text, place)
        hits = [hit for hit in self._before.get(word, ()) if hit.rule.numbers_between]
        return self._beside(article, candidate, form, hits, at)

    def _home_organisation(self, article: Article, candidate: Candidate) -> str:
        """A long name that ends in the home country's: Asosiasi Pengusaha Truk dan Logistik Indonesia."""
        text = article.text
        if (
            text[candidate.start : candidate.end] not in self._home_names
            or text[candidate.end : candidate.end + 1] == "-"
        ):
            return ""
        start = candidate.start
        if text[start - 2] == ")":  # Kamar Dagang dan Industri (Kadin) Indonesia
            opened = text.rfind(" (", max(0, start - _LONGEST_BRACKET), start)
            start = opened + 1 if opened >= 0 else start
        run, _ = capital_run(text, start, joined=True)
        if len(run) > 1 and not self._home_bodies.isdisjoint(run):
            after_and, _ = capital_run(text, start)
            if after_and and after_and[0] in self._home_bodies:
                run = after_and
        if self._home_heads.isdisjoint(run):
            return ""
        if len(run) > 1 and article.in_headline(candidate.start):
            run = self._one_name(run)
        for head, reason in self._home_in_run:
            # A head right before the name is a common noun: Masyarakat Indonesia.
            if any(tuple(run[i : i + len(head)]) == head for i in range(len(run) - len(head))):
                return reason
        return ""

    def _one_name(self, run: list[str]) -> list[str]:
        """The end of ``run``, the capitalised words of a headline, that may be one name: no verb is in it."""
        for i in range(len(run) - 1, -1, -1):
            if run[i].lower() in self._breaks or _VERB.match(run[i]):
                return run[i + 1 :]
        return run

    def _part_of_name(self, article: Article, candidate: Candidate, form: Form, at: int) -> str:
        """A capitalised word that is no state's stands right before the name."""
        text = article.text
        word = text[at : candidate.start - 1]
        if not word[-1].isalnum() and word[-1] != ".":
            return ""
        run, run_start = capital_run(text, candidate.start)
        if not run:  # the word before ends a sentence: "... Menlu Inggris. Indonesia ..."
            return ""
        abroad = form.country != self.home and len(run) > 1 and word not in self._own_name
        for member in run:
            # Universitas Kyoto Jepang is in Japan; Universitas Teknologi Malaysia has that name.
            if (reason := self._in_run.get(member, "")) and not (abroad and member in _SCHOOLS):
                return reason
        if form.country != self.home or text[candidate.start : candidate.end] not in self._home_names:
            return ""
        # Who holds an office is no part of its name: Ketua Umum Real Estat Indonesia.
        name = list(dropwhile(lambda member: member.lower() in self._leading, run))
        if (
            not name
            or text[candidate.end : candidate.end + 1] == "-"
            or any(member.lower() in self._known for member in name)
        ):
            return ""
        if article.ordinary(word):
            return ""
        if article.in_headline(candidate.start):
            # Capitals say nothing here; the same two words inside a sentence do.
            return "organisation" if article.named_inside(text[at : candidate.end]) else ""
        opens = run_start == at and article.starts_sentence(at)
        if opens and not word.isupper() and not article.named_inside(word):
            return ""
        return "organisation"

    def _person(self, article: Article, candidate: Candidate, following: int) -> bool:
        """Whether the name is a given name or surname here: Chad Smith, Michael Jordan."""
        text = article.text
        before, at = word_before(text, candidate.start)
        if (before.lower() in self._state and before not in self._joining) or article.in_headline(
            candidate.start
        ):
            return False
        after, _ = word_after(text, candidate.end)
        is_next = following == candidate.end + 1 or text[candidate.end : candidate.end + 2] == " ("
        if not is_next and self._name_like(article, after):
            return True
        if not self._name_like(article, before):
            return False
        return not article.starts_sentence(at) or article.named_inside(before)

    def _name_like(self, article: Article, word: str) -> bool:
        return (
            len(word) > 1
            and word.isalpha()
            and word[0].isupper()
            and word[1:].islower()
            and word.lower() not in self._known
            and not article.ordinary(word)
        )


def _folded(text: str) -> str:
    return fold(text).text


def _go(
    text: str, place: int, words: tuple[str, ...], step: Callable[[str, int], tuple[str, int]]
) -> int | None:
    """Where ``words``, in small letters, end when they stand at ``place``; None when they do not."""
    for wanted in words:
        word, place = step(text, place)
        if word.lower() != wanted:
            return None
    return place


def _goes_no_further(text: str, end: int, links: tuple[str, ...]) -> bool:
    """Whether no noun follows: "in Italian.", "in Czech and English at"."""
    word, at = word_after(text, end)
    if word in _AND_WORDS:
        word, at = word_after(text, at)
        return word[:1].isupper() and _goes_no_further(text, at, links)
    return not word or word in links


def _applies(article: Article, candidate: Candidate, form: Form, hit: Neighbour, end: int) -> bool:
    """Whether the conditions of a rule hold, its words being there.

    :param end: end of the name or of the words after it: what follows there may undo the rule.
    """
    rule = hit.rule
    if rule.kinds and form.kind not in rule.kinds:
        return False
    if rule.only and article.text[candidate.start : candidate.end] not in rule.only:
        return False
    if rule.english_name and not (form.kind == "demonym" or form.lang == "en"):
        return False
    if rule.only_next and not _goes_no_further(article.text, end, rule.only_next):
        return False
    return not (rule.unless_next and word_after(article.text, end)[0].lower() in rule.unless_next)
