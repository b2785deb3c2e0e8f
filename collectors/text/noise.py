"""What outlets put around an article: the phrases of noise.yaml, ready for look-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ahocorasick_rs import AhoCorasick
from pydantic import BaseModel, ConfigDict

from entities import yamlfile

_PATH: Final = Path(__file__).with_name("noise.yaml")
MAX_LINE: Final = 400  # characters; what is longer is a paragraph, not a line of noise
MAX_HELD: Final = 200
WORD = re.compile(r"[^\W_]+")


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str
    whole: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()


class _Related(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    leads: tuple[str, ...]
    inside: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    noise: tuple[_Group, ...]
    related: _Related
    byline: tuple[str, ...]
    publishers: tuple[str, ...]
    full_stop: tuple[str, ...]
    not_places: frozenset[str]
    places: tuple[tuple[str, ...], ...]
    small: frozenset[str]
    openers: frozenset[str]


_IN_PLACES: Final = frozenset({"de", "da", "do", "la", "el", "del", "of"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The phrases, by how they are looked up. Keys are ``words_of`` a phrase."""

    whole: dict[str, str]  # phrase -> reason
    by_first_word: dict[
        str, tuple[tuple[str, bool, str], ...]
    ]  # phrase, needs a colon, reason; longest first
    held: tuple[tuple[str, frozenset[str], str], ...]  # phrase, words beside it, reason
    anywhere: re.Pattern[str]
    anywhere_begins: tuple[str, ...]  # a text with none of these has none of it
    anywhere_reason: dict[str, str]
    leads: dict[str, tuple[str, ...]]  # lower case, longest first, by their first word
    inside: re.Pattern[str]
    in_paragraphs: AhoCorasick  # ``anywhere_begins``, then the phrases of ``inside``
    byline: frozenset[str]  # labels, case-folded
    first_words: frozenset[str]  # with which a lead, a phrase or a label begins
    small_publishers: frozenset[str]  # words of a dateline that begin with a small letter
    publishers: tuple[str, ...]
    full_stop: tuple[str, ...]
    not_places: frozenset[str]
    places: frozenset[str]  # case-folded
    small: frozenset[str]
    openers: frozenset[str]

    def kinds_in(self, text: str) -> tuple[bool, bool]:
        """Whether ``text`` may have what ``anywhere`` finds, and what ``inside`` does; mostly neither."""
        hits = self.in_paragraphs.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return False, False
        first_inside = len(self.anywhere_begins)
        return any(hit[0] < first_inside for hit in hits), any(hit[0] >= first_inside for hit in hits)

    def line_reason(self, line: str) -> str | None:
        """Why ``line`` is no part of an article; None when it is, as far as the line alone can tell."""
        if len(line) > MAX_LINE or (begin := WORD.search(line)) is None:
            return None
        starts = self.by_first_word.get(begin[0].casefold(), ())
        short = len(line) <= MAX_HELD
        if not short and not starts:
            return None
        words = words_of(line)
        if short and (reason := self.whole.get(words)):
            return reason
        for phrase, colon, reason in starts:
            if _begins(words, phrase) and (not colon or _has_label(line, phrase)):
                return reason
        if short:
            if any(phrase in line for phrase in self.anywhere_begins):
                words = words_of(self.anywhere.sub("", line))  # what goes by itself takes no text with it
            for phrase, beside, reason in self.held:
                if phrase in words and not beside.isdisjoint(words.split(" ")):
                    return reason
        return None


def words_of(text: str) -> str:
    """Words of ``text`` in lower case, one space between: what two spellings of a phrase have in common."""
    return " ".join(WORD.findall(text.casefold()))


def _begins(words: str, phrase: str) -> bool:
    return words.startswith(phrase) and (len(words) == len(phrase) or words[len(phrase)] == " ")


def _has_label(line: str, phrase: str) -> bool:
    head, colon, _ = line.partition(":")
    return bool(colon) and words_of(head) == phrase


def _alternation(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


def _by_first_word(phrases: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for phrase in sorted({phrase.casefold() for phrase in phrases}, key=len, reverse=True):
        found.setdefault(phrase.split(" ", 1)[0], []).append(phrase)
    return {first: tuple(longest_first) for first, longest_first in found.items()}


@cache
def noise() -> Noise:
    """The package's own phrases, read once.

    :raises YamlFileError: noise.yaml has a mistake.
    """
    file = yamlfile.read(_PATH, _File)
    by_first_word: dict[str, list[tuple[str, bool, str]]] = {}
    leads = _by_first_word(file.related.leads)
    for group in file.noise:
        for phrases, colon in ((group.start, False), (group.label, True)):
            for phrase in map(words_of, phrases):
                by_first_word.setdefault(phrase.split(" ", 1)[0], []).append((phrase, colon, group.reason))
    anywhere = {phrase: group.reason for group in file.noise for phrase in group.anywhere}
    anywhere_begins = (*anywhere, "[Gambas:", "(adsbygoogle")
    return Noise(
        whole={words_of(phrase): group.reason for group in file.noise for phrase in group.whole},
        by_first_word={
            first: tuple(sorted(rules, key=lambda rule: -len(rule[0])))
            for first, rules in by_first_word.items()
        },
        held=tuple(
            (words_of(phrase), frozenset(group.beside), group.reason)
            for group in file.noise
            for phrase in group.holds
        ),
        anywhere=re.compile(
            _alternation(tuple(anywhere)) + r"|\[Gambas:[^\]\n]{0,80}\]|\(adsbygoogle ?=[^\n;]{0,80};?"
        ),
        anywhere_begins=anywhere_begins,
        anywhere_reason=anywhere,
        leads=leads,
        inside=re.compile(rf"(?<!\w)(?:{_alternation(file.related.inside)})(?![a-z])"),
        in_paragraphs=AhoCorasick((*anywhere_begins, *file.related.inside)),
        first_words=frozenset(
            {*leads, *by_first_word, *(words_of(label).split(" ")[0] for label in file.byline)}
        ),
        byline=frozenset(label.casefold() for label in file.byline),
        publishers=file.publishers,
        small_publishers=_IN_PLACES
        | {word for name in file.publishers for word in name.split() if word[0].islower()},
        full_stop=file.full_stop,
        not_places=file.not_places,
        places=frozenset(place.casefold() for places in file.places for place in places),
        small=file.small,
        openers=file.openers,
    )
