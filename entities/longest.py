"""Finds what nearly always is the answer: each time the longest form, and none inside it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from entities.candidate import Candidate, usable
from entities.forms import SHORT, Form
from entities.glue import carries, glued_left, may_stand
from entities.layer import Layer
from entities.normalize import Folded

_NEVER, _BEFORE_SMALL, _ALWAYS = range(3)  # when a form that does not stand may hide another one
_HAS_HEADS, _GUARDED = 1, 2  # what must be looked at: words before the form, and how it is written
_FEW = 40  # so few words are found several times faster than many


class Longest:
    """Searches one layer for the longest forms alone, and gives up where one may hide another.

    Most letters of a text are small and most names begin with a capital. An automaton of nothing else stays
    where it begins for most of the text, which makes it as fast as one thirty times its size. So "negeri
    Paman Sam" is found by "Paman Sam", and what has no capital at all, "negeri ginseng", by its first word.
    """

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._window = max(map(len, layer.texts), default=0)
        numbers = {text: number for number, text in enumerate(layer.texts)}
        heads: defaultdict[str, list[str]] = defaultdict(list)  # "negeri " by "Paman Sam"
        small: list[str] = []
        for text in layer.texts:
            if text[0].islower():
                capital = next((i for i, char in enumerate(text) if char.isupper() or char.isdigit()), 0)
                if capital:
                    heads[text[capital:]].append(text[:capital])
                else:
                    small.append(text)
        searched = sorted({text for text in layer.texts if not text[0].islower()} | heads.keys())
        self._numbers = [numbers.get(text, -1) for text in searched]
        # Bytes, so that what is looked up at every form stays in the processor's cache.
        self._hides = bytes(_hides(text, numbers.keys()) for text in searched)
        self._heads = _of_all_that_begin_so(searched, heads)
        self._rare = bytes(
            _HAS_HEADS * bool(its_heads) + _GUARDED * (number >= 0 and layer.guarded[number])
            for its_heads, number in zip(self._heads, self._numbers, strict=True)
        )
        self._tables: dict[str | None, list[tuple[Form, ...]]] = {}
        self._small = _SmallLetters(small)
        self._automaton = _longest(searched, Implementation.ContiguousNFA)

    def _table(self, lang: str | None) -> list[tuple[Form, ...]]:
        """What the automaton's numbers mean in texts of ``lang``; kept for the next text."""
        table = self._tables.get(lang)
        if table is None:
            forms = self._layer.forms(lang)
            table = self._tables[lang] = [forms[n] if n >= 0 else () for n in self._numbers]
        return table

    def scan(self, folded: Folded, given: str, haystack: str, lang: str | None) -> list[Candidate] | None:
        """Longest, leftmost, not overlapping forms; None when only looking at all forms tells.

        :param given: the text that was folded.
        :param haystack: the folded text as the forms are written.
        """
        if self._small.are_in(haystack):
            return None
        table, rare = self._table(lang), self._rare
        candidates: list[Candidate] = []
        text = folded.text
        padded = text + "\n"  # so that there is a character on both sides of every place
        opened = -1  # where a capitalised word would have to begin: RIPrabowo
        for place, start, end in self._automaton.find_matches_as_indexes(haystack):
            asks = rare[place]
            if start == opened or (asks & _HAS_HEADS and haystack.endswith(self._heads[place], 0, start)):
                return None
            forms = table[place]
            if padded[start - 1].isalnum() and not glued_left(text, start, end):
                forms = ()
            elif padded[end].isalnum() and not carries(text, start, end):
                forms = ()
                opened = end if end - start < SHORT and text[end - 1 : end + 1].isupper() else opened
            if forms and asks & _GUARDED:
                forms = tuple(form for form in forms if usable(form, folded, given, start, end))
            if forms:
                candidates.append(Candidate(start, end, forms))
            elif (hides := self._hides[place]) and (
                (hides == _ALWAYS or padded[end].islower()) and self._hidden(text, haystack, start, end)
            ):
                return None
        return candidates

    def _hidden(self, text: str, haystack: str, start: int, end: int) -> bool:
        """Whether a form that starts inside the one from ``start`` to ``end`` may stand there."""
        window = haystack[start : end + self._window]
        return any(
            at < end - start and (at, to) != (0, end - start) and may_stand(text, start + at, start + to)
            for _, at, to in self._layer.automaton.find_matches_as_indexes(window, overlapping=True)
        )


class _SmallLetters:
    """Tells whether a text has one of the forms that have no capital."""

    def __init__(self, forms: list[str]) -> None:
        self._window = max(map(len, forms), default=0)
        self._forms = _longest(forms) if forms else None
        openings = {text[: text.find(" ") + 1] or text for text in forms}
        self._openings = _longest(sorted(openings)) if 0 < len(openings) <= _FEW else None

    def are_in(self, haystack: str) -> bool:
        """Whether it has."""
        if self._forms is None:
            return False
        if self._openings is None:
            return bool(self._forms.find_matches_as_indexes(haystack))
        return any(
            self._forms.find_matches_as_indexes(haystack[start : start + self._window])
            for _, start, _ in self._openings.find_matches_as_indexes(haystack)
        )


def _longest(texts: list[str], implementation: Implementation | None = None) -> AhoCorasick:
    return AhoCorasick(
        texts, matchkind=MatchKind.LeftmostLongest, implementation=implementation, store_patterns=False
    )


def _hides(text: str, known: Collection[str]) -> int:
    """Whether, where the form does not stand, another one that begins inside it may stand instead.

    None does in most words: a name that is glued to the letters before it starts with a capital and goes on
    in small letters, and one that is glued to those after it is not in capitals and not short.

    :param known: all forms.
    """
    if text.isalpha() and text.isupper():
        return _BEFORE_SMALL  # its last letter may be the capital
    if text.isalpha() and text[1:].islower() and not any(text[:n] in known for n in range(SHORT, len(text))):
        return _NEVER
    return _ALWAYS


def _of_all_that_begin_so(texts: list[str], heads: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """For each of ``texts``, which are sorted, the heads of all that it begins with."""
    found: list[tuple[str, ...]] = [()] * len(texts)
    for opening, its_heads in heads.items():
        place = bisect_left(texts, opening)
        while place < len(texts) and texts[place].startswith(opening):
            found[place] += tuple(its_heads)
            place += 1
    return found
