"""Who or what a name stands for inside one article: short names, weak names, namesakes, titles by date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from entities.article import Article, capital_run, word_after, word_before
from entities.glance import NOTHING, SOMETHING, TITLE
from entities.index import Candidate, Form
from entities.normalize import fold
from entities.rules import RuleFile
from entities.types import Entity

_DOT = "\u00b7"  # between given name and surname in Chinese and Japanese
_OPENED = frozenset({" (", ' "', " '", " ["})
_OF = frozenset({" dari ", " of "})
_CALLED = frozenset({"bernama", "dinamai", "dijuluki", "dipanggil"})
# Between two of a list: Belgia, Andorra, dan Monako.
_LINK = re.compile(r", (?:dan |serta |atau |and |or )?| (?:dan|serta|atau|and|or) |[/-]")
# Given names of two syllables: Kim Moon-soo. Trump-backed, Putin-nya and "Putin—yang" are none.
_AFTER_DASH = (
    "yang|tak|tidak|bukan|dan|atau|serta|di|ke|dari|pada|dalam|untuk|dengan|saat|usai|kini|juga|akan|telah|itu|ini|"
    "ia|dia|kata|ujar|tapi|namun|lalu|sebab|karena|who|and|but|or|in|on|the|with|was|is|has|whose|said|not"
)
_SYLLABLE = (
    rf"(?!(?:nya|lah|kah|pun|{_AFTER_DASH}|[a-z]*(?:ed|en|ing|ly|era|like|style|free))(?![a-z]))"
    r"[a-z]{2,6}(?![^\W_])"
)
_JOINED_ON = re.compile(rf"-{_SYLLABLE}")
_NO_NAME = "pro|anti|non|pasca|pra|eks|ex|ultra|semi|post|pre"
_JOINED_NAME = re.compile(rf"(?!(?i:{_NO_NAME})-)[A-Z][a-z]{{1,6}}-{_SYLLABLE}")
# Indonesian words made with a prefix and a suffix, as Kebijakan and Pemerintahan; no given names are.
_DERIVED = re.compile(r"(?:Pe|Ke|Me|Ber|Ter|Di|Se|Per)[a-z]{4,}(?:an|nya|kan)$")
# An age after a name: "Suharto (45)", "Suharto, 45,".
_BEFORE_AGE = frozenset({" (", ", "})
_AGED = re.compile(r" \(\d\d(?: (?:tahun|thn|th))?\)|, \d\d(?:,| tahun)")
_ANY: frozenset[str] = frozenset()  # whatever the office
# By name in small letters: where it stands and which leader it is there; None: somebody else.
Evidence = dict[str, list[tuple[int, str | None]]]
Told = tuple[int, str, str | None]  # where a short name stands, it in small letters, and whose it is there
_place = itemgetter(0)


class Resolver:
    """Settles the names that the words beside them do not settle."""

    def __init__(
        self, rules: RuleFile, entities: Mapping[str, Entity], given: Mapping[str, frozenset[str]]
    ) -> None:
        """:param given: first words of the full names of each leader."""
        self._entities, self._given = entities, given
        self._not_names = frozenset(
            fold(word).text.lower() for word in (*rules.not_surnames, *rules.state_words)
        )
        self._animals = frozenset(rules.animals)
        self._named_after = frozenset(word.lower() for word in rules.named_after)
        self._named_after_next = frozenset(rules.named_after_next)
        self._either = {either.text: either for either in rules.either}
        self._titles = {
            tuple(fold(words).text.lower().split()): frozenset(title.offices)
            for title in rules.titles
            for words in title.words
        }
        self._title_ends = frozenset(words[-1] for words in self._titles)
        heeded = self._named_after | self._animals | _CALLED
        # What a word before a name may be; words in small letters that are not in it are nothing.
        self._words = {
            **dict.fromkeys(self._title_ends, TITLE),
            **{word.capitalize(): TITLE for word in self._title_ends & self._not_names},
            **{spelling: SOMETHING for word in heeded for spelling in (word, word.capitalize())},
        }

    def leaders(
        self, article: Article, candidates: list[Candidate], people: list[int], published: date | None
    ) -> None:
        """Settle the candidates that may be leaders, which are with phrases that are none at ``people``."""
        text = article.text
        told: list[Told] = []
        bare: list[tuple[int, str]] = []
        full: list[Candidate] = []
        others: list[Candidate] = []
        for i in people:
            candidate = candidates[i]
            form = candidate.forms[0]
            if form.veto:
                others.append(candidate)
                continue
            beside = self._sees(text, candidate.start, candidate.end)
            if beside == SOMETHING and self._is_named_after(article, candidates, i):
                candidate.entity, candidate.reason = form.entity, "named after"
            elif not (form.single or form.short):
                candidate.form = form
                full.append(candidate)
            elif beside == NOTHING and not (i and candidates[i - 1].end == candidate.start - 1):
                candidate.entity = form.entity
                bare.append((i, text[candidate.start : candidate.end].casefold()))
            elif name := self._read(article, candidates, i, published, told, beside):
                bare.append((i, name))
        if bare:
            evidence = self._evidence(text, {name for _, name in bare}, full, others, told)
            if evidence or not _all_known([candidates[i] for i, _ in bare]):
                self._settle_all(article, candidates, bare, published, evidence)

    def _settle_all(
        self,
        article: Article,
        candidates: list[Candidate],
        bare: list[tuple[int, str]],
        published: date | None,
        evidence: Evidence,
    ) -> None:
        """Settle the names that stand alone, which are at these indexes."""
        named = {c.form.entity for c in candidates if c.form and (c.form.leader or c.form.thing)}
        for i, name in bare:  # a title before one of them says who is meant by all
            if evidence.get(name) and (holder := self._by_title(article, candidates, i, published)):
                named.add(holder.entity)
        countries = {c.form.country for c in candidates if c.form and c.form.country and not c.form.leader}
        for i, name in bare:
            self._settle(candidates[i], evidence.get(name, []), named, countries)
        for i, name in bare:
            candidate = candidates[i]
            if candidate.form is None and not evidence.get(name):
                weak = [form for form in candidate.forms if form.weak]
                here = [form for form in weak if form.country in countries]
                if " " in name and (country := self._country_after(article, candidates, i)):
                    here = weak = [form for form in candidate.forms if form.country == country]
                if len(here) > 1 and published:  # father and son: whoever was in office
                    here = [form for form in here if self._held(form, _ANY, None, published)]
                    weak = here if len(here) == 1 else weak
                if len(weak) == 1 and (here or self._is_listed(article, candidates, i)):
                    self._count(candidate, weak[0])
                    candidate.reason = ""

    def _read(
        self,
        article: Article,
        candidates: list[Candidate],
        index: int,
        published: date | None,
        told: list[Told],
        beside: int,
    ) -> str | None:
        """Settle a short name by the words beside it and add to ``told`` what it tells of others.

        :param beside: what ``_sees`` saw.
        :returns: the name, in small letters, when it stands alone and is not settled yet.
        """
        candidate = candidates[index]
        form = candidate.forms[0]
        candidate.entity = form.entity
        name = article.text[candidate.start : candidate.end].casefold()
        if beside == SOMETHING and (other := self._somebody_else(article, candidates, index)):
            candidate.reason = "person"
            if form.short or other == "surname":
                told.append((candidate.start, name, None))
            return None
        if form.short and (holder := self._by_title(article, candidates, index, published)):
            self._count(candidate, holder)
            told.append((candidate.start, name, holder.entity))
            return None
        if not form.short and self._is_aged(article, candidates, candidate):
            candidate.reason = "person"
            told.append((candidate.start, name, None))
            return None
        return name

    def _is_aged(self, article: Article, candidates: list[Candidate], candidate: Candidate) -> bool:
        """Whether an age introduces somebody else: Suharto (45), petani. Not who is named in full."""
        text = article.text
        if text[candidate.end : candidate.end + 2] not in _BEFORE_AGE or not _AGED.match(text, candidate.end):
            return False
        if word_before(text, candidate.start)[0].lower() in self._title_ends:
            return False
        own = candidate.forms[0].entity
        return not any(c.forms[0].entity == own and not c.forms[0].single for c in candidates)

    def _evidence(
        self,
        text: str,
        names: set[str],
        full: list[Candidate],
        others: list[Candidate],
        told: list[Told],
    ) -> Evidence:
        """What the article tells of each of ``names``, in text order.

        :param full: full names, which tell of their parts.
        :param others: phrases known to be somebody else with the same first name: Megawati Hangestri.
        :param told: what short names tell of others.
        """
        evidence: Evidence = {}
        for candidate in full:
            parts = _parts(text[candidate.start : candidate.end])
            if not names.isdisjoint(parts):
                for name in names & parts:
                    evidence.setdefault(name, []).append((candidate.start, candidate.forms[0].entity))
        for start, name, entity in told:
            evidence.setdefault(name, []).append((start, entity))
        if told:
            for places in evidence.values():
                places.sort(key=_place)
        namesakes: Evidence = {}
        for candidate in others:
            first = text[candidate.start : candidate.end].casefold().partition(" ")[0]
            if first in self._given.get(candidate.forms[0].entity or "", ()):
                namesakes.setdefault(first, []).append((candidate.start, None))
        return {**namesakes, **evidence} if namesakes else evidence

    @classmethod
    def supported(cls, article: Article, candidates: list[Candidate], open_names: list[int]) -> None:
        """Settle weak names, which need other evidence of the entity, and those that may be one of two.

        A name that stands in a list of countries is one, too.
        """
        counted = [c.form for c in candidates if c.form]
        named = {f.entity for f in counted} | {f"country:{f.country}" for f in counted if f.leader}
        for i in open_names:
            candidate = candidates[i]
            either = [form for form in candidate.forms if form.unless]
            if either:
                fits = [form for form in either if form.unless not in named]
            else:
                fits = [form for form in candidate.forms if not form.weak] or [
                    form for form in candidate.forms if form.entity in named
                ]
            if not (fits or either) and len(candidate.forms) == 1:
                fits = [form for form in candidate.forms if cls._is_listed(article, candidates, i)]
            if len(fits) == 1:
                candidate.form, candidate.entity = fits[0], fits[0].entity
            elif fits or either or len(candidate.forms) > 1:
                candidate.reason = "ambiguous"
            else:
                candidate.reason = "no other evidence"

    @staticmethod
    def _is_listed(article: Article, candidates: list[Candidate], at: int) -> bool:
        """Whether it stands beside one of its kind that counts: Belgia, Andorra, dan Monako; Trump, Lula."""
        candidate = candidates[at]
        own = candidate.forms[0]
        for first, second in pairwise(candidates[max(at - 1, 0) : at + 2]):
            form = (second if first is candidate else first).form
            if (
                form
                and form.leader == own.leader
                and (form.kind == "capital") == (own.kind == "capital")
                and _LINK.fullmatch(article.text, first.end, second.start)
            ):
                return True
        return False

    @staticmethod
    def _count(candidate: Candidate, form: Form) -> None:
        candidate.form, candidate.entity = form, form.entity

    def _settle(
        self,
        candidate: Candidate,
        events: list[tuple[int, str | None]],
        named: set[str | None],
        countries: set[str],
    ) -> None:
        """Settle a name that stands alone.

        :param events: where the article uses it in a full name or beside a title, and whose it is there.
        :param named: the persons, organisations, companies and topics that it names beyond doubt.
        :param countries: ISO codes of the countries that it names.
        """
        if known := _known(candidate):
            # Famous alone, unless the article is about a namesake and never names the leader in full.
            if events and known.entity not in named:
                candidate.reason = "person"
            else:
                self._count(candidate, known)
            return
        forms = {form.entity: form for form in candidate.forms if form.entity in named}
        if not (events or forms):
            forms = {f.entity: f for f in candidate.forms if f.weak and f.country in countries}
        nearest = bisect_right(events, candidate.start, key=_place) - 1
        if events and (who := events[max(nearest, 0)][1]) in forms:
            self._count(candidate, forms[who])
        elif len(forms) == 1 and not events:
            self._count(candidate, next(iter(forms.values())))
        else:
            candidate.reason = "person" if events else "ambiguous"
            if len(candidate.forms) > 1:
                candidate.entity = None

    def _sees(self, text: str, start: int, end: int) -> int:
        """What stands beside: SOMETHING where a word may be part of the name, a TITLE (or age) or NOTHING."""
        if text[end + 1 : end + 2].isupper() or text[end : end + 1] == "-":
            return SOMETHING
        nothing = TITLE if text[end + 2 : end + 3].isdigit() else NOTHING  # it may be an age
        if not start or text[start - 1] != " ":
            return nothing if not start or text[start - 1] < _DOT else SOMETHING
        word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
        return self._words.get(word, nothing if word.islower() and word.isalpha() else SOMETHING)

    def _is_named_after(self, article: Article, candidates: list[Candidate], index: int) -> bool:
        """Whether the name is that of a place, building or group: Masjid Raya Sheikh Zayed, Trump Tower."""
        candidate = candidates[index]
        text = article.text
        next_is_capital = text[candidate.end + 1 : candidate.end + 2].isupper()
        if next_is_capital and word_after(text, candidate.end)[0] in self._named_after_next:
            return True
        before, _ = word_before(text, candidate.start)
        if not before:
            return False
        lower = before.lower()
        if lower in self._named_after:
            return True
        if not before[0].isupper() or lower in self._title_ends:
            return False
        if index and candidates[index - 1].end == candidate.start - 1:
            return False  # the words before are a name of their own: Presiden AS Donald Trump
        run, start = capital_run(text, candidate.start)
        if self._named_after.isdisjoint(word.lower() for word in run[-4:]):
            return False
        # "Di Gedung Putih Trump ...": another name stands between.
        separate = index and candidates[index - 1].end > start
        return not separate and not article.in_headline(candidate.start)

    def _somebody_else(self, article: Article, candidates: list[Candidate], index: int) -> str:
        """What makes the one-word name part of a name that no gazetteer knows; empty when nothing does.

        A ``surname`` after it (Kim Kardashian), a ``given name`` before it (Marwin Wong) or an ``animal``.
        """
        candidate = candidates[index]
        text = article.text
        before, at = word_before(text, candidate.start)
        if before in self._animals or (before in _CALLED and word_before(text, at)[0] in self._animals):
            return "animal"
        if self._named_by_dot(article, candidates, index):
            return "given name"
        after, _ = word_after(text, candidate.end)
        if _JOINED_ON.match(text, candidate.end):  # "Kim Moon-soo" names no Moon
            return "surname"
        surname = self._may_be_name(after) and text[candidate.end : candidate.end + 2] not in _OPENED
        given = self._may_be_name(before)
        if not (surname or given) or article.in_headline(candidate.start):
            return ""
        starts_next = index + 1 < len(candidates) and candidates[index + 1].start == candidate.end + 1
        starts_next = starts_next and not _JOINED_ON.match(text, candidates[index + 1].end)
        if surname and not starts_next and not article.ordinary(after):
            return "surname"
        ends_last = index and candidates[index - 1].end == candidate.start - 1
        if not given or ends_last or article.ordinary(before):
            return ""
        if article.starts_sentence(at) and not article.named_inside(before):
            return ""
        run, _ = capital_run(text, candidate.start)
        own = (self._given.get(form.entity or "", frozenset()) for form in candidate.forms)
        if any(word.casefold() in names for names in own for word in run[-3:]):
            return ""
        return "given name"

    @staticmethod
    def _named_by_dot(article: Article, candidates: list[Candidate], index: int) -> bool:
        """Whether a given name of somebody else stands before the dot: 梅拉尼娅·特朗普."""
        text, start = article.text, candidates[index].start
        if start < 2 or text[start - 1] != _DOT or not text[start - 2].isalpha():  # noqa: PLR2004 - letter, dot
            return False
        return not (index and candidates[index - 1].end == start - 1)

    def _may_be_name(self, word: str) -> bool:
        """Whether ``word`` looks like a given name or surname and is none of the words known to be none."""
        return (
            len(word) > 1
            and word[0].isupper()
            and (word.isalpha() or bool(_JOINED_NAME.fullmatch(word)))
            and not word.isupper()
            and word.lower() not in self._not_names
            and not _DERIVED.match(word)
        )

    def _by_title(
        self, article: Article, candidates: list[Candidate], index: int, published: date | None
    ) -> Form | None:
        """The one person that a title before the short name points to: Presiden Xi, PM Malaysia Anwar."""
        candidate = candidates[index]
        start, country = candidate.start, None
        beside = candidates[index - 1] if index and candidates[index - 1].end == start - 1 else None
        if beside and not (beside.forms[0].leader or beside.forms[0].thing):
            start, country = beside.start, beside.forms[0].country
        offices = self._title_before(article.text, start)
        if offices is None:
            return None
        country = country or self._country_after(article, candidates, index)
        fits = [form for form in candidate.forms if self._held(form, offices, country)]
        if len(fits) > 1 and published:
            fits = [form for form in fits if self._held(form, offices, country, published)]
        elif fits and published and not self._held(fits[0], _ANY, None, published):
            # Many a ruler is called president: "Presiden Korut Kim" is nobody dead while one is in office.
            in_office = [form for form in candidate.forms if self._held(form, _ANY, country, published)]
            fits = in_office if len(in_office) == 1 and country else fits
        return fits[0] if len(fits) == 1 else None

    @staticmethod
    def _country_after(article: Article, candidates: list[Candidate], index: int) -> str | None:
        """ISO code of the country that the words after the name say: Raja Abdullah dari Yordania."""
        if index + 1 == len(candidates):
            return None
        after = candidates[index + 1]
        if after.forms[0].leader or article.text[candidates[index].end : after.start] not in _OF:
            return None
        return after.forms[0].country

    def _title_before(self, text: str, start: int) -> frozenset[str] | None:
        """Offices of the title that ends right before ``start``; None where there is no title."""
        word, at = word_before(text, start)
        if not word or word.lower() not in self._title_ends:
            return None
        earlier = word_before(text, at)[0].lower()
        return self._titles.get((earlier, word.lower()), self._titles.get((word.lower(),)))

    def _held(
        self, form: Form, offices: frozenset[str], country: str | None, day: date | None = None
    ) -> bool:
        """Whether it is a leader who held one of ``offices``: of ``country`` and on ``day``, where known."""
        terms = self._entities[form.entity].terms if form.entity else ()
        return any(
            (not offices or term.office in offices)
            and (country is None or country == (term.country or form.country))
            and (day is None or term.holds_on(day))
            for term in terms
        )


def _known(candidate: Candidate) -> Form | None:
    """The person who is famous enough to be meant by the name alone."""
    for form in candidate.forms:
        if not (form.short or form.weak):
            return form
    return None


def _all_known(alone: list[Candidate]) -> bool:
    """Count names that nothing is told of, as long as each is famous enough for that; False: none counts."""
    for candidate in alone:
        candidate.form = _known(candidate)
        if candidate.form is None:
            for counted in alone:
                counted.form = None
            return False
    return True


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    """What may stand for a full name later: its first and last word, and it without one of the two."""
    words = name.casefold().split()
    return frozenset({words[0], words[-1], " ".join(words[1:]), " ".join(words[:-1])})
