"""Some of the written forms, numbered, with an automaton that finds all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

from entities.forms import Form
from entities.scripts import stands_in

Written = Iterable[tuple[str, Form]]  # written forms, each with one of its meanings
View = tuple[list[tuple[Form, ...]], list[bool]]  # by number: forms, and whether they must be looked at


class Layer:
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
        self.automaton = AhoCorasick(texts, implementation=Implementation.ContiguousNFA, store_patterns=False)

    def forms(self, lang: str | None) -> list[tuple[Form, ...]]:
        """Forms that count in texts of ``lang``, by number."""
        return [
            tuple(f for f in forms if _counts_in(f, lang))
            if any(f.langs or f.not_langs for f in forms)
            else forms
            for forms in self._forms
        ]


def _counts_in(form: Form, lang: str | None) -> bool:
    if lang is None:
        return not (form.foreign and form.langs)
    return (not form.langs or lang in form.langs) and lang not in form.not_langs


def _without_vetoes(forms: list[Form]) -> tuple[Form, ...]:
    """A phrase that is not one leader may be another one's name: Kim Il Sung is not Kim Jong Un."""
    names = tuple(form for form in forms if not form.veto)
    return names or (forms[0],)
