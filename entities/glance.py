"""Names that one look settles: most stand between words of which no rule knows anything."""

from __future__ import annotations

from entities.article import Article, word_after
from entities.context import Context
from entities.index import Candidate, Form
from entities.offices import Offices
from entities.scripts import JOINED_FROM

NOTHING, TITLE, SOMETHING = range(3)
_OPENING = 3  # as many letters tell nearly all words from the first of a title


class Glance:
    """Says of most names of countries that no rule speaks of them, in a fraction of the time the rules take.

    It says so only where the rules would come to the same: they are asked about all other names.
    """

    def __init__(self, context: Context, offices: Offices) -> None:
        # What a word before the name may be; words in small letters that are not in it are nothing.
        self._words = {
            **{word: NOTHING for word in context.harmless if word.isalpha()},
            **{word: TITLE for word in context.harmless if word.lower() in offices.ends},
            **dict.fromkeys(offices.ends, TITLE),
            **dict.fromkeys(context.words_before, SOMETHING),
        }
        self._after, self._signs = context.words_after, context.signs_after
        self._surfaces, self._initials, self._home = context.ambiguous, context.initials, context.home
        self._after_in_run = context.words_after_in_run
        self._starts = offices.starts
        self._openings = frozenset(start[:_OPENING] for start in offices.starts)

    def sees(self, article: Article, candidate: Candidate, form: Form) -> int:
        """What stands beside the name at ``candidate``: NOTHING, maybe a TITLE, or SOMETHING."""
        text, start, end = article.text, candidate.start, candidate.end
        seen = NOTHING
        if start and text[start - 1] == " ":
            word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1]
            seen = self._words.get(word, NOTHING)
            if seen == SOMETHING or word in form.not_after:
                return SOMETHING
            if not (word.islower() and word.isalpha()) and not self._is_harmless(word, form):
                return SOMETHING
        elif start and text[start - 1] >= JOINED_FROM:
            return SOMETHING
        beside = text[end : end + 1 + _OPENING]
        if beside[:1] != " ":
            heeded = beside[:1] in self._signs
        elif form.reads_on or not beside[1:2].islower():
            heeded = self._is_heeded(text, end, form)
        else:
            heeded = False
            if beside[1:].lower() in self._openings:
                seen = TITLE
        if heeded or (text[start:end] in self._surfaces and self._is_doubtful(article, candidate)):
            return SOMETHING
        return seen

    def _is_doubtful(self, article: Article, candidate: Candidate) -> bool:
        """Whether the name, which is also something else, may be that here; initials are quick to tell."""
        name = article.text[candidate.start : candidate.end]
        return name not in self._initials.names or self._initials.stand(article, candidate)

    def _is_harmless(self, word: str, form: Form) -> bool:
        """Whether ``word`` before the name, which is not just in small letters, tells nothing of it."""
        if word[-1:] == "," and word[:-1].isalpha():
            return form.country != self._home or word[0].islower()
        return word in self._words and form.country != self._home

    def _is_heeded(self, text: str, end: int, form: Form) -> bool:
        """Whether the words after the name may tell something of it."""
        word, at = word_after(text, end)
        if word in self._after or word in form.not_before or word.lower() in self._starts:
            return True
        for _ in range(2):
            if not word[:1].isupper():
                return False
            word, at = word_after(text, at)
            if word in self._after_in_run:
                return True
        return False
