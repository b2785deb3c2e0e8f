"""Initials of suspects and victims that read like the name of a country: "pria berinisial AS (34)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from entities.article import Article, word_before
from entities.index import Candidate
from entities.others import phrases

_AGE = r" ?\(\d\d(?: (?:tahun|thn|th))?\)"
_AGED = re.compile(rf"{_AGE}|, \d\d(?:,| tahun)|,? (?:alias|als\.?) ")  # right after initials
_ONE = rf"[A-Z]{{1,4}}(?![^\W_])(?:{_AGE})?"
_SEVERAL = rf"{_ONE}(?:(?i:, dan |, serta |, | dan | serta |/){_ONE})*"
_PAIRED = re.compile(r"[A-Z][a-z]+(?:, dan |, serta |(, )| dan | serta | maupun |[-/])$")  # Kamboja dan AS
_GOES_ON = re.compile(
    r",? (?:dan|serta|maupun) [A-Z]|, [A-Z]"
)  # Laos, AS, dan Peru; not "Kata Budi, AS lari"
_LONGEST_PAIR = 30


class Initials:
    """Tells whether such a name is somebody's initials in an article."""

    def __init__(self, names: Iterable[str], after: Sequence[str], not_after: Iterable[str]) -> None:
        """:param names: the names, in capitals.

        :param after: small letters; words that initials follow: berinisial, tersangka.
        :param not_after: small letters; after these it is the country even so: presiden, warga.
        """
        self.names = frozenset(names)
        self._not_after = frozenset(not_after)
        self._introduced = phrases(frozenset(after))
        words = "|".join(re.escape(word) for word in after)
        self._list = re.compile(rf"\b(?i:{words})(?: ialah| adalah| yakni| yaitu)?[,:]? ({_SEVERAL})")

    def stand(self, article: Article, candidate: Candidate) -> bool:
        """Whether the name at ``candidate`` is initials."""
        text = article.text
        surface = text[candidate.start : candidate.end]
        people = article.initials
        if people is None:
            people = article.initials = self._of(text)
        if _AGED.match(text, candidate.end):
            people.add(surface)
            return True
        if surface not in people:
            return False
        paired = _PAIRED.search(text, max(0, candidate.start - _LONGEST_PAIR), candidate.start)
        if paired and not (paired[1] and not _GOES_ON.match(text, candidate.end)):
            return False
        return word_before(text, candidate.start)[0].lower() not in self._not_after

    def _of(self, text: str) -> set[str]:
        """All that the text introduces as initials after one of the words."""
        found: list[str] = []
        reached = 0
        # Most words that people's initials follow are rare; looking at each is faster than one expression.
        for _, start, _ in self._introduced.find_matches_as_indexes(text.lower()):
            if start >= reached and (match := self._list.match(text, start)):
                found.append(match[1])
                reached = match.end()
        return {one for several in found for one in re.findall(r"[A-Z]{2,4}", several)}
