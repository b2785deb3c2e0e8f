"""All written forms of all names in automata, and the candidates they find in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock

import ahocorasick_rs

from entities.forms import SHORT, Form
from entities.glue import glued_left, glued_right
from entities.normalize import Folded
from entities.scripts import OTHER, stands_in

__all__ = ["Candidate", "Form", "Index"]

_AROUND = 80  # characters on each side that tell whether a line is in capitals
_CLITIC = re.compile(r"(?:nya|lah|kah|pun|ku|mu)(?![^\W_])")  # after a hyphen it is a word of its own
_AUTOMATA = ahocorasick_rs.Implementation
_NEAR = 9  # as many forms at most are looked at after a pair of characters
_NEVER, _BEFORE_SMALL, _ALWAYS = range(3)  # when a form that does not stand may hide another one
Written = Iterable[tuple[str, Form]]  # written forms, each with one of its meanings
_Place = tuple[int, int, int]  # start, minus the end, number of the form
_View = tuple[list[tuple[Form, ...]], list[bool]]  # by number: forms, and whether they must be looked at


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

    def __init__(
        self,
        forms: Written,
        other: Callable[[], Written],
        foreign: Mapping[str, Callable[[], Written]],
        suffixes: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Make ready what is always searched; the rest is made when a text asks for it.

        :param forms: written forms in Latin letters that are looked for in every text.
        :param other: those in other scripts.
        :param foreign: those in Latin letters that count only in texts of a language, by language.
        :param suffixes: what names may carry at their end in texts of a language.
        """
        self._main = _Layer(forms)
        self._longest = _Longest(self._main)
        self._other, self._foreign = other, foreign
        self._made: dict[str, _Layer] = {}
        self._making = Lock()
        self._views: dict[tuple[str | None, int, bool], _View] = {}
        self._suffixes = {
            lang: re.compile(rf"(?:{'|'.join(map(re.escape, endings))})(?![^\W_])")
            for lang, endings in suffixes.items()
            if endings
        }

    def scan(self, folded: Folded, given: str, lang: str | None) -> list[Candidate]:
        """Longest, leftmost, not overlapping forms of ``folded``, in text order.

        :param given: the text that was folded.
        """
        text = folded.text
        haystack = text.replace("-", " ") if "-" in text else text
        suffix = self._suffixes.get(lang) if lang else None
        other_script = not text.isascii() and OTHER.search(text) is not None
        if not (suffix or other_script or lang in self._foreign):
            candidates = self._longest.scan(self._view([self._main], lang), folded, given, haystack)
            if candidates is not None:
                return candidates
        found = _spaced(self._main, text, haystack, suffix)
        layers = [self._main]
        if lang is not None and lang in self._foreign:
            own = self._layer(lang, self._foreign[lang])
            found = _merged(_spaced(own, text, haystack, suffix), found, own.size)
            layers.insert(0, own)
        if other_script:
            other = self._layer("", self._other)
            found = _merged(found, _unspaced(other, text, haystack), sum(layer.size for layer in layers))
            layers.append(other)
        found.sort()
        return _longest(self._view(layers, lang), folded, given, found)

    def _view(self, layers: list[_Layer], lang: str | None) -> _View:
        """Forms by number, those of the first layer first, for texts of ``lang``; kept for the next text."""
        key = (lang, len(layers), layers[0] is self._main)
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = (
                [forms for layer in layers for forms in layer.forms(lang)],
                [guarded for layer in layers for guarded in layer.guarded],
            )
        return view

    def _layer(self, name: str, forms: Callable[[], Written]) -> _Layer:
        layer = self._made.get(name)
        if layer is None:
            with self._making:
                layer = self._made.get(name) or _Layer(forms())
                self._made[name] = layer
        return layer


class _Layer:
    """Some of the written forms and their automaton."""

    def __init__(self, forms: Written) -> None:
        table: defaultdict[str, list[Form]] = defaultdict(list)
        for text, form in forms:
            if form not in table[text]:
                table[text].append(form)
        self.texts = texts = sorted(table)
        self.stands = [stands_in(text) for text in texts]
        self.guarded = [
            any(f.capitals_only or f.needs_hyphen or f.written or f.pair for f in table[text])
            for text in texts
        ]
        self.size = len(texts)
        self._forms = [_without_vetoes(table[text]) for text in texts]
        self.automaton = ahocorasick_rs.AhoCorasick(
            texts, implementation=_AUTOMATA.ContiguousNFA, store_patterns=False
        )

    def forms(self, lang: str | None) -> list[tuple[Form, ...]]:
        """Forms that count in texts of ``lang``, by number."""
        return [
            tuple(f for f in forms if _counts_in(f, lang))
            if any(f.langs or f.not_langs for f in forms)
            else forms
            for forms in self._forms
        ]


class _Longest:
    """Searches one layer for what nearly always is the answer: each time the longest form, none inside it.

    Most texts are in one script and hold no form that hides another one. For those this takes a third less
    time than looking at every form that overlaps; for the others it gives up.
    """

    def __init__(self, layer: _Layer) -> None:
        self._layer = layer
        self._window = max(map(len, layer.texts), default=0)
        self._hides = _what_hides(layer.texts)
        # Searched in every text, for which a larger and faster automaton is worth it.
        self._automaton = ahocorasick_rs.AhoCorasick(
            layer.texts,
            implementation=_AUTOMATA.DFA,
            matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
            store_patterns=False,
        )

    def scan(self, view: _View, folded: Folded, given: str, haystack: str) -> list[Candidate] | None:
        """What ``Index.scan`` gives; None when only looking at all forms tells."""
        table, guarded = view
        candidates: list[Candidate] = []
        text = folded.text
        padded = text + "\n"  # so that there is a character on both sides of every place
        opened = -1  # where a capitalised word would have to begin: RIPrabowo
        for number, start, end in self._automaton.find_matches_as_indexes(haystack):
            if start == opened:
                return None
            forms = table[number]
            if padded[start - 1].isalnum() and not glued_left(text, start, end):
                forms = ()
            elif padded[end].isalnum() and not _carries(text, start, end):
                forms = ()
                opened = end if end - start < SHORT and text[end - 1 : end + 1].isupper() else opened
            if forms and guarded[number]:
                forms = tuple(form for form in forms if _usable(form, folded, given, start, end))
            if forms:
                candidates.append(Candidate(start, end, forms))
            elif (hides := self._hides[number]) and (
                (hides == _ALWAYS or padded[end].islower()) and self._hidden(text, haystack, start, end)
            ):
                return None
        return candidates

    def _hidden(self, text: str, haystack: str, start: int, end: int) -> bool:
        """Whether a form that starts inside the one from ``start`` to ``end`` may stand there."""
        window = haystack[start : end + self._window]
        return any(
            at < end - start and (at, to) != (0, end - start) and _may_stand(text, start + at, start + to)
            for _, at, to in self._layer.automaton.find_matches_as_indexes(window, overlapping=True)
        )


def _what_hides(texts: list[str]) -> list[int]:
    """For each form whether, where it does not stand, another one that begins inside it may stand instead.

    None does in most words: a name that is glued to the letters before it starts with a capital and goes on
    in small letters, and one that is glued to those after it is not in capitals and not short.
    """
    known = set(texts)
    hides = []
    for text in texts:
        if text.isalpha() and text.isupper():
            hides.append(_BEFORE_SMALL)  # its last letter may be the capital
        elif (
            text.isalpha()
            and text[1:].islower()
            and known.isdisjoint(text[:size] for size in range(SHORT, len(text)))
        ):
            hides.append(_NEVER)
        else:
            hides.append(_ALWAYS)
    return hides


def _may_stand(text: str, start: int, end: int) -> bool:
    """Whether a form stands between spaces there or carries what a word may carry."""
    if start and text[start - 1].isalnum() and not glued_left(text, start, end):
        return False
    if not text[end : end + 1].isalnum() or _carries(text, start, end):
        return True
    return end - start < SHORT and text[end - 1 : end + 1].isupper()


def _carries(text: str, start: int, end: int) -> bool:
    """Whether the letters right after the form are a clitic or another word."""
    return end - start >= SHORT and (_CLITIC.match(text, end) is not None or glued_right(text, start, end))


def _spaced(layer: _Layer, text: str, haystack: str, suffix: re.Pattern[str] | None) -> list[_Place]:
    """Forms that stand between spaces or carry what a word may carry."""
    found: list[_Place] = []
    joined: list[_Place] = []  # acronyms that run into a capitalised word
    size = len(text)
    for number, start, end in layer.automaton.find_matches_as_indexes(haystack, overlapping=True):
        if start and text[start - 1].isalnum() and not glued_left(text, start, end):
            continue
        if (
            end < size
            and text[end].isalnum()
            and not (suffix and suffix.match(text, end))
            and not _carries(text, start, end)
        ):
            if end - start < SHORT and text[end - 1 : end + 1].isupper():
                joined.append((start, -end, number))
            continue
        found.append((start, -end, number))
    if joined:  # "RIPrabowo" is two names; "USAid" is none
        starts = {start for start, *_ in found}
        found += [one for one in joined if -one[1] in starts and not text[one[0] - 1 : one[0]].isalnum()]
    return found


def _unspaced(layer: _Layer, text: str, haystack: str) -> list[_Place]:
    """Forms that stand where their script lets them."""
    return [
        (start, -end, number)
        for number, start, end in layer.automaton.find_matches_as_indexes(haystack, overlapping=True)
        if layer.stands[number](text, start, end)
    ]


def _merged(first: list[_Place], second: list[_Place], size: int) -> list[_Place]:
    """Places in two layers, of which the first has ``size`` forms; it goes before at the same place."""
    return first + [(start, minus_end, number + size) for start, minus_end, number in second]


def _longest(view: _View, folded: Folded, given: str, found: list[_Place]) -> list[Candidate]:
    """Those of ``found``, which is sorted, that may be read there."""
    table, guarded = view
    candidates: list[Candidate] = []
    reached = 0
    for start, minus_end, number in found:
        if start < reached:
            continue
        forms, end = table[number], -minus_end
        if guarded[number]:
            forms = tuple(form for form in forms if _usable(form, folded, given, start, end))
            if forms and (pair := forms[0].pair):
                if not _opens_another(table, found, start, minus_end, number):
                    candidates += [Candidate(start, start + 1, pair[:1]), Candidate(start + 1, end, pair[1:])]
                    reached = end
                continue
        if forms:
            reached = end
            candidates.append(Candidate(start, end, forms))
    return candidates


def _opens_another(
    table: list[tuple[Form, ...]], found: list[_Place], start: int, minus_end: int, number: int
) -> bool:
    """Whether the second character of a pair opens another name: 其中美国."""
    place = bisect_right(found, (start, minus_end, number))
    return any(
        at == start + 1 and not any(form.pair for form in table[other])
        for at, _, other in found[place : place + _NEAR]
    )


def _counts_in(form: Form, lang: str | None) -> bool:
    if lang is None:
        return not (form.foreign and form.langs)
    return (not form.langs or lang in form.langs) and lang not in form.not_langs


def _without_vetoes(forms: list[Form]) -> tuple[Form, ...]:
    """A phrase that is not one leader may be another one's name: Kim Il Sung is not Kim Jong Un.

    What an organisation shares with a country or person is judged as theirs, whose rules are stricter.
    """
    names = tuple(sorted((form for form in forms if not form.veto), key=lambda form: form.thing))
    return names or (forms[0],)


def _usable(form: Form, folded: Folded, given: str, start: int, end: int) -> bool:
    text = folded.text
    if form.written:
        first, last = folded.original(start, end)
        return given[first:last].casefold() == form.written
    if form.needs_hyphen and text[text.rfind(" ", 0, end) + 1 : end].count("-") != 1:
        return False
    return not form.capitals_only or in_capitals(text, start, end)


def in_capitals(text: str, start: int, end: int) -> bool:
    """Whether the words around, on the same line, are written in capitals."""
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    words = re.findall(r"[^\W\d_]{2,}", f"{before} {after}")
    return bool(words) and all(word.isupper() for word in words)
