"""All written forms of all names in one automaton, and the candidates it finds in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ahocorasick_rs

from entities.glue import glued_left, glued_right
from entities.normalize import fold_name
from entities.rules import Phrases, phrases
from entities.types import Alias, Entity, MentionKind

# So short, a name that only the headline writes in capitals may as well be an acronym or numeral: XI.
_SHORT = 4
_AROUND = 80  # characters on each side that tell whether a line is in capitals
_PARTICLES = {
    "al",
    "el",
    "bin",
    "bint",
    "ben",
    "von",
    "van",
    "der",
    "den",
    "de",
    "da",
    "dos",
    "di",
    "du",
    "la",
    "le",
}
_CLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)(?![^\W_])")  # after a hyphen it is a word of its own
# Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese.
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way in which a written form may be read."""

    entity: str | None  # None: a phrase that is no entity's name
    country: str | None  # ISO code of the country, or of the leader's country
    kind: MentionKind
    leader: bool = False
    single: bool = False  # a leader's name in one word: may be part of somebody else's name
    short: bool = False
    weak: bool = False
    lang: str = "any"
    langs: tuple[str, ...] = ()
    not_before: Phrases = field(default_factory=dict)
    not_after: Phrases = field(default_factory=dict)
    reason: str = ""  # of a phrase, or of not_before and not_after
    veto: bool = False  # a phrase that contains a name and is not it
    capitals_only: bool = False  # counts where the words around are in capitals too
    needs_hyphen: bool = False  # "Jong un" is a name only when written "Jong-un"
    unless: str | None = None  # counts unless the article names this entity: Korea
    settled: bool = True  # neither weak, short nor one of two
    reads_on: bool = False  # a word in small letters right after it may make it something else


class Candidate:
    """A written form at a place of the folded text, and what became of it."""

    __slots__ = ("end", "entity", "form", "forms", "reason", "start")

    def __init__(self, start: int, end: int, forms: tuple[Form, ...]) -> None:
        self.start = start
        self.end = end
        self.forms = forms  # all that it may mean
        self.form: Form | None = None  # what it counts for
        self.reason = ""  # why it does not count
        self.entity: str | None = None  # what it would have counted for


class Index:
    """Finds the longest written forms in a folded text."""

    def __init__(self, forms: Iterable[tuple[str, Form]]) -> None:
        """:param forms: written forms as ``spellings`` gives them, each with one of its meanings."""
        table: defaultdict[str, list[Form]] = defaultdict(list)
        for text, form in forms:
            if form not in table[text]:
                table[text].append(form)
        texts = sorted(table)
        self._forms = [_without_vetoes(table[text]) for text in texts]
        self._free = [bool(_NO_SPACES.match(text)) for text in texts]
        self._by_lang: dict[str | None, list[tuple[Form, ...]]] = {None: self._forms}
        self._guarded = [any(f.capitals_only or f.needs_hyphen for f in forms) for forms in self._forms]
        self._automaton = ahocorasick_rs.AhoCorasick(
            texts, implementation=ahocorasick_rs.Implementation.DFA, store_patterns=False
        )

    def scan(self, text: str, lang: str | None) -> list[Candidate]:
        """Longest, leftmost, not overlapping forms of ``text``, which is folded, in text order."""
        found: list[tuple[int, int, int]] = []
        joined: list[tuple[int, int, int]] = []  # acronyms that run into a capitalised word
        haystack = text.replace("-", " ") if "-" in text else text
        size = len(text)
        for number, start, end in self._automaton.find_matches_as_indexes(haystack, overlapping=True):
            if (
                start
                and text[start - 1].isalnum()
                and not self._free[number]
                and not glued_left(text, start, end)
            ):
                continue
            if end < size and text[end].isalnum() and not self._free[number]:
                if end - start < _SHORT:
                    if text[end - 1 : end + 1].isupper():
                        joined.append((start, -end, number))
                    continue
                if _CLITIC.match(text, end) is None and not glued_right(text, start, end):
                    continue
            found.append((start, -end, number))
        if joined:  # "RIPrabowo" is two names; "USAid" is none
            starts = {start for start, _, _ in found}
            found += [one for one in joined if -one[1] in starts and not text[one[0] - 1 : one[0]].isalnum()]
        found.sort()
        return self._longest(text, found, lang)

    def _longest(self, text: str, found: list[tuple[int, int, int]], lang: str | None) -> list[Candidate]:
        """Those of ``found`` (start, minus the end, number of the form; sorted) that may be read there."""
        table = self._by_lang.get(lang) or self._in_language(lang)
        candidates: list[Candidate] = []
        reached = 0
        for start, minus_end, number in found:
            if start < reached:
                continue
            forms = table[number]
            if self._guarded[number]:
                forms = tuple(form for form in forms if _usable(form, text, start, -minus_end))
            if forms:
                reached = -minus_end
                candidates.append(Candidate(start, reached, forms))
        return candidates

    def _in_language(self, lang: str | None) -> list[tuple[Form, ...]]:
        """Forms that count in texts of ``lang``, kept for the next text."""
        table = [
            tuple(f for f in forms if not f.langs or lang in f.langs)
            if any(f.langs for f in forms)
            else forms
            for forms in self._forms
        ]
        self._by_lang[lang] = table
        return table


def forms_of(alias: Alias, entity: Entity) -> Iterator[tuple[str, Form]]:
    """Written forms of ``alias``, each with its meaning."""
    leader = entity.kind == "leader"
    name = fold_name(alias.text)
    form = {
        "entity": entity.key,
        "country": entity.country,
        "kind": alias.kind,
        "leader": leader,
        "single": leader and " " not in name,
        "short": alias.short,
        "weak": alias.weak,
        "lang": alias.lang,
        "langs": alias.langs,
        "not_before": phrases(alias.not_before, before=False),
        "not_after": phrases(alias.not_after, before=True),
        "settled": not (alias.weak or alias.short),
        "reads_on": alias.kind == "demonym"
        or alias.lang == "en"
        or any(p[0].islower() for p in alias.not_before),
        "reason": alias.reason,
    }
    written = set(spellings(alias.text))
    plain = Form(**form)  # type: ignore[arg-type]
    if alias.case != "exact":
        if not leader and " " in name and alias.kind in ("name", "nickname"):
            written |= {text[0].lower() + text[1:] for text in written}  # "negeri Paman Sam"
        if alias.case == "any":
            written |= {text.lower() for text in written} | {text.title() for text in written}
        for text in {text.upper() for text in written} - written:
            if len(text) > _SHORT or not text.isascii():
                written.add(text)
            else:
                yield text, Form(**{**form, "capitals_only": True})  # type: ignore[arg-type]
    for text in written:
        yield text, plain
    if leader and "-" in alias.text:
        capitals = " ".join(
            word[0].upper() + word[1:] for word in name.split()
        )  # "Jae Myung" for "Jae-myung"
        yield capitals, plain
    if leader and len(words := name.split()) == 3 and words[2][1:].islower():  # noqa: PLR2004 - family and two given
        yield f"{words[0]} {words[1]} {words[2].lower()}", Form(**{**form, "needs_hyphen": True})  # type: ignore[arg-type]


def either_forms(text: str, entity: Entity, unless: str) -> Iterator[tuple[str, Form]]:
    """Written forms of a name that counts for ``entity`` unless the article names ``unless``."""
    form = Form(entity=entity.key, country=entity.country, kind="name", unless=unless, settled=False)
    yield fold_name(text), form
    yield fold_name(text).upper(), form


def veto_forms(phrase: str, reason: str, entity: Entity | None = None) -> Iterator[tuple[str, Form]]:
    """Written forms of a phrase that contains a name and is not it."""
    form = Form(
        entity=entity.key if entity else None,
        country=entity.country if entity else None,
        kind="name",
        leader=entity is not None and entity.kind == "leader",
        reason=reason,
        veto=True,
    )
    for text in set(spellings(phrase)):
        yield text, form
        yield text.upper(), form
        yield text[0].upper() + text[1:], form  # "perang Korea" is also read as "Perang Korea"


def spellings(text: str) -> Iterator[str]:
    """``text``, folded, in the ways that mean the same: hyphen or nothing, el or al, apostrophe or none."""
    name = fold_name(text)
    yield name
    if "-" in text or "\u2011" in text:
        yield fold_name(text.replace("-", "").replace("\u2011", ""))
    if "'" in name:
        yield name.replace("'", "")
        yield " ".join(name.replace("'", " ").split())
    words = name.split()
    if len(words) > 1 and not _PARTICLES.isdisjoint(word.lower() for word in words):
        for article in ("al", "el"):
            changed = [article if word.lower() in {"al", "el"} else word for word in words]
            lower = [word.lower() if word.lower() in _PARTICLES else word for word in changed]
            yield " ".join(lower)
            yield " ".join([changed[0], *lower[1:]])
            yield " ".join(word.capitalize() if word in _PARTICLES else word for word in lower)


def _without_vetoes(forms: list[Form]) -> tuple[Form, ...]:
    """A phrase that is not one leader may be another one's name: Kim Il Sung is not Kim Jong Un."""
    names = tuple(form for form in forms if not form.veto)
    return names or (forms[0],)


def _usable(form: Form, text: str, start: int, end: int) -> bool:
    if form.needs_hyphen and text[text.rfind(" ", 0, end) + 1 : end].count("-") != 1:
        return False
    return not form.capitals_only or in_capitals(text, start, end)


def in_capitals(text: str, start: int, end: int) -> bool:
    """Whether the words around, on the same line, are written in capitals."""
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    words = re.findall(r"[^\W\d_]{2,}", f"{before} {after}")
    return bool(words) and all(word.isupper() for word in words)
