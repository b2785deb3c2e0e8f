"""Names that are something else in an article where a phrase stands: Roma, where it has "Serie A"."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

from entities.article import Article
from entities.index import Candidate
from entities.rules import Other


class Others:
    """Knows what else a name may be, and in which articles."""

    def __init__(self, others: Iterable[Other]) -> None:
        self._others = {name: _Phrases(other) for other in others for name in other.names}
        self.names = frozenset(self._others)

    def reason(self, article: Article, candidate: Candidate) -> str:
        """What the name at ``candidate`` is there; empty when it is what it seems to be."""
        text = article.text
        other = self._others.get(text[candidate.start : candidate.end])
        if other is None or not article.has_any(other.where):
            return ""
        if not article.has_any(other.unless):
            return other.reason
        stands_beside = any(
            text.startswith(words, candidate.end) or text.endswith(words, 0, candidate.start)
            for words in other.beside
        )
        return other.reason if stands_beside else ""


class _Phrases:
    """A rule with its phrases ready for searching: a few are found much faster together than one by one."""

    def __init__(self, other: Other) -> None:
        self.reason, self.beside = other.reason, other.beside
        self.where, self.unless = phrases(other.where), phrases(other.unless)


def phrases(texts: Iterable[str]) -> AhoCorasick:
    """``texts`` ready for ``Article.has_any``."""
    return AhoCorasick(texts, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
