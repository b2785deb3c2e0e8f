"""Titles that stand for who is in office, resolved by the article's date: "Presiden AS" without a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from entities.article import Article, word_after, word_before
from entities.index import Candidate
from entities.rules import RuleFile
from entities.types import Entity, Term


class Offices:
    """Who held which office of which country when."""

    def __init__(self, rules: RuleFile, entities: Iterable[Entity]) -> None:
        self._titles = {
            words.lower(): title.offices for title in rules.titles for words in title.words if title.offices
        }
        self.ends = frozenset(words.rpartition(" ")[2] for words in self._titles)
        self.starts = frozenset(words.partition(" ")[0] for words in self._titles)
        self._former = frozenset(rules.not_in_office)
        # A year of news asks for a few hundred.
        self.holder = lru_cache(maxsize=4096)(self._holder)
        self._terms: defaultdict[tuple[str, str], list[tuple[Term, str]]] = defaultdict(list)
        for entity in entities:
            for term in entity.terms:
                if (where := term.country or entity.country) and not term.disputed:
                    self._terms[where, term.office].append((term, entity.key))

    def _holder(self, country: str, offices: tuple[str, ...], day: date) -> str | None:
        """Key of the one person who held one of ``offices`` on ``day``; None when unknown or several.

        On the day of a handover both held it: the one who came is meant.
        """
        held = [
            (term.start, key)
            for office in offices
            for term, key in self._terms.get((country, office), ())
            if term.holds_on(day)
        ]
        latest = max((start for start, _ in held), default=None)
        keys = {key for start, key in held if start == latest}
        return keys.pop() if len(keys) == 1 else None

    def near(
        self, article: Article, candidate: Candidate, country: str, day: date
    ) -> tuple[int, int, str] | None:
        """Place of the title beside the country's name at ``candidate``, and the key of who held the office.

        The place is that of the title alone, so that the country's name stays a mention of its own. No
        title counts when a name follows: then it is only part of how the person is introduced.
        """
        text = article.text
        word, at = word_before(text, candidate.start)
        if word.lower() in self.ends:
            if (
                text[candidate.end : candidate.end + 1] == " "
                and text[candidate.end + 1 : candidate.end + 2].isupper()
            ):
                return None  # of a person, who follows
            earlier, earlier_at = word_before(text, at)
            place = earlier_at if f"{earlier} {word}".lower() in self._titles else at
            title = text[place : candidate.start - 1].lower()
            end = candidate.end
            if text[end : end + 2] == " (" and 0 < (close := text.find(")", end)) <= end + 12:
                end = close + 1
            if (
                title in self._titles
                and not self._named(article, end)
                and not self._somebody_elses(text, place)
            ):
                return self._found(place, candidate.start - 1, title, country, day)
            return None
        word, end = word_after(text, candidate.end)
        if word.lower() in self.starts:
            follower, follower_end = word_after(text, end)
            if f"{word} {follower}".lower() in self._titles:
                word, end = f"{word} {follower}", follower_end
            place = end - len(word)
            if (
                word.lower() in self._titles
                and not self._named(article, end)
                and not self._somebody_elses(text, candidate.start)
            ):
                return self._found(place, end, word.lower(), country, day)
        return None

    def _found(
        self, start: int, end: int, title: str, country: str, day: date
    ) -> tuple[int, int, str] | None:
        key = self.holder(country, self._titles[title], day)
        return (start, end, key) if key else None

    def _somebody_elses(self, text: str, start: int) -> bool:
        """Whether the words before say that it is a former, future or deputy holder: mantan Presiden AS."""
        return (
            word_before(text, start)[0].lower().rstrip("-") in self._former or text[start - 1 : start] == "-"
        )

    @staticmethod
    def _named(article: Article, end: int) -> bool:
        """Whether a name or number follows: "Presiden AS, Donald Trump", "Presiden AS ke-47"."""
        text = article.text
        after = end + 1 if text[end : end + 1] == "," else end
        word = word_after(text, after)[0]
        if not word or not (word[0].isupper() or word.startswith("ke-")):
            return False
        return after == end or not article.in_headline(end)
