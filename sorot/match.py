"""What is found in a text, as `sorot match` prints it; offsets count in the text as it was given."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from collectors.clean import clean_text
from collectors.text.plain import plain
from collectors.types import CleanText, Cut
from entities.matcher import Matcher
from entities.types import EntityKind, Ignored, Match, TextField
from sorot.language import language_of

_JOINED = re.compile("[\u1160-\u11ff]")  # vowels and finals that join the Korean letter before them
_HAS_TITLE = re.compile(r"\ufeff?([^\r\n]*\S[^\r\n]*)\r?\n[ \t]*\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to be searched, as it was given."""

    body: str
    title: str = ""
    day: date | None = None
    lang: str | None = None  # None: guessed


def text_of_file(content: str, *, day: date | None = None, lang: str | None = None) -> Text:
    """A title line, a blank line and the body; or, without a blank second line, just a body."""
    found = _HAS_TITLE.match(content)
    if found is None:
        return Text(body=content, day=day, lang=lang)
    return Text(title=found[1], body=content[found.end() :], day=day, lang=lang)


def match_text(matcher: Matcher, text: Text) -> dict[str, Any]:
    """The answer of `sorot match`, ready for JSON.

    ``countries`` are names, demonyms and nicknames by ISO code, ``capitals`` the mentions by capital or seat
    of government, ``leaders`` leaders by name, ``others`` what the user's own file adds, by key, wholes
    with their parts. Titles resolved by date are among ``spans`` (kind ``office``) and counted nowhere.
    Offsets in ``spans`` and ``ignored`` count in the title or body as given (``field``).
    """
    lang = text.lang or language_of(f"{text.title}\n{text.body}")
    body = clean_text(text.body)
    title = plain(text.title)
    found = matcher.find(title, body.text, published=text.day, lang=lang)
    places: dict[str, _Original] = {
        "title": _Original(text.title, title, None),
        "body": _Original(text.body, plain(text.body), body),
    }
    ignored = [
        {**places[one.field].span(one), "entity": one.entity, "reason": one.reason} for one in found.ignored
    ]
    ignored += [
        {**places["body"].cut(cut), "entity": None, "reason": cut.reason}
        for cut in body.removed
        if cut.reason != "space"
    ]
    return {
        "lang": lang,
        "dateline": list(matcher.places(body.dateline)) if body.dateline else [],
        "attribution": list(body.attribution),
        "countries": _counts(
            m for m in found.matches if m.kind not in ("capital", "office") and _is(m, "country")
        ),
        "capitals": _counts(m for m in found.matches if m.kind == "capital"),
        "leaders": _counts(m for m in found.matches if m.kind != "office" and _is(m, "leader")),
        "others": _counts((m for m in found.counted if not _is(m, "country", "leader")), key=_key),
        "spans": [{**places[m.field].span(m), "entity": m.entity, "kind": m.kind} for m in found.matches],
        "ignored": sorted(ignored, key=lambda one: (one["field"] != "title", one["start"], one["end"])),
    }


class _Original:
    """The way from a cleaned text back to the text as it was given."""

    def __init__(self, given: str, plain_text: str, clean: CleanText | None) -> None:
        self._given, self._clean = given, clean
        self._places = None if given == plain_text else _places(given)

    def span(self, one: Match | Ignored) -> dict[str, Any]:
        """Place of a match in the text as given."""
        if self._clean is None:
            return self._place(one.field, one.start, one.end)
        # An end is right after the last character: what was cut out there is no part of the name.
        start, last = self._clean.original_offset(one.start), self._clean.original_offset(one.end - 1)
        return self._place(one.field, start, last + 1)

    def cut(self, cut: Cut) -> dict[str, Any]:
        """Place of what the cleaner took out of the text as given."""
        return self._place("body", cut.start, cut.end)

    def _place(self, field: TextField, start: int, end: int) -> dict[str, Any]:
        if self._places is not None:
            start, end = self._places[start][0], self._places[end - 1][1]
        return {"field": field, "start": start, "end": end, "surface": self._given[start:end]}


def _places(given: str) -> list[tuple[int, int]]:
    """For each character of ``plain(given)`` where it starts and ends in ``given``."""
    pieces: list[int] = []
    for i, char in enumerate(given):
        joined = i and (unicodedata.combining(char) or _JOINED.match(char) or given[i - 1 : i + 1] == "\r\n")
        if not joined:
            pieces.append(i)
    pieces.append(len(given))
    return [(start, end) for start, end in pairwise(pieces) for _ in plain(given[start:end])]


def _is(match: Match, *kinds: EntityKind) -> bool:
    return match.entity.partition(":")[0] in kinds


def _code(match: Match) -> str:
    return match.entity.partition(":")[2]


def _key(match: Match) -> str:
    return match.entity


def _counts(matches: Iterable[Match], *, key: Callable[[Match], str] = _code) -> dict[str, int]:
    counts = Counter(map(key, matches))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
