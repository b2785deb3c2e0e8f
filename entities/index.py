"""All written forms of all names in automata, and the candidates they find in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from threading import Lock

from entities.candidate import Candidate, usable
from entities.forms import SHORT, Form
from entities.glue import carries, glued_left
from entities.layer import Layer, View, Written
from entities.longest import Longest
from entities.normalize import Folded
from entities.scripts import OTHER

__all__ = ["Candidate", "Form", "Index"]

_NEAR = 9  # as many forms at most are looked at after a pair of characters
_Place = tuple[int, int, int]  # start, minus the end, number of the form


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
        self._main = Layer(forms)
        self._longest = Longest(self._main)
        self._other, self._foreign = other, foreign
        self._made: dict[str, Layer] = {}
        self._making = Lock()
        self._views: dict[tuple[str | None, int, bool], View] = {}
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
            candidates = self._longest.scan(folded, given, haystack, lang)
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

    def _view(self, layers: list[Layer], lang: str | None) -> View:
        """Forms by number, those of the first layer first, for texts of ``lang``; kept for the next text."""
        key = (lang, len(layers), layers[0] is self._main)
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = (
                [forms for layer in layers for forms in layer.forms(lang)],
                [guarded for layer in layers for guarded in layer.guarded],
            )
        return view

    def _layer(self, name: str, forms: Callable[[], Written]) -> Layer:
        layer = self._made.get(name)
        if layer is None:
            with self._making:
                layer = self._made.get(name) or Layer(forms())
                self._made[name] = layer
        return layer


def _spaced(layer: Layer, text: str, haystack: str, suffix: re.Pattern[str] | None) -> list[_Place]:
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
            and not carries(text, start, end)
        ):
            if end - start < SHORT and text[end - 1 : end + 1].isupper():
                joined.append((start, -end, number))
            continue
        found.append((start, -end, number))
    if joined:  # "RIPrabowo" is two names; "USAid" is none
        starts = {start for start, *_ in found}
        found += [one for one in joined if -one[1] in starts and not text[one[0] - 1 : one[0]].isalnum()]
    return found


def _unspaced(layer: Layer, text: str, haystack: str) -> list[_Place]:
    """Forms that stand where their script lets them."""
    return [
        (start, -end, number)
        for number, start, end in layer.automaton.find_matches_as_indexes(haystack, overlapping=True)
        if layer.stands[number](text, start, end)
    ]


def _merged(first: list[_Place], second: list[_Place], size: int) -> list[_Place]:
    """Places in two layers, of which the first has ``size`` forms; it goes before at the same place."""
    return first + [(start, minus_end, number + size) for start, minus_end, number in second]


def _longest(view: View, folded: Folded, given: str, found: list[_Place]) -> list[Candidate]:
    """Those of ``found``, which is sorted, that may be read there."""
    table, guarded = view
    candidates: list[Candidate] = []
    reached = 0
    for start, minus_end, number in found:
        if start < reached:
            continue
        forms, end = table[number], -minus_end
        if guarded[number]:
            forms = tuple(form for form in forms if usable(form, folded, given, start, end))
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
